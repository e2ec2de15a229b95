"""One item over all units: what was reached, what is open, and what the item is worth to each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, reduce

import numpy as np

from engine.judging.cohort import Cohort
from engine.language.evaluate import Evaluation, Result, evaluate, heavier
from engine.records.columns import CERTAIN, Columns
from engine.records.exact import Integers, States, Truths, rescale
from engine.records.states import READABLE
from engine.rubric.standard import Item

NOT_CLOSED = 255
"""In `ItemScore.closed_from`: this item was not turned into points by a closing decision."""


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
    full: Integers
    """满分 for each unit to which the whole item applies, or one number for all of them.

    0 where it depends on something that is not known.
    """
    out: Truths
    """Where the item has left the unit's table; a single no where it never does."""

    def full_at(self, position: int) -> int:
        """满分 of one unit; 0 where the item has left its table."""
        shape = self.points.shape
        if np.broadcast_to(self.out, shape)[position]:
            return 0
        return int(np.broadcast_to(self.full, shape)[position])

    @cached_property
    def _claim(self) -> tuple[Integers, Truths]:
        columns, standard = self.cohort.claimed, self.cohort.standard
        result = evaluate(self.item.expression, standard.scope, columns, self.cohort.size)
        known = heaviest(self.item, columns, result) <= READABLE
        known = known & (not self.item.of_cohort)
        return np.where(known, rescale(result.values, result.places, standard.places), 0), known

    @property
    def claimed(self) -> Integers:
        """What the unit's own answers give, worked out when it is first asked for."""
        return self._claim[0]

    @property
    def claimed_known(self) -> Truths:
        """Where the unit's own answers give points at all."""
        return self._claim[1]


def heaviest(item: Item, columns: Columns, result: Result) -> States:
    """An item is as open as its points, every field asked in it, and what its points count for."""
    return reduce(heavier, (columns[code].states for code in _own(item)), result.states)


def _own(item: Item) -> tuple[str, ...]:
    return (*(field.code for field in item.fields), *item.counted_by)


def reached(item: Item, stands: Evaluation, certain: Evaluation) -> Result:
    """The points of an item by what stands, and how open it is.

    Nothing is heavier than the heaviest that it reads. So where all else it reads is verified, its
    own fields say how open it is, and its points are worked out as if those were `certain` too:
    where they are not, nobody uses them. Points that depend on other units wait until `compare`.
    """
    columns = stands.columns
    elsewhere = item.reads.difference(_own(item))
    if any(columns[code].states.any() for code in elsewhere):
        result = stands.of(item.expression)
    elif item.of_cohort:
        result = _NONE_YET
    else:
        result = certain.of(item.expression)
    values = _NONE_YET.values if item.of_cohort else result.values
    return Result(values, heaviest(item, columns, result), result.places)


_NONE_YET = Result(np.zeros((), dtype=np.int64), CERTAIN)
