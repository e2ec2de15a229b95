"""The row or rows of one field on our forms, read as one answer."""

from __future__ import annotations

from engine.files.cell_readings import Reading, faulty
from engine.files.cell_values import read_choices, read_value
from engine.files.form_cells import NamedCells
from engine.files.form_names import option_of, value_of
from engine.language.fields import Field, Kind
from engine.rubric.model import Period


def row_offsets(asked: Field) -> dict[str, int]:
    """The codes of the rows a field's values stand in, and how far below its first row each is.

    The first row of a multi-select only says what is asked.
    """
    if asked.type is not Kind.CHOICES:
        return {asked.code: 0}
    options = (*range(1, len(asked.options) + 1), 0)
    return {option_of(asked.code, n): below for below, n in enumerate(options, start=1)}


def rows_of(asked: Field) -> list[str]:
    """The codes of the rows a field's values stand in, in their order."""
    return list(row_offsets(asked))


def rows_taken(asked: Field) -> int:
    """How many rows a field takes on a form in all."""
    return len(asked.options) + 2 if asked.type is Kind.CHOICES else 1


def read_field(cells: NamedCells, asked: Field, period: Period | None) -> Reading:
    """The answer in the row or rows of one field; a row that is not whole is a fault."""
    rows = rows_of(asked)
    for row in rows:
        fault = cells.row_fault(row)
        if fault:
            return faulty("E207", fault)
        if cells.is_merged_over(value_of(row)):
            return faulty("E202")
    if asked.type is Kind.CHOICES:
        found = {int(row.rpartition(".")[2]): cells.cell(value_of(row)) for row in rows}
        return read_choices(asked, found)
    cell = cells.cell(value_of(asked.code))
    return read_value(asked, cell, date_1904=cells.date_1904, period=period)
