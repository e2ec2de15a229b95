"""纸电不一致: the code on the stamped paper against the file, through a small year."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from engine.cycle.handing_in import last_intake
from engine.cycle.year import open_year
from engine.files.paper_codes import as_code
from engine.records.submission import Intake
from tests.cycle.small_year import command, workbook

UNIT = "010101"
TABLE = Path("outside") / "纸质核对码.xlsx"


def type_codes(folder: Path, *rows: tuple[str, object]) -> None:
    """What the office types off the stamped pages."""
    book = openpyxl.load_workbook(folder / TABLE)
    for row in rows:
        book.worksheets[0].append(row)
    book.save(folder / TABLE)


def intake(folder: Path) -> Intake:
    assert command(folder, "intake") == 0
    return last_intake(open_year(folder), "查看")


def said(found: Intake) -> list[str]:
    return [each.code for each in found.problems if each.code.startswith("E25")]


@pytest.fixture
def year(year_at: Callable[[str], Path]) -> Path:
    """A year in which the files have come in and the paper has not been looked at."""
    return year_at("handed-in")


@pytest.fixture
def paper_counts(year_at: Callable[[str], Path]) -> Path:
    """The same year where the stamped paper counts; settings are locked, so it says so before."""
    folder = year_at("filled")
    path = folder / "cycle.yaml"
    text = path.read_text("utf-8")
    assert "paper_and_file: file " in text
    path.write_text(text.replace("paper_and_file: file ", "paper_and_file: paper "), "utf-8")
    assert command(folder, "lock") == 0
    put_in(folder, "a.xlsx")
    return folder


def put_in(
    folder: Path, name: str, changed: dict[str, str | tuple[str, ...]] | None = None
) -> None:
    (folder / "inbox" / name).write_bytes(workbook(open_year(folder), UNIT, changed))


def test_nothing_is_said_where_no_paper_or_the_same_code_came(year: Path) -> None:
    first = intake(year)
    assert said(first) == []
    code = first.counted[UNIT].check_code
    type_codes(year, (UNIT, code), ("010102", None))
    assert said(intake(year)) == []


def test_where_the_file_counts_another_code_on_paper_is_a_warning(
    year: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    type_codes(year, (UNIT, "0000-0001"))
    found = intake(year)
    assert said(found) == ["E250"]
    assert UNIT in found.counted
    told = capsys.readouterr().out
    own = found.counted[UNIT].check_code
    assert f"单位 {UNIT} 盖章纸质表上的核对码是 0000-0001，电子表的是 {own}" in told


def test_where_the_file_counts_the_difference_is_looked_at_again(
    year_at: Callable[[str], Path],
) -> None:
    folder = year_at("closed")
    type_codes(folder, (UNIT, "0000-0001"))
    assert intake(folder).paper_differs == (UNIT,)
    assert command(folder, "score") == 0
    [run] = (folder / "runs").iterdir()
    results = json.loads((run / "results.json").read_text("utf-8"))
    listed = [each["unit"] for each in results["lookback"] if each["code"] == "paper-differs"]
    assert listed == [UNIT]
    values = json.loads((run / "inputs" / "values.json").read_text("utf-8"))
    assert [unit for unit, each in values.items() if "paper_differs" in each] == [UNIT]


def test_where_the_paper_counts_a_file_of_another_code_is_not_used(paper_counts: Path) -> None:
    type_codes(paper_counts, (UNIT, "0000-0001"))
    found = intake(paper_counts)
    assert said(found) == ["E251"]
    assert found.blocked == {UNIT: "E251"}


def test_the_file_with_the_code_of_the_paper_is_the_one_that_counts(paper_counts: Path) -> None:
    code = intake(paper_counts).counted[UNIT].check_code
    put_in(paper_counts, "b.xlsx", {"F115": "9"})
    assert intake(paper_counts).blocked == {UNIT: "E232"}
    type_codes(paper_counts, (UNIT, code))
    found = intake(paper_counts)
    assert said(found) == []
    assert found.counted[UNIT].file == "a.xlsx"


def test_what_is_no_code_is_not_used_and_said(year: Path) -> None:
    type_codes(year, (UNIT, "12"), ("010102", "0000-0001"), ("010102", "0000-0002"), ("9", "1"))
    found = intake(year)
    codes = [each.code for each in open_year(year).office_problems]
    assert codes.count("E252") == 2 and "C423" in codes
    assert said(found) == ["E250"]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("4821-0937", "4821-0937"),
        ("48210937", "4821-0937"),
        ("４８２１－０９３７", "4821-0937"),
        ("4821 0937", "4821-0937"),
        ("4821—0937", "4821-0937"),
        ("210937", "0021-0937"),
        ("12", ""),
        ("0021-93", ""),
        ("四八二一", ""),
        ("123456789", ""),
    ],
)
def test_a_code_may_be_typed_as_people_do(typed: str, code: str) -> None:
    assert as_code(typed) == code


def test_the_code_is_in_what_check_and_intake_say(
    year: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = intake(year).counted[UNIT].check_code
    capsys.readouterr()
    command(year, "intake", "--json")
    units = json.loads(capsys.readouterr().out)["units"]
    assert {each["unit"]: each["check_code"] for each in units}[UNIT] == code
    file = str(year / "inbox" / f"{UNIT}-自评表.xlsx")
    command(year, "check", file)
    assert f"核对码 {code}" in capsys.readouterr().out


def test_a_year_locked_before_there_were_codes_is_still_what_was_locked(year: Path) -> None:
    path = year / "cycle.yaml"
    kept = [line for line in path.read_text("utf-8").splitlines() if "paper_and_file" not in line]
    path.write_text("\n".join(kept) + "\n", "utf-8")
    assert command(year, "intake") == 0
