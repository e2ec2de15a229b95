"""The first screen of the report page: how complete a run is, its lines, and what comes next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from engine.files.result_words import UNIT_STATES, Results, open_items
from engine.records.states import UnitState

_NAMED = 3
"""How many units a step names before it only counts them."""
_POINTED = frozenset({"winner", "cap", "tie-open"})
"""Kinds of reason that carry the line of their group."""


class AwardLine(NamedTuple):
    """Where an award was decided in one group: the last one in, the first one out, the gap."""

    group: str
    cutoff: str | None
    first_out: str | None

    @property
    def gap(self) -> str | None:
        """How far apart the last one in and the first one out are."""
        if self.cutoff is None or self.first_out is None:
            return None
        return str(Decimal(self.cutoff) - Decimal(self.first_out))


def completeness(results: Results) -> list[tuple[str, str, int]]:
    """How many units stand in each state: (state, mark and word, count)."""
    counts = Counter(unit["state"] for unit in results["units"])
    return [(state, str(word), counts[state]) for state, word in UNIT_STATES.items()]


def award_lines(award: Mapping[str, Any]) -> list[AwardLine]:
    """The line of each group of an award with a quota, in the order of the cap table."""
    found: dict[str, AwardLine] = {}
    for reason in award["reasons"].values():
        if reason["kind"] in _POINTED and "cutoff" in reason:
            group = reason["group"]
            found[group] = AwardLine(group, reason["cutoff"], reason["first_out"])
    return [found[cap["group"]] for cap in award["caps"] if cap["group"] in found]


def ranked_on(award: Mapping[str, Any]) -> str:
    """Whether an award with a quota goes by `total` or `base`; `total` where nobody competed."""
    pointed = (r["on"] for r in award["reasons"].values() if r["kind"] in _POINTED)
    return next(pointed, "total")


def next_steps(results: Results) -> list[str]:
    """What the office does next, the most pressing first; never empty."""
    found = [*_missing(results), *_unsettled(results), *_objected(results)]
    found += _to_decide(results)
    return found or ["没有未定的事项：请领导小组审定拟认定名单，再按方案公示。"]


def _missing(results: Results) -> list[str]:
    counts = Counter(unit["state"] for unit in results["units"])
    blocked, absent = counts[UnitState.BLOCKED], counts[UnitState.ABSENT]
    found = []
    if blocked and results["closing"] is None:
        found.append(f"{blocked}个单位交来的材料不能用：请照“填报差错”通知重交。")
    if absent and results["closing"] is None:
        found.append(f"{absent}个单位没有提交自评表：请问明原因并催交。")
    return found


def _unsettled(results: Results) -> list[str]:
    held = [open_items(unit) for unit in results["units"]]
    units, items = sum(1 for each in held if each), sum(len(each) for each in held)
    if not items:
        return [] if results["closing"] or _all_in(results) else ["请作收口决定，写明未交单位。"]
    if results["closing"] is None:
        return [f"{units}个单位共{items}项未定：先由评审组核定，补正期满后作收口决定。"]
    return [f"收口以后{units}个单位仍有{items}项未定：请补充收口决定，逐项写明分数。"]


def _objected(results: Results) -> list[str]:
    held = [[i for i in unit["indicators"] if "objection" in i] for unit in results["units"]]
    units, items = sum(1 for each in held if each), sum(len(each) for each in held)
    if not items:
        return []
    return [f"{units}个单位对{items}项有异议，还没有复核决定：请先复核，再定名单。"]


def _all_in(results: Results) -> bool:
    return all(unit["state"] == UnitState.FINAL for unit in results["units"])


def _to_decide(results: Results) -> list[str]:
    names = {unit["code"]: unit["name"] for unit in results["units"]}
    found = []
    for award in results["awards"]:
        found += [
            f"{award['title']}还剩{tie['seats']}个名额，{len(tie['codes'])}个单位同分："
            "请领导小组集体研究。"
            for tie in award["open"]
        ]
        unknown = [code for code, r in award["reasons"].items() if r.get("found") == "不详"]
        if unknown:
            named = "、".join(names[code] for code in unknown[:_NAMED])
            more = f"等{len(unknown)}个单位" if len(unknown) > _NAMED else ""
            found.append(f"{award['title']}：{named}{more}的往年荣誉不详，请查清后重新评定。")
    return found
