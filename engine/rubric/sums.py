"""Whether the points of a rubric add up: in every section and in all, for every group of units.

Where points differ by group, or an indicator is not in some group's table, the sums must hold in
each group. What leaves a table because of an answer is counted in: nobody knows that beforehand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import product
from math import prod
from typing import Any

import numpy as np

from engine.language.evaluate import evaluate
from engine.language.expressions import fields_read
from engine.language.fields import Field
from engine.records.columns import Column
from engine.records.exact import plain, to_units
from engine.records.states import State
from engine.rubric.model import Indicator, Rubric, Section
from engine.rubric.points import Points, most
from engine.rubric.standard import Fault, Standard
from engine.rules.amounts import Situation, axes, value_in

MOST_SITUATIONS = 4096


def sum_faults(rubric: Rubric, standard: Standard) -> Iterator[Fault]:
    """Sums, wherever every part of them is seen; each fault in the first group it shows in."""
    said: set[str] = set()
    for situation in _situations(rubric, standard):
        table = _Table(rubric, standard, situation)
        for fault in (*table.sections(), *table.total()):
            if fault.code + str(fault.path) not in said:
                said.add(fault.code + str(fault.path))
                yield fault
    if rubric.bonus is not None:
        reached = added(each.points for each in rubric.bonus.indicators)
        if reached is not None and reached < rubric.bonus.cap:
            what = f"加分项合计 {plain(reached)} 分，到不了上限 {plain(rubric.bonus.cap)} 分"
            yield Fault(("bonus", "cap"), "Y537", what)


def where(situation: Mapping[str, Any]) -> str:
    """“学段为幼儿园的：” in front of what holds only there."""
    return "、".join(f"{column}为{value}" for column, value in situation.items()) + (
        "的：" if situation else ""
    )


def added(amounts: Iterable[Points | None], situation: Mapping[str, Any] = {}) -> Decimal | None:
    """The sum, None where one part was not seen; points that differ count at their most."""
    total = Decimal(0)
    for each in amounts:
        known = _in(each, situation)
        if known is None:
            return None
        total += known
    return total


def _in(points: Points | None, situation: Mapping[str, Any]) -> Decimal | None:
    if points is None:
        return None
    known = axes((points,)).keys() <= situation.keys()
    return value_in(points, situation) if known else most(points)


def _situations(rubric: Rubric, standard: Standard) -> Iterator[Situation]:
    """Every combination of what the roster decides of who has what in the table."""
    choices = {f.code: f for f in rubric.unit_fields if f.one_option and f.asked_when is None}
    every = [section.points for section in rubric.sections]
    every += [each.points for section in rubric.sections for each in section.indicators]
    found = axes(points for points in every if points is not None)
    for item in standard.items:
        if item.not_applicable is not None and not item.gives_full:
            for code in fields_read(item.not_applicable) & choices.keys():
                found.setdefault(code, set()).update(choices[code].options)
    if prod(map(len, found.values())) > MOST_SITUATIONS:
        found = {}
    for chosen in product(*(sorted(axis) for axis in found.values())):
        yield dict(zip(found, chosen, strict=True))


def _column(field: Field, value: Any) -> Column:
    """One unit that stands in a situation."""
    units = (
        to_units(value, field.places)
        if isinstance(value, Decimal)
        else (field.options.index(value) + 1 if value in field.options else 0)
    )
    return Column.of([units], [State.VERIFIED])


class _Table:
    """The table of the units of one situation."""

    def __init__(self, rubric: Rubric, standard: Standard, situation: Situation) -> None:
        self.rubric, self.standard, self.situation = rubric, standard, situation
        self.columns = {
            code: _column(standard.scope[code], value)
            for code, value in situation.items()
            if code in standard.scope
        }

    def sections(self) -> Iterator[Fault]:
        for s, section in enumerate(self.rubric.sections):
            reached, written = self._items(section), _in(section.points, self.situation)
            if section.convert or reached is None or written in (None, reached):
                continue
            sums = f"各项合计 {plain(reached)} 分，写的是 {plain(written or Decimal(0))} 分"
            what = f"{where(self.situation)}{section.title}{sums}"
            yield Fault(("sections", s, "points"), "Y524", what)

    def total(self) -> Iterator[Fault]:
        written = self.rubric.total
        if self.rubric.convert_to is not None:
            reached: Decimal | None = self.rubric.convert_to
        else:
            reached = added(self._worth(section) for section in self.rubric.sections)
        if written is not None and reached is not None and reached != written:
            sums = f"各一级指标合计 {plain(reached)} 分，总分写的是 {plain(written)} 分"
            yield Fault(("total",), "Y525", f"{where(self.situation)}{sums}")

    def _worth(self, section: Section) -> Decimal | None:
        """What a section comes to: what is written, or nothing where nothing in it is theirs."""
        if all(self._gone(each) for each in section.indicators) and section.indicators:
            return Decimal(0)
        written = _in(section.points, self.situation)
        return self._items(section) if written is None and section.convert else written

    def _items(self, section: Section) -> Decimal | None:
        return added(
            (each.points for each in section.indicators if not self._gone(each)), self.situation
        )

    def _gone(self, indicator: Indicator) -> bool:
        """Whether the group alone decides that an indicator's points are not in its table.

        What is rescaled leaves the rest worth as much as the whole.
        """
        item = self.standard.by_code.get(indicator.code)
        if item is None or item.not_applicable is None or item.gives_full:
            return False
        if item.policy is not None and item.policy.within is not None:
            return False
        if not fields_read(item.not_applicable) <= self.columns.keys():
            return False
        found = evaluate(item.not_applicable, self.standard.scope, self.columns, 1)
        return bool(np.all(found.truths))
