"""Looks through every cell of a form for personal data, template and all, but for the contacts."""

from __future__ import annotations

from collections.abc import Mapping

from engine.files.book import Book
from engine.files.cell_readings import cell_text
from engine.files.form_cells import address
from engine.files.form_names import COVER, STAMP
from engine.files.personal_data import problems_in
from engine.records.problem import Place, Problem

_ASKED_ON_COVER = ("S602", "S604")
"""The cover asks who can be reached, and how."""


def personal_data(
    book: Book, file: str, unit: str, indicators: Mapping[tuple[str, int], str]
) -> list[Problem]:
    """S601 to S604 for each cell of each sheet; `indicators` by sheet and row, where known."""
    found: list[Problem] = []
    for sheet in book.sheets:
        if sheet.name == STAMP:
            continue
        for (row, column), cell in sorted(sheet.cells.items()):
            place = Place(file, sheet.name, address(row, column))
            of = indicators.get((sheet.name, row))
            said = problems_in(cell_text(cell), place, unit=unit, indicator=of)
            found += [p for p in said if sheet.name != COVER or p.code not in _ASKED_ON_COVER]
    return found
