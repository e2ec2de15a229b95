"""Cohort operators 与全体比: how each unit stands among the final units of a cohort or its group.

Before the closing decision nobody knows who is final; scoring sees to it that nothing made here is
used until then. All of it is whole-number work over columns. Only sums of squares, which no int64
could hold, are put together from short halves as Python's own whole numbers, one a group.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.language.expressions import Among, Deviation, VariesAtMost
from engine.records.columns import Column
from engine.records.exact import LIMIT, Integers, States, Truths, places_of, root, to_units
from engine.records.ordering import in_order
from engine.records.states import READABLE, State

MOST_UNITS = 1_000_000
"""No cohort is larger; what is counted and added over one is bounded by it."""
_SMALL_TABLE = 1 << 16
_SHORT = 21
"""Bits of which two multiplied, and the products of `MOST_UNITS` added, stay below 2**63."""


@dataclass(frozen=True)
class Peers:
    """`values`, how many final units each of them stands for, and its group as a small number.

    A value is that of one unit, which counts (1) or does not (0), or one that `weights` units have.
    Where all are one group, `groups` is a single 0.
    """

    values: Integers
    weights: Integers
    groups: Integers

    @staticmethod
    def of(
        values: Integers, states: States, group: Column | None, final: Integers | Truths | None
    ) -> Peers:
        """Only readable values of final units count; without `final` every readable one does."""
        counts = states <= READABLE
        if group is not None:
            counts = counts & (group.states <= READABLE)
        weights = (
            counts.astype(np.int64) if final is None else np.multiply(final, counts, dtype=np.int64)
        )
        return Peers(values, weights, _ONE_GROUP if group is None else group.values)

    def _in_groups(self, how: np.ufunc, values: Integers, start: int = 0) -> Integers:
        """One number a group, of all its values."""
        if self.groups.ndim == 0:
            return np.array([how.reduce(values, initial=start)], dtype=np.int64)
        found = np.full(int(self.groups.max(initial=0)) + 1, start, dtype=np.int64)
        how.at(found, self.groups, values)
        return found

    @cached_property
    def number(self) -> Integers:
        """How many count in each group."""
        return self._in_groups(np.add, self.weights)

    @cached_property
    def sum(self) -> Integers:
        """The sum of each group."""
        return self._in_groups(np.add, self.values * self.weights)

    @cached_property
    def greatest(self) -> Integers:
        """The greatest value of each group, 0 in a group without members."""
        members = np.where(self.weights > 0, self.values, -LIMIT)
        return self._in_groups(np.maximum, members, -LIMIT) * (self.number > 0)

    @cached_property
    def least(self) -> Integers:
        """The least value of each group, 0 in a group without members."""
        members = np.where(self.weights > 0, self.values, LIMIT)
        return self._in_groups(np.minimum, members, LIMIT) * (self.number > 0)

    @cached_property
    def moments(self) -> tuple[NDArray[Any], NDArray[Any]]:
        """Of each group Σx and Σx² as Python's whole numbers.

        Values are taken apart into short numbers, whose products can be added as int64.
        """
        values = self.values * (self.weights > 0)
        least, short = int(values.min(initial=0)), []
        rest = values - least
        while rest.any():
            short.append(rest & ((1 << _SHORT) - 1))
            rest = rest >> _SHORT
        number = self.number.astype(object)
        total, squares = number * 0, number * 0
        for i, one in enumerate(short):
            weighted = one * self.weights
            total += self._in_groups(np.add, weighted).astype(object) << _SHORT * i
            for j, other in enumerate(short):
                products = self._in_groups(np.add, weighted * other)
                squares += products.astype(object) << _SHORT * (i + j)
        return total + number * least, squares + 2 * least * total + number * least * least

    @cached_property
    def squares(self) -> NDArray[Any]:
        """Of each group n·Σx² − (Σx)²: n² times the squared deviation."""
        total, squares = self.moments
        found: NDArray[Any] = self.number.astype(object) * squares - total * total
        return found

    @cached_property
    def _seats(self) -> tuple[Integers, Integers]:
        """For each value its place in the order of groups and values, and how many sit there."""
        least, most = int(self.values.min(initial=0)), int(self.values.max(initial=0))
        width = most - least + 1
        if len(self.number) * width > max(_SMALL_TABLE, 4 * len(self.values)):
            places = self._places_by_order()
            seats = np.zeros(len(places), dtype=np.int64)
        else:
            places = self.groups * width + (self.values - least)
            seats = np.zeros(len(self.number) * width, dtype=np.int64)
        np.add.at(seats, places, self.weights)
        return places, seats

    def _places_by_order(self) -> Integers:
        """The same where a table of every possible value would be too large."""
        order, fresh = in_order(self.values, self.groups)
        places = np.empty(len(order), dtype=np.int64)
        places[order] = np.cumsum(fresh) - 1
        return places

    @cached_property
    def below(self) -> Integers:
        """For each value, how many that count in its group have a smaller one."""
        places, seats = self._seats
        begins = np.cumsum(self.number) - self.number
        found: Integers = (np.cumsum(seats) - seats).take(places) - begins.take(self.groups)
        return found

    @cached_property
    def above(self) -> Integers:
        """For each value, how many that count in its group have a greater one."""
        places, seats = self._seats
        ends = np.cumsum(self.number)
        found: Integers = ends.take(self.groups) - np.cumsum(seats).take(places)
        return found

    def spread(self, found: NDArray[Any]) -> NDArray[Any]:
        """What was found of each group, for each value; one number where all are one group."""
        spread: NDArray[Any] = found.take(self.groups)
        return spread


_ONE_GROUP: Integers = np.zeros((), dtype=np.int64)


def states_among(peers: Peers, states: States, group: Column | None) -> States:
    """A group in which nobody is final leaves its units open: there is nothing to compare with."""
    if group is not None:
        states = np.maximum(states, group.states)
    if peers.number.all():
        return states
    lonely = peers.spread(peers.number) == 0
    return np.where(lonely, np.maximum(states, np.uint8(State.BLANK)), states)


def worked_out(node: Among | Deviation | VariesAtMost, peers: Peers, places: int) -> NDArray[Any]:
    """Values of a cohort operator among `peers`, whose values are at `places`."""
    match node:
        case Among(statistic="above"):
            return peers.above
        case Among(statistic="below"):
            return peers.below
        case Among(statistic="count"):
            return peers.spread(peers.number)
        case Among(statistic="sum"):
            return peers.spread(peers.sum)
        case Among(statistic="greatest"):
            return peers.spread(peers.greatest)
        case Among():
            return peers.spread(peers.least)
        case Deviation():
            return peers.spread(_deviations(node, peers, places))
    return peers.spread(_steady(node, peers))


def _deviations(node: Deviation, peers: Peers, places: int) -> Integers:
    """√(squares ÷ n²) of each group, or ÷ n·(n − 1), rounded once; 0 where that is nothing."""
    up, down = 10 ** (2 * node.places), 10 ** (2 * places)
    divisors = [n * (n - 1) if node.sample else n * n for n in peers.number.tolist()]
    found = [
        root(squares * up, divisor * down, node.mode) if divisor else 0
        for squares, divisor in zip(peers.squares, divisors, strict=True)
    ]
    return np.array(found, dtype=np.int64)


def _steady(node: VariesAtMost, peers: Peers) -> Truths:
    """deviation ÷ mean ≤ limit as whole numbers: squares·f ≤ limit²·(Σx)², f = n ÷ (n − 1)."""
    digits, (total, _) = places_of(node.limit), peers.moments
    left = peers.squares * 10 ** (2 * digits)
    right = total * total * to_units(node.limit, digits) ** 2
    if node.sample:
        number = peers.number.astype(object)
        several = np.maximum(number - 1, 1)
        left, right = left * np.maximum(number, 1), right * several
    steady: Truths = (left <= right).astype(np.bool_)
    return steady
