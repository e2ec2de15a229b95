"""Draws 分工抽签: who reviews which unit, by seed alone, whatever order the inputs came in."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from engine.judging.dealing import Bottleneck, Deal, Lack, Pool
from engine.judging.levelling import level
from engine.judging.linking import Links, fewest_groups, link, links
from engine.judging.panels import circle, placed, shuffled, starts, window

_ATTEMPTS = 8
"""Draws of one seed, of which the first that links all who can be counts, else the very first."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """An assignment: unit → assessors in code order; the common ones; how assessors are linked."""

    units: Mapping[str, tuple[str, ...]]
    common: tuple[str, ...]
    links: Links
    fewest_groups: int
    """In how many groups of linked assessors it must fall at least."""

    @property
    def loads(self) -> dict[str, int]:
        """Assessor → how many units, for those who have any."""
        return loads(self.units)


def loads(units: Mapping[str, Collection[str]]) -> dict[str, int]:
    """Assessor → how many units."""
    found: dict[str, int] = {}
    for sat in units.values():
        for each in sat:
            found[each] = found.get(each, 0) + 1
    return {each: found[each] for each in sorted(found)}


def draw(
    units: Collection[str],
    pool: Pool,
    *,
    per_unit: int,
    seed: str,
    common: int = 0,
    not_common: Collection[str] = (),
    uneven: bool = False,
) -> Drawn | tuple[Bottleneck, ...]:
    """`per_unit` assessors for each unit, one more for `common` of them; or why there is no way.

    Nobody gets a unit they must avoid; loads differ by one at most, or, `uneven`, by as little as
    they can. `common` is at most the number of units. Units `not_common` are common only where the
    others are too few.
    """
    first: Drawn | tuple[Bottleneck, ...] = ()
    for attempt in range(_ATTEMPTS):
        found = _draw(
            units, pool, per_unit, common, f"{seed}\0{attempt}", not_common, uneven=uneven
        )
        if isinstance(found, Drawn) and len(found.links.groups) <= found.fewest_groups:
            return found
        if not first or isinstance(found, Drawn) > isinstance(first, Drawn):
            first = found
        # Without common units, whether there is a way at all does not hang on the seed.
        if not common and not isinstance(found, Drawn):
            break
    return first


def _draw(
    units: Collection[str],
    pool: Pool,
    per_unit: int,
    common: int,
    seed: str,
    not_common: Collection[str],
    *,
    uneven: bool,
) -> Drawn | tuple[Bottleneck, ...]:
    order = _in_order(units, pool, common, per_unit, seed, not_common)
    wanted = [per_unit + (place < common) for place in range(len(order))]
    if short := _too_few(order, wanted, pool):
        return short
    deal = Deal.of(order, circle(seed, pool.labels), pool)
    _seat(deal, wanted, range(common), common=True)
    _seat(deal, wanted, range(common, len(order)))
    level(deal.seating)
    if not uneven and (stuck := deal.bottleneck()):
        return (stuck,)
    link(deal.seating)
    found = deal.by_code()
    fewest = fewest_groups(deal.seating)
    return Drawn(found, tuple(sorted(order[:common])), links(found), fewest)


def _in_order(
    units: Collection[str],
    pool: Pool,
    common: int,
    per_unit: int,
    seed: str,
    not_common: Collection[str],
) -> list[str]:
    """Units as drawn; those that are to be common first, and these may be seen by enough."""
    order = shuffled(seed, "units", units)
    if not common:
        return order
    order.sort(key=lambda unit: (pool.room(unit) <= per_unit, unit in not_common))
    return [*order[:common], *shuffled(seed, "units", order[common:])]


def _too_few(order: Sequence[str], wanted: Sequence[int], pool: Pool) -> tuple[Bottleneck, ...]:
    return tuple(
        Bottleneck(Lack.ASSESSORS, (unit,), tuple(sorted(pool.may(unit))), needs, room)
        for unit, needs in sorted(zip(order, wanted, strict=True))
        if (room := pool.room(unit)) < needs
    )


def _seat(deal: Deal, wanted: Sequence[int], units: range, *, common: bool = False) -> None:
    """Seat some units, which want as many each: in panels, and singly where no panel may."""
    if not units:
        return
    seating, width, size = deal.seating, wanted[units[0]], len(deal.around)
    begins = starts(len(units), size)
    if common and width == 2 and size - 1 <= len(units) // 2 < size:
        # Two for each pair of neighbours, so the last and the first need not meet.
        begins = starts(len(units), size - 1)
    if width == 1:
        begins = _evening_out(seating.load, len(units))
    may = [seating.may[unit] for unit in units]
    chosen = placed(begins, width, seating.kin, may)
    for unit, start in zip(units, chosen, strict=True):
        for each in window(start, width, size):
            if each in seating.instead(unit):
                seating.sit(unit, each)
    for unit, start in zip(units, chosen, strict=True):
        deal.fill(unit, start, wanted[unit])


def _evening_out(load: Sequence[int], count: int) -> list[int]:
    """Single seats for whoever has least, so that what common units gave is made up for."""
    had, found = list(load), []
    for _ in range(count):
        least = min(range(len(had)), key=lambda each: (had[each], each))
        had[least] += 1
        found.append(least)
    return found
