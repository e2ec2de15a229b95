"""Cohort operators 与全体比: how each unit stands among the final units of a cohort or its group.

Before the closing decision nobody knows who is final; scoring sees to it that nothing made here is
used until then. Counting and adding are whole-number work over columns; the few sums of squares,
which no int64 could hold, are Python's own whole numbers, group by group.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.language.expressions import Among, Deviation, VariesAtMost
from engine.records.columns import Column
from engine.records.exact import Integers, Rounding, States, Truths, places_of, root, to_units
from engine.records.states import READABLE, State

MOST_UNITS = 1_000_000
"""No cohort is larger; what is counted and added over one is bounded by it."""
_SMALL_TABLE = 1 << 16


@dataclass(frozen=True)
class Peers:
    """`values` of all units, who of them counts, and each unit's group as a small number."""

    values: Integers
    counts: Truths
    groups: Integers

    @staticmethod
    def of(values: Integers, states: States, group: Column | None, final: Truths | None) -> Peers:
        """Only readable values of final units count; without `final` every readable one does."""
        counts = states <= READABLE
        if final is not None:
            counts = counts & final
        if group is None:
            return Peers(values, counts, np.zeros(len(values), dtype=np.int64))
        return Peers(values, counts & (group.states <= READABLE), group.values)

    @cached_property
    def number(self) -> Integers:
        """How many count in each group."""
        return np.bincount(self.groups[self.counts], minlength=int(self.groups.max(initial=0)) + 1)

    @cached_property
    def _sorted(self) -> tuple[Integers, Integers]:
        """The values that count, group by group, and where each group that has any begins."""
        groups = self.groups[self.counts]
        order = np.argsort(groups, kind="stable")
        begins = np.concatenate(([0], np.cumsum(self.number)[:-1]))
        return self.values[self.counts][order], begins[self.number > 0]

    def reduced(self, how: np.ufunc) -> Integers:
        """One number a group (its sum, its greatest), 0 for a group without members."""
        values, begins = self._sorted
        found = np.zeros(len(self.number), dtype=np.int64)
        if len(values):
            found[self.number > 0] = how.reduceat(values, begins)
        return found

    def lists(self) -> dict[int, list[int]]:
        """Group → the values that count, as whole numbers of any size."""
        values, begins = self._sorted
        parts = np.split(values, begins[1:])
        return {
            int(group): part.tolist()
            for group, part in zip(np.flatnonzero(self.number), parts, strict=False)
        }

    def others(self, *, greater: bool) -> Integers:
        """For each unit, how many that count in its group have a greater (or a smaller) value."""
        levels = self.values - self.values.min(initial=0)
        width = int(levels.max(initial=0)) + 1
        if len(self.number) * width > max(_SMALL_TABLE, 4 * len(levels)):
            return self._others_by_order(greater=greater)
        keys = self.groups * width + levels
        seats = np.bincount(keys[self.counts], minlength=len(self.number) * width)
        up_to = np.cumsum(seats.reshape(len(self.number), width), axis=1).reshape(-1).take(keys)
        found: Integers = up_to - seats.take(keys)
        if greater:
            found = self.number.take(self.groups) - up_to
        return found

    def _others_by_order(self, *, greater: bool) -> Integers:
        """The same where a table of every possible value would be too large."""
        distinct, levels = np.unique(self.values, return_inverse=True)
        keys = self.groups * len(distinct) + levels
        ordered, ends = np.sort(keys[self.counts]), np.cumsum(self.number)
        if greater:
            found = ends.take(self.groups) - np.searchsorted(ordered, keys, side="right")
        else:
            begins = ends - self.number
            found = np.searchsorted(ordered, keys, side="left") - begins.take(self.groups)
        return found.astype(np.int64)


def worked_out(
    node: Among | Deviation | VariesAtMost,
    own: Column,
    group: Column | None,
    final: Truths | None,
    places: int,
) -> tuple[NDArray[Any], States]:
    """Values and states of a cohort operator; `own` is what it is of, at `places`.

    A group in which nobody is final leaves its units open: there is nothing to compare with.
    """
    peers = Peers.of(own.values, own.states, group, final)
    states = own.states if group is None else np.maximum(own.states, group.states)
    lonely = peers.number.take(peers.groups) == 0
    states = np.where(lonely, np.maximum(states, np.uint8(State.BLANK)), states)
    match node:
        case Among(statistic="above"):
            return peers.others(greater=True), states
        case Among(statistic="below"):
            return peers.others(greater=False), states
        case Among(statistic=statistic):
            return _SAME_FOR_ALL[statistic](peers).take(peers.groups), states
        case Deviation():
            return _deviations(node, peers, places).take(peers.groups), states
    return _steady(node, peers).take(peers.groups), states


_SAME_FOR_ALL: dict[str, Callable[[Peers], Integers]] = {
    "count": lambda peers: peers.number,
    "sum": lambda peers: peers.reduced(np.add),
    "greatest": lambda peers: peers.reduced(np.maximum),
    "least": lambda peers: peers.reduced(np.minimum),
}


def _squares(values: list[int]) -> tuple[int, int, int]:
    """n, Σx, and n·Σx² − (Σx)²: n² times the squared deviation."""
    n, whole = len(values), sum(values)
    return n, whole, n * sum(each * each for each in values) - whole * whole


def _deviations(node: Deviation, peers: Peers, places: int) -> Integers:
    found = np.zeros(len(peers.number), dtype=np.int64)
    for group, values in peers.lists().items():
        n, _, squares = _squares(values)
        divisor = n * (n - 1) if node.sample else n * n
        if divisor:
            found[group] = _at_places(squares, divisor, places, node.places, node.mode)
    return found


def _at_places(squares: int, divisor: int, places: int, to: int, mode: Rounding) -> int:
    return root(squares * 10 ** (2 * to), divisor * 10 ** (2 * places), mode)


def _steady(node: VariesAtMost, peers: Peers) -> Truths:
    """deviation ÷ mean ≤ limit as whole numbers: squares·f ≤ limit²·(Σx)², f = n ÷ (n − 1)."""
    digits = places_of(node.limit)
    limit = to_units(node.limit, digits)
    found = np.zeros(len(peers.number), dtype=np.bool_)
    for group, values in peers.lists().items():
        n, total, squares = _squares(values)
        left, right = squares * 10 ** (2 * digits), limit * limit * total * total
        found[group] = left * n <= right * (n - 1) if node.sample and n > 1 else left <= right
    return found
