"""Each file of tests/bad_rubrics has one fault, marked where it stands; lint says it, no more."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.files.rubric_lint import lint
from engine.files.rubric_store import Store
from engine.records.catalogue import CATALOGUE
from engine.records.problem import Severity

FOLDER = Path(__file__).parents[1] / "bad_rubrics"
FILES = sorted(FOLDER.glob("*.yaml"))
BAD_RUBRICS = [file for file in FILES if "kind: rubric\n" in file.read_text("utf-8")]
MARK = re.compile(r"# (Y\d{3})$")
STORE = Store([FOLDER])
ELSEWHERE = {"Y502", "Y505", "Y506", "Y507"}
"""Faults of finding and publishing: see tests/files/test_rubric_store.py."""
NEEDS_MORE = {"Y563", "Y565", "Y576"}
"""Faults no file has by itself: see test_dates.py and test_rule_amounts.py."""
NEVER_LIGHTENED = {"Y501", "Y503", "Y520", "Y521", "Y522", "Y523", "Y577"}


def marked(file: Path) -> list[tuple[str, int | None]]:
    """The code and line of the mark in a file."""
    lines = enumerate(file.read_text("utf-8").splitlines(), start=1)
    return [(found[1], line) for line, text in lines if (found := MARK.search(text))]


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_a_bad_file_gives_its_one_fault_on_its_line(file: Path) -> None:
    report = lint(STORE, str(file))
    assert [(each.code, each.place.line) for each in report.problems] == marked(file)
    [found] = report.problems
    severity = CATALOGUE[found.code].severity
    expected = 3 if found.code == "Y501" else 1 if severity in ("block", "reject") else 0
    assert report.code == expected


def test_a_gap_is_said_with_the_numbers_that_fall_into_it() -> None:
    [gap] = lint(STORE, str(FOLDER / "gap-between-cases.yaml")).problems
    assert "“有记录的活动”是 9.1 到 9.9 的，哪一档都不是，落到“丙”" in gap.message


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("section-sum-in-one-group", "学段为初中的：活动经常各项合计 9 分，写的是 10 分。"),
        ("total-sum-in-one-group", "学段为初中的：各一级指标合计 9 分，总分写的是 10 分。"),
    ],
)
def test_a_sum_that_fails_in_one_group_names_the_group(name: str, said: str) -> None:
    [found] = lint(STORE, str(FOLDER / f"{name}.yaml")).problems
    assert found.message == said


def test_every_fault_of_a_rubric_or_plan_has_a_bad_file() -> None:
    shown = {code for file in FILES for code, _ in marked(file)}
    of_a_rubric = {code for code in CATALOGUE if "Y501" <= code <= "Y557"}
    of_a_rubric |= {"Y590", "Y595", *(code for code in CATALOGUE if "Y563" <= code <= "Y579")}
    assert of_a_rubric - ELSEWHERE - NEEDS_MORE == shown


@pytest.mark.parametrize("reference", ["small@2025", "small-plan@2025"])
def test_the_files_they_were_made_from_are_sound(reference: str) -> None:
    report = lint(STORE, reference)
    assert (report.problems, report.code) == ((), 0)


@pytest.mark.parametrize("file", BAD_RUBRICS, ids=[file.stem for file in BAD_RUBRICS])
def test_an_excerpt_is_warned_of_all_but_wrong_writing_and_codes(
    file: Path, tmp_path: Path
) -> None:
    excerpt = tmp_path / file.name
    text = file.read_text("utf-8").replace("status: model", "status: excerpt")
    excerpt.write_text(text, "utf-8")
    report = lint(STORE, str(excerpt))
    for each in report.problems:
        refused = each.severity in (Severity.BLOCK, Severity.REJECT)
        assert refused == (each.code in NEVER_LIGHTENED)


def test_all_faults_of_a_file_are_said_at_once(tmp_path: Path) -> None:
    text = (FOLDER / "small/2025.yaml").read_text("utf-8")
    text = text.replace("total: 10", "total: 11").replace("source: 细则}", "source: 意见}")
    text = text.replace("{title: 合格, at_least: 6}", "{title: 合格, at_least: 9}")
    several = tmp_path / "several.yaml"
    several.write_text(text, "utf-8")
    found = [each.code for each in lint(STORE, str(several)).problems]
    assert found == ["Y525", "Y528", "Y534", "Y528"]


def test_every_wrong_key_of_a_file_is_said_at_once(tmp_path: Path) -> None:
    text = (FOLDER / "small/2025.yaml").read_text("utf-8")
    text = text.replace("total:", "totl:").replace("kind: parts", "kind: part")
    text = text.replace("mode: half-up", "mode: up").replace("{points: 2, when", "{punkte: 2, when")
    several = tmp_path / "several.yaml"
    several.write_text(text, "utf-8")
    said = [each.message for each in lint(STORE, str(several)).problems]
    assert said[0].startswith("“mode”只能写：half-up、half-even")
    assert said[1] == "这里没有叫“totl”的键（是不是“total”？）。"
    assert said[2].startswith("“kind”只能写：all-or-nothing、")
    assert len(said) == 3
