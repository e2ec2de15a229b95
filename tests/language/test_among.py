"""Cohort operators give what a few lines of exact fractions give, whoever counts, in any group."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import isqrt
from typing import Any, get_args

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from engine.language.evaluate import Evaluation
from engine.language.expressions import (
    Among,
    Answer,
    Deviation,
    Expression,
    Statistic,
    VariesAtMost,
)
from engine.language.fields import Field
from engine.language.peers import Peers
from engine.language.result import Result
from engine.records.columns import Column
from engine.records.exact import Rounding
from engine.records.states import READABLE, State

PLACES = 2
FIELDS = [
    {
        "code": "A",
        "title": "数",
        "type": "number",
        "minimum": "0",
        "maximum": "9",
        "places": PLACES,
    },
    {"code": "G", "title": "组", "type": "text"},
]
SCOPE = {field.code: field for field in map(Field.model_validate, FIELDS)}
STATES = (State.VERIFIED, State.CLAIMED, State.BLANK, State.DISPUTED)
Node = Among | Deviation | VariesAtMost


@dataclass(frozen=True)
class Unit:
    """One unit: its value at two places, its group, the states of both, whether it is final."""

    value: int
    state: State
    group: int
    group_state: State
    final: bool


def units(values: st.SearchStrategy[int]) -> st.SearchStrategy[list[Unit]]:
    """Some units, most of them readable and final."""
    states = st.sampled_from((State.VERIFIED, *STATES))
    unit = st.builds(Unit, values, states, st.integers(0, 2), states, st.booleans() | st.just(True))
    return st.lists(unit, min_size=1, max_size=9)


NARROW = units(st.integers(-3, 3))
WIDE = units(st.sampled_from((-(2**57), -(2**22), -1, 0, 1, 2**21, 2**43 + 5, 2**57)))
NODES: st.SearchStrategy[Callable[[str | None], Node]] = st.one_of(
    st.sampled_from(get_args(Statistic)).map(
        lambda name: lambda within: Among(name, Answer("A"), within)
    ),
    st.tuples(st.booleans(), st.integers(0, 3), st.sampled_from(Rounding)).map(
        lambda how: lambda within: Deviation(Answer("A"), within, *how)
    ),
    st.tuples(st.booleans(), st.sampled_from(("0", "0.5", "1", "1.25"))).map(
        lambda how: lambda within: VariesAtMost(Answer("A"), within, how[0], Decimal(how[1]))
    ),
)


def evaluated(node: Expression, cohort: list[Unit]) -> Result:
    """What the engine says of every unit."""
    columns = {
        "A": Column.of([unit.value for unit in cohort], [unit.state for unit in cohort]),
        "G": Column.of([unit.group for unit in cohort], [unit.group_state for unit in cohort]),
    }
    final = np.array([unit.final for unit in cohort])
    size = len(cohort)
    return Evaluation(SCOPE, columns, size, final=final).of(node).spread(size)


def by_hand(node: Node, own: Unit, cohort: list[Unit]) -> tuple[Fraction, State]:
    """Value and state by definition; the value of an open state means nothing."""
    state = max(own.state, own.group_state) if node.within is not None else own.state
    values = [
        Fraction(unit.value, 10**PLACES)
        for unit in cohort
        if unit.final and unit.state <= READABLE
        if node.within is None or (unit.group, unit.group_state <= READABLE) == (own.group, True)
    ]
    if not values:
        return Fraction(0), max(state, State.BLANK)
    return Fraction(_value(node, Fraction(own.value, 10**PLACES), values)), state


def _value(node: Node, own: Fraction, values: list[Fraction]) -> Fraction | int:
    mean = sum(values, Fraction(0)) / len(values)
    match node:
        case Among(statistic):
            return {
                "above": sum(each > own for each in values),
                "below": sum(each < own for each in values),
                "count": len(values),
                "sum": sum(values, Fraction(0)),
                "greatest": max(values),
                "least": min(values),
            }[statistic]
        case Deviation(sample=sample, places=places, mode=mode):
            return _rounded_root(_variance(values, mean, sample) * 100**places, mode) / 10**places
    return int(_variance(values, mean, node.sample) <= Fraction(node.limit) ** 2 * mean**2)


def _variance(values: list[Fraction], mean: Fraction, sample: bool) -> Fraction:
    divisor = max(1, len(values) - sample)
    return sum(((each - mean) ** 2 for each in values), Fraction(0)) / divisor


def _rounded_root(square: Fraction, mode: Rounding) -> Fraction:
    below = isqrt(square.numerator // square.denominator)
    middle = (below + Fraction(1, 2)) ** 2
    up = square > middle or (square == middle and (mode is Rounding.HALF_UP or below % 2 == 1))
    return Fraction(below + up)


@given(NARROW | WIDE, NODES, st.sampled_from((None, "G")))
def test_every_operator_gives_what_exact_fractions_give(
    cohort: list[Unit], make: Callable[[str | None], Node], within: str | None
) -> None:
    node = make(within)
    result = evaluated(node, cohort)
    for at, unit in enumerate(cohort):
        value, state = by_hand(node, unit, cohort)
        assert State(int(result.states[at])) is state
        if state <= READABLE:
            assert Fraction(int(result.values[at]), 10**result.places) == value


@given(
    st.lists(
        st.tuples(st.integers(-9, 9) | st.integers(-(2**40), 2**40), st.integers(0, 4)), min_size=1
    ),
    st.integers(1, 3),
)
def test_a_value_that_many_units_have_counts_as_often(
    pairs: list[tuple[int, int]], groups: int
) -> None:
    values, weights = (np.array(each, dtype=np.int64) for each in zip(*pairs, strict=True))
    own = np.arange(len(pairs)) % groups
    once = Peers(values, weights, own)
    times = np.maximum(weights, 1)  # who counts nowhere is still asked about
    again = Peers(values.repeat(times), (weights > 0).repeat(times) * 1, own.repeat(times))
    for name in ("number", "sum", "greatest", "least", "squares"):
        assert (getattr(once, name) == getattr(again, name)).all()
    for name in ("above", "below"):
        assert (getattr(once, name).repeat(times) == getattr(again, name)).all()


@pytest.mark.parametrize("width", [5, 10**12])
def test_three_thousand_groups(width: int) -> None:
    chance = np.random.default_rng(2025)
    size, groups = 12_000, 3_000
    values, own = chance.integers(-width, width, size), chance.integers(0, groups, size)
    counts = chance.random(size) < 0.7
    peers = Peers(values, counts.astype(np.int64), own)
    members: dict[int, list[int]] = {group: [] for group in range(groups)}
    for value, group, counted in zip(values.tolist(), own.tolist(), counts, strict=True):
        if counted:
            members[group].append(value)
    found: dict[str, list[Any]] = {
        "number": [len(each) for each in members.values()],
        "sum": [sum(each) for each in members.values()],
        "greatest": [max(each, default=0) for each in members.values()],
        "least": [min(each, default=0) for each in members.values()],
        "squares": [len(e) * sum(x * x for x in e) - sum(e) ** 2 for e in members.values()],
        "above": [sum(x > v for x in members[g]) for v, g in zip(values, own, strict=True)],
        "below": [sum(x < v for x in members[g]) for v, g in zip(values, own, strict=True)],
    }
    for name, expected in found.items():
        assert list(getattr(peers, name)) == expected, name
