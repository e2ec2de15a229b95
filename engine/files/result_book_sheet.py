"""One sheet of the result book: a head, a table that can be filtered and printed, nothing else."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from engine.files.sheet_style import ACCENT, FONT, GREY, INK, LINE, SHADE, lines

_LINE = {"bottom": 1, "bottom_color": LINE}
_BODY = {**_LINE, "valign": "vcenter", "text_wrap": True}
_STYLES: Mapping[str, dict[str, Any]] = MappingProxyType(
    {
        "title": {"font_size": 16, "bold": True, "font_color": ACCENT},
        "said": {"font_color": GREY},
        "warned": {"bold": True, "font_color": ACCENT},
        "heading": {"bold": True, "bg_color": SHADE, "text_wrap": True, "valign": "vcenter"}
        | {"align": "center", "top": 2, "top_color": ACCENT, **_LINE},
        "text": _BODY,
        "centred": {**_BODY, "align": "center"},
        "right": {**_BODY, "align": "right"},
        "chosen": {**_BODY, "align": "center", "bold": True, "font_color": ACCENT},
        "open": {**_BODY, "align": "right", "italic": True, "font_color": GREY},
        "count": {**_BODY, "align": "right", "num_format": "0"},
        "bar": {**_BODY, "align": "right"},
    }
)
_BAR: Mapping[str, Any] = MappingProxyType(
    # One grey, plain and bordered, from 0 to 100: it prints as it shows, and rows can be compared.
    {"type": "data_bar", "bar_solid": True, "bar_color": "#BFBFBF", "bar_border_color": "#7F7F7F"}
    | {"min_type": "num", "min_value": 0, "max_type": "num", "max_value": 100}
)
_LINE_HEIGHT, _PADDING, _TALLEST = 14.0, 4.0, 409.0
_POINTS: dict[str, Any] = {**_BODY, "align": "right"}


class Column(NamedTuple):
    """A column: its heading, its width in characters, and how its texts stand.

    In a column of style `bar` percents also show as bars from 0 to 100.
    """

    title: str
    width: float
    style: str = "text"


class Points(NamedTuple):
    """Exact points, a decimal text, shown as a number with the same places."""

    text: str


class Open(NamedTuple):
    """The word that stands where there are no points, or none that are final."""

    word: str


class Chosen(NamedTuple):
    """A word that stands out: the one thing a reader looks for."""

    word: str


class Percent(NamedTuple):
    """A rate in percent, a decimal text, shown with its sign."""

    text: str


Cell = str | int | Points | Open | Chosen | Percent | None
"""What may stand in a table: texts are texts whatever they begin with; None is left blank."""


class Table(NamedTuple):
    """A sheet: what is said above the table, its columns and rows, and the columns that stay."""

    name: str
    head: Sequence[str]
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]
    frozen: int = 0
    warning: str | None = None


class Book:
    """The workbook in the making; the same calls give the same bytes on any day."""

    def __init__(self, title: str, created: date) -> None:
        self._bytes = io.BytesIO()
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self._workbook = Workbook(self._bytes, options)
        moment = datetime.combine(created, time(), tzinfo=UTC)
        self._workbook.set_properties({"title": title, "created": moment})
        self._style = cache(self._make_style)

    def _make_style(self, name: str, places: int = 0) -> Format:
        look: dict[str, Any] = {"font_name": FONT, "font_size": 10, "font_color": INK}
        decimals = f".{'0' * places}" if places else ""
        if name == "percent":
            number = f'0{decimals}"%"'
            return self._workbook.add_format({**look, **_POINTS, "num_format": number})
        if name == "points":
            return self._workbook.add_format({**look, **_POINTS, "num_format": f"0{decimals}"})
        return self._workbook.add_format({**look, **_STYLES[name]})

    def add(self, table: Table, footer: str) -> None:
        """Write one table on its own sheet, with a frozen and repeated head."""
        sheet = self._workbook.add_worksheet(table.name)
        top = self._head(sheet, table)
        for at, column in enumerate(table.columns):
            sheet.set_column(at, at, column.width)
            sheet.write_string(top, at, column.title, self._style("heading"))
        sheet.set_row(top, _height([each.title for each in table.columns], table.columns))
        styles = [self._style(column.style) for column in table.columns]
        row = top
        for row, cells in enumerate(table.rows, top + 1):
            for at, cell in enumerate(cells):
                self._write(sheet, row, at, cell, styles[at])
            sheet.set_row(row, _height(cells, table.columns))
        if row == top:
            row = top + 1
            sheet.write_string(row, 0, "没有。", self._style("said"))
        for at, column in enumerate(table.columns):
            if column.style == "bar":
                sheet.conditional_format(top + 1, at, row, at, dict(_BAR))
        last = len(table.columns) - 1
        sheet.autofilter(top, 0, row, last)
        sheet.freeze_panes(top + 1, table.frozen)
        sheet.repeat_rows(top)
        sheet.print_area(0, 0, row, last)
        _print_setup(sheet, footer)

    def _head(self, sheet: Worksheet, table: Table) -> int:
        """Write what stands above the table; the row of the headings."""
        sheet.write_string(0, 0, table.head[0], self._style("title"))
        sheet.set_row(0, 26)
        row = 1
        for line in table.head[1:]:
            sheet.write_string(row, 0, line, self._style("said"))
            row += 1
        if table.warning:
            sheet.write_string(row, 0, f"！{table.warning}", self._style("warned"))
            row += 1
        return row

    def _write(self, sheet: Worksheet, row: int, at: int, cell: Cell, style: Format) -> None:
        match cell:
            case Points(text):
                places = len(text.partition(".")[2])
                # A cell takes the exact decimal: the writer prints its digits, no float is made.
                sheet.write_number(row, at, Decimal(text), self._style("points", places))  # type: ignore[arg-type, unused-ignore]
            case Percent(text):
                places = len(text.partition(".")[2])
                sheet.write_number(row, at, Decimal(text), self._style("percent", places))  # type: ignore[arg-type, unused-ignore]
            case int():
                sheet.write_number(row, at, cell, self._style("count"))
            case Open(word):
                sheet.write_string(row, at, word, self._style("open"))
            case Chosen(word):
                sheet.write_string(row, at, word, self._style("chosen"))
            case str() if cell:
                sheet.write_string(row, at, cell, style)
            case _:
                sheet.write_blank(row, at, None, style)

    def finish(self) -> bytes:
        """Close the workbook and return its bytes."""
        self._workbook.close()
        return self._bytes.getvalue()


def _height(cells: Sequence[Cell], columns: Sequence[Column]) -> float:
    """The height in points that a row needs: not every program fits rows to wrapped text."""
    needed = 1
    for cell, column in zip(cells, columns, strict=True):
        if isinstance(cell, str) and (2 * len(cell) >= column.width or "\n" in cell):
            needed = max(needed, lines(cell, column.width))
    return min(_LINE_HEIGHT * needed + _PADDING, _TALLEST)


def _print_setup(sheet: Worksheet, footer: str) -> None:
    """A4 landscape, as wide as the page, page numbers below."""
    sheet.hide_gridlines(2)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.center_horizontally()
    sheet.fit_to_pages(1, 0)
    who = footer.replace("&", "&&")
    sheet.set_footer(f"&L&8{who}&C&8内部材料，不对外公布&R&8第&P页 共&N页")
