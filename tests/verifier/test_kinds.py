"""The verifier gives what each rule kind says, worked out by hand; one that is missing is seen."""

from __future__ import annotations

from typing import Any

import pytest

import engine.rules  # noqa: F401 - rule kinds register themselves
from engine.rules.base import KINDS
from engine.verifier import KINDS as VERIFIED_KINDS
from engine.verifier import Unreadable, derive
from tests.verifier.kind_cases import CASES, COHORTS, RULES
from tests.verifier.small import indicator, inputs, line, marks, rubric, values

EACH = [(rule, changed, points) for rule, cases in CASES for changed, points in cases]


def item(rule: dict[str, Any], changed: dict[str, Any], mode: str = "half-up") -> dict[str, Any]:
    """Indicator 1 with this rule, of a unit that answered so."""
    stage = {"学段": changed["学段"]} if "学段" in changed else {}
    derived = derive(
        inputs(
            rubric(indicator(rule), mode=mode),
            roster=[line("S1", **stage)],
            values={"S1": values(changed)},
            marks={"S1": marks(changed)},
        )
    )
    found: dict[str, Any] = derived["units"][0]["indicators"][1]
    return found


@pytest.mark.parametrize(("rule", "changed", "points"), EACH)
def test_points_are_those_worked_out_by_hand(
    rule: dict[str, Any], changed: dict[str, Any], points: str
) -> None:
    found = item(rule, changed)
    assert (found["points"], found["state"]) == (points, "verified")


def compared(rule: dict[str, Any], units: list[dict[str, Any]], closing: Any) -> list[Any]:
    """Indicator 1 with this rule, of every one of several units."""
    codes = [f"S{n}" for n in range(len(units))]
    derived = derive(
        inputs(
            rubric(indicator(rule)),
            roster=[
                line(code, **{k: v for k, v in unit.items() if k == "学段"})
                for code, unit in zip(codes, units, strict=True)
            ],
            values={c: values(unit, "verified") for c, unit in zip(codes, units, strict=True)},
            marks={code: marks() for code in codes},
            decisions={"closing": closing, "conclusions": []},
        )
    )
    return [unit["indicators"][1] for unit in derived["units"]]


@pytest.mark.parametrize(("rule", "units", "points"), COHORTS)
def test_points_among_units_are_those_worked_out_by_hand(
    rule: dict[str, Any], units: list[dict[str, Any]], points: list[str]
) -> None:
    found = compared(rule, units, {"number": "1", "rules": {}, "items": []})
    assert [each["points"] for each in found] == points
    assert all(each["claimed"] is None for each in found)


def test_before_the_closing_nobody_is_compared_with_anybody() -> None:
    rule, units, _ = COHORTS[0]
    found = compared(rule, units, None)
    assert {(each["points"], each["state"]) for each in found} == {(None, "blank")}


def test_every_kind_of_the_engine_is_known_and_worked_out_here() -> None:
    assert set(VERIFIED_KINDS) == set(KINDS) == {rule["kind"] for rule in RULES}


@pytest.mark.parametrize(
    ("mode", "answer", "points"),
    [
        ("half-up", "0.5", "0.13"),
        ("half-even", "0.5", "0.12"),
        ("half-up", "1.5", "0.38"),
        ("half-even", "1.5", "0.38"),
        ("half-even", "0.49", "0.12"),
        ("half-even", "0.51", "0.13"),
    ],
)
def test_a_quarter_of_a_half_is_rounded_as_the_rubric_says(
    mode: str, answer: str, points: str
) -> None:
    rule = {"kind": "proportional", "of": "a", "target": "16"}
    assert item(rule, {"a": answer}, mode)["points"] == points


@pytest.mark.parametrize(
    "text",
    ["", "a >=", "a >= 3 )", "没有这项 = 1", "a >= 1 >= 0", "k = 丁", "a / 2 = 1", "乱(a) = 1",
     "-a = 1", "a ； 1", "a[0] = 1", "2 3 = a 且"],
)  # fmt: skip
def test_a_condition_that_has_no_meaning_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        item({"kind": "all-or-nothing", "when": text}, {})


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(Unreadable, match="zigzag"):
        item({"kind": "zigzag"}, {})


@pytest.mark.parametrize(
    ("condition", "blank", "state"),
    [
        ("a >= 3 且 b = 5", "a", "blank"),
        ("a >= 3 且 b = 6", "a", "verified"),
        ("a >= 3 或 b = 5", "a", "verified"),
        ("a >= 3 或 b = 6", "a", "blank"),
        ("非 a >= 3", "a", "blank"),
        ("已填(a) 或 b = 6", "a", "verified"),
        ("计数(a = 1, b = 5) >= 1", "a", "blank"),
        ("最大(a, b) >= 5", "a", "blank"),
        ("含(m, 子)", "m", "blank"),
        ("月后(d, 1) < e", "e", "blank"),
    ],
)
def test_what_is_not_known_travels_as_far_as_it_is_read(
    condition: str, blank: str, state: str
) -> None:
    assert item({"kind": "all-or-nothing", "when": condition}, {blank: None})["state"] == state


def test_only_the_side_that_is_chosen_is_read() -> None:
    rule = {
        "kind": "ordered",
        "cases": [{"level": "丙", "points": "0", "when": "b = 5"},
                  {"level": "甲", "points": "4", "when": "a >= 3"}],
        "otherwise": {"level": "乙", "points": "1"},
    }  # fmt: skip
    assert item(rule, {"a": None})["points"] == "0.00"
    assert item(rule, {"a": None, "b": "4"})["points"] is None
