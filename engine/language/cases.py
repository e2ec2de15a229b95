"""Every case that matters: a few answers that stand for all, as far as some expressions can tell.

A choice is tried with all its options, a number that is only compared with constants on both sides
of each, any other number with every value it can have. What cannot be tried out (dates, texts, too
many values) is free to hold or not, unless bounds decide it; so more cases are tried than can
come, and what holds in none of them never holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from itertools import product
from math import ceil, floor, prod

import numpy as np

from engine.language.evaluate import Evaluation
from engine.language.expressions import (
    Answer,
    ChosenCount,
    Compare,
    Constant,
    Contains,
    Expression,
    Filled,
    IsOption,
    children,
    fields_read,
)
from engine.language.fields import Field, Kind, Scope
from engine.language.prove import Unprovable, bounds
from engine.language.result import Result
from engine.records.columns import Column, Columns
from engine.records.states import State

MOST = 5_000
"""Cases at most; of more nothing is said."""
_COUNTED = (Kind.NUMBER, Kind.YES_NO, Kind.CHOICE, Kind.CHOICES)
_MOST_OPTIONS = 10


@dataclass(frozen=True, slots=True)
class Cases:
    """Answers by field, one entry for each case; every answer is verified."""

    scope: Scope
    columns: Columns
    size: int
    answers: Mapping[str, list[int]]
    """What is tried of each field; cases run through the answers of the last one first."""
    edges: Mapping[str, frozenset[Decimal]]
    """The constants that a number is compared with, where it is only compared with constants."""
    free: Mapping[Expression, str]

    def of(self, node: Expression) -> Result:
        """The result of one of the expressions in every case."""
        evaluation = Evaluation(self.scope, self.columns, self.size, False, shortcut=self._free)
        return evaluation.of(node).spread(self.size)

    def _free(self, node: Expression, columns: Columns) -> Result | None:
        column = columns.get(self.free.get(node, ""))
        return Result(column.values == 1, column.states) if column is not None else None


def cases(
    expressions: Iterable[Expression], scope: Scope, asked: Mapping[str, Expression]
) -> Cases | None:
    """The cases that `expressions` can tell apart; None where they are too many.

    `asked` holds the asked-when of fields in reading order.
    """
    found = tuple(expressions)
    read = {code for each in found for code in fields_read(each)}
    for code, condition in reversed(list(asked.items())):
        if code in read:
            read |= fields_read(condition)
    conditions = {code: condition for code, condition in asked.items() if code in read}
    for sparing in (False, True):
        needs = _Needs(scope, sparing)
        for each in (*found, *conditions.values()):
            needs.gather(each)
        if (tried := needs.answers()) is not None:
            return _tried(tried, needs, conditions)
    return None


@dataclass(slots=True)
class _Needs:
    """What has to be tried; `sparing` leaves free what needs every value of a number."""

    scope: Scope
    sparing: bool
    fields: set[str] = field(default_factory=set)
    whole: set[str] = field(default_factory=set)
    edges: dict[str, set[Decimal]] = field(default_factory=dict)
    free: dict[Expression, str] = field(default_factory=dict)

    def gather(self, node: Expression) -> None:
        match node:
            case Compare(_, Answer(code), Constant(value)) | Compare(
                _, Constant(value), Answer(code)
            ):
                self.fields.add(code)
                self.edges.setdefault(code, set()).add(value)
            case Compare() | Contains() | Filled() if self._unbounded(node):
                self.free.setdefault(node, f"?{len(self.free)}")
            case Answer(code):
                self.fields.add(code)
                self.whole.add(code)
            case IsOption(code) | Contains(code) | ChosenCount(code):
                self.fields.add(code)
            case _:
                for child in children(node):
                    self.gather(child)

    def _unbounded(self, node: Expression) -> bool:
        fields = [self.scope[code] for code in fields_read(node)]
        return isinstance(node, Filled) or any(
            each.type not in _COUNTED
            or len(each.options) > _MOST_OPTIONS
            or (self.sparing and each.type is Kind.NUMBER)
            for each in fields
        )

    def answers(self) -> dict[str, list[int]] | None:
        """Field or free condition → the values tried."""
        ranges = {code: self._values(self.scope[code]) for code in sorted(self.fields)}
        ranges |= {name: _either(node, self.scope) for node, name in self.free.items()}
        if not 0 < prod(len(each) for each in ranges.values()) <= MOST:
            return None
        return {code: list(each) for code, each in ranges.items()}

    def _values(self, asked: Field) -> range | list[int]:
        match asked.type:
            case Kind.NUMBER if asked.code in self.whole:
                return _steps(asked)
            case Kind.NUMBER:
                return _beside(asked, self.edges[asked.code])
            case Kind.CHOICES:
                return range(1 << len(asked.options))
        return range(1, len(asked.options) + 1)


def _steps(asked: Field) -> range:
    """Every number that may be answered, as the columns hold it."""
    assert asked.minimum is not None and asked.maximum is not None
    units = 10**asked.places
    step = max(1, int((asked.step or 0) * units))
    low = ceil(Fraction(asked.minimum) * units / step)
    high = floor(Fraction(asked.maximum) * units / step)
    return range(low * step, high * step + 1, step)


def _beside(asked: Field, edges: Iterable[Decimal]) -> list[int]:
    """The ends of the range, and the answers at and next to each edge."""
    every = _steps(asked)
    near = {0, len(every) - 1}
    for edge in edges:
        at = floor((Fraction(edge) * 10**asked.places - every.start) / every.step)
        near |= {at - 1, at, at + 1}
    return [every[place] for place in sorted(near) if 0 <= place < len(every)]


def _either(node: Expression, scope: Scope) -> list[int]:
    """1 holds, 0 does not: both, unless bounds decide the comparison."""
    if not isinstance(node, Compare):
        return [0, 1]
    try:
        left, right = bounds(node.left, scope), bounds(node.right, scope)
    except Unprovable:
        return [0, 1]
    smaller, larger = left.high < right.low, left.low > right.high
    not_larger, not_smaller = left.high <= right.low, left.low >= right.high
    never, always = {
        "=": (smaller or larger, False),
        "!=": (False, smaller or larger),
        "<": (not_smaller, smaller),
        "<=": (larger, not_larger),
        ">": (not_larger, larger),
        ">=": (smaller, not_smaller),
    }[node.operator]
    return [0] if never else [1] if always else [0, 1]


def _tried(
    answers: Mapping[str, list[int]], needs: _Needs, asked: Mapping[str, Expression]
) -> Cases:
    rows = np.array(list(product(*answers.values())), dtype=np.int64)
    states = np.full(len(rows), State.VERIFIED, dtype=np.uint8)
    columns = {code: Column(rows[:, c], states) for c, code in enumerate(answers)}
    only = {code: frozenset(each) for code, each in needs.edges.items() if code not in needs.whole}
    found = Cases(needs.scope, columns, len(rows), answers, only, needs.free)
    for code, condition in asked.items():
        if code in columns:
            # What is not asked is no option, 0 or empty.
            values = np.where(found.of(condition).truths, columns[code].values, 0)
            columns[code] = Column(values, states)
    return found
