"""One item over all units: what was reached, what is open, and what the item is worth to each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, reduce

import numpy as np

from engine.judging.cohort import Cohort
from engine.language.evaluate import evaluate
from engine.language.result import Result, heavier
from engine.records.columns import Columns
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
    closed_by: Integers
    """Which of the closing decisions that was, from 0; used only where closed."""
    full: Integers
    """满分 for each unit to which the whole item applies, or one number for all of them.

    0 where it depends on something that is not known.
    """
    out: Truths
    """Where the item has left the unit's table; a single no where it never does."""

    def waits(self, position: int) -> bool:
        """Whether only the others are missing: all that it reads of the unit is there."""
        if not self.item.of_cohort or self.decided[position]:
            return False
        columns = self.cohort.effective
        return all(columns[code].states[position] <= READABLE for code in self.item.reads)

    def full_at(self, position: int) -> int:
        """满分 of one unit; 0 where the item has left its table."""
        shape = self.points.shape
        if np.broadcast_to(self.out, shape)[position]:
            return 0
        return int(np.broadcast_to(self.full, shape)[position])

    @cached_property
    def _claim(self) -> tuple[Integers, Truths]:
        columns, standard = self.cohort.claimed, self.cohort.standard
        if self.item.of_cohort:
            return np.zeros(self.cohort.size, np.int64), np.zeros(self.cohort.size, np.bool_)
        result = evaluate(self.item.expression, standard.scope, columns, self.cohort.size)
        known = heaviest(self.item, columns, result) <= READABLE
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
    return reduce(heavier, (columns[code].states for code in item.own_codes), result.states)
