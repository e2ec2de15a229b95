"""评审分析 of a small year: on the screen, as workbook and page; and an announced correction."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from engine.cycle import reviewing
from engine.cycle.places import ASSIGNMENTS, LEDGER, LOCK, REVIEWS
from engine.cycle.recording import record
from engine.cycle.severity_correction import correct, read_severity_decision
from engine.cycle.year import open_year
from engine.files import originals
from engine.judging.adjusting import APART
from engine.records.diagnosis import Note
from engine.records.problem import CannotGoOn
from engine.records.review import Assignment, Assignments, Review, Reviews, Round
from engine.records.states import State
from engine.records.submission import Answer, Ruling, Verdict
from tests.cycle.small_year import command, copy_of, edit_settings, tree

TERMS = """
review:
  by: expert
  per_unit: 2
  marks: individual
  combine: mean
  severity: apply
"""
MARKS = {
    "010101": {"E01": "4", "E02": "3"}, "010102": {"E01": "3.5", "E02": "2.5"},
    "010103": {"E01": "3", "E02": "2"}, "010104": {"E02": "1.8"},
}  # fmt: skip
"""Unit → expert → mark of 4.3: E01 gives one point of four more than E02; the last had only E02."""
DECISION = """\
kind: severity-decision
number: "示例〔2025〕15号"
date: 2025-11-27
role: 评审领导小组
reason: 按评审办法，考评分去掉宽严差异。
"""


def ruled(unit: str, given: str, *, worded: bool) -> Ruling:
    """4.3 marked, with a reason where it is not in full; `worded`: in the table's own field too."""
    said = {"F431": given, "F432": "已填"} if worded and given != "4" else {"F431": given}
    own = {code: Answer(value=value, state=State.VERIFIED) for code, value in said.items()}
    return Ruling(
        unit=unit, indicator="4.3", verdict=Verdict.ACCEPT, values=own,
        reason="示例理由，两人写得一样",
    )  # fmt: skip


def sheets(round_: Round) -> list[Review]:
    """What both experts said of every unit."""
    return [
        Review(
            unit=unit, assessor=who, round=round_,
            rulings={"4.3": ruled(unit, given, worded=round_ == "main")},
            file=f"评审表-{unit}-{who}.xlsx", sha256=f"{unit}{who}",
        )
        for unit, marks in MARKS.items()
        for who, given in marks.items()
    ]  # fmt: skip


def reviewed(folder: Path) -> None:
    """As if the year had been locked with its review terms; the sheets are put on record."""
    for name in (LOCK, LEDGER):
        (folder / name).unlink()
    edit_settings(folder, "groups: [] ", f"{TERMS.lstrip()}groups: [] ")
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (
        ["专家编号", "姓名", "评审组"],
        ["E01", "示例甲", "一组"],
        ["E02", "示例乙", "二组"],
    ):
        book.active.append(row)
    book.save(folder / "outside" / "专家名册.xlsx")
    assert command(folder, "lock") == 0
    units = {unit: tuple(sorted(marks)) for unit, marks in MARKS.items()}
    rounds: tuple[Round, ...] = ("trial", "main")
    given = tuple(
        Assignment(per_unit=2, seed="1", units=units, date=date(2025, 11, 12), round=each)
        for each in rounds
    )
    originals.save(folder / ASSIGNMENTS, Assignments(assignments=given))
    told = [sheet for each in rounds for sheet in sheets(each)]
    found = Reviews(versions=tuple(told), standing=tuple(range(len(told))))
    record(open_year(folder), REVIEWS, found, "review")


@pytest.fixture(scope="module")
def made(year_stages: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A reviewed year that announced to take severity out; built once."""
    folder = copy_of(year_stages, "taken-in", tmp_path_factory.mktemp("reviewed"))
    reviewed(folder)
    return folder


@pytest.fixture
def year(made: Path, tmp_path: Path) -> Path:
    """A fresh copy of it."""
    return Path(shutil.copytree(made, tmp_path / "2025"))


def said(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out


def test_the_screen_says_it_in_plain_words(year: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(year, "review", "agreement") == 0
    told = said(capsys)
    assert "评审表7份，4个单位；3个单位有两人以上评过，下面只比较这些单位。" in told
    assert "4.3 特色品牌（满分4分）：两人分差最大1分（010101 青禾路小学（示例）），" in told
    assert "平均1.00分，一致性低" in told
    assert "E01" in told and "偏宽" in told and "一组" in told
    assert "示例甲" not in told


def test_the_workbook_and_the_page_name_no_expert_and_touch_nothing(
    year: Path, tmp_path: Path
) -> None:
    before = tree(year)
    book, page = tmp_path / "分析.xlsx", tmp_path / "分析.html"
    assert command(year, "review", "agreement", "--xlsx", str(book), "--html", str(page)) == 0
    assert tree(year) == before
    found = openpyxl.load_workbook(io.BytesIO(book.read_bytes()))
    assert found.sheetnames == ["一致性", "宽严", "分差最大的项", "评审人", "提示"]
    cells = [str(c.value) for sheet in found for row in sheet for c in row if c.value is not None]
    text = page.read_text("utf-8")
    for told in (" ".join(cells), text):
        assert "E01" in told and "示例甲" not in told
    assert "示例理由" not in text
    assert "http://" not in text.replace("http://www.w3.org", "") and "https://" not in text


def test_as_json_offsets_are_of_the_units_both_marked(
    year: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(year, "review", "agreement", "--json") == 0
    found = json.loads(said(capsys))
    [component] = found["assessors"]["components"]
    assert [(one["who"], round(one["value"], 6)) for one in component] == [
        ("E01", 0.125), ("E02", -0.125)
    ]  # fmt: skip
    assert "text" not in found["hints"][0]
    assert found["note"]["offsets"] == {"E01": "0.1250", "E02": "-0.1250"}


def test_a_trial_says_what_to_talk_about(year: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(year, "review", "agreement", "--trial") == 0
    told = said(capsys)
    assert "4.3 特色品牌：E01平均高0.50分，E02平均低0.50分，相差1.00分" in told


def test_a_correction_that_was_not_announced_is_refused(
    year_at: Callable[[str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = year_at("locked")
    (folder / "decisions" / "宽严校正决定.yaml").write_text(DECISION, "utf-8")
    assert command(folder, "review", "adjust", "--decision", "宽严校正决定.yaml") == 2
    assert "V456" in capsys.readouterr().err
    assert command(folder, "review", "agreement") == 2
    assert "V427" in capsys.readouterr().err


def test_an_announced_correction_fixes_the_offsets_and_is_in_the_marks(
    year: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (year / "decisions" / "宽严校正决定.yaml").write_text(DECISION, "utf-8")
    arguments = ("review", "adjust", "--decision", "宽严校正决定.yaml")
    assert command(year, *arguments) == 0
    assert "E01           +12.50" in said(capsys)
    rulings = reviewing.reviewed(open_year(year)).rulings
    # Both marked the first, so that its mean stays; E02 alone marked the last: 1.8 + 0.5.
    assert rulings["010101"]["4.3"].values["F431"].value == "3.5"
    assert rulings["010104"]["4.3"].values["F431"].value == "2.3"
    assert command(year, "score") == 0
    [run] = (year / "runs").iterdir()
    verified = subprocess.run([sys.executable, run / "verify.py"], capture_output=True, check=False)
    assert verified.returncode == 0
    assert command(year, *arguments) == 0
    (year / "decisions" / "另一份.yaml").write_text(DECISION.replace("15", "16"), "utf-8")
    assert command(year, "review", "adjust", "--decision", "另一份.yaml") == 2
    assert "V459" in capsys.readouterr().err


def test_what_is_not_connected_is_not_corrected(year: Path) -> None:
    path = year / "decisions" / "宽严校正决定.yaml"
    path.write_text(DECISION, "utf-8")
    opened = open_year(year)
    with pytest.raises(CannotGoOn) as refused:
        correct(opened, read_severity_decision(opened, path), Note(APART))
    assert [each.code for each in refused.value.problems] == ["V457"]


def test_the_decision_of_the_handbook_is_the_one_that_is_read_here() -> None:
    handbook = Path(__file__).parents[2] / "docs" / "手册.md"
    assert f"```\n{DECISION}```" in handbook.read_text("utf-8")


def test_offsets_that_were_edited_by_hand_are_found_out(year: Path) -> None:
    (year / "decisions" / "宽严校正决定.yaml").write_text(DECISION, "utf-8")
    assert command(year, "review", "adjust", "--decision", "宽严校正决定.yaml") == 0
    path = year / "decisions" / "宽严校正.json"
    path.write_text(path.read_text("utf-8").replace("0.125", "0.25"), "utf-8")
    assert command(year, "review", "agreement") == 4
