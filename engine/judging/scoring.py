"""Scoring 计分: items, sections, base, bonus and total of a cohort, and the closing decision 收口.

Everything is a column: int64 at the rubric's places, one entry per counted unit. No point is ever
invented: an open item has none, and the total of a unit with an open item is provisional.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, reduce

import numpy as np

from engine.judging.cohort import Cohort
from engine.language.evaluate import Evaluation, Result, evaluate, heavier
from engine.language.tables import Tables
from engine.records.columns import Columns
from engine.records.exact import Integers, States, Truths, places_of, plain, rescale, to_units
from engine.records.problem import Problem, problem
from engine.records.states import READABLE, State
from engine.records.submission import ClosedItem, Closing
from engine.rubric.standard import Item

NOT_CLOSED = 255
"""In `ItemScore.closed_from`: this item was not turned into points by a closing decision."""


MANY = 1 << 14
"""Units from which making tables takes less than they save."""
BLOCK = 1 << 17
"""Units that are scored together: few enough for what is worked out to stay in the cache."""


@dataclass(frozen=True)
class ItemScore:
    """One item over all units. Points are int64 at the rubric's places, used only where known."""

    item: Item
    cohort: Cohort
    reviewed: Integers
    """Before any closing decision: used only where decided and not closed."""
    points: Integers
    states: States
    """What stands: verified or not-applicable where decided, else why it is open."""
    decided: Truths
    closed_from: States
    """The state a closing decision found, or NOT_CLOSED."""

    @cached_property
    def _claim(self) -> tuple[Integers, Truths]:
        columns, standard = self.cohort.claimed, self.cohort.standard
        result = evaluate(self.item.expression, standard.scope, columns, self.cohort.size)
        known = _heaviest(self.item, columns, result) <= READABLE
        return np.where(known, rescale(result.values, result.places, standard.places), 0), known

    @property
    def claimed(self) -> Integers:
        """What the unit's own answers give, worked out when it is first asked for."""
        return self._claim[0]

    @property
    def claimed_known(self) -> Truths:
        """Where the unit's own answers give points at all."""
        return self._claim[1]


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
    """Over the effective columns, its trace filled as workings are asked for."""
    problems: tuple[Problem, ...]


def score(cohort: Cohort, closing: Closing | None) -> Scores:
    """Score every counted unit. A closing rule that cannot be carried out is a problem, never 0."""
    items = _unjudged(cohort)
    tables = Tables(cohort.standard.scope) if cohort.size >= MANY else None
    for start in range(0, cohort.size, BLOCK):
        _judge(items, cohort, slice(start, min(start + BLOCK, cohort.size)), tables)
    problems: list[Problem] = []
    if closing is not None:
        decision = _Decision.of(closing, cohort)
        items = {code: _close(judged, decision, problems) for code, judged in items.items()}
    return _sum_up(cohort, items, tuple(problems))


def _unjudged(cohort: Cohort) -> dict[str, ItemScore]:
    """Items to be filled in, each a row of one large array, which comes in large pages."""
    items, never = cohort.standard.items, np.full(cohort.size, NOT_CLOSED, dtype=np.uint8)
    shape = (len(items), cohort.size)
    points, states = np.empty(shape, dtype=np.int64), np.empty(shape, dtype=np.uint8)
    decided = np.empty(shape, dtype=np.bool_)
    return {
        item.code: ItemScore(item, cohort, points[i], points[i], states[i], decided[i], never)
        for i, item in enumerate(items)
    }


def _judge(
    items: Mapping[str, ItemScore], cohort: Cohort, units: slice, tables: Tables | None
) -> None:
    """Write points, states and decided of some units into every item."""
    standard, size = cohort.standard, units.stop - units.start
    columns = {code: column.part(units) for code, column in cohort.effective.items()}
    shortcut = tables.result if tables is not None else None
    stands = Evaluation(standard.scope, columns, size, traced=False, shortcut=shortcut)
    for judged in items.values():
        item, flags = judged.item, cohort.flags[judged.item.code].part(units)
        result = stands.of(item.expression)
        states = heavier(_heaviest(item, columns, result), flags.states)
        values = rescale(result.values, result.places, standard.places)
        if item.indicator.not_applicable is not None:
            agreed = flags.values == 1
            values = np.where(agreed, to_units(item.points, standard.places), values)
            inapplicable = agreed | ((states == State.VERIFIED) & _condition(item, stands))
            states = np.where(inapplicable, np.uint8(State.NOT_APPLICABLE), states)
        judged.states[units] = states
        limit = State.NOT_APPLICABLE if item.needs_review else State.CLAIMED
        decided = np.less_equal(judged.states[units], limit, out=judged.decided[units])
        np.multiply(values, decided, out=judged.points[units])


def _heaviest(item: Item, columns: Columns, result: Result) -> States:
    """An item is as open as its points and as every field that is asked in it."""
    return reduce(heavier, (columns[field.code].states for field in item.fields), result.states)


def _condition(item: Item, evaluation: Evaluation) -> Truths | bool:
    if item.not_applicable is None:
        return False
    return evaluation.of(item.not_applicable).truths


@dataclass(frozen=True, slots=True)
class _Decision:
    """A closing decision made ready: bool [State] by what its rules say, and its own list."""

    zero: Truths
    claimed: Truths
    entries: Mapping[str, Mapping[int, ClosedItem]]
    """Indicator → position of the unit → entry."""

    @staticmethod
    def of(closing: Closing, cohort: Cohort) -> _Decision:
        keys = [closing.rules.get(state.key) for state in State]
        zero, claimed = (np.array([key == how for key in keys]) for how in ("zero", "claimed"))
        entries: dict[str, dict[int, ClosedItem]] = {}
        if closing.items:
            positions = {unit.code: position for position, unit in enumerate(cohort.units)}
            for entry in closing.items:
                if entry.unit in positions:
                    entries.setdefault(entry.indicator, {})[positions[entry.unit]] = entry
        return _Decision(zero, claimed, entries)


def _close(judged: ItemScore, decision: _Decision, problems: list[Problem]) -> ItemScore:
    """Turn open entries into points: by the decision's own list where it names one, or by state."""
    if judged.decided.all():
        return judged
    named = decision.entries.get(judged.item.code, {})
    points, closed = _close_by_state(judged, list(named), decision, problems)
    for position, entry in named.items():
        if not judged.decided[position]:
            value = _named_points(judged, position, entry, problems)
            points[position], closed[position] = value or 0, value is not None
    return replace(
        judged,
        points=points,
        states=judged.states * ~closed,
        decided=judged.decided | closed,
        closed_from=judged.states | ~closed * np.uint8(NOT_CLOSED),
    )


def _close_by_state(
    judged: ItemScore, but: list[int], decision: _Decision, problems: list[Problem]
) -> tuple[Integers, Truths]:
    """The item's points and where the rules of a decision close it, `but` for some positions."""
    open_ = ~judged.decided
    open_[but] = False
    zero = open_ & decision.zero.take(judged.states)
    if not decision.claimed.any():
        return judged.points.copy() if but else judged.points, zero
    claimed = open_ & decision.claimed.take(judged.states)
    known = claimed & judged.claimed_known
    for position in np.flatnonzero(claimed & ~known).tolist():
        problems.append(_no_claim(judged, position))
    return np.where(known, judged.claimed, judged.points), zero | known


def _named_points(
    judged: ItemScore, position: int, entry: ClosedItem, problems: list[Problem]
) -> int | None:
    """What an entry of the decision's own list gives; a problem where it cannot be carried out."""
    if entry.points == "claimed":
        if judged.claimed_known[position]:
            return int(judged.claimed[position])
        problems.append(_no_claim(judged, position))
        return None
    places, item = judged.cohort.standard.places, judged.item
    if not 0 <= entry.points <= item.points or places_of(entry.points) > places:
        most = plain(item.points)
        problems.append(
            problem("V411", unit=entry.unit, indicator=item.code, points=most, places=places)
        )
        return None
    return to_units(entry.points, places)


def _no_claim(judged: ItemScore, position: int) -> Problem:
    unit, state = judged.cohort.units[position].code, State(int(judged.states[position]))
    return problem("V410", unit=unit, indicator=judged.item.code, state=state.chinese)


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
    cohort: Cohort, items: Mapping[str, ItemScore], problems: tuple[Problem, ...]
) -> Scores:
    rubric, places = cohort.standard.rubric, cohort.standard.places
    sections = {section.code: np.zeros(cohort.size, dtype=np.int64) for section in rubric.sections}
    extra = np.zeros(cohort.size, dtype=np.int64)
    final = np.ones(cohort.size, dtype=np.bool_)
    for judged in items.values():
        final &= judged.decided
        total = extra if judged.item.bonus else sections[judged.item.section]
        total += judged.points
    base = sum(sections.values(), np.zeros(cohort.size, dtype=np.int64))
    cap = to_units(rubric.bonus.cap, places) if rubric.bonus is not None else 0
    bonus = np.minimum(extra, cap)
    workings = Evaluation(cohort.standard.scope, cohort.effective, cohort.size)
    return Scores(
        cohort, places, items, sections, base, bonus, base + bonus, final, workings, problems
    )
