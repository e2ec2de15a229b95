"""Opens a rubric workbook and finds in each sheet its header and the rows below it, by heading."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.files.number_format import BUILT_IN, excel_date, is_date_format, is_percent_format
from engine.files.office_workbook import NotOpened, open_workbook
from engine.files.rubric_book_cell import Cell
from engine.records.answers import clean_double
from engine.records.exact import plain
from engine.records.problem import CannotGoOn, Place, Problem, problem

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

HEADER_WITHIN = 10
MAX_BYTES, MAX_COLUMNS = 20_000_000, 200
ALIASES = "列名"
ALIAS_OURS, ALIAS_THEIRS, ALIAS_SHEET = "本表列名", "本单位列名", "工作表"
BLANK = Cell("")


@dataclass(frozen=True, slots=True)
class Line:
    """One row below the header: its number in the sheet, and its cells by heading."""

    number: int
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet as read: where each heading stands, the rows that say anything, what was amiss."""

    sheet: str
    letters: Mapping[str, str]
    lines: tuple[Line, ...]
    header: int
    problems: tuple[Problem, ...]

    def cell(self, line: int, heading: str) -> str:
        """“H5”; column A where the heading is not there."""
        return f"{self.letters.get(heading, 'A')}{line}"


def open_book(path: Path) -> Workbook:
    """The workbook as people wrote it. Raises CannotGoOn: C403 not there, C404 unreadable."""
    if not path.is_file():
        raise CannotGoOn(problem("C403", Place(path.name)))
    if path.stat().st_size > MAX_BYTES:
        what = f"文件超过 {MAX_BYTES // 1_000_000} MB"
        raise CannotGoOn(problem("C404", Place(path.name), what=what))
    try:
        return open_workbook(path.read_bytes())
    except NotOpened as fault:
        raise CannotGoOn(problem("C404", Place(path.name), what=str(fault))) from fault


def same(heading: str) -> str:
    """A heading as it is compared: either width, no blanks, no star for 必填."""
    return "".join(unicodedata.normalize("NFKC", heading).split()).strip("*")


def read_aliases(book: Workbook, file: str) -> dict[tuple[str, str], str]:
    """(sheet or "", the bureau's own heading) → our heading, from the sheet 列名."""
    if ALIASES not in book.sheetnames:
        return {}
    table = find_table(book[ALIASES], book, file, (ALIAS_OURS, ALIAS_THEIRS, ALIAS_SHEET), {})
    found = {}
    for line in table.lines:
        sheet = line.cells.get(ALIAS_SHEET, BLANK).text
        theirs = line.cells.get(ALIAS_THEIRS, BLANK).text
        found[sheet, same(theirs)] = line.cells.get(ALIAS_OURS, BLANK).text
    return found


def find_table(
    sheet: Worksheet,
    book: Workbook,
    file: str,
    wanted: Collection[str],
    aliases: Mapping[tuple[str, str], str],
) -> Table:
    """The table of a sheet; the header is the row of the first ten with most known headings.

    Problems: Y581 no header or a heading twice, Y582 a column nobody reads.
    """
    name = sheet.title
    rows = list(_rows(sheet, book))
    ours = {same(each): each for each in wanted}
    ours |= {theirs: to for (where, theirs), to in aliases.items() if where in ("", name)}
    best = max(
        rows[:HEADER_WITHIN],
        key=lambda row: sum(same(cell.text) in ours for cell in row[1]),
        default=(0, []),
    )
    known = [ours.get(same(cell.text)) for cell in best[1]]
    problems: list[Problem] = []
    if sum(each is not None for each in known) < min(2, len(wanted)):
        if rows:
            what = f"前{HEADER_WITHIN}行里找不到表头（应有：{'、'.join(list(wanted)[:6])}等）"
            problems.append(problem("Y581", Place(file, name), what=what))
        return Table(name, {}, (), 0, tuple(problems))
    letters: dict[str, str] = {}
    for index, (cell, heading) in enumerate(zip(best[1], known, strict=True)):
        place = Place(file, name, f"{_letter(index)}{best[0]}")
        if heading is None and cell.text:
            problems.append(problem("Y582", place, what="这一列不认识"))
        elif heading in letters:
            problems.append(problem("Y581", place, what=f"“{heading}”这一列写了两次"))
        elif heading is not None:
            letters[heading] = _letter(index)
    lines = tuple(_lines(rows, best[0], known))
    return Table(name, letters, lines, best[0], tuple(problems))


def _lines(
    rows: Iterable[tuple[int, list[Cell]]], header: int, known: list[str | None]
) -> Iterable[Line]:
    for number, cells in rows:
        said = {
            heading: cell
            for heading, cell in zip(known, cells, strict=False)
            if heading is not None and cell != BLANK
        }
        if number > header and said:
            yield Line(number, said)


def _rows(sheet: Worksheet, book: Workbook) -> Iterable[tuple[int, list[Cell]]]:
    """Every row that says anything, its cells from column A as far as it says anything.

    Only cells that exist are looked at: asking a sheet for its rows makes every cell of them.
    """
    found: dict[int, dict[int, Cell]] = {}
    for (row, column), each in sorted(sheet._cells.items()):
        cell = _cell(each, book)
        if cell != BLANK and column <= MAX_COLUMNS:
            found.setdefault(row, {})[column] = cell
    for row, cells in found.items():
        yield row, [cells.get(column, BLANK) for column in range(1, max(cells) + 1)]


def _cell(cell: Any, book: Workbook) -> Cell:
    value = cell.value
    if value is None:
        return BLANK
    if cell.data_type in ("f", "e"):
        return Cell("", "formula" if cell.data_type == "f" else "error")
    if isinstance(value, bool):
        return Cell("是" if value else "否")
    if isinstance(value, int | float):
        return _number(value, cell, book)
    if isinstance(value, datetime | date):
        day = value.date() if isinstance(value, datetime) else value
        return Cell(day.isoformat(), "date")
    return Cell(str(value).replace("\r\n", "\n").replace("\r", "\n").strip())


def _number(value: int | float, cell: Any, book: Workbook) -> Cell:
    from openpyxl.utils.datetime import CALENDAR_MAC_1904  # noqa: PLC0415 - slow to import

    # openpyxl leaves the dates of a zh-CN spreadsheet (built-in formats 27-36, 50-58) as numbers.
    if is_date_format(BUILT_IN.get(cell._style.numFmtId, "")):
        day = excel_date(repr(value), date_1904=book.epoch == CALENDAR_MAC_1904)
        return Cell(day.isoformat(), "date") if day else Cell("", "error")
    kind = "percent" if is_percent_format(cell.number_format) else "number"
    return Cell(plain(clean_double(repr(value))), kind)


def _letter(index: int) -> str:
    first, second = divmod(index, 26)
    return (chr(64 + first) if first else "") + chr(65 + second)
