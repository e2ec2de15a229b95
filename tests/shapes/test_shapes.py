"""Every shape of clause has an example that both programs score as it was worked out by hand."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from pathlib import Path

import pytest

from engine.files.rubric_lint import lint
from engine.rubric.standard import Item
from tests.hand_checked.judging import can_be_answered, hold, made
from tests.hand_checked.reading import END, STORE, Example, Table, Together, tables
from tests.judging.builders import results
from tests.test_results_schema import complaints

FOLDER = Path(__file__).parent
TABLES = tables(FOLDER)
COHORTS = [
    pytest.param(table, cohort, id=f"{name}: {cohort.name}")
    for name, table in TABLES.items()
    for cohort in table.cohorts
]
EXAMPLES = [
    pytest.param(table, example, id=f"{name}: {cohort.name}: {example.name}")
    for name, table in TABLES.items()
    for cohort in table.cohorts
    for example in cohort.units
]
by_table = pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
by_example = pytest.mark.parametrize(("table", "example"), EXAMPLES)


def test_every_rubric_has_worked_examples() -> None:
    rubrics = {file.stem for file in FOLDER.glob("*.yaml") if not file.name.endswith(END)}
    assert rubrics == set(TABLES)


@by_table
def test_lint_finds_nothing(table: Table) -> None:
    report = lint(STORE, table.target)
    assert [each.message for each in report.problems] == []
    assert report.code == 0


@by_example
def test_an_example_says_all_that_its_rubric_makes_of_a_unit(
    table: Table, example: Example
) -> None:
    """Every indicator and the total; 满分 where it differs; whatever stands beside the table."""
    if example.answers is None:
        return
    rubric, items = table.standard.rubric, table.standard.items
    assert set(example.points) == {item.code for item in items}
    due = {"total"} | {f"满分 {item.code}" for item in items if _differs(item)}
    due |= {"bonus"} if rubric.bonus is not None else set()
    due |= {"penalty"} if rubric.penalties is not None else set()
    due |= {"grade"} if rubric.grades is not None else set()
    due |= {"own", "members"} if rubric.alliance is not None else set()
    due |= {"wins"} if table.awards else set()
    assert due <= set(example.lines)


@by_example
def test_an_example_answers_only_what_is_asked_and_can_be_answered(
    table: Table, example: Example
) -> None:
    scope, told = table.standard.scope, {**(example.answers or {}), **example.roster}
    assert set(told) <= set(scope)
    assert {c: v for c, v in told.items() if not can_be_answered(scope[c], v)} == {}


@by_table
def test_every_item_is_seen_full_and_less_than_full(table: Table) -> None:
    """In one unit all its points, in another fewer: always the same would show nothing."""
    seen: dict[str, set[Fraction]] = defaultdict(set)
    for example in table.examples:
        for code in example.points:
            points = example.expected[f"指标 {code}"]
            if points is not None:
                seen[code].add(points)
    for item in table.standard.items:
        assert len(seen[item.code]) > 1, f"{item.code}: always the same"
        if item.context.capped:
            assert Fraction(item.points) in seen[item.code], f"{item.code}: never full"


@pytest.mark.parametrize(("table", "cohort"), COHORTS)
def test_the_engine_and_the_verifier_give_what_was_worked_out_by_hand(
    table: Table, cohort: Together
) -> None:
    hold(table, cohort)


@pytest.mark.parametrize(("table", "cohort"), COHORTS)
def test_its_result_keeps_the_published_contract(table: Table, cohort: Together) -> None:
    assert complaints(results(made(table, cohort))) == []


def _differs(item: Item) -> bool:
    return not item.same_for_all
