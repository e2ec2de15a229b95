"""The self-assessment workbook 自评表: written for one unit, blank or with what is known in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from engine.files.answer_cells import Value
from engine.files.calculation import Calculation
from engine.files.calculation_items import item_cells
from engine.files.calculation_sheet import write_calculation
from engine.files.form_columns import Contents
from engine.files.form_cover import Stamps, write_cover, write_stamps
from engine.files.form_guide import indicator_range, write_guide
from engine.files.form_items import write_items
from engine.files.form_names import SELF_ASSESSMENT_FORM
from engine.files.form_register import Row, row_of, write_register
from engine.files.form_return import Returned
from engine.files.form_scores import FormScores
from engine.files.sheet_style import Book
from engine.files.worth import worth_words
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
    edition = standard.rubric.reference
    title = f"{standard.rubric.title}·{cycle}年度自评表"
    book = Book(title, created)
    if returned is not None:
        returned.begin(book)
    contacts = returned.typed.contacts if returned is not None else _NOTHING
    write_cover(book, standard, unit, cycle=cycle, hand_in_by=hand_in_by, contacts=contacts)
    worth = {item.code: worth_words(item, standard, unit) for item in standard.items}
    contents = Contents(office, prefill, notes, pieces, worth, standard.places)
    rows: list[Row] = [row_of(piece) for piece in pieces]
    if returned is not None:
        contents, rows = returned.contents(contents), returned.rows
    calculation = Calculation(standard, unit, office, contents.values)
    cells = {item.code: item_cells(calculation, item) for item in standard.items}
    scores = FormScores(calculation, cells)
    write_items(book, standard, f"{unit.name}　{cycle}年度自评表", contents, scores)
    write_register(book, indicator_range(standard), standard.rubric.period, rows)
    write_guide(book, standard)
    write_calculation(book, calculation, cells)
    roster = tuple((f.label, unit.fields.get(f.code, "")) for f in standard.rubric.unit_fields)
    stamps = Stamps(SELF_ASSESSMENT_FORM, edition, structure, unit.code, cycle, roster)
    write_stamps(book, stamps)
    if returned is not None:
        returned.finish(book)
    book.footer(unit.name, f"{edition}·{unit.code}")
    return book.finish()
