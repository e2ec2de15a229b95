"""The workbook that scores itself: what stands under 自评分 is what the engine says."""

from __future__ import annotations

import io
import os
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from engine.files.answer_cells import Value
from engine.files.book import Book
from engine.files.form_names import CALCULATION, FORM, score_of
from engine.files.form_sheet import write_form
from engine.files.sheet_scan import scan
from engine.language.fields import Source
from tests.files import forms
from tests.files.forms import counted, put_named
from tests.files.score_proof import compared, proved, written
from tests.files.worked_out_form import worked_out_form
from tests.rubric.test_model_rubric import FULL

FORMS = int(os.environ.get("SCORE_FORMS", "12"))
"""Random forms of one run; a longer loop: `python -m tests.files.score_proof 1000`."""
NOT_BY_SELF = {"1.7", "3.3", "3.5", "3.6", "3.7", "4.3", "5.8", "5.4"}
BEST: dict[str, Value] = {
    code: tuple(value) if isinstance(value, list | tuple) else str(value)
    for code, value in FULL.items()
    if value is not None
}


def school(values: dict[str, Value]) -> dict[str, Value]:
    fields = forms.standard().own_fields
    return {c: v for c, v in values.items() if c in fields and fields[c].source is Source.SCHOOL}


def form(values: dict[str, Value], **office: str) -> bytes:
    return write_form(
        forms.standard(), forms.UNIT, office, cycle="2025", structure=forms.structure(),
        hand_in_by=forms.HAND_IN_BY, created=forms.CREATED, prefill=school(values),
    )  # fmt: skip


def score(book: Book, item: str) -> str:
    sheet, row, column = book.names[score_of(item)]
    return next(s for s in book.sheets if s.name == sheet).cells[row, column].text


def scores(data: bytes) -> dict[str, str]:
    book = scan(data)
    return {item.code: score(book, item.code) for item in forms.standard().items}


def running(data: bytes) -> list[str]:
    [sheet] = (sheet for sheet in scan(data).sheets if sheet.name == FORM)
    cells = [cell for _, cell in sorted(sheet.cells.items()) if cell.formula]
    return [cell.text for cell in cells if cell.text.startswith("自评")]


def test_only_what_the_school_does_not_fill_in_cannot_be_scored_by_itself() -> None:
    found = scores(form(BEST))
    assert {code for code, said in found.items() if said == "不能自评"} == NOT_BY_SELF
    assert (found["1.1"], found["3.2"]) == ("5", "至少 2.00")
    with_office = scores(form(BEST, F541="9"))
    assert {c for c, said in with_office.items() if said == "不能自评"} == NOT_BY_SELF - {"5.4"}


def test_a_blank_form_says_what_is_missing_and_a_bonus_left_blank_is_none() -> None:
    found = scores(form({}))
    assert found["1.1"] == "未填"
    assert {found[code] for code in ("J2", "J3", "J4", "J5")} == {"0"}
    said = "自评合计 0.00 分（满分 100，加分最多 10）；还有 33 项没有分"
    assert running(form({}))[0].startswith(said)


def test_sections_and_the_total_add_up_what_has_points() -> None:
    said = running(form(BEST))
    assert said[1] == "自评 18.00 分，还有 1 项没有分"
    assert len(said) == 6


@pytest.mark.parametrize(
    ("value", "said"),
    [("1333", "2"), ("1333.5", "2"), ("2000", "3"), ("-1", "有误"), ("约50", "有误"), ("", "未填"),
     ("0.123", "有误"), ("1333 元", "有误"), ("不适用", "申请不适用")],
)  # fmt: skip
def test_a_number_cell_gives_points_or_says_why_not(value: str, said: str) -> None:
    found = scores(form(BEST | {"F161": value}))["1.6"]
    assert Decimal(found) == Decimal(said) if said.isdigit() else found == said


def test_an_item_that_waits_for_a_field_of_another_says_which() -> None:
    assert scores(form(BEST | {"F113": ""}))["2.6"] == "先填1.1"


@pytest.mark.libreoffice
def test_forms_made_by_chance_are_worked_out_alike_by_everybody(
    soffice: Any, tmp_path: Path
) -> None:
    seen = proved(range(FORMS), soffice, tmp_path)
    print(dict(seen))
    assert seen["items with points"] > FORMS and seen["sums"] > FORMS


def test_the_model_rubric_is_worked_out_alike_by_everybody() -> None:
    seen: Counter[str] = Counter()
    for values in (BEST, forms.modest_answers(), {}, BEST | {"F122": "2025-03-31", "F121": "有"}):
        made = written(forms.standard(), forms.UNIT, {"F541": "9"}, school(dict(values)))
        compared(made, made.data, seen)
        assert worked_out_form(made.data) > 300


def test_a_score_that_is_not_the_answers_own_is_said_with_its_cell() -> None:
    typed_over = put_named(scan(form(BEST)), {score_of("1.6"): forms.cell("2.5", "number")})
    [found] = [each for each in counted(typed_over).problems if each.code == "E245"]
    assert (found.indicator, found.place.sheet) == ("1.6", FORM)
    assert found.place.cell is not None and found.place.cell.startswith("E")
    assert "3 分" in found.message


def test_an_untouched_form_and_one_without_the_sheet_are_read_without_a_word() -> None:
    book = scan(form(BEST))
    assert "E245" not in forms.codes(counted(book))
    older = put_named(book, {})
    sheets = tuple(sheet for sheet in older.sheets if sheet.name != CALCULATION)
    names = {n: at for n, at in older.names.items() if not n.startswith("w_p_")}
    without = Book(
        sheets, names, older.broken_names, older.date_1904, older.application,
        older.external_links, older.notes,
    )  # fmt: skip
    assert counted(without).answers == counted(book).answers
    assert not forms.codes(counted(without)) & {"E206", "E209", "E245"}


def test_everything_that_is_worked_out_is_locked() -> None:
    book = openpyxl.load_workbook(io.BytesIO(form({})))
    for sheet in book:
        for row in sheet.iter_rows():
            assert all(cell.protection.locked for cell in row if cell.data_type == "f")
        assert sheet.protection.sheet
