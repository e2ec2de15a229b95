"""A filled 自评表 becomes answers: what can mean one thing is read, all else is said."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from engine.files.book import Book, Cell
from engine.files.form_names import FORM, REGISTER, code_of, evidence_of, value_of
from engine.files.form_stamp import Blocked
from engine.files.sheet_scan import scan
from engine.records.problem import Severity
from engine.records.states import State
from engine.records.submission import Answer
from tests.files import forms
from tests.files.forms import cell, codes, counted, put, put_named, read, sound_book

LONG_DATE = 'yyyy"年"m"月"d"日"'


def test_a_sound_form_is_read_whole_and_without_a_word() -> None:
    found = counted(sound_book())
    assert found.problems == ()
    assert (found.unit, found.rows_read) == ("00101", found.rows_expected)
    assert found.answers["F111"].value == "否"
    assert found.answers["F151"] == Answer(
        value=(), state=State.CLAIMED, place=found.answers["F151"].place
    )
    assert found.answers["F433"].value == "已填"
    assert found.answers["F122"].state is State.BLANK
    assert "F171" not in found.answers and "F431" not in found.answers


def test_answers_of_every_type_survive_writing_saving_elsewhere_and_reading() -> None:
    answers: dict[str, Any] = {
        "F121": "有",
        "F122": "2025-03-31",
        "F123": "否",
        "F131": "2",
        "F151": ("标牌", "电话"),
        "F161": "1999.5",
        "F421": "县级",
        "F422": "某教〔2025〕5号",
        "F433": "老园丁讲堂",
    }
    found = counted(scan(forms.edited(forms.form(answers), {})))
    assert found.problems == ()
    assert {code: found.answers[code].value for code in answers} == answers | {"F433": "已填"}


BAD_CELLS: tuple[tuple[str, Cell | str, str, str], ...] = (
    ("F131", cell("1.5", "number"), "E215", "整数"),
    ("F131", cell("-1", "number"), "E215", "不能小于0"),
    ("F131", cell("21", "number"), "E215", "不能大于20"),
    ("F161", cell("1.005", "number"), "E215", "2位小数"),
    ("F131", cell("0.5", "number", "0%"), "E215", "百分比"),
    ("F131", cell("1E+300", "number"), "E215", "不能大于"),
    ("F131", cell("1E+400", "number"), "E214", ""),
    ("F131", cell("45000", "number", "yyyy/m/d"), "E213", ""),
    ("F131", cell("TRUE", "boolean"), "E213", ""),
    ("F131", "约5", "E213", ""),
    ("F131", "5余", "E213", ""),
    ("F131", "三", "E213", ""),
    ("F131", "①", "E213", ""),
    ("F131", "nan", "E214", ""),
    ("F131", "1_0", "E214", ""),
    ("F131", "5%", "E213", ""),
    ("F131", cell("2", "number", formula=True), "E203", ""),
    ("F131", cell("", "number", formula=True, has_value=False), "E204", ""),
    ("F131", cell("#DIV/0!", "error"), "E205", ""),
    ("F131", cell("#REF!", "error", formula=True), "E205", ""),
    ("F131", "不适用", "E228", ""),
    ("F111", "有", "E218", "是、否"),
    ("F111", cell("TRUE", "boolean"), "E218", ""),
    ("F111", cell("1", "number"), "E218", ""),
    ("F421", "国家级", "E218", ""),
    ("F151.1", "一块", "E218", "✓"),
    ("F151.1", "✓", "E218", "以上都没有"),
    ("F212", cell("1", "number"), "E215", "不能大于"),
)


@pytest.mark.parametrize(("row", "content", "code", "says"), BAD_CELLS)
def test_a_bad_cell_makes_its_answer_faulty_and_is_said_with_its_place(
    row: str, content: Cell | str, code: str, says: str
) -> None:
    book = put_named(sound_book(), {value_of(row): content})
    found = counted(book)
    [said] = found.problems
    asked = row.partition(".")[0]
    assert (said.code, said.severity) == (code, Severity.BLOCK)
    assert says in str(said)
    assert found.answers[asked] == Answer(state=State.FAULTY, place=found.answers[asked].place)
    assert said.place.file == "a.xlsx" and said.place.sheet == FORM and said.place.cell
    assert (said.unit, said.indicator) == ("00101", f"{asked[1]}.{asked[2]}")
    title = forms.standard().own_fields[asked].title
    assert title in said.message


TIDIED: tuple[tuple[str, Cell | str, str, set[str]], ...] = (
    ("F131", cell("2", "number"), "2", set()),
    ("F131", cell("2.0000000000000004", "number"), "2", set()),
    ("F131", "2", "2", {"E210"}),
    ("F131", "２", "2", {"E210", "E211"}),
    ("F131", "2次", "2", {"E210", "E211"}),
    ("F161", "１，２３４.50", "1234.5", {"E210", "E211"}),
    ("F111", " 是 ", "是", set()),
    ("F111", "\u200b是", "是", set()),
    ("F433", "讲堂\u200b", "已填", {"E230"}),
)


@pytest.mark.parametrize(("row", "content", "value", "notes"), TIDIED)
def test_what_can_mean_one_thing_is_read_and_noted(
    row: str, content: Cell | str, value: str, notes: set[str]
) -> None:
    found = counted(put(sound_book(), **{row: content}))
    assert (found.answers[row].value, found.answers[row].state) == (value, State.CLAIMED)
    assert codes(found) == notes
    assert all(each.severity in (Severity.NOTE, Severity.WARNING) for each in found.problems)


DATES: tuple[tuple[Cell | str, str, set[str]], ...] = (
    (cell("45717", "number", "yyyy/m/d"), "2025-03-01", set()),
    (cell("45717.75", "number", LONG_DATE), "2025-03-01", set()),
    (cell("45717", "number"), "2025-03-01", {"E221"}),
    (cell("20250301", "number"), "2025-03-01", {"E221"}),
    (cell("2025-03-01T00:00:00", "date"), "2025-03-01", set()),
    ("2025年3月1日", "2025-03-01", {"E221"}),
    ("2025.3.1", "2025-03-01", {"E221"}),
    ("2025-03-01", "2025-03-01", set()),
    ("2025年3月", "", {"E220"}),
    ("25/3/1", "", {"E220"}),
    (cell("2025.3", "number"), "", {"E220"}),
    ("2025-02-30", "", {"E222"}),
    (cell("60", "number", "yyyy/m/d"), "", {"E222"}),
    (cell("-5", "number", "yyyy/m/d"), "", {"E222"}),
    (cell("2958465", "number", "yyyy/m/d"), "", {"E222"}),
    (cell("41306", "number", "yyyy/m/d"), "", {"E223"}),
)


@pytest.mark.parametrize(("content", "value", "said"), DATES)
def test_dates_in_every_writing(content: Cell | str, value: str, said: set[str]) -> None:
    changed = put(sound_book(), F121="有", F123="否", F122=content)
    found = counted(changed)
    expected = State.CLAIMED if value else State.FAULTY
    assert (found.answers["F122"].value, found.answers["F122"].state) == (value, expected)
    assert codes(found) == said


def test_a_workbook_of_1904_is_read_by_its_own_calendar() -> None:
    serial = str(45717 - 1462)
    changed = put(sound_book(), F121="有", F123="否", F122=cell(serial, "number", "yyyy/m/d"))
    found = counted(replace(changed, date_1904=True))
    assert found.answers["F122"].value == "2025-03-01"


def test_a_document_number_kept_as_a_number_has_lost_its_digits() -> None:
    changed = put(sound_book(), F421="县级", F422=cell("1.1000000000000001E+17", "number"))
    found = counted(changed)
    assert codes(found) == {"E216"}
    assert "1.1" not in str(found.problems[0])


def test_a_blank_that_is_owed_is_said_kindly_with_its_row() -> None:
    found = counted(put(sound_book(), F131=None))
    [said] = found.problems
    row = found.answers["F131"].place.cell
    assert row is not None
    title = forms.standard().own_fields["F131"].title
    assert said.code == "E219"
    assert said.message == f"第{row[1:]}行“{title}”没有填。"
    assert said.mend == "请填一个整数（单位：次），比如 2；没有就填 0。"
    assert found.answers["F131"].state is State.BLANK


def test_a_bonus_left_blank_is_no_fault() -> None:
    assert codes(counted(put(sound_book(), F611=None, F621=None))) == set()


def test_a_multi_select_with_nothing_ticked_is_blank_not_empty() -> None:
    found = counted(put(sound_book(), **{"F151_0": None}))
    assert found.answers["F151"].state is State.BLANK
    assert codes(found) == {"E219"}


def test_what_is_asked_depends_on_the_other_answers() -> None:
    assert codes(counted(put(sound_book(), F121="有"))) == {"E219"}
    unasked = counted(put(sound_book(), F122="不知道"))
    assert [each.code for each in unasked.problems] == ["E225"]
    undecided = counted(put(sound_book(), F121="也许"))
    assert [each.code for each in undecided.problems] == ["E218"]


def test_office_values_decide_what_is_asked_and_how_much_it_may_be() -> None:
    office = {"F541": Answer(value="3", state=State.VERIFIED)}
    assert codes(read(sound_book(), office={forms.UNIT.code: office})) == {"E219"}
    four = put(sound_book(), F542=cell("4", "number"))
    assert codes(read(four, office={forms.UNIT.code: office})) == {"E215"}
    assert codes(read(four)) == set()


def test_a_number_may_be_held_to_a_column_of_the_roster() -> None:
    standard = forms.standard()
    bounded = standard.own_fields["F212"].model_copy(update={"at_most": "离退休教职工数"})
    items = tuple(
        replace(
            item, fields=tuple(bounded if each.code == "F212" else each for each in item.fields)
        )
        for item in standard.items
    )
    known = int(forms.UNIT.fields["离退休教职工数"])
    for value, wrong in ((known, set()), (known + 1, {"E215"})):
        many = cell("9", "number")
        found = forms.read_form(
            put(sound_book(), F211=many, F231=many, F212=cell(str(value), "number")),
            replace(standard, items=items),
            file="a.xlsx",
            sha256="",
            structure=forms.structure(),
            edition="wuhao-school@2025",
            roster=forms.ROSTER,
        )
        assert not isinstance(found, Blocked)
        assert {each.code for each in found.problems if each.indicator == "2.1"} == wrong


def test_not_applicable_is_a_request_only_where_the_rubric_allows_it() -> None:
    standard = forms.standard()
    item = standard.by_code["1.3"]
    rule = {"policy": "full"}
    indicator = item.indicator.model_validate(
        item.indicator.model_dump() | {"not_applicable": rule}
    )
    changed = tuple(
        replace(each, indicator=indicator, policy=indicator.not_applicable)
        if each.code == "1.3"
        else each
        for each in standard.items
    )
    found = forms.read_form(
        put(sound_book(), F131="不适用"),
        replace(standard, items=changed),
        file="a.xlsx",
        sha256="",
        structure=forms.structure(),
        edition="wuhao-school@2025",
        roster=forms.ROSTER,
    )
    assert not isinstance(found, Blocked)
    assert found.not_applicable == ("1.3",)
    assert found.answers["F131"].state is State.BLANK
    assert codes(found) == {"E229"}


def stamped(name: str, content: str | None) -> Book:
    return put_named(sound_book(), {f"w_s_{name}": content})


def without_sheet(name: str) -> Book:
    book = sound_book()
    kept = tuple(sheet for sheet in book.sheets if sheet.name != name)
    return replace(book, sheets=kept)


BLOCKED: tuple[tuple[str, Book, str, str], ...] = (
    ("no stamp", replace(sound_book(), names={}), "E206", ""),
    ("a review sheet", scan(forms.blank_review()), "E206", "00101"),
    ("no form sheet", without_sheet(FORM), "E206", "00101"),
    ("no register", without_sheet(REGISTER), "E206", "00101"),
    ("structure gone", stamped("structure", None), "E226", "00101"),
    ("another edition", stamped("structure", "f" * 64), "E226", "00101"),
    ("unknown unit", stamped("unit", "00999"), "E233", ""),
    ("zeros lost", stamped("unit", "101"), "E217", ""),
    ("outside data", replace(sound_book(), external_links=True), "X111", "00101"),
)


@pytest.mark.parametrize(("book", "code", "unit"), [each[1:] for each in BLOCKED])
def test_a_file_that_cannot_count_is_blocked_with_its_reason(
    book: Book, code: str, unit: str
) -> None:
    found = read(book)
    assert isinstance(found, Blocked)
    assert (found.code, found.unit) == (code, unit)
    assert found.problems[0].severity is Severity.BLOCK


def test_a_wording_fix_orphans_no_form() -> None:
    assert codes(read(sound_book(), edition="wuhao-school@2025-r2")) == set()


def renamed(book: Book, **places: tuple[str, int, int] | None) -> Book:
    names = dict(book.names)
    for name, place in places.items():
        if place is None:
            del names[name]
        else:
            names[name] = place
    return replace(book, names=names)


def test_a_row_cut_over_another_leaves_two_names_on_one_cell_and_both_items_faulty() -> None:
    book = sound_book()
    found = counted(renamed(book, **{value_of("F131"): book.names[value_of("F125")]}))
    assert found.answers["F131"].state is State.FAULTY
    assert found.answers["F125"].state is State.FAULTY
    assert [each.code for each in found.problems] == ["E241", "E207", "E207"]
    assert found.rows_read == found.rows_expected - 2


def test_a_value_parted_from_its_code_is_not_guessed_at() -> None:
    book = sound_book()
    sheet, row, column = book.names[value_of("F131")]
    found = counted(renamed(book, **{value_of("F131"): (sheet, row + 500, column)}))
    assert found.answers["F131"].state is State.FAULTY
    assert codes(found) == {"E207", "E241"}


def test_a_value_that_strayed_into_the_column_of_something_else_is_not_read() -> None:
    book = sound_book()
    other = book.names[evidence_of("J2")]
    found = counted(renamed(book, **{value_of("F621"): other, evidence_of("J2"): None}))
    assert found.answers["F621"].state is State.FAULTY
    assert codes(found) == {"E207", "E241"}


def test_a_deleted_row_and_an_altered_code_are_faults_of_their_items_alone() -> None:
    lost = counted(renamed(sound_book(), **{value_of("F131"): None}))
    altered = counted(put_named(sound_book(), {code_of("F131"): "F999"}))
    for found in (lost, altered):
        assert codes(found) == {"E207", "E241"}
        assert found.answers["F131"].state is State.FAULTY
        assert found.answers["F125"].state is State.CLAIMED


def shifted(book: Book, first: int, by: int, upto: int = 10**6) -> Book:
    """Rows `first` … `upto` of the form moved down by `by`, as a spreadsheet moves them."""

    def moved(row: int) -> int:
        return row + by if first <= row <= upto else row

    sheets = tuple(
        replace(
            sheet,
            cells={
                (moved(r), c): each._replace(row=moved(r)) for (r, c), each in sheet.cells.items()
            },
            merged=tuple((moved(t), le, moved(b), r) for t, le, b, r in sheet.merged),
        )
        if sheet.name == FORM
        else sheet
        for sheet in book.sheets
    )
    names = {n: (s, moved(r) if s == FORM else r, c) for n, (s, r, c) in book.names.items()}
    return replace(book, sheets=sheets, names=names)


def test_rows_that_moved_are_read_by_name_with_one_note() -> None:
    book = put(sound_book(), F131=cell("2", "number"), F142="是")
    inside = book.names[value_of("F142")][1]
    for changed in (shifted(book, inside, 1), shifted(book, inside, 400, upto=inside)):
        found = counted(changed)
        assert [each.code for each in found.problems] == ["E208"]
        assert found.answers["F131"].value == "2"
        assert found.answers["F142"].value == "是"


def on_form(book: Book, **changed: Any) -> Book:
    sheets = (replace(each, **changed) if each.name == FORM else each for each in book.sheets)
    return replace(book, sheets=tuple(sheets))


def test_hidden_rows_are_read_with_a_warning() -> None:
    book = put(sound_book(), F131=cell("2", "number"))
    row = book.names[value_of("F131")][1]
    found = counted(on_form(book, hidden_rows=frozenset((row,))))
    [said] = found.problems
    assert (said.code, said.severity) == ("E201", Severity.WARNING)
    assert f"第{row}行" in said.message
    assert found.answers["F131"].value == "2"


def test_merging_two_answers_makes_both_faulty_but_our_own_merges_do_not() -> None:
    book = sound_book()
    form = next(sheet for sheet in book.sheets if sheet.name == FORM)
    _, row, column = book.names[value_of("F141")]
    area = (row, column, row + 1, column)
    found = counted(on_form(book, merged=(*form.merged, area)))
    assert form.merged
    assert [each.code for each in found.problems] == ["E202", "E202"]
    assert found.answers["F141"].state is found.answers["F142"].state is State.FAULTY


def test_an_extra_sheet_warns_and_is_not_read() -> None:
    book = sound_book()
    extra = replace(book.sheets[0], name="草稿")
    found = counted(replace(book, sheets=(*book.sheets, extra)))
    assert [(each.code, each.severity) for each in found.problems] == [("E209", Severity.WARNING)]


def test_no_message_repeats_what_a_cell_says() -> None:
    secret = "张三丰13800000000"
    names = [name for name in sound_book().names if name.startswith(("w_v_", "w_e_"))]
    found = counted(put_named(sound_book(), dict.fromkeys(names, secret)))
    assert len(found.problems) > 30
    assert not [each for each in found.problems if "张三" in str(each) or "1380" in str(each)]


def test_an_evidence_number_must_stand_in_the_register() -> None:
    found = counted(put_named(sound_book(), {evidence_of("1.1"): "01、02"}))
    [said] = found.problems
    assert (said.code, said.indicator) == ("E224", "1.1")
    assert "第1、2个" in said.message


def with_cached_formula(data: bytes, address: str) -> bytes:
    """The workbook with `=1+1`, calculated, in one cell of the second sheet."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename == "xl/worksheets/sheet2.xml":
                head, found, tail = content.decode().partition(f'<c r="{address}"')
                assert found
                attributes, _, rest = tail.partition(">")
                rest = rest.partition("</c>")[2]
                style = attributes.partition(" t=")[0]
                cell_xml = f"{found}{style}><f>1+1</f><v>2</v></c>"
                content = f"{head}{cell_xml}{rest}".encode()
            new.writestr(info, content)
    return out.getvalue()


def test_a_real_formula_in_a_real_file_is_a_fault() -> None:
    place = counted(sound_book()).answers["F131"].place.cell
    assert place is not None
    found = counted(scan(with_cached_formula(forms.form(), place)))
    assert [each.code for each in found.problems] == ["E203"]


def test_a_file_saved_by_a_program_that_does_not_calculate_is_read_but_for_its_formulas() -> None:
    data = forms.edited(forms.form(), {value_of("F131"): "=1+1", value_of("F125"): 3})
    found = counted(scan(data))
    assert [each.code for each in found.problems] == ["E204"]
    assert found.answers["F125"].value == "3"


@pytest.mark.libreoffice
def test_a_form_saved_by_libreoffice_gives_the_same_answers(soffice: Any, tmp_path: Path) -> None:
    answers: dict[str, Any] = {
        "F121": "有",
        "F122": "2025-03-31",
        "F123": "否",
        "F131": "2",
        "F151": ("标牌", "电话"),
        "F161": "0.3",
        "F421": "县级",
        "F422": "某教〔2025〕5号",
    }
    path = tmp_path / "filled.xlsx"
    path.write_bytes(forms.form(answers))
    (tmp_path / "saved").mkdir()
    [saved] = soffice.convert([path], "xlsx", tmp_path / "saved")
    before, after = counted(scan(path.read_bytes())), counted(scan(saved.read_bytes()))
    assert after.problems == before.problems == ()
    assert {c: a.value for c, a in after.answers.items()} == {
        c: a.value for c, a in before.answers.items()
    }
