"""How the chair's diagnosis 评审分析 is said on every surface: for who knows no statistics."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType

from engine.records.diagnosis import (
    Calibration,
    Coefficient,
    Diagnosis,
    Hint,
    ItemAgreement,
    Note,
    Offset,
    Profile,
    Severity,
    Swap,
)
from engine.records.exact import plain

INTERNAL = "内部使用，不改变结果。"
HOW_AGREED = (
    "一致性按各人分别算出的分（核定的数也按规则折成分）："
    "克里彭多夫α 0.80以上为高，0.667以上为一般，再低为低；"
    "九成以上单位各人给分相同的，写“几乎全同”，α这时参考意义不大。"
)
HOW_ICC = (
    "组内相关（ICC）只用同一批人都评过的单位：ICC(2,1)说一个人的分可不可靠，"
    "ICC(2,k)说几个人平均后可不可靠；0.9以上很好，0.75以上较好，0.5以上中等，再低为差。"
)
HOW_SEVERE = (
    "宽严只拿共同评过的单位比，折成每100分高（+）或低（−）多少；"
    "区间不含0的才算有宽严，区间含0的看不出。"
)
APART = "各片之间不可比：没有公共评审单位连起来，分不清是评得宽还是那些单位好。"
KINDS: Mapping[str, str] = MappingProxyType({
    "all-full": "全给满分",
    "one-value": "每个单位一个分",
    "flat-sheet": "一张表一个比例",
    "outlier": "单个离群",
    "no-reason": "没有写理由",
    "same-reason": "理由雷同",
})  # fmt: skip
_PEOPLE = "零一两三四五六七八九十"


def people(count: int) -> str:
    """“三人”."""
    return f"{_PEOPLE[count] if count < len(_PEOPLE) else count}人"


def figure(value: float, places: int = 2) -> str:
    """A statistic; a minus is a minus sign, and what rounds to nothing has none."""
    text = f"{value:.{places}f}"
    return text.replace("-", "") if float(text) == 0 else text.replace("-", "−")


def signed(share: float) -> str:
    """An offset in points of a hundred: “+1.25”."""
    text = figure(share * 100)
    return text if text.startswith("−") or float(text) == 0 else f"+{text}"


def decimals(points: Decimal) -> str:
    """Points without needless zeros."""
    return plain(points).replace("-", "−")


def coefficient(found: Coefficient) -> str:
    """“0.62（0.10～0.93）”, or why there is none."""
    if found.value is None:
        return found.why
    if found.low is None or found.high is None:
        return figure(found.value)
    low = "−1以下" if found.low < -1 else figure(found.low)
    return f"{figure(found.value)}（{low}～{figure(found.high)}）"


def item_line(item: ItemAgreement, names: Mapping[str, str]) -> str:
    """“3.6 档案资料（满分4分）：三人分差最大1.8分（…），平均0.7分，一致性低（α 0.41）。”"""
    head = f"{item.indicator} {item.title}（满分{decimals(item.full)}分）"
    if not item.units:
        return f"{head}：没有两人都评过的单位。"
    if not item.widest:
        spread = f"{item.units}个单位各人给分都相同"
    else:
        unit = f"{item.widest_unit} {names.get(item.widest_unit, '')}".strip()
        spread = (
            f"{people(item.assessors)}分差最大{decimals(item.widest)}分（{unit}），"
            f"平均{figure(item.mean_spread)}分，{agreed(item)}"
        )
    differ = f"；{item.verdicts_differ}个单位的评审意见不同" if item.verdicts_differ else ""
    return f"{head}：{spread}{differ}。"


def agreed(item: ItemAgreement) -> str:
    """“一致性低（α 0.41）”."""
    if item.mostly_alike:
        return item.word
    if item.alpha.value is None:
        return f"一致性算不出（{item.alpha.why}）"
    return f"一致性{item.word}（α {figure(item.alpha.value)}）"


def tally(items: Sequence[ItemAgreement]) -> str:
    """“高4项，一般2项，低3项，几乎全同3项，算不出1项”."""
    known = ("高", "一般", "低", "几乎全同")
    count = Counter(item.word if item.word in known else "算不出" for item in items)
    return "，".join(f"{word}{count[word]}项" for word in (*known, "算不出") if count[word])


def by_spread(found: Diagnosis) -> list[ItemAgreement]:
    """Items several reviewed, the widest mean spread by share of full points first."""
    compared = [item for item in found.items if item.units]
    return sorted(compared, key=lambda one: (-one.mean_spread / float(one.full), one.indicator))


def leaning(one: Offset) -> str:
    """偏宽, 偏严, 看不出, or that there is too little to tell."""
    if one.low is None:
        return "共同评的太少，定不下"
    if not one.stands_out:
        return "看不出宽严"
    return "偏宽" if one.value > 0 else "偏严"


def interval(one: Offset) -> str:
    """“+0.40～+2.10”, or a dash."""
    if one.low is None or one.high is None:
        return "—"
    return f"{signed(one.low)}～{signed(one.high)}"


def component_head(of: Severity, at: int, whose: str) -> str:
    """What a set of assessors that can be compared is called."""
    count = len(of.components[at])
    return f"{count}个{whose}" if of.connected else f"第{at + 1}片：{count}个{whose}"


def alone_line(of: Severity) -> str:
    """Who cannot be compared with anybody, or ""."""
    if not of.alone:
        return ""
    return f"不可比：{'、'.join(of.alone)}评的单位没有别人评过，说不出宽严。"


def severities(found: Diagnosis) -> list[tuple[str, Severity]]:
    """Each estimate of severity and whose it is, teams first."""
    own = (found.whose, found.assessors)
    return [own] if found.teams is None else [("评审组", found.teams), own]


def severity_word(of: Severity, whose: str) -> str:
    """In one sentence whether anybody can be compared, and how many stand out."""
    if not of.components:
        return f"没有几个{whose}都评过的单位，宽严不可比。"
    out = sum(one.stands_out for each in of.components for one in each)
    found = f"有明显宽严的{out}个" if out else "没有看出谁明显偏宽偏严"
    return found if of.connected else f"{found}；{APART}"


def swap_line(swap: Swap, names: Mapping[str, str]) -> str:
    """“示例奖：甲校替下乙校。”"""
    said = []
    if swap.enter and swap.leave:
        said.append(f"{_named(swap.enter, names)}替下{_named(swap.leave, names)}")
    elif swap.enter:
        said.append(f"{_named(swap.enter, names)}进入")
    elif swap.leave:
        said.append(f"{_named(swap.leave, names)}退出")
    if swap.tied:
        said.append(f"{_named(swap.tied, names)}分数相同，要集体研究")
    return f"{swap.award}：{'；'.join(said)}。"


def _named(units: Sequence[str], names: Mapping[str, str]) -> str:
    return "、".join(f"{unit} {names.get(unit, '')}".strip() for unit in units)


def note_lines(note: Note, names: Mapping[str, str]) -> list[str]:
    """What the awards would be with severity taken out of the marks."""
    if note.why:
        return [f"没有试算：{note.why}。"]
    if not note.winners:
        return ["现在还没有拟认定的单位（有未定项的先收口），看不出名单会怎样变。"]
    if not note.swaps:
        return ["从考评分里去掉各人的宽严再评一遍，拟认定名单不变。"]
    head = "从考评分里去掉各人的宽严、按整套规则和名额再评一遍："
    return [head, *(swap_line(swap, names) for swap in note.swaps)]


def summary(found: Diagnosis) -> tuple[str, ...]:
    """What the diagnosis is of, in sentences."""
    what = "试评" if found.trial else "评审"
    first = f"{what}表{found.sheets}份，{found.units}个单位；{found.compared}个单位有两人以上评过"
    if not found.compared:
        return (f"{first}，没有可以比较的。",)
    items = [item for item in found.items if item.units]
    if not items:
        return (f"{first}，但没有一项是两人都给得出分的。",)
    return (f"{first}，下面只比较这些单位。", f"一致性（{len(items)}项）：{tally(items)}。")


def about(hint: Hint, names: Mapping[str, str]) -> str:
    """Whom and what a hint is about: “E03　010102 柳溪小学　3.6”."""
    unit = f"{hint.unit} {names.get(hint.unit, '')}".strip()
    return "　".join(part for part in (hint.who, unit, hint.indicator) if part)


def profile_share(one: Profile) -> str:
    """“82.5%”, the mean share of full points, or a dash."""
    return f"{figure(one.mean * 100, 1)}%" if one.marks else "—"


def talk_about(one: Calibration) -> str:
    """What to talk about before the real marking."""
    ordered = sorted(one.against_mean.items(), key=lambda each: (-each[1], each[0]))
    (high, above), (low, below) = ordered[0], ordered[-1]
    if not one.apart:
        return "各人平均相同，不用谈。"
    return (
        f"{high}平均高{figure(above)}分，{low}平均低{figure(-below)}分，"
        f"相差{figure(one.apart)}分：请两人说说各凭什么给分。"
    )
