"""Rows 18–37: sheets and cells, each spoilt in a saved form and read as this year's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from engine.files.form_names import FORM, evidence_of, register_heading, value_of
from engine.records.problem import Severity
from engine.records.states import State
from engine.records.submission import Submission
from tests.bad_inputs.workbooks import SECRET, Workbook

Spoil = Callable[[Workbook], object]


class Case(NamedTuple):
    """One spoilt answer: its row of the table, the field, how, the code, what is read."""

    row: int
    what: str
    field: str
    spoil: Spoil
    code: str
    value: str | None = None
    """The value that is read; None where the answer must be faulty."""
    more: tuple[str, ...] = ()
    """Further codes said."""
    which: str = "model"


def typed(row: int, field: str, text: str, code: str, value: str | None = None,
          more: tuple[str, ...] = (), which: str = "model") -> Case:  # fmt: skip
    return Case(row, text, field, lambda book: book.typed(field, text), code, value, more, which)


def stored(row: int, field: str, number: str, code: str, value: str | None = None,
           which: str = "model", shape: int = 0, format_code: str = "") -> Case:  # fmt: skip
    def spoil(book: Workbook) -> None:
        style = book.style(shape, format_code) if shape else None
        book.answer(field, f"<v>{number}</v>", style=style)

    what = f"{number} as {format_code or shape}"
    return Case(row, what, field, spoil, code, value, (), which)


def formula(row: int, inside: str, kind: str, code: str) -> Case:
    return Case(row, inside, "F131", lambda book: book.answer("F131", inside, kind), code)


def hidden_sheet(state: str) -> Spoil:
    return lambda book: book.replace(
        "xl/workbook.xml", f'name="{FORM}"', f'name="{FORM}" state="{state}"'
    )


def hidden_row(book: Workbook) -> None:
    row = book.names[value_of("F131")][1]
    book.replace(book.sheet(), f'<row r="{row}"', f'<row r="{row}" hidden="1"')


def hidden_column(book: Workbook) -> None:
    column = book.names[value_of("F131")][2]
    book.replace(
        book.sheet(), "<sheetData", f'<cols><col min="{column}" max="{column}" hidden="1"/></cols>'
        "<sheetData")  # fmt: skip


def merged(book: Workbook) -> None:
    _, row, column = book.names[value_of("F131")]
    letter = chr(64 + column)
    book.replace(book.sheet(), "</mergeCells>",
                 f'<mergeCell ref="{letter}{row - 1}:{letter}{row}"/></mergeCells>')  # fmt: skip


OFF = ("E210",)
STALE = "E245"
"""The form's own reckoning of points, which nobody worked out again after the cell was changed."""
CASES = (
    Case(18, "hidden sheet", "F131", hidden_sheet("hidden"), "E201", "0"),
    Case(18, "very hidden sheet", "F131", hidden_sheet("veryHidden"), "E201", "0"),
    Case(18, "hidden row", "F131", hidden_row, "E201", "0"),
    Case(18, "hidden column", "F131", hidden_column, "E201", "0"),
    Case(19, "merged with its neighbour", "F131", merged, "E202"),
    formula(20, "<f>1+1</f><v>2</v>", "n", "E203"),
    formula(20, "<f>[1]Sheet1!A1</f><v>2</v>", "n", "E203"),
    formula(21, "<f>1+1</f>", "n", "E204"),
    formula(22, "<v>#DIV/0!</v>", "e", "E205"),
    formula(22, "<f>B1</f><v>#REF!</v>", "e", "E205"),
    formula(22, "<f>B1</f><v>#N/A</v>", "e", "E205"),
    typed(25, "F131", "12", "E210", "12"),
    typed(26, "F161", "１２．５", "E211", "12.5", OFF),
    typed(26, "F131", "\u3000１２\u3000", "E211", "12", OFF),
    typed(26, "F21", "９０％", "E211", "90", OFF, "small"),
    typed(27, "F161", "1,234", "E211", "1234", OFF),
    typed(27, "F161", "1，234", "E211", "1234", OFF),
    typed(27, "F161", "1 234", "E211", "1234", OFF),
    typed(27, "F161", "12,34", "E214"),
    typed(27, "F161", "1,23", "E214"),
    typed(27, "F161", "1，234，5", "E214"),
    stored(28, "F21", "0.9", "E212", which="small"),
    stored(28, "F21", "1", "E212", which="small"),
    typed(28, "F21", "0.9", "E212", which="small"),
    stored(28, "F21", "0.9", "E211", "90", "small", 9),
    stored(28, "F21", "0.905", "E211", "90.5", "small", 10),
    typed(28, "F21", "90%", "E211", "90", OFF, "small"),
    stored(28, "F131", "0.5", "E215", shape=9),
    typed(29, "F131", "约5", "E213"),
    typed(29, "F131", "5余", "E213"),
    typed(29, "F131", "三", "E213"),
    typed(29, "F131", "①", "E213"),
    typed(29, "F131", "5²", "E213"),
    typed(29, "F131", "5人", "E213"),
    typed(29, "F131", "5次", "E211", "5", OFF),
    typed(30, "F131", "nan", "E214"),
    typed(30, "F131", "inf", "E214"),
    typed(30, "F131", "1e400", "E214"),
    typed(30, "F131", "1_0", "E214"),
    typed(30, "F131", "0x10", "E214"),
    stored(30, "F131", "1E+400", "E214"),
    typed(30, "F131", "−5", "E215"),
    stored(31, "F131", "-1", "E215"),
    stored(31, "F131", "21", "E215"),
    stored(31, "F131", "1.5", "E215"),
    stored(31, "F161", "1.005", "E215"),
    stored(32, "F422", SECRET, "E216"),
    stored(32, "F422", "1.1010119900307E+17", "E216"),
    typed(34, "F122", "2025.3.31", "E221", "2025-03-31"),
    typed(34, "F122", "2025年3月31日", "E221", "2025-03-31"),
    typed(34, "F122", "２０２５／３／３１", "E221", "2025-03-31"),
    typed(34, "F122", "2025年3月", "E220"),
    typed(34, "F122", "25/3/31", "E220"),
    stored(35, "F122", "45747", "E221", "2025-03-31", shape=1),
    stored(35, "F122", "20250331", "E221", "2025-03-31", shape=1),
    stored(35, "F122", "20250331", "E221", "2025-03-31", shape=14),
    *(stored(35, "F122", "45747", "", "2025-03-31", shape=shape)
      for shape in (14, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58)),
    stored(35, "F122", "45747.5", "", "2025-03-31", shape=190,
           format_code="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"),
    stored(35, "F122", "45747", "", "2025-03-31", shape=190,
           format_code="[DBNum1][$-804]yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"),
    stored(35, "F122", "7", "E222"),
    stored(36, "F122", "60", "E222", shape=14),
    stored(36, "F122", "-5", "E222", shape=14),
    stored(36, "F122", "2958465", "E222", shape=14),
    typed(36, "F122", "2025-02-30", "E222"),
    typed(37, "F122", "2023-03-31", "E223"),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.row} {case.what}")
def test_a_cell_is_read_in_the_one_way_it_can_be_meant_or_said_to_be_at_fault(
    case: Case, tmp_path: Path
) -> None:
    book = Workbook(case.which)
    case.spoil(book)
    found = book.read(tmp_path)
    assert isinstance(found, Submission), found
    said = [each for each in found.problems if each.code == case.code]
    others = {each.code for each in found.problems} - {case.code, STALE}
    answer = found.answers[case.field]
    if case.code:
        assert said, (found.problems, answer)
        assert said[0].place.file == "a.xlsx" and said[0].place.sheet == FORM
        assert said[0].place.cell or case.code == "E201"
        assert SECRET not in str(said[0]) and "1.1010" not in str(said[0])
        light = said[0].severity in (Severity.NOTE, Severity.WARNING)
        assert light is (case.value is not None)
    assert others == set(case.more)
    if case.value is None:
        assert (answer.value, answer.state) == ("", State.FAULTY)
    else:
        assert (answer.value, answer.state) == (case.value, State.CLAIMED)


def test_row_23_a_missing_or_renamed_sheet_blocks_and_an_extra_one_warns(tmp_path: Path) -> None:
    renamed = Workbook().replace("xl/workbook.xml", f'name="{FORM}"', 'name="自评表1"')
    found = renamed.read(tmp_path)
    assert {(each.code, each.severity) for each in found.problems} == {("E206", Severity.BLOCK)}
    assert FORM in found.problems[0].message
    extra = Workbook()
    extra.parts["xl/worksheets/sheet9.xml"] = extra.text(extra.sheet("填表说明"))
    extra.replace("xl/workbook.xml", "</sheets>",
                  '<sheet name="草稿" sheetId="9" r:id="rId99"/></sheets>')  # fmt: skip
    relations = "xl/_rels/workbook.xml.rels"
    first = extra.text(relations).partition("<Relationship ")[2].partition("/>")[0]
    another = (
        first.partition("Id=")[0] + 'Id="rId99" ' + first.partition("Id=")[2].partition(" ")[2]
    )
    another = another.replace("worksheets/sheet1.xml", "worksheets/sheet9.xml")
    extra.replace(relations, "</Relationships>", f"<Relationship {another}/></Relationships>")
    found = extra.read(tmp_path)
    assert isinstance(found, Submission)
    assert [(each.code, each.severity) for each in found.problems] == [("E209", Severity.WARNING)]


def test_row_24_a_name_on_another_row_is_not_guessed_at(tmp_path: Path) -> None:
    book = Workbook()
    _, row, column = book.names[value_of("F131")]
    place = f"${chr(64 + column)}${row}<"
    name = book.text("xl/workbook.xml").partition(f'name="{value_of("F131")}"')[2]
    said = name.partition(place)[0] + place
    moved = said.replace(place, f"${chr(64 + column)}${row + 1}<")
    book.replace("xl/workbook.xml", f'name="{value_of("F131")}"{said}',
                 f'name="{value_of("F131")}"{moved}')  # fmt: skip
    found = book.read(tmp_path)
    assert isinstance(found, Submission)
    assert {each.code for each in found.problems} == {"E207", "E241"}
    assert found.answers["F131"].state is State.FAULTY
    assert found.rows_read < found.rows_expected


def test_row_24_a_blank_cell_that_is_owed_is_said_with_its_row(tmp_path: Path) -> None:
    found = Workbook().answer("F131", "").read(tmp_path)
    [said] = found.problems
    assert (said.code, said.severity) == ("E219", Severity.BLOCK)
    assert f"第{Workbook().names[value_of('F131')][1]}行" in said.message


def test_row_33_a_code_that_lost_its_zeros_is_compared_and_never_mended(tmp_path: Path) -> None:
    found = Workbook().put("w_s_unit", "<v>101</v>").read(tmp_path)
    [said] = found.problems
    assert (said.code, said.severity) == ("E217", Severity.BLOCK)
    assert "00101" in said.message
    assert not isinstance(found, Submission)


def test_row_35_a_workbook_of_1904_is_read_by_its_own_calendar(tmp_path: Path) -> None:
    book = Workbook()
    book.answer("F122", f"<v>{45747 - 1462}</v>", style=book.style(14))
    at = book.text("xl/workbook.xml").partition("<workbookPr")[2].partition("/>")[0]
    book.replace("xl/workbook.xml", f"<workbookPr{at}", f'<workbookPr date1904="1"{at}')
    found = book.read(tmp_path)
    assert isinstance(found, Submission)
    assert [each.code for each in found.problems] == ["E221"]
    assert found.answers["F122"].value == "2025-03-31"


def test_row_37_evidence_of_another_year_is_a_warning_in_the_register(tmp_path: Path) -> None:
    book = Workbook()
    sheet, head, _ = book.names[register_heading("number")]
    part = book.sheet(sheet)
    cells = {
        "number": "1", "indicator": "1.3", "kind": "文件", "dated": "2023-03-31", "box": "第1盒"
    }  # fmt: skip
    for key, text in cells.items():
        column = chr(64 + book.names[register_heading(key)][2])
        old = book.text(part).partition(f'<c r="{column}{head + 1}"')[2].partition("/>")[0]
        filled = f'<c r="{column}{head + 1}" t="inlineStr"><is><t>{text}</t></is></c>'
        book.replace(part, f'<c r="{column}{head + 1}"{old}/>', filled)
    book.put(evidence_of("1.3"), "<is><t>1</t></is>", "inlineStr")
    found = book.read(tmp_path)
    assert isinstance(found, Submission)
    [said] = found.problems
    assert (said.code, said.severity, said.place.sheet) == ("E223", Severity.WARNING, sheet)
    assert not found.pieces[0].counts
