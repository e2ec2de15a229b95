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

from engine.language.evaluate import Evaluation, Result
from engine.language.expressions import Expression
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
        lows = {code: int(column.values.min()) for code, column in read.items()}
        spans = {code: int(read[code].values.max()) - lows[code] + 2 for code in read}
        if (number := prod(spans.values())) * _FEWER > size:
            return None
        taken, left, ways = np.zeros(size, dtype=np.int64), np.arange(number), {}
        for units in blocks(size):
            for code, column in read.items():
                part = column.part(units)
                taken[units] *= spans[code]
                taken[units] += (part.values - (lows[code] - 1)) * (part.states <= READABLE)
        for code in reversed(read):
            left, digits = np.divmod(left, spans[code])
            states = np.where(digits == 0, State.BLANK, State.VERIFIED).astype(np.uint8)
            ways[code] = Column(digits + (lows[code] - 1), states)
        return Ways(ways, number, taken)


def evaluate_alike(node: Expression, reads: frozenset[str], over: Evaluation) -> Result:
    """`node`, which `reads` some fields, over all units; of its states only which can be read."""
    ways = Ways.of(reads, over.columns, over.size)
    if ways is None:
        return over.of(node).spread(over.size)
    counts = np.zeros(ways.number, dtype=np.int64)
    np.add.at(counts, ways.taken, 1 if over.final is None else over.final)
    once = Evaluation(over.scope, ways.columns, ways.number, final=counts)
    found = once.of(node).spread(ways.number)
    return Result(found.values.take(ways.taken), found.states.take(ways.taken), found.places)
