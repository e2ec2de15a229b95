"""The sheet scan: what sound workbooks say, and that hostile ones are refused by their code."""

from __future__ import annotations

import io
import random
import time
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.datetime import from_excel, to_excel
from openpyxl.workbook.defined_name import DefinedName

from engine.files.sheet_scan import (
    Book,
    Cell,
    Limits,
    Unreadable,
    excel_date,
    is_date_format,
    is_percent_format,
    scan,
)
from engine.records.catalogue import CATALOGUE
from engine.records.problem import problem
from tests.hostile_workbooks import HOSTILE, book, packed, parts, with_parts

if TYPE_CHECKING:
    from tests.conftest import Soffice

VALUES: tuple[tuple[int, int, object], ...] = (
    (1, 1, "学校名称"),
    (1, 2, "  前后有空格  "),
    (2, 1, 99.95),
    (2, 2, -3),
    (3, 1, True),
    (3, 2, "007"),
    (4, 5, "两行\n文字 & <尖括号>"),
    (60, 12, 12345678901),
)


def row(cells: str, number: int = 1) -> bytes:
    """A workbook of one row."""
    return book(f'<row r="{number}">{cells}</row>')


def only(data: bytes) -> Cell:
    """The one cell of a workbook."""
    [cell] = scan(data).sheets[0].cells.values()
    return cell


def contents(found: Book) -> dict[tuple[int, int], tuple[str, object]]:
    """Kind and value of each cell of the first sheet, numbers exact."""
    return {
        place: (cell.kind, float(cell.text) if cell.kind == "number" else cell.text)
        for place, cell in found.sheets[0].cells.items()
    }


def expected() -> dict[tuple[int, int], tuple[str, object]]:
    """VALUES as `contents` tells them."""
    told: dict[tuple[int, int], tuple[str, object]] = {}
    for r, c, value in VALUES:
        if isinstance(value, str):
            told[r, c] = ("text", value)
        elif isinstance(value, bool):
            told[r, c] = ("boolean", str(value).upper())
        else:
            told[r, c] = ("number", value)
    return told


def by_xlsxwriter() -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("自评表")
        for r, c, value in VALUES:
            sheet.write(r - 1, c - 1, value)
        workbook.define_name("总数", "=自评表!$L$60")
    return buffer.getvalue()


def by_openpyxl() -> bytes:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "自评表"
    for r, c, value in VALUES:
        sheet.cell(r, c, value)  # type: ignore[arg-type]
    workbook.defined_names["总数"] = DefinedName("总数", attr_text="自评表!$L$60")
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("write", [by_xlsxwriter, by_openpyxl])
def test_what_a_library_wrote_is_read_back(write: Callable[[], bytes]) -> None:
    found = scan(write())
    assert contents(found) == expected()
    assert found.names == {"总数": ("自评表", 60, 12)}
    assert found.application.startswith("Microsoft Excel")
    assert (found.notes, found.broken_names, found.external_links) == ((), (), False)


@pytest.mark.libreoffice
def test_what_libreoffice_saved_is_read_back(tmp_path: Path, soffice: Soffice) -> None:
    source = tmp_path / "a.xlsx"
    source.write_bytes(by_xlsxwriter())
    (tmp_path / "out").mkdir()
    [saved] = soffice.convert([source], "xlsx", tmp_path / "out")
    found = scan(saved.read_bytes())
    assert contents(found) == expected()
    assert found.names == {"总数": ("自评表", 60, 12)}
    assert found.application.startswith("LibreOffice")


@pytest.mark.parametrize(
    ("code", "make"),
    [(code, make) for code, _, make in HOSTILE],
    ids=[f"{code} {what}" for code, what, _ in HOSTILE],
)
def test_a_hostile_file_is_refused_with_its_code_and_soon(
    code: str, make: Callable[[], bytes]
) -> None:
    data = make()
    start = time.perf_counter()
    with pytest.raises(Unreadable) as refused:
        scan(data)
    assert time.perf_counter() - start < 5
    assert refused.value.code == code
    assert problem(code, **refused.value.words).code in CATALOGUE


CELLS = [
    ('<c r="B1"><v>0.30000000000000004</v></c>', ("number", "0.30000000000000004")),
    ('<c r="B1"><v> 1E-7 </v></c>', ("number", "1E-7")),
    ('<c r="B1" t="b"><v>0</v></c>', ("boolean", "FALSE")),
    ('<c r="B1" t="e"><v>#DIV/0!</v></c>', ("error", "#DIV/0!")),
    ('<c r="B1" t="d"><v>2025-03-01</v></c>', ("date", "2025-03-01")),
    ('<c r="B1" t="str"><v>甲</v></c>', ("text", "甲")),
    ('<c r="B1" t="inlineStr"><is><t>甲</t></is></c>', ("text", "甲")),
    (
        '<c r="B1" t="inlineStr"><is><r><t>五</t></r><rPh><t>wu</t></rPh><r><t>好</t></r></is></c>',
        ("text", "五好"),
    ),
    ('<c r="B1" t="s"><v>0</v></c>', ("text", "五好 学校")),
    ('<c r="B1" t="s"><v>1</v></c>', ("text", "甲\r\n_x000D_乙")),
    ('<c r="B1" t="s"><v>2</v></c>', ("text", "_xD800_")),
]
SHARED = (
    '<si><r><rPr/><t>五好</t></r><r><t xml:space="preserve"> 学校</t></r>'
    "<rPh><t>wuhao</t></rPh><phoneticPr/></si>"
    "<si><t>甲_x000D_\n_x005F_x000D_乙</t></si><si><t>_xD800_</t></si>"
)


@pytest.mark.parametrize(("xml", "said"), CELLS, ids=[xml[:40] for xml, _ in CELLS])
def test_a_cell_is_told_with_its_exact_text(xml: str, said: tuple[str, str]) -> None:
    cell = only(book(f'<row r="1">{xml}</row>', shared=SHARED))
    assert (cell.kind, cell.text) == said
    assert (cell.row, cell.column, cell.formula, cell.has_value) == (1, 2, False, True)


NOT_FILLED = [
    '<c r="A1"/>',
    '<c r="A1" s="0"><v/></c>',
    '<c r="A1" t="str"><v></v></c>',
    '<c r="XFD1" s="0"/>',
]


@pytest.mark.parametrize("xml", NOT_FILLED)
def test_a_cell_with_nothing_in_it_is_not_there(xml: str) -> None:
    assert scan(row(xml)).sheets[0].cells == {}


FORMULAS = [
    ("<f>1+1</f><v>2</v>", "n", "2", True),
    ("<f>1+1</f>", "n", "", False),
    ("<f>1+1</f><v/>", "n", "", False),
    ('<f t="shared" si="0"/><v>5</v>', "n", "5", True),
    ("<f>A2&amp;A3</f><v></v>", "str", "", True),
    ("<f>A2&amp;A3</f>", "str", "", False),
    ("<f>1/0</f><v>#DIV/0!</v>", "e", "#DIV/0!", True),
]


@pytest.mark.parametrize(("inside", "kind", "text", "has_value"), FORMULAS)
def test_an_uncalculated_formula_is_not_an_empty_cell(
    inside: str, kind: str, text: str, has_value: bool
) -> None:
    cell = only(row(f'<c r="A1" t="{kind}">{inside}</c>'))
    assert (cell.formula, cell.text, cell.has_value) == (True, text, has_value)


def test_a_formula_openpyxl_wrote_has_no_value() -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet["A1"] = "=SUM(B1:B2)"
    buffer = io.BytesIO()
    workbook.save(buffer)
    cell = only(buffer.getvalue())
    assert (cell.formula, cell.has_value) == (True, False)


def test_addresses_left_out_follow_from_position() -> None:
    rows = "<row><c><v>1</v></c><c><v>2</v></c></row><row r='5'><c r='D5'><v>3</v></c><c><v>4</v>"
    found = scan(book(rows + "</c></row><row><c><v>5</v></c></row>")).sheets[0].cells
    texts = {place: cell.text for place, cell in found.items()}
    assert texts == {(1, 1): "1", (1, 2): "2", (5, 4): "3", (5, 5): "4", (6, 1): "5"}


@pytest.mark.parametrize(
    ("declared", "noted"), [("A1:A1", True), ("A1:XFD1048576", False), ("乱写", False)]
)
def test_the_declared_range_decides_nothing(declared: str, *, noted: bool) -> None:
    cells = '<row r="3"><c r="C3"><v>1</v></c></row>'
    found = scan(book(cells, before=f'<dimension ref="{declared}"/>'))
    assert list(found.sheets[0].cells) == [(3, 3)]
    assert bool(found.notes) is noted


def test_hidden_and_merged_places_are_told() -> None:
    data = book(
        '<row r="2" hidden="1"><c r="A2"><v>1</v></c></row><row r="1048576" hidden="1"/>',
        before='<cols><col min="2" max="3" hidden="1"/><col min="199" max="16384" hidden="true"/>'
        '<col min="1" max="1"/></cols>',
        after='<mergeCells><mergeCell ref="B2:C3"/><mergeCell ref="A5:XFD5"/></mergeCells>',
    )
    sheet = scan(data).sheets[0]
    assert sheet.hidden_rows == {2}
    assert sheet.hidden_columns == {2, 3, 199, 200}
    assert sheet.merged == ((2, 2, 3, 3), (5, 1, 5, 200))


NAMES = [
    ("表一!$B$3", "found"),
    ("'表一'!$B$3:$B$3", "found"),
    ("表一!$B$3:$C$4", "found"),  # merged in this sheet
    ("表一!$B$3:$C$5", "left out"),
    ("表一!$B:$B", "left out"),
    ("3.5", "left out"),
    ("SUM(表一!$A$1:$A$3)", "left out"),
    ("#REF!", "broken"),
    ("表一!#REF!", "broken"),
    ("表二!$B$3", "broken"),
]


@pytest.mark.parametrize(("reference", "fate"), NAMES)
def test_a_name_leads_to_one_cell_or_is_known_to_be_broken(reference: str, fate: str) -> None:
    found = scan(
        book(
            names=f'<definedName name="v">{reference}</definedName>'
            '<definedName name="_xlnm.Print_Area" localSheetId="0">#REF!</definedName>',
            after='<mergeCells><mergeCell ref="B3:C4"/></mergeCells>',
        )
    )
    assert found.names == ({"v": ("表一", 3, 2)} if fate == "found" else {})
    assert found.broken_names == (("v",) if fate == "broken" else ())


def test_the_name_of_the_whole_book_goes_before_that_of_a_copied_sheet() -> None:
    copied = '<definedName name="v" localSheetId="1">表一!$A$9</definedName>'
    whole = '<definedName name="v">表一!$A$1</definedName>'
    other = '<definedName name="v">表一!$A$2</definedName>'
    assert scan(book(names=copied + whole)).names == {"v": ("表一", 1, 1)}
    assert scan(book(names=copied)).names == {"v": ("表一", 9, 1)}
    twice = scan(book(names=whole + other))
    assert (twice.names, twice.broken_names) == ({}, ("v",))


def test_a_sheet_name_with_a_quote_is_found() -> None:
    workbook = str(parts()["xl/workbook.xml"]).replace('name="表一"', 'name="张 &amp; o\'b"')
    name = "<definedName name='v'>'张 &amp; o''b'!$A$1</definedName></definedNames>"
    found = scan(with_parts(**{"xl/workbook.xml": workbook.replace("</definedNames>", name)}))
    assert found.names == {"v": ("张 & o'b", 1, 1)}


def test_hidden_sheets_outside_links_and_the_1904_epoch_are_told() -> None:
    workbook = str(parts(settings='<workbookPr date1904="1"/>')["xl/workbook.xml"])
    workbook = workbook.replace('name="表一"', 'name="表一" state="veryHidden"')
    found = scan(with_parts(**{"xl/workbook.xml": workbook, "xl/externalLinks/a.xml": "<x/>"}))
    assert found.sheets[0].hidden
    assert (found.date_1904, found.external_links, found.notes) == (True, True, ("含有外部链接",))


def test_prefixed_element_names_mean_the_same() -> None:
    sheet = str(parts()["xl/worksheets/sheet1.xml"])
    for tag in ("worksheet", "sheetData", "row", "c", "v"):
        sheet = sheet.replace(f"<{tag}", f"<x:{tag}").replace(f"</{tag}", f"</x:{tag}")
    sheet = sheet.replace("xmlns=", "xmlns:x=")
    assert only(with_parts(**{"xl/worksheets/sheet1.xml": sheet})).text == "1"


FORMATS = [
    (9, "percent"),
    (10, "percent"),
    (14, "date"),
    (22, "date"),
    *[(number, "date") for number in (27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58)],
    *[(number, "neither") for number in (0, 1, 2, 4, 11, 18, 20, 21, 32, 33, 34, 45, 46, 49, 55)],
]


@pytest.mark.parametrize(("number", "kind"), FORMATS)
def test_the_built_in_formats_of_a_chinese_spreadsheet_are_known(number: int, kind: str) -> None:
    rows = '<row r="1"><c r="A1" s="1"><v>45000.5</v></c></row>'
    code = only(book(rows, formats=f'<xf numFmtId="{number}"/>')).number_format
    assert is_date_format(code) is (kind == "date")
    assert is_percent_format(code) is (kind == "percent")


CODES = [
    ('yyyy"年"m"月"d"日"', True, False),
    ("[DBNum1][$-804]yyyy年m月", True, False),
    ("yyyy/m/d;@", True, False),
    ("[$-804]aaaa", True, False),
    ("mmm", True, False),
    ("h:mm:ss", False, False),
    ("[mm]:ss", False, False),
    ("上午/下午h时mm分", False, False),
    ("G/通用格式", False, False),
    ('0"天(day)"', False, False),
    ("[Red]0.00", False, False),
    ("0.00E+00", False, False),
    ("0.0%", False, True),
    ('0"%"', False, False),
    ("0\\%", False, False),
    ('0;"d"', False, False),
]


@pytest.mark.parametrize(("code", "a_date", "a_percent"), CODES)
def test_a_format_code_says_what_a_number_is(code: str, *, a_date: bool, a_percent: bool) -> None:
    assert (is_date_format(code), is_percent_format(code)) == (a_date, a_percent)


DATES = [
    ("1", False, date(1900, 1, 1)),
    ("59", False, date(1900, 2, 28)),
    ("60", False, None),
    ("60.5", False, None),
    ("61", False, date(1900, 3, 1)),
    ("45000", False, date(2023, 3, 15)),
    ("45000.99999", False, date(2023, 3, 15)),
    ("2958465", False, date(9999, 12, 31)),
    ("2958465.5", False, date(9999, 12, 31)),
    ("2958466", False, None),
    ("0", False, None),
    ("-1", False, None),
    ("1E300", False, None),
    ("NaN", False, None),
    ("三", False, None),
    ("", False, None),
    ("0", True, date(1904, 1, 1)),
    ("43538", True, date(2023, 3, 15)),
    ("2957003", True, date(9999, 12, 31)),
    ("2957004", True, None),
]


@pytest.mark.parametrize(("serial", "by_1904", "day"), DATES)
def test_a_serial_number_is_a_day_or_none(serial: str, *, by_1904: bool, day: date | None) -> None:
    assert excel_date(serial, date_1904=by_1904) == day


@given(st.dates(date(1900, 3, 1)), st.decimals(0, Decimal("0.999"), places=3))
def test_every_day_comes_back_from_its_serial(day: date, part: Decimal) -> None:
    serial = to_excel(datetime(day.year, day.month, day.day))  # noqa: DTZ001 - a naive day
    assert excel_date(str(Decimal(int(serial)) + part), date_1904=False) == day
    assert from_excel(int(serial)).date() == day  # type: ignore[union-attr]


def test_cells_are_counted_over_all_the_sheets() -> None:
    cells = "".join(f"<row><c><v>{n}</v></c><c/></row>" for n in range(10))
    assert len(scan(book(cells), Limits(cells=10)).sheets[0].cells) == 10
    with pytest.raises(Unreadable, match="X106"):
        scan(book(cells), Limits(cells=9))


def mutated(chance: random.Random) -> bytes:
    """A sound workbook with a few bytes changed, in the ZIP itself or inside one part."""
    data = bytearray(by_xlsxwriter())
    if chance.random() < 0.3:
        _scramble(data, chance)
        return bytes(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        inside: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice([each for each in inside if "theme" not in each])
    part = bytearray(inside[name])  # type: ignore[arg-type]
    _scramble(part, chance)
    return packed(inside | {name: bytes(part)})


def _scramble(data: bytearray, chance: random.Random) -> None:
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(data))
        match chance.randrange(4):
            case 0:
                data[at] = chance.randrange(256)
            case 1:
                data[at] = chance.choice(b'<>"/0123456789ABrst= ')
            case 2:
                del data[at : at + chance.randint(1, 30)]
            case _:
                data[at:at] = data[at : at + chance.randint(1, 30)]


@pytest.mark.parametrize("seed", range(200))
def test_a_damaged_workbook_is_read_or_refused_and_never_more(seed: int) -> None:
    try:
        assert isinstance(scan(mutated(random.Random(seed))), Book)
    except Unreadable as refused:
        assert refused.code in CATALOGUE
        assert problem(refused.code, **refused.words).code == refused.code
