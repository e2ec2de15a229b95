"""Reads a filled 评审表: what one assessor said of one unit, or why that cannot be told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from engine.files.book import Book
from engine.files.cell_readings import cell_text
from engine.files.form_cells import NamedCells
from engine.files.form_names import (
    REVIEW,
    REVIEW_FORM,
    REVIEW_ROLE,
    REVIEW_WHY,
    STAMP,
    STAMP_ASSESSOR,
    STAMP_ENTRY,
    STAMP_ITEMS,
    STAMP_ROUND,
    STAMP_WAY,
)
from engine.files.form_stamp import (
    Blocked,
    Expected,
    check_stamp,
    extra_sheets,
    sheet_named,
    stamped,
)
from engine.files.personal_data import masked
from engine.files.review_items import ItemReader, LaidOut
from engine.records.problem import Place, problem
from engine.records.review import Entry, Review, Round, Way
from engine.records.submission import RosterUnit
from engine.rubric.standard import Standard

_WORDS = {STAMP_ROUND: get_args(Round), STAMP_WAY: get_args(Way), STAMP_ENTRY: get_args(Entry)}
"""What stamps may say that are one of few words."""


def read_review(
    book: Book,
    standard: Standard,
    *,
    file: str,
    sha256: str,
    structure: str,
    edition: str,
    roster: Mapping[str, RosterUnit],
) -> Review | Blocked:
    """Read one review workbook.

    An item in which anything is at fault (a blocking problem) gives no ruling and stays open; one
    the sheet was not laid out with is nowhere looked for.
    """
    expected = Expected(file, sha256, REVIEW_FORM, edition, structure, roster)
    unit = check_stamp(book, expected)
    sheet = sheet_named(book, REVIEW)
    if isinstance(unit, Blocked) or sheet is None:
        assert isinstance(unit, Blocked), "a form that passed the stamp has its sheet"
        return unit
    laid_out = LaidOut.of(stamped(book, STAMP_ITEMS), standard)
    if laid_out is None or not _stamps_are_sound(book):
        fault = problem("E206", Place(file, STAMP), unit=unit.code, what="“表样信息”被改动过")
        return Blocked(file, sha256, unit.code, "E206", (fault,))
    cells = NamedCells(book, sheet, file)
    role = cell_text(cells.cell(REVIEW_ROLE))
    reader = ItemReader(standard, unit.code, role, cells, laid_out)
    for item in standard.items:
        reader.read(item)
    problems = extra_sheets(book, REVIEW_FORM, file)
    assessor = stamped(book, STAMP_ASSESSOR)
    if not (role or assessor) and reader.rulings:
        problems.append(problem("V405", cells.place(REVIEW_ROLE), unit=unit.code))
    # Stamps are told apart above: what `get_args` lists is what the record takes.
    return Review.model_validate(
        {
            "unit": unit.code,
            "assessor": assessor,
            "round": stamped(book, STAMP_ROUND) or "main",
            "way": stamped(book, STAMP_WAY),
            "entry": stamped(book, STAMP_ENTRY),
            "items": laid_out.items(standard),
            "rulings": reader.rulings,
            "role": role,
            "why": masked(cell_text(cells.cell(REVIEW_WHY))),
            "file": file,
            "sha256": sha256,
            "problems": (*problems, *reader.problems),
        }
    )


def _stamps_are_sound(book: Book) -> bool:
    return all(stamped(book, name) in ("", *words) for name, words in _WORDS.items())
