"""Ranking 排名: competition ranks (1, 1, 3) on published totals, overall and within groups."""

from __future__ import annotations

import numpy as np

from engine.records.exact import Integers, Truths

UNRANKED = 0


def competition_ranks(totals: Integers, ranked: Truths) -> Integers:
    """1 + how many ranked units have a greater total; UNRANKED where `ranked` is false."""
    ordered = np.sort(-totals[ranked])
    ranks = np.searchsorted(ordered, -totals, side="left") + 1
    return np.where(ranked, ranks, UNRANKED).astype(np.int64)


def group_ranks(totals: Integers, ranked: Truths, groups: list[str]) -> Integers:
    """Competition ranks within each group; a unit without a group ("") is not ranked."""
    names = np.array(groups, dtype=object)
    ranks = np.zeros(len(totals), dtype=np.int64)
    for name in sorted(set(groups) - {""}):
        members = ranked & (names == name)
        ranks = np.where(members, competition_ranks(totals, members), ranks)
    return ranks
