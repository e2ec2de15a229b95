"""补正表: a form with only some fields filled in, laid over the form it mends, cell by cell.

The two are merged before anything is read, so that every check is made over the whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from engine.files.book import Book, Cell
from engine.files.cell_readings import cell_text
from engine.files.field_rows import rows_of
from engine.files.form_cells import NamedCells, address, register_columns
from engine.files.form_names import (
    FORM,
    REGISTER,
    evidence_of,
    note_of,
    score_of,
    value_of,
)
from engine.files.form_stamp import sheet_named
from engine.language.fields import Field, Source
from engine.records.answers import comparable
from engine.records.problem import Place
from engine.rubric.standard import Standard

Cells = dict[tuple[int, int], Cell]


@dataclass(slots=True)
class Laid:
    """A form with a supplement laid over it, which fields that gave, and where they stand."""

    book: Book
    file: str
    """The supplement's name."""
    fields: list[str] = field(default_factory=list)
    """Codes of the fields that were replaced."""
    registered: list[str] = field(default_factory=list)
    """Indicators whose evidence was replaced."""
    places: dict[Place, Place] = field(default_factory=dict)
    """Place in the form → place in the supplement, for every cell that was taken from it."""


def lay_over(
    base: Book, supplement: Book, standard: Standard, *, base_file: str, file: str
) -> Laid | None:
    """Every field the supplement fills in, and the evidence of every indicator it registers any of.

    What it leaves empty stays as the form has it. None where the two count days otherwise (the
    1904 dates of old Macs) or one lacks a sheet.
    """
    sheets = [sheet_named(book, name) for book in (base, supplement) for name in (FORM, REGISTER)]
    if base.date_1904 != supplement.date_1904 or None in sheets:
        return None
    form, register, new_form, new_register = (each for each in sheets if each is not None)
    laid = Laid(base, file)
    old = NamedCells(base, form, base_file)
    new = NamedCells(supplement, new_form, file)
    cells = _lay_form(old, new, standard, laid)
    rows = _Register(NamedCells(supplement, new_register, file), standard).rows()
    pieces = _lay_register(NamedCells(base, register, base_file), rows, standard, laid)
    _lay_numbers(cells, old, new, standard, laid)
    changed = {FORM: replace(form, cells=cells), REGISTER: replace(register, cells=pieces)}
    whole = tuple(changed.get(each.name, each) for each in base.sheets)
    laid.book = replace(base, sheets=whole)
    return laid


def _lay_form(old: NamedCells, new: NamedCells, standard: Standard, laid: Laid) -> Cells:
    cells = dict(old.sheet.cells)
    for item in standard.items:
        for asked in item.fields:
            if asked.source is Source.SCHOOL and _gives(new, asked):
                laid.fields.append(asked.code)
                for row in rows_of(asked):
                    _move(cells, old, new, value_of(row), laid)
        if new.cell(note_of(item.code)) is not None:
            _move(cells, old, new, note_of(item.code), laid)
        # 自评分 was worked out from the form alone.
        cells.pop(old.places.get(score_of(item.code), (0, 0)), None)
    return cells


def _gives(new: NamedCells, asked: Field) -> bool:
    """Whether a field is filled in, in rows that are whole."""
    rows = rows_of(asked)
    whole = not any(new.row_fault(row) or new.is_merged_over(value_of(row)) for row in rows)
    return whole and any(_filled(new.cell(value_of(row))) for row in rows)


def _filled(cell: Cell | None) -> bool:
    return cell is not None and (cell.formula or bool(cell_text(cell)))


def _lay_numbers(
    cells: Cells, old: NamedCells, new: NamedCells, standard: Standard, laid: Laid
) -> None:
    """佐证编号 goes with the evidence, or is given by itself."""
    for item in standard.items:
        name = evidence_of(item.code)
        if item.code in laid.registered or _filled(new.cell(name)):
            _move(cells, old, new, name, laid)


def _move(cells: Cells, old: NamedCells, new: NamedCells, name: str, laid: Laid) -> None:
    """Put what the supplement has under `name` in the place the form has for it."""
    target = old.places.get(name)
    if target is None:
        return
    cells.pop(target, None)
    cell = new.cell(name)
    if cell is not None:
        cells[target] = cell._replace(row=target[0], column=target[1])
    laid.places[old.place(name)] = new.place(name)


class _Register:
    """The rows of a register, by the indicator they are of."""

    def __init__(self, cells: NamedCells, standard: Standard) -> None:
        self.named, self._standard = cells, standard
        self.columns, self.head = register_columns(cells)

    def rows(self) -> dict[str, list[dict[str, Cell]]]:
        """Indicator → its rows, each by column."""
        found: dict[str, list[dict[str, Cell]]] = {}
        for row in self.numbers():
            found.setdefault(self.indicator(row), []).append(dict(self._cells(row)))
        found.pop("", None)
        return found

    def numbers(self) -> list[int]:
        """The rows below the headings in which anything stands."""
        return sorted({row for row, _ in self.named.sheet.cells if row > self.head})

    def indicator(self, row: int) -> str:
        """The code of the indicator a row is of; "" for none we know."""
        column = self.columns.get("indicator")
        cell = self.named.sheet.cells.get((row, column)) if column else None
        code = next(iter(comparable(cell_text(cell)).split()), "")
        return code if code in self._standard.by_code else ""

    def _cells(self, row: int) -> Iterator[tuple[str, Cell]]:
        for key, column in self.columns.items():
            cell = self.named.sheet.cells.get((row, column))
            if cell is not None:
                yield key, cell


def _lay_register(
    old: NamedCells,
    rows: Mapping[str, list[dict[str, Cell]]],
    standard: Standard,
    laid: Laid,
) -> Cells:
    register = _Register(old, standard)
    laid.registered += list(rows)
    gone = {row for row in register.numbers() if register.indicator(row) in rows}
    cells = {at: cell for at, cell in old.sheet.cells.items() if at[0] not in gone}
    below = max(register.numbers(), default=register.head)
    taken = (row for item in standard.items for row in rows.get(item.code, ()))
    for offset, row in enumerate(taken, start=1):
        for key, cell in row.items():
            column = register.columns.get(key)
            if column is None:
                continue
            cells[below + offset, column] = cell._replace(row=below + offset, column=column)
            there = Place(old.file, REGISTER, address(below + offset, column))
            laid.places[there] = Place(laid.file, REGISTER, address(cell.row, cell.column))
    return cells
