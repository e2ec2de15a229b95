"""The one evaluator: an expression over columns gives a column of exact results and their states.

`if`, `and`, `or` read only what decides them; every other operator is open where an operand is
(DESIGN.md, "How states travel"). Division by zero and overflow are excluded beforehand by `prove`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache, reduce
from typing import cast

import numpy as np

from engine.language.among import states_among, worked_out
from engine.language.calendar import months_after
from engine.language.expressions import (
    All,
    Among,
    Answer,
    Choose,
    ChosenCount,
    Compare,
    Constant,
    Contains,
    Deviation,
    Difference,
    Expression,
    Filled,
    Greatest,
    IsOption,
    Least,
    MonthsAfter,
    Not,
    Operator,
    Product,
    Quotient,
    Some,
    Sum,
    Trimmed,
    VariesAtMost,
    Whole,
)
from engine.language.fields import Kind, Scope
from engine.language.peers import Peers
from engine.language.result import Result, choose, heavier, logic
from engine.records.columns import CERTAIN, Columns
from engine.records.exact import (
    Integers,
    States,
    Truths,
    divide,
    places_of,
    plain,
    rescale,
    to_units,
    whole,
    without_extremes,
)
from engine.records.states import READABLE


@dataclass(slots=True)
class Evaluation:
    """One pass over one cohort. `trace` keeps each node by identity, with its result: what stands
    in several places is worked out once, and workings can be shown.

    `shortcut` is asked first for a node's result (see `tables`); it must say the same. `final`
    says whom cohort operators compare with, or how many such units an entry stands for; None:
    everyone with a value.
    """

    scope: Scope
    columns: Columns
    size: int
    traced: bool = True
    trace: dict[int, tuple[Expression, Result]] = field(default_factory=dict)
    shortcut: Callable[[Expression, Columns], Result | None] | None = None
    final: Integers | Truths | None = None
    _peers: dict[tuple[int, str | None], tuple[Expression, Peers, Result]] = field(
        default_factory=dict
    )
    """By identity of what is compared: one rule asks for several things of the same peers."""

    def of(self, node: Expression) -> Result:
        """The result of `node`, kept in the trace if there is one."""
        if self.traced and id(node) in self.trace:
            return self.trace[id(node)][1]
        result = self.shortcut(node, self.columns) if self.shortcut is not None else None
        if result is None:
            result = self._evaluate(node)
        if self.traced:
            self.trace[id(node)] = node, result
        return result

    def seen(self, node: Expression) -> Result:
        """The result of `node` from the trace, one entry a unit, made when first asked for."""
        found = self.of(node).spread(self.size)
        self.trace[id(node)] = node, found
        return found

    def _evaluate(self, node: Expression) -> Result:
        match node:
            case Constant(value):
                return _constant(value)
            case Answer(code):
                column = self.columns[code]
                field = self.scope[code]
                places = field.places if field.type is Kind.NUMBER else 0
                return Result(column.values, column.states, places)
            case Choose(condition, then, otherwise):
                return choose(self.of(condition), self.of(then), self.of(otherwise))
            case Sum() | Least() | Greatest() | Difference() | Product() | Quotient() | Whole():
                return self._arithmetic(node)
            case Trimmed(terms, lowest, highest):
                values, states, places = self._aligned(terms)
                kept = without_extremes(values, lowest, highest)
                return Result(reduce(np.add, kept), states, places)
            case Among() | Deviation():
                return self._among(node)
            case MonthsAfter(date, months):
                inner = self.of(date)
                return Result(months_after(inner.values, months), inner.states)
            case ChosenCount(code):
                column = self.columns[code]
                return Result(np.bitwise_count(column.values).astype(np.int64), column.states)
        return self._truth(node)

    def _arithmetic(self, node: Expression) -> Result:
        match node:
            case Sum(terms):
                values, states, places = self._aligned(terms)
                return Result(reduce(np.add, values), states, places)
            case Least(terms):
                values, states, places = self._aligned(terms)
                return Result(reduce(np.minimum, values), states, places)
            case Greatest(terms):
                values, states, places = self._aligned(terms)
                return Result(reduce(np.maximum, values), states, places)
            case Difference(left, right):
                values, states, places = self._aligned((left, right))
                return Result(values[0] - values[1], states, places)
            case Product(left, right):
                a, b = self.of(left), self.of(right)
                states = heavier(a.states, b.states)
                return Result(a.values * b.values, states, a.places + b.places)
            case Quotient(numerator, denominator, places, mode):
                a, b = self.of(numerator), self.of(denominator)
                shift = places + b.places - a.places
                top = rescale(a.values, 0, max(0, shift))
                bottom = rescale(b.values, 0, max(0, -shift))
                return Result(divide(top, bottom, mode), heavier(a.states, b.states), places)
        node = cast(Whole, node)
        values, states, _ = self._aligned((node.numerator, node.denominator))
        return Result(whole(values[0], values[1], up=node.up), states)

    def _aligned(self, terms: tuple[Expression, ...]) -> tuple[list[Integers], States, int]:
        results = [self.of(term) for term in terms]
        places = max([result.places for result in results])
        values = [rescale(result.values, result.places, places) for result in results]
        return values, reduce(heavier, [result.states for result in results]), places

    def _among(self, node: Among | Deviation | VariesAtMost) -> Result:
        peers, own = self._among_whom(node.of, node.within)
        values, places = worked_out(node, peers, own.places), own.places
        match node:
            case Among(statistic="above" | "below" | "count") | VariesAtMost():
                places = 0
            case Deviation(places=rounded):
                places = rounded
        return Result(values, own.states, places)

    def _among_whom(self, of: Expression, within: str | None) -> tuple[Peers, Result]:
        """The peers of a cohort operator, and what it is of, its states those of any comparison."""
        if (id(of), within) not in self._peers:
            own = self.of(of).spread(self.size)
            group = self.columns[within] if within is not None else None
            peers = Peers.of(own.values, own.states, group, self.final)
            states = states_among(peers, own.states, group)
            self._peers[id(of), within] = of, peers, Result(own.values, states, own.places)
        return self._peers[id(of), within][1:]

    def _truth(self, node: Expression) -> Result:
        match node:
            case VariesAtMost():
                return self._among(node)
            case Compare(operator, left, right):
                values, states, _ = self._aligned((left, right))
                return Result(_COMPARE[operator](*values), states)
            case IsOption(code, option):
                column = self.columns[code]
                index = self.scope[code].options.index(option) + 1
                return Result(column.values == index, column.states)
            case Contains(code, option):
                column = self.columns[code]
                bit = 1 << self.scope[code].options.index(option)
                return Result((column.values & bit) != 0, column.states)
            case Filled(code):
                return Result(self._filled(code), CERTAIN)
            case Not(term):
                inner = self.of(term)
                return Result(~inner.values, inner.states)
            case All(terms):
                return logic([self.of(term) for term in terms], deciding=False)
            case Some(terms):
                return logic([self.of(term) for term in terms], deciding=True)
        raise AssertionError(f"no meaning for {type(node).__name__}")

    def _filled(self, code: str) -> Truths:
        column = self.columns[code]
        filled = column.states <= READABLE
        if self.scope[code].type in (Kind.TEXT, Kind.DOCUMENT):
            filled = filled & (column.values != 0)
        return filled


@lru_cache(1024)
def _constant(value: Decimal) -> Result:
    """At no more places than it needs: 1.0 is found where 1 was kept."""
    places = places_of(Decimal(plain(value)))
    return Result(np.array(to_units(value, places), dtype=np.int64), CERTAIN, places)


def evaluate(node: Expression, scope: Scope, columns: Columns, size: int) -> Result:
    """`node` over `columns` of `size` units, one entry for each, without keeping a trace."""
    return Evaluation(scope, columns, size, traced=False).of(node).spread(size)


_COMPARE: Mapping[Operator, Callable[[Integers, Integers], Truths]] = {
    "=": np.equal,
    "!=": np.not_equal,
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
}
