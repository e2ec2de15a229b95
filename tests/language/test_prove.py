"""What the prover promises holds for every answer, and what it cannot promise it refuses."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, assume, given, settings

from engine.language.conditions import parse_number, parse_truth
from engine.language.evaluate import evaluate
from engine.language.expressions import Answer, Choose, Expression, Quotient, Whole, number
from engine.language.fields import Field
from engine.language.prove import Unprovable, bounds, check_truth
from engine.records.exact import Rounding, from_units

FIELDS = [
    {"code": "A", "title": "甲", "type": "number", "minimum": "0", "maximum": "9"},
    {"code": "B", "title": "乙", "type": "number", "minimum": "0", "maximum": "9", "at_most": "A"},
    {"code": "R", "title": "率", "type": "number", "minimum": "0", "maximum": "100", "places": 2},
    {"code": "H", "title": "大", "type": "number", "minimum": "0", "maximum": "9" * 17},
]
SCOPE = {field.code: field for field in map(Field.model_validate, FIELDS)}


def share(top: str, bottom: str) -> Quotient:
    """2 × top ÷ bottom to two places."""
    scaled = parse_number(f"2 * 最小({top}, {bottom})", SCOPE)
    return Quotient(scaled, parse_number(bottom, SCOPE), 2, Rounding.HALF_UP)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(st.data())
def test_no_answer_leads_outside_the_bounds(readable: Any, data: st.DataObject) -> None:
    node: Expression = data.draw(readable.numbers)
    try:
        found = bounds(node, readable.scope)
    except Unprovable:
        assume(False)
    units = data.draw(st.lists(readable.units, min_size=1, max_size=8))
    result = evaluate(node, readable.scope, readable.columns(units), len(units))
    assert result.places <= found.places
    for value in result.values:
        assert found.low <= Fraction(from_units(int(value), result.places)) <= found.high


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("A", 0, 9),
        ("A - B", 0, 9),
        ("B - A", -9, 9),
        ("最小(A, 2) * 3", 0, 6),
        ("最大(0, 4 - A)", 0, 4),
        ("计数(A > 0, B > 0)", 0, 2),
        ("R * 0.5", 0, 50),
    ],
)
def test_bounds_are_the_tightest_these_texts_allow(text: str, low: int, high: int) -> None:
    found = bounds(parse_number(text, SCOPE), SCOPE)
    assert (found.low, found.high) == (low, high)


@pytest.mark.parametrize(
    ("condition", "low", "high"),
    [
        ("A = 0", 0, 0),
        ("A > 2.5", 3, 9),
        ("A >= 2.5", 3, 9),
        ("A < 2.5", 0, 2),
        ("A <= 2.5", 0, 2),
        ("A != 0", 1, 9),
        ("A != 5", 0, 9),
        ("A > 2 且 A < 5", 3, 4),
        ("非 (A > 2 或 A = 0)", 1, 2),
        ("A > 2 或 A = 0", 0, 9),
        ("R < 90", 0, Fraction(8999, 100)),
        ("B > 3", 0, 9),
    ],
)
def test_inside_an_if_a_field_keeps_only_the_values_its_condition_leaves(
    condition: str, low: int, high: Fraction
) -> None:
    field = "R" if condition.startswith("R") else "A"
    node = Choose(parse_truth(condition, SCOPE), Answer(field), Answer(field))
    only = Choose(parse_truth(condition, SCOPE), Answer(field), number(low))
    assert (bounds(only, SCOPE).low, bounds(only, SCOPE).high) == (low, high)
    assert bounds(node, SCOPE).high == bounds(Answer(field), SCOPE).high


def test_a_division_by_what_can_be_zero_is_refused_and_one_that_is_guarded_is_not() -> None:
    with pytest.raises(Unprovable, match="除数可能是 0"):
        bounds(share("B", "A"), SCOPE)
    guarded = Choose(parse_truth("A = 0", SCOPE), number(2), share("B", "A"))
    assert (bounds(guarded, SCOPE).low, bounds(guarded, SCOPE).high) == (0, 2)
    with pytest.raises(Unprovable, match="除数可能是 0"):
        bounds(Choose(parse_truth("A > 0", SCOPE), number(2), share("B", "A")), SCOPE)
    with pytest.raises(Unprovable, match="除数可能是 0"):
        bounds(Whole(Answer("A"), parse_number("B - A", SCOPE), True), SCOPE)


@pytest.mark.parametrize("up", [True, False])
def test_whole_units_of_what_is_below_a_target_are_counted_exactly(up: bool) -> None:
    gap = parse_number("90 - R", SCOPE)
    node = Choose(parse_truth("R >= 90", SCOPE), number(1), Whole(gap, number(1), up))
    assert (bounds(node, SCOPE).low, bounds(node, SCOPE).high) == ((1 if up else 0), 90)


@pytest.mark.parametrize("text", ["H * H", "H * 100", "最小(H, 0.001)", "H + 0.001", "H - 0.001"])
def test_a_number_that_could_leave_exact_arithmetic_is_refused(text: str) -> None:
    with pytest.raises(Unprovable, match="太大"):
        bounds(parse_number(text, SCOPE), SCOPE)


def test_a_comparison_that_could_leave_exact_arithmetic_is_refused() -> None:
    with pytest.raises(Unprovable, match="太大"):
        check_truth(parse_truth("A = 1 且 非 H > 0.001", SCOPE), SCOPE)
    check_truth(parse_truth("A = 1 且 非 H > 1", SCOPE), SCOPE)


def test_a_quotient_is_bounded_as_it_is_rounded() -> None:
    thirds = Quotient(parse_number("A + 2", SCOPE), number(3), 1, Rounding.HALF_UP)
    assert (bounds(thirds, SCOPE).low, bounds(thirds, SCOPE).high) == (
        Fraction(7, 10),
        Fraction(37, 10),
    )
