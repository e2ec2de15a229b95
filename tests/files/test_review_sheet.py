"""The review workbook as an expert gets it."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from engine.files.answer_cells import lines_of
from engine.files.form_names import (
    REVIEW,
    REVIEW_ROLE,
    STAMP,
    STAMP_FORM,
    STAMP_UNIT,
    TICK,
    code_of,
    item_code,
    option_of,
    reason_of,
    value_of,
    verdict_of,
)
from engine.files.review_sheet import write_review_sheet
from engine.files.rubric_store import standard_store
from engine.files.sheet_scan import Book, scan
from engine.language.fields import Source
from engine.records.states import State
from engine.records.submission import Answer, Piece, RosterUnit, Ruling, Submission, Verdict
from engine.rubric.preparing import prepare
from engine.rubric.standard import Standard

UNIT = RosterUnit(code="0101", name="示例镇第一小学（虚构）", status="参评", fields={})
CLAIMED, VERIFIED = State.CLAIMED, State.VERIFIED
SUBMISSION = Submission(
    unit="0101",
    file="自评表.xlsx",
    sha256="",
    edition="wuhao-school@2025",
    structure="ab12",
    answers={
        "F111": Answer(value="是", state=CLAIMED),
        "F112": Answer(state=State.BLANK),
        "F131": Answer(state=State.FAULTY),
        "F151": Answer(value=("标牌", "电脑"), state=CLAIMED),
        "F311": Answer(value=(), state=CLAIMED),
        "F422": Answer(value="=1+1", state=CLAIMED),
    },
    pieces=(
        Piece(number="01", indicator="1.1", kind="文件"),
        Piece(number="02", indicator="1.1", kind="文件", counts=False),
    ),
    rows_read=6,
    rows_expected=6,
)
COLUMNS = [
    "编号", "指标", "满分", "评分标准", "项号", "填报项",
    "自报值", "佐证", "意见", "核定值", "考评分", "扣分理由",
]  # fmt: skip


def sheet(submission: Submission | None = SUBMISSION, **known: Any) -> bytes:
    standard = prepare(standard_store().load("wuhao-school@2025").rubric)[0]
    return write_review_sheet(
        standard,
        UNIT,
        submission,
        known.pop("rulings", {}),
        cycle="2025",
        structure="ab12",
        created=date(2025, 11, 20),
        **known,
    )


def opened(data: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def cell(book: Book, name: str) -> str:
    where, row, column = book.names[name]
    cells = next(each.cells for each in book.sheets if each.name == where)
    return cells[row, column].text if (row, column) in cells else ""


def beside(book: Book, name: str, heading: str) -> str:
    """The text under `heading` in the row of a named cell."""
    where, row, _ = book.names[name]
    cells = next(each.cells for each in book.sheets if each.name == where)
    found = cells.get((row, COLUMNS.index(heading) + 1))
    return found.text if found else ""


def options_at(book: Workbook, place: tuple[str, int, int]) -> str:
    at = openpyxl.utils.get_column_letter(place[2]) + str(place[1])
    validations = book[place[0]].data_validations.dataValidation
    [found] = [each for each in validations if at in each.sqref]
    return str(found.formula1)


@pytest.fixture(scope="module")
def standard() -> Standard:
    return prepare(standard_store().load("wuhao-school@2025").rubric)[0]


@pytest.fixture(scope="module")
def data() -> bytes:
    return sheet(office={"F171": "4"})


@pytest.fixture(scope="module")
def book(data: bytes) -> Book:
    return scan(data)


def test_the_same_sheet_is_the_same_bytes(data: bytes) -> None:
    assert sheet(office={"F171": "4"}) == data


def test_the_sheet_says_whose_it_is_and_asks_who_reviewed(book: Book) -> None:
    assert [each.name for each in book.sheets] == [REVIEW, STAMP]
    assert cell(book, STAMP_FORM) == "review" and cell(book, STAMP_UNIT) == "0101"
    assert cell(book, REVIEW_ROLE) == ""
    assert cell(scan(sheet(role="第二评审组")), REVIEW_ROLE) == "第二评审组"


def test_the_columns_stand_in_the_agreed_order(data: bytes) -> None:
    page = opened(data)[REVIEW]
    assert [page.cell(5, column).value for column in range(1, 13)] == COLUMNS
    assert page.print_title_rows == "$5:$5"


def test_every_field_but_the_offices_and_the_reason_can_be_settled_in_the_row_of_its_code(
    standard: Standard, book: Book
) -> None:
    for field in standard.own_fields.values():
        if field.source is Source.OFFICE or field.code == "F432":
            assert value_of(field.code) not in book.names
            continue
        for line in lines_of(field):
            if line.takes_value:
                value, code = (book.names[f(line.row_code)] for f in (value_of, code_of))
                assert value[:2] == code[:2]
                assert cell(book, code_of(line.row_code)) == line.row_code


def test_the_mark_of_a_judged_item_stands_under_its_own_heading(book: Book) -> None:
    assert book.names[value_of("F431")][2] == COLUMNS.index("考评分") + 1
    assert book.names[value_of("F361")][2] == COLUMNS.index("核定值") + 1
    assert book.names[value_of("F115")][2] == COLUMNS.index("核定值") + 1


def test_a_verdict_is_asked_where_there_is_a_claim_and_a_reason_where_anything_is_settled(
    standard: Standard, book: Book
) -> None:
    for item in standard.items:
        sources = {field.source for field in item.fields}
        assert (verdict_of(item.code) in book.names) == (Source.SCHOOL in sources)
        assert (reason_of(item.code) in book.names) == (sources != {Source.OFFICE})
        assert cell(book, item_code(item.code)) == item.code


def test_agreed_not_applicable_is_offered_only_where_the_standard_allows_it(
    data: bytes, book: Book
) -> None:
    page = opened(data)
    assert options_at(page, book.names[verdict_of("1.1")]) == '"认可,核定为,缺佐证,有异议"'
    assert options_at(page, book.names[verdict_of("5.4")]).endswith('有异议,同意不适用"')


def test_only_what_the_reviewers_settle_is_unlocked(data: bytes, book: Book) -> None:
    page = opened(data)[REVIEW]
    names = [n for n in book.names if n.startswith(("w_v_", "w_o_", "w_t_")) or n == REVIEW_ROLE]
    expected = {book.names[name][1:] for name in names}
    for area in page.merged_cells.ranges:
        if (area.min_row, area.min_col) in expected:
            expected |= set(area.cells)
    unlocked = {
        (c.row, c.column) for row in page.iter_rows() for c in row if not c.protection.locked
    }
    assert unlocked == expected
    assert page.protection.sheet and page.protection.password is None


CLAIMS = [
    (code_of("F111"), "是"),
    (code_of("F112"), "○ 未填"),
    (code_of("F131"), "! 填报差错"),
    (code_of("F115"), "○ 未填"),
    (code_of(option_of("F151", 1)), TICK),
    (code_of(option_of("F151", 2)), ""),
    (code_of(option_of("F311", 0)), TICK),
    (code_of("F422"), "=1+1"),
]


@pytest.mark.parametrize(("name", "shown"), CLAIMS)
def test_a_claim_is_shown_and_a_missing_one_says_its_state(
    name: str, shown: str, book: Book
) -> None:
    assert beside(book, name, "自报值") == shown


def test_evidence_shows_what_is_asked_and_what_counts(book: Book) -> None:
    assert beside(book, item_code("1.1"), "佐证") == "文件1件\n登记2件：01、02（不算）"
    assert beside(book, item_code("1.3"), "佐证").endswith("（没有登记）")
    assert "没有登记" not in beside(book, item_code("2.3"), "佐证")


def test_office_values_are_shown_and_missing_ones_say_so(standard: Standard, data: bytes) -> None:
    page = opened(data)[REVIEW]
    shown = {row[4].value: row[6].value for row in page.iter_rows(min_row=6)}
    office = {f.code for f in standard.own_fields.values() if f.source is Source.OFFICE}
    assert {shown[code] for code in office - {"F171"}} == {"待导入"}
    assert shown["F171"] == "4"


def test_a_unit_that_handed_nothing_in_still_gets_a_sheet() -> None:
    assert beside(scan(sheet(None)), code_of("F111"), "自报值") == "未交表"


def test_rulings_already_given_are_laid_out_again() -> None:
    rulings = {
        "1.1": Ruling(
            unit="0101",
            indicator="1.1",
            verdict=Verdict.AMEND,
            values={"F115": Answer(value="2", state=VERIFIED)},
            reason="+成员名单只有2人",
        ),
        "1.5": Ruling(
            unit="0101",
            indicator="1.5",
            verdict=Verdict.AMEND,
            values={"F151": Answer(value=("标牌",), state=VERIFIED)},
        ),
        "4.3": Ruling(
            unit="0101", indicator="4.3", values={"F431": Answer(value="2.9", state=VERIFIED)}
        ),
    }
    book = scan(sheet(rulings=rulings))
    assert cell(book, verdict_of("1.1")) == "核定为"
    assert cell(book, reason_of("1.1")) == "+成员名单只有2人"
    assert Decimal(cell(book, value_of("F115"))) == 2
    assert Decimal(cell(book, value_of("F431"))) == Decimal("2.9")
    ticks = [cell(book, value_of(option_of("F151", index))) for index in (1, 2, 0)]
    assert ticks == [TICK, "", ""]
    assert cell(book, verdict_of("1.2")) == ""


def test_what_a_unit_did_not_have_to_fill_in_is_not_called_blank() -> None:
    told = {**SUBMISSION.answers, "F121": Answer(value="无", state=CLAIMED)}
    told |= {code: Answer(state=State.BLANK) for code in ("F122", "F123", "F124")}
    book = scan(sheet(SUBMISSION.model_copy(update={"answers": told})))
    assert beside(book, code_of("F122"), "自报值") == "不用填"
    assert beside(book, code_of("F124"), "自报值") == "不用填"
    assert beside(book, code_of("F112"), "自报值") == "○ 未填"
