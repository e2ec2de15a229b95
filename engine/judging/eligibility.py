"""Eligibility 参评条件: the first thing that keeps a unit from being a candidate for an award.

The order is a law of docs/run-format.md: who takes part, what came in, what is still open, what is
excluded, what the honours history says, and only then the points.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.judging.case import PARTICIPATING, Case
from engine.judging.grading import Applied
from engine.records.exact import to_units
from engine.records.states import UnitState
from engine.records.submission import RosterUnit
from engine.rubric.plan import Award

UNKNOWN = ("", "不详")
NONE = "无"

REASONS = (
    "not-participating", "absent", "blocked", "open-items", "excluded", "gate", "holder",
    "threshold", "section-threshold", "winner", "tie-open", "cap",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standing:
    """What awarding may know of one unit; points are whole units at the rubric's places."""

    unit: RosterUnit
    state: str
    total: int
    base: int
    bonus: int
    sections: Mapping[str, tuple[int, int]]
    """Points, and what the section is worth to the unit."""
    open_items: tuple[str, ...]
    exclusions: tuple[Applied, ...]
    history: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a unit won or not: a kind of `REASONS` and the facts that show it."""

    kind: str
    facts: Mapping[str, Any]


def barred(award: Award, standing: Standing, case: Case) -> Reason | None:
    """The first reason 评定理由 that keeps a unit from being a candidate; None for a candidate."""
    if standing.unit.status != PARTICIPATING:
        return Reason("not-participating", {"status": standing.unit.status})
    if standing.state in (UnitState.ABSENT, UnitState.BLOCKED):
        return Reason(standing.state, {"in_base": award.quota is not None})
    if standing.state == UnitState.PROVISIONAL:
        return Reason("open-items", {"indicators": list(standing.open_items)})
    applied = [
        a for a in standing.exclusions
        if a.exclusion.bars_awards or a.exclusion.code in award.barred_by
    ]  # fmt: skip
    if applied:
        first = applied[0]
        facts = {"exclusion": first.exclusion.code, "title": first.exclusion.title}
        return Reason("excluded", facts | {"document": first.document})
    return _history(award, standing) or _thresholds(award, standing, case)


def _history(award: Award, standing: Standing) -> Reason | None:
    """Every gate that asks for something comes before any earlier honour that bars."""
    found = [(gate, standing.history.get(gate.column, "")) for gate in award.gates]
    for gate, value in found:
        facts = {"title": gate.title, "column": gate.column}
        if value in UNKNOWN:
            return Reason("gate", facts | {"found": "不详"})
        if gate.must == "have" and value == NONE:
            return Reason("gate", facts | {"found": NONE})
    for gate, value in found:
        if gate.must == "not-have" and value != NONE:
            return Reason("holder", {"title": gate.title, "column": gate.column, "found": value})
    return None


def _thresholds(award: Award, standing: Standing, case: Case) -> Reason | None:
    threshold, places = award.threshold, case.standard.places
    if threshold is None:
        return None
    value = standing.base if threshold.on == "base" else standing.total
    needed = to_units(threshold.at_least, places)
    if value < needed:
        return Reason("threshold", {"on": threshold.on, "value": value, "needed": needed})
    rate = threshold.section_rate
    if rate is None:
        return None
    for section in case.standard.rubric.sections:
        if section.points is None:
            continue
        points, most = standing.sections[section.code]
        if points * rate.denominator < most * rate.numerator:
            return Reason(
                "section-threshold",
                {"section": section.title, "value": points, "max": most,
                 "rate": f"{rate.numerator}/{rate.denominator}"},
            )  # fmt: skip
    return None
