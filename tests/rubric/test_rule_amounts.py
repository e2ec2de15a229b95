"""What a division has rounded and another divides again is found in any expression."""

from __future__ import annotations

import pytest

from engine.language.expressions import (
    Answer,
    Choose,
    Compare,
    Expression,
    Product,
    Quotient,
    Sum,
    Whole,
    number,
)
from engine.records.exact import Rounding
from engine.rubric.rule_amounts import rounded_twice


def divided(node: Expression, by: int) -> Quotient:
    return Quotient(node, number(by), 2, Rounding.HALF_UP)


ONCE = divided(Answer("a"), 3)
LARGE = Compare(">", Answer("a"), number(1))


@pytest.mark.parametrize(
    ("node", "twice"),
    [
        (ONCE, False),
        (Sum((ONCE, ONCE)), False),
        (Choose(LARGE, ONCE, divided(Answer("a"), 7)), False),
        (divided(Whole(Answer("a"), number(3), True), 7), False),
        (divided(ONCE, 1), True),
        (divided(Product(Sum((number(1), ONCE)), number("0.5")), 7), True),
        (Choose(LARGE, number(0), divided(Choose(LARGE, ONCE, number(1)), 7)), True),
        (Quotient(number(1), ONCE, 2, Rounding.HALF_UP), True),
    ],
)
def test_rounding_twice_is_found_wherever_it_stands(node: Expression, twice: bool) -> None:
    assert rounded_twice(node) is twice
