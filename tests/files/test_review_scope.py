"""One assessor's 评审表 of several: it asks what is theirs to say, and is read as it was laid."""

from __future__ import annotations

import io
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from engine.files.form_names import (
    REVIEW,
    REVIEW_ROLE,
    REVIEW_WHY,
    STAMP_ASSESSOR,
    STAMP_ENTRY,
    STAMP_ITEMS,
    STAMP_ROUND,
    STAMP_WAY,
    reason_of,
    value_of,
    verdict_of,
)
from engine.files.review_paper import ReviewPaper
from engine.files.review_reader import read_review
from engine.files.review_rows import Case
from engine.files.review_scope import Scope
from engine.files.review_sheet import write_review_sheet
from engine.files.review_words import heard_words
from engine.files.sheet_scan import Book, scan
from engine.records.review import Review, ReviewTerms
from engine.records.states import State
from engine.records.submission import Answer, Ruling, Verdict
from engine.rubric.model import Rubric
from engine.rubric.preparing import prepare
from engine.rubric.standard import Standard
from tests.conftest import Soffice
from tests.files import forms
from tests.files.forms import codes, edited
from tests.files.test_review_sheet import SUBMISSION, UNIT, cell

TERMS = ReviewTerms.model_validate(
    {"by": "team", "per_unit": 2, "marks": "individual", "combine": "third-if-apart",
     "apart": "0.1", "common": 2}
)  # fmt: skip
METHOD = "每个单位由2个评审组的成员背靠背评分。"
OF_ALL = Scope("E07", team="第二评审组", terms=TERMS, method=METHOD)
THIRD = Scope("E09", round="third", terms=TERMS, items=frozenset({"4.3"}))
DESK = Scope("E07", way="desk", terms=TERMS, used=frozenset({"desk", "visit"}))
VISIT = Scope("E07", way="visit", terms=TERMS, used=frozenset({"desk", "visit"}))
FIVE_FIELDS = "1.1"


@cache
def standard() -> Standard:
    """The model standard; its one judged mark is found out on a visit."""
    plain = forms.standard().rubric.model_dump(mode="json")
    [mark] = [
        field
        for section in plain["sections"]
        for indicator in section["indicators"]
        for field in indicator["fields"]
        if field["code"] == "F431"
    ]
    mark["way"] = "visit"
    return prepare(Rubric.model_validate(plain))[0]


@cache
def sheet(scope: Scope, **known: Any) -> bytes:
    return write_review_sheet(
        standard(), UNIT, SUBMISSION, known.get("rulings", {}), cycle="2025", structure="ab12",
        created=date(2025, 11, 20), scope=scope,
    )  # fmt: skip


def asked(book: Book) -> set[str]:
    """The names of all cells that are filled in."""
    return {name for name in book.names if name.startswith(("w_v_", "w_o_", "w_t_"))}


def read(data: bytes) -> Review:
    found = read_review(
        scan(data), standard(), file="评审表.xlsx", sha256="", structure="ab12",
        edition="wuhao-school@2025", roster={UNIT.code: UNIT},
    )  # fmt: skip
    assert isinstance(found, Review)
    return found


def test_a_sheet_says_whose_it_is_and_of_which_round() -> None:
    book = scan(sheet(Scope("E07", entry="乙", round="trial", way="", terms=TERMS)))
    stamps = (STAMP_ASSESSOR, STAMP_ROUND, STAMP_WAY, STAMP_ENTRY, STAMP_ITEMS)
    assert [cell(book, each) for each in stamps] == ["E07", "trial", "", "乙", ""]
    found = read(sheet(Scope("E07", entry="乙", round="trial", terms=TERMS)))
    assert (found.assessor, found.round, found.entry, found.problems) == ("E07", "trial", "乙", ())


def test_a_sheet_that_says_whose_it_is_needs_no_role_written_on_it() -> None:
    data = edited(sheet(Scope("E07", terms=TERMS)), {REVIEW_ROLE: "", verdict_of("1.1"): "认可"})
    found = read(data)
    assert (found.role, list(found.rulings), found.problems) == ("", ["1.1"], ())


def test_the_head_says_how_units_are_reviewed_and_leaves_room_for_why_it_was_changed() -> None:
    book = scan(sheet(OF_ALL))
    page = openpyxl.load_workbook(io.BytesIO(sheet(OF_ALL)))[REVIEW]
    head = "".join(str(c.value or "") for row in page.iter_rows(max_row=6) for c in row)
    assert METHOD in head
    assert "不满分的写扣分理由；核定值与自报值不同的，也写理由" in head
    assert cell(book, REVIEW_ROLE) == "第二评审组"
    changed = edited(sheet(OF_ALL), {REVIEW_WHY: "漏看了一份文件"})
    assert read(changed).why == "漏看了一份文件"


def test_desk_and_visit_have_a_sheet_each_and_together_ask_everything_once() -> None:
    desk, visit = asked(scan(sheet(DESK))), asked(scan(sheet(VISIT)))
    assert value_of("F431") in visit and value_of("F431") not in desk
    assert visit == {value_of("F431"), reason_of("4.3")}
    assert desk | visit == asked(scan(sheet(OF_ALL)))
    assert desk & visit == {reason_of("4.3")}


@pytest.mark.parametrize("scope", [OF_ALL, DESK, VISIT, THIRD], ids=["all", "desk", "visit", "3"])
def test_what_a_sheet_does_not_ask_is_not_missed(scope: Scope) -> None:
    assert read(sheet(scope)).problems == ()


def test_a_third_gives_marks_and_reasons_of_the_items_in_question_alone() -> None:
    book = scan(sheet(THIRD))
    assert "4.3" not in cell(book, STAMP_ITEMS).split("、")
    assert asked(book) == {value_of("F431"), reason_of("4.3")}


def test_a_deleted_row_is_told_from_one_that_was_never_there() -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(sheet(VISIT)))
    del workbook.defined_names[value_of("F431")]
    saved = io.BytesIO()
    workbook.save(saved)
    assert "E207" in codes(read(saved.getvalue()))


def test_a_sheet_of_some_items_lays_out_no_others() -> None:
    some = Scope("合议", round="agreed", terms=TERMS, items=frozenset({"1.1", "4.3"}))
    book = scan(sheet(some))
    assert {name for name in book.names if name.startswith("w_i_")} == {"w_i_1.1", "w_i_4.3"}
    assert cell(book, STAMP_ITEMS) == "1.1、4.3"
    assert {verdict_of("1.1"), value_of("F431")} <= asked(book)


def test_a_sheet_of_agreement_shows_what_each_said_and_not_who() -> None:
    said = (
        Ruling(unit="0101", indicator="1.1", verdict=Verdict.ACCEPT),
        Ruling(
            unit="0101", indicator="1.1", verdict=Verdict.AMEND, reason="名单只有2人",
            values={"F115": Answer(value="2", state=State.VERIFIED)},
        ),
        None,
    )  # fmt: skip
    heard = heard_words(standard().by_code["1.1"], said)
    assert heard == (
        "甲：认可。没有写理由",
        "乙：核定为，成员人数 2人。理由：名单只有2人",
        "丙：没有评",
    )
    data = write_review_sheet(
        standard(), UNIT, SUBMISSION, {}, cycle="2025", structure="ab12",
        created=date(2025, 11, 20),
        scope=Scope("合议", round="agreed", terms=TERMS, items=frozenset({"1.1"}),
                    heard={"1.1": heard}),
    )  # fmt: skip
    page = openpyxl.load_workbook(io.BytesIO(data))[REVIEW]
    assert "\n".join(heard) in {c.value for row in page.iter_rows() for c in row}


def test_every_row_leaves_room_to_write_by_hand() -> None:
    page = openpyxl.load_workbook(io.BytesIO(sheet(OF_ALL)))[REVIEW]
    heads = next(row[0].row for row in page.iter_rows() if row[0].value == "编号")
    rows = range(heads + 2, page.max_row)
    assert min(page.row_dimensions[row].height for row in rows) * 25.4 / 72 >= 7


@pytest.mark.libreoffice
def test_a_sheet_filled_in_and_saved_by_libreoffice_is_read_and_counts_down(
    soffice: Soffice, tmp_path: Path
) -> None:
    filled = {
        verdict_of("1.1"): "核定为", value_of("F115"): 2, reason_of("1.1"): "名单只有2人",
        value_of("F431"): 3.5, reason_of("4.3"): "推广不够",
    }  # fmt: skip
    source = tmp_path / "评审表.xlsx"
    source.write_bytes(edited(sheet(OF_ALL), filled))
    out = tmp_path / "saved"
    out.mkdir()
    [saved] = soffice.convert([source], "xlsx", out)
    found = read(saved.read_bytes())
    assert found.problems == ()
    assert sorted(found.rulings) == ["1.1", "4.3"]
    assert found.rulings["1.1"].values["F115"].value == "2"
    page = openpyxl.load_workbook(saved, data_only=True)[REVIEW]
    left = [c.value for row in page.iter_rows(max_row=6) for c in row]
    assert any(str(each).endswith("项意见，0个考评分") for each in left)


def test_the_paper_names_the_expert_and_gives_each_choice_a_box() -> None:
    case = Case(standard(), UNIT, SUBMISSION, {}, {}, OF_ALL)
    told: Any = ReviewPaper(case, "2025年度评估", "某某（示例）").fields()
    assert told["评审人"] == "E07（某某（示例），第二评审组）"
    items = {each["编号"]: each for level in told["一级指标"] for each in level["指标"]}
    assert list(items) == [item.code for item in standard().items]
    assert items["1.1"]["意见"] == "□认可\n□核定为\n□缺佐证\n□有异议"
    first = items["1.1"]["行"][0]
    assert (first["自报"], first["核定"], first["考评分"]) == ("是", "□是 □否", "／")
    marked = {row["填报项"][:4]: row for row in items["4.3"]["行"]}
    assert marked["F431"]["考评分"] == "" and marked["F431"]["填报项"].endswith("〔实地考察〕")


def test_a_blank_paper_claims_nothing() -> None:
    case = Case(standard(), UNIT, None, {}, {}, Scope(terms=TERMS))
    told: Any = ReviewPaper(case, "2025年度评估", blank=True).fields()
    rows = [row for level in told["一级指标"] for item in level["指标"] for row in item["行"]]
    assert {row["自报"] for row in rows} == {""}
    assert (told["单位编号"], told["单位名称"], told["评审人"]) == ("", "", "")
