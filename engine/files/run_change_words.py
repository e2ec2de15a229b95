"""What two results differ in, in words: one sentence a unit, and a line for every difference.

A difference is plain JSON: `path`, `unit`, `indicator`, `causes`, and `old` and `new` where there
is one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from engine.files.result_words import REASONS, UNIT_STATES, number
from engine.records.states import by_key

Results = Mapping[str, Any]
WHOLE = "全部单位"
_LABELS = {
    "points": "得分", "claimed": "自报分", "reviewed": "核定分", "max": "满分", "state": "状态",
    "open": "是否未定", "waits": "是否待比较", "closed": "收口", "verdict": "评审意见",
    "reason": "理由", "reviewer": "评审角色", "verified": "核定值", "workings": "计算过程",
    "place": "出处", "review_place": "核定的出处", "not_fired": "没有用上的规则",
    "recheck": "复核决定", "objection": "异议", "total": "总分", "base": "基础分",
    "bonus": "加分", "penalty": "扣分", "rank": "名次", "group_ranks": "组内名次",
    "grade": "等次", "awards": "所获奖项", "exclusions": "不予评定情形", "alliance": "捆绑评价",
    "winners": "拟认定", "waitlist": "递补", "caps": "名额测算", "sentence": "评定理由",
    "kind": "评定结论", "value": "参评的分", "lookback": "回头看清单", "problems": "填报差错",
    "rechecks": "复核决定", "changes": "名册变更", "closing": "收口决定", "units": "单位",
    "later_closings": "收口决定", "sections": "一级指标",
    "indicators": "指标", "reasons": "评定理由", "source": "填报项",
    "reads": "引用的数", "name": "名称", "status": "参评状态", "groups": "分组",
    "rules": "计分规则", "rubric": "评估标准", "plan": "名额方案", "~order": "次序",
    "by": "由谁填", "field": "填报项", "title": "名称", "as_of": "统计截至",
    "marks": "各评审人的分", "review": "评审情况",
}  # fmt: skip


class UnitChange(NamedTuple):
    """What became of one unit; `code` "" for what is of no single unit."""

    code: str
    name: str
    sentence: str
    found: tuple[Results, ...]


class Line(NamedTuple):
    """One difference, every part in words."""

    code: str
    name: str
    indicator: str
    what: str
    old: str
    new: str
    causes: str


def unit_changes(old: Results, new: Results, found: Iterable[Results]) -> list[UnitChange]:
    """Every unit that differs, in roster order, with its sentence; what is of none stands last."""
    by_unit: dict[str, list[Results]] = {}
    for each in found:
        by_unit.setdefault(each["unit"], []).append(each)
    ours, theirs = ({unit["code"]: unit for unit in each["units"]} for each in (old, new))
    told = []
    for code in sorted(by_unit, key=lambda each: (not each, each)):
        own = tuple(by_unit[code])
        pair = ours.get(code), theirs.get(code)
        name = next((unit["name"] for unit in reversed(pair) if unit), WHOLE)
        said = "；".join(_pieces(pair, own, (old, new))) or "说明文字和清单随之改了"
        why = "；".join(dict.fromkeys(cause for each in own for cause in each["causes"]))
        sentence = f"{said}。原因：{why or '输入里找不到，请核对'}。"
        told.append(UnitChange(code, name, sentence, own))
    return told


def _pieces(
    pair: tuple[Any, Any], own: tuple[Results, ...], results: tuple[Results, Results]
) -> Iterator[str]:
    """What of a unit is worth a clause: its items, then total, rank, grade and awards."""
    was, now = pair
    if was is None or now is None:
        if was is not now:
            yield "这一版里没有了" if now is None else "这一版才有"
        return
    if was["state"] != now["state"]:
        yield f"由“{UNIT_STATES[was['state']].word}”变为“{UNIT_STATES[now['state']].word}”"
    for code in dict.fromkeys(each["indicator"] for each in own if each["indicator"]):
        leaves = {each["path"][4] for each in own if _leaf_of(each, code)}
        items = [next((i for i in u["indicators"] if i["code"] == code), None) for u in pair]
        yield _item(code, items[0], items[1], leaves)
    for key, word in (("total", "总分"), ("rank", "名次"), ("grade", "等次")):
        if was[key] != now[key]:
            yield f"{word}由{_shown(key, was[key])}改为{_shown(key, now[key])}"
    for title, kinds in _award_kinds(was["code"], results):
        yield f"{title}由“{REASONS[kinds[0]].word}”变为“{REASONS[kinds[1]].word}”"


def _leaf_of(each: Results, code: str) -> bool:
    return each["indicator"] == code and len(each["path"]) > 4


def _item(code: str, was: Any, now: Any, leaves: set[str]) -> str:
    if was is None or now is None:
        return f"{code} {'不再计' if now is None else '才计'}"
    before, after = (
        number(each["points"]) if each["points"] else f"“{by_key(each['state']).chinese}”"
        for each in (was, now)
    )
    if before != after:
        return f"{code} 由{before}改为{after}"
    if "recheck" in leaves and not now.get("recheck", {"upheld": True})["upheld"]:
        return f"{code} 复核维持{after}"
    if "objection" in leaves:
        return f"{code} {'有异议，分数没有变' if 'objection' in now else '的异议已了结'}"
    if leaves <= {"reason", "reviewer", "source", "workings", "clause"} and "source" not in leaves:
        return f"{code} 只改了说明文字"
    return f"{code} 核定的内容改了，分数没有变"


def _award_kinds(code: str, results: tuple[Results, Results]) -> Iterator[tuple[str, list[str]]]:
    ours, theirs = ({a["id"]: a for a in each["awards"]} for each in results)
    for key in ours.keys() & theirs.keys():
        told = [each[key]["reasons"].get(code, {}).get("kind") for each in (ours, theirs)]
        if None not in told and told[0] != told[1]:
            yield theirs[key]["title"], [str(each) for each in told]


def lines(changes: Iterable[UnitChange]) -> Iterator[Line]:
    """Every difference, for a table."""
    for unit in changes:
        for each in unit.found:
            key = each["path"][-1]
            was, now = (_shown(key, each[side]) if side in each else "" for side in ("old", "new"))
            yield Line(
                unit.code, unit.name, each["indicator"], path_words(each), was, now,
                "；".join(each["causes"]),
            )  # fmt: skip


def path_words(each: Results) -> str:
    """Where a difference stands, without the unit and the item, which stand beside it."""
    apart = {each["unit"], each["indicator"], "units", "indicators"}
    steps = [step for step in each["path"] if step not in apart and not _is_piece(step)]
    return "·".join(_LABELS.get(step, step) for step in steps) or "整个单位"


def _is_piece(step: str) -> bool:
    return step[:1] == "~" and step[1:].isdecimal()


def _shown(key: str, value: Any) -> str:
    """A leaf in a few words; of what is large only how much it is."""
    match value:
        case None:
            return "没有"
        case bool():
            return "是" if value else "否"
        case int():
            return f"第{value}" if key == "rank" else str(value)
        case str():
            return by_key(value).chinese if key == "state" and value in _STATES else value
        case list():
            flat = [each for each in value if isinstance(each, str)]
            return "、".join(flat) if len(flat) == len(value) else f"{len(value)}条"
        case dict():
            return str(value.get("number") or value.get("decision") or value.get("name") or "有")
    return str(value)


_STATES = frozenset(
    ("verified", "not-applicable", "claimed", "na-requested", "blank", "no-evidence", "disputed",
     "faulty")
)  # fmt: skip
