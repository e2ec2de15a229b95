"""A form that is sent back 退回 says where it is at fault, loses nothing, and reads as before."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from engine.files.book import Book, Cell
from engine.files.cell_shown import read_cover
from engine.files.field_rows import rows_of
from engine.files.form_names import (
    FORM,
    REGISTER,
    TO_MEND,
    evidence_of,
    note_of,
    option_of,
    value_of,
)
from engine.files.form_return import Returned
from engine.files.form_sheet import write_form
from engine.files.form_typed import typed
from engine.files.sheet_scan import scan
from engine.language.fields import Kind, Source
from engine.records.states import State
from engine.records.submission import Submission
from tests.conftest import Soffice
from tests.files.forms import (
    CREATED,
    UNIT,
    cell,
    counted,
    edited,
    put,
    sound_book,
    standard,
    structure,
)
from tests.files.wrong_form import CONTACTS, wrong_form

MENDED_BY_THE_LAYOUT = {"E201", "E202", "E203", "E204", "E205", "E207", "E208", "E209", "E240"}
"""Faults of how the workbook was built or reckoned, which a new layout does not have."""
NOTED = {"E210", "E211", "E221", "E230"}
SAID_OTHERWISE = {"E222": "E220", "E214": "E213", "E215": "E213"}
"""What the old cell's number format made of it is a text in the new one: no date, no number."""


def returned(book: Book) -> bytes:
    """The workbook that goes back for a form."""
    submission = counted(book)
    content = typed(book, standard(), submission)
    titles = {item.code: item.indicator.title for item in standard().items}
    back = Returned(book, content, submission.problems, titles, "示例小学的自评表：请补正。")
    return write_form(
        standard(), UNIT, {}, cycle="2025", structure=structure(), hand_in_by=None,
        created=CREATED, returned=back,
    )  # fmt: skip


def faults(submission: Submission) -> set[tuple[str, str | None]]:
    """What is wrong, but for what a new layout sets right."""
    left = MENDED_BY_THE_LAYOUT | NOTED
    return {
        (SAID_OTHERWISE.get(p.code, p.code), p.indicator)
        for p in submission.problems
        if p.code not in left
    }


def answers(submission: Submission) -> dict[str, Any]:
    return {code: (each.value, each.state) for code, each in submission.answers.items()}


@pytest.fixture(scope="module")
def wrong() -> Book:
    return scan(wrong_form())


@pytest.fixture(scope="module")
def back(wrong: Book) -> bytes:
    return returned(wrong)


def at(book: Workbook, name: str) -> Any:
    [(sheet, place)] = book.defined_names[name].destinations
    return book[sheet][place]


def test_everything_that_was_typed_is_in_the_form_that_goes_back(back: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(back))
    kept = {
        value_of("F115"): "三四个", value_of("F161"): "约两千元", value_of("F211"): "1e5",
        value_of("F125"): -1, value_of("F131"): 2.5, value_of("F241"): 5,
        value_of("F123"): "是", value_of("F142"): "TRUE", value_of("F122"): "2025.3",
        option_of("w_v_F151", 2): "大概有", note_of("1.1"): "校长兼任主任。",
        evidence_of("1.1"): "01、09",
    }  # fmt: skip
    assert {name: at(book, name).value for name in kept} == kept
    register = book[REGISTER]
    rows = [[register.cell(row, column).value for column in (1, 2, 3, 5)] for row in range(4, 8)]
    assert rows == [
        ["01", "第一项", "关于成立关工委的通知", None],
        ["01", "1.1", "又写了一遍", None],
        [None, "1.3", "会议记录", "去年春天"],
        ["5", "2.5", "宣讲照片", None],
    ]
    assert {k: v for k, v in read_cover(scan(back)).items() if k in CONTACTS} == CONTACTS


def test_a_form_sent_back_and_handed_in_as_it_is_reads_as_before(wrong: Book, back: bytes) -> None:
    before, after = counted(wrong), counted(scan(back))
    # A formula that came to nothing and an error have left an empty cell and a text.
    assert ("E219", "4.1") in faults(after) and ("E218", "1.4") in faults(after)
    # The 文号 of F422 lost its last digits: it is to be copied again.
    changed = {"F411", "F143", "F422"}
    told, now = answers(before), answers(after)
    assert {c for c in told if told[c] != now[c]} <= changed
    assert faults(before) - faults(after) == {("E225", "4.2")}
    assert {code for code, _ in faults(after) - faults(before)} <= {"E218", "E219"}
    assert "E209" not in {each.code for each in after.problems}


def test_every_fault_is_listed_most_important_first_with_a_link_to_its_cell(
    wrong: Book, back: bytes
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(back))
    assert book.sheetnames[0] == TO_MEND and book.active.title == TO_MEND
    rows = [row for row in book[TO_MEND].iter_rows(min_row=7) if row[0].value]
    heavy = [each for each in counted(wrong).problems if each.blocking]
    assert [row[1].value for row in rows].count("！要改") == len(heavy)
    for row in rows:
        link = row[5].hyperlink
        assert link is not None
        sheet, place = link.location.replace("'", "").split("!")
        assert row[5].value == f"{sheet}·{place}"
    messages = {row[3].value: row[5].value for row in rows}
    place = at(book, value_of("F115")).coordinate
    assert messages["“成员人数”填的不是一个数字。"] == f"{FORM}·{place}"
    assert messages["目录这一行没有编号。"] == f"{REGISTER}·A6"


def test_a_faulty_cell_has_a_note_a_colour_and_a_mark_beside_it(back: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(back))
    sheet = book[FORM]
    faulty, sound = at(book, value_of("F115")), at(book, value_of("F113"))
    assert "请只填一个阿拉伯数字" in faulty.comment.text and sound.comment is None
    coloured = {str(area.sqref) for area in sheet.conditional_formatting}
    assert faulty.coordinate in coloured and sound.coordinate not in coloured
    beside = sheet.cell(faulty.row, faulty.column - 1).value
    assert "！“成员人数”填的不是一个数字。" in beside
    assert "！" not in sheet.cell(sound.row, sound.column - 1).value
    assert book[REGISTER]["A6"].comment is not None


def test_the_same_form_goes_back_as_the_same_bytes(wrong: Book, back: bytes) -> None:
    assert returned(wrong) == back


NUMBERS = ("3", "0", "12", "-1", "2.5", "0.30000000000000004", "1E+2", "99999", "1e300", "45000")
TEXTS = ("3", "１２", "约5", "1e5", "1_0", "5 人", "是", "无", "不适用", "✓", " 否 ", "2025-03-01",
         "2025.3", "20250301", "2025-W01-1", "NaN", "a\u200bb", "90%", "TRUE", "=1+1")  # fmt: skip
FORMATS = ("", "0.00", "0%", "yyyy-mm-dd", "@")
FIELDS = [f for f in standard().own_fields.values() if f.source is Source.SCHOOL]


def odd(chance: Random) -> Cell | str | None:
    """What stands in a cell, as odd as people and programs make it."""
    match chance.randrange(8):
        case 0:
            return None
        case 1:
            return cell("TRUE", "boolean")
        case 2 | 3 | 4:
            return chance.choice(TEXTS)
    return cell(chance.choice(NUMBERS), "number", chance.choice(FORMATS))


@pytest.mark.parametrize("seed", range(4))
def test_whatever_was_typed_reads_the_same_once_it_was_sent_back(seed: int) -> None:
    chance = Random(seed)
    cells = {row: odd(chance) for each in FIELDS for row in rows_of(each) if chance.random() < 0.8}
    book = put(sound_book(), **{row.replace(".", "_"): each for row, each in cells.items()})
    before, after = counted(book), counted(scan(returned(book)))
    told, now = answers(before), answers(after)
    # Of a 文号 that a spreadsheet has spoilt nothing is laid out that would seem whole.
    documents = {f.code for f in FIELDS if f.type is Kind.DOCUMENT}
    numbers = {row for row, each in cells.items() if isinstance(each, Cell) and each.text != "TRUE"}
    spoilt = {c for c in documents & numbers if told[c][1] is State.FAULTY}
    assert {c: now[c] for c in told if c not in spoilt} == {
        c: told[c] for c in told if c not in spoilt
    }
    assert {now[c] for c in spoilt} <= {("", State.BLANK)}
    owners = {item.code for item in standard().items for f in item.fields if f.code in spoilt}
    assert {k for k in faults(before) ^ faults(after) if k[1] not in owners} == set()


@pytest.mark.libreoffice
def test_one_cell_mended_in_a_spreadsheet_program_is_one_fault_less(
    back: bytes, soffice: Soffice, tmp_path: Path
) -> None:
    path = tmp_path / "改好.xlsx"
    path.write_bytes(edited(back, {value_of("F115"): 3, value_of("F122"): date(2025, 3, 1)}))
    (tmp_path / "out").mkdir()
    [saved] = soffice.convert([path], "xlsx", tmp_path / "out")
    before, after = counted(scan(back)), counted(scan(saved.read_bytes()))
    gone = {("E213", "1.1"), ("E220", "1.2")}
    assert faults(before) - faults(after) == gone
    assert faults(after) <= faults(before)
    changed = {c for c, each in answers(after).items() if each != answers(before)[c]}
    assert changed == {"F115", "F122"}


def test_rows_that_were_moved_apart_are_left_to_be_filled_again() -> None:
    book = sound_book()
    broken = replace(book, names={k: v for k, v in book.names.items() if k != value_of("F131")})
    again = counted(scan(returned(broken)))
    assert {(p.code, p.indicator) for p in again.problems if p.blocking} == {("E219", "1.3")}
