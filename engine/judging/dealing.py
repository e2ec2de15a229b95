"""What is dealt out 分配: units and assessors by code, seated by number; and why it cannot be."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from engine.judging.levelling import Seating, can_give_to, can_take_from


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

    def room(self, unit: str) -> int:
        """How many may sit on a unit together."""
        return len({self.labels[each] for each in self.may(unit)})


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
class Deal:
    """Units in their order, assessors around their circle, and who sits where by now."""

    units: Sequence[str]
    around: Sequence[str]
    seating: Seating

    @classmethod
    def of(
        cls,
        units: Sequence[str],
        around: Sequence[str],
        pool: Pool,
        *,
        beside: Mapping[str, Collection[str]] | None = None,
        had: Mapping[str, int] | None = None,
    ) -> Deal:
        """Nobody sits yet; `beside`: unit → who sits there for good; `had`: loads so far."""
        number = {code: at for at, code in enumerate(around)}
        names = {label: at for at, label in enumerate(sorted(set(pool.labels.values())))}
        sat = beside or {}
        seating = Seating(
            may=[
                frozenset(number[each] for each in pool.may(unit, sat.get(unit, ())))
                for unit in units
            ],
            kin=[names[pool.labels[code]] for code in around],
            load=[(had or {}).get(code, 0) for code in around],
        )
        return cls(units, around, seating)

    def fill(self, unit: int, start: int, wanted: int) -> None:
        """Seats still free go to whoever has least, the nearest on the circle first."""
        seating, size = self.seating, len(self.around)
        while len(seating.seats[unit]) < wanted:
            free = seating.instead(unit)
            seating.sit(unit, min(free, key=lambda e: (seating.load[e], (e - start) % size)))

    def by_code(self) -> dict[str, tuple[str, ...]]:
        """Unit → assessors, both in code order."""
        found = {
            unit: tuple(sorted(self.around[each] for each in self.seating.seats[at]))
            for at, unit in enumerate(self.units)
        }
        return {unit: found[unit] for unit in sorted(found)}

    def bottleneck(self) -> Bottleneck | None:
        """Why loads that were levelled still differ by more than one, if they do."""
        load = self.seating.load
        each, more = divmod(sum(load), len(load))
        heavy = max(range(len(load)), key=lambda a: load[a])
        light = min(range(len(load)), key=lambda a: load[a])
        if load[heavy] > each + (more > 0):
            return self._stuck(Lack.ROOM, can_give_to(self.seating, heavy), each + (more > 0))
        if load[light] < each:
            return self._stuck(Lack.UNITS, can_take_from(self.seating, light), each)
        return None

    def _stuck(self, lack: Lack, among: Collection[int], each: int) -> Bottleneck:
        seats, limit = sum(self.seating.load[a] for a in among), each * len(among)
        touched = {unit for a in among for unit in self.seating.of[a]}
        return Bottleneck(
            lack=lack,
            units=tuple(sorted(self.units[unit] for unit in touched)),
            assessors=tuple(sorted(self.around[a] for a in among)),
            needed=seats if lack is Lack.ROOM else limit,
            got=limit if lack is Lack.ROOM else seats,
            each=each,
        )
