"""Twelve invented experts in four teams, and what each of them says of a school (泰州's form)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from benchmarks.cohort.answers import Account
from engine.records.submission import Answer, Ruling, Verdict
from engine.rubric.standard import Item, Standard

TEAMS = ("第一组", "第二组", "第三组", "第四组")


@dataclass(frozen=True, slots=True)
class Expert:
    """One invented expert: where they belong, and how much stricter they mark than others."""

    code: str
    team: str
    leads: bool = False
    own: str = ""
    """Code of the unit they work in 所在单位."""
    former: str = ""
    strict: int = 0
    """Tenths of a point below what others would give."""


EXPERTS = (
    Expert("Z01", TEAMS[0], leads=True),
    Expert("Z02", TEAMS[0], own="010003"),
    Expert("Z03", TEAMS[0], strict=1),
    Expert("Z04", TEAMS[1], leads=True, strict=-1),
    Expert("Z05", TEAMS[1], former="010010", strict=-1),
    Expert("Z06", TEAMS[1]),
    Expert("Z07", TEAMS[2], leads=True, strict=3),
    Expert("Z08", TEAMS[2], own="020022", strict=2),
    Expert("Z09", TEAMS[2], strict=4),
    Expert("Z10", TEAMS[3], leads=True),
    Expert("Z11", TEAMS[3], former="030040"),
    Expert("Z12", TEAMS[3], strict=1),
)

TERMS = """\
# 评审办法：四个评审组，每组三人各自背靠背打分；8个单位由两个组都评，好比较各组的宽严。
review:
  by: team
  per_unit: 1
  marks: individual
  combine: median
  common: 8
"""

_ROSTER = "专家编号,姓名,评审组,组长,所在单位,曾任职单位,用人单位\n"
_AVOID = "专家编号,单位编号,缘由,来源\n"
_WHY_LESS = "做法有成效，推广面和留存的过程材料还可以再充实。"
_REASON = "F432"
_MISSED = 14
"""One amendment in so many escapes an expert, who accepts what the school claims."""
_SAMPLES = {"F362": 40, "F581": 40}
"""Facts found by sample, and in how many sheets one is written down wrongly."""


def tables() -> dict[str, str]:
    """The office's two tables, by path in the year's folder."""
    experts = "".join(
        f"{e.code},专家{e.code[1:]}（虚构）,{e.team},{'✓' if e.leads else ''},{e.own},{e.former},\n"
        for e in EXPERTS
    )
    avoided = "Z06,020030,亲属在该单位,本人声明\nZ12,010002,指导或帮扶过,单位提出\n"
    return {
        "outside/专家名册.csv": _ROSTER + experts,
        "outside/回避表.csv": _AVOID + avoided,
    }


def opinion(
    expert: Expert,
    account: Account,
    found: Mapping[str, Ruling],
    standard: Standard,
    seed: int,
) -> dict[str, Ruling]:
    """What one expert says of a school, of which a perfect reviewer would say `found`."""
    return {
        code: _own(expert, account, ruling, standard.by_code[code], seed)
        for code, ruling in found.items()
    }


def _own(expert: Expert, account: Account, ruling: Ruling, item: Item, seed: int) -> Ruling:
    draw = account.school.chance(seed, f"{expert.code}/{item.code}")
    values = dict(ruling.values)
    for field in item.fields:
        if field.code in item.marks and field.code in values:
            given = Decimal(str(values[field.code].value))
            tenths = draw.choice((-2, -1, -1, 0, 0, 0, 1, 1, 2)) - expert.strict
            mark = min(max(given + Decimal(tenths) / 10, Decimal(0)), item.points)
            values[field.code] = values[field.code].model_copy(update={"value": str(mark)})
        elif field.code in _SAMPLES and not draw.randrange(_SAMPLES[field.code]):
            least = max(int(str(values[field.code].value)) - 1, 0)
            values[field.code] = values[field.code].model_copy(update={"value": str(least)})
    if ruling.verdict is Verdict.AMEND and not draw.randrange(_MISSED):
        return ruling.model_copy(update={"verdict": Verdict.ACCEPT, "values": {}, "reason": ""})
    return ruling.model_copy(update={"values": _with_reason(item, values)})


def _with_reason(item: Item, values: dict[str, Answer]) -> dict[str, Answer]:
    """扣分理由 where the mark is below full points, and only there."""
    marks = [values[code] for code in item.marks if code in values]
    if not marks or _REASON not in (field.code for field in item.fields):
        return values
    rest = {code: answer for code, answer in values.items() if code != _REASON}
    if Decimal(str(marks[0].value)) >= item.points:
        return rest
    return rest | {_REASON: marks[0].model_copy(update={"value": _WHY_LESS})}
