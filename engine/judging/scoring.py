"""Scoring 计分: every item of a cohort, first from its own answers, after the closing among others.

Everything is a column: int64 at the rubric's places, one entry per counted unit. No point is ever
invented: an open item has none, and the total of a unit with an open item is provisional.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from engine.judging.alliance import Allied, shared_totals
from engine.judging.closing import Decision, close
from engine.judging.cohort import Cohort
from engine.judging.comparing import compare
from engine.judging.item_score import NOT_CLOSED, ItemScore, reached
from engine.judging.totals import Totals, add_up
from engine.language.evaluate import Evaluation, heavier
from engine.language.tables import MANY, Tables
from engine.records.columns import blocks
from engine.records.exact import Integers, Truths, pick, rescale, to_units
from engine.records.problem import Problem
from engine.records.states import READABLE, State
from engine.records.submission import Closing
from engine.rubric.standard import Item

_VERIFIED, _INAPPLICABLE = (
    np.array(state, dtype=np.uint8) for state in (State.VERIFIED, State.NOT_APPLICABLE)
)
_NEVER: Truths = np.zeros((), dtype=np.bool_)


@dataclass(frozen=True, slots=True)
class Scores:
    """All that was computed for a cohort; `places` is the rubric's."""

    cohort: Cohort
    places: int
    items: Mapping[str, ItemScore]
    totals: Totals
    total: Integers
    """What is published and ranked: of the unit alone, or shared with its alliance."""
    allied: Allied | None
    final: Truths
    evaluation: Evaluation
    """Over the effective columns, its trace filled as workings are asked for."""
    problems: tuple[Problem, ...]


def score(cohort: Cohort, closing: Closing | None) -> Scores:
    """Score every counted unit. A closing rule that cannot be carried out is a problem, never 0."""
    items = _unjudged(cohort)
    tables = Tables(cohort.standard.scope) if cohort.size >= MANY else None
    for units in blocks(cohort.size):
        _judge(items.values(), cohort, units, tables)
    problems: list[Problem] = []
    if closing is not None:
        decision = Decision.of(closing, cohort)
        items = {code: close(judged, decision, problems) for code, judged in items.items()}
    final = np.ones(cohort.size, np.bool_)
    for judged in items.values():
        final &= judged.decided
    peers = final & cohort.participating if closing is not None else np.zeros_like(final)
    if any(judged.item.of_cohort for judged in items.values()):
        items, final = compare(items, cohort, final, peers)
    totals = add_up(cohort, items)
    total, allied = totals.total, None
    if (alliance := cohort.standard.rubric.alliance) is not None:
        total, allied, final = shared_totals(alliance, cohort, totals, final, peers)
    workings = Evaluation(cohort.standard.scope, cohort.effective, cohort.size, final=peers)
    return Scores(
        cohort, cohort.standard.places, items, totals, total, allied, final, workings,
        tuple(problems),
    )  # fmt: skip


def _unjudged(cohort: Cohort) -> dict[str, ItemScore]:
    """Items to be filled in, each a row of one large array, which comes in large pages.

    All points are 0 until a block is judged.
    """
    items, never = cohort.standard.items, np.full(cohort.size, NOT_CLOSED, dtype=np.uint8)
    shape, places = (len(items), cohort.size), cohort.standard.places
    points, states = np.zeros(shape, dtype=np.int64), np.empty(shape, dtype=np.uint8)
    decided = np.empty(shape, dtype=np.bool_)
    found = {}
    for i, item in enumerate(items):
        full, out = np.array(to_units(item.points, places), dtype=np.int64), _NEVER
        if not item.same_for_all:
            full, out = np.empty(cohort.size, np.int64), np.empty(cohort.size, np.bool_)
        found[item.code] = ItemScore(
            item, cohort, points[i], points[i], states[i], decided[i], never, full, out
        )
    return found


def _judge(items: Iterable[ItemScore], cohort: Cohort, units: slice, tables: Tables | None) -> None:
    """Write points, states and decided of some units into some items."""
    standard, size = cohort.standard, units.stop - units.start
    columns = {code: column.part(units) for code, column in cohort.effective.items()}
    shortcut = tables.result if tables is not None else None
    stands = Evaluation(standard.scope, columns, size, traced=False, shortcut=shortcut)
    read = {code: column.certain() for code, column in columns.items()}
    certain = Evaluation(standard.scope, read, size, traced=False, shortcut=shortcut)
    for judged in items:
        item, flags = judged.item, cohort.flags[judged.item.code].part(units)
        result = reached(item, stands, certain)
        values = rescale(result.values, result.places, standard.places)
        states = heavier(result.states, flags.states)
        full = stands.of(item.full)
        worth = rescale(full.values, full.places, standard.places)
        agreed = flags.values == 1 if item.policy is not None else _NEVER
        by_rule = _by_rule(item, stands)
        if item.policy is not None:
            values = np.where(agreed, worth * item.gives_full, values)
        if item.policy is not None or item.not_applicable is not None:
            goes = agreed | ((states == _VERIFIED) & by_rule)
            states = pick(goes, _INAPPLICABLE, states)
        judged.states[units] = states
        limit = int(State.NOT_APPLICABLE if item.needs_review else State.CLAIMED)
        decided = np.less_equal(judged.states[units], limit, out=judged.decided[units])
        if values.ndim or values:  # not so of what will only be compared
            np.multiply(values, decided, out=judged.points[units])
        if not item.same_for_all:
            judged.full[units] = worth * (full.states <= READABLE)
            judged.out[units] = (agreed | by_rule) & decided & (not item.gives_full)


def _by_rule(item: Item, evaluation: Evaluation) -> Truths:
    """Where the item is known not to apply by its own condition."""
    if item.not_applicable is None:
        return _NEVER
    found = evaluation.of(item.not_applicable)
    return found.truths & (found.states <= READABLE)
