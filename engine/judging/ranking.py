"""Ranking 排名: competition ranks (1, 1, 3) on published totals, overall and within groups."""

from __future__ import annotations

import numpy as np

from engine.records.exact import Integers, Truths
from engine.records.ordering import changes, in_order

UNRANKED = 0
_SMALL_TABLE = 1 << 16


def competition_ranks(totals: Integers, ranked: Truths) -> Integers:
    """1 + how many ranked units have a greater total; UNRANKED where `ranked` is false."""
    if not ranked.any():
        return np.full(len(totals), UNRANKED, dtype=np.int64)
    levels = totals - totals.min()
    if levels.max() >= max(_SMALL_TABLE, 4 * len(totals)):
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
    own = groups[members]
    order, falls = in_order(-totals[members], own)
    place = np.arange(len(order))
    first_of_group = np.maximum.accumulate(place * changes(own[order]))
    ranks[members[order]] = np.maximum.accumulate(place * falls) - first_of_group + 1
    return ranks
