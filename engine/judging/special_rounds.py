"""Draws beside the real round: one assessor more, 试评校准 for all, 推磨互评 of units by units."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from engine.judging.dealing import Bottleneck, Deal, Lack, Pool
from engine.judging.levelling import Seating, level
from engine.judging.panels import circle, placed, shuffled

_ATTEMPTS = 4
"""Draws of one seed, of which the one counts in which the fewest look into each other."""


def further(
    seen_by: Mapping[str, Collection[str]],
    pool: Pool,
    *,
    seed: str,
    had: Mapping[str, int] | None = None,
) -> dict[str, str] | tuple[Bottleneck, ...]:
    """One more assessor for each unit (unit → who saw it before 原评审人); or why there is no way.

    Nobody who saw it, who comes from where one of these does, or who must avoid it. Loads become
    as even as they can, counted together with those of `had`.
    """
    none = tuple(
        Bottleneck(Lack.ASSESSORS, (unit,), (), 1, 0)
        for unit in sorted(seen_by)
        if not pool.may(unit, seen_by[unit])
    )
    if none:
        return none
    deal = Deal.of(
        shuffled(seed, "units", seen_by), circle(seed, pool.labels), pool, beside=seen_by, had=had
    )
    for unit in range(len(deal.units)):
        deal.fill(unit, 0, 1)
    level(deal.seating)
    return {unit: sat[0] for unit, sat in deal.by_code().items()}


def trial(
    units: Collection[str], pool: Pool, *, count: int, seed: str
) -> dict[str, tuple[str, ...]]:
    """Units for 试评校准 that all assessors mark: first those that nobody has to avoid.

    `count` at most the number of units; to name the units, give no others.
    """
    order = shuffled(seed, "trial", units)
    order.sort(key=lambda unit: len(pool.labels) - len(pool.may(unit)))
    return {unit: tuple(sorted(pool.may(unit))) for unit in sorted(order[:count])}


def mutual(
    units: Collection[str], avoids: Collection[tuple[str, str]], *, seed: str
) -> dict[str, str] | tuple[Bottleneck, ...]:
    """推磨互评: unit → the unit that looks into its files; or why there is no way.

    Every unit looks into one other. No two look into each other, as far as exchanges of two can
    avoid it; without `avoids`, (who looks, unit), from three units on they always can.
    """
    own = frozenset((unit, unit) for unit in units)
    pool = Pool({unit: unit for unit in units}, own | frozenset(avoids))
    none = tuple(
        Bottleneck(Lack.ASSESSORS, (unit,), (), 1, 0)
        for unit in sorted(units)
        if not pool.may(unit)
    )
    if none:
        return none
    fewest: tuple[int, dict[str, str]] = (len(units) + 1, {})
    for attempt in range(_ATTEMPTS):
        looks = _turned(pool, f"{seed}\0{attempt}")
        if isinstance(looks, Bottleneck):
            return (looks,)
        back = sum(looks[other] == unit for unit, other in looks.items())
        fewest = min(fewest, (back, looks), key=lambda found: found[0])
        if not back:
            break
    return fewest[1]


def _turned(pool: Pool, seed: str) -> dict[str, str] | Bottleneck:
    """Everybody looks into the next on the circle, but for those who may not."""
    around = circle(seed, pool.labels)
    deal, size = Deal.of(around, around, pool), len(around)
    following = [(unit + 1) % size for unit in range(size)]
    for unit, looks in enumerate(placed(following, 1, range(size), deal.seating.may)):
        if looks in deal.seating.may[unit]:
            deal.seating.sit(unit, looks)
    for unit in range(size):
        deal.fill(unit, unit, 1)
    level(deal.seating)
    if stuck := deal.bottleneck():
        return stuck
    while _part_two(deal.seating):
        pass
    return {unit: sat[0] for unit, sat in deal.by_code().items()}


def _part_two(seating: Seating) -> bool:
    """Exchange who looks into two units, if then fewer look into each other."""
    looks = [next(iter(sat)) for sat in seating.seats]
    each_other = [unit for unit, other in enumerate(looks) if looks[other] == unit]
    for unit in each_other:
        for other, comes in enumerate(looks):
            if comes not in seating.may[unit] or looks[unit] not in seating.may[other]:
                continue
            then = list(looks)
            then[unit], then[other] = comes, looks[unit]
            if sum(then[o] == u for u, o in enumerate(then)) < len(each_other):
                seating.shift([(unit, looks[unit], comes), (other, comes, looks[unit])])
                return True
    return False
