"""Intervals: what a field may be, and what a condition that holds or fails makes of that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from engine.language.expressions import All, Answer, Compare, Constant, Expression, Not, Some
from engine.language.fields import Kind, Scope


@dataclass(frozen=True, slots=True)
class Bounds:
    """Smallest and largest possible value, inclusive, and the places the exact value can have."""

    low: Fraction
    high: Fraction
    places: int = 0


Assumed = Mapping[str, Bounds]
"""Number fields whose range is narrower here than declared."""
DATES = Bounds(Fraction(-400_000), Fraction(3_000_000))


def field_bounds(code: str, scope: Scope) -> Bounds:
    field = scope[code]
    if field.type is not Kind.NUMBER:
        return DATES
    assert field.minimum is not None and field.maximum is not None
    low, high = Fraction(field.minimum), Fraction(field.maximum)
    if field.at_most and (above := scope.get(field.at_most)) and above.maximum is not None:
        high = min(high, Fraction(above.maximum))
    if field.asked_when is not None:  # where it is not asked it counts as 0
        low, high = min(low, Fraction(0)), max(high, Fraction(0))
    return Bounds(low, high, field.places)


def narrow(condition: Expression, scope: Scope, assumed: Assumed, *, holds: bool) -> Assumed | None:
    """What `condition` holding (or failing) says of single number fields; None = impossible."""
    match condition:
        case Not(term):
            return narrow(term, scope, assumed, holds=not holds)
        case All(terms) if holds:
            return _narrow_all(terms, scope, assumed, holds=True)
        case Some(terms) if not holds:
            return _narrow_all(terms, scope, assumed, holds=False)
        case Compare(operator, Answer(code), Constant(value)) if scope[code].type is Kind.NUMBER:
            return _narrow_field(code, operator, Fraction(value), scope, assumed, holds=holds)
    return assumed


def _narrow_all(
    terms: tuple[Expression, ...], scope: Scope, assumed: Assumed, *, holds: bool
) -> Assumed | None:
    known: Assumed | None = assumed
    for term in terms:
        if known is not None:
            known = narrow(term, scope, known, holds=holds)
    return known


def _narrow_field(
    code: str, operator: str, value: Fraction, scope: Scope, assumed: Assumed, *, holds: bool
) -> Assumed | None:
    opposite = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
    if not holds:
        operator = opposite[operator]
    known = assumed.get(code) or field_bounds(code, scope)
    low, high, step = known.low, known.high, Fraction(1, 10**known.places)
    match operator:
        case "=":
            low, high = max(low, value), min(high, value)
        case "!=":
            low = low + step if low == value else low
            high = high - step if high == value else high
        case "<":
            high = min(high, (ceil(value / step) - 1) * step)
        case "<=":
            high = min(high, floor(value / step) * step)
        case ">":
            low = max(low, (floor(value / step) + 1) * step)
        case ">=":
            low = max(low, ceil(value / step) * step)
    if low > high:
        return None
    return {**assumed, code: Bounds(low, high, known.places)}
