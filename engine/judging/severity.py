"""Severity 宽严: how much more one assessor or team gives than another to the same units.

Two-way additive model, value = unit + assessor, by least squares over the units that several
marked. The unit effects are eliminated first, so that what is solved has one row per assessor. It
is solved within each connected component: nobody can tell a lenient team from good schools there.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.judging.agreement import Floats, Ids, Ratings, paired
from engine.records.diagnosis import Offset, Severity

_TAIL = 0.975


def severity(ratings: Ratings, assessors: Sequence[str]) -> Severity:
    """Mean offsets with 95 % intervals, component by component, the largest first.

    `ratings.values` are shares of full points; `assessors` names their positions. Intervals need
    independent errors, so every pair of unit and assessor is to have one value.
    """
    from scipy.sparse import csr_array, diags_array  # noqa: PLC0415 - slow to import
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    marked = set(ratings.assessors.tolist())
    found = paired(ratings)
    alone = tuple(assessors[each] for each in sorted(marked - set(found.assessors.tolist())))
    if not found.units.size:
        return Severity((), alone)
    _, units = np.unique(found.units, return_inverse=True)
    present, who = np.unique(found.assessors, return_inverse=True)
    count = np.bincount(units)
    pairs = csr_array((np.ones(units.size), (units, who)), (count.size, present.size))
    normal = (diags_array(pairs.sum(axis=0)) - pairs.T @ diags_array(1 / count) @ pairs).tocsr()
    gap = found.values - (np.bincount(units, found.values) / count)[units]
    _, component = connected_components(pairs.T @ pairs, directed=False)
    solved = []
    for each in range(component.max() + 1):
        members = np.flatnonzero(component == each)
        inside = component[who] == each
        names = [assessors[position] for position in present[members]]
        local = np.searchsorted(members, who[inside])
        _, rows = np.unique(units[inside], return_inverse=True)
        solved.append(
            _solve(normal[members][:, members].toarray(), rows, local, gap[inside], names)
        )
    return Severity(tuple(sorted(solved, key=lambda one: (-len(one), one[0].who))), alone)


def _solve(
    normal: Floats, units: Ids, who: Ids, gap: Floats, names: Sequence[str]
) -> tuple[Offset, ...]:
    """Offsets of one component, the most lenient first; they add up to 0.

    `gap` is each value less its unit's mean.
    """
    from scipy.special import stdtrit  # noqa: PLC0415 - slow to import

    # The normal matrix knows nothing of a common shift: its pseudo-inverse takes the sum as 0.
    inverse = np.linalg.pinv(normal, hermitian=True)
    offsets = inverse @ np.bincount(who, gap, len(names))
    sizes = np.bincount(units)
    expected = offsets[who] - (np.bincount(units, offsets[who]) / sizes)[units]
    freedom = who.size - sizes.size - len(names) + 1
    half = np.full(len(names), np.nan)
    if freedom > 0:
        variance = float(((gap - expected) ** 2).sum()) / freedom
        half = stdtrit(freedom, _TAIL) * np.sqrt(variance * np.diag(inverse))
    times = np.bincount(who)
    found = [
        Offset(name, int(times[i]), float(offsets[i]), *_around(float(offsets[i]), float(half[i])))
        for i, name in enumerate(names)
    ]
    return tuple(sorted(found, key=lambda one: (-round(one.value, 9), one.who)))


def _around(value: float, half: float) -> tuple[float | None, float | None]:
    return (None, None) if np.isnan(half) else (value - half, value + half)
