"""Random exact expressions over a small scope, and a plain interpreter to hold the engine to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

import pytest
from hypothesis import strategies as st

from engine.language.expressions import (
    All,
    Answer,
    Choose,
    Compare,
    Constant,
    Difference,
    Expression,
    Greatest,
    IsOption,
    Least,
    Not,
    Product,
    Quotient,
    Some,
    Sum,
    Whole,
)
from engine.language.fields import Field, Scope
from engine.records.columns import Column, Columns
from engine.records.exact import Rounding, to_units
from engine.records.states import READABLE, State

_FIELDS = [
    {"code": "A", "title": "甲数", "type": "number", "unit": "次", "minimum": "0", "maximum": "9"},
    {"code": "B", "title": "乙数", "type": "number", "minimum": "1", "maximum": "20", "places": 2},
    {
        "code": "P",
        "title": "其中",
        "type": "number",
        "minimum": "0",
        "maximum": "9",
        "at_most": "A",
    },
    {"code": "C", "title": "级别", "type": "choice", "options": ["高", "中", "低"]},
    {"code": "Y", "title": "是否", "type": "yes-no"},
]
SCOPE = {field.code: field for field in map(Field.model_validate, _FIELDS)}


@dataclass(frozen=True)
class Given:
    """One unit's answers: numbers, or names of options, and the state of each."""

    values: Mapping[str, Decimal | str]
    states: Mapping[str, State]


@dataclass(frozen=True)
class Random:
    """What random tests draw from, and how they check it."""

    scope: Scope
    numbers: st.SearchStrategy[Expression]
    units: st.SearchStrategy[Given]

    def columns(self, units: list[Given]) -> Columns:
        """The units as one cohort."""
        return {code: _column(field, units) for code, field in self.scope.items()}

    def by_hand(self, node: Expression, unit: Given) -> tuple[Fraction, State]:
        """Value and state by definition; the value of an open state means nothing."""
        return _by_hand(node, unit)


def _column(field: Field, units: list[Given]) -> Column:
    values = []
    for unit in units:
        value = unit.values[field.code]
        number = isinstance(value, Decimal)
        values.append(
            to_units(value, field.places) if number else field.encode(str(value), {})  # type: ignore[arg-type]
        )
    return Column.of(values, [unit.states[field.code] for unit in units])


def _constants() -> st.SearchStrategy[Expression]:
    return st.decimals("-5", "30", places=1).map(lambda d: Constant(Decimal(format(d, "f"))))


def _grow(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    pairs = st.tuples(inner, inner)
    operators = st.sampled_from(("=", "!=", "<", "<=", ">", ">="))
    compare = st.builds(Compare, operators, inner, inner)
    narrowing = st.builds(Compare, operators, st.sampled_from("ABP").map(Answer), _constants())
    option = st.sampled_from([IsOption("C", "高"), IsOption("C", "低"), IsOption("Y", "是")])
    simple = compare | narrowing | option
    truths = (
        simple
        | st.builds(Not, simple)
        | st.tuples(simple, simple).flatmap(lambda two: st.sampled_from([All(two), Some(two)]))
    )
    positive = st.sampled_from([Constant(Decimal(3)), Constant(Decimal("0.5")), Answer("B")])
    return st.one_of(
        pairs.map(Sum),
        pairs.map(Least),
        pairs.map(Greatest),
        st.builds(Difference, inner, inner),
        st.builds(Product, inner, inner),
        st.builds(Choose, truths, inner, inner),
        st.builds(Quotient, inner, positive, st.integers(0, 3), st.sampled_from(Rounding)),
        st.builds(Whole, inner, positive, st.booleans()),
        st.builds(
            lambda top: Choose(
                Compare("=", Answer("A"), Constant(Decimal(0))),
                top,
                Quotient(top, Answer("A"), 2, Rounding.HALF_UP),
            ),
            inner,
        ),
    )


@st.composite
def _units(draw: st.DrawFn) -> Given:
    most = draw(st.integers(0, 9))
    values: dict[str, Decimal | str] = {
        "A": Decimal(most),
        "B": Decimal(draw(st.integers(100, 2000))).scaleb(-2),
        "P": Decimal(draw(st.integers(0, most))),
        "C": draw(st.sampled_from(SCOPE["C"].options)),
        "Y": draw(st.sampled_from(SCOPE["Y"].options)),
    }
    return Given(values, {code: draw(st.sampled_from(State)) for code in values})


def _by_hand(node: Expression, unit: Given) -> tuple[Fraction, State]:
    match node:
        case Constant(value):
            return Fraction(value), State.VERIFIED
        case Answer(code):
            value = unit.values[code]
            assert isinstance(value, Decimal)
            return Fraction(value), unit.states[code]
        case IsOption(code, option):
            return Fraction(unit.values[code] == option), unit.states[code]
        case Choose(condition, then, otherwise):
            holds, state = _by_hand(condition, unit)
            if state > READABLE:
                return Fraction(0), state
            value_, branch = _by_hand(then if holds else otherwise, unit)
            return value_, max(state, branch)
        case Not(term):
            value_, state = _by_hand(term, unit)
            return 1 - value_, state
        case All(terms) | Some(terms):
            return _logic([_by_hand(term, unit) for term in terms], isinstance(node, Some))
    return _arithmetic(node, unit)


def _logic(parts: list[tuple[Fraction, State]], deciding: bool) -> tuple[Fraction, State]:
    decided = [state for value, state in parts if state <= READABLE and bool(value) is deciding]
    if decided:
        return Fraction(deciding), min(decided)
    return Fraction(not deciding), max(state for _, state in parts)


def _arithmetic(node: Expression, unit: Given) -> tuple[Fraction, State]:
    match node:
        case Sum(terms) | Least(terms) | Greatest(terms):
            parts = [_by_hand(term, unit) for term in terms]
            do = {Sum: sum, Least: min, Greatest: max}[type(node)]
            return Fraction(do(v for v, _ in parts)), max(s for _, s in parts)
        case Difference(left, right) | Product(left, right) | Compare(_, left, right):
            (a, s), (b, t) = _by_hand(left, unit), _by_hand(right, unit)
            return Fraction(_of_two(node, a, b)), max(s, t)
        case Quotient(top, bottom) | Whole(top, bottom):
            (a, s), (b, t) = _by_hand(top, unit), _by_hand(bottom, unit)
            return _divided(node, a / b) if b else Fraction(0), max(s, t)
    raise AssertionError(node)


def _of_two(node: Expression, a: Fraction, b: Fraction) -> Fraction | bool:
    match node:
        case Difference():
            return a - b
        case Product():
            return a * b
        case Compare(operator):
            return {
                "=": a == b, "!=": a != b, "<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b,
            }[operator]  # fmt: skip
    raise AssertionError(node)


def _divided(node: Expression, value: Fraction) -> Fraction:
    if isinstance(node, Whole):
        return Fraction(ceil(value) if node.up else floor(value))
    assert isinstance(node, Quotient)
    if node.mode is Rounding.HALF_EVEN:
        return Fraction(round(value, node.places))
    shifted = abs(value) * 10**node.places
    size = Fraction(floor(shifted + Fraction(1, 2)), 10**node.places)
    return size if value >= 0 else -size


@pytest.fixture(scope="session")
def random() -> Random:
    """Random numeric expressions and units."""
    leaves = _constants() | st.sampled_from("ABP").map(Answer)
    return Random(SCOPE, st.recursive(leaves, _grow, max_leaves=12), _units())


@pytest.fixture(scope="session")
def readable(random: Random) -> Random:
    """The same, with nothing open."""
    settled = random.units.map(
        lambda unit: replace(unit, states=dict.fromkeys(unit.values, State.CLAIMED))
    )
    return replace(random, units=settled)
