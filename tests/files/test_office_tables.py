"""The office's own tables, as people really make them: titles, notes, totals, wrong types."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from time import process_time

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from engine.files.office_tables import Table, read_table
from engine.records.problem import CannotGoOn, Problem

HEADERS = ("学校代码", "学校名称", "人数")
BODY = [("0351", "甲校", 120), ("0352", "乙校", 80)]


def workbook(where: Path, fill: Callable[[Worksheet], object]) -> Path:
    book = Workbook()
    assert book.active is not None
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "名册"
    fill(sheet)
    path = where / "roster.xlsx"
    book.save(path)
    return path


def rows(*lines: tuple[object, ...]) -> Callable[[Worksheet], object]:
    return lambda sheet: [sheet.append(line) for line in lines]


def csv_file(where: Path, data: str | bytes) -> Path:
    path = where / "roster.csv"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def texts(table: Table) -> list[tuple[str, ...]]:
    return [tuple(row.cells.values()) for row in table.rows]


def refused(path: Path, required: tuple[str, ...] = HEADERS) -> tuple[Problem, ...]:
    with pytest.raises(CannotGoOn) as caught:
        read_table(path, required)
    assert all(each.place.file == path.name for each in caught.value.problems)
    return caught.value.problems


def found(table: Table) -> list[tuple[str, str]]:
    return [(each.code, str(each.place)) for each in table.problems]


def test_titles_above_blank_rows_between_totals_and_notes_below_are_passed_over(
    tmp_path: Path,
) -> None:
    lines = rows(
        ("2025年名册",),
        (None, "单位：人"),
        ("序号", " 学校 代码*", "学校名称\n（全称）", "人数"),
        (1, "0351", "甲校", 120),
        (),
        (2, "0352", "乙校", 80),
        ("合计", None, None, 200),
        (None, "注：人数截至 9 月 1 日。"),
        ("填表人：", None, None, None),
    )
    table = read_table(
        workbook(tmp_path, lines), {"code": "学校代码", "name": "学校名称（全称）"}, ["人数"]
    )
    assert [(row.line, dict(row.cells)) for row in table.rows] == [
        (4, {"code": "0351", "name": "甲校", "人数": "120"}),
        (6, {"code": "0352", "name": "乙校", "人数": "80"}),
    ]
    assert table.columns == ("code", "name", "人数")
    assert table.problems == ()
    assert str(table.place(table.rows[1], "name")) == "roster.xlsx·名册·C6"


def test_an_optional_column_may_be_missing_and_others_are_left_out(tmp_path: Path) -> None:
    table = read_table(
        workbook(tmp_path, rows((*HEADERS, "其他"), (*BODY[0], "x"))), HEADERS, ["乡镇"]
    )
    assert texts(table) == [("0351", "甲校", "120")]


def test_the_table_may_stand_on_a_later_sheet_but_not_on_a_hidden_one(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        assert sheet.parent is not None
        sheet.append(("填表说明",))
        hidden = sheet.parent.create_sheet("旧表")
        hidden.append(HEADERS)
        hidden.append(("9", "旧校", 1))
        hidden.sheet_state = "hidden"
        later = sheet.parent.create_sheet("新表")
        later.append(HEADERS)
        later.append(BODY[0])

    table = read_table(workbook(tmp_path, fill), HEADERS)
    assert (table.sheet, len(table.rows), table.rows[0].cells["学校名称"]) == ("新表", 1, "甲校")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (12, "12"),
        (12.0, "12"),
        (0.1 + 0.2, "0.3"),
        (1e15, "1000000000000000"),
        ("  007 ", "007"),
        ("甲\u200b校", "甲校"),
        (date(2025, 9, 1), "2025-09-01"),
        (datetime(2025, 9, 1, 8, 30), "2025-09-01 08:30:00"),  # noqa: DTZ001  a cell has no zone
        (True, "TRUE"),
        (None, ""),
    ],
)
def test_every_kind_of_cell_comes_as_text(tmp_path: Path, value: object, text: str) -> None:
    table = read_table(workbook(tmp_path, rows(HEADERS, ("0351", "甲校", value))), HEADERS)
    assert texts(table) == [("0351", "甲校", text)]
    assert table.problems == ()


def test_a_date_of_a_chinese_spreadsheet_is_a_date(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(HEADERS)
        sheet.append(("0351", "甲校", 45901))
        sheet["C2"].number_format = "mm-dd-yy"

    path = workbook(tmp_path, fill)
    changed = tmp_path / "changed.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(changed, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/styles.xml":
                assert b'numFmtId="14"' in content
                content = content.replace(b'numFmtId="14"', b'numFmtId="31"')
            target.writestr(name, content)
    assert texts(read_table(changed, HEADERS)) == [("0351", "甲校", "2025-09-01")]


def test_error_cells_and_formulas_without_a_result_are_reported_at_their_cell(
    tmp_path: Path,
) -> None:
    lines = rows(HEADERS, ("0351", "甲校", "#DIV/0!"), ("0352", "乙校", "=1+1"), BODY[1])
    table = read_table(workbook(tmp_path, lines), HEADERS)
    assert found(table) == [("C408", "roster.xlsx·名册·C2"), ("C409", "roster.xlsx·名册·C3")]
    assert [row.cells["人数"] for row in table.rows] == ["", "", "80"]


def test_a_formula_with_its_result_gives_the_result(tmp_path: Path) -> None:
    path = workbook(tmp_path, rows(HEADERS, ("0351", "甲校", "=60*2"), ("0352", "乙校", "=1/0")))
    computed = tmp_path / "computed.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(computed, "w") as target:
        for name in source.namelist():
            content = source.read(name).decode()
            if name == "xl/worksheets/sheet1.xml":
                content = re.sub(
                    r"<f>60\*2</f><v ?/>|<f>60\*2</f><v></v>", "<f>60*2</f><v>120</v>", content
                )
                assert "<v>120</v>" in content
            target.writestr(name, content)
    table = read_table(computed, HEADERS)
    assert texts(table)[0] == ("0351", "甲校", "120")
    assert found(table) == [("C409", "computed.xlsx·名册·C3")]


def test_codes_stored_as_numbers_are_said_once_a_column(tmp_path: Path) -> None:
    lines = rows(HEADERS, (351, "甲校", 1), ("0352", "乙校", 2), (353.0, "丙校", 3))
    table = read_table(workbook(tmp_path, lines), HEADERS)
    assert found(table) == [("C410", "roster.xlsx·名册·A2")]
    assert "2 格" in table.problems[0].message
    assert [row.cells["学校代码"] for row in table.rows] == ["351", "0352", "353"]


def test_a_code_too_long_for_a_number_has_lost_digits(tmp_path: Path) -> None:
    lines = rows(HEADERS, (1234567890123456, "甲校", 1))
    assert found(read_table(workbook(tmp_path, lines), HEADERS)) == [
        ("E216", "roster.xlsx·名册·A2")
    ]


def test_a_row_with_content_but_no_key_is_a_fault_and_not_a_note(tmp_path: Path) -> None:
    lines = rows(HEADERS, BODY[0], (None, "丙校", 30), (None, "注：以上为全部学校。"))
    table = read_table(workbook(tmp_path, lines), HEADERS)
    assert found(table) == [("C411", "roster.xlsx·名册·A3")]
    assert texts(table) == [("0351", "甲校", "120")]


@pytest.mark.parametrize(
    ("lines", "code", "place", "said"),
    [
        ([("说明",), ("没有表",)], "C405", "", "学校代码、学校名称、人数"),
        ([("学校代码", "人数")], "C406", "·名册·第1行", "学校名称"),
        ([("学校代码", "学校名称", "人数", "学校 名称")], "C407", "·名册·D1", "学校名称"),
        ([(f"说明{n}",) for n in range(10)] + [HEADERS], "C405", "", "前 10 行"),
    ],
)
def test_a_header_that_does_not_fit_is_refused(
    tmp_path: Path, lines: list[tuple[str, ...]], code: str, place: str, said: str
) -> None:
    (only,) = refused(workbook(tmp_path, rows(*lines)))
    assert (only.code, str(only.place)) == (code, f"roster.xlsx{place}")
    assert said in only.message


CSV = '学校代码,学校名称,人数\r\n0351,甲校,120\r\n,,\r\n0352,"乙校\n东区",80\r\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_is_read_in_either_encoding_with_its_line_numbers(
    tmp_path: Path, encoding: str
) -> None:
    table = read_table(csv_file(tmp_path, CSV.encode(encoding)), HEADERS)
    assert [(row.line, *row.cells.values()) for row in table.rows] == [
        (2, "0351", "甲校", "120"),
        (4, "0352", "乙校\n东区", "80"),
    ]
    assert table.problems == ()
    assert str(table.place(table.rows[1], "人数")) == "roster.csv·第4行"


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (CSV.encode("utf-16"), "C401", None),
        (CSV.encode("utf-8")[:-1] + b"\xff", "C401", None),
        ("学校,名称\n".encode("gb18030"), "C401", None),
        ("学校代码,学校名称,人数\n1,甲\0,2\n", "C402", 2),
        ("学校代码,学校名称,人数\n1,甲,校,2\n", "C402", 2),
        ("学校代码,学校名称,人数\n1,甲,2\n2,乙\n", "C402", 3),
        ('学校代码,学校名称,人数\n1,"甲,2\n', "C402", 2),
        ("学校代码,学校名称,人数\n1," + "甲" * 200_000 + ",2\n", "C402", 2),
        ("学校代码,人数\n", "C406", 1),
        ("", "C405", None),
    ],
)
def test_a_csv_that_cannot_be_trusted_is_refused(
    tmp_path: Path, data: str | bytes, code: str, line: int | None
) -> None:
    problems = refused(csv_file(tmp_path, data))
    assert [(each.code, each.place.line) for each in problems] == [(code, line)]


def test_all_ragged_rows_are_said_at_once_but_a_note_of_one_cell_is_none(tmp_path: Path) -> None:
    text = "学校代码,学校名称,人数\n1,甲\n2,乙,3\n3,丙,4,5\n注：完\n"
    assert [each.place.line for each in refused(csv_file(tmp_path, text))] == [2, 4]


def test_a_missing_file_and_a_folder_are_said_so(tmp_path: Path) -> None:
    assert refused(tmp_path / "roster.xlsx")[0].code == "C403"
    (tmp_path / "folder.xlsx").mkdir()
    assert refused(tmp_path / "folder.xlsx")[0].code == "C403"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "不完整"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), ".xls"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "密码"),
        (CSV.encode(), "不是工作簿"),
        (b"PK\x03\x04 cut short", "不完整"),
    ],
)
def test_a_file_that_is_no_workbook_is_refused_by_what_it_is(
    tmp_path: Path, data: bytes, said: str
) -> None:
    path = tmp_path / "roster.xlsx"
    path.write_bytes(data)
    (only,) = refused(path)
    assert only.code == "C404"
    assert said in only.message


def test_a_workbook_damaged_inside_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path, rows(HEADERS, *BODY))
    broken = tmp_path / "broken.xlsx"
    for member in ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"):
        with zipfile.ZipFile(path) as source, zipfile.ZipFile(broken, "w") as target:
            for name in source.namelist():
                content = source.read(name)
                target.writestr(name, content[: len(content) // 2] if name == member else content)
        (only,) = refused(broken)
        assert only.code == "C404"


def test_a_stray_cell_far_off_costs_nothing(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        rows(HEADERS, *BODY)(sheet)
        sheet.cell(190_000, 199, "x")

    path = workbook(tmp_path, fill)
    begun = process_time()
    table = read_table(path, HEADERS)
    assert process_time() - begun < 2
    assert len(table.rows) == len(BODY)


def test_a_number_beyond_all_numbers_is_an_error_of_its_cell(tmp_path: Path) -> None:
    path = workbook(tmp_path, rows(HEADERS, ("0351", "甲校", 12)))
    changed = tmp_path / "changed.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(changed, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b"<v>12</v>", b"<v>1E400</v>"))
    assert found(read_table(changed, HEADERS)) == [("C408", "changed.xlsx·名册·C2")]


def test_a_cell_far_away_does_not_make_the_reader_walk_there(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        rows(HEADERS, *BODY)(sheet)
        sheet["XFD1048576"] = "x"

    (only,) = refused(workbook(tmp_path, fill))
    assert only.code == "C404"
    assert "空行" in only.message


@pytest.mark.parametrize("area", ["A1:XFD1048576", "A1:A1048576"])
def test_a_merge_of_whole_columns_is_refused_before_it_takes_all_memory(
    tmp_path: Path, area: str
) -> None:
    def fill(sheet: Worksheet) -> None:
        rows(HEADERS, *BODY)(sheet)
        sheet.merge_cells("A9:B9")

    path = workbook(tmp_path, fill)
    changed = tmp_path / "changed.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(changed, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b'"A9:B9"', f'"{area}"'.encode()))
    (only,) = refused(changed)
    assert only.code == "C404"
    assert "合并" in only.message
