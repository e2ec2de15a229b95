"""The self-scores shown in 自评表: of each item, in each section's title row, and in all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.files.calculation import (
    COUNTS,
    OPEN,
    OPEN_FOR_GOOD,
    STATE,
    TOTAL,
    WHOLE,
    Cached,
    Calculation,
    section_open,
    section_points,
)
from engine.files.calculation_items import ItemCells
from engine.files.form_names import CALCULATION
from engine.language.formula_terms import text
from engine.records.exact import fixed, from_units, plain
from engine.rubric.running_total import points_of
from engine.rubric.standard import Item


@dataclass(frozen=True, slots=True)
class Shown:
    """A formula of 自评表, and what it comes to now."""

    formula: str
    value: Cached


class FormScores:
    """What 自评表 shows of a calculation."""

    def __init__(self, calculation: Calculation, items: Mapping[str, ItemCells]) -> None:
        self._of, self._items = calculation, items
        self._places = calculation.standard.places

    def item(self, item: Item) -> Shown:
        """The points of an item, or what is missing for them."""
        code, cells = points_of(item.code), self._items[item.code]
        points, word = self._cell(code, COUNTS), self._cell(code, STATE)
        value = cells.said if cells.value is None else cells.value
        return Shown(f"IFERROR({self._brought_back(points)},{word})", value)

    def section(self, code: str) -> Shown | None:
        """“自评 12.50 分，还有 3 项没有分”; None where nothing can be added up."""
        if not self._of.added:
            return None
        return _joined(
            _words("自评 "),
            self._points(section_points(code)),
            _words(" 分"),
            self._some(section_open(code), "，还有 ", " 项没有分"),
        )

    def total(self) -> Shown | None:
        """“自评合计 45.50 分（满分 100，加分最多 10）；还有 12 项没有分，其中 7 项不能自评”."""
        if not self._of.added:
            return None
        bonus = self._of.standard.rubric.bonus
        more = f"，加分最多 {plain(bonus.cap)}" if bonus is not None else ""
        return _joined(
            _words("自评合计 "),
            self._points(TOTAL),
            _words(" 分（满分 "),
            self._whole(),
            _words(f"{more}）"),
            self._some(OPEN, "；还有 ", " 项没有分"),
            self._some(OPEN_FOR_GOOD, "，其中 ", " 项不能自评"),
        )

    def _whole(self) -> Shown:
        """满分, a plain number where it does not depend on any answer."""
        made = self._of.added[WHOLE]
        if made.isdigit():
            return _words(plain(from_units(int(made), self._places)))
        return self._points(WHOLE)

    def _points(self, code: str) -> Shown:
        pattern = f"0.{'0' * self._places}" if self._places else "0"
        formula = f'TEXT({self._brought_back(self._cell(code, COUNTS))},"{pattern}")'
        return Shown(formula, fixed(self._now(code), self._places))

    def _some(self, code: str, before: str, after: str) -> Shown:
        """The count with words around it; nothing where it is 0."""
        cell, count = self._cell(code, COUNTS), self._now(code)
        formula = f'IF({cell}>0,{text(before)}&{cell}&{text(after)},"")'
        return Shown(formula, f"{before}{count}{after}" if count else "")

    def _now(self, code: str) -> int:
        found = self._of.sum_now(code)
        assert isinstance(found, int), "sums are known, whatever is open"
        return found

    def _brought_back(self, cell: str) -> str:
        return f"{cell}/{10**self._places}" if self._places else cell

    def _cell(self, code: str, column: int) -> str:
        return f"'{CALCULATION}'!{self._of.at(code, column)}"


def _words(words: str) -> Shown:
    return Shown(text(words), words)


def _joined(*parts: Shown) -> Shown:
    return Shown(
        "&".join(part.formula for part in parts), "".join(str(part.value) for part in parts)
    )
