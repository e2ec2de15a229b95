"""Tables: what an expression over few fields gives for each combination of their values.

Where fields have few possible values (a choice, a count up to 500) and a cohort has many units,
it is quicker to work an expression out once for each combination and to look the units' up. The
table is made by the evaluator itself, so that it cannot say anything else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.language.evaluate import Evaluation
from engine.language.expressions import ChosenCount, Expression, children, fields_read, needs_cohort
from engine.language.fields import Field, Kind, Scope
from engine.language.result import Result
from engine.records.columns import Column, Columns
from engine.records.exact import Integers, States
from engine.records.states import State

MANY = 1 << 14
"""Units from which making tables takes less than they save, and keeping every node too much."""
MOST_VALUES = 1 << 15
"""A longer table would not stay in the cache."""
_WORTH = 4
"""An expression of fewer nodes a field is worked out as fast as it is looked up."""


@dataclass(frozen=True, slots=True)
class Table:
    """The value of an expression for every combination of some fields, the last the quickest.

    Of each field the least value and how many there are. The state is that of a single field; of
    several there is a result only where all of them are certain.
    """

    fields: tuple[tuple[str, int, int], ...]
    values: NDArray[Any]
    places: int

    def look_up(self, columns: Columns) -> Result | None:
        """The result over columns; None where a value was never foreseen."""
        states = columns[self.fields[0][0]].states
        if len(self.fields) > 1 and any(columns[code].states.ndim for code, _, _ in self.fields):
            return None
        at: Integers = np.zeros((), dtype=np.int64)
        for code, low, length in self.fields:
            values = columns[code].values
            if values.min() < low or values.max() >= low + length:
                return None
            digits = values - low if low else values
            at = at * length + digits if at.ndim else digits
        return Result(self.values.take(at), states, self.places)


@dataclass(slots=True)
class Tables:
    """Tables for a cohort of many units, each made when its expression is first met."""

    scope: Scope
    made: dict[int, Table | None] = field(default_factory=dict)

    def result(self, node: Expression, columns: Columns) -> Result | None:
        """What `node` gives over some of the cohort's units, if a table is the quicker way."""
        if id(node) not in self.made:
            self.made[id(node)] = self._table(node)
        table = self.made[id(node)]
        return table.look_up(columns) if table is not None else None

    def _table(self, node: Expression) -> Table | None:
        codes = sorted(fields_read(node))
        worth = isinstance(node, ChosenCount) or _nodes(node) >= _WORTH * len(codes)
        if not worth or needs_cohort(node):
            return None
        edges = [_edges(self.scope[code]) for code in codes]
        known = [edge for edge in edges if edge is not None]
        spans = [high - low + 1 for low, high in known]
        if not codes or len(known) < len(codes) or (length := prod(spans)) > MOST_VALUES:
            return None
        states: States = np.full(length, State.CLAIMED, dtype=np.uint8)
        digits = np.unravel_index(np.arange(length), tuple(spans))
        lows = [low for low, _ in known]
        columns = {
            code: Column(each + low, states)
            for code, each, low in zip(codes, digits, lows, strict=True)
        }
        result = Evaluation(self.scope, columns, length, traced=False).of(node)
        if result.states is not states:
            return None
        fields = tuple(zip(codes, lows, spans, strict=True))
        return Table(fields, np.broadcast_to(result.values, (length,)), result.places)


def _nodes(node: Expression) -> int:
    return 1 + sum(_nodes(child) for child in children(node))


def _edges(asked: Field) -> tuple[int, int] | None:
    """The least and the greatest int64 an answer may be, 0 (empty) always among them."""
    match asked.type:
        case Kind.NUMBER:
            assert asked.minimum is not None and asked.maximum is not None
            low, high = (int(e.scaleb(asked.places)) for e in (asked.minimum, asked.maximum))
            return min(low, 0), max(high, 0)
        case Kind.YES_NO | Kind.CHOICE:
            return 0, len(asked.options)
        case Kind.CHOICES:
            return 0, (1 << len(asked.options)) - 1
    return None
