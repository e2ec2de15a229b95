"""How one item of one unit came by its points: rule, values with their cells, arithmetic."""

from __future__ import annotations

from typing import Any

from engine.judging.item_score import NOT_CLOSED, ItemScore
from engine.judging.outcome import Outcome
from engine.language.at_unit import NOT_ASKED
from engine.language.fields import Field, Source
from engine.language.sentence import workings
from engine.language.unfired import Unfired, unfired
from engine.records.columns import Column
from engine.records.exact import fixed
from engine.records.problem import NOWHERE, Place
from engine.records.states import READABLE, State
from engine.rubric.standard import Item, Standard

_ROSTER = "roster"
"""Who supplies a value that stands in the roster 名册."""


def rule_words(item: Item) -> dict[str, str]:
    """What the rubric asks of an item, and how it gives points: the same for every unit."""
    indicator = item.indicator
    return {
        "requirement": indicator.requirement,
        "standard": indicator.standard,
        "rule": item.rule_words(),
    }


def trace(outcome: Outcome, judged: ItemScore, at: int) -> dict[str, Any]:
    """Every value the item asks for or reads, the arithmetic, and the rules that did not fire."""
    item, standard = judged.item, outcome.case.standard
    own = {field.code for field in item.fields}
    others = [field for code, field in standard.scope.items() if code in item.reads - own]
    return {
        "source": [_value(outcome, field, item.code, at) for field in item.fields],
        "reads": [_value(outcome, field, _owner(standard, field), at) for field in others],
        "workings": _workings(outcome, judged, at),
        "not_fired": [{"rule": each.rule, "why": each.why} for each in _idle(outcome, judged, at)],
    }


def _workings(outcome: Outcome, judged: ItemScore, at: int) -> str:
    """The arithmetic; where a decision gave the points, that it did."""
    points = fixed(int(judged.points[at]), outcome.scores.places)
    if judged.closed_from[at] != NOT_CLOSED:
        before = State(int(judged.closed_from[at])).chinese
        recheck = outcome.rechecked.get((judged.cohort.units[at].code, judged.item.code))
        if recheck is not None and recheck[1].points is not None:
            return f"收口前为“{before}”，按复核决定 {recheck[0].number} 定为{points}分"
        decision = outcome.case.closings[int(judged.closed_by[at])]
        return f"收口前为“{before}”，按收口决定 {decision.number} 定为{points}分"
    if _agreed(outcome, judged, at):
        return f"评审组同意不适用，得{points}分"
    if judged.waits(at):
        return "还不能计算：收口以后，与全部指标已定的单位比较"
    return workings(judged.item.expression, outcome.scores.evaluation, at)


def _idle(outcome: Outcome, judged: ItemScore, at: int) -> tuple[Unfired, ...]:
    """Nothing where a decision gave the points: the rule was not asked at all."""
    if judged.closed_from[at] != NOT_CLOSED or _agreed(outcome, judged, at):
        return ()
    return unfired(judged.item.expression, outcome.scores.evaluation, at)


def _agreed(outcome: Outcome, judged: ItemScore, at: int) -> bool:
    """Whether the reviewers agreed that the item does not apply."""
    return bool(outcome.scores.cohort.flags[judged.item.code].values[at] == 1)


def _owner(standard: Standard, field: Field) -> str | None:
    """The item that asks for a field; None for a roster column."""
    if field.code not in standard.own_fields:
        return None
    asked = (item for item in standard.items if any(f.code == field.code for f in item.fields))
    return next(asked).code


def _value(outcome: Outcome, field: Field, owner: str | None, at: int) -> dict[str, Any]:
    """Where a value came from: what was claimed, what was verified, and the cell of each."""
    cohort = outcome.scores.cohort
    unit, stands = cohort.units[at].code, cohort.effective[field.code]
    ruling = outcome.case.rulings.get(unit, {}).get(owner) if owner is not None else None
    settled = ruling.values.get(field.code) if ruling is not None else None
    return {
        "field": field.code,
        "title": field.title,
        "unit": field.unit,
        "by": field.source.value if owner is not None else _ROSTER,
        "claimed": _shown(field, cohort.claimed[field.code], at),
        "verified": _shown(field, stands, at),
        "state": State(int(stands.states[at])).key,
        "place": str(_place(outcome, field, unit)) if owner is not None else "",
        "review_place": str(settled.place) if settled is not None else "",
    }


def _shown(field: Field, column: Column, at: int) -> str:
    state = State(int(column.states[at]))
    if state > READABLE:
        return state.chinese
    if column.asked is not None and not column.asked[at]:
        return NOT_ASKED
    return field.show(int(column.values[at]))


def _place(outcome: Outcome, field: Field, unit: str) -> Place:
    case = outcome.case
    if field.source is Source.SCHOOL:
        answer = case.intake.counted[unit].answers.get(field.code)
    elif field.source is Source.OFFICE:
        answer = case.office.get(unit, {}).get(field.code)
    else:
        answer = None
    return answer.place if answer is not None else NOWHERE
