"""Every table that was read is a sound rubric, and both programs score it as worked out by hand."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from pathlib import Path

import pytest

from engine.files.rubric_lint import lint
from engine.records.problem import Severity
from engine.rubric.code_map import CodeMap
from engine.rubric.diff import rubric_difference
from engine.rubric.diff_words import Part
from engine.rubric.standard import Standard
from tests.hand_checked.arithmetic import worked_out
from tests.hand_checked.judging import can_be_answered, hold
from tests.hand_checked.reading import END, STORE, Example, Table, Together, tables
from tests.rubric.test_soundness import marked

FOLDER = Path(__file__).parent
TABLES = tables(FOLDER)
RUBRICS = sorted(file for file in FOLDER.glob("*.yaml") if not file.name.endswith(END))
DEFECTS = sorted((FOLDER / "defects").glob("*.yaml"))
EXAMPLES = [
    pytest.param(table.standard, example, id=f"{name}: {example.name}")
    for name, table in TABLES.items()
    for example in table.examples
]
COHORTS = [
    pytest.param(table, cohort, id=f"{name}: {cohort.name}")
    for name, table in TABLES.items()
    for cohort in table.cohorts
]
by_table = pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
by_example = pytest.mark.parametrize(("standard", "example"), EXAMPLES)


def test_every_table_has_examples_and_stands_in_the_readme() -> None:
    assert {file.stem for file in RUBRICS} <= set(TABLES)
    assert {file.stem for file in DEFECTS} <= set(TABLES)
    assert all(table.examples for table in TABLES.values())
    readme = (FOLDER / "README.md").read_text("utf-8")
    said = {name for name in TABLES if f"`{name}.answers.yaml`" in readme}
    said |= {file.name for file in DEFECTS if f"`defects/{file.name}`" in readme}
    assert said == {*TABLES, *(file.name for file in DEFECTS)}


@by_table
def test_lint_finds_nothing_but_the_sums_of_parts_that_were_not_all_seen(table: Table) -> None:
    """A section only part of which was seen cannot add up; its line in the file says Y524."""
    report = lint(STORE, table.target)
    allowed = [] if "@" in table.target else marked(Path(table.target))
    assert [(each.code, each.place.line) for each in report.problems] == allowed
    assert {code for code, _ in allowed} <= {"Y524"}
    assert {each.severity for each in report.problems} <= {Severity.WARNING}
    assert report.code == 0


@pytest.mark.parametrize("file", DEFECTS, ids=lambda file: file.stem)
def test_lint_finds_the_defects_of_a_table_as_it_stands(file: Path) -> None:
    report = lint(STORE, str(file))
    assert [(each.code, each.place.line) for each in report.problems] == marked(file) != []


@pytest.mark.parametrize("file", DEFECTS, ids=lambda file: file.stem)
def test_lint_finds_nothing_in_the_table_that_stands_beside_it(file: Path) -> None:
    assert lint(STORE, str(FOLDER / file.name)).problems == ()


def test_two_texts_of_one_table_differ_in_points_only_where_they_were_seen_to() -> None:
    old, new = (TABLES[name].standard.rubric for name in ("T09-v1", "T09-v2"))
    pairs = zip(old.indicators, new.indicators, strict=True)
    codes = CodeMap.model_validate(
        {
            "kind": "code-map", "format": "1", "from": old.reference, "to": new.reference,
            "renamed": [{"from": before.code, "to": after.code} for before, after in pairs],
        }
    )  # fmt: skip
    changes = rubric_difference(old, new, codes).changes
    assert [str(each) for each in changes if each.part is Part.SCORING] == [
        "指标 4.2“楼道、墙体、橱窗”·计分规则·减分情形·第3项：新增（分值 1，条件 F134 = 否）"
    ]
    assert "指标 2.5“篮球场”·名称：球场 → 篮球场" in map(str, changes)


@by_example
def test_an_example_says_what_every_item_and_section_gives(
    standard: Standard, example: Example
) -> None:
    assert set(example.points) == set(standard.by_code)
    assert set(example.sections) == {section.code for section in standard.rubric.sections}


@by_example
def test_an_example_answers_only_what_is_asked_and_can_be_answered(
    standard: Standard, example: Example
) -> None:
    told = {**(example.answers or {}), **example.roster}
    assert set(told) <= set(standard.scope)
    wrong = {
        code: value
        for code, value in told.items()
        if not can_be_answered(standard.scope[code], value)
    }
    assert wrong == {}


@by_table
def test_every_item_is_seen_full_less_than_full_and_open(table: Table) -> None:
    seen = defaultdict(set)
    for example in table.examples:
        for code, line in example.points.items():
            seen[code].add(worked_out(line))
    for item in table.standard.items:
        known = seen[item.code] - {None}
        if item.context.capped:  # without a limit nothing is full
            assert Fraction(item.points) in known, f"{item.code}: never full"
        assert min(known) < max(known), f"{item.code}: always the same"
        assert None in seen[item.code], f"{item.code}: never open"


@pytest.mark.parametrize(("table", "cohort"), COHORTS)
def test_the_engine_and_the_verifier_give_what_was_worked_out_by_hand(
    table: Table, cohort: Together
) -> None:
    hold(table, cohort)
