"""Rows 47–51: the office's own tables, rubrics and settings, and what is written out again."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from engine.files.roster import read_roster
from engine.files.rubric_store import standard_store
from engine.records.problem import CannotGoOn, Problem, Severity
from tests.cli.conftest import run
from tests.cli.said import Run
from tests.cycle.conftest import year_at, year_stages
from tests.cycle.small_year import UNITS, edit_settings
from tests.files import forms

__all__ = ["run", "year_at", "year_stages"]

YearAt = Callable[[str], Path]
BAD_RUBRICS = Path(__file__).parents[1] / "bad_rubrics"
CSV = "单位编号,单位名称,参评状态,学段\r\n00101,示例小学,参评,小学\r\n00102,示例中学,参评,初中\r\n"


def roster(folder: Path, data: bytes) -> tuple[list[str], list[Problem]]:
    """Codes of the units of a CSV roster and the problems, whether or not it could be read."""
    path = folder / "roster.csv"
    path.write_bytes(data)
    try:
        units, problems = read_roster(path, forms.standard().rubric)
    except CannotGoOn as stopped:
        return [], list(stopped.problems)
    return [unit.code for unit in units], list(problems)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_row_47_the_encodings_in_use_are_told_apart(tmp_path: Path, encoding: str) -> None:
    assert roster(tmp_path, CSV.encode(encoding)) == (["00101", "00102"], [])


MANGLED = {
    "UTF-16 without a mark": CSV.encode("utf-16-le"),
    "UTF-16": CSV.encode("utf-16"),
    "UTF-8 read as GBK and saved": CSV.encode().decode("gb18030", "replace").encode(),
    "two encodings": CSV.encode() + "00103,示例幼儿园,参评,幼儿园\r\n".encode("gb18030"),
}


@pytest.mark.parametrize("what", MANGLED)
def test_row_47_a_header_that_cannot_be_read_stops_the_table(tmp_path: Path, what: str) -> None:
    units, [said] = roster(tmp_path, MANGLED[what])
    assert units == []
    assert said.code in ("C401", "C402", "C405", "C406") and said.place.file == "roster.csv"
    assert said.severity in (Severity.REJECT, Severity.BLOCK)


BROKEN = {
    "ragged": (CSV + "00103,示例,幼儿园\r\n").encode(),
    "NUL": CSV.replace("示例中学", "示例\0中学").encode(),
    "a quote left open": (CSV + '00103,"示例').encode(),
    "a boundless cell": (CSV + f"00103,{'字' * 200_000},参评,小学\r\n").encode(),
}


@pytest.mark.parametrize("what", BROKEN)
def test_row_48_a_csv_of_broken_shape_is_refused_at_its_line(tmp_path: Path, what: str) -> None:
    units, [said] = roster(tmp_path, BROKEN[what])
    assert (units, said.code, said.severity) == ([], "C402", Severity.REJECT)
    assert said.place.line in (3, 4)


def test_row_48_a_gigabyte_is_not_even_read(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    with path.open("wb") as file:
        file.truncate(1_000_000_000)
    with pytest.raises(CannotGoOn) as stopped:
        read_roster(path, forms.standard().rubric)
    assert [each.code for each in stopped.value.problems] == ["C404"]


SLIPS = {
    "key twice": ("kind: rubric\ntitle: a\ntitle: b\n", "重复"),
    "1.10": ("sections:\n  - code: 1.10\n", "1.10"),
    "010": ("kind: rubric\nedition: 010\n", "0"),
    "no": ("kind: rubric\ntitle: no\n", "true 和 false"),
    "1:30": ("kind: rubric\ntitle: 1:30\n", "六十进制"),
    "alias": ("a: &x [1]\nb: *x\n", "锚点"),
    "alias bomb": ("a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n", "锚点"),
    "merge": ("a: {}\n<<: {b: c}\n", "<<"),
    "object": ("a: !!python/object/apply:os.system [x]\n", "类型标记"),
    "3000 deep": ("[" * 3000, "20"),
    "over a megabyte": ("a: b\n" + "#" * 1_000_001, "1 MB"),
}


@pytest.mark.parametrize("what", SLIPS)
def test_row_49_yaml_that_two_readers_could_read_differently_is_refused(
    tmp_path: Path, what: str
) -> None:
    text, says = SLIPS[what]
    path = tmp_path / "标准.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(CannotGoOn) as stopped:
        standard_store().load(str(path))
    first = stopped.value.problems[0]
    assert (first.code, first.severity) == ("Y501", Severity.REJECT)
    assert says in first.message and first.place.line


UNSOUND = {
    "total-sum": "Y525",
    "section-sum": "Y524",
    "bonus-points-zero": "Y526",
    "penalty-coefficient-below-zero": "Y555",
    "evidence-of-no-item": "Y531",
    "plan-for-no-rubric": "Y541",
}


@pytest.mark.parametrize("name", UNSOUND)
def test_row_50_an_unsound_rubric_is_stopped_before_any_school_is_read(run: Run, name: str) -> None:
    said = run(BAD_RUBRICS, "rubric", "lint", str(BAD_RUBRICS / f"{name}.yaml"), "--json")
    assert said.code == 1
    [found] = [
        each for report in said.json for each in report["problems"] if each["code"] == UNSOUND[name]
    ]
    assert found["severity"] == "block" and found["place"]["line"]


def test_row_50_what_was_locked_cannot_be_changed(run: Run, year_at: YearAt) -> None:
    folder = year_at("locked")
    edit_settings(folder, "mend_by: ", "mend_by:  ")
    assert run(folder, "intake").code == 0
    table = openpyxl.load_workbook(folder / "roster.xlsx")
    table.worksheets[0]["B2"] = "别的名称"
    table.save(folder / "roster.xlsx")
    said = run(folder, "score")
    assert said.code == 4
    assert "〔L703〕" in said.err and "roster.xlsx" in said.err


NAMES = ("=1+1", "+SUM(1)", "-2+3", "@SUM(1)", "＝1+1", '=HYPERLINK("http://x")')


def test_row_51_no_name_that_looks_like_a_formula_becomes_one(run: Run, year_at: YearAt) -> None:
    folder = year_at("filled")
    table = openpyxl.load_workbook(folder / "roster.xlsx")
    for row, name in enumerate(NAMES, start=2):
        cell = table.worksheets[0].cell(row, 2, name)
        cell.data_type = "s"
    table.save(folder / "roster.xlsx")
    for command in ("lock", "sheets", "intake", "score"):
        assert run(folder, command).code in (0, 1), command
    seen: set[str] = set()
    for path in folder.rglob("*.xlsx"):
        if path.parent != folder or path.name == "待补正清单.xlsx":
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                book = openpyxl.load_workbook(path)
            cells = (cell for sheet in book for row in sheet.iter_rows() for cell in row)
            for cell in cells:
                for name in NAMES:
                    if isinstance(cell.value, str) and name in cell.value:
                        assert cell.data_type == "s", (path.name, cell.coordinate)
                        seen.add(name)
    assert seen == set(NAMES[: len(UNITS)])
