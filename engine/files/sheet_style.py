"""Sheet style 版式: colours, cell styles and page set-up shared by every workbook we write."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from engine.records.exact import plain

FONT = "微软雅黑"
ACCENT = "#9E1B32"
INK = "#222222"
GREY = "#6B6B6B"
LINE = "#A6A6A6"
SHADE = "#F2F2F2"
INPUT = "#FFF9DB"

_LINE, _SMALL_LINE = 15.0, 13.5
"""Points a printed line of 10 pt and of 9 pt takes, with room for fonts taller than ours."""
_PADDING = 5.0
_TALLEST = 409.0
_TESTED = 60
"""So much of a text tells whether it was changed; a formula's own texts may not be long."""
_CELL = {"border": 1, "border_color": LINE}
_INPUT = {**_CELL, "bg_color": INPUT, "locked": False}
_CENTRED = {"align": "center"}
_SMALL = {"font_size": 8, "font_color": GREY}

STYLES: Mapping[str, dict[str, Any]] = MappingProxyType(
    {
        "title": {"font_size": 18, "bold": True, "font_color": ACCENT},
        "title-centred": {"font_size": 24, "bold": True, "font_color": ACCENT, **_CENTRED},
        "plain": {},
        "plain-centred": {"font_size": 12, **_CENTRED},
        "small": {"font_size": 9, "font_color": GREY},
        "bold": {"bold": True},
        "label": {**_CELL, "bg_color": SHADE, **_CENTRED},
        "heading": {**_CELL, "bg_color": SHADE, "bold": True, **_CENTRED},
        "section": {"bottom": 1, "bottom_color": ACCENT, "bold": True, "font_size": 12}
        | {"font_color": ACCENT},
        "section-points": {"bottom": 1, "bottom_color": ACCENT, "align": "right"},
        "running-total": {"font_size": 11, "bold": True, "align": "right"},
        **{
            f"points-{n}": {**_CELL, **_CENTRED, "bold": True, "num_format": f"{0:.{n}f}"}
            for n in range(5)
        },
        "cell": {**_CELL},
        "cell-bold": {**_CELL, "bold": True},
        "code-cell": {**_CELL, "bold": True, "font_size": 12, **_CENTRED},
        "cell-centred": {**_CELL, **_CENTRED},
        "cell-link": {**_CELL, "font_color": ACCENT, "underline": 1, **_CENTRED},
        "whole": {**_CELL, **_CENTRED, "num_format": "0"},
        "whole-bold": {**_CELL, **_CENTRED, "num_format": "0", "bold": True},
        "code": {**_CELL, **_SMALL, **_CENTRED},
        "muted": {**_CELL, "font_size": 9, "font_color": GREY, "bg_color": SHADE, **_CENTRED},
        "input": {**_INPUT, "num_format": "@"},
        "input-centred": {**_INPUT, "num_format": "@", **_CENTRED},
        "input-number": {**_INPUT, **_CENTRED},
        "input-date": {**_INPUT, "num_format": "yyyy-mm-dd", **_CENTRED},
        "state": {**_CELL, "font_size": 9, **_CENTRED},
        "link": {"font_color": ACCENT, "underline": 1, **_CENTRED},
        "listed": {"font_size": 9},
        "listed-centred": {**_CENTRED},
        "listed-link": {"font_color": ACCENT, "underline": 1},
        "headline": {"font_size": 16, "bold": True},
        "code-shown": {"font_size": 9, "font_color": INK, "bold": True, **_CENTRED},
        "working": {"font_size": 8, "font_color": GREY, "text_wrap": False},
        "run-label": {},
        "run-note": {"font_size": 9, "font_color": GREY},
        "run-fault": {"font_size": 9, "bold": True, "font_color": ACCENT},
    }
)
"""Every way a cell may look, by name. Input cells are pale yellow, bordered and unlocked."""


class _Sheet(Worksheet):  # type: ignore[misc]
    """A worksheet whose formulas are written as they are: they use no function newer than 2007.

    The writer would look each of them through for thirty newer ones, half the time of a form.
    """

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return formula.removeprefix("=")


class Book:
    """A workbook in the making: the same calls give the same bytes on any day."""

    def __init__(self, title: str, created: date) -> None:
        self._bytes = io.BytesIO()
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            # Column widths are counted in digits of this font, so it is the cells' own.
            "default_format_properties": {"font_name": FONT, "font_size": 10}
            | {"font_scheme": "none"},
        }
        self.workbook = Workbook(self._bytes, options)
        moment = datetime.combine(created, time(), tzinfo=UTC)
        self.workbook.set_properties({"title": title, "created": moment})
        self._formats: dict[str, Format] = {}
        self.places: dict[str, tuple[Page, int, int]] = {}
        """Where the named cells are: page, row and column."""

    def style(self, name: str) -> Format:
        """The style `name` of STYLES, made once."""
        if name not in self._formats:
            look: dict[str, Any] = {"font_name": FONT, "font_scheme": "none", "font_size": 10}
            look |= {"font_color": INK, "text_wrap": True, "valign": "vcenter", **STYLES[name]}
            self._formats[name] = self.workbook.add_format(look)
        return self._formats[name]

    def page(self, name: str, widths: Sequence[float]) -> Page:
        """A new sheet `name` whose columns have these widths in characters."""
        return Page(self, self.workbook.add_worksheet(name, worksheet_class=_Sheet), widths)

    def footer(self, left: str, middle: str) -> None:
        """Print who and what below each page of every sheet, and “第×页 共×页”."""
        who, what = (part.replace("&", "&&") for part in (left, middle))
        for sheet in self.workbook.worksheets():
            sheet.set_footer(f"&L&8 {who}&C&8 {what}&R&8 第&P页 共&N页")

    def finish(self) -> bytes:
        """Close the workbook and return its bytes."""
        self.workbook.close()
        return self._bytes.getvalue()


class Page:
    """One protected sheet on A4 landscape; rows and columns count from 0."""

    def __init__(self, book: Book, sheet: Worksheet, widths: Sequence[float]) -> None:
        self.book, self.sheet, self.widths = book, sheet, widths
        self._written: dict[tuple[int, int], str | Decimal | date] = {}
        self._heights: dict[int, float] = {}
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.hide_gridlines(2)
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.center_horizontally()
        sheet.fit_to_pages(1, 0)
        sheet.protect("", {"format_columns": True, "format_rows": True})

    def still(self, row: int, column: int) -> str:
        """A formula that holds while a cell is as it was written here."""
        cell = xl_rowcol_to_cell(row, column)
        written = self._written.get((row, column), "")
        match written:
            case "":
                return f"=ISBLANK({cell})"
            case date():
                return f"={cell}=DATE({written.year},{written.month},{written.day})"
            case Decimal():
                return f"=AND(ISNUMBER({cell}),{cell}={plain(written)})"
        begins = written[:_TESTED].replace('"', '""').replace("\n", '"&CHAR(10)&"')
        return f'=LEFT({cell},{len(written[:_TESTED])})="{begins}"'

    def text(self, row: int, column: int, text: str, style: str) -> None:
        """Write a text as text, whatever it begins with."""
        self._written[row, column] = text
        if text:
            self.sheet.write_string(row, column, text, self.book.style(style))
        else:
            self.sheet.write_blank(row, column, None, self.book.style(style))

    def number(self, row: int, column: int, number: Decimal, style: str) -> None:
        """Write an exact number; the writer formats the decimal itself, no float is made."""
        self._written[row, column] = number
        self.sheet.write_number(row, column, number, self.book.style(style))

    def formula(
        self, row: int, column: int, formula: str, value: Decimal | int | str | bool, style: str
    ) -> None:
        """Write a formula, without its “=”, and what it comes to now."""
        self.sheet.write_formula(row, column, f"={formula}", self.book.style(style), value)

    def computed(
        self,
        rows: tuple[int, int],
        columns: tuple[int, int],
        formula: str,
        value: Decimal | int | str | bool,
        style: str,
    ) -> None:
        """Write a formula over the cells from the first to the last row and column."""
        if rows[0] != rows[1] or columns[0] != columns[1]:
            look = self.book.style(style)
            self.sheet.merge_range(rows[0], columns[0], rows[1], columns[1], "", look)
        self.formula(rows[0], columns[0], formula, value, style)

    def date(self, row: int, column: int, day: date, style: str) -> None:
        """Write a calendar day as a date."""
        self._written[row, column] = day
        self.sheet.write_datetime(row, column, day, self.book.style(style))

    def noted(
        self, row: int, column: int, text: str, note: str, style: str, *, fault: str = ""
    ) -> None:
        """Write a text with a smaller grey note below it, and below that what is wrong."""
        if not note and not fault:
            self.text(row, column, text, style)
            return
        runs: list[Format | str] = [self.book.style("run-label"), text]
        if note:
            runs += [self.book.style("run-note"), f"\n{note}"]
        if fault:
            runs += [self.book.style("run-fault"), f"\n{fault}"]
        self.sheet.write_rich_string(row, column, *runs, self.book.style(style))

    def link(self, row: int, column: int, sheet: str, cell: str, *, tip: str) -> None:
        """Make a cell lead to another sheet; whatever is written into it afterwards shows."""
        self.sheet.write_url(row, column, f"internal:'{sheet}'!{cell}", tip=tip)

    def block(self, rows: tuple[int, int], columns: tuple[int, int], text: str, style: str) -> None:
        """Write a text over the cells from the first to the last row and column."""
        if rows[0] == rows[1] and columns[0] == columns[1]:
            self.text(rows[0], columns[0], text, style)
            return
        self.sheet.merge_range(rows[0], columns[0], rows[1], columns[1], "", self.book.style(style))
        self.text(rows[0], columns[0], text, style)

    def name(self, name: str, row: int, column: int) -> None:
        """Give a cell a defined name."""
        cell = xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)
        self.book.places[name] = self, row, column
        self.book.workbook.define_name(name, f"='{self.sheet.get_name()}'!{cell}")

    def height(self, row: int, points: float) -> None:
        """Set the height of a row, at most what a spreadsheet allows."""
        self._heights[row] = min(points, _TALLEST)
        self.sheet.set_row(row, self._heights[row])

    def tall(self, rows: int) -> float:
        """How tall the first `rows` rows are that have a height."""
        return sum(tall for row, tall in self._heights.items() if row < rows)

    def needed(self, text: str, *columns: int) -> float:
        """The height in points that `text` takes across these columns."""
        return lines(text, sum(self.widths[column] for column in columns)) * _LINE + _PADDING

    def needed_noted(self, text: str, note: str, column: int) -> float:
        """The height in points that `noted` takes."""
        small = lines(note, self.widths[column] * 10 / 9) * _SMALL_LINE if note else 0.0
        return self.needed(text, column) + small


def cell_name(row: int, column: int, *, fixed: bool = False) -> str:
    """“H5”, as formulas call a cell; `fixed` is “$H$5”."""
    return str(xl_rowcol_to_cell(row, column, row_abs=fixed, col_abs=fixed))


def lines(text: str, width: float) -> int:
    """How many lines `text` takes in a column of `width` characters; a Chinese one counts two."""
    room = max(2, int(width) - 1)
    return sum(max(1, -(-_width(part) // room)) for part in text.split("\n"))


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(each) in "WFA" else 1 for each in text)
