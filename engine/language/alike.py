"""Alike: units that answered the same come to the same, also among others.

Where a cohort operator reads few different answers of many units, it is quicker to count who gave
which, to work the expression out once for every way to answer, and to look the units up. What is
worked out is worked out by the evaluator itself, so that it cannot say anything else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import prod

import numpy as np

from engine.language.evaluate import Evaluation
from engine.language.expressions import Expression
from engine.language.result import Result
from engine.records.columns import Column, Columns, blocks
from engine.records.exact import Integers
from engine.records.states import READABLE, State

_FEWER = 2
"""Units for each way to answer, from which counting takes less than it saves."""


@dataclass(frozen=True, slots=True)
class Ways:
    """Every way to answer some fields as columns, unreadable among them, and which each unit took.

    Of a readable answer only its value matters, of another only that it cannot be read.
    """

    columns: Columns
    number: int
    taken: Integers

    @staticmethod
    def of(codes: Iterable[str], columns: Columns, size: int) -> Ways | None:
        """The ways to answer; None where they are too many for it to be worth while."""
        read = {code: columns[code] for code in sorted(codes)}
        if not size or not read:
            return None
        edges = {code: _edges(column.values) for code, column in read.items()}
        spans = [high - low + 2 for low, high in edges.values()]
        if (number := prod(spans)) * _FEWER > size:
            return None
        taken: Integers = np.zeros(size, dtype=np.int64)
        for units in blocks(size):
            part = taken[units]
            for (code, (low, _)), span in zip(edges.items(), spans, strict=True):
                column = read[code].part(units)
                part *= span
                part += (column.values - (low - 1)) * (column.states <= READABLE)
        ways = {}
        digits = np.unravel_index(np.arange(number), tuple(spans))
        for (code, (low, _)), each in zip(edges.items(), digits, strict=True):
            states = np.where(each == 0, State.BLANK, State.VERIFIED).astype(np.uint8)
            ways[code] = Column(each + (low - 1), states)
        return Ways(ways, number, taken)


def _edges(values: Integers) -> tuple[int, int]:
    """The least and the greatest value."""
    edges = [(part.min(), part.max()) for part in (values[units] for units in blocks(len(values)))]
    return int(min(low for low, _ in edges)), int(max(high for _, high in edges))


@dataclass(frozen=True, slots=True)
class Alike:
    """A result of every unit, or of every way to answer and which one each unit took."""

    result: Result
    taken: Integers | None

    def part(self, units: slice) -> Result:
        """The result of some of the units."""
        result = self.result
        if self.taken is None:
            return Result(result.values[units], result.states[units], result.places)
        ways = self.taken[units]
        return Result(result.values.take(ways), result.states.take(ways), result.places)


def evaluate_alike(node: Expression, reads: frozenset[str], over: Evaluation) -> Alike:
    """`node`, which `reads` some fields, over all units; of its states only which can be read."""
    ways = Ways.of(reads, over.columns, over.size)
    if ways is None:
        return Alike(over.of(node).spread(over.size), None)
    counts = np.zeros(ways.number, dtype=np.int64)
    np.add.at(counts, ways.taken, 1 if over.final is None else over.final)
    once = Evaluation(over.scope, ways.columns, ways.number, final=counts)
    return Alike(once.of(node).spread(ways.number), ways.taken)
