"""The evidence register becomes pieces; a row that cannot be used says why and does not count."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from engine.files.book import Book, Cell
from engine.files.form_names import REGISTER, REGISTER_COLUMNS, evidence_of, register_heading
from engine.files.sheet_scan import scan
from engine.records.problem import Severity
from engine.records.submission import Piece
from tests.files import forms
from tests.files.forms import cell, codes, counted, put_named, sound_book

DAY = cell("45717", "number", "yyyy/m/d")
SOUND: dict[str, Cell | str] = {
    "number": "01",
    "indicator": "1.1",
    "title": "成立文件",
    "kind": "文件",
    "dated": DAY,
    "file": "01成立文件.pdf",
}


def with_rows(*rows: dict[str, Any], referred: dict[str, str] | None = None) -> Book:
    """A sound form with `rows` in its register and numbers in its 佐证编号 cells."""
    book = sound_book()
    names, cells = dict(book.names), {}
    for below, row in enumerate(rows, start=1):
        for key, content in row.items():
            sheet, head, column = book.names[register_heading(key)]
            names[f"test_{key}_{below}"] = (sheet, head + below, column)
            cells[f"test_{key}_{below}"] = content
    placed = replace(book, names=names)
    changed = put_named(placed, cells)
    return put_named(changed, {evidence_of(i): text for i, text in (referred or {}).items()})


def test_an_empty_register_gives_no_pieces() -> None:
    assert counted(sound_book()).pieces == ()


def test_a_sound_row_is_a_piece_that_counts() -> None:
    found = counted(with_rows(SOUND, referred={"1.1": "1"}))
    [piece] = found.pieces
    assert found.problems == ()
    assert piece == Piece(
        number="01",
        indicator="1.1",
        kind="文件",
        title="成立文件",
        dated=date(2025, 3, 1),
        file="01成立文件.pdf",
        place=piece.place,
    )
    assert str(piece.place) == f"a.xlsx·{REGISTER}·A4"


def test_the_register_we_write_is_the_register_we_read() -> None:
    pieces = (
        Piece(number="01", indicator="1.1", kind="文件", title="通知", file="a.pdf"),
        Piece(number="01", indicator="1.4", kind="文件", title="通知", box="3号盒", pages="1-2"),
        Piece(number="02", indicator="4.4", kind="链接", dated=date(2025, 3, 1), link="www.a.cn"),
        Piece(number="03", indicator="5.7", kind="照片", title="阵地", on_site=True),
    )
    found = counted(scan(forms.edited(forms.form({}, pieces), {})))
    assert found.problems == ()
    assert tuple(p.model_copy(update={"place": Piece.model_fields["place"].default})
                 for p in found.pieces) == pieces  # fmt: skip


BAD: tuple[tuple[dict[str, Any], str, Severity], ...] = (
    ({"indicator": "9.9"}, "P306", Severity.BLOCK),
    ({"indicator": None}, "P306", Severity.BLOCK),
    ({"number": None}, "P307", Severity.BLOCK),
    ({"kind": "视频"}, "P308", Severity.BLOCK),
    ({"kind": None}, "P308", Severity.BLOCK),
    ({"file": None}, "P309", Severity.BLOCK),
    ({"dated": "2025年"}, "E220", Severity.BLOCK),
    ({"dated": cell("45000", "number", "yyyy/m/d")}, "E223", Severity.WARNING),
    ({"file": cell("#NAME?", "error", formula=True)}, "E205", Severity.BLOCK),
    ({"file": cell("", formula=True, has_value=False)}, "E204", Severity.BLOCK),
)


@pytest.mark.parametrize(("change", "code", "severity"), BAD)
def test_a_row_at_fault_does_not_count(
    change: dict[str, Any], code: str, severity: Severity
) -> None:
    found = counted(with_rows(SOUND | change))
    said = {each.code: each for each in found.problems}
    assert said[code].severity is severity
    assert said[code].place.sheet == REGISTER and said[code].place.cell
    assert not [piece for piece in found.pieces if piece.counts]


def test_an_indicator_may_be_a_number_or_carry_its_title() -> None:
    rows = SOUND | {"indicator": cell("1.3", "number")}, SOUND | {"indicator": "1.4 纳入学校工作"}
    assert [piece.indicator for piece in counted(with_rows(*rows)).pieces] == ["1.3", "1.4"]


def test_one_number_may_serve_two_indicators_but_not_one_twice() -> None:
    twice = counted(with_rows(SOUND, SOUND | {"indicator": "1.4"}))
    assert [piece.counts for piece in twice.pieces] == [True, True]
    again = counted(with_rows(SOUND, SOUND))
    assert [piece.counts for piece in again.pieces] == [True, False]
    assert codes(again) == {"P310"}


def test_what_is_seen_on_site_needs_no_file() -> None:
    bare = {key: content for key, content in SOUND.items() if key != "file"}
    for row in (bare | {"kind": "现场"}, bare | {"on_site": "✓"}, bare | {"on_site": "√"}):
        [piece] = counted(with_rows(row)).pieces
        assert piece.on_site and piece.counts


def test_a_row_that_only_carries_a_number_is_still_empty() -> None:
    found = counted(with_rows({"number": "01"}, {"number": "02"}))
    assert (found.pieces, found.problems) == ((), ())


def test_numbers_and_register_are_held_against_each_other() -> None:
    rows = SOUND, SOUND | {"number": "P2"}
    assert codes(counted(with_rows(*rows, referred={"1.1": "001、p2"}))) == set()
    assert codes(counted(with_rows(*rows, referred={"1.1": "1，3"}))) == {"E224", "P311"}
    assert codes(counted(with_rows(*rows, referred={"1.4": "01"}))) == {"E224"}


def test_a_lost_heading_is_said_and_nothing_is_read_from_a_guess() -> None:
    book = with_rows(SOUND)
    names = {n: p for n, p in book.names.items() if n != register_heading("indicator")}
    found = counted(replace(book, names=names))
    assert found.pieces == ()
    assert [each.code for each in found.problems] == ["E207"]
    assert REGISTER_COLUMNS["indicator"] in found.problems[0].message
