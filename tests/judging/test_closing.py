"""收口: an open item gets 0 or a value by the decision, is always marked, and nothing reopens."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.records.states import State
from engine.records.submission import Closing
from tests.judging.builders import Unit, by_code, case, closing, item, results, ruling
from tests.judging.random_units import units

GOOD = Unit("A")
OPEN_ITEMS = {
    "blank": (GOOD.telling(B1=State.BLANK), "1.2", None),
    "faulty": (GOOD.telling(B1=State.FAULTY), "1.2", None),
    "no-evidence": (GOOD.ruled(ruling("1.1", "no-evidence")), "1.1", "4.00"),
    "disputed": (GOOD.ruled(ruling("1.2", "disputed")), "1.2", "2.00"),
    "claimed": (GOOD.unruled("1.1"), "1.1", "4.00"),
    "na-requested": (GOOD.but(na=("2.3",)), "2.3", "1.00"),
}


def codes(result: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Which problems of closing a result reports, and of what."""
    return [(p["code"], p["unit"], p["indicator"]) for p in result["problems"]]


@pytest.mark.parametrize("state", OPEN_ITEMS)
def test_a_rule_turns_a_state_into_zero(state: str) -> None:
    unit, indicator, _ = OPEN_ITEMS[state]
    result = results(case(unit, closing=closing(**{state: "zero"})))
    found = item(result, "A", indicator)
    assert (found["points"], found["reviewed"], found["state"]) == ("0.00", None, "verified")
    assert found["closed"] == {"from": state, "decision": "示例〔2025〕12号"}
    assert (found["open"], result["units"][0]["state"], codes(result)) == (False, "final", [])


@pytest.mark.parametrize("state", OPEN_ITEMS)
def test_a_rule_may_take_the_claim_and_without_a_claim_leaves_the_item_open(state: str) -> None:
    unit, indicator, claim = OPEN_ITEMS[state]
    result = results(case(unit, closing=closing(**{state: "claimed"})))
    found = item(result, "A", indicator)
    if claim is None:
        assert (found["points"], found["state"], found["closed"]) == (None, state, None)
        assert codes(result) == [("V410", "A", indicator)]
        assert result["units"][0]["state"] == "provisional"
    else:
        assert (found["points"], found["state"], codes(result)) == (claim, "verified", [])
        assert found["closed"]["from"] == state


@pytest.mark.parametrize("state", OPEN_ITEMS)
def test_a_state_without_a_rule_stays_open(state: str) -> None:
    unit, indicator, _ = OPEN_ITEMS[state]
    others = {other: "zero" for other in OPEN_ITEMS if other != state}
    result = results(case(unit, closing=closing(**others)))
    assert item(result, "A", indicator)["state"] == state
    assert result["units"][0]["state"] == "provisional"


@pytest.mark.parametrize(
    ("points", "expected"), [("0", "0.00"), ("1.25", "1.25"), ("4", "4.00"), ("claimed", "4.00")]
)
def test_what_is_named_goes_before_any_rule(points: str, expected: str) -> None:
    decision = closing([("A", "1.1", points)], claimed="zero")
    result = results(case(GOOD.unruled("1.1"), closing=decision))
    assert item(result, "A", "1.1")["points"] == expected
    assert codes(result) == []


def test_what_is_named_asks_no_rule_for_a_claim_there_is_none_of() -> None:
    decision = closing([("A", "1.2", "1")], blank="claimed")
    result = results(case(GOOD.telling(B1=State.BLANK), closing=decision))
    assert item(result, "A", "1.2")["points"] == "1.00"
    assert codes(result) == []


def test_a_name_is_of_one_unit_only() -> None:
    units = [Unit(code).unruled("1.1") for code in "AB"]
    result = results(case(*units, closing=closing([("A", "1.1", "3")], claimed="zero")))
    assert [item(result, code, "1.1")["points"] for code in "AB"] == ["3.00", "0.00"]


@pytest.mark.parametrize("points", ["-0.01", "4.01", "1.005", "100"])
def test_a_figure_that_cannot_be_given_is_a_problem_and_the_item_stays_open(points: str) -> None:
    decision = closing([("A", "1.1", points)], claimed="zero")
    result = results(case(GOOD.unruled("1.1"), closing=decision))
    found = item(result, "A", "1.1")
    assert (found["state"], found["points"], found["closed"]) == ("claimed", None, None)
    assert codes(result) == [("V411", "A", "1.1")]
    [told] = result["problems"]
    assert "0到4分" in told["message"]
    assert "2位小数" in told["message"]


def test_the_claim_named_for_an_item_without_one_is_a_problem() -> None:
    unit = GOOD.telling(B1=State.BLANK)
    result = results(case(unit, closing=closing([("A", "1.2", "claimed")], blank="zero")))
    assert item(result, "A", "1.2")["state"] == "blank"
    assert codes(result) == [("V410", "A", "1.2")]


@pytest.mark.parametrize(
    ("unit", "indicator", "named"),
    [("Z", "1.1", "单位 Z"), ("A", "9.9", "指标 9.9"), ("B", "1.1", "单位 B")],
)
def test_a_decision_on_nothing_we_know_is_a_problem(unit: str, indicator: str, named: str) -> None:
    decision = closing([(unit, indicator, "1")])
    result = results(case(GOOD, Unit("B", told=None), closing=decision))
    assert [code for code, _, _ in codes(result)] == ["V412"]
    assert named in result["problems"][0]["message"]


def test_nothing_that_is_decided_is_touched() -> None:
    decision = closing([("A", "1.1", "1"), ("A", "1.2", "0")], claimed="zero", blank="zero")
    result = results(case(GOOD, closing=decision))
    assert item(result, "A", "1.1")["points"] == "4.00"
    assert item(result, "A", "1.2")["points"] == "2.00"
    assert all(each["closed"] is None for each in result["units"][0]["indicators"])
    assert result["units"][0]["total"] == "20.00"


def test_closing_an_item_never_decides_a_field_that_other_items_read() -> None:
    unit = GOOD.ruled(ruling("1.1", "disputed"))
    result = results(case(unit, closing=closing([("A", "1.1", "0")])))
    found = by_code(result["units"][0]["indicators"])
    assert found["1.1"]["points"] == "0.00"
    assert (found["2.1"]["state"], found["2.1"]["points"]) == ("disputed", None)
    assert found["1.1"]["source"][0]["verified"] == "有异议"
    assert result["units"][0]["state"] == "provisional"


def test_a_closed_item_counts_as_decided_for_rank_and_grade() -> None:
    result = results(case(GOOD.unruled("1.1"), closing=closing(claimed="claimed")))
    [unit] = result["units"]
    assert (unit["state"], unit["total"], unit["rank"]) == ("final", "20.00", 1)
    assert unit["grade"] == "优秀"


def test_closing_changes_no_unit_that_had_nothing_open() -> None:
    units = (GOOD, Unit("B").unruled("1.1"))
    before = results(case(*units))
    after = results(case(*units, closing=closing(claimed="zero")))
    assert before["units"][0]["indicators"] == after["units"][0]["indicators"]
    assert before["units"][0]["total"] == after["units"][0]["total"]


def test_an_entry_for_an_item_already_settled_changes_nothing_and_says_so() -> None:
    made = case(Unit("01"), closing=closing([("01", "1.1", "0")]))
    found = results(made)
    assert item(found, "01", "1.1")["closed"] is None
    assert [p["code"] for p in found["problems"]] == ["V415"]


def test_an_item_cannot_be_closed_twice_in_one_decision() -> None:
    with pytest.raises(ValueError, match="写了两次"):
        closing([("01", "1.1", "0"), ("01", "1.1", "1")])


FIRST = closing([("A", "1.1", "1")], blank="zero")
"""A decision of one item and one state."""


def second(items: Iterable[tuple[str, str, str]] = (), **rules: str) -> Closing:
    """A later decision."""
    return closing(items, **rules).model_copy(update={"number": "示例〔2025〕15号"})


def test_a_second_decision_closes_what_the_first_left_open_and_nothing_else() -> None:
    unit = GOOD.unruled("1.1").telling(B1=State.BLANK).ruled(ruling("2.4", "disputed"))
    alone = results(case(unit, closing=FIRST))
    both = results(
        case(unit, closing=FIRST, later=[second([("A", "2.4", "1.5")], blank="claimed")])
    )
    assert item(alone, "A", "2.4")["points"] is None
    found = item(both, "A", "2.4")
    assert (found["points"], found["closed"]["decision"]) == ("1.50", "示例〔2025〕15号")
    for indicator in ("1.1", "1.2"):
        assert item(both, "A", indicator) == item(alone, "A", indicator)
        assert item(both, "A", indicator)["closed"]["decision"] == FIRST.number
    assert both["units"][0]["state"] == "final"
    assert (both["closing"], both["later_closings"][0]["number"]) == (
        alone["closing"],
        "示例〔2025〕15号",
    )
    assert "later_closings" not in alone


def test_of_an_item_in_two_decisions_the_earlier_stands_and_the_later_says_it_has_no_effect() -> (
    None
):
    unit = GOOD.unruled("1.1")
    result = results(case(unit, closing=FIRST, later=[second([("A", "1.1", "4")])]))
    found = item(result, "A", "1.1")
    assert (found["points"], found["closed"]["decision"]) == ("1.00", FIRST.number)
    assert codes(result) == [("V415", "A", "1.1")]
    assert f"按前一份收口决定 {FIRST.number} 已经定分" in result["problems"][0]["message"]


def test_what_is_left_open_by_name_stays_open_whatever_the_rules_say_until_a_later_one() -> None:
    unit = GOOD.telling(B1=State.BLANK)
    left = closing([("A", "1.2", "open")], blank="zero")
    result = results(case(unit, closing=left))
    assert (item(result, "A", "1.2")["points"], codes(result)) == (None, [])
    assert results(case(GOOD, closing=left))["problems"] == []
    after = results(case(unit, closing=left, later=[second(blank="zero")]))
    assert item(after, "A", "1.2")["closed"]["decision"] == "示例〔2025〕15号"


@settings(max_examples=30, deadline=None)
@given(units(), st.sampled_from([FIRST, closing(claimed="claimed", blank="zero")]))
def test_a_decision_after_another_never_changes_what_was_decided(
    drawn: list[Unit], first: Closing
) -> None:
    before = results(case(*drawn, closing=first))
    after = results(
        case(*drawn, closing=first, later=[second([("U1", "1.1", "3")], faulty="zero")])
    )
    for was, now in zip(before["units"], after["units"], strict=True):
        for one, other in zip(was["indicators"], now["indicators"], strict=True):
            assert one["open"] or one == other
