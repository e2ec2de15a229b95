"""The self-assessment workbook 自评表: written for one unit, blank or with what is known in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from engine.files.answer_cells import Line, Value, laid_out
from engine.files.calculation import Calculation
from engine.files.calculation_items import item_cells
from engine.files.calculation_sheet import write_calculation
from engine.files.check_code import (
    CodedCell,
    Content,
    code_from,
    coded_cells,
    number_of,
    seeds,
    serial,
)
from engine.files.form_check_page import link_here, write_check
from engine.files.form_checks import Check, FormCells, checks_of
from engine.files.form_columns import Contents
from engine.files.form_cover import Stamps, write_code, write_cover, write_stamps
from engine.files.form_guide import indicator_range, write_guide
from engine.files.form_items import write_heads, write_items
from engine.files.form_marks import write_marks
from engine.files.form_names import SELF_ASSESSMENT_FORM
from engine.files.form_register import register_states, row_of, write_register
from engine.files.form_return import Returned
from engine.files.form_scores import FormScores
from engine.files.form_workings import Coded, code_written, wanted_cell, write_workings
from engine.files.sheet_style import Book, Page
from engine.files.worth import worth_words
from engine.language.fields import Kind, Source
from engine.records.submission import Piece, RosterUnit
from engine.rubric.standard import Standard

_NOTHING: Mapping[str, str] = {}


def write_form(
    standard: Standard,
    unit: RosterUnit,
    office: Mapping[str, str],
    *,
    cycle: str,
    structure: str,
    hand_in_by: date | None,
    created: date,
    prefill: Mapping[str, Value] = _NOTHING,
    notes: Mapping[str, str] = _NOTHING,
    pieces: tuple[Piece, ...] = (),
    returned: Returned | None = None,
) -> bytes:
    """The workbook of one unit; the same arguments give the same bytes.

    `office` and `prefill` hold canonical values of 〔局〕 and 〔校〕 fields by code; a prefilled
    text that is no such value is laid out as it stands. `notes` holds 自评说明 by indicator.
    A form that is `returned` holds what the school typed instead, and what is wrong with it.
    `structure` is the standard's structure digest; `created` dates the file, which knows no clock.
    """
    rubric, edition = standard.rubric, standard.rubric.reference
    book = Book(f"{rubric.title}·{cycle}年度自评表", created)
    worth = {item.code: worth_words(item, standard, unit) for item in standard.items}
    contents = Contents(office, prefill, notes, pieces, worth, standard.places)
    rows, contacts = [row_of(piece) for piece in pieces], _NOTHING
    if returned is not None:
        returned.begin(book)
        contents, rows, contacts = returned.contents(contents), returned.rows, returned.contacts
    code = _Code(standard, seeds(edition, structure, cycle, unit.code), contents)
    cover = write_cover(
        book, standard, unit, cycle=cycle, hand_in_by=hand_in_by, code=code.now, contacts=contacts
    )
    calculation = Calculation(standard, unit, office, contents.values)
    cells = {item.code: item_cells(calculation, item) for item in standard.items}
    title = f"{unit.name}　{cycle}年度自评表"
    laid = write_items(book, standard, title, contents, FormScores(calculation, cells))
    form = FormCells(laid.rows, wanted_cell)
    checks = checks_of(calculation, rows, form)
    fields = [f for f in standard.own_fields.values() if f.source is Source.SCHOOL]
    write_marks(laid, fields, checks)
    write_heads(laid, checks, code.now)
    states = register_states(rows, standard)
    register = write_register(book, indicator_range(standard), rubric.period, rows, states)
    write_check(book, checks, len(fields))
    guide = write_guide(book, standard)
    sums = write_calculation(book, calculation, cells)
    ways = ((cover, 2, (2, 3)), (register, 0, (7, 10)), (guide, 0, (2, 2)), (sums, 0, (4, 6)))
    for page, row, columns in ways:
        link_here(page, row, columns, checks)
    roster = tuple((f.label, unit.fields.get(f.code, "")) for f in rubric.unit_fields)
    stamps = Stamps(SELF_ASSESSMENT_FORM, edition, structure, unit.code, cycle, roster)
    code.write(write_stamps(book, stamps), stamps, form, checks)
    if returned is not None:
        returned.finish(book)
    book.footer(unit.name, f"{edition}·{unit.code}")
    return book.finish()


class _Code:
    """核对码 of the form: what it is now, and the formulas that keep it so."""

    def __init__(self, standard: Standard, starts: Sequence[int], contents: Contents) -> None:
        self._starts = starts
        cells = coded_cells(standard)
        self._numbers = [(each, number_of(each, _content(each, contents))) for each in cells]
        self.now = code_from(starts, self._numbers)

    def write(self, page: Page, stamps: Stamps, form: FormCells, checks: Sequence[Check]) -> None:
        """Write it into the stamp, with its workings and those of the checks."""
        coded = [Coded(each, form.cell(each.row_code), number) for each, number in self._numbers]
        write_code(page, stamps, self.now, code_written(self._starts, coded))
        write_workings(page, coded, checks)


def _content(cell: CodedCell, contents: Contents) -> Content:
    """What is written into one cell, as 核对码 counts it."""
    option = int(cell.row_code.rpartition(".")[2]) if cell.field.type is Kind.CHOICES else None
    content = laid_out(cell.field, contents.filled(Line(cell.field, option)))
    return serial(content) if isinstance(content, date) else content
