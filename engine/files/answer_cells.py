"""Answer cells 填报格: a field's input cells, their names, their limits and what is in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from engine.files.field_words import how_to_answer, joined
from engine.files.form_names import (
    NONE_OF_THESE,
    NOT_APPLICABLE,
    TICK,
    code_of,
    option_of,
    value_of,
)
from engine.files.sheet_style import Page, cell_name
from engine.language.fields import Field, Kind
from engine.records.exact import plain
from engine.rubric.model import Period

Value = str | tuple[str, ...]


class AsTyped(str):
    """A text that is laid out as it was typed, even where it could be taken for a number."""

    __slots__ = ()


_LIST_LIMIT = 255
_TOO_LARGE = Decimal(10**9)
EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)
_STYLES = {
    Kind.NUMBER: "input-number",
    Kind.DATE: "input-date",
    Kind.YES_NO: "input-centred",
    Kind.CHOICE: "input-centred",
    Kind.CHOICES: "input-centred",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of an item: a field, or one option of a multi-select (`option`; 0 以上都没有).

    The first row of a multi-select has `option` None and only says what is asked.
    """

    field: Field
    option: int | None = None

    @property
    def row_code(self) -> str:
        """What stands under 项号."""
        return self.field.code if self.option is None else option_of(self.field.code, self.option)

    @property
    def takes_value(self) -> bool:
        """Whether anything is filled in on this row."""
        return self.field.type is not Kind.CHOICES or self.option is not None

    @property
    def option_title(self) -> str:
        """The option this row asks for."""
        return self.field.options[self.option - 1] if self.option else NONE_OF_THESE

    def share(self, value: Value) -> str:
        """What of a field's value stands in this row; for an option ✓ or nothing."""
        if self.option is None:
            return joined(value) if isinstance(value, tuple) else value
        if not isinstance(value, tuple):
            return ""
        ticked = not value if self.option == 0 else self.option_title in value
        return TICK if ticked else ""


def lines_of(field: Field) -> Iterator[Line]:
    """The rows a field takes, in order."""
    yield Line(field)
    if field.type is Kind.CHOICES:
        yield from (Line(field, index) for index in range(1, len(field.options) + 1))
        yield Line(field, 0)


def write_answer(
    page: Page,
    place: tuple[int, int],
    code_column: int,
    line: Line,
    *,
    filled: str = "",
    period: Period | None = None,
    may_not_apply: bool = False,
    hint: str = "",
) -> None:
    """Write one input cell at `place`, name it and its code cell, and set what it accepts.

    `filled` is a canonical value; what is not of the field's type is laid out as it was typed.
    `may_not_apply`: the cell also accepts 不适用. `hint` is added to what the cell says.
    """
    row, column = place
    page.name(value_of(line.row_code), row, column)
    page.name(code_of(line.row_code), row, code_column)
    _write_value(page, place, line.field, filled)
    cell = cell_name(row, column)
    limits = _limits(line, cell, period, may_not_apply)
    how = "有就选“✓”，没有就留空" if line.option is not None else how_to_answer(line.field)
    page.sheet.data_validation(row, column, row, column, limits | messages(line.field, how + hint))


def laid_out(field: Field, filled: str) -> Decimal | date | str:
    """What is put into a cell for a canonical value; what is not of the field's type as typed."""
    typed = isinstance(filled, AsTyped)
    number = number_typed(filled) if field.type is Kind.NUMBER and not typed else None
    day = _day(filled) if field.type is Kind.DATE and not typed else None
    return number if number is not None else day if day is not None else filled


def _write_value(page: Page, place: tuple[int, int], field: Field, filled: str) -> None:
    row, column = place
    style, content = _STYLES.get(field.type, "input"), laid_out(field, filled)
    if isinstance(content, Decimal):
        page.number(row, column, content, style)
    elif isinstance(content, date):
        page.date(row, column, content, style)
    else:
        page.text(row, column, content, style)


def number_typed(text: str) -> Decimal | None:
    """The number that a value is laid out as; None where it is laid out as a text."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < _TOO_LARGE else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _limits(line: Line, cell: str, period: Period | None, may_not_apply: bool) -> dict[str, Any]:
    field = line.field
    if line.option is not None:
        return choice([TICK, *([NOT_APPLICABLE] if may_not_apply else [])])
    if field.options:
        return choice([*field.options, *([NOT_APPLICABLE] if may_not_apply else [])])
    if field.type is Kind.NUMBER:
        return _number_limits(field, cell, may_not_apply)
    if field.type is Kind.DATE and not may_not_apply:
        first, last = EARLIEST, LATEST
        if field.in_period and period is not None:
            first, last = period.first, period.last
        return {"validate": "date", "criteria": "between", "minimum": first, "maximum": last}
    return {"validate": "any"}


def _number_limits(field: Field, cell: str, may_not_apply: bool) -> dict[str, Any]:
    assert field.minimum is not None and field.maximum is not None, "a number has its range"
    low, high = plain(field.minimum), plain(field.maximum)
    if not field.places and not may_not_apply:
        return {"validate": "whole", "criteria": "between", "minimum": low, "maximum": high}
    fits = f"AND(ISNUMBER({cell}),{cell}>={low},{cell}<={high},ROUND({cell},{field.places})={cell})"
    if may_not_apply:
        fits = f'IF(ISNUMBER({cell}),{fits},{cell}="{NOT_APPLICABLE}")'
    return {"validate": "custom", "value": f"={fits}"}


def choice(options: list[str]) -> dict[str, Any]:
    """A drop-down list; what a spreadsheet cannot hold as a list is left to the reader."""
    joined_options = ",".join(options)
    if len(joined_options) > _LIST_LIMIT or any("," in option for option in options):
        return {"validate": "any"}
    return {"validate": "list", "source": options}


def messages(field: Field, how: str) -> dict[str, Any]:
    """What a cell says when it is entered, and when it refuses something."""
    return prompts(field.title, how + (f"（{field.unit}）" if field.unit else ""))


def prompts(title: str, how: str) -> dict[str, Any]:
    """Input and error messages, cut to what a spreadsheet allows."""
    return {
        "input_title": title if len(title) <= 30 else f"{title[:29]}…",
        "input_message": how[:250] + "。",
        "error_title": "请再看一看",
        "error_message": f"这一格请{how}"[:250] + "。",
    }
