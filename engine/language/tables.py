"""Tables: what an expression over one field gives for each value the field may have.

Where a field has few possible values (a choice, a count up to 500) and a cohort has many units,
it is quicker to work an expression out once for each value and to look the units' values up. The
table is made by the evaluator itself, so that it cannot say anything else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.language.evaluate import Evaluation, Result
from engine.language.expressions import ChosenCount, Expression, children, fields_read
from engine.language.fields import Field, Kind, Scope
from engine.records.columns import Column, Columns
from engine.records.exact import States
from engine.records.states import State

MANY = 1 << 14
"""Units from which making tables takes less than they save, and keeping every node too much."""
MOST_VALUES = 1 << 12
"""A longer table would not stay in the cache."""
_WORTH = 4
"""An expression of fewer nodes is worked out as fast as it is looked up."""


@dataclass(frozen=True, slots=True)
class Table:
    """The value of an expression for `low`, `low` + 1, … of one field; its state is the field's."""

    field: str
    low: int
    values: NDArray[Any]
    places: int

    def look_up(self, columns: Columns) -> Result | None:
        """The result over columns; None where a value was never foreseen."""
        column = columns[self.field]
        at = column.values - self.low if self.low else column.values
        if at.min() < 0 or at.max() >= len(self.values):
            return None
        return Result(self.values.take(at), column.states, self.places)


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
        codes = fields_read(node)
        if len(codes) != 1 or not (isinstance(node, ChosenCount) or _nodes(node) >= _WORTH):
            return None
        (code,) = codes
        edges = _edges(self.scope[code])
        if edges is None:
            return None
        low, length = edges[0], edges[1] - edges[0] + 1
        if length > MOST_VALUES:
            return None
        states: States = np.full(length, State.CLAIMED, dtype=np.uint8)
        column = Column(np.arange(low, low + length, dtype=np.int64), states)
        result = Evaluation(self.scope, {code: column}, length, traced=False).of(node)
        if result.states is not states:
            return None
        return Table(code, low, np.broadcast_to(result.values, (length,)), result.places)


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
