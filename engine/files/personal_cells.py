"""Looks for personal data in every cell of cover, form and register, but for the contacts."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from engine.files.book import Book, Cell
from engine.files.cell_readings import cell_text
from engine.files.form_cells import place_in
from engine.files.form_names import COVER, FORM, REGISTER
from engine.files.personal_data import find, problems_in
from engine.records.answers import plain_text
from engine.records.problem import Problem

_LOOKED_AT = (COVER, FORM, REGISTER)
_ASKED_ON_COVER = ("S602", "S604")
"""The cover asks who can be reached, and how."""
_DIGITS_OF_A_PHONE = 11
_SHORT, _REMEMBERED = 300, 8192


def personal_data(
    book: Book, file: str, unit: str, indicators: Mapping[tuple[str, int], str]
) -> list[Problem]:
    """S601 to S604 for each cell; `indicators` by sheet and row, where known."""
    found: list[Problem] = []
    for sheet in book.sheets:
        if sheet.name not in _LOOKED_AT:
            continue
        worth_a_look = [place for place, cell in sheet.cells.items() if _may_hold_any(cell)]
        for row, column in sorted(worth_a_look):
            text = cell_text(sheet.cells[row, column])
            place = place_in(book, file, sheet.name, row, column)
            of = indicators.get((sheet.name, row))
            said = problems_in(text, place, unit=unit, indicator=of)
            found += [p for p in said if sheet.name != COVER or p.code not in _ASKED_ON_COVER]
    return found


def _may_hold_any(cell: Cell) -> bool:
    """Whether a cell is worth a look: a short whole number is no telephone number."""
    if cell.kind == "number":
        return len(cell.text) >= _DIGITS_OF_A_PHONE or not cell.text.isdecimal()
    return len(cell.text) > _SHORT or _holds_any(cell.text)


@lru_cache(_REMEMBERED)
def _holds_any(text: str) -> bool:
    """What is printed in every form is looked through once for all of them."""
    return bool(find(plain_text(text)[0]))
