"""How far assessors agree 评分一致性: Krippendorff's α and the intraclass correlation (ICC).

Sources: Krippendorff, Content Analysis (2004), ch. 11; McGraw and Wong, Psychological Methods 1
(1996) 30–46, ICC(A,1) and ICC(A,k), which Shrout and Fleiss (1979) call ICC(2,1) and ICC(2,k).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.records.diagnosis import Coefficient

Ids = NDArray[np.int64]
Floats = NDArray[np.float64]

NOBODY_TWICE = "没有两人都评过的单位"
ALL_THE_SAME = "打分全部相同"
TOO_FEW = "同一批人都评过的单位不到2个"
_TAIL = 0.975
_TINY = 1e-12
"""Sums of squares of shares that are no more than this are rounding."""


class Ratings(NamedTuple):
    """What was said of one item, mark by mark: position of unit and assessor, and the value.

    One mark per unit and assessor; gaps are marks that are not there.
    """

    units: Ids
    assessors: Ids
    values: Floats


class Icc(NamedTuple):
    """ICC(2,1) and ICC(2,k) over `units` that the same `assessors` all marked."""

    single: Coefficient
    mean: Coefficient
    units: int = 0
    assessors: int = 0


def paired(ratings: Ratings) -> Ratings:
    """Only the marks of units that two or more assessors marked."""
    if not ratings.units.size:
        return ratings
    several = np.bincount(ratings.units)[ratings.units] > 1
    return Ratings(ratings.units[several], ratings.assessors[several], ratings.values[several])


def interval_alpha(ratings: Ratings) -> Coefficient:
    """α with squared differences, gaps left as gaps."""
    units, _, values = paired(ratings)
    if not units.size:
        return Coefficient(why=NOBODY_TWICE)
    _, units = np.unique(units, return_inverse=True)
    count = np.bincount(units)
    values = values - values.mean()
    within = values - (np.bincount(units, values) / count)[units]
    observed = float((within**2 * (count / (count - 1))[units]).sum())
    expected = float((values**2).sum())
    if expected <= _TINY:
        return Coefficient(why=ALL_THE_SAME)
    return Coefficient(1 - (units.size - 1) / units.size * observed / expected)


def nominal_alpha(ratings: Ratings) -> Coefficient:
    """α where two values are the same or not; values are whole numbers that stand for words."""
    units, _, values = paired(ratings)
    if not units.size:
        return Coefficient(why=NOBODY_TWICE)
    _, units = np.unique(units, return_inverse=True)
    _, words = np.unique(values, return_inverse=True)
    table = np.zeros((units.max() + 1, words.max() + 1))
    np.add.at(table, (units, words), 1)
    count, of_word, size = table.sum(axis=1), table.sum(axis=0), units.size
    expected = size**2 - (of_word**2).sum()
    if expected == 0:
        return Coefficient(why=ALL_THE_SAME)
    observed = ((count**2 - (table**2).sum(axis=1)) / (count - 1)).sum()
    return Coefficient(float(1 - (size - 1) * observed / expected))


def icc(ratings: Ratings) -> Icc:
    """Of the units that the same assessors all marked; of several such sets, the one with most."""
    matrix = _most_complete(ratings)
    if matrix is None:
        none = Coefficient(why=TOO_FEW)
        return Icc(none, none)
    units, assessors = matrix.shape
    return Icc(*_two_way(matrix), units, assessors)


def _most_complete(ratings: Ratings) -> Floats | None:
    """Units × assessors without a gap: the largest set of units marked by just the same people."""
    units, assessors, values = paired(ratings)
    if not units.size:
        return None
    order = np.lexsort((assessors, units))
    units, assessors, values = units[order], assessors[order], values[order]
    starts = np.flatnonzero(np.diff(units, prepend=-1))
    sets: dict[tuple[int, ...], list[Floats]] = {}
    for start, stop in zip(starts, [*starts[1:], units.size], strict=True):
        sets.setdefault(tuple(assessors[start:stop].tolist()), []).append(values[start:stop])
    full = {who: rows for who, rows in sets.items() if len(rows) > 1}
    if not full:
        return None
    best = min(full, key=lambda who: (-len(full[who]) * len(who), who))
    return np.array(full[best])


def _two_way(matrix: Floats) -> tuple[Coefficient, Coefficient]:
    n, k = matrix.shape
    matrix = matrix - matrix.mean()
    of_unit, of_assessor = matrix.mean(axis=1), matrix.mean(axis=0)
    rest = matrix - of_unit[:, None] - of_assessor
    rows = k * float((of_unit**2).sum()) / (n - 1)
    columns = n * float((of_assessor**2).sum()) / (k - 1)
    error = float((rest**2).sum()) / ((n - 1) * (k - 1))
    if rows + columns + error <= _TINY:
        none = Coefficient(why=ALL_THE_SAME)
        return none, none
    single = (rows - error) / (rows + (k - 1) * error + k * (columns - error) / n)
    low, high = _interval(rows, columns, error, single, n, k)
    bottom = rows + (columns - error) / n
    mean = Coefficient(why=ALL_THE_SAME)
    if abs(bottom) > _TINY:
        mean = Coefficient((rows - error) / bottom, _of_mean(low, k), _of_mean(high, k))
    return Coefficient(single, low, high), mean


def _of_mean(single: float, k: int) -> float:
    """Spearman and Brown's step from one assessor to the mean of k."""
    below = 1 + (k - 1) * single
    return single * k / below if below > 0 else -np.inf


def _interval(
    rows: float, columns: float, error: float, single: float, n: int, k: int
) -> tuple[float, float]:
    """McGraw and Wong's 95 % interval of ICC(A,1), from the mean squares."""
    from scipy.special import fdtri  # noqa: PLC0415 - slow to import

    a, b = k * single * columns, (n * (1 + (k - 1) * single) - k * single) * error
    parts = a**2 / (k - 1) + b**2 / ((n - 1) * (k - 1))
    if rows <= _TINY or parts <= 0:
        return (1.0, 1.0) if columns + error <= _TINY else (single, single)
    freedom = (a + b) ** 2 / parts
    upper, lower = fdtri(n - 1, freedom, _TAIL), fdtri(freedom, n - 1, _TAIL)
    rest = k * columns + (k * n - k - n) * error
    low = n * (rows - upper * error) / (upper * rest + n * rows)
    high = n * (lower * rows - error) / (rest + n * lower * rows)
    return float(low), float(high)
