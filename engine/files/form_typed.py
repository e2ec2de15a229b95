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
from engine.files.cell_shown import read_cover, shown
from engine.files.date_values import read_date
from engine.files.field_rows import rows_of
from engine.files.form_cells import NamedCells, register_columns
from engine.files.form_names import (
    FORM,
    REGISTER,
    evidence_of,
    note_of,
    value_of,
)
from engine.files.form_stamp import sheet_named
from engine.language.fields import Field, Kind, Source
from engine.records.states import State
from engine.records.submission import Answer, Submission
from engine.rubric.standard import Standard

_KEPT_AS_READ = (Kind.NUMBER, Kind.DATE, Kind.YES_NO, Kind.CHOICE, Kind.DOCUMENT)


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
        read_cover(book),
        tuple(_register(NamedCells(book, register, submission.file), register)),
    )


def _values(cells: NamedCells, field: Field, answer: Answer) -> dict[str, Value]:
    """Nothing of a field whose rows are broken or merged: whose value stands there is unknown.

    Nor a 文号 of which a spreadsheet has lost digits: laid out as a text it would seem whole.
    """
    rows = rows_of(field)
    if any(cells.row_fault(row) or cells.is_merged_over(value_of(row)) for row in rows):
        return {}
    if field.type in _KEPT_AS_READ and answer.state is State.CLAIMED:
        return {field.code: answer.value}
    if field.type is Kind.DOCUMENT and _kind(cells, field.code) == "number":
        return {}
    return {
        row: _as_it_stands(
            cells.cell(value_of(row)),
            number=field.type is Kind.NUMBER,
            date_1904=cells.date_1904,
        )
        for row in rows
    }


def _kind(cells: NamedCells, code: str) -> str:
    cell = cells.cell(value_of(code))
    return cell.kind if cell is not None else ""


def _as_it_stands(cell: Cell | None, *, number: bool, date_1904: bool) -> str:
    """A cell's content as people see it; only a plain number of a number field is one again."""
    text = shown(cell, date_1904=date_1904)
    if cell is not None and number and cell.kind == "number" and text == cell_text(cell):
        return text
    return AsTyped(text) if text else ""


def _register(cells: NamedCells, sheet: Sheet) -> Iterator[RegisterRow]:
    """Every row below the headings in which anything stands."""
    columns, head = register_columns(cells)
    for row in sorted({row for row, _ in sheet.cells if row > head}):
        found: dict[str, str | date] = {}
        for key, column in columns.items():
            cell = sheet.cells.get((row, column))
            day = read_date(cell, date_1904=cells.date_1904).value if key == "dated" else None
            found[key] = day or shown(cell, date_1904=cells.date_1904)
        if any(found.values()):
            yield RegisterRow(row, found)
