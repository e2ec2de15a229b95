"""Full points 满分 of an indicator or a section: the same for all, or by group, size or unit."""

from __future__ import annotations

from decimal import Decimal

from engine.records.exact import plain
from engine.rules.amounts import Amount, cases

Points = Amount
"""0 in a case: the indicator does not stand in the table of such a unit."""


def each_amount(points: Points | None) -> tuple[Decimal, ...]:
    """What points are in each case; none where they were not seen."""
    if points is None:
        return ()
    if isinstance(points, Decimal):
        return (points,)
    return tuple(case.value for case in cases(points))


def most(points: Points | None) -> Decimal | None:
    """The most that points can be for any unit; None where they were not seen."""
    return max(each_amount(points), default=None)


def points_words(points: Points | None) -> str:
    """“5分”; “小学5分，幼儿园3分”."""
    if points is None:
        return "未见分值"
    return f"{plain(points)}分" if isinstance(points, Decimal) else points.words("分")
