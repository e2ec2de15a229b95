"""The one evaluator: an expression over columns gives a column of exact results and their states.

`if`, `and`, `or` read only what decides them; every other operator is open where an operand is
(DESIGN.md, "How states travel"). Division by zero and overflow are excluded beforehand by `prove`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import cast

import numpy as np

from engine.language.expressions import (
    All,
    Answer,
    Choose,
    ChosenCount,
    Compare,
    Constant,
    Contains,
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
    Whole,
)
from engine.language.fields import Kind, Scope
from engine.records.columns import Column, Columns
from engine.records.exact import (
    Integers,
    States,
    Truths,
    divide,
    places_of,
    rescale,
    to_units,
    whole,
)
from engine.records.states import READABLE, State


@dataclass(frozen=True, slots=True)
class Result:
    """Values of one node over all units: int64 at `places` (a truth is 0 or 1), and states."""

    values: Integers
    states: States
    places: int = 0

    @property
    def truths(self) -> Truths:
        """The values as yes or no."""
        truths: Truths = self.values != 0
        return truths


@dataclass(slots=True)
class Evaluation:
    """One pass over one cohort. `trace` keeps each node's result by identity, for workings."""

    scope: Scope
    columns: Columns
    size: int
    trace: dict[int, Result] = field(default_factory=dict)

    def of(self, node: Expression) -> Result:
        """The result of `node`, kept in the trace."""
        result = self._evaluate(node)
        self.trace[id(node)] = result
        return result

    def _evaluate(self, node: Expression) -> Result:
        match node:
            case Constant(value):
                places = places_of(value)
                return self._plain(np.full(self.size, to_units(value, places)), places)
            case Answer(code):
                column = self.columns[code]
                field = self.scope[code]
                places = field.places if field.type is Kind.NUMBER else 0
                return Result(column.values, column.states, places)
            case Sum() | Least() | Greatest() | Difference() | Product() | Quotient() | Whole():
                return self._arithmetic(node)
            case Choose(condition, then, otherwise):
                return self._choose(self.of(condition), self.of(then), self.of(otherwise))
            case MonthsAfter(date, months):
                inner = self.of(date)
                return Result(_months_after(inner.values, months), inner.states)
            case ChosenCount(code):
                column = self.columns[code]
                return Result(np.bitwise_count(column.values).astype(np.int64), column.states)
        return self._truth(node)

    def _plain(self, values: Integers, places: int = 0) -> Result:
        return Result(values.astype(np.int64), np.zeros(self.size, dtype=np.uint8), places)

    def _arithmetic(self, node: Expression) -> Result:
        match node:
            case Sum(terms):
                values, states, places = self._aligned(terms)
                return Result(np.sum(values, axis=0, dtype=np.int64), states, places)
            case Least(terms):
                values, states, places = self._aligned(terms)
                return Result(np.min(values, axis=0), states, places)
            case Greatest(terms):
                values, states, places = self._aligned(terms)
                return Result(np.max(values, axis=0), states, places)
            case Difference(left, right):
                values, states, places = self._aligned((left, right))
                return Result(values[0] - values[1], states, places)
            case Product(left, right):
                a, b = self.of(left), self.of(right)
                return Result(
                    a.values * b.values, np.maximum(a.states, b.states), a.places + b.places
                )
            case Quotient(numerator, denominator, places, mode):
                a, b = self.of(numerator), self.of(denominator)
                shift = places + b.places - a.places
                top = a.values * np.int64(10 ** max(0, shift))
                bottom = b.values * np.int64(10 ** max(0, -shift))
                return Result(divide(top, bottom, mode), np.maximum(a.states, b.states), places)
        node = cast(Whole, node)
        values, states, _ = self._aligned((node.numerator, node.denominator))
        return Result(whole(values[0], values[1], up=node.up), states)

    def _aligned(self, terms: tuple[Expression, ...]) -> tuple[list[Integers], States, int]:
        results = [self.of(term) for term in terms]
        places = max(result.places for result in results)
        values = [rescale(result.values, result.places, places) for result in results]
        states = np.maximum.reduce([result.states for result in results])
        return values, states, places

    @staticmethod
    def _choose(condition: Result, then: Result, otherwise: Result) -> Result:
        places = max(then.places, otherwise.places)
        chosen = condition.truths
        values = np.where(
            chosen,
            rescale(then.values, then.places, places),
            rescale(otherwise.values, otherwise.places, places),
        )
        branch = np.where(chosen, then.states, otherwise.states)
        readable = condition.states <= READABLE
        states = np.where(readable, np.maximum(condition.states, branch), condition.states)
        return Result(values, states.astype(np.uint8), places)

    def _truth(self, node: Expression) -> Result:
        match node:
            case Compare(operator, left, right):
                values, states, _ = self._aligned((left, right))
                return Result(_COMPARE[operator](*values).astype(np.int64), states)
            case IsOption(code, option):
                column = self.columns[code]
                index = self.scope[code].options.index(option) + 1
                return Result((column.values == index).astype(np.int64), column.states)
            case Contains(code, option):
                column = self.columns[code]
                bit = self.scope[code].options.index(option)
                return Result((column.values >> bit) & 1, column.states)
            case Filled(code):
                return self._plain(self._filled(code))
            case Not(term):
                inner = self.of(term)
                return Result(1 - inner.values, inner.states)
            case All(terms):
                return self._logic([self.of(term) for term in terms], deciding=0)
            case Some(terms):
                return self._logic([self.of(term) for term in terms], deciding=1)
        raise AssertionError(f"no meaning for {type(node).__name__}")

    def _filled(self, code: str) -> Integers:
        column = self.columns[code]
        filled = column.states <= READABLE
        if self.scope[code].type in (Kind.TEXT, Kind.DOCUMENT):
            filled &= column.values != 0
        return cast(Integers, filled.astype(np.int64))

    @staticmethod
    def _logic(parts: list[Result], *, deciding: int) -> Result:
        """Kleene's and (deciding=0) and or (deciding=1): one decided term may settle it."""
        states = np.maximum.reduce([part.states for part in parts])
        settled = np.zeros(len(states), dtype=bool)
        lightest = states.copy()
        for part in parts:
            decides = (part.states <= READABLE) & (part.values == deciding)
            better = decides & (~settled | (part.states < lightest))
            lightest = np.where(better, part.states, lightest)
            settled |= decides
        values = np.where(settled, deciding, 1 - deciding).astype(np.int64)
        return Result(values, lightest.astype(np.uint8))


def evaluate(node: Expression, scope: Scope, columns: Columns, size: int) -> Result:
    """`node` over `columns` of `size` units, without keeping a trace."""
    return Evaluation(scope, columns, size).of(node)


def asked_columns(
    scope: Scope, conditions: Mapping[str, Expression], raw: Columns, size: int
) -> Columns:
    """`raw` with every field that is not asked made empty and verified, so that nobody reads it.

    `conditions` holds the asked-when of the fields that have one, in an order in which each reads
    only fields before it (the rubric's compiler sorts them). Where a condition itself is open, the
    field takes the condition's state: nobody can say yet whether it is asked.
    """
    columns = dict(raw)
    for code, condition in conditions.items():
        result = evaluate(condition, scope, columns, size)
        open_ = result.states > READABLE
        asked = result.truths & ~open_
        column = columns[code]
        states = np.where(open_, result.states, np.where(asked, column.states, State.VERIFIED))
        values = np.where(asked, column.values, 0)
        columns[code] = Column(values, states.astype(np.uint8), asked | open_)
    return columns


_COMPARE: Mapping[Operator, Callable[[Integers, Integers], Truths]] = {
    "=": np.equal,
    "!=": np.not_equal,
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
}


def _months_after(days: Integers, months: int) -> Integers:
    """Days since 1970-01-01, `months` calendar months on, the day clamped to the month's end."""
    date = days.astype("datetime64[D]")
    month = date.astype("datetime64[M]")
    day = (date - month.astype("datetime64[D]")).astype(np.int64)
    target = month + np.timedelta64(months, "M")
    last = (
        (target + np.timedelta64(1, "M")).astype("datetime64[D]") - target.astype("datetime64[D]")
    ).astype(np.int64) - 1
    return cast(Integers, target.astype("datetime64[D]").astype(np.int64) + np.minimum(day, last))
