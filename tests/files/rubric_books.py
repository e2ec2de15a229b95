"""Rubric workbooks for tests: written, and worked in as people do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from openpyxl import Workbook, load_workbook

from engine.files.rubric_book_layout import sheets
from engine.files.rubric_book_out import rubric_book
from engine.files.rubric_book_rows import headings
from engine.files.rubric_book_skeleton import skeleton
from engine.rubric.model import Rubric
from engine.rubric.plan import AwardPlan

Edit = Callable[[Workbook], object]


def written(value: Rubric | AwardPlan, where: Path, name: str = "标准.xlsx") -> Path:
    path = where / name
    path.write_bytes(rubric_book(value))
    return path


def edited(where: Path, edit: Edit) -> Path:
    """The skeleton's workbook after somebody worked in it."""
    path = written(skeleton(), where)
    book = load_workbook(path)
    edit(book)
    book.save(path)
    return path


def put(sheet: str, cell: str, value: object) -> Edit:
    def edit(book: Workbook) -> None:
        book[sheet][cell] = value

    return edit


def column(sheet: str, heading: str) -> str:
    """The letter under which the skeleton's workbook has a heading."""
    model = AwardPlan if sheet in ("方案", "奖项") else Rubric
    [found] = [each for each in sheets(model) if each.name == sheet]
    index = [each.heading for each in headings(found)].index(heading)
    return (chr(64 + index // 26) if index >= 26 else "") + chr(65 + index % 26)


def at(sheet: str, heading: str, row: int, value: object) -> tuple[Edit, str]:
    cell = f"{column(sheet, heading)}{row}"
    return put(sheet, cell, value), f"{sheet}·{cell}"
