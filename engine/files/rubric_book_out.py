"""Writes a rubric workbook 评估标准工作簿: sheets to fill in, with notes and drop-downs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from types import MappingProxyType

from xlsxwriter.worksheet import Worksheet

from engine.files.rubric_book_columns import Column, Form
from engine.files.rubric_book_guide import write_guide, write_kinds
from engine.files.rubric_book_layout import RARE, Sheet, own_cells
from engine.files.rubric_book_rows import HOW, KEY, VALUE, Row, headings, rows_of
from engine.files.rubric_book_rules import KIND_COLUMN, ROLE_COLUMN, kinds, roles
from engine.files.sheet_style import FONT, Book, lines
from engine.language.fields import Field
from engine.rubric.model import Rubric
from engine.rubric.plan import AwardPlan

CREATED = date(2025, 1, 1)
"""Not a clock: the same rubric gives the same bytes on any day."""
CHOICES = "选项"
SPARE = 30
"""Empty rows with borders below the filled ones."""
_LAST = 2000
_YES_NO = MappingProxyType({"true": "是", "false": "否"})
_WIDTHS = {
    Form.CODE: 11,
    Form.NUMBER: 10,
    Form.YES_NO: 10,
    Form.CHOICE: 13,
    Form.DATE: 12,
    Form.AMOUNT: 20,
}
_LONG = frozenset(("title", "requirement", "standard", "note", "when", "at_least", "asked_when"))


def rubric_book(value: Rubric | AwardPlan) -> bytes:
    """The workbook of a rubric or plan; the same value gives the same bytes."""
    book = Book(value.title, CREATED)
    filled = rows_of(value)
    plan = isinstance(value, AwardPlan)
    write_guide(book, value.title, plan=plan)
    choices = _Choices()
    for sheet, rows in filled:
        _sheet(book, sheet, rows, choices)
    if not plan:
        write_kinds(book)
    choices.write(book)
    return book.finish()


class _Choices:
    """The lists behind the drop-downs, one column each on the sheet 选项."""

    def __init__(self) -> None:
        self.lists: dict[tuple[str, ...], str] = {}

    def source(self, words: tuple[str, ...], heading: str) -> str:
        """The range of a list, made at its first use."""
        self.lists.setdefault(words, heading)
        index = list(self.lists).index(words)
        letter = (chr(64 + index // 26) if index >= 26 else "") + chr(65 + index % 26)
        return f"={CHOICES}!${letter}$2:${letter}${len(words) + 1}"

    def write(self, book: Book) -> None:
        """The sheet itself."""
        sheet = book.workbook.add_worksheet(CHOICES)
        for index, (words, heading) in enumerate(self.lists.items()):
            sheet.set_column(index, index, 18)
            sheet.write_string(0, index, heading, book.style("heading"))
            for row, word in enumerate(words, start=1):
                sheet.write_string(row, index, word, book.style("cell"))
        sheet.set_landscape()
        sheet.fit_to_pages(3, 0)


def _sheet(book: Book, sheet: Sheet, rows: list[Row], choices: _Choices) -> None:
    found = headings(sheet)
    page = book.workbook.add_worksheet(sheet.name)
    text = book.workbook.add_format(
        {"num_format": "@", "font_name": FONT, "font_size": 10, "text_wrap": True}
    )
    widths = [_width(each, sheet) for each in found]
    folded = _folded(found, rows)
    for index, (column, width) in enumerate(zip(found, widths, strict=True)):
        page.set_column(index, index, width, text, folded.get(column.heading, {}))
        page.write_string(0, index, column.heading, book.style("heading"))
        note = {"font_size": 9, "x_scale": 2, "y_scale": 1.1, "author": ""}
        page.write_comment(0, index, column.note or column.heading, note)
        if words := _offered(column):
            _drop_down(page, (1, index, _LAST, index), choices.source(words, column.heading))
    head = sheet.shape == "head"
    for row, cells in enumerate(_padded(rows, 0 if head else SPARE), start=1):
        for index, column in enumerate(found):
            style = "cell" if head and column.heading != VALUE else "input"
            written = cells.get(column.heading, "")
            if written:
                page.write_string(row, index, written, book.style(style))
            else:
                page.write_blank(row, index, None, book.style(style))
        tallest = max(
            (lines(cells.get(c.heading, ""), w) for c, w in zip(found, widths, strict=True)),
            default=1,
        )
        page.set_row(row, min(tallest * 15.0 + 5.0, 400.0))
    if head:
        _head_choices(page, sheet, rows, choices)
    _set_up(page, sheet, len(found))


def _folded(found: tuple[Column, ...], rows: list[Row]) -> dict[str, dict[str, bool | int]]:
    """Heading → how a column that few use can be folded away; it is, where nothing stands in it."""
    used = {heading for cells in rows for heading in cells}
    rare = (each.heading for each in found if each.heading in RARE)
    return {heading: {"level": 1, "hidden": heading not in used} for heading in rare}


def _set_up(page: Worksheet, sheet: Sheet, width: int) -> None:
    page.set_row(0, 32)
    page.freeze_panes(1, 1 if sheet.owners or sheet.shape == "head" else 0)
    page.ignore_errors({"number_stored_as_text": "A1:XFD5000"})
    page.set_landscape()
    page.set_paper(9 if width <= 12 else 8)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.set_footer("&C&8 &A　第&P页 共&N页")


def _head_choices(page: Worksheet, sheet: Sheet, rows: list[Row], choices: _Choices) -> None:
    by_heading = {each.heading: each for each in own_cells(sheet.columns)}
    for row, cells in enumerate(rows, start=1):
        column = by_heading.get(cells[KEY])
        if column is not None and (words := _offered(column)):
            _drop_down(page, (row, 1, row, 1), choices.source(words, column.heading))


def _drop_down(page: Worksheet, area: tuple[int, int, int, int], source: str) -> None:
    """A list to choose from; what is typed instead is judged when the workbook is read."""
    page.data_validation(*area, {"validate": "list", "source": source, "show_error": False})


def _offered(column: Column) -> tuple[str, ...]:
    if column is KIND_COLUMN:
        return tuple(kinds().values())
    if column is ROLE_COLUMN:
        return tuple(dict.fromkeys(roles().values()))
    if column.form is Form.YES_NO:
        return tuple(_YES_NO.values())
    return tuple(column.options.values())


def _padded(rows: list[Row], spare: int) -> Iterator[Row]:
    yield from rows
    yield from ({} for _ in range(spare))


def _width(column: Column, sheet: Sheet) -> float:
    """Characters; wide where sentences stand."""
    if sheet.shape == "head":
        return {KEY: 20, VALUE: 60, HOW: 60}[column.heading]
    if column.path == ("at_least",) and sheet.model is Field:
        return 16
    long = bool(column.path) and column.path[-1] in _LONG and column.form is Form.TEXT
    width = 30 if long else _WIDTHS.get(column.form, 14)
    return max(width, lines(column.heading, 3) * 1.2 + 2)
