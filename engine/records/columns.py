"""Columns: a cohort's answers field by field, one int64 and one state per unit.

What the int64 means depends on the field: a number at the field's places, the place of a chosen
option counted from 1 (0 = none), a bit set of chosen options, days since 1970-01-01, or the id of a
text (0 = empty).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from engine.records.exact import Integers, States, Truths
from engine.records.states import State


@dataclass(frozen=True, slots=True)
class Column:
    """One field over all units: `values` int64 [n], `states` uint8 [n].

    `asked` bool [n] says where the field is asked at all; None means everywhere. Where it is not
    asked it is empty and verified, so that nobody reads it.
    """

    values: Integers
    states: States
    asked: Truths | None = None

    @staticmethod
    def of(values: list[int], states: list[State]) -> Column:
        """A column from plain lists of equal length."""
        return Column(np.array(values, dtype=np.int64), np.array(states, dtype=np.uint8))

    def part(self, units: slice) -> Column:
        """Some of the units, in order, as views."""
        asked = self.asked[units] if self.asked is not None else None
        return Column(self.values[units], self.states[units], asked)

    def certain(self) -> Column:
        """The same values, every one of them taken as verified."""
        return Column(self.values, CERTAIN, self.asked)

    @staticmethod
    def blank(size: int) -> Column:
        """A column nobody has filled in."""
        return Column(np.zeros(size, dtype=np.int64), np.full(size, State.BLANK, dtype=np.uint8))


CERTAIN: States = np.array(State.VERIFIED, dtype=np.uint8)
"""The state of what every unit has for certain; a single one stands for every unit."""

BLOCK = 1 << 16


def blocks(size: int) -> Iterator[slice]:
    """Units that are worked on together: few enough for what is worked out to stay in the cache."""
    for start in range(0, size, BLOCK):
        yield slice(start, min(start + BLOCK, size))


Columns = Mapping[str, Column]
"""Field code → column; all columns of one cohort have the same length."""
