"""Filled forms for the tests of reading: the real rubric and writer, cells changed by name."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import yaml

from engine.files.book import Book, Cell
from engine.files.form_names import value_of
from engine.files.form_reader import read_form
from engine.files.form_sheet import write_form
from engine.files.form_stamp import Blocked
from engine.files.review_reader import read_review
from engine.files.review_sheet import write_review_sheet
from engine.files.sheet_scan import scan
from engine.language.fields import Field, Kind, Source
from engine.records.review import Review
from engine.records.submission import Piece, RosterUnit, Submission
from engine.rubric.identity import structure_digest
from engine.rubric.model import Rubric
from engine.rubric.preparing import prepare
from engine.rubric.standard import Standard

RUBRIC = Path(__file__).parents[2] / "rubrics" / "wuhao-school" / "2025.yaml"
UNIT = RosterUnit(
    code="00101",
    name="示例小学",
    status="参评",
    fields={"学段": "小学", "离退休教职工数": "3"},
)
ROSTER = {UNIT.code: UNIT}
CREATED, HAND_IN_BY = date(2025, 9, 1), date(2025, 11, 10)
Value = str | tuple[str, ...]


@cache
def standard() -> Standard:
    """The model rubric, made ready."""
    plain = yaml.load(RUBRIC.read_text("utf-8"), yaml.BaseLoader)
    prepared, faults = prepare(Rubric.model_validate(plain))
    assert not faults
    return prepared


@cache
def structure() -> str:
    """The structure digest of the model rubric."""
    return structure_digest(standard().rubric)


def modest(field: Field) -> Value:
    """The least a school can say: 0, 否, 无, nothing chosen."""
    match field.type:
        case Kind.NUMBER:
            return str(field.minimum)
        case Kind.YES_NO | Kind.CHOICE:
            return field.options[-1]
        case Kind.CHOICES:
            return ()
        case Kind.DATE:
            return "2025-03-01"
        case Kind.DOCUMENT:
            return "某教〔2025〕1号"
    return "有"


def modest_answers() -> dict[str, Value]:
    """Every field that must be filled in, filled in with the least."""
    asked = {
        field.code: modest(field)
        for field in standard().own_fields.values()
        if field.source is Source.SCHOOL and field.asked_when is None
    }
    return asked | {"F221": "0"}


def form(answers: Mapping[str, Value] | None = None, pieces: tuple[Piece, ...] = ()) -> bytes:
    """A self-assessment form; modest answers, with `answers` in their place."""
    return write_form(
        standard(),
        UNIT,
        {},
        cycle="2025",
        structure=structure(),
        hand_in_by=HAND_IN_BY,
        created=CREATED,
        prefill=modest_answers() | dict(answers or {}),
        pieces=pieces,
    )


@cache
def sound_book() -> Book:
    """The scan of a form with nothing wrong in it."""
    return scan(form())


def blank_review() -> bytes:
    """A review sheet nobody has touched."""
    return write_review_sheet(
        standard(), UNIT, None, {}, office={}, cycle="2025", structure=structure(), created=CREATED
    )


def read(book: Book, **changed: Any) -> Submission | Blocked:
    """Read a self-assessment book as this year's."""
    expected: dict[str, Any] = {
        "file": "a.xlsx",
        "sha256": "0" * 64,
        "structure": structure(),
        "edition": "wuhao-school@2025",
        "roster": ROSTER,
    }
    return read_form(book, standard(), **expected | changed)


def counted(book: Book) -> Submission:
    """Read a book that must count."""
    found = read(book)
    assert isinstance(found, Submission), found
    return found


def review(book: Book) -> Review:
    """Read a review book that must count."""
    found = read_review(
        book,
        standard(),
        file="r.xlsx",
        sha256="0" * 64,
        structure=structure(),
        edition="wuhao-school@2025",
        roster=ROSTER,
    )
    assert isinstance(found, Review), found
    return found


def cell(
    text: str,
    kind: str = "text",
    number_format: str = "",
    *,
    formula: bool = False,
    has_value: bool = True,
) -> Cell:
    """A cell as the scan gives it; its place is filled in when it is put somewhere."""
    return Cell(0, 0, kind, text, number_format, formula, has_value)


def put(book: Book, **cells: Cell | str | None) -> Book:
    """The book with cells replaced under their field's code (underscores for dots), or emptied."""
    return put_named(book, {value_of(code.replace("_", ".")): c for code, c in cells.items()})


def put_named(book: Book, cells: Mapping[str, Cell | str | None]) -> Book:
    """The book with cells replaced by defined name, saved by a program that calculates nothing."""
    cells = {**dict.fromkeys(name for name in book.names if name.startswith("w_p_")), **cells}
    for name, content in cells.items():
        where, row, column = book.names[name]
        sheets = []
        for sheet in book.sheets:
            if sheet.name != where:
                sheets.append(sheet)
                continue
            filled = dict(sheet.cells)
            filled.pop((row, column), None)
            if content is not None:
                made = cell(content) if isinstance(content, str) else content
                filled[row, column] = made._replace(row=row, column=column)
            sheets.append(replace(sheet, cells=filled))
        book = replace(book, sheets=tuple(sheets))
    return book


def edited(data: bytes, cells: Mapping[str, object]) -> bytes:
    """The workbook opened by another program, cells set by defined name, and saved by it."""
    workbook = openpyxl.load_workbook(io.BytesIO(data))
    for name, value in cells.items():
        [(sheet, address)] = workbook.defined_names[name].destinations
        workbook[sheet][address].value = value
    saved = io.BytesIO()
    workbook.save(saved)
    return saved.getvalue()


def codes(found: Submission | Review | Blocked) -> set[str]:
    """The codes of all problems found."""
    return {each.code for each in found.problems}
