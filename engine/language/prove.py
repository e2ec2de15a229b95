"""The prover: bounds of an expression over every answer its fields allow, before anyone answers.

Interval arithmetic on exact fractions, narrowed inside `if` by what its condition says of single
fields. It proves three things: no division by zero, no number near 2**62, no points outside the
item's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from engine.language.expressions import (
    All,
    Answer,
    Choose,
    ChosenCount,
    Compare,
    Constant,
    Difference,
    Expression,
    Greatest,
    IsOption,
    Least,
    MonthsAfter,
    Not,
    Product,
    Quotient,
    Some,
    Sum,
    Whole,
    children,
)
from engine.language.fields import Kind, Scope
from engine.records.exact import LIMIT, Rounding, places_of


@dataclass(frozen=True, slots=True)
class Bounds:
    """Smallest and largest possible value, inclusive, and the places the exact value can have."""

    low: Fraction
    high: Fraction
    places: int = 0


class Unprovable(ValueError):
    """Something that could go wrong at scoring time; its text is a Chinese sentence."""


Assumed = Mapping[str, Bounds]
_ZERO = "除数可能是 0；请写明除数为 0 时怎么办（不适用，或得几分）"
_DATES = Bounds(Fraction(-400_000), Fraction(3_000_000))


def bounds(node: Expression, scope: Scope, assumed: Assumed | None = None) -> Bounds:
    """Bounds of a numeric node. Raises Unprovable for a divisor that can be 0 or an overflow."""
    found = _bounds(node, scope, assumed or {})
    return _fits(found, found.places)


def _fits(found: Bounds, places: int) -> Bounds:
    """`found`, if it can be written at `places` without overflow."""
    if max(abs(found.low), abs(found.high)) * 10**places >= LIMIT:
        raise Unprovable("算出的数可能太大，超出能精确计算的范围；请缩小填报项的取值范围")
    return found


def _aligned(terms: tuple[Expression, ...], scope: Scope, assumed: Assumed) -> list[Bounds]:
    """Bounds of terms that meet at the most places any of them has."""
    parts = [bounds(term, scope, assumed) for term in terms]
    places = max(part.places for part in parts)
    return [_fits(part, places) for part in parts]


def _bounds(node: Expression, scope: Scope, assumed: Assumed) -> Bounds:
    match node:
        case Constant(value):
            return Bounds(Fraction(value), Fraction(value), places_of(value))
        case Answer(code):
            return assumed.get(code) or _field_bounds(code, scope)
        case ChosenCount(code):
            return Bounds(Fraction(0), Fraction(len(scope[code].options)))
        case MonthsAfter():
            return _DATES
        case Choose(condition, then, otherwise):
            return _branches(condition, then, otherwise, scope, assumed)
        case Quotient() | Whole():
            return _division(node, scope, assumed)
        case Difference(left, right):
            a, b = _aligned((left, right), scope, assumed)
            low = a.low - b.high
            if _ordered(left, right, scope):
                low = max(low, Fraction(0))
            return Bounds(low, a.high - b.low, max(a.places, b.places))
        case Product(left, right):
            a, b = bounds(left, scope, assumed), bounds(right, scope, assumed)
            corners = [x * y for x in (a.low, a.high) for y in (b.low, b.high)]
            return Bounds(min(corners), max(corners), a.places + b.places)
        case Sum(terms):
            parts = _aligned(terms, scope, assumed)
            low = sum((p.low for p in parts), Fraction(0))
            high = sum((p.high for p in parts), Fraction(0))
            return Bounds(low, high, max(p.places for p in parts))
        case Least(terms) | Greatest(terms):
            parts = _aligned(terms, scope, assumed)
            pick = min if isinstance(node, Least) else max
            low, high = pick(p.low for p in parts), pick(p.high for p in parts)
            return Bounds(low, high, max(p.places for p in parts))
    raise AssertionError(f"{type(node).__name__} is not a number")


def check_truth(node: Expression, scope: Scope) -> None:
    """Prove every number inside a condition. Raises Unprovable."""
    match node:
        case Compare(_, left, right):
            _aligned((left, right), scope, {})
        case All(terms) | Some(terms):
            for term in terms:
                check_truth(term, scope)
        case Not(term):
            check_truth(term, scope)


def check_base(base: Expression, inapplicable: Expression | None, scope: Scope) -> None:
    """Prove what a percentage is taken of to be more than 0 wherever the item applies.

    Comparing cross products divides by nothing, yet 0 of 0 would reach the top band. Raises
    Unprovable.
    """
    assumed: Assumed | None = {}
    if inapplicable is not None:
        assumed = narrow(inapplicable, scope, {}, holds=False)
    if assumed is not None and bounds(base, scope, assumed).low <= 0:
        raise Unprovable(_ZERO)


def _field_bounds(code: str, scope: Scope) -> Bounds:
    field = scope[code]
    if field.type is not Kind.NUMBER:
        return _DATES
    assert field.minimum is not None and field.maximum is not None
    low, high = Fraction(field.minimum), Fraction(field.maximum)
    if field.at_most and (above := scope.get(field.at_most)) and above.maximum is not None:
        high = min(high, Fraction(above.maximum))
    if field.asked_when is not None:  # where it is not asked it counts as 0
        low, high = min(low, Fraction(0)), max(high, Fraction(0))
    return Bounds(low, high, field.places)


def _ordered(left: Expression, right: Expression, scope: Scope) -> bool:
    """Whether the two fields are declared left ≥ right, and stay so where one is not asked."""
    if not (isinstance(left, Answer) and isinstance(right, Answer)):
        return False
    above, below = scope[left.field], scope[right.field]
    if above.asked_when not in (None, below.asked_when) or (above.minimum or 0) < 0:
        return False
    return below.at_most == above.code or above.at_least == below.code


def _branches(
    condition: Expression, then: Expression, otherwise: Expression, scope: Scope, assumed: Assumed
) -> Bounds:
    check_truth(condition, scope)
    found = []
    for branch, holds in ((then, True), (otherwise, False)):
        narrowed = narrow(condition, scope, assumed, holds=holds)
        if narrowed is not None:
            found.append(bounds(branch, scope, narrowed))
    places = max(_places(then, scope), _places(otherwise, scope))
    return Bounds(min(b.low for b in found), max(b.high for b in found), places)


def _places(node: Expression, scope: Scope) -> int:
    """Places the evaluator works at, also for a side that can never be taken."""
    match node:
        case Constant(value):
            return places_of(value)
        case Answer(code) if scope[code].type is Kind.NUMBER:
            return scope[code].places
        case Product(left, right):
            return _places(left, scope) + _places(right, scope)
        case Quotient():
            return node.places
        case Choose(_, then, otherwise):
            return max(_places(then, scope), _places(otherwise, scope))
        case Sum() | Difference() | Least() | Greatest():
            return max(_places(child, scope) for child in children(node))
    return 0


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
        case IsOption():
            return assumed
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
    known = assumed.get(code) or _field_bounds(code, scope)
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


def _division(node: Quotient | Whole, scope: Scope, assumed: Assumed) -> Bounds:
    top = bounds(node.numerator, scope, assumed)
    bottom = bounds(node.denominator, scope, assumed)
    if bottom.low <= 0:
        raise Unprovable(_ZERO)
    corners = [n / d for n in (top.low, top.high) for d in (bottom.low, bottom.high)]
    if isinstance(node, Whole):
        _aligned((node.numerator, node.denominator), scope, assumed)
        to_whole = ceil if node.up else floor
        return Bounds(Fraction(to_whole(min(corners))), Fraction(to_whole(max(corners))))
    _fits(Bounds(2 * top.low, 2 * top.high), max(top.places, node.places + bottom.places))
    _fits(bottom, max(bottom.places, top.places - node.places))
    share = _share_of(node, scope, assumed)
    high = max(corners) if share is None else min(max(corners), share)
    return Bounds(_to_places(min(corners), node), _to_places(high, node), node.places)


def _to_places(value: Fraction, node: Quotient) -> Fraction:
    """`value` rounded as the division rounds it, which keeps the order of values."""
    scaled = abs(value) * 10**node.places
    units = floor(scaled + Fraction(1, 2))
    tie = scaled + Fraction(1, 2) == units
    if tie and node.mode is Rounding.HALF_EVEN and units % 2 == 1:
        units -= 1
    return Fraction(units if value >= 0 else -units, 10**node.places)


def _share_of(node: Quotient, scope: Scope, assumed: Assumed) -> Fraction | None:
    """c for c × min(…, d) ÷ d: a share of d is at most the whole, whatever d is."""
    match node.numerator:
        case Product(factor, Least(terms)) if node.denominator in terms:
            return bounds(factor, scope, assumed).high
    return None
