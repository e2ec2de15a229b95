"""Exact numbers: decimals as text and as whole numbers at a stated number of places. No floats.

A fixed-point number is an int64 `units` with `places`: 86.53 is 8653 at 2 places.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from enum import StrEnum
from math import isqrt
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BeforeValidator, PlainSerializer

Integers = NDArray[np.int64]
Truths = NDArray[np.bool_]
States = NDArray[np.uint8]

LIMIT = 2**62
"""No fixed-point number may reach this size; the prover refuses a rubric in which one could."""


class Rounding(StrEnum):
    """How a division is brought to its places: 四舍五入 or GB/T 8170 (half to even)."""

    HALF_UP = "half-up"
    HALF_EVEN = "half-even"

    @property
    def chinese(self) -> str:
        """The name that users read."""
        return {"half-up": "四舍五入", "half-even": "GB/T 8170 修约"}[self.value]


def plain(value: Decimal) -> str:
    """Shortest plain decimal text: no exponent, no trailing zeros, never "-0"."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _exact(value: object) -> Decimal:
    if isinstance(value, bool | float):
        raise ValueError("写成带引号的十进制数")
    try:
        number = Decimal(str(value))
    except InvalidOperation as error:
        raise ValueError("写成带引号的十进制数") from error
    if not number.is_finite():
        raise ValueError("不是有限的数")
    return Decimal(plain(number))


Exact = Annotated[Decimal, BeforeValidator(_exact), PlainSerializer(plain, return_type=str)]
"""A decimal of a rubric or plan: read from text or an int, never a float; written as plain text."""


def places_of(value: Decimal) -> int:
    """How many decimal places a plain decimal has."""
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def to_units(value: Decimal, places: int) -> int:
    """`value` as a whole number of 10**-places. Raises ValueError when that would round it."""
    scaled = value.scaleb(places)
    if scaled != scaled.to_integral_value():
        raise ValueError(f"{value} has more than {places} places")
    return int(scaled)


def from_units(units: int, places: int) -> Decimal:
    """The decimal that `units` at `places` stands for."""
    return Decimal(int(units)).scaleb(-places)


def fixed(units: int, places: int) -> str:
    """`units` written with exactly `places` decimals, as points are published."""
    return format(from_units(units, places), "f")


def rescale(units: Integers, from_places: int, to_places: int) -> Integers:
    """The same numbers at more places (never fewer: that would round)."""
    if to_places < from_places:
        raise ValueError("rescale never rounds")
    return units if to_places == from_places else units * np.int64(10 ** (to_places - from_places))


def pick(condition: Truths, then: NDArray[Any], otherwise: NDArray[Any]) -> NDArray[Any]:
    """`then` where the condition holds and `otherwise` elsewhere, of one type of whole numbers.

    A processor guesses which side `numpy.where` takes, and waits where it guessed wrong; sums and
    products take the same time whatever it says. What overflows on the way comes back.
    """
    chosen: NDArray[Any] = condition * (then - otherwise)
    return chosen if otherwise.ndim == 0 and otherwise == 0 else chosen + otherwise


def divide(numerator: Integers, denominator: Integers, mode: Rounding) -> Integers:
    """Rounded whole quotient; `denominator` > 0 wherever the result is used (proved beforehand).

    Half-up rounds ties away from zero: (2|n| + d) // (2d) with the sign of n.
    Where the denominator is not positive the place is unused and gets 0.
    """
    safe, below = np.maximum(denominator, 1), numerator.min(initial=0) < 0
    twice = 2 * (np.abs(numerator) if below else numerator) + safe
    quotient = _short_quotient(twice, 2 * safe)
    if mode is Rounding.HALF_EVEN:
        quotient = quotient - ((quotient & 1) & (twice == quotient * (2 * safe)))
    return _used(np.sign(numerator) * quotient if below else quotient, denominator)


def quotient(numerator: int, denominator: int, mode: Rounding) -> int:
    """The rounded whole quotient of two whole numbers of any size; denominator > 0."""
    size, rest = divmod(abs(numerator), denominator)
    up = 2 * rest > denominator or (
        2 * rest == denominator and (mode is Rounding.HALF_UP or size % 2 == 1)
    )
    return (size + up) * (1 if numerator >= 0 else -1)


def root(numerator: int, denominator: int, mode: Rounding) -> int:
    """The rounded whole square root of a fraction; numerator ≥ 0, denominator > 0."""
    doubled, exact = isqrt(4 * numerator // denominator), 4 * numerator % denominator == 0
    found = (doubled + 1) // 2
    tie = exact and doubled % 2 == 1 and doubled * doubled * denominator == 4 * numerator
    return found - 1 if tie and mode is Rounding.HALF_EVEN and found % 2 == 1 else found


def _short_quotient(numerator: Integers, denominator: Integers) -> Integers:
    """The quotient of numbers ≥ 0 rounded down, in 32 bits where they are enough: twice as fast."""
    if max(numerator.max(initial=0), denominator.max(initial=0)) >= 1 << 32:
        return numerator // denominator
    found = numerator.astype(np.uint32) // denominator.astype(np.uint32)
    return found.astype(np.int64)


def whole(numerator: Integers, denominator: Integers, *, up: bool) -> Integers:
    """Whole units of a quotient, up (不足1个按1个) or down; see `divide` for denominators."""
    safe = np.maximum(denominator, 1)
    return _used(-(-numerator // safe) if up else numerator // safe, denominator)


def without_extremes(values: list[Integers], lowest: int, highest: int) -> list[Integers]:
    """Some numbers of each unit, in any order, but for the smallest and the largest of them."""
    left = list(values)
    for drop, keep, times in (
        (np.minimum, np.maximum, lowest),
        (np.maximum, np.minimum, highest),
    ):
        for _ in range(times):
            gone = left.pop()
            for i, each in enumerate(left):
                left[i], gone = keep(each, gone), drop(each, gone)
    return left


def _used(quotient: Integers, denominator: Integers) -> Integers:
    """0 where the denominator is not positive."""
    return quotient if np.all(denominator > 0) else quotient * (denominator > 0)
