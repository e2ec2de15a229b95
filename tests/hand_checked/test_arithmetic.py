"""The arithmetic of the examples: done again, refused where it does not come out."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from tests.hand_checked.arithmetic import OPEN, number_of, worked_out


@pytest.mark.parametrize("line", ["5 - 1 = 5", "1 × 1 ÷ 3 = 0.33", "5", "", "未定 = 0"])
def test_a_line_whose_arithmetic_is_wrong_or_not_there_is_refused(line: str) -> None:
    with pytest.raises((ValueError, SyntaxError)):
        worked_out(line)


@pytest.mark.parametrize(
    ("line", "number"),
    [
        (OPEN, None),
        ("max(0, 2 - 0.5 × 5) = 0", 0),
        ("1 × 9 ÷ 10 = 0.9", "0.9"),
        ("-5 + 3 = -2", "-2"),
        ("round(85 × 100 ÷ 94, 2) = 90.43", "90.43"),
        ("round(0.125, 2) = 0.13", "0.13"),
        ("round(-0.125, 2) = -0.13", "-0.13"),
        ("root(2.25, 2) = 1.5", "1.5"),
        ("root(2, 3) = 1.414", "1.414"),
        ("root(0.0225, 1) = 0.2", "0.2"),
    ],
)
def test_a_line_gives_the_number_it_ends_in(line: str, number: Any) -> None:
    assert worked_out(line) == (None if number is None else Fraction(number))


def test_a_number_without_arithmetic_is_taken_only_where_none_is_needed() -> None:
    assert number_of("1.40") == Fraction("1.4")
    assert number_of("4 - 2.6 = 1.4") == Fraction("1.4")
    with pytest.raises(ValueError, match="it is 2"):
        number_of("4 - 2 = 1.4")
