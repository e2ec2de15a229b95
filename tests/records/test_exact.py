"""Exact numbers: rounded once, away from zero or to even, and never quietly."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given
from pydantic import TypeAdapter, ValidationError

from engine.records.exact import (
    Exact,
    Rounding,
    divide,
    pick,
    places_of,
    plain,
    rescale,
    to_units,
    whole,
    without_extremes,
)

UP, EVEN = Rounding.HALF_UP, Rounding.HALF_EVEN


def column(*values: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Whole numbers as the engine holds them."""
    return np.array(values, dtype=np.int64)


@pytest.mark.parametrize(
    ("top", "bottom", "mode", "expected"),
    [
        (5, 2, UP, 3), (-5, 2, UP, -3), (7, 2, UP, 4), (-7, 2, UP, -4), (1, 3, UP, 0),
        (-2, 3, UP, -1), (0, 7, UP, 0), (1, 2, UP, 1), (-1, 2, UP, -1),
        (5, 2, EVEN, 2), (-5, 2, EVEN, -2), (7, 2, EVEN, 4), (-7, 2, EVEN, -4), (1, 2, EVEN, 0),
        (11, 10, EVEN, 1), (9, 3, EVEN, 3), (-8, 3, EVEN, -3),
    ],
)  # fmt: skip
def test_a_quotient_is_rounded_as_its_mode_says(
    top: int, bottom: int, mode: Rounding, expected: int
) -> None:
    assert divide(column(top), column(bottom), mode).tolist() == [expected]


@given(
    st.integers(-(2**60), 2**60) | st.integers(-9, 2**33),
    st.integers(1, 2**33) | st.integers(1, 9),
    st.sampled_from(Rounding),
)
def test_a_quotient_of_any_size_is_that_of_decimals(top: int, bottom: int, mode: Rounding) -> None:
    exact = abs(Fraction(top, bottom))
    below, rest = int(exact), exact - int(exact)
    up = rest > Fraction(1, 2) or (rest == Fraction(1, 2) and (mode is UP or below % 2 == 1))
    expected = (below + up) * (-1 if top < 0 else 1)
    assert divide(column(top, 0), column(bottom, 1), mode).tolist() == [expected, 0]


@given(st.lists(st.tuples(st.booleans(), *[st.integers(-(2**62), 2**62)] * 2), min_size=1))
def test_picking_is_what_where_does(rows: list[tuple[bool, int, int]]) -> None:
    condition, then, otherwise = (np.array(each) for each in zip(*rows, strict=True))
    assert (pick(condition, then, otherwise) == np.where(condition, then, otherwise)).all()
    assert (pick(condition, then, np.array(0)) == np.where(condition, then, 0)).all()


@given(st.lists(st.integers(-9, 9), min_size=1, max_size=7), st.data())
def test_the_extremes_are_dropped_and_the_rest_is_kept(
    marks: list[int], data: st.DataObject
) -> None:
    lowest = data.draw(st.integers(0, len(marks) - 1))
    highest = data.draw(st.integers(0, len(marks) - 1 - lowest))
    kept = without_extremes([column(mark) for mark in marks], lowest, highest)
    expected = sorted(marks)[lowest : len(marks) - highest]
    assert sorted(int(each[0]) for each in kept) == expected


@pytest.mark.parametrize(
    ("top", "bottom", "up", "down"), [(7, 2, 4, 3), (8, 2, 4, 4), (0, 3, 0, 0), (-7, 2, -3, -4)]
)
def test_whole_units_are_counted_up_or_down(top: int, bottom: int, up: int, down: int) -> None:
    assert whole(column(top), column(bottom), up=True).tolist() == [up]
    assert whole(column(top), column(bottom), up=False).tolist() == [down]


def test_what_is_never_used_gets_nothing_and_disturbs_nobody() -> None:
    tops, bottoms = column(7, 7, 7), column(0, -2, 2)
    assert divide(tops, bottoms, UP).tolist() == [0, 0, 4]
    assert whole(tops, bottoms, up=True).tolist() == [0, 0, 4]


def test_places_are_added_and_never_taken_away() -> None:
    assert rescale(column(125, -3), 1, 3).tolist() == [12500, -300]
    with pytest.raises(ValueError, match="never rounds"):
        rescale(column(125), 2, 1)
    with pytest.raises(ValueError, match="places"):
        to_units(Decimal("1.005"), 2)


@pytest.mark.parametrize("value", [1.5, True, False, "nan", "Infinity", "两分", "", None])
def test_a_number_of_a_rubric_is_a_finite_decimal_and_never_a_float(value: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Exact).validate_python(value)


@pytest.mark.parametrize(
    ("written", "shown"),
    [("1.50", "1.5"), ("-0", "0"), ("-0.00", "0"), ("1E+3", "1000"), ("0.10", "0.1"), (7, "7")],
)
def test_a_number_has_one_plain_writing(written: object, shown: str) -> None:
    value = TypeAdapter(Exact).validate_python(written)
    assert (plain(value), str(value)) == (shown, shown)


@pytest.mark.parametrize(("text", "places"), [("1", 0), ("1.5", 1), ("0.125", 3), ("1E+3", 0)])
def test_places_are_those_that_are_written(text: str, places: int) -> None:
    assert places_of(Decimal(text)) == places
