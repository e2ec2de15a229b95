"""Ranking 排名: competition ranks (1, 1, 3) on published totals, overall and within groups."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.records.exact import Integers, Truths

UNRANKED = 0
_SHORT = 1 << 16
"""Whole numbers below this sort by counting."""


def competition_ranks(totals: Integers, ranked: Truths) -> Integers:
    """1 + how many ranked units have a greater total; UNRANKED where `ranked` is false."""
    if not ranked.any():
        return np.full(len(totals), UNRANKED, dtype=np.int64)
    levels = totals - totals.min()
    if levels.max() >= max(_SHORT, 4 * len(totals)):
        _, levels = np.unique(totals, return_inverse=True)
    counts = np.bincount(levels[ranked], minlength=int(levels.max()) + 1)
    above = counts.sum() - np.cumsum(counts)
    return np.where(ranked, above[levels] + 1, UNRANKED)


def group_ranks(totals: Integers, ranked: Truths, groups: list[str]) -> Integers:
    """Competition ranks within each group; a unit without a group ("") is not ranked."""
    numbers = {"": 0}
    ids = np.array([numbers.setdefault(name, len(numbers)) for name in groups], dtype=np.int64)
    return ranks_within(totals, ranked & (ids > 0), ids)


def ranks_within(totals: Integers, ranked: Truths, groups: Integers) -> Integers:
    """Competition ranks within each group of a numbered column, such as a choice of the roster."""
    ranks = np.full(len(totals), UNRANKED, dtype=np.int64)
    members = np.flatnonzero(ranked)
    if not len(members):
        return ranks
    order = members[np.argsort(_short(-totals[members]), kind="stable")]
    order = order[np.argsort(_short(groups[order]), kind="stable")]
    place = np.arange(len(order))
    opens = _changes(groups[order])
    falls = opens | _changes(totals[order])
    first_of_group = np.maximum.accumulate(place * opens)
    ranks[order] = np.maximum.accumulate(place * falls) - first_of_group + 1
    return ranks


def _short(values: Integers) -> NDArray[Any]:
    """The same order in 16 bits where they are enough."""
    levels: NDArray[Any] = values - values.min()
    return levels.astype(np.uint16) if int(levels.max()) < _SHORT else levels


def _changes(values: Integers) -> Truths:
    """Where a value differs from the one before it; the first always does."""
    changed: Truths = np.concatenate(([True], values[1:] != values[:-1]))
    return changed
