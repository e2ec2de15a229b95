"""An item that compares units waits for the others, and says so; it does not read as unanswered."""

from __future__ import annotations

from dataclasses import replace

import engine.rules  # noqa: F401 - rule kinds register themselves
from engine.files.result_words import WAITS, item_state
from engine.judging.outcome import judge
from engine.judging.results import as_results
from engine.rubric.model import Rubric
from engine.rubric.preparing import prepare
from engine.rubric.standard import Standard
from tests.verifier.cohorts import case
from tests.verifier.kind_cases import COHORTS
from tests.verifier.small import indicator, rubric


def ranked() -> Standard:
    """One item by rank, over the fields of a small rubric."""
    ready, faults = prepare(Rubric.model_validate(rubric(indicator(COHORTS[0][0]))))
    assert not faults
    return ready


def test_before_the_closing_it_waits_and_is_on_the_list_without_blame() -> None:
    results = as_results(judge(replace(case(ranked(), 3, size=30), closings=())))
    items = [item for unit in results["units"] for item in unit["indicators"]]
    waiting = [item for item in items if item["waits"]]
    assert waiting
    assert all(item["code"] == "1" and item["open"] for item in waiting)
    assert {str(item_state(item)) for item in waiting} == {f"○ {WAITS}"}
    assert {item["workings"] for item in waiting} == {
        "还不能计算：收口以后，与全部指标已定的单位比较"
    }
    said = {entry["message"] for entry in results["lookback"] if entry["indicator"] == "1"}
    assert "1 指标1：等收口以后与其他单位比较，未定分。" in said


def test_what_the_unit_itself_has_not_answered_does_not_wait_for_others() -> None:
    results = as_results(judge(replace(case(ranked(), 3, size=30), closings=())))
    blank = {"未填", "有异议", "填报差错"}
    for unit in results["units"]:
        for item in (i for i in unit["indicators"] if i["code"] == "1"):
            unknown = any(value["verified"] in blank for value in item["reads"])
            assert not (unknown and item["waits"])
