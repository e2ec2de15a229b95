"""Agreement equals what others work out: krippendorff, pingouin, tables in print."""

from __future__ import annotations

import json
from fractions import Fraction

import krippendorff
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.stats import f

from engine.judging.agreement import (
    ALL_THE_SAME,
    NOBODY_TWICE,
    TOO_FEW,
    Ratings,
    icc,
    interval_alpha,
    nominal_alpha,
)
from tests.judging.ask_pingouin import ANSWERS

Table = list[list[float | None]]
SHROUT_FLEISS = [
    [9, 2, 5, 8],
    [6, 1, 3, 2],
    [8, 4, 6, 8],
    [7, 1, 2, 6],
    [10, 5, 6, 9],
    [6, 2, 4, 7],
]
"""Six units, four assessors: Psychological Bulletin 86 (1979) 420–428, table 2."""


def ratings(table: Table) -> Ratings:
    """Rows are units, columns assessors, None a gap."""
    said = [(u, a, y) for u, row in enumerate(table) for a, y in enumerate(row) if y is not None]
    units, assessors, values = zip(*said, strict=True) if said else ((), (), ())
    return Ratings(np.array(units, int), np.array(assessors, int), np.array(values, float))


def by_krippendorff(table: Table, level: str) -> float:
    """The library wants one row per assessor."""
    data = np.array([[np.nan if y is None else y for y in row] for row in table], float).T
    return float(krippendorff.alpha(reliability_data=data, level_of_measurement=level))


@st.composite
def tables(draw: st.DrawFn, *, gaps: bool) -> Table:
    """Marks from 0 to 4 in tenths; three in ten are gaps where there may be any."""
    assessors = draw(st.integers(2, 5))
    mark = st.integers(0, 40).map(lambda tenths: tenths / 10)
    cell = st.one_of(mark, mark, st.none()) if gaps else mark
    row = st.lists(cell, min_size=assessors, max_size=assessors)
    return draw(st.lists(row, min_size=2, max_size=9))


@given(tables(gaps=True))
def test_alpha_with_gaps_equals_the_library(table: Table) -> None:
    for ours, level in ((interval_alpha, "interval"), (nominal_alpha, "nominal")):
        found = ours(ratings(table))
        if found.value is not None:
            assert found.value == pytest.approx(by_krippendorff(table, level), abs=1e-9)
        else:
            several = [y for row in table if sum(each is not None for each in row) > 1
                       for y in row if y is not None]  # fmt: skip
            assert found.why == (ALL_THE_SAME if several else NOBODY_TWICE)
            assert len(set(several)) < 2


def test_the_correlation_equals_what_pingouin_says() -> None:
    asked = json.loads(ANSWERS.read_text("utf-8"))
    assert len(asked) == 60
    for each in asked:
        found = icc(ratings(each["table"]))
        for ours, theirs in ((found.single, each["single"]), (found.mean, each["mean"])):
            assert ours.value == pytest.approx(theirs[0], abs=1e-9)
        assert (found.single.low, found.single.high) == pytest.approx(each["single"][1:], abs=1e-9)
        if 1 + (found.assessors - 1) * each["single"][1] > 0:
            interval = pytest.approx(each["mean"][1:], rel=1e-9, abs=1e-9)
            assert (found.mean.low, found.mean.high) == interval


def test_the_correlation_of_the_table_in_print() -> None:
    found = icc(ratings(SHROUT_FLEISS))
    assert (found.units, found.assessors) == (6, 4)
    assert found.single.value == pytest.approx(0.29, abs=0.005)
    assert found.mean.value == pytest.approx(0.62, abs=0.005)
    assert (found.single.low, found.single.high) == pytest.approx((0.02, 0.76), abs=0.005)


def exact_mean_squares(table: NDArray[np.float64]) -> tuple[Fraction, Fraction, Fraction]:
    """Between units, between assessors, and what is left, from sums of squares in fractions."""
    rows = [[Fraction(round(y * 10), 10) for y in row] for row in table.tolist()]
    n, k = len(rows), len(rows[0])
    grand = sum(map(sum, rows)) ** 2 / Fraction(n * k)
    whole = sum(y * y for row in rows for y in row) - grand
    units = sum(sum(row) ** 2 for row in rows) / Fraction(k) - grand
    columns = sum(sum(column) ** 2 for column in zip(*rows, strict=True)) / Fraction(n) - grand
    rest = whole - units - columns
    return units / (n - 1), columns / (k - 1), rest / ((n - 1) * (k - 1))


@given(tables(gaps=False))
def test_the_correlation_and_its_interval_follow_from_exact_mean_squares(table: Table) -> None:
    n, k, found = len(table), len(table[0]), icc(ratings(table))
    rows, columns, error = exact_mean_squares(np.array(table, float))
    bottom = rows + (k - 1) * error + k * (columns - error) / n
    if rows + columns + error == 0:
        assert found.single.why == ALL_THE_SAME
        return
    assert found.single.value == pytest.approx(float((rows - error) / bottom), abs=1e-9)
    assume(rows > 0 and error > 0)
    r = (rows - error) / bottom
    a, b = k * r * columns, (n * (1 - r) + k * r * (n - 1)) * error
    freedom = float((a + b) ** 2 / (a**2 / (k - 1) + b**2 / ((n - 1) * (k - 1))))
    upper = Fraction(f.ppf(0.975, n - 1, freedom))
    low = n * (rows - upper * error) / (upper * (k * columns + (k * n - k - n) * error) + n * rows)
    assert found.single.low == pytest.approx(float(low), abs=1e-6)


def test_units_that_not_the_same_people_marked_are_left_out_of_the_correlation() -> None:
    whole = [[3.0, 2.5, None], [1.0, 1.5, None], [2.0, 2.0, None]]
    mixed = [*whole, [None, 4.0, 1.0], [1.0, None, None]]
    assert icc(ratings(mixed)).single == icc(ratings(whole)).single
    assert (icc(ratings(mixed)).units, icc(ratings(mixed)).assessors) == (3, 2)


@pytest.mark.parametrize(
    ("table", "alpha", "correlation"),
    [
        ([[1.0, None], [None, 2.0]], NOBODY_TWICE, TOO_FEW),
        ([[1.0, 2.0], [3.0, None]], "", TOO_FEW),
        ([[2.0, 2.0], [2.0, 2.0]], ALL_THE_SAME, ALL_THE_SAME),
        ([], NOBODY_TWICE, TOO_FEW),
    ],
)
def test_what_cannot_be_worked_out_says_why(table: Table, alpha: str, correlation: str) -> None:
    assert interval_alpha(ratings(table)).why == alpha
    assert icc(ratings(table)).single.why == correlation


def test_full_agreement_is_one() -> None:
    table = [[1.0, 1.0, 1.0], [2.0, 2.0, 2.0], [4.0, 4.0, 4.0]]
    assert interval_alpha(ratings(table)).value == 1
    single = icc(ratings(table)).single
    assert (single.value, single.low, single.high) == (1, 1, 1)
