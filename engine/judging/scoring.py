"""Scoring 计分: items, sections, base, bonus and total of a cohort, and the closing decision 收口.

Everything is a column: int64 at the rubric's places, one entry per counted unit. No point is ever
invented: an open item has none, and the total of a unit with an open item is provisional.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from engine.judging.cohort import Cohort
from engine.language.evaluate import Evaluation, Result
from engine.records.columns import Columns
from engine.records.exact import Integers, States, Truths, places_of, plain, rescale, to_units
from engine.records.problem import Problem, problem
from engine.records.states import READABLE, State
from engine.records.submission import ClosedItem, Closing
from engine.rubric.standard import Item

NOT_CLOSED = 255
"""In `ItemScore.closed_from`: this item was not turned into points by a closing decision."""


@dataclass(frozen=True, slots=True)
class ItemScore:
    """One item over all units. Points are int64 at the rubric's places, used only where known."""

    item: Item
    claimed: Integers
    claimed_known: Truths
    reviewed: Integers
    """Before any closing decision: used only where decided and not closed."""
    points: Integers
    states: States
    """What stands: verified or not-applicable where decided, else why it is open."""
    decided: Truths
    closed_from: States
    """The state a closing decision found, or NOT_CLOSED."""


@dataclass(frozen=True, slots=True)
class Scores:
    """All that was computed for a cohort; `places` is the rubric's."""

    cohort: Cohort
    places: int
    items: Mapping[str, ItemScore]
    sections: Mapping[str, Integers]
    base: Integers
    bonus: Integers
    total: Integers
    final: Truths
    evaluation: Evaluation
    """Over the effective columns, its trace filled: for workings."""
    problems: tuple[Problem, ...]


def score(cohort: Cohort, closing: Closing | None) -> Scores:
    """Score every counted unit. A closing rule that cannot be carried out is a problem, never 0."""
    standard = cohort.standard
    claims = Evaluation(standard.scope, cohort.claimed, cohort.size)
    stands = Evaluation(standard.scope, cohort.effective, cohort.size)
    items: dict[str, ItemScore] = {}
    problems: list[Problem] = []
    for item in standard.items:
        judged = _judge(item, cohort, claims, stands)
        if closing is not None:
            judged = _close(judged, cohort, closing, problems)
        items[item.code] = judged
    return _sum_up(cohort, items, stands, tuple(problems))


def _judge(item: Item, cohort: Cohort, claims: Evaluation, stands: Evaluation) -> ItemScore:
    places = cohort.standard.places
    claimed, known = _points(item, claims, cohort.claimed, places)
    result = stands.of(item.expression)
    flags = cohort.flags[item.code]
    states = np.maximum(_heaviest(item, cohort.effective, result), flags.states)
    values = rescale(result.values, result.places, places)
    agreed = flags.values == 1
    full = to_units(item.points, places)
    values = np.where(agreed, full, values)
    inapplicable = agreed | ((states == State.VERIFIED) & _condition(item, stands, cohort.size))
    states = np.where(inapplicable, State.NOT_APPLICABLE, states).astype(np.uint8)
    decided = states <= (State.NOT_APPLICABLE if item.needs_review else State.CLAIMED)
    points = np.where(decided, values, 0)
    never = np.full(cohort.size, NOT_CLOSED, dtype=np.uint8)
    return ItemScore(item, claimed, known, points, points, states, decided, never)


def _points(
    item: Item, evaluation: Evaluation, columns: Columns, places: int
) -> tuple[Integers, Truths]:
    result = evaluation.of(item.expression)
    known = _heaviest(item, columns, result) <= READABLE
    return np.where(known, rescale(result.values, result.places, places), 0), known


def _heaviest(item: Item, columns: Columns, result: Result) -> States:
    """An item is as open as its points and as every field that is asked in it."""
    own = (columns[field.code].states for field in item.fields)
    heaviest: States = np.maximum.reduce([result.states, *own])
    return heaviest


def _condition(item: Item, evaluation: Evaluation, size: int) -> Truths:
    if item.not_applicable is None:
        return np.zeros(size, dtype=bool)
    return evaluation.of(item.not_applicable).truths


def _close(
    judged: ItemScore, cohort: Cohort, closing: Closing, problems: list[Problem]
) -> ItemScore:
    """Turn open entries into points, by the decision's own list first, then by state."""
    code = judged.item.code
    named = {entry.unit: entry for entry in closing.items if entry.indicator == code}
    points, decided = judged.points.copy(), judged.decided.copy()
    states, closed_from = judged.states.copy(), judged.closed_from.copy()
    for position in np.flatnonzero(~judged.decided):
        unit = cohort.units[position].code
        state = State(int(judged.states[position]))
        value = _closing_points(judged, int(position), named.get(unit), closing, cohort, problems)
        if value is None:
            continue
        points[position], decided[position] = value, True
        states[position], closed_from[position] = State.VERIFIED, state
    return ItemScore(
        judged.item, judged.claimed, judged.claimed_known, judged.reviewed, points, states,
        decided, closed_from,
    )  # fmt: skip


def _closing_points(
    judged: ItemScore,
    position: int,
    named: ClosedItem | None,
    closing: Closing,
    cohort: Cohort,
    problems: list[Problem],
) -> int | None:
    state = State(int(judged.states[position]))
    what = named.points if named is not None else closing.rules.get(state.key)
    if what is None:
        return None
    if what == "zero":
        return 0
    unit, code = cohort.units[position], judged.item.code
    if what == "claimed":
        if judged.claimed_known[position]:
            return int(judged.claimed[position])
        problems.append(problem("V410", unit=unit.code, indicator=code, state=state.chinese))
        return None
    places = cohort.standard.places
    if not 0 <= what <= judged.item.points or places_of(what) > places:
        most = plain(judged.item.points)
        found = problem("V411", unit=unit.code, indicator=code, points=most, places=places)
        problems.append(found)
        return None
    return to_units(what, places)


def closing_problems(closing: Closing, scores: Scores) -> list[Problem]:
    """Entries of a closing decision that name nothing we know, or settle what was settled."""
    cohort = scores.cohort
    units = {unit.code: position for position, unit in enumerate(cohort.units)}
    found = []
    for entry in closing.items:
        if entry.unit not in units:
            found.append(problem("V412", unit=entry.unit, what=f"单位 {entry.unit}"))
        elif entry.indicator not in cohort.standard.by_code:
            found.append(problem("V412", unit=entry.unit, what=f"指标 {entry.indicator}"))
        elif _was_decided(scores.items[entry.indicator], units[entry.unit]):
            found.append(problem("V415", unit=entry.unit, indicator=entry.indicator))
    return found


def _was_decided(judged: ItemScore, position: int) -> bool:
    """Whether a unit's item had its points before the closing decision."""
    return bool(judged.decided[position] and judged.closed_from[position] == NOT_CLOSED)


def _sum_up(
    cohort: Cohort,
    items: dict[str, ItemScore],
    evaluation: Evaluation,
    problems: tuple[Problem, ...],
) -> Scores:
    rubric, places = cohort.standard.rubric, cohort.standard.places
    nothing = np.zeros(cohort.size, dtype=np.int64)
    sections = {section.code: nothing.copy() for section in rubric.sections}
    extra = nothing.copy()
    final = np.ones(cohort.size, dtype=bool)
    for judged in items.values():
        final &= judged.decided
        if judged.item.bonus:
            extra += judged.points
        else:
            sections[judged.item.section] += judged.points
    base = sum(sections.values(), nothing.copy())
    cap = to_units(rubric.bonus.cap, places) if rubric.bonus is not None else 0
    bonus = np.minimum(extra, cap)
    return Scores(
        cohort, places, items, sections, base, bonus, base + bonus, final, evaluation, problems
    )
