"""Grades 等次 by half-open bands, and the cases 不予评定情形 that fix, lower or bar."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from engine.judging.grading import grade
from engine.records.exact import to_units
from tests.invented_cohort import standard
from tests.judging.builders import AWARD, Unit, by_code, case, conclusion, mark, results

OPENED = AWARD | {"quota": None, "ties": None, "waitlist": None}
LISTED = OPENED | {"barred_by": ["N1", "N4"]}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("100", "优秀"), ("90", "优秀"), ("89.99", "良好"), ("89.5", "良好"), ("80", "良好"),
        ("79.99", "合格"), ("60", "合格"), ("59.99", "不合格"), ("0", "不合格"),
    ],
)  # fmt: skip
def test_a_band_holds_its_lower_edge_and_not_its_upper(value: str, expected: str) -> None:
    units = to_units(Decimal(value), 2)
    assert grade(standard().rubric, units, 2, ()) == expected


def test_the_grade_looks_at_the_base_and_never_at_the_bonus() -> None:
    unit = Unit("A").ruled(mark("1.9")).telling(L1="2")
    [found] = results(case(unit))["units"]
    assert (found["base"], found["total"], found["grade"]) == ("17.90", "19.90", "良好")


@pytest.mark.parametrize(
    ("points", "expected"), [("4", "合格"), ("0.9", "合格"), ("0", "合格")],
)  # fmt: skip
def test_a_limit_lowers_a_grade(points: str, expected: str) -> None:
    unit = Unit("A").ruled(mark(points))
    [found] = results(case(unit, conclusions=[conclusion("A", "N4")]))["units"]
    assert found["grade"] == expected
    assert found["total"] == f"{16 + Decimal(points):.2f}"


def test_a_limit_raises_no_grade() -> None:
    unit = Unit("A").ruled(mark("0")).telling(B1="否", C1="0", F1="0")
    [found] = results(case(unit, conclusions=[conclusion("A", "N4")]))["units"]
    assert (found["base"], found["grade"]) == ("10.00", "不合格")


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        (date(2024, 10, 31), False), (date(2024, 11, 1), True), (date(2025, 10, 31), True),
        (date(2025, 12, 19), True), (date(2025, 12, 20), False),
    ],
)  # fmt: skip
def test_a_conclusion_counts_from_the_first_day_assessed_to_the_end_of_publicity(
    day: date, holds: bool
) -> None:
    made = case(Unit("A"), awards=[LISTED], conclusions=[conclusion("A", "N1", day)])
    result = results(made)
    assert [each["code"] for each in result["units"][0]["exclusions"]] == ["N1"] * holds
    assert result["awards"][0]["reasons"]["A"]["kind"] == ("excluded" if holds else "winner")
    assert [each["code"] for each in result["problems"]] == ["C431"] * (not holds)


def test_what_the_year_has_not_switched_on_is_ignored() -> None:
    units = (Unit("A"), Unit("B", told=None))
    found = [conclusion("A", "N1"), conclusion("A", "N4")]
    result = results(case(*units, awards=[LISTED], conclusions=found, exclusions=()))
    assert [unit["exclusions"] for unit in result["units"]] == [[], []]
    assert [unit["grade"] for unit in result["units"]] == ["优秀", None]
    assert result["awards"][0]["winners"] == ["A"]


def test_what_the_rubric_says_bars_awards_bars_one_that_does_not_list_it() -> None:
    found = [conclusion("A", "N1"), conclusion("B", "N4")]
    result = results(case(Unit("A"), Unit("B"), awards=[OPENED], conclusions=found))
    reasons = result["awards"][0]["reasons"]
    assert {code: each["kind"] for code, each in reasons.items()} == {
        "A": "excluded", "B": "winner",
    }  # fmt: skip


def test_who_never_handed_in_is_graded_so_unless_excused_blocked_or_there() -> None:
    units = (
        Unit("A", told=None),
        Unit("B", told=None, status="首次试评"),
        Unit("C", told=None, status="暂不参评"),
        Unit("D", blocked=True),
        Unit("E").unruled("1.1"),
        Unit("F"),
    )
    found = by_code(results(case(*units))["units"])
    assert {code: unit["grade"] for code, unit in found.items()} == {
        "A": "不合格", "B": "不合格", "C": None, "D": None, "E": None, "F": "优秀",
    }  # fmt: skip


def test_a_conclusion_cannot_stand_for_what_the_engine_finds_itself() -> None:
    result = results(case(Unit("A"), conclusions=[conclusion("A", "N5")]))
    [unit], [said] = result["units"], result["problems"]
    assert (unit["exclusions"], unit["grade"]) == ([], "优秀")
    assert (said["code"], "只看有没有提交自评表" in said["message"]) == ("C431", True)


def test_a_case_limits_the_result_and_never_a_point() -> None:
    plain = results(case(Unit("A")))["units"][0]
    [limited] = results(case(Unit("A"), conclusions=[conclusion("A", "N1")]))["units"]
    assert limited["indicators"] == plain["indicators"]
    assert (limited["total"], limited["rank"]) == (plain["total"], 1)
    assert limited["exclusions"][0]["document"] == "示例〔2025〕9号"


def test_a_grade_that_is_fixed_waits_for_no_points_but_for_a_form_that_can_be_read() -> None:
    units = (Unit("A"), Unit("B").unruled("1.1"), Unit("C", told=None), Unit("D", blocked=True))
    found = [conclusion(unit.code, "N6") for unit in units]
    made = case(*units, conclusions=found, exclusions=("N6",))
    assert [unit["grade"] for unit in results(made)["units"]] == ["不合格"] * 3 + [None]
