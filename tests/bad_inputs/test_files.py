"""Rows 1–17: files refused whole, by the child that every hand-in goes through."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from engine.cycle.checking import check
from engine.files.book import Book
from engine.files.form_stamp import refused
from engine.files.inbox import workbooks
from engine.files.reading_child import scan_many
from engine.files.sheet_scan import Unreadable
from engine.records.problem import Problem, Severity
from tests import hostile_workbooks as hostile
from tests.bad_inputs.workbooks import Workbook
from tests.opendocument import manifest, ods, table

SHEET = "xl/worksheets/sheet1.xml"


class Case(NamedTuple):
    """One bad file: its row of the table, what it is, what it is called, the code it is given."""

    row: int
    what: str
    make: Callable[[], bytes]
    code: str
    says: str = ""
    name: str = "a.xlsx"


def small(rows: str, **changed: str) -> Callable[[], bytes]:
    return lambda: hostile.book(rows, **changed)


def with_part(name: str, content: str | bytes = "x") -> Callable[[], bytes]:
    return lambda: hostile.with_parts(**{name: content})


REFUSED = (
    Case(1, "ZIP bomb", hostile.shared_texts_bomb, "X101", "过大"),
    Case(1, "millions of tags", hostile.tag_bomb, "X101", "过大"),
    Case(2, "300 members", lambda: hostile.packed(
        hostile.parts() | {f"x{n}": "" for n in range(300)}), "X102", "200"),
    Case(2, "overlapping members", hostile.overlapping, "X102", "重叠"),
    Case(3, "member twice", lambda: hostile.deflated_twice(SHEET), "X103", "sheet1.xml"),
    Case(4, "member in a parent folder", with_part("../evil.xml"), "X104"),
    Case(4, "absolute member", with_part("/etc/evil"), "X104"),
    Case(4, "member on a drive", with_part("C:evil.xml"), "X104"),
    Case(4, "backslash", with_part("xl\\evil.xml"), "X104"),
    Case(5, "entities", with_part("xl/sharedStrings.xml", hostile.LAUGHS), "X105"),
    Case(5, "external entity", with_part("xl/sharedStrings.xml", hostile.REACHING), "X105"),
    Case(6, "last cell of all", small(
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), "X106"),
    Case(8, "row twice", small('<row r="1"><c r="A1"><v>1</v></c></row>' * 2), "X107"),
    Case(8, "cell twice", small(
        '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>'), "X107"),
    Case(9, "macros", with_part("xl/vbaProject.bin"), "X110", ".xlsx", "a.xlsm"),
    Case(9, "macros of an .ods", lambda: ods(table(""), **{"Basic/a/b.xml": "<a/>"}), "X110",
         ".xlsx", "a.ods"),
    Case(11, "password", lambda: hostile.ole("EncryptedPackage"), "X112", "密码"),
    Case(11, "password of an .ods", lambda: ods(table(""), **{"META-INF/manifest.xml": manifest(
        '<m:file-entry m:full-path="content.xml"><m:encryption-data/></m:file-entry>')}),
        "X112", "密码", "a.ods"),
    Case(12, ".xls", lambda: hostile.ole("Workbook"), "X113", "另存为 .xlsx", "a.xls"),
    Case(12, ".xls renamed", lambda: hostile.ole("Workbook"), "X113", "另存为 .xlsx"),
    Case(13, ".et", lambda: hostile.ole("Workbook"), "X114", "WPS", "a.et"),
    Case(14, "web page", lambda: b"<html><table></table></html>", "X115", "网页", "a.xls"),
    Case(14, "CSV", lambda: "学校,人数\n示例,3".encode("gb18030"), "X115", "CSV"),
    Case(14, "PDF", lambda: b"%PDF-1.7", "X115", "PDF"),
    Case(14, "text document", lambda: ods("", mimetype="application/vnd.oasis.opendocument.text"),
         "X115", "OpenDocument", "a.ods"),
    Case(15, "cut short", lambda: hostile.book()[:-200], "X116", "不完整"),
    Case(15, "empty", lambda: b"", "X116", "空的"),
    Case(15, "zeros", lambda: bytes(4096), "X116", "全是零"),
    Case(16, "strict Open XML", hostile.strict, "X117", "严格"),
    Case(17, "style out of range", small(
        '<row r="1"><c r="A1" s="9"><v>1</v></c></row>'), "X118", "样式"),
    Case(17, "text out of range", small(
        '<row r="1"><c r="A1" t="s"><v>9</v></c></row>'), "X118", "越界"),
    Case(17, "no sheets", with_part(
        "xl/workbook.xml", f'<workbook xmlns="{hostile.MAIN}"><sheets/></workbook>'),
        "X118", "没有工作表"),
)  # fmt: skip


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[Case, Problem]:
    """Every bad file read in one batch with a sound one behind it, which nothing may hurt."""
    folder, paths = tmp_path_factory.mktemp("inbox"), []
    for number, case in enumerate(REFUSED):
        paths.append(folder / f"{number:02}" / case.name)
        paths[-1].parent.mkdir()
        paths[-1].write_bytes(case.make())
    sound = folder / "sound.xlsx"
    sound.write_bytes(Workbook().data)
    began = time.monotonic()
    *read, last = [outcome for _, outcome in scan_many([*paths, sound], workers=1)]
    assert time.monotonic() - began < 60
    assert isinstance(last, Book)
    found = {}
    for case, outcome in zip(REFUSED, read, strict=True):
        assert isinstance(outcome, Unreadable), case
        [found[case]] = refused(outcome, case.name).problems
    return found


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: f"{case.row} {case.what}")
def test_a_bad_file_is_refused_with_its_code_and_the_way_to_mend_it(
    case: Case, outcomes: dict[Case, Problem]
) -> None:
    said = outcomes[case]
    assert (said.code, said.severity) == (case.code, Severity.REJECT)
    assert str(said.place) == case.name
    assert case.says in said.message + said.mend


def test_row_04_nothing_of_an_archive_is_written(tmp_path: Path) -> None:
    inside = tmp_path / "in"
    inside.mkdir()
    path = inside / "a.xlsx"
    path.write_bytes(hostile.with_parts(**{"../evil.xml": "x"}))
    assert [each.code for each in check(path, inside, None).problems] == ["X104"]
    assert [each.name for each in tmp_path.rglob("*") if each.is_file()] == ["a.xlsx"]


@pytest.mark.parametrize("declared", ["A1:A1", "A1:XFD1048576"])
def test_rows_06_and_07_the_declared_range_decides_nothing(tmp_path: Path, declared: str) -> None:
    book = Workbook()
    part = book.sheet()
    declares = book.text(part).partition("<dimension ")[2].partition("/>")[0]
    book.replace(part, f"<dimension {declares}/>", f'<dimension ref="{declared}"/>')
    found = book.read(tmp_path)
    assert not hasattr(found, "code")
    assert found.rows_read == found.rows_expected
    noted = ["E240"] if declared == "A1:A1" else []
    assert [each.code for each in found.problems] == noted


@pytest.mark.parametrize(
    "part",
    [
        "xl/externalLinks/externalLink1.xml",
        "xl/connections.xml",
        "xl/embeddings/oleObject1.bin",
    ],
)
def test_row_10_what_draws_on_the_outside_is_blocked(tmp_path: Path, part: str) -> None:
    book = Workbook()
    book.parts[part] = "<x/>"
    found = book.read(tmp_path)
    [said] = found.problems
    assert (said.code, said.severity, str(said.place)) == ("X111", Severity.BLOCK, "a.xlsx")


def test_row_15_a_lock_file_of_an_open_workbook_is_no_hand_in(tmp_path: Path) -> None:
    for name in ("~$010101-自评表.xlsx", "010101-自评表.xlsx"):
        (tmp_path / name).write_bytes(b"x")
    assert [path.name for path in workbooks(tmp_path)] == ["010101-自评表.xlsx"]
