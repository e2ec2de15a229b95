"""The worked whole school 整校算例 through a whole run: 71.93, as it was worked out by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from engine.language.fields import Source
from engine.records.states import State
from tests.invented_cohort import standard
from tests.judging.builders import Unit, by_code, case, results, ruling
from tests.rubric.test_model_rubric import FULL, WHOLE_SCHOOL

ROSTER = ("单位类型", "学段", "办学性质", "片区", "在校生数", "教职工数", "离退休教职工数")
BY_HAND = """
    1.1 5.00  1.2 1.00  1.3 1.00  1.4 2.00  1.5 2.00  1.6 2.00  1.7 1.50
    2.1 1.00  2.2 3.00  2.3 2.00  2.4 1.50  2.5 2.50  2.6 1.50  2.7 2.00
    3.1 2.50  3.2 3.00  3.3 1.50  3.4 2.00  3.5 3.80  3.6 1.80  3.7 1.33
    4.1 1.50  4.2 1.00  4.3 2.90  4.4 1.00
    5.1 3.00  5.2 2.00  5.3 3.00  5.4 2.50  5.5 2.60  5.6 3.50  5.7 2.00  5.8 3.00
    J1 0.00   J2 0.00   J3 0.00   J4 0.00   J5 0.00
"""
POINTS = dict(zip(BY_HAND.split()[::2], BY_HAND.split()[1::2], strict=True))
SECTIONS = {"1": "14.50", "2": "13.50", "3": "15.93", "4": "6.40", "5": "21.60"}


def school(answers: Any) -> Unit:
    """A school of the model standard, every item accepted, every mark given."""
    told = {code: value for code, value in answers.items() if value is not None}
    rulings = {}
    for each in standard().items:
        marks = {f.code: told[f.code] for f in each.fields
                 if f.source is Source.REVIEWER and f.code in told}  # fmt: skip
        rulings[each.code] = ruling(each.code, "accept", **marks)
    fields = {code: str(told[code]) for code in ROSTER}
    return Unit("A", told=told, fields=fields, pieces={}, rulings=rulings)


@pytest.fixture(scope="module")
def published() -> dict[str, Any]:
    """The run of the worked school."""
    return results(case(school(WHOLE_SCHOOL), ready=standard()))


def test_every_item_is_published_with_two_places_as_worked_out_by_hand(
    published: dict[str, Any],
) -> None:
    items = published["units"][0]["indicators"]
    assert {each["code"]: each["points"] for each in items} == POINTS
    assert {each["code"]: each["reviewed"] for each in items} == POINTS
    assert not any(each["open"] for each in items)


def test_sections_base_and_total_are_sums_of_what_is_published(published: dict[str, Any]) -> None:
    [unit] = published["units"]
    assert {each["code"]: each["points"] for each in unit["sections"]} == SECTIONS
    assert [each["max"] for each in unit["sections"]] == [
        "20.00", "20.00", "20.00", "12.00", "28.00",
    ]  # fmt: skip
    assert (unit["base"], unit["bonus"], unit["total"]) == ("71.93", "0.00", "71.93")
    assert sum(Decimal(each["points"]) for each in unit["indicators"]) == Decimal(unit["total"])
    assert (unit["state"], unit["grade"], unit["rank"]) == ("final", "合格", 1)


def test_what_only_office_or_reviewers_say_is_no_claim_of_the_school_s(
    published: dict[str, Any],
) -> None:
    claimed = {each["code"]: each["claimed"] for each in published["units"][0]["indicators"]}
    assert [code for code, points in claimed.items() if points is None] == ["3.6", "4.3", "5.8"]
    assert {c: p for c, p in claimed.items() if p is not None} == {
        c: p for c, p in POINTS.items() if claimed[c] is not None
    }


def test_the_best_school_has_100_and_no_more_than_10_of_bonus() -> None:
    [unit] = results(case(school(FULL), ready=standard()))["units"]
    assert (unit["base"], unit["bonus"], unit["total"]) == ("100.00", "10.00", "110.00")
    assert unit["grade"] == "优秀"


def test_one_mark_that_is_missing_leaves_the_total_provisional_and_nothing_is_rescaled() -> None:
    whole = school(WHOLE_SCHOOL)
    [unit] = results(case(whole.unruled("5.8"), ready=standard()))["units"]
    assert (unit["state"], unit["total"], unit["grade"]) == ("provisional", "68.93", None)
    assert by_code(unit["indicators"])["5.8"]["state"] == State.BLANK.key
