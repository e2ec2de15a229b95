"""Review sheets are read back as they stand; the closing decision settles what is still open."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from engine.cycle.laying_out import lay_out
from engine.cycle.reviewing import read_back
from engine.cycle.year import open_year
from engine.files import ledger
from engine.files.form_names import reason_of, value_of, verdict_of
from engine.records.problem import Severity
from engine.records.submission import Verdict
from tests.cycle import small_year
from tests.cycle.small_year import command, review_sheet, tree
from tests.files.forms import edited

YearAt = Callable[[str], Path]


def read(folder: Path) -> dict[str, list[str]]:
    """Read the review sheets: unit → codes of indicators with a ruling, and "" → problem codes."""
    found = read_back(open_year(folder))
    said = {unit: sorted(rulings) for unit, rulings in found.rulings.items()}
    return {**said, "": sorted(each.code for each in found.problems)}


def laid_out(folder: Path, *, again: bool) -> tuple[int, int]:
    """Sheets written, and left alone."""
    done = lay_out(open_year(folder), lambda _done, _of: None, again=again)
    return done.count, done.left


def test_sheets_that_are_there_are_left_alone(year_at: YearAt) -> None:
    folder = year_at("reviewed")
    before = tree(folder)
    assert laid_out(folder, again=False) == (0, 4)
    assert tree(folder) == before
    assert laid_out(folder, again=True) == (4, 0)
    assert read(folder) == {"": []}


def test_reading_again_changes_nothing(year_at: YearAt) -> None:
    folder = year_at("reviewed")
    before = tree(folder)
    assert command(folder, "review", "read") == 0
    assert tree(folder) == before


def test_two_sheets_of_one_unit_count_neither(year_at: YearAt) -> None:
    folder = year_at("reviewed")
    shutil.copy(folder / "review" / "评审表-010101.xlsx", folder / "review" / "第二组.xlsx")
    found = read(folder)
    assert found[""] == ["V413"]
    assert "010101" not in found
    assert set(found) == {"", "010102", "010103", "010104"}
    [fault] = read_back(open_year(folder)).problems
    assert "第二组.xlsx" in str(fault.place)
    assert "评审表-010101.xlsx" in str(fault.place)


def test_what_is_no_review_sheet_is_said_and_touches_no_other(year_at: YearAt) -> None:
    folder = year_at("reviewed")
    sound = read(folder)
    review = folder / "review"
    shutil.copy(folder / "inbox" / "010101-自评表.xlsx", review / "放错的.xlsx")
    (review / "坏的.xlsx").write_bytes(b"PK\x03\x04\x14")
    (review / "纸质扫描.pdf").write_bytes(b"%PDF-1.7")
    (review / "~$评审表-010101.xlsx").write_bytes(b"litter")
    assert read(folder) == {**sound, "": ["E206", "E237", "X116"]}


def test_a_verdict_that_is_no_verdict_leaves_its_item_open(year_at: YearAt) -> None:
    folder = year_at("reviewed")
    path = folder / "review" / "评审表-010101.xlsx"
    book = openpyxl.load_workbook(path)
    [(sheet, cell)] = book.defined_names[verdict_of("1.1")].destinations
    book[sheet][cell] = "差不多"
    book.save(path)
    found = read(folder)
    assert found[""] == ["V401"]
    assert "1.1" not in found["010101"]
    assert "1.2" in found["010101"]


def test_where_a_unit_has_one_sheet_a_value_without_a_reason_is_only_a_warning(
    year_at: YearAt,
) -> None:
    folder = year_at("reviewed")
    path = folder / "review" / "评审表-010101.xlsx"
    amended = {verdict_of("1.3"): "核定为", value_of("F131"): 1}
    path.write_bytes(edited(path.read_bytes(), amended))
    found = read_back(open_year(folder))
    [said] = found.problems
    assert (said.code, said.severity) == ("V437", Severity.WARNING)
    assert said.place.cell and said.indicator == "1.3"
    assert found.rulings["010101"]["1.3"].values["F131"].value == "1"


def total(folder: Path, unit: str) -> tuple[str, str]:
    """State and total of a unit in the newest run."""
    newest = sorted((folder / "runs").iterdir())[-1]
    units = json.loads((newest / "results.json").read_bytes())["units"]
    [found] = [each for each in units if each["code"] == unit]
    return found["state"], found["total"]


def test_before_closing_what_is_open_is_provisional_and_wins_nothing(year_at: YearAt) -> None:
    folder = year_at("reviewed")
    assert command(folder, "score") == 0
    assert total(folder, "010101")[0] == "final"
    assert total(folder, "010102")[0] == "provisional"
    newest = sorted((folder / "runs").iterdir())[-1]
    awards = json.loads((newest / "results.json").read_bytes())["awards"]
    for award in awards:
        assert "010102" not in award["winners"]


def test_a_closing_decision_is_recorded_once(year_at: YearAt) -> None:
    folder = year_at("reviewed")
    (folder / "decisions" / "收口决定.yaml").write_text(small_year.CLOSING, "utf-8")
    before = len(ledger.read(folder / "ledger.jsonl"))
    for _ in range(2):
        assert command(folder, "close", "--decision", "收口决定.yaml") == 0
    entries = ledger.read(folder / "ledger.jsonl")
    assert len(entries) == before + 1
    assert entries[-1].kind == "closing"
    assert entries[-1].body["number"] == "示例〔2025〕12号"


def test_closing_one_item_by_name_gives_it_those_points(year_at: YearAt) -> None:
    folder = year_at("reviewed")
    items = 'items:\n  - {unit: "010102", indicator: "1.2", points: 1.5, reason: 补交了文件}\n'
    text = small_year.CLOSING + items
    (folder / "decisions" / "收口决定.yaml").write_text(text, "utf-8")
    assert command(folder, "close", "--decision", "收口决定.yaml") == 0
    assert command(folder, "score") == 0
    assert total(folder, "010102") == ("final", "95.10")


@pytest.mark.parametrize("verdict", [Verdict.NO_EVIDENCE, Verdict.DISPUTED])
def test_what_reviewers_leave_open_stays_open_until_it_is_closed(
    year_at: YearAt, verdict: Verdict
) -> None:
    folder = year_at("closed")
    sheet = review_sheet(open_year(folder), "010101", {"5.1": verdict})
    (folder / "review" / "评审表-010101.xlsx").write_bytes(sheet)
    assert command(folder, "review", "read") == 0
    assert command(folder, "score") == 0
    assert total(folder, "010101") == ("provisional", "96.00")


def test_a_decision_with_personal_data_in_a_reason_is_refused_before_it_is_recorded(
    year_at: YearAt, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = year_at("reviewed")
    before = tree(folder)
    told = small_year.CLOSING.replace("补正期已满", "经联系13800138000，补正期已满")
    (folder / "decisions" / "收口决定.yaml").write_text(told, "utf-8")
    capsys.readouterr()
    assert command(folder, "close", "--decision", "收口决定.yaml") == 3
    said = capsys.readouterr().err
    assert "第5行" in said and "手机号码" in said and "13800138000" not in said
    assert {name: tree(folder)[name] for name in before} == before


def test_a_reason_with_personal_data_is_masked_in_records_results_and_pages(
    year_at: YearAt, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = year_at("closed")
    path = folder / "review" / "评审表-010101.xlsx"
    told = {reason_of("1.3"): "已电话13800138000核实，学生姓名：张小明"}
    path.write_bytes(edited(path.read_bytes(), told))
    capsys.readouterr()
    assert command(folder, "review", "read") == 0
    assert "〔S602〕" in capsys.readouterr().out
    assert command(folder, "score") == 0
    assert command(folder, "explain", "010101", "1.3") == 0
    assert "138****" in capsys.readouterr().out
    run = sorted((folder / "runs").iterdir())[-1]
    assert "138****核实，学生姓名：张*" in (run / "results.json").read_text("utf-8")
    texts = [each.read_text("utf-8") for each in run.rglob("*.json")]
    texts += [(run / "report.html").read_text("utf-8")]
    texts += [each.read_text("utf-8") for each in (folder / "store").glob("*.json")]
    assert not any("13800138000" in text or "小明" in text for text in texts)
