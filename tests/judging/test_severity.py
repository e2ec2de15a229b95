"""Offsets of assessors equal plain least squares, and are what was put into simulated marks."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t

from engine.judging.agreement import Floats, Ratings
from engine.judging.severity import severity
from engine.records.diagnosis import Offset


def ratings(said: dict[tuple[int, int], float]) -> Ratings:
    """(unit, assessor) → value."""
    return Ratings(
        np.array([u for u, _ in said]), np.array([a for _, a in said]), np.array([*said.values()])
    )


def named(size: int) -> list[str]:
    return [f"专家{each}" for each in range(size)]


def by_name(component: tuple[Offset, ...]) -> dict[str, Offset]:
    return {each.who: each for each in component}


def dummies(found: Ratings, units: int, assessors: int) -> Floats:
    """The textbook design: a column per unit and per assessor, whose effects add up to 0."""
    design = np.zeros((found.values.size, units + assessors - 1))
    for row, (unit, who) in enumerate(zip(found.units, found.assessors, strict=True)):
        design[row, unit] = 1
        if who < assessors - 1:
            design[row, units + who] = 1
        else:
            design[row, units:] = -1
    return design


@st.composite
def connected(draw: st.DrawFn) -> tuple[Ratings, int, int]:
    """Assessors in a chain that common units join, and more marks anywhere."""
    assessors, further = draw(st.integers(2, 5)), draw(st.integers(1, 5))
    chain = [(u, a) for u, pair in enumerate(pairwise(range(assessors))) for a in pair]
    units = assessors - 1 + further
    more = draw(st.sets(st.tuples(st.integers(0, units - 1), st.integers(0, assessors - 1))))
    whole = {*chain, *more, *((units - 1 - u, a) for u in range(further) for a in (0, 1))}
    marks = st.integers(0, 100).map(lambda percent: percent / 100)
    return ratings({pair: draw(marks) for pair in sorted(whole)}), units, assessors


@given(connected())
def test_offsets_and_intervals_are_those_of_ordinary_least_squares(
    drawn: tuple[Ratings, int, int],
) -> None:
    marks, units, assessors = drawn
    found = severity(marks, named(assessors))
    assert found.connected
    design = dummies(marks, units, assessors)
    solved, *_ = np.linalg.lstsq(design, marks.values, rcond=None)
    expected = [*solved[units:], -solved[units:].sum()]
    offsets = by_name(found.components[0])
    assert [offsets[each].value for each in named(assessors)] == pytest.approx(expected, abs=1e-9)
    freedom = marks.values.size - design.shape[1]
    if freedom == 0:
        assert {each.low for each in found.components[0]} == {None}
        return
    variance = ((marks.values - design @ solved) ** 2).sum() / freedom
    of_first = np.sqrt(variance * np.linalg.inv(design.T @ design)[units, units])
    half = t.ppf(0.975, freedom) * of_first
    first = offsets["专家0"]
    assert first.low is not None and first.high is not None
    assert (first.high - first.low) / 2 == pytest.approx(half, abs=1e-9)


def test_two_assessors_of_the_same_units_differ_by_their_means() -> None:
    found = severity(ratings({(0, 0): 0.9, (0, 1): 0.8, (1, 0): 0.7, (1, 1): 0.6}), ["甲", "乙"])
    offsets = by_name(found.components[0])
    assert offsets["甲"].value == pytest.approx(0.05)
    assert offsets["乙"].value == pytest.approx(-0.05)


def test_good_schools_do_not_make_an_assessor_lenient() -> None:
    good, poor = {(0, 0): 0.9, (1, 0): 0.95}, {(2, 1): 0.2, (3, 1): 0.3}
    both = {(4, 0): 0.5, (4, 1): 0.5, (5, 0): 0.6, (5, 1): 0.6}
    found = severity(ratings({**good, **poor, **both}), ["甲", "乙"])
    assert [each.value for each in found.components[0]] == pytest.approx([0, 0])


def test_what_nothing_connects_is_not_compared() -> None:
    first = {(0, 0): 0.9, (0, 1): 0.8, (1, 0): 0.9, (1, 1): 0.7}
    second = {(2, 2): 0.1, (2, 3): 0.3, (3, 2): 0.1, (3, 3): 0.3}
    found = severity(ratings({**first, **second, (4, 4): 1.0}), named(5))
    assert [{each.who for each in one} for one in found.components] == [
        {"专家0", "专家1"}, {"专家2", "专家3"}
    ]  # fmt: skip
    assert found.alone == ("专家4",)
    assert not found.connected


def test_nothing_marked_by_two_leaves_everybody_alone() -> None:
    assert severity(ratings({(0, 0): 1.0, (1, 1): 0.5}), ["甲", "乙"]).alone == ("甲", "乙")


def test_known_severities_lie_in_their_intervals_at_the_stated_rate() -> None:
    draw, inside, tried = np.random.default_rng(7), 0, 0
    units, assessors = 40, 8
    for _ in range(60):
        true = draw.normal(0, 0.05, assessors)
        true -= true.mean()
        said = {
            (unit, int(who)): 0.7 + 0.003 * unit + true[who] + draw.normal(0, 0.03)
            for unit in range(units)
            for who in draw.choice(assessors, 2, replace=False)
        }
        found = severity(ratings(said), named(assessors))
        assert found.connected
        offsets = by_name(found.components[0])
        for who, value in enumerate(true):
            one = offsets[f"专家{who}"]
            assert one.low is not None and one.high is not None
            inside += one.low <= value <= one.high
            tried += 1
    assert 0.92 <= inside / tried <= 0.98
