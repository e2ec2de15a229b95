"""Every assignment of a small year, one after the other: what the draws are held against."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, permutations

from engine.judging.dealing import Bottleneck, Lack, Pool

State = tuple[tuple[int, ...], frozenset[frozenset[str]]]


def possible(units: Sequence[str], pool: Pool, per_unit: int) -> tuple[bool, bool]:
    """Whether there is an assignment with loads that differ by one at most, and one that links."""
    assessors = sorted(pool.labels)
    each, more = divmod(len(units) * per_unit, len(assessors))
    states: set[State] = {((0,) * len(assessors), frozenset())}
    for unit in units:
        states = {
            after
            for sat in combinations(assessors, per_unit)
            if fits(unit, sat, pool)
            for state in states
            if max((after := _seated(state, sat, assessors))[0]) <= each + (more > 0)
        }
    even = [groups for load, groups in states if min(load) >= each]
    return bool(even), any(len(groups) == 1 for groups in even)


def fits(unit: str, sat: Sequence[str], pool: Pool) -> bool:
    """Whether these may sit on a unit together."""
    labels = {pool.labels[each] for each in sat}
    return len(labels) == len(set(sat)) and not any((each, unit) in pool.avoids for each in sat)


def _seated(state: State, sat: Sequence[str], assessors: Sequence[str]) -> State:
    load, groups = state
    touched = [group for group in groups if not group.isdisjoint(sat)]
    joined = frozenset(sat).union(*touched)
    then = tuple(count + (a in sat) for count, a in zip(load, assessors, strict=True))
    return then, frozenset([*(g for g in groups if g not in touched), joined])


def really_stuck(found: Bottleneck, units: Sequence[str], pool: Pool, per_unit: int) -> bool:
    """Whether what is named can be counted to be too little, without looking at any assignment."""
    named = set(found.assessors)
    if found.lack is Lack.ASSESSORS:
        return pool.room(found.units[0]) == found.got < found.needed == per_unit
    each, more = divmod(len(units) * per_unit, len(pool.labels))
    if found.lack is Lack.ROOM:
        others = [_most(unit, set(pool.labels) - named, pool) for unit in found.units]
        must = sum(max(0, per_unit - most) for most in others)
        room = (each + (more > 0)) * len(named)
        return must == found.needed > found.got == room
    can = sum(min(per_unit, _most(unit, named, pool)) for unit in units)
    return can == found.got < found.needed == each * len(named)


def _most(unit: str, among: set[str], pool: Pool) -> int:
    """How many of `among` may sit on a unit together."""
    return len({pool.labels[each] for each in pool.may(unit) & among})


def mutual_possible(units: Sequence[str], avoids: set[tuple[str, str]]) -> tuple[bool, int]:
    """Whether units can look into each other's files, and how few have to look back."""
    fewest = len(units) + 1
    for looks in permutations(units):
        seen = dict(zip(units, looks, strict=True))
        if not any(a == b or (b, a) in avoids for a, b in seen.items()):
            fewest = min(fewest, sum(seen[b] == a for a, b in seen.items()))
    return fewest <= len(units), fewest
