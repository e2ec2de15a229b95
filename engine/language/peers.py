"""Peers: values with their groups, and how many final units each of them stands for.

All of it is whole-number work over columns. Only sums of squares, which no int64 could hold, are
put together from short numbers as Python's own whole numbers, one a group.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.records.columns import Column
from engine.records.exact import LIMIT, Integers, States, Truths
from engine.records.ordering import in_order
from engine.records.states import READABLE

MOST_UNITS = 1_000_000
"""No cohort is larger; what is counted and added over one is bounded by it."""
_SMALL_TABLE = 1 << 16
_SHORT = 21
"""Bits of which two multiplied, and the products of `MOST_UNITS` added, stay below 2**63."""
_ONE_GROUP: Integers = np.zeros((), dtype=np.int64)


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
        weights = np.multiply(counts, 1 if final is None else final, dtype=np.int64)
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
