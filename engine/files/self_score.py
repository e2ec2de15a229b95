"""Self-scores 自评分 of one unit: what its own answers give, by the engine's own evaluator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property, reduce

import numpy as np

from engine.files.asked_fields import known_column
from engine.language.asked import asked_columns
from engine.language.evaluate import Evaluation
from engine.language.expressions import Choose, Expression, fields_read
from engine.language.fields import Field, Scope, Source
from engine.language.result import Result, heavier
from engine.records.columns import Column, Columns
from engine.records.exact import from_units
from engine.records.states import READABLE, State
from engine.records.submission import Answer, RosterUnit
from engine.rubric.running_total import RunningTotal, points_of
from engine.rubric.standard import Item, Standard


@dataclass(frozen=True)
class SelfScore:
    """What one unit's answers come to so far. `answers` hold 〔局〕 values beside the school's."""

    standard: Standard
    unit: RosterUnit
    answers: Mapping[str, Answer]
    sums: RunningTotal | None = None
    without: frozenset[str] = frozenset()
    """Items that are taken as open whatever the answers are."""
    texts: dict[str, int] = field(default_factory=dict)

    @cached_property
    def columns(self) -> Columns:
        """Every field in reach, those not asked emptied."""
        scope = self.standard.scope
        raw = {c: known_column(f, self.answers, self.unit, self.texts) for c, f in scope.items()}
        return asked_columns(scope, self.standard.asked, raw, 1)

    @cached_property
    def points(self) -> dict[str, Decimal | None]:
        """Points of every item; None while it is open, or cannot be worked out for one unit."""
        return {item.code: self._points(item) for item in self.standard.items}

    def state(self, code: str) -> int:
        """The state of a field."""
        return int(self.columns[code].states[0])

    def value(self, node: Expression) -> Decimal | bool | None:
        """What an expression comes to, that of the running total's parts and sums too."""
        return _single(self._evaluation.of(node))

    @cached_property
    def _evaluation(self) -> Evaluation:
        found = dict(self.columns)
        if self.sums is None:
            return Evaluation(self.standard.scope, found, 1)
        whole: Scope = {**self.standard.scope, **self.sums.scope}
        for item in self.standard.items:
            found[points_of(item.code)] = _column(self.points[item.code], self.standard.places)
        evaluation = Evaluation(whole, found, 1)
        for code, node in self.sums.parts.items():
            value = _single(evaluation.of(node))
            found[code] = _column(value, whole[code].places)
        return evaluation

    @cached_property
    def _own(self) -> Evaluation:
        return Evaluation(self.standard.scope, self.columns, 1)

    def for_one_unit(self, item: Item) -> Expression | None:
        """Its points as far as they read no other unit; None where they do.

        An item that compares units has such points only where, whatever the school says, it does
        not apply and asks nothing.
        """
        if not item.of_cohort:
            return item.expression
        gone = item.not_applicable
        if gone is None or not isinstance(item.expression, Choose):
            return None
        asked = {field.code: self.standard.asked.get(field.code) for field in item.fields}
        conditions = [gone, *(each for each in asked.values() if each is not None)]
        read = frozenset().union(*map(fields_read, conditions))
        own = self.standard.own_fields
        said = any(code in own and own[code].source is not Source.OFFICE for code in read)
        claims = any(self._is_asked(f) for f in item.fields if f.source is not Source.OFFICE)
        if said or claims or _single(self._own.of(gone)) is not True:
            return None
        return item.expression.then

    def _is_asked(self, field: Field) -> bool:
        asked = self.columns[field.code].asked
        return asked is None or bool(asked[0])

    def _points(self, item: Item) -> Decimal | None:
        alone = self.for_one_unit(item)
        if alone is None or item.code in self.without:
            return None
        result = self._own.of(alone)
        states = reduce(
            heavier, (self.columns[code].states for code in item.own_codes), result.states
        )
        value = _single(replace(result, states=states))
        return value if isinstance(value, Decimal) else None


def _single(result: Result) -> Decimal | bool | None:
    """The one entry of a result; None while it is open."""
    if int(np.max(result.states)) > READABLE:
        return None
    value = result.values.reshape(-1)[0]
    return bool(value) if result.values.dtype == np.bool_ else from_units(int(value), result.places)


def _column(value: Decimal | bool | None, places: int) -> Column:
    if value is None:
        return Column.blank(1)
    return Column.of([int(Decimal(value).scaleb(places))], [State.VERIFIED])
