"""Items on the sheet 计算: the points of each, and where it has none, what is missing for them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from engine.files.calculation import (
    COUNTS,
    HELD,
    NO_VALUE,
    NOT_BY_SELF,
    STATE,
    Calculation,
    absolute,
)
from engine.language.fields import Field, Kind, Source
from engine.records.exact import fixed
from engine.records.states import READABLE, State
from engine.rubric.running_total import points_of
from engine.rubric.standard import Item

FAULTY, REQUESTED, BLANK = "有误", "申请不适用", "未填"
HAD, UNASKED, UNSURE = "已填", "不用填", "待定"
_NOT_AVAILABLE = "NA()"


@dataclass(frozen=True, slots=True)
class ItemCells:
    """The formulas of an item's row, and what they come to now. `value` None: no points yet."""

    points: str
    value: Decimal | None
    word: str
    said: str
    """What stands instead of points; 已填 where there are some."""
    least: str = ""
    """Of an item that waits for others: the least it comes to, whatever they say."""
    least_value: Decimal | None = None


def item_cells(calculation: Calculation, item: Item) -> ItemCells:
    """The row of an item."""
    return _Rows(calculation).cells(item)


def state_now(calculation: Calculation, asked: Field) -> str:
    """The word for a field 情况."""
    if asked.source is Source.REVIEWER:
        return "由评审组填"
    if asked.source is Source.OFFICE:
        return "已提供" if asked.code in calculation.known else "待提供"
    if asked.code in calculation.standard.asked:
        holds = calculation.now(calculation.standard.asked[asked.code])
        if holds in (NO_VALUE, False):
            return UNSURE if holds == NO_VALUE else UNASKED
    if calculation.score.state(asked.code) <= READABLE:
        return HAD
    state = calculation.held[asked.code].state
    return {State.BLANK: BLANK, State.NA_REQUESTED: REQUESTED}.get(state, FAULTY)


class _Rows:
    def __init__(self, calculation: Calculation) -> None:
        self.of, self.standard = calculation, calculation.standard
        self.score = calculation.score

    def cells(self, item: Item) -> ItemCells:
        row = self.of.rows[points_of(item.code)]
        points, word = self._points(item, row), f'"{NOT_BY_SELF}"'
        possible = points != _NOT_AVAILABLE
        value = self.score.points[item.code] if possible else None
        choices = self.of.least(item) if possible and self.of.beyond(item) else []
        least = f"MIN({','.join(each.formula for each in choices)})" if choices else ""
        values = [each.value for each in choices if each.value is not None]
        least_value = min(values) if choices and len(values) == len(choices) else None
        if choices:
            word = self._at_least(item, absolute(row, HELD))
        elif possible and not self.of.beyond(item):
            word = self._why_open(item)
        said = HAD if value is not None else self._word_now(item, word)
        if value is None and least_value is not None:
            said = NOT_BY_SELF
        if value is None and least_value:
            said = f"至少 {fixed(int(least_value.scaleb(self._places)), self._places)}"
        word = f'IF(ISERROR({absolute(row, COUNTS)}),{word},"{HAD}")'
        if least:
            least = f"IF(ISERROR(SUM({self._filled_by_school(item)})),NA(),{least})"
        return ItemCells(points, value, word, said, least, least_value)

    @property
    def _places(self) -> int:
        return self.standard.places

    def _filled_by_school(self, item: Item) -> str:
        own = [f.code for f in item.fields if f.source is Source.SCHOOL]
        return ",".join(self.of.at(code, COUNTS) for code in own)

    def _at_least(self, item: Item, least: str) -> str:
        """“至少 1.00”, once the school has filled in its part and that gives anything."""
        pattern = f"0.{'0' * self._places}" if self._places else "0"
        shown = f"{least}/{10**self._places}" if self._places else least
        some = f'"至少 "&TEXT({shown},"{pattern}")'
        return f'IF(ISERROR({least}),{self._why_open(item)},IF({least}>0,{some},"{NOT_BY_SELF}"))'

    def _points(self, item: Item, row: int) -> str:
        """Points are open while any own field is, even if they would be the same."""
        made = self.of.points[item.code]
        if made is None or any(self.score.state(code) > READABLE for code in item.counted_by):
            return _NOT_AVAILABLE
        if not item.fields:
            return made
        return f"IF(ISERROR(SUM({self._own(item, COUNTS)})),NA(),{made})"

    def _own(self, item: Item, column: int) -> str:
        """The cells of an item's own fields in one column."""
        first = self.of.rows[item.fields[0].code]
        last = item.fields[-1]
        end = self.of.rows[last.code]
        if last.type is Kind.CHOICES:
            end += len(last.options) + 1
        return f"{absolute(first, column)}:{absolute(end, column)}"

    def _why_open(self, item: Item) -> str:
        """What to do for an item's points, as a formula: the worst that its own fields are."""
        others = self._elsewhere(item)
        if not item.fields:
            return f'"{others}"'
        states, found = self._own(item, STATE), f'"{others}"'
        for word in (UNSURE, BLANK, REQUESTED, FAULTY):
            shown = BLANK if word == UNSURE else word
            found = f'IF(COUNTIF({states},"{word}")>0,"{shown}",{found})'
        return found

    def _elsewhere(self, item: Item) -> str:
        own = {asked.code for asked in item.fields}
        holders = [
            other.code
            for other in self.standard.items
            if any(f.code in item.reads and f.code not in own for f in other.fields)
        ]
        return f"先填{holders[0]}" if len(holders) == 1 else "先填别项" if holders else BLANK

    def _word_now(self, item: Item, word: str) -> str:
        if word == f'"{NOT_BY_SELF}"':
            return NOT_BY_SELF
        said = {state_now(self.of, asked) for asked in item.fields}
        for each in (FAULTY, REQUESTED, BLANK, UNSURE):
            if each in said:
                return BLANK if each == UNSURE else each
        return self._elsewhere(item)
