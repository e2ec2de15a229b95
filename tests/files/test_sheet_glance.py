"""Sheets nobody reads are left unread where they are harmless, and guarded all the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from engine.files.form_names import CALCULATION, LEFT_UNREAD
from engine.files.form_reader import read_form
from engine.files.sheet_glance import harmless
from engine.files.sheet_scan import Book, Limits, Unreadable, scan
from engine.files.zip_guard import DEFAULT_LIMITS, open_members
from tests.files.forms import ROSTER, edited, form, standard, structure
from tests.hostile_workbooks import HOSTILE, MAIN, packed

INBOX = Path(__file__).parents[2] / "submissions" / "example-2025" / "inbox"
ROOT = f'<?xml version="1.0" encoding="UTF-8"?>\n<worksheet xmlns="{MAIN}">'
PLAIN = f'{ROOT}<dimension ref="A1:B2"/><sheetData><row r="2"><c r="B2"/></row></sheetData>'
END = "</worksheet>"

OPENED = [each for each in HOSTILE if each[0] not in ("X101", "X102", "X103", "X104")]
"""Those the ZIP guard refuses never come so far, and take long to build."""


def outcome(data: bytes, *unread: str) -> Book | tuple[str, dict[str, str]]:
    """The scan, or the code of the refusal with its words."""
    try:
        return scan(data, unread=unread)
    except Unreadable as refused:
        return refused.code, refused.words


def read_of(book: Book) -> object:
    """What a form says."""
    return read_form(
        book,
        standard(),
        file="a.xlsx",
        sha256="0" * 64,
        structure=structure(),
        edition="wuhao-school@2025",
        roster=ROSTER,
    )


@pytest.mark.parametrize(("code", "what", "build"), OPENED, ids=[each[1] for each in OPENED])
def test_a_hostile_file_is_refused_alike(code: str, what: str, build: object) -> None:
    assert callable(build), what
    data = build()
    assert outcome(data, *LEFT_UNREAD) == outcome(data)
    assert outcome(data)[0] == code  # type: ignore[index]


@pytest.mark.parametrize("path", [*sorted(INBOX.glob("*.xlsx"))[::6], None], ids=str)
def test_a_form_says_the_same_with_or_without_the_sheets_nobody_reads(path: Path | None) -> None:
    data = path.read_bytes() if path else edited(form(), {"w_v_F115": 7})
    whole, part = scan(data), scan(data, unread=LEFT_UNREAD)
    for one, other in zip(part.sheets, whole.sheets, strict=True):
        assert one == (replace(other, cells={}, merged=()) if one.name in LEFT_UNREAD else other)
    assert replace(part, sheets=(), names={}) == replace(whole, sheets=(), names={})
    assert read_of(part) == read_of(whole)


def with_calculation(content: bytes) -> bytes:
    """A form whose sheet of formulas is another worksheet."""
    members = dict(open_members(form(), DEFAULT_LIMITS))
    assert [each.name for each in scan(form()).sheets].index(CALCULATION) == 5
    return packed(members | {"xl/worksheets/sheet6.xml": content})


def test_the_sheet_of_formulas_is_left_unread() -> None:
    found = scan(form(), unread=LEFT_UNREAD)
    assert [each.name for each in found.sheets if not each.cells] == [*LEFT_UNREAD]


GUARDED = {
    "a far row": ("X106", '<row r="20001"><c r="A20001"><v>1</v></c></row>'),
    "a far column": ("X106", '<row r="1"><c r="GS1"><v>1</v></c></row>'),
    "a far cell without an address": ("X106", '<row r="30000"><c><v>1</v></c></row>'),
    "two cells in one place": ("X107", '<row r="1"><c><v>1</v></c><c r="A1"><v>1</v></c></row>'),
    "cut off": ("X116", '<row r="1"><c r="A1">'),
    "an entity nobody declared": ("X116", '<row r="1"><c r="A1"><v>&a;</v></c></row>'),
}


@pytest.mark.parametrize("what", GUARDED)
def test_a_sheet_nobody_reads_is_guarded(what: str) -> None:
    code, rows = GUARDED[what]
    data = with_calculation(f"{ROOT}<sheetData>{rows}</sheetData>{END}".encode())
    assert outcome(data, *LEFT_UNREAD) == outcome(data)
    assert outcome(data)[0] == code  # type: ignore[index]


def test_what_was_set_right_in_a_sheet_nobody_reads_is_still_said() -> None:
    rows = '<row r="9"><c r="A9"><v>1</v></c></row>'
    small = f'{ROOT}<dimension ref="A1"/><sheetData>{rows}</sheetData>{END}'
    found = outcome(with_calculation(small.encode()), *LEFT_UNREAD)
    assert isinstance(found, Book)
    assert found.notes == ("第6张工作表声明的范围小于实际内容，已全部读入",)


def test_a_dtd_in_a_sheet_nobody_reads_is_refused_in_any_encoding() -> None:
    part = f'<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a><worksheet xmlns="{MAIN}"/>'
    for encoding in ("utf-8", "utf-16"):
        said = part.replace("UTF-16", encoding.upper()).encode(encoding)
        assert outcome(with_calculation(said), *LEFT_UNREAD) == ("X105", {})


NOT_PLAIN = {
    "another root": PLAIN.replace("worksheet", "chartsheet") + END.replace("work", "chart"),
    "a strict one": PLAIN.replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main") + END,
    "a comment": PLAIN.replace("<sheetData>", "<!-- --><sheetData>") + END,
    "another encoding": PLAIN.replace("UTF-8", "UTF-16") + END,
    "an address of its own": PLAIN.replace('<c r="B2"', '<c s="1" r="B2"') + END,
    "beyond its word": PLAIN.replace("A1:B2", "A1:B1") + END,
}


def test_what_is_not_plainly_harmless_is_not_left_unread() -> None:
    assert harmless((PLAIN + END).encode(), DEFAULT_LIMITS, what="")
    for what, part in NOT_PLAIN.items():
        assert not harmless(part.encode(), DEFAULT_LIMITS, what=""), what
    for tight in (Limits(cells=0), Limits(rows=1), Limits(columns=1)):
        assert not harmless((PLAIN + END).encode(), tight, what="")
