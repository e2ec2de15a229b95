"""The scan of an .ods: every kind of cell, and what would choke or fool a reader."""

from __future__ import annotations

import pytest

from engine.files.book import Cell
from engine.files.sheet_scan import Limits, Unreadable, scan
from tests.files.forms import counted, form
from tests.hostile_workbooks import LAUGHS
from tests.opendocument import as_ods, manifest, ods, table

ROW = "<table:table-row>{}</table:table-row>"


def row(cells: str) -> bytes:
    """An .ods of one row."""
    return ods(table(ROW.format(cells)))


def cell(value: str, inside: str = "", more: str = "") -> str:
    return f"<table:table-cell {value} {more}>{inside}</table:table-cell>"


def only(data: bytes) -> Cell:
    [found] = scan(data).sheets[0].cells.values()
    return found


ERROR = 'xmlns:c="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0" '
TEXT = 'office:value-type="string"'
CELLS = [
    (cell('office:value-type="float" office:value="0.1"', "<text:p>0</text:p>"), "number", "0.1"),
    (cell('office:value-type="percentage" office:value="0.9"'), "number", "0.9"),
    (cell('office:value-type="date" office:date-value="2025-03-01T08:00:00"'), "date",
     "2025-03-01T08:00:00"),
    (cell('office:value-type="boolean" office:boolean-value="true"'), "boolean", "TRUE"),
    (cell('office:value-type="time" office:time-value="PT1H"', "<text:p>1:00</text:p>"), "text",
     "1:00"),
    (cell(TEXT, "<text:p>五<text:span>好</text:span></text:p>"), "text", "五好"),
    (cell(TEXT, "<text:p>甲<text:s text:c='2'/>乙</text:p><text:p>丙</text:p>"),
     "text", "甲  乙\n丙"),
    (cell(f'{TEXT} office:string-value="五好"', "<text:p>别的</text:p>"), "text", "五好"),
    (cell(TEXT, "<office:annotation><text:p>批注</text:p></office:annotation><text:p>甲</text:p>"),
     "text", "甲"),
    (cell(TEXT, "<draw:frame><text:p>图</text:p></draw:frame><text:p>甲</text:p>"), "text", "甲"),
    (cell(f'{ERROR} {TEXT} c:value-type="error"', "<text:p>#DIV/0!</text:p>"), "error", "#DIV/0!"),
    (cell(f'{TEXT} table:formula="of:=A1"', "<text:p>Err:502</text:p>"), "error", "Err:502"),
]  # fmt: skip


@pytest.mark.parametrize(("xml", "kind", "text"), CELLS, ids=[f"{k} {t}" for _, k, t in CELLS])
def test_a_cell_is_told_with_its_exact_text(xml: str, kind: str, text: str) -> None:
    found = only(row(xml))
    assert (found.kind, found.text, found.row, found.column) == (kind, text, 1, 1)
    assert found.number_format == ("0%" if "percentage" in xml else "")


@pytest.mark.parametrize(
    ("value", "has_value"),
    [('office:value-type="float" office:value="2"', True), (TEXT, True), ("", False)],
)
def test_an_uncalculated_formula_is_not_an_empty_cell(value: str, *, has_value: bool) -> None:
    found = only(row(cell(value, more='table:formula="of:=1+1"')))
    assert (found.formula, found.has_value) == (True, has_value)


def test_repetitions_hold_their_places() -> None:
    filled = cell(TEXT, "<text:p>✓</text:p>", 'table:number-columns-repeated="2"')
    rows = (
        '<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>'
        '<table:table-row table:number-rows-repeated="2">'
        f'<table:table-cell table:number-columns-repeated="4"/>{filled}</table:table-row>'
        '<table:table-row table:number-rows-repeated="1048571"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row>'
    )
    assert set(scan(ods(table(rows))).sheets[0].cells) == {(4, 5), (4, 6), (5, 5), (5, 6)}


def test_hidden_and_merged_places_and_sheets_are_told() -> None:
    rows = (
        '<table:table-column table:number-columns-repeated="2"/>'
        '<table:table-column table:visibility="collapse" table:number-columns-repeated="16382"/>'
        '<table:table-row table:visibility="filter"><table:table-cell '
        'table:number-columns-spanned="2" table:number-rows-spanned="3"/></table:table-row>'
    )
    hidden = table("", "表二").replace("<table:table ", '<table:table table:style-name="ta2" ')
    first, second = scan(ods(table(rows) + hidden)).sheets
    assert first.hidden_rows == {1}
    assert first.hidden_columns == set(range(3, 201))
    assert first.merged == ((1, 1, 3, 2),)
    assert (first.hidden, second.hidden) == (False, True)


NAMES = [
    ("$表一.$B$3", "found"),
    ("$'表一'.$B$3", "found"),
    ("$表一.$B$3:.$B$3", "found"),
    ("$表一.$B$3:$表一.$B$3", "found"),
    ("$表一.$B$3:.$C$4", "left out"),
    ("$表一.#REF!", "broken"),
    ("$表二.$B$3", "broken"),
]


@pytest.mark.parametrize(("address", "fate"), NAMES)
def test_a_name_leads_to_one_cell_or_is_known_to_be_broken(address: str, fate: str) -> None:
    name = f'<table:named-range table:name="v" table:cell-range-address="{address}"/>'
    found = scan(ods(table(""), names=name))
    assert found.names == ({"v": ("表一", 3, 2)} if fate == "found" else {})
    assert found.broken_names == (("v",) if fate == "broken" else ())


NUMBER = 'office:value-type="float" office:value="1"'
EMBEDDED = '<m:file-entry m:full-path="Object 1/" m:media-type="application/x-ole"/>'
CHART = '<m:file-entry m:full-path="Object 1/" m:media-type="application/vnd.oasis.opendocument.chart"/>'  # noqa: E501
OUTSIDE = [
    (ods('<table:table table:name="一"><table:table-source/></table:table>'), "外部链接"),
    (ods(table(""), before="<table:dde-links><table:table/></table:dde-links>"), "外部链接"),
    (row(cell(NUMBER, more="table:formula=\"of:=['file:///a.ods'#A.A1]\"")), "外部链接"),
    (ods(table(""), **{"META-INF/manifest.xml": manifest(EMBEDDED)}), "嵌入对象"),
    (ods(table(""), **{"META-INF/manifest.xml": manifest(CHART)}), ""),
]


@pytest.mark.parametrize(("data", "what"), OUTSIDE)
def test_what_draws_on_the_outside_is_told(data: bytes, what: str) -> None:
    found = scan(data)
    assert (found.external_links, found.notes) == (
        (True, (f"含有{what}",)) if what else (False, ())
    )


def repeated(rows: int, columns: int) -> bytes:
    inside = cell(NUMBER, more=f'table:number-columns-repeated="{columns}"')
    return ods(
        table(f'<table:table-row table:number-rows-repeated="{rows}">{inside}</table:table-row>')
    )


HOSTILE = [
    ("X106", "a full sheet in two counts", repeated(1_048_576, 16_384)),
    ("X106", "many cells in two counts", repeated(20_000, 200)),
    ("X106", "a far column", repeated(1, 201)),
    ("X118", "no repetition", repeated(0, 1)),
    ("X118", "spaces without end", row(cell(
        TEXT, "<text:p><text:s text:c='999999999'/></text:p>"))),
    ("X118", "many long spaces", row(cell(
        TEXT, "<text:p>" + "<text:s text:c='30000'/>" * 1000 + "</text:p>"))),
    ("X118", "number in words", row(cell('office:value-type="float" office:value="inf"'))),
    ("X118", "unknown type", row(cell('office:value-type="void"'))),
    ("X118", "a table in a cell", row(cell(TEXT, "<table:table/>"))),
    ("X118", "a cell outside any table", ods(cell(NUMBER))),
    ("X118", "no tables", ods("")),
    ("X118", "two of one name", ods(table("") * 2)),
    ("X118", "another first day", ods(table(""), before='<table:calculation-settings>'
     '<table:null-date table:date-value="1900-01-01"/></table:calculation-settings>')),
    ("X105", "entities", ods(table(""), **{"content.xml": LAUGHS})),
    ("X116", "cut XML", ods(table(""), **{"content.xml": "<office:"})),
    ("X116", "no list of parts", ods(table(""), **{"META-INF/manifest.xml": ""})),
    ("X110", "macros", ods(table(""), **{"Scripts/python/a.py": "x"})),
    ("X112", "a package in a package", ods(table(""), **{"encrypted-package": "x"})),
    ("X115", "a drawing", ods("", mimetype="application/vnd.oasis.opendocument.graphics")),
]  # fmt: skip


@pytest.mark.parametrize(("code", "data"), [(c, d) for c, _, d in HOSTILE],
                         ids=[f"{c} {what}" for c, what, _ in HOSTILE])  # fmt: skip
def test_a_hostile_file_is_refused_with_its_code(code: str, data: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        scan(data)
    assert refused.value.code == code


def test_cells_are_counted_over_all_the_sheets() -> None:
    full = f'<table:table-row table:number-rows-repeated="5">{cell(NUMBER)}</table:table-row>'
    data = ods(table(full, "一") + table(full, "二"))
    assert scan(data, Limits(cells=10))
    with pytest.raises(Unreadable, match="X106"):
        scan(data, Limits(cells=9))


def test_tracked_changes_and_forms_hold_no_answers() -> None:
    dropped = f"<table:tracked-changes>{cell(NUMBER)}</table:tracked-changes>"
    assert scan(ods(table(ROW.format(cell(NUMBER))), before=dropped)).sheets[0].cells.keys() == {
        (1, 1)
    }


def test_a_form_gives_the_same_answers_in_either_kind() -> None:
    book = scan(form({"F131": "2", "F151": ("标牌", "电话")}))
    assert counted(scan(as_ods(book))).answers == counted(book).answers
