"""Settling: what every item gives a unit by its own answers, and whether that is settled.

Units are worked on block by block, so that what is worked out for them stays in the cache.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from engine.judging.cohort import Cohort
from engine.judging.item_score import NOT_CLOSED, ItemScore, heaviest
from engine.language.evaluate import Evaluation
from engine.language.result import Result, heavier
from engine.language.tables import MANY, Tables
from engine.records.columns import CERTAIN, blocks
from engine.records.exact import States, Truths, pick, rescale, to_units
from engine.records.states import READABLE, State
from engine.rubric.standard import Item

_NEVER: Truths = np.zeros((), dtype=np.bool_)
_NONE_YET = Result(np.zeros((), dtype=np.int64), CERTAIN)
_VERIFIED = int(State.VERIFIED)
_INAPPLICABLE: States = np.array(State.NOT_APPLICABLE, dtype=np.uint8)


def judged_alone(cohort: Cohort) -> dict[str, ItemScore]:
    """Every item of every unit; what depends on other units has states, and no points yet."""
    items = _unjudged(cohort)
    tables = Tables(cohort.standard.scope) if cohort.size >= MANY else None
    for units in blocks(cohort.size):
        _judge(items.values(), cohort, units, tables)
    return items


def _unjudged(cohort: Cohort) -> dict[str, ItemScore]:
    """Items to be filled in, each a row of one large array, which comes in large pages."""
    items, never = cohort.standard.items, np.full(cohort.size, NOT_CLOSED, dtype=np.uint8)
    nobody = np.zeros(cohort.size, dtype=np.int64)
    shape, places = (len(items), cohort.size), cohort.standard.places
    points, states = np.zeros(shape, dtype=np.int64), np.empty(shape, dtype=np.uint8)
    decided = np.empty(shape, dtype=np.bool_)
    found = {}
    for i, item in enumerate(items):
        full, out = np.array(to_units(item.points, places), dtype=np.int64), _NEVER
        if not item.same_for_all:
            full, out = np.empty(cohort.size, np.int64), np.empty(cohort.size, np.bool_)
        found[item.code] = ItemScore(
            item, cohort, points[i], points[i], states[i], decided[i], never, nobody, full, out
        )
    return found


def _judge(items: Iterable[ItemScore], cohort: Cohort, units: slice, tables: Tables | None) -> None:
    """Write points, states and decided of some units into some items."""
    scope, size = cohort.standard.scope, units.stop - units.start
    shortcut = tables.result if tables is not None else None
    columns = {code: column.part(units) for code, column in cohort.effective.items()}
    stands = Evaluation(scope, columns, size, traced=False, shortcut=shortcut)
    columns = {code: column.certain() for code, column in columns.items()}
    certain = Evaluation(scope, columns, size, traced=False, shortcut=shortcut)
    for judged in items:
        _judge_item(judged, units, stands, certain)


def _judge_item(judged: ItemScore, units: slice, stands: Evaluation, certain: Evaluation) -> None:
    item, places, states = judged.item, judged.cohort.standard.places, judged.states[units]
    flags = judged.cohort.flags[item.code].part(units)
    result = _reached(item, stands, certain)
    values = rescale(result.values, result.places, places)
    states[...] = heavier(result.states, flags.states)
    agreed, by_rule = _NEVER, _by_rule(item, stands)
    if item.policy is not None:
        agreed = flags.values == 1
        values = np.where(agreed, _worth(item, stands, places).values * item.gives_full, values)
    if item.policy is not None or item.not_applicable is not None:
        goes = agreed | ((states == _VERIFIED) & by_rule)
        states[...] = pick(goes, _INAPPLICABLE, states)
    limit = int(State.NOT_APPLICABLE if item.needs_review else State.CLAIMED)
    decided = np.less_equal(states, limit, out=judged.decided[units])
    if values is not _NONE_YET.values:
        np.multiply(values, decided, out=judged.points[units])
    if not item.same_for_all:
        full = _worth(item, stands, places)
        judged.full[units] = full.values * (full.states <= READABLE)
        judged.out[units] = (agreed | by_rule) & decided & (not item.gives_full)


def _reached(item: Item, stands: Evaluation, certain: Evaluation) -> Result:
    """The points of an item by what stands, and how open it is.

    Nothing is heavier than the heaviest that it reads. So where all else it reads is verified, its
    own fields say how open it is, and its points are worked out as if those were `certain` too:
    where they are not, nobody uses them. Points that depend on other units wait until `compare`.
    """
    codes = item.reads.difference(item.own_codes)
    elsewhere = (stands.columns[code].states for code in codes)
    if any(states.any() for states in elsewhere):
        result = stands.of(item.expression)
    else:
        result = _NONE_YET if item.of_cohort else certain.of(item.expression)
    states = heaviest(item, stands.columns, result)
    if item.of_cohort:
        return Result(_NONE_YET.values, states)
    return Result(result.values, states, result.places)


def _by_rule(item: Item, stands: Evaluation) -> Truths:
    """Where the item is known not to apply by its own condition."""
    if item.not_applicable is None:
        return _NEVER
    found = stands.of(item.not_applicable)
    return found.truths & (found.states <= READABLE)


def _worth(item: Item, stands: Evaluation, places: int) -> Result:
    """满分 at the rubric's places."""
    full = stands.of(item.full)
    return Result(rescale(full.values, full.places, places), full.states, places)
