"""The closing decision 收口: open entries of an item turned into points, by list or by state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

import numpy as np

from engine.judging.cohort import Cohort
from engine.judging.item_score import NOT_CLOSED, ItemScore
from engine.records.exact import (
    LIMIT,
    Integers,
    States,
    Truths,
    from_units,
    pick,
    places_of,
    plain,
    to_units,
)
from engine.records.problem import Problem, problem
from engine.records.states import State
from engine.records.submission import ClosedItem, Closing

_OPEN = np.arange(State.CLAIMED, len(State))
"""The states in which an item may wait for a decision."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A closing decision made ready: bool [State] by what its rules say, and its own list."""

    number: int
    """Which of the decisions it is, from 0."""
    zero: Truths
    claimed: Truths
    entries: Mapping[str, Mapping[int, ClosedItem]]
    """Indicator → position of the unit → entry."""

    @staticmethod
    def of(closing: Closing, number: int, cohort: Cohort) -> Decision:
        keys = [closing.rules.get(state.key) for state in State]
        zero, claimed = (np.array([key == how for key in keys]) for how in ("zero", "claimed"))
        entries: dict[str, dict[int, ClosedItem]] = {}
        if closing.items:
            positions = {unit.code: position for position, unit in enumerate(cohort.units)}
            for entry in closing.items:
                if entry.unit in positions:
                    entries.setdefault(entry.indicator, {})[positions[entry.unit]] = entry
        return Decision(number, zero, claimed, entries)


def close(judged: ItemScore, decision: Decision, problems: list[Problem]) -> ItemScore:
    """Turn open entries into points: by the decision's own list where it names one, or by state."""
    if judged.decided.all():
        return judged
    named = decision.entries.get(judged.item.code, {})
    points, closed = _close_by_state(judged, list(named), decision, problems)
    for position, entry in named.items():
        if not judged.decided[position] and entry.points != "open":
            value = _named_points(judged, position, entry.points, problems)
            points[position], closed[position] = value or 0, value is not None
    return replace(
        judged,
        points=points,
        states=judged.states * ~closed,
        decided=judged.decided | closed,
        closed_from=pick(closed, judged.states, judged.closed_from),
        closed_by=_by(decision, closed, judged),
    )


def _by(decision: Decision, closed: Truths, judged: ItemScore) -> Integers:
    """Which decision closed what; of the first there is nothing to write down."""
    if not decision.number:
        return judged.closed_by
    return pick(closed, np.array(decision.number), judged.closed_by)


def _close_by_state(
    judged: ItemScore, but: list[int], decision: Decision, problems: list[Problem]
) -> tuple[Integers, Truths]:
    """The item's points and where the rules of a decision close it, `but` for some positions."""
    open_ = ~judged.decided
    open_[but] = False
    zero = _closed(open_, judged.states, decision.zero)
    if not decision.claimed.any():
        return judged.points.copy() if but else judged.points, zero
    claimed = _closed(open_, judged.states, decision.claimed)
    known = claimed & judged.claimed_known
    for position in np.flatnonzero(claimed & ~known).tolist():
        problems.append(_no_claim(judged, position))
    return np.where(known, judged.claimed, judged.points), zero | known


def _closed(open_: Truths, states: States, by: Truths) -> Truths:
    """Where an open item is in a state that is closed `by` the decision's rules."""
    closed = open_.copy()
    for state in _OPEN[~by[_OPEN]].tolist():
        closed &= states != state
    return closed


def _named_points(
    judged: ItemScore,
    position: int,
    points: Decimal | Literal["claimed"],
    problems: list[Problem],
) -> int | None:
    """What an entry of the decision's own list gives; a problem where it cannot be carried out."""
    if points == "claimed":
        if judged.claimed_known[position]:
            return int(judged.claimed[position])
        problems.append(_no_claim(judged, position))
        return None
    places, item = judged.cohort.standard.places, judged.item
    full = judged.full_at(position) if item.context.capped else LIMIT
    if places_of(points) > places or not 0 <= to_units(points, places) <= full:
        unit, most = judged.cohort.units[position].code, plain(from_units(full, places))
        problems.append(problem("V411", unit=unit, indicator=item.code, points=most, places=places))
        return None
    return to_units(points, places)


def _no_claim(judged: ItemScore, position: int) -> Problem:
    unit, state = judged.cohort.units[position].code, State(int(judged.states[position]))
    return problem("V410", unit=unit, indicator=judged.item.code, state=state.chinese)


def closing_problems(
    closings: Sequence[Closing], cohort: Cohort, items: Mapping[str, ItemScore]
) -> list[Problem]:
    """Entries of closing decisions that name nothing we know, or settle what was settled."""
    units = {unit.code: position for position, unit in enumerate(cohort.units)}
    found = []
    for number, closing in enumerate(closings):
        for entry in closing.items:
            unit, indicator = entry.unit, entry.indicator
            if unit not in units:
                found.append(problem("V412", unit=unit, indicator=indicator, what=f"单位 {unit} "))
            elif indicator not in cohort.standard.by_code:
                found.append(
                    problem("V412", unit=unit, indicator=indicator, what=f"指标 {indicator} ")
                )
            elif entry.points != "open" and (
                how := _settled_before(items[indicator], units[unit], number, closings)
            ):
                found.append(problem("V415", unit=unit, indicator=indicator, how=how))
    return found


def _settled_before(
    judged: ItemScore, position: int, number: int, closings: Sequence[Closing]
) -> str:
    """How a unit's item had come by its points before decision `number`; "" where it had none."""
    if not judged.decided[position]:
        return ""
    if judged.closed_from[position] == NOT_CLOSED:
        return "评审时"
    earlier = int(judged.closed_by[position])
    return f"按前一份收口决定 {closings[earlier].number} " if earlier < number else ""
