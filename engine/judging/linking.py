"""Who can be compared with whom 可比: assessors are linked by the units they both review."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

from engine.judging.levelling import Seating

_WORK = 400_000
"""Seats that are looked at before it is said that assessors are not all linked."""


@dataclass(frozen=True, slots=True)
class Links:
    """Groups of assessors that share units, directly or through others; and who shares how many."""

    groups: tuple[tuple[str, ...], ...]
    shared: Mapping[tuple[str, str], int]

    @property
    def whole(self) -> bool:
        """Whether everybody can be compared with everybody 相通."""
        return len(self.groups) <= 1

    @property
    def thin(self) -> tuple[tuple[str, str], ...]:
        """Pairs that share a single unit."""
        return tuple(sorted(pair for pair, count in self.shared.items() if count == 1))


def links(units: Mapping[str, Collection[str]]) -> Links:
    """How the assessors of an assignment (unit → assessors) are linked."""
    shared: Counter[tuple[str, str]] = Counter()
    for sat in units.values():
        shared.update(combinations(sorted(sat), 2))
    groups = _components(units.values())
    return Links(tuple(sorted(tuple(sorted(each)) for each in groups)), dict(shared))


def _components(seats: Iterable[Collection[Any]]) -> list[set[Any]]:
    found: list[set[Any]] = []
    for sat in seats:
        if sat:
            touched = [each for each in found if not each.isdisjoint(sat)]
            found = [each for each in found if each.isdisjoint(sat)]
            found.append(set(sat).union(*touched))
    return found


def fewest_groups(seating: Seating) -> int:
    """No assignment with these loads has fewer groups: by who may see what, by how many seats."""
    joints = sum(len(sat) - 1 for sat in seating.seats)
    seated = sum(bool(units) for units in seating.of)
    return max(len(_components(seating.may)), seated - joints)


def link(seating: Seating) -> None:
    """Exchange seats between assessors that are not linked, as long as that links more of them.

    Nobody's load changes. Gives up after so much work: to know for certain is a hard problem.
    """
    work, apart, fewest = _WORK, _components(seating.seats), fewest_groups(seating)
    while len(apart) > fewest and work > 0:
        found, work = _exchange(seating, apart, work)
        if not found:
            return
        apart = _components(seating.seats)


def _exchange(seating: Seating, apart: list[set[int]], work: int) -> tuple[bool, int]:
    """Carry out the first exchange after which fewer are apart; how much work is left."""
    apart = sorted(apart, key=lambda each: (len(each), min(each)))
    for one, others in ((each, [x for x in apart if x is not each]) for each in apart[:-1]):
        mine = [(u, a) for a in sorted(one) for u in sorted(seating.of[a])]
        theirs = [(u, a) for x in others for a in sorted(x) for u in sorted(seating.of[a])]
        for (unit, a), (other, b) in product(mine, theirs):
            work -= 1
            if work <= 0:
                return False, 0
            # Two units of one assessor each only change hands.
            if len(seating.seats[unit]) == len(seating.seats[other]) == 1:
                continue
            if b not in seating.instead(unit, a) or a not in seating.instead(other, b):
                continue
            seating.shift([(unit, a, b), (other, b, a)])
            if len(_components(seating.seats)) < len(apart):
                return True, work
            seating.shift([(unit, b, a), (other, a, b)])
            work -= len(seating.seats)
    return False, work
