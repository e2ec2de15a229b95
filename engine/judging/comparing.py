"""Comparing 与全体比: points of items that depend on other units, once it is known who is final.

Whose own answers are settled waits for the closing, and then for every other of its items.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from engine.judging.cohort import Cohort
from engine.judging.item_score import NOT_CLOSED, ItemScore
from engine.language.alike import evaluate_alike
from engine.language.evaluate import Evaluation
from engine.language.tables import MANY
from engine.records.columns import blocks
from engine.records.exact import Integers, States, Truths, pick, rescale
from engine.records.states import READABLE, State

_INAPPLICABLE = int(State.NOT_APPLICABLE)
_BLANK: States = np.array(State.BLANK, dtype=np.uint8)


def compare(
    items: Mapping[str, ItemScore], cohort: Cohort, final: Truths, peers: Truths
) -> tuple[dict[str, ItemScore], Truths]:
    """Every item with its points among `peers`, and whose total is final by that."""
    known, counts = final & peers.any(), peers.astype(np.int64)
    found, after = dict(items), final.copy()
    for code, judged in items.items():
        if judged.item.of_cohort:
            found[code] = _compared(judged, cohort, known, counts)
            after &= found[code].decided
    return found, after


def _compared(judged: ItemScore, cohort: Cohort, known: Truths, counts: Integers) -> ItemScore:
    """The item, filled in where it was decided by its answers, and open where nothing is known.

    So far it has points only where it was agreed not to apply, or closed by name.
    """
    item, columns, size = judged.item, cohort.effective, cohort.size
    over = Evaluation(cohort.standard.scope, columns, size, traced=size < MANY, final=counts)
    found = evaluate_alike(item.expression, item.reads, over)
    for units in blocks(size):
        result, states, decided = found.part(units), judged.states[units], judged.decided[units]
        takes = decided & (judged.closed_from[units] == NOT_CLOSED)
        if item.policy is not None:
            takes &= cohort.flags[item.code].values[units] != 1
        open_ = takes & (states != _INAPPLICABLE)
        open_ &= ~(known[units] & (result.states <= READABLE))
        values = rescale(result.values, result.places, cohort.standard.places)
        judged.points[units] += values * (takes & ~open_)
        states[...] = pick(open_, _BLANK, states)
        decided &= ~open_
    return replace(judged, reviewed=judged.points)
