"""Personal data in what schools and reviewers write is found, and said without being shown."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.files.book import Book
from engine.files.evidence_files import check_pieces
from engine.files.form_names import COVER, note_of, reason_of, value_of, verdict_of
from engine.files.inbox import unread
from engine.files.personal_data import Kind, find, is_id_number, masked
from engine.files.sheet_scan import scan
from engine.records.problem import Problem, Severity
from engine.records.submission import Piece
from tests.files import forms
from tests.files.forms import cell, codes, counted, put_named, review, sound_book

ID = "11010519491231002X"  # the example of GB 11643 itself
PHONE, CARD = "13800138000", "6222020200112233446"
EVERY_DIGIT = (ID, PHONE, CARD, PHONE[3:], ID[6:14])

SHAPES = """
11010519491231002X                | ID_NUMBER  | 11****
１１０１０５１９４９１２３１００２Ｘ  | ID_NUMBER  | 11****
110105 19491231 002x              | ID_NUMBER  | 11****
身份证：110105-1949-1231-002X。     | ID_NUMBER  | 身份证：11****。
2025年110105 19491231 002X         | ID_NUMBER  | 2025年11****
电话13800138000                    | PHONE      | 电话138****
+86 138 0013 8000                 | PHONE      | +86 138****
１３８－００１３－８０００            | PHONE      | 138****
6222020200112233446               | BANK_CARD  | ****
6222 0202 0011 2233 446           | BANK_CARD  | ****
学生姓名：张小明                    | PUPIL_NAME | 学生姓名：张*
受助人姓名: 欧阳，李华               | PUPIL_NAME | 受助人姓名: 欧*，李*
三年级2班张小明                     | PUPIL_NAME | 三年级2班张*
八（３）班高远同学带病上学            | PUPIL_NAME | 八（３）班高*同学带病上学
班级：三（2）班，姓名：方圆           | PUPIL_NAME | 班级：三（2）班，姓名：方*
"""
HARMLESS = """
110105194912310021
110105194902300023
990105194912310027
2023110105194912310020
5235010012345678
13800138
0.13800138000
113800138000
参加人数150 120 130 110
某教〔2025〕5号
GB/T 8170-2008
2025.03.01-2025.11.30
6222020200112233447
三（2）班高度重视，五（1）班文艺汇演
三年级2班全体学生，四班陈列室。
三班张贴宣传画
姓名：王老师
学生姓名：已隐去
学生名单：见附件
学生姓名
五老报告员张建国讲课三次
一班人马
"""


def rows(table: str) -> list[str]:
    return [line.strip() for line in table.strip().splitlines()]


@pytest.mark.parametrize("row", rows(SHAPES))
def test_what_looks_like_personal_data_is_found_and_masked(row: str) -> None:
    text, kind, mask = (part.strip() for part in row.split("|"))
    assert {each.kind for each in find(text)} == {Kind[kind]}
    assert masked(text) == mask
    assert find(masked(text)) == ()


@pytest.mark.parametrize("text", rows(HARMLESS))
def test_what_only_resembles_personal_data_is_left_alone(text: str) -> None:
    assert find(text) == ()
    assert masked(text) == text


WEIGHTS = [2 ** (17 - place) % 11 for place in range(17)]  # GB 11643 5.2: W_i = 2^(i-1) mod 11


def with_check(first: str) -> str:
    """The seventeen digits and the one for which all weighted digits sum to 1 modulo 11."""
    weighted = sum(w * int(d) for w, d in zip(WEIGHTS, first, strict=True))
    return first + "0123456789X"[(1 - weighted) % 11]


seventeen = st.builds(
    lambda area, born, order: f"{area}{born:%Y%m%d}{order:03}",
    st.sampled_from(["110105", "320585", "650102", "820000"]),
    st.dates(date(1900, 1, 1), date(2099, 12, 31)),
    st.integers(0, 999),
)
widths = st.sampled_from(["0123456789X", "０１２３４５６７８９Ｘ", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗X", "٠١٢٣٤٥٦٧٨٩x"])
gaps = st.sampled_from(["", " ", "　", "-", "－", "\u200b", "\n", "·", " - "])


@given(first=seventeen, data=st.data())
def test_every_valid_identity_number_is_found_in_any_width_and_spacing(
    first: str, data: st.DataObject
) -> None:
    number = with_check(first)
    written = "".join(
        data.draw(gaps) * bool(at) + data.draw(widths)["0123456789X".index(digit)]
        for at, digit in enumerate(number)
    )
    assert [each.kind for each in find(f"证件{written}已核")] == [Kind.ID_NUMBER]
    assert masked(f"证件{written}") == f"证件{number[:2]}****"


@given(first=seventeen, wrong=st.integers(1, 10))
def test_a_number_with_a_wrong_check_digit_is_no_identity_number(first: str, wrong: int) -> None:
    digits = "0123456789X"
    number = first + digits[(digits.index(with_check(first)[-1]) + wrong) % 11]
    assert not is_id_number(number)
    assert Kind.ID_NUMBER not in {each.kind for each in find(number)}


@given(st.text(alphabet=" 1380013８班三年级学生姓名：张李X-\n。", max_size=60))
def test_what_is_masked_has_nothing_left_to_find(text: str) -> None:
    assert find(masked(text)) == ()
    assert bool(find(text)) == (masked(text) != text)


def test_a_phone_number_kept_as_a_number_is_seen_and_the_contacts_on_the_cover_are_let_be() -> None:
    book = put_named(sound_book(), {note_of("1.3"): cell(PHONE, "number")})
    assert codes(counted(book)) == {"S602"}
    contacts = with_cover(f"王五 {PHONE}")
    assert codes(counted(contacts)) == set()
    assert codes(counted(with_cover(ID))) == {"S601"}


def with_cover(text: str) -> Book:
    cover = next(sheet for sheet in sound_book().sheets if sheet.name == COVER)
    free = (40, 2)
    assert free not in cover.cells
    filled = replace(cover, cells={**cover.cells, free: cell(text)._replace(row=40, column=2)})
    others = (sheet for sheet in sound_book().sheets if sheet.name != COVER)
    return replace(sound_book(), sheets=(filled, *others))


def silent(problems: Iterable[Problem]) -> bool:
    """Whether none of the problems repeats what it is about."""
    return not any(digits in str(each) for each in problems for digits in (*EVERY_DIGIT, "小明"))


def test_the_register_and_the_names_of_evidence_files_are_looked_at_too(tmp_path: Path) -> None:
    piece = Piece(number="1", indicator="1.3", kind="记录", title=f"名单{ID}", file=f"{PHONE}.pdf")
    found = counted(scan(forms.form(pieces=(piece,))))
    personal = [each for each in found.problems if each.code.startswith("S")]
    assert [(e.code, e.place.sheet, e.indicator) for e in personal] == [
        ("S601", "佐证材料目录", "1.3"),
        ("S602", "佐证材料目录", "1.3"),
    ]
    folder = tmp_path / f"材料{PHONE}"
    folder.mkdir()
    (folder / f"{ID}.pdf").write_bytes(b"%PDF-1.4")
    archive = tmp_path / "材料.zip"
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr(f"三年级2班张小明{PHONE}.pdf", "%PDF-1.4")
    _, in_folder = check_pieces((), folder, unit="00101")
    _, in_archive = check_pieces((), archive, unit="00101")
    assert [each.code for each in in_folder] == ["S601", "P305"]
    assert [each.code for each in in_archive] == ["S602", "S604", "P305"]
    (tmp_path / f"{ID}.txt").write_text("x", "utf-8")
    assert silent((*personal, *in_folder, *in_archive, *unread(tmp_path)))


def test_a_reason_is_masked_as_it_is_read_and_the_reviewers_are_told() -> None:
    found = review(
        put_named(
            scan(forms.blank_review()),
            {
                verdict_of("1.3"): "核定为",
                value_of("F131"): cell("1", "number"),
                reason_of("1.3"): f"致电{PHONE}核实，学生姓名：张小明",
            },
        )
    )
    personal = [each for each in found.problems if each.code.startswith("S")]
    assert [(e.code, e.severity) for e in personal] == [
        ("S602", Severity.WARNING),
        ("S604", Severity.WARNING),
    ]
    [ruling] = found.rulings.values()
    assert ruling.reason == "致电138****核实，学生姓名：张*"
    assert silent(personal)
