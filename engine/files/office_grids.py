"""Turns an .xlsx or .csv of the office into plain grids of text, saying what each cell was.

Nothing here knows of headers; `office_tables` makes tables of these grids.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, NoReturn

from engine.files.number_format import BUILT_IN, excel_date, is_date_format
from engine.files.office_workbook import NotOpened, open_workbook
from engine.files.zip_guard import sniff
from engine.records.answers import clean_double, plain_text
from engine.records.problem import CannotGoOn, Place, problem

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell as SheetCell
    from openpyxl.cell.cell import MergedCell
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

MAX_BYTES = 50_000_000
MAX_ROWS = 200_000
MAX_COLUMNS = 200

Kind = Literal["text", "number", "error", "uncomputed"]


class Cell(NamedTuple):
    """The text of one cell and what it was; an error or an uncomputed formula has no text."""

    text: str
    kind: Kind = "text"


class Line(NamedTuple):
    """One row that is not blank: its 1-based number in the file, and its cells from column A."""

    number: int
    cells: tuple[Cell, ...]


class Grid(NamedTuple):
    """One visible sheet (`sheet` None for a CSV); `guessed` if read as GB18030, not UTF-8."""

    sheet: str | None
    lines: tuple[Line, ...]
    guessed: bool = False


def read_grids(path: Path) -> tuple[Grid, ...]:
    """Every visible sheet of the file, in its order.

    Raises CannotGoOn: C403 no such file, C404 unreadable, C401 and C402 for a CSV (its encoding,
    its shape).
    """
    if not path.is_file():
        raise CannotGoOn(problem("C403", Place(path.name)))
    if path.stat().st_size > MAX_BYTES:
        refuse("C404", Place(path.name), f"文件超过 {MAX_BYTES // 1_000_000} MB")
    data = path.read_bytes()
    if path.suffix.lower() in {".csv", ".txt"} and sniff(data) != "zip":
        return (_csv_grid(data, path.name),)
    return _workbook_grids(data, path.name)


def refuse(code: str, place: Place, what: str) -> NoReturn:
    """Raise CannotGoOn with the one problem `code`, its word `what` given."""
    raise CannotGoOn(problem(code, place, what=what))


def _csv_grid(data: bytes, file: str) -> Grid:
    guessed = False
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        guessed = True
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError as error:
            raise CannotGoOn(problem("C401", Place(file))) from error
    if "\0" in text:
        refuse("C402", Place(file, line=text.count("\n", 0, text.index("\0")) + 1), "含有空字符")
    return Grid(None, tuple(_csv_lines(text, file)), guessed)


def _csv_lines(text: str, file: str) -> Iterator[Line]:
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    number = 1
    try:
        for row in rows:
            cells = tuple(Cell(plain_text(each)[0]) for each in row)
            if any(cell.text for cell in cells):
                yield Line(number, cells)
            number = rows.line_num + 1
    except csv.Error:
        refuse("C402", Place(file, line=number), "引号没有配对，或一格里的文字过长")


def _workbook_grids(data: bytes, file: str) -> tuple[Grid, ...]:
    written = _open(data, file, values=False)
    sheets = [sheet for sheet in written.worksheets if sheet.sheet_state == "visible"]
    for sheet in sheets:
        if sheet.max_row > MAX_ROWS:
            refuse("C404", Place(file, sheet.title), f"超过 {MAX_ROWS} 行，请删去下面的空行")
    lines = {sheet.title: tuple(_lines(sheet, written)) for sheet in sheets}
    if any(
        cell.kind == "uncomputed" for each in lines.values() for row in each for cell in row.cells
    ):
        computed = _open(data, file, values=True)
        lines = {
            sheet.title: tuple(_lines(computed[sheet.title], computed, sheet)) for sheet in sheets
        }
    return tuple(Grid(title, each) for title, each in lines.items())


def _open(data: bytes, file: str, *, values: bool) -> Workbook:
    try:
        return open_workbook(data, values=values)
    except NotOpened as fault:
        refuse("C404", Place(file), str(fault))


def _lines(sheet: Worksheet, book: Workbook, formulas: Worksheet | None = None) -> Iterator[Line]:
    """The rows of `sheet`; `formulas` is the same sheet as written: blank is not uncomputed."""
    rows: dict[int, dict[int, SheetCell | MergedCell]] = {}
    # iter_rows would make every cell up to a stray one far below, by the million.
    for (number, column), each in sheet._cells.items():
        if column <= MAX_COLUMNS:
            rows.setdefault(number, {})[column] = each
    for number in sorted(rows):
        found = {column: _cell(each, book) for column, each in rows[number].items()}
        if formulas is not None:
            for column, each in rows[number].items():
                if each.value is None and formulas.cell(number, column).data_type == "f":
                    found[column] = Cell("", "uncomputed")
        cells = tuple(found.get(column, Cell("")) for column in range(1, max(found) + 1))
        if any(cell != Cell("") for cell in cells):
            yield Line(number, cells)


def _cell(cell: SheetCell | MergedCell, book: Workbook) -> Cell:
    value = cell.value
    if cell.data_type == "f":
        return Cell("", "uncomputed")
    if cell.data_type == "e":
        return Cell("", "error")
    if isinstance(value, bool):
        return Cell("TRUE" if value else "FALSE")
    if isinstance(value, int | float):
        return _number(value, cell, book)
    if isinstance(value, datetime):
        return Cell(value.date().isoformat() if value.time() == time() else value.isoformat(" "))
    if isinstance(value, date | time):
        return Cell(value.isoformat())
    return Cell("" if value is None else plain_text(str(value))[0])


def _number(value: int | float, cell: SheetCell | MergedCell, book: Workbook) -> Cell:
    from openpyxl.utils.datetime import CALENDAR_MAC_1904  # noqa: PLC0415

    # openpyxl leaves the dates of a zh-CN spreadsheet (built-in formats 27-36, 50-58) as numbers.
    style = cell._style.numFmtId  # type: ignore[union-attr]
    if is_date_format(BUILT_IN.get(style, "")):
        day = excel_date(repr(value), date_1904=book.epoch == CALENDAR_MAC_1904)
        return Cell(day.isoformat()) if day else Cell("", "error")
    try:
        text = str(value) if isinstance(value, int) else format(clean_double(repr(value)), "f")
    except ValueError:
        # A number beyond what a spreadsheet can show is none.
        return Cell("", "error")
    return Cell(text, "number")
