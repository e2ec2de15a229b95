"""What a school typed 学校填的内容: every input of a form, as it can be laid out again unchanged.

What was read is kept as it was read; what could not be read is kept as it stands, so that nobody
has to type it again. What a formula came to is kept, and the formula is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from engine.files.answer_cells import AsTyped, Value
from engine.files.book import Book, Cell, Sheet
from engine.files.cell_readings import cell_text
from engine.files.date_values import read_date
from engine.files.field_rows import rows_of
from engine.files.form_cells import NamedCells
from engine.files.form_cover import CONTACTS, UNIT_NAME
from engine.files.form_names import (
    COVER,
    FORM,
    REGISTER,
    REGISTER_COLUMNS,
    evidence_of,
    note_of,
    register_heading,
    value_of,
)
from engine.files.form_stamp import sheet_named
from engine.files.number_format import excel_date, is_date_format, is_percent_format
from engine.language.fields import Field, Kind, Source
from engine.records.answers import clean_double, comparable
from engine.records.exact import plain
from engine.records.states import State
from engine.records.submission import Answer, Submission
from engine.rubric.standard import Standard

_KEPT_AS_READ = (Kind.NUMBER, Kind.DATE, Kind.YES_NO, Kind.CHOICE)


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One row of the register as it was typed; `row` is where it stood."""

    row: int
    cells: Mapping[str, str | date]


@dataclass(frozen=True, slots=True)
class Typed:
    """Everything a school typed into a form."""

    values: Mapping[str, Value]
    """By field, of a multi-select by the row of each option."""
    notes: Mapping[str, str]
    """自评说明 by indicator."""
    evidence: Mapping[str, str]
    """佐证编号 by indicator."""
    contacts: Mapping[str, str]
    """What stands on the cover, by label."""
    register: tuple[RegisterRow, ...]


def typed(book: Book, standard: Standard, submission: Submission) -> Typed:
    """Everything typed into a form that was read as `submission`."""
    form, register = sheet_named(book, FORM), sheet_named(book, REGISTER)
    assert form is not None and register is not None, "a form that counts has its sheets"
    cells = NamedCells(book, form, submission.file)
    values: dict[str, Value] = {}
    notes, evidence = {}, {}
    for item in standard.items:
        for field in item.fields:
            if field.source is Source.SCHOOL:
                values |= _values(cells, field, submission.answers[field.code])
        notes[item.code] = cell_text(cells.cell(note_of(item.code)))
        evidence[item.code] = cell_text(cells.cell(evidence_of(item.code)))
    return Typed(
        {code: value for code, value in values.items() if value != ""},
        {code: text for code, text in notes.items() if text},
        {code: text for code, text in evidence.items() if text},
        contacts(book),
        tuple(_register(NamedCells(book, register, submission.file), register)),
    )


def contacts(book: Book) -> dict[str, str]:
    """What stands right of each label of the cover that asks the school for something."""
    sheet = sheet_named(book, COVER)
    if sheet is None:
        return {}
    wanted = {comparable(label) for label in (*CONTACTS, UNIT_NAME)}
    found = {}
    for (row, column), cell in sheet.cells.items():
        label = comparable(cell_text(cell))
        if label in wanted:
            beside = sheet.cells.get((row, column + 1))
            found[label] = str(_as_it_stands(beside, date_1904=book.date_1904))
    return {label: text for label, text in found.items() if text}


def _values(cells: NamedCells, field: Field, answer: Answer) -> dict[str, Value]:
    """Nothing of a field whose rows are broken or merged: whose value stands there is unknown."""
    rows = rows_of(field)
    if any(cells.row_fault(row) or cells.is_merged_over(value_of(row)) for row in rows):
        return {}
    if field.type in _KEPT_AS_READ and answer.state is State.CLAIMED:
        return {field.code: answer.value}
    return {
        row: _as_it_stands(
            cells.cell(value_of(row)),
            number=field.type is Kind.NUMBER,
            date_1904=cells.date_1904,
        )
        for row in rows
    }


def _as_it_stands(cell: Cell | None, *, date_1904: bool, number: bool = False) -> str:
    """A cell's content as people see it. What only looks like a number stays a text."""
    if cell is None or not cell.has_value:
        return ""
    if cell.kind != "number":
        text = cell.text[:10] if cell.kind == "date" else cell.text
        return AsTyped(text) if text.strip() else ""
    if is_date_format(cell.number_format):
        day = excel_date(cell.text, date_1904=date_1904)
        return AsTyped(day.isoformat() if day is not None else cell.text)
    try:
        value = clean_double(cell.text)
    except ValueError:
        return AsTyped(cell.text)
    if is_percent_format(cell.number_format):
        return AsTyped(f"{plain(value * 100)}%")
    return plain(value) if number else AsTyped(plain(value))


def _register(cells: NamedCells, sheet: Sheet) -> Iterator[RegisterRow]:
    """Every row below the headings in which anything stands."""
    columns = {
        key: place[1]
        for key in REGISTER_COLUMNS
        if (place := cells.places.get(register_heading(key))) is not None
    }
    head = max((cells.places[register_heading(key)][0] for key in columns), default=0)
    for row in sorted({row for row, _ in sheet.cells if row > head}):
        found: dict[str, str | date] = {}
        for key, column in columns.items():
            cell = sheet.cells.get((row, column))
            day = read_date(cell, date_1904=cells.date_1904).value if key == "dated" else None
            found[key] = day or str(_as_it_stands(cell, date_1904=cells.date_1904))
        if any(found.values()):
            yield RegisterRow(row, found)
