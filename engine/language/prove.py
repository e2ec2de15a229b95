"""The prover: bounds of an expression over every answer its fields allow, before anyone answers.

Interval arithmetic on exact fractions, narrowed inside `if` by what its condition says of single
fields. It proves three things: no division by zero, no number near 2**62, no points outside the
item's.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

from engine.language.expressions import (
    All,
    Among,
    Answer,
    Choose,
    ChosenCount,
    Compare,
    Constant,
    Deviation,
    Difference,
    Expression,
    Greatest,
    Least,
    MonthsAfter,
    Not,
    Product,
    Quotient,
    Some,
    Sum,
    Trimmed,
    VariesAtMost,
    Whole,
    children,
)
from engine.language.fields import Kind, Scope
from engine.language.intervals import DATES, Assumed, Bounds, field_bounds, narrow
from engine.language.peers import MOST_UNITS
from engine.records.exact import LIMIT, Rounding, places_of


class Unprovable(ValueError):
    """Something that could go wrong at scoring time; its text is a Chinese sentence."""


_ZERO = "除数可能是 0；请写明除数为 0 时怎么办（不适用，或得几分）"


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
            return assumed.get(code) or field_bounds(code, scope)
        case ChosenCount(code):
            return Bounds(Fraction(0), Fraction(len(scope[code].options)))
        case MonthsAfter():
            return DATES
        case Choose(condition, then, otherwise):
            return _branches(condition, then, otherwise, scope, assumed)
        case Quotient() | Whole():
            return _division(node, scope, assumed)
        case Among() | Deviation():
            return _among(node, bounds(node.of, scope, assumed))
    return _arithmetic(node, scope, assumed)


def _arithmetic(node: Expression, scope: Scope, assumed: Assumed) -> Bounds:
    match node:
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
        case Trimmed(terms, lowest, highest):
            parts = _aligned(terms, scope, assumed)
            lows, highs = sorted(p.low for p in parts), sorted(p.high for p in parts)
            kept = slice(lowest, len(terms) - highest)
            low, high = sum(lows[kept], Fraction(0)), sum(highs[kept], Fraction(0))
            return Bounds(low, high, max(p.places for p in parts))
        case Least(terms) | Greatest(terms):
            parts = _aligned(terms, scope, assumed)
            pick = min if isinstance(node, Least) else max
            low, high = pick(p.low for p in parts), pick(p.high for p in parts)
            return Bounds(low, high, max(p.places for p in parts))
    raise AssertionError(f"{type(node).__name__} is not a number")


def _among(node: Among | Deviation, own: Bounds) -> Bounds:
    """A cohort operator is used only where somebody is final, and by `MOST_UNITS` at most."""
    match node:
        case Deviation(places=places):
            return Bounds(Fraction(0), own.high - own.low + Fraction(1, 10**places), places)
        case Among(statistic="count"):
            return Bounds(Fraction(1), Fraction(MOST_UNITS))
        case Among(statistic="above" | "below"):
            return Bounds(Fraction(0), Fraction(MOST_UNITS - 1))
        case Among(statistic="sum"):
            low, high = min(own.low, own.low * MOST_UNITS), max(own.high, own.high * MOST_UNITS)
            return Bounds(low, high, own.places)
    return own


def check_truth(node: Expression, scope: Scope) -> None:
    """Prove every number inside a condition. Raises Unprovable."""
    match node:
        case Compare(_, left, right):
            _aligned((left, right), scope, {})
        case VariesAtMost(of):
            bounds(of, scope)
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
        case Quotient() | Deviation():
            return node.places
        case Among("sum" | "greatest" | "least", of):
            return _places(of, scope)
        case Choose(_, then, otherwise):
            return max(_places(then, scope), _places(otherwise, scope))
        case Sum() | Difference() | Least() | Greatest() | Trimmed():
            return max(_places(child, scope) for child in children(node))
    return 0


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
    """c for c × min(…, d) ÷ d and min(…, c × d) ÷ d: at most the whole, whatever d is."""
    match node.numerator, node.denominator:
        case Product(factor, Least(terms)), whole if whole in terms:
            return bounds(factor, scope, assumed).high
        case Least((_, Product(factor, part))), whole if whole == part:
            return bounds(factor, scope, assumed).high
        case (
            Product(Constant(points), Least((_, Product(Constant(raw), part)))),
            Product(Constant(of), whole),
        ) if (raw, part) == (of, whole):
            return Fraction(points)
    return None
