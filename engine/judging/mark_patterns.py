"""Patterns in the marks 打分情况: each assessor in figures, and what to look at 提示.

Only what reviewers fill in themselves (〔评〕) can be straight-lined: counts that are verified may
well be the same everywhere. A hint is a question to an assessor, never a finding against one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from engine.judging.agreement import Floats
from engine.judging.mark_reasons import (
    no_reason,
    repeated_reasons,
    shared_reasons,
    without_reason,
)
from engine.judging.opinions import Opinions
from engine.records.diagnosis import Hint, Profile
from engine.rubric.standard import Item

LEAST_MARKS, LEAST_UNITS, LEAST_ITEMS = 10, 5, 5
"""So many marks, units of one item, items of one sheet before a pattern is one."""
ALONE_BY, OTHERS_WITHIN = 0.2, 0.1
"""A mark stands alone: so far from the next, while the others are so near each other."""


def profiles(found: Opinions, teams: Mapping[str, str]) -> tuple[Profile, ...]:
    """Every assessor's marks in figures, in code order."""
    judged, shares = found.own_marks, found.shares
    full = found.given & (found.points == found.full)
    lacking = without_reason(found)
    told = []
    for position, who in enumerate(found.assessors):
        own = found.assessor == position
        mine = judged & own
        values = shares[mine]
        told.append(
            Profile(
                who=who,
                team=teams.get(who, ""),
                units=int(own.sum()),
                marks=values.size,
                mean=float(values.mean()) if values.size else 0.0,
                spread=float(values.std()) if values.size else 0.0,
                full=int((mine & full).sum()),
                without_reason=int(lacking[:, own].sum()),
            )
        )
    return tuple(told)


def hints(found: Opinions, told: tuple[Profile, ...]) -> tuple[Hint, ...]:
    """Everything to look at, kind by kind."""
    return (
        *_all_full(found, told),
        *_one_value(found),
        *_flat_sheets(found),
        *_standing_alone(found),
        *no_reason(found),
        *repeated_reasons(found),
        *shared_reasons(found),
    )


def _all_full(found: Opinions, told: tuple[Profile, ...]) -> Iterator[Hint]:
    full = found.points == found.full
    judged = found.own_marks
    for position, one in enumerate(told):
        if one.marks < LEAST_MARKS or one.full < one.marks:
            continue
        own = found.assessor == position
        same_units = np.isin(found.unit, found.unit[own]) & ~own
        others = judged & same_units & (judged & own).any(axis=1)[:, None]
        said = f"自己打分的{one.marks}处全是满分"
        if count := int(others.sum()):
            rate = _percent((others & full).sum() / count)
            said += f"；在同样的单位、同样的项上，别人给满分的占{rate}"
        yield Hint("all-full", one.who, f"{said}。")


def _one_value(found: Opinions) -> Iterator[Hint]:
    """One item that gets the same share from an assessor whatever the unit, below full."""
    judged, shares = found.own_marks, found.shares
    for row, item in enumerate(found.items):
        for position in np.unique(found.assessor[judged[row]]).tolist():
            values = shares[row][judged[row] & (found.assessor == position)]
            if values.size >= LEAST_UNITS and _constant(values):
                said = f"给{values.size}个单位的都是同一个分（满分的{_percent(values[0])}）。"
                yield Hint("one-value", found.assessors[position], said, indicator=item.code)


def _flat_sheets(found: Opinions) -> Iterator[Hint]:
    """One sheet on which every item gets the same share, below full."""
    judged, shares = found.own_marks, found.shares
    for at, (unit, who) in enumerate(zip(found.unit, found.assessor, strict=True)):
        values = shares[:, at][judged[:, at]]
        if values.size >= LEAST_ITEMS and _constant(values):
            said = f"这张表上{values.size}项都打满分的{_percent(values[0])}。"
            yield Hint("flat-sheet", found.assessors[who], said, unit=found.units[unit])


def _constant(values: Floats) -> bool:
    return bool(np.ptp(values) == 0 and values[0] < 1)


def _standing_alone(found: Opinions) -> Iterator[Hint]:
    """One mark far from all others, which are near each other; of three or more."""
    shares, judged = found.shares, found.own_marks
    for row, item in enumerate(found.items):
        given = np.flatnonzero(judged[row])
        order = given[np.lexsort((shares[row][given], found.unit[given]))]
        starts = np.flatnonzero(np.diff(found.unit[order], prepend=-1))
        for group in np.split(order, starts[1:]):
            if group.size < 3:
                continue
            values = shares[row][group]
            for odd, next_, far in ((-1, -2, 0), (0, 1, -1)):
                gap, rest = abs(values[odd] - values[next_]), abs(values[next_] - values[far])
                if gap >= ALONE_BY - 1e-9 and rest <= OTHERS_WITHIN + 1e-9:
                    yield _alone(found, item, int(group[odd]), float(gap), odd == -1)


def _alone(found: Opinions, item: Item, at: int, gap: float, above: bool) -> Hint:
    said = f"比其他人{'都高' if above else '都低'}，离最近的也差满分的{_percent(gap)}。"
    who, unit = found.assessors[found.assessor[at]], found.units[found.unit[at]]
    return Hint("outlier", who, said, unit=unit, indicator=item.code)


def _percent(share: float) -> str:
    return f"{share:.0%}"
