"""The self-assessment workbook as a school gets it."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from engine.files.answer_cells import lines_of
from engine.files.form_names import (
    CALCULATION,
    CHECK,
    COVER,
    FORM,
    GUIDE,
    REGISTER,
    REGISTER_COLUMNS,
    STAMP,
    STAMP_CYCLE,
    STAMP_EDITION,
    STAMP_FORM,
    STAMP_STRUCTURE,
    STAMP_UNIT,
    TICK,
    code_of,
    evidence_of,
    item_code,
    note_of,
    option_of,
    register_heading,
    value_of,
)
from engine.files.form_register import INPUT_ROWS
from engine.files.form_sheet import write_form
from engine.files.rubric_store import standard_store
from engine.files.sheet_scan import Book, scan
from engine.files.sheet_style import lines
from engine.language.fields import Field, Kind, Source
from engine.records.submission import Piece, RosterUnit
from engine.rubric.model import Indicator, NotApplicable, Rubric, Section
from engine.rubric.preparing import prepare
from engine.rubric.standard import Standard

UNIT = RosterUnit(
    code="0101", name="示例镇第一小学（虚构）", status="参评", fields={"学段": "小学"}
)
DATES: dict[str, Any] = {"hand_in_by": date(2025, 11, 10), "created": date(2025, 9, 1)}


def model() -> Standard:
    return prepare(standard_store().load("wuhao-school@2025").rubric)[0]


def form(standard: Standard | None = None, unit: RosterUnit = UNIT, **known: Any) -> bytes:
    return write_form(
        standard or model(),
        unit,
        known.pop("office", {}),
        cycle="2025",
        structure="ab12",
        **DATES,
        **known,
    )


def opened(data: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def cell(book: Book, name: str) -> str:
    """The text of a named cell, "" where it is empty."""
    sheet, row, column = book.names[name]
    cells = next(each.cells for each in book.sheets if each.name == sheet)
    return cells[row, column].text if (row, column) in cells else ""


def value_rows(field: Field) -> list[str]:
    return [line.row_code for line in lines_of(field) if line.takes_value]


def limits_at(book: Workbook, sheet: str, row: int, column: int) -> Any:
    """The validation of a cell; fails if there is none or there are two."""
    at = openpyxl.utils.get_column_letter(column) + str(row)
    found = [each for each in book[sheet].data_validations.dataValidation if at in each.sqref]
    assert len(found) == 1, f"{sheet}!{at} has {len(found)} validations"
    return found[0]


@pytest.fixture(scope="module")
def standard() -> Standard:
    return model()


@pytest.fixture(scope="module")
def blank(standard: Standard) -> bytes:
    return form(standard)


@pytest.fixture(scope="module")
def scanned(blank: bytes) -> Book:
    return scan(blank)


def test_the_same_form_is_the_same_bytes(blank: bytes) -> None:
    assert form() == blank


def test_another_day_is_another_file(standard: Standard, blank: bytes) -> None:
    days = {**DATES, "created": date(2025, 9, 2)}
    assert write_form(standard, UNIT, {}, cycle="2025", structure="ab12", **days) != blank


def test_the_sheets_stand_in_the_agreed_order(scanned: Book) -> None:
    names = [COVER, FORM, REGISTER, CHECK, GUIDE, CALCULATION, STAMP]
    assert [sheet.name for sheet in scanned.sheets] == names
    assert not any(sheet.hidden for sheet in scanned.sheets)
    assert scanned.broken_names == ()


def test_the_stamps_say_whose_form_it_is(scanned: Book) -> None:
    stamps = [STAMP_FORM, STAMP_EDITION, STAMP_STRUCTURE, STAMP_UNIT, STAMP_CYCLE]
    found = [cell(scanned, name) for name in stamps]
    assert found == ["self-assessment", "wuhao-school@2025", "ab12", "0101", "2025"]


def test_every_school_field_has_its_value_and_code_in_one_row(
    standard: Standard, scanned: Book
) -> None:
    asked = [f for f in standard.own_fields.values() if f.source is Source.SCHOOL]
    assert len(asked) > 40
    for field in asked:
        for row_code in value_rows(field):
            assert cell(scanned, code_of(row_code)) == row_code
            value, code = scanned.names[value_of(row_code)], scanned.names[code_of(row_code)]
            assert value[:2] == code[:2] and value[0] == FORM


def test_no_field_of_the_office_or_the_reviewers_can_be_filled(
    standard: Standard, scanned: Book
) -> None:
    others = [f for f in standard.own_fields.values() if f.source is not Source.SCHOOL]
    assert len(others) > 10
    names = {value_of(each.code) for each in others} | {code_of(each.code) for each in others}
    assert not names & scanned.names.keys()


def test_no_two_names_share_a_cell(scanned: Book) -> None:
    assert len(set(scanned.names.values())) == len(scanned.names)


def test_only_cells_to_be_filled_are_unlocked(standard: Standard, blank: bytes) -> None:
    book, names = opened(blank), scan(blank).names
    inputs = [name for name in names if name.startswith(("w_v_", "w_n_", "w_e_"))]
    expected = {names[name][1:] for name in inputs}
    sheet = book[FORM]
    merged = [
        area for area in sheet.merged_cells.ranges if (area.min_row, area.min_col) in expected
    ]
    for area in merged:
        expected |= {(row, column) for row, column in area.cells}
    unlocked = {
        (each.row, each.column)
        for row in sheet.iter_rows()
        for each in row
        if not each.protection.locked
    }
    assert unlocked == expected


@pytest.mark.parametrize("name", [COVER, FORM, REGISTER, CHECK, GUIDE, STAMP])
def test_every_sheet_is_protected_without_a_password_and_prints_on_a4(
    name: str, blank: bytes
) -> None:
    sheet = opened(blank)[name]
    assert sheet.protection.sheet and sheet.protection.password is None
    assert not sheet.protection.formatRows and not sheet.protection.formatColumns
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    # One page wide; the cover, which is signed and stamped, is one page in all.
    tall = sheet.page_setup.fitToHeight
    assert (sheet.page_setup.fitToWidth or 1, 1 if tall is None else tall) == (1, name == COVER)
    assert UNIT.name in sheet.oddFooter.left.text
    assert "wuhao-school@2025·0101" in sheet.oddFooter.center.text
    assert "第&P页" in sheet.oddFooter.right.text.replace("[Page]", "P")


def test_nothing_but_the_cover_and_the_register_can_be_filled_elsewhere(blank: bytes) -> None:
    book = opened(blank)
    counts = {
        name: sum(not c.protection.locked for row in book[name].iter_rows() for c in row)
        for name in (COVER, REGISTER, CHECK, GUIDE, STAMP)
    }
    assert counts == {
        COVER: 6,
        REGISTER: INPUT_ROWS * len(REGISTER_COLUMNS),
        CHECK: 0,
        GUIDE: 0,
        STAMP: 0,
    }


LIMITS = [
    ("F111", "list", '"是,否"', None),
    ("F121", "list", '"有,无"', None),
    ("F115", "whole", "0", "50"),
    ("F151.1", "list", f'"{TICK}"', None),
    ("F151.0", "list", f'"{TICK}"', None),
    ("F124", "date", None, None),
]


@pytest.mark.parametrize(("row_code", "kind", "first", "second"), LIMITS)
def test_each_kind_of_field_is_limited_to_what_it_may_hold(
    row_code: str, kind: str, first: str | None, second: str | None, blank: bytes, scanned: Book
) -> None:
    limits = limits_at(opened(blank), *scanned.names[value_of(row_code)])
    assert (limits.type, limits.allowBlank) == (kind, True)
    assert first is None or limits.formula1 == first
    assert second is None or limits.formula2 == second


def test_a_number_with_decimals_is_limited_in_range_and_places(blank: bytes, scanned: Book) -> None:
    place = scanned.names[value_of("F161")]
    at = f"{openpyxl.utils.get_column_letter(place[2])}{place[1]}"
    limits = limits_at(opened(blank), *place)
    assert limits.type == "custom"
    assert limits.formula1 == f"AND(ISNUMBER({at}),{at}>=0,{at}<=1000000,ROUND({at},2)={at})"


def test_every_input_cell_says_in_chinese_what_to_write(
    standard: Standard, blank: bytes, scanned: Book
) -> None:
    book = opened(blank)
    for field in standard.own_fields.values():
        if field.source is not Source.SCHOOL:
            continue
        for row_code in value_rows(field):
            said = limits_at(book, *scanned.names[value_of(row_code)])
            for text in (said.prompt, said.error, said.promptTitle, said.errorTitle):
                assert any("一" <= each <= "鿿" for each in text), row_code
            assert len(said.prompt) <= 255 and len(said.promptTitle) <= 32


def test_where_not_applicable_is_on_request_its_word_may_be_chosen() -> None:
    base = model().rubric
    first = base.sections[0].indicators[0]
    asked: Indicator = first.model_copy(
        update={"not_applicable": NotApplicable(policy="full"), "code": "1.1"}
    )
    section = base.sections[0].model_copy(
        update={"indicators": (asked, *base.sections[0].indicators[1:])}
    )
    changed = base.model_copy(update={"sections": (section, *base.sections[1:])})
    data = form(prepare(changed)[0])
    book, names = opened(data), scan(data).names
    assert limits_at(book, *names[value_of("F111")]).formula1 == '"是,否,不适用"'
    assert "不适用" in limits_at(book, *names[value_of("F115")]).formula1
    assert limits_at(book, *names[value_of("F131")]).type == "whole"


def test_a_note_and_evidence_stand_only_where_the_item_asks_for_them(
    standard: Standard, scanned: Book
) -> None:
    for item in standard.items:
        assert cell(scanned, item_code(item.code)) == item.code
        own = any(need.from_item is None for need in item.indicator.evidence)
        assert (evidence_of(item.code) in scanned.names) == own
        only_reviewers = all(field.source is Source.REVIEWER for field in item.fields)
        assert (note_of(item.code) in scanned.names) != only_reviewers


def test_the_register_lists_the_indicators_that_take_evidence(
    standard: Standard, blank: bytes, scanned: Book
) -> None:
    book = opened(blank)
    sheet, row, column = scanned.names[register_heading("indicator")]
    source = limits_at(book, sheet, row + 1, column).formula1
    name, _, area = source.partition("!")
    listed = [each.value for (each,) in book[name][area.replace("$", "")]]
    assert listed == [item.code for item in standard.items if item.evidence]
    assert source == limits_at(book, sheet, row + INPUT_ROWS, column).formula1


def test_every_heading_of_the_register_has_its_name(scanned: Book) -> None:
    for key, heading in REGISTER_COLUMNS.items():
        assert cell(scanned, register_heading(key)) == heading


def test_office_values_are_printed_and_missing_ones_say_who_brings_them() -> None:
    data = form(office={"F171": "4"})
    texts = [each.value for row in opened(data)[FORM].iter_rows() for each in row]
    assert "4" in texts
    assert "由评估办公室\n提供" in texts and "由评审组填写" in texts


def test_a_filled_form_holds_each_value_in_its_own_type() -> None:
    filled = {
        "F111": "是",
        "F122": "2025-03-31",
        "F161": "1333.50",
        "F151": ("标牌", "电脑"),
        "F311": (),
        "F422": "007",
    }
    book = scan(form(prefill=filled, notes={"1.1": "已换届"}))
    numbered = {name: book.names[value_of(name)] for name in ("F161", "F122", "F422", "F111")}
    cells = next(sheet.cells for sheet in book.sheets if sheet.name == FORM)
    found = {name: cells[place[1:]] for name, place in numbered.items()}
    assert (found["F161"].kind, Decimal(found["F161"].text)) == ("number", Decimal("1333.5"))
    assert (found["F122"].kind, found["F122"].text) == ("number", "45747")
    assert (found["F422"].kind, found["F422"].text) == ("text", "007")
    assert found["F111"].text == "是"
    ticks = [cell(book, value_of(option_of("F151", index))) for index in (1, 2, 3, 4, 5, 0)]
    assert ticks == [TICK, "", TICK, "", "", ""]
    assert cell(book, value_of(option_of("F311", 0))) == TICK
    assert cell(book, note_of("1.1")) == "已换届"


DANGEROUS = ["=1+1", "+1", "-1+2", "@SUM(A1)", "{=1}", "https://example.org", "1e3", "nan", "约50"]


@pytest.mark.parametrize("text", DANGEROUS)
def test_what_a_person_typed_stays_text(text: str) -> None:
    piece = Piece(number=text, indicator="1.1", kind="文件", title=text, link=text)
    unit = UNIT.model_copy(update={"name": text})
    data = form(unit=unit, prefill={"F422": text}, notes={"1.1": text}, pieces=(piece,))
    book = scan(data)
    assert cell(book, value_of("F422")) == text
    assert cell(book, note_of("1.1")) == text
    assert cell(book, evidence_of("1.1")) == text
    typed_in = [sheet for sheet in book.sheets if sheet.name in (COVER, FORM, REGISTER)]
    every = [each for sheet in typed_in for each in sheet.cells.values() if each.text == text]
    assert len(every) > 4 and not any(each.formula for each in every)
    assert not book.external_links
    cover = next(sheet for sheet in book.sheets if sheet.name == COVER)
    assert [c.kind for c in cover.cells.values() if c.text == text] == ["text"]


@pytest.mark.parametrize("text", ["约50", "nan", "1e400", "=1"])
def test_what_is_no_number_is_laid_out_as_it_was_typed(text: str) -> None:
    book = scan(form(prefill={"F125": text, "F122": text}))
    assert cell(book, value_of("F125")) == cell(book, value_of("F122")) == text


def test_registered_evidence_is_laid_out_and_its_numbers_stand_beside_the_item() -> None:
    pieces = (
        Piece(number="01", indicator="1.1", kind="文件", dated=date(2024, 12, 1), pages="1-3"),
        Piece(number="02", indicator="1.1", kind="文件", on_site=True),
        Piece(number="01", indicator="1.4", kind="文件"),
    )
    book = scan(form(pieces=pieces))
    assert cell(book, evidence_of("1.1")) == "01、02"
    assert cell(book, evidence_of("1.4")) == "01"
    cells = next(sheet.cells for sheet in book.sheets if sheet.name == REGISTER)
    row = book.names[register_heading("number")][1]
    columns = {key: book.names[register_heading(key)][2] for key in REGISTER_COLUMNS}
    assert cells[row + 1, columns["pages"]].text == "1-3"
    assert cells[row + 1, columns["dated"]].number_format == "yyyy-mm-dd"
    assert cells[row + 2, columns["on_site"]].text == TICK


def test_more_evidence_than_the_blank_register_holds_still_leaves_room() -> None:
    pieces = tuple(Piece(number=f"{n:03}", indicator="1.1", kind="文件") for n in range(100))
    sheet = opened(form(pieces=pieces))[REGISTER]
    unlocked = {c.row for row in sheet.iter_rows() for c in row if not c.protection.locked}
    assert len(unlocked) == 120


def test_the_form_opens_where_the_first_required_answer_is_missing(
    standard: Standard, blank: bytes
) -> None:
    book = opened(blank)
    assert book.active.title == FORM
    names = scan(blank).names

    def chosen(data: bytes) -> tuple[int, int]:
        selected = openpyxl.utils.cell.coordinate_from_string(
            opened(data)[FORM].sheet_view.selection[-1].activeCell
        )
        return selected[1], openpyxl.utils.column_index_from_string(selected[0])

    assert chosen(blank) == names[value_of("F111")][1:]
    partly = form(standard, prefill={"F111": "是", "F112": "否"})
    assert chosen(partly) == names[value_of("F113")][1:]


def test_a_form_with_nothing_missing_opens_on_the_cover(standard: Standard) -> None:
    filled: dict[str, str | tuple[str, ...]] = {}
    for field in standard.own_fields.values():
        filled[field.code] = () if field.type is Kind.CHOICES else "0"
    assert opened(form(standard, prefill=filled)).active.title == COVER


def test_heads_and_first_columns_stay_in_sight_and_heads_repeat_in_print(blank: bytes) -> None:
    sheet = opened(blank)[FORM]
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("C4", "$2:$3")
    assert [sheet.cell(3, column).value for column in range(1, 16)] == [
        "编号", "指标", "要求与佐证", "分值", "自评分", "评分标准", "项号", "填报项",
        "自报值", "状态", "自评说明", "佐证编号", "核定值", "考评分", "扣分理由",
    ]  # fmt: skip


def test_no_page_break_cuts_an_item(blank: bytes) -> None:
    sheet = opened(blank)[FORM]
    breaks = [each.id for each in sheet.row_breaks.brk]
    assert len(breaks) > 5
    for area in sheet.merged_cells.ranges:
        assert not any(area.min_row <= each < area.max_row for each in breaks)


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [("", 10, 1), ("组织", 5, 1), ("组织机构", 5, 2), ("ab\ncd", 10, 2), ("一" * 50, 21, 5)],
)
def test_a_chinese_character_takes_two_of_a_columns_places(
    text: str, width: float, expected: int
) -> None:
    assert lines(text, width) == expected


def test_an_item_that_asks_nothing_itself_still_has_its_row() -> None:
    base = model().rubric
    kept = base.sections[1].indicators[0]
    borrowed = kept.model_copy(update={"code": "2.9", "fields": (), "evidence": ()})
    section = Section(code="2", title="二、已有序号", points=None, indicators=(kept, borrowed))
    rubric: Rubric = base.model_copy(update={"sections": (section,), "bonus": None})
    book = scan(form(prepare(rubric)[0]))
    assert cell(book, item_code("2.9")) == "2.9"
    texts = {c.text for sheet in book.sheets for c in sheet.cells.values()}
    assert "二、已有序号" in texts


@pytest.mark.libreoffice
def test_saving_in_libreoffice_keeps_names_locks_and_limits(
    blank: bytes, scanned: Book, soffice: Any, tmp_path: Path
) -> None:
    source = tmp_path / "in" / "form.xlsx"
    source.parent.mkdir()
    source.write_bytes(blank)
    [saved] = soffice.convert([source], "xlsx", tmp_path)
    data = saved.read_bytes()
    again = scan(data)
    ours = {name: place for name, place in scanned.names.items() if name.startswith("w_")}
    assert {name: again.names.get(name) for name in ours} == ours
    book = opened(data)
    assert all(sheet.protection.sheet for sheet in book.worksheets)
    place = ours[value_of("F115")]
    assert not book[FORM].cell(*place[1:]).protection.locked
    assert book[FORM].cell(place[1], place[2] + 1).protection.locked
    assert limits_at(book, *place).type == "whole"
