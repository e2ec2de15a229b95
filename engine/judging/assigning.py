"""Draws 分工抽签: who reviews which unit, by seed alone, whatever order the inputs came in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from engine.judging.levelling import Seating, can_give_to, can_take_from, level
from engine.judging.linking import Links, link, links
from engine.judging.panels import circle, placed, shuffled, starts, window

_ATTEMPTS = 8
"""Draws of one seed, of which the first that links everybody counts, else the very first."""


@dataclass(frozen=True, slots=True)
class Pool:
    """Whom units may be given to 评审人: assessor → the label of where they come from.

    Two of one label never sit on one unit. `avoids`: (assessor, unit) 回避.
    """

    labels: Mapping[str, str]
    avoids: frozenset[tuple[str, str]]

    def without(self, assessor: str) -> Pool:
        """The same without one who drops out."""
        left = {each: label for each, label in self.labels.items() if each != assessor}
        return Pool(left, self.avoids)

    def may(self, unit: str, beside: Iterable[str] = ()) -> set[str]:
        """Who may review a unit, beside those who do."""
        sat = {self.labels.get(each, each) for each in beside}
        return {
            each
            for each, label in self.labels.items()
            if (each, unit) not in self.avoids and label not in sat
        }


class Lack(StrEnum):
    """What an assignment fails for."""

    ASSESSORS = "assessors"
    """One unit may be seen by too few."""
    ROOM = "room"
    """Some units may be seen by so few that these would have too many."""
    UNITS = "units"
    """Some assessors may see so few units that they would have too few."""


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """Why there is no assignment 卡在哪里; it can be counted again by hand.

    ASSESSORS: the unit needs `needed` seats; of `assessors` who may see it only `got` may together.
    ROOM: `units` need at least `needed` seats of `assessors`, who have room for `got`.
    UNITS: `assessors` need at least `needed` seats; all units together have `got` for them.
    `each`: units an assessor has at most (ROOM), or at least (UNITS).
    """

    lack: Lack
    units: tuple[str, ...]
    assessors: tuple[str, ...]
    needed: int
    got: int
    each: int = 0


@dataclass(frozen=True, slots=True)
class Drawn:
    """An assignment: unit → assessors in code order; the common ones; how assessors are linked."""

    units: Mapping[str, tuple[str, ...]]
    common: tuple[str, ...]
    links: Links

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
    uneven: bool = False,
) -> Drawn | tuple[Bottleneck, ...]:
    """`per_unit` assessors for each unit, one more for `common` of them; or why there is no way.

    Nobody gets a unit they must avoid; loads differ by one at most, or, `uneven`, by as little as
    they can. `common` is at most the number of units.
    """
    first: Drawn | tuple[Bottleneck, ...] = ()
    for attempt in range(_ATTEMPTS):
        found = _draw(units, pool, per_unit, common, f"{seed}\0{attempt}", uneven=uneven)
        if isinstance(found, Drawn) and (found.links.whole or not _can_be_whole(found, pool)):
            return found
        # Without common units, whether there is a way at all does not hang on the seed.
        first = found if not first or isinstance(found, Drawn) > isinstance(first, Drawn) else first
        if not common and not isinstance(found, Drawn):
            break
    return first


def _can_be_whole(drawn: Drawn, pool: Pool) -> bool:
    """Whether there are seats enough to link everybody."""
    return sum(len(sat) - 1 for sat in drawn.units.values()) >= len(pool.labels) - 1


def _draw(
    units: Collection[str], pool: Pool, per_unit: int, common: int, seed: str, *, uneven: bool
) -> Drawn | tuple[Bottleneck, ...]:
    order, around = _in_order(units, pool, common, per_unit, seed), circle(seed, dict(pool.labels))
    wanted = [per_unit + (place < common) for place in range(len(order))]
    if short := _too_few(order, wanted, pool):
        return short
    seating = _empty(order, around, pool)
    _seat(seating, wanted, common)
    level(seating)
    if not uneven and (stuck := _bottleneck(seating, order, around)):
        return (stuck,)
    link(seating)
    found = _by_code(seating, order, around)
    return Drawn(found, tuple(sorted(order[:common])), links(found))


def _in_order(
    units: Collection[str], pool: Pool, common: int, per_unit: int, seed: str
) -> list[str]:
    """Units as drawn; those that are to be common first, and these may be seen by enough."""
    order = shuffled(seed, "units", units)
    if not common:
        return order
    fit = [unit for unit in order if _room(unit, pool) > per_unit]
    first = [*fit, *(unit for unit in order if unit not in set(fit))][:common]
    return [*first, *(unit for unit in order if unit not in set(first))]


def _room(unit: str, pool: Pool) -> int:
    return len({pool.labels[each] for each in pool.may(unit)})


def _too_few(order: Sequence[str], wanted: Sequence[int], pool: Pool) -> tuple[Bottleneck, ...]:
    return tuple(
        Bottleneck(Lack.ASSESSORS, (unit,), tuple(sorted(pool.may(unit))), needs, room)
        for unit, needs in sorted(zip(order, wanted, strict=True))
        if (room := _room(unit, pool)) < needs
    )


def _empty(
    order: Sequence[str],
    around: Sequence[str],
    pool: Pool,
    beside: Mapping[str, Collection[str]] | None = None,
    had: Mapping[str, int] | None = None,
) -> Seating:
    """Nobody sits yet; `beside`: unit → who sits there for good; `had`: loads so far."""
    number = {code: at for at, code in enumerate(around)}
    names = {label: at for at, label in enumerate(sorted(set(pool.labels.values())))}
    may = [
        frozenset(number[e] for e in pool.may(unit, (beside or {}).get(unit, ()))) for unit in order
    ]
    load = [(had or {}).get(code, 0) for code in around]
    return Seating(may=may, kin=[names[pool.labels[code]] for code in around], load=load)


def _seat(seating: Seating, wanted: Sequence[int], common: int) -> None:
    """Common units, then the others: their panels, and whoever else may where a panel may not."""
    _seat_some(seating, wanted, range(common), common=True)
    _seat_some(seating, wanted, range(common, len(wanted)))


def _seat_some(
    seating: Seating, wanted: Sequence[int], units: range, *, common: bool = False
) -> None:
    if not units:
        return
    width, size = wanted[units[0]], len(seating.kin)
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
        _fill(seating, unit, start, wanted[unit])


def _evening_out(load: Sequence[int], count: int) -> list[int]:
    """Single seats for whoever has least, so that what common units gave is made up for."""
    had, found = list(load), []
    for _ in range(count):
        least = min(range(len(had)), key=lambda each: (had[each], each))
        had[least] += 1
        found.append(least)
    return found


def _fill(seating: Seating, unit: int, start: int, wanted: int) -> None:
    """Seats that are still free go to whoever has least, the nearest on the circle first."""
    size = len(seating.kin)
    while len(seating.seats[unit]) < wanted:
        free = seating.instead(unit)
        seating.sit(unit, min(free, key=lambda e: (seating.load[e], (e - start) % size)))


def _by_code(
    seating: Seating, order: Sequence[str], around: Sequence[str]
) -> dict[str, tuple[str, ...]]:
    found = {
        unit: tuple(sorted(around[each] for each in seating.seats[at]))
        for at, unit in enumerate(order)
    }
    return {unit: found[unit] for unit in sorted(found)}


def _bottleneck(seating: Seating, order: Sequence[str], around: Sequence[str]) -> Bottleneck | None:
    """Why loads that are as even as they can be still differ by more than one, if they do."""
    each, more = divmod(sum(seating.load), len(around))
    most = each + (more > 0)
    heavy = max(range(len(around)), key=lambda a: seating.load[a])
    light = min(range(len(around)), key=lambda a: seating.load[a])
    if seating.load[heavy] > most:
        stuck = can_give_to(seating, heavy)
        lack, limit, needed, got = Lack.ROOM, most, _sum(seating, stuck), most * len(stuck)
    elif seating.load[light] < each:
        stuck = can_take_from(seating, light)
        lack, limit, needed, got = Lack.UNITS, each, each * len(stuck), _sum(seating, stuck)
    else:
        return None
    touched = {unit for a in stuck for unit in seating.of[a]}
    return Bottleneck(
        lack,
        tuple(sorted(order[unit] for unit in touched)),
        tuple(sorted(around[a] for a in stuck)),
        needed,
        got,
        limit,
    )


def _sum(seating: Seating, assessors: Collection[int]) -> int:
    return sum(seating.load[each] for each in assessors)


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
    order, around = shuffled(seed, "units", seen_by), circle(seed, dict(pool.labels))
    none = tuple(
        Bottleneck(Lack.ASSESSORS, (unit,), (), 1, 0)
        for unit in sorted(seen_by)
        if not pool.may(unit, seen_by[unit])
    )
    if none:
        return none
    seating = _empty(order, around, pool, seen_by, had)
    for unit in range(len(order)):
        _fill(seating, unit, 0, 1)
    level(seating)
    return {unit: sat[0] for unit, sat in _by_code(seating, order, around).items()}


def trial(
    units: Collection[str], pool: Pool, *, count: int, seed: str
) -> dict[str, tuple[str, ...]]:
    """Units for 试评校准 that all assessors mark: first those that nobody has to avoid.

    `count` at most the number of units; to name the units, give no others.
    """
    order = shuffled(seed, "trial", units)
    order.sort(key=lambda unit: len(pool.labels) - len(pool.may(unit)))
    return {unit: tuple(sorted(pool.may(unit))) for unit in sorted(order[:count])}
