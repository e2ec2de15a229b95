"""Seats 评审席位 made as even as they can be 均衡.

Taking a unit from one assessor and giving it to the next, along a path, from somebody who has two
more than somebody else: when no such path is left, every measure of evenness is the best there is
(cost-reducing paths of an assignment; Harvey, Ladner, Lovász, Tamir 2003). All are whole numbers:
the same seats come out on every machine, which a solver's choice among equals would not promise.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

Shift = tuple[int, int, int]
"""(unit, who leaves it, who comes)."""


@dataclass(slots=True)
class Seating:
    """Which assessors sit on which unit. Units and assessors are numbers from 0.

    `may`: unit → who may see it. `kin`: assessor → the label of where they come from; two of one
    label never sit on one unit. `load`: assessor → units, and whatever counted before.
    """

    may: Sequence[frozenset[int]]
    kin: Sequence[int]
    load: list[int]
    seats: list[set[int]] = field(init=False)
    of: list[set[int]] = field(init=False)
    _same: dict[int, frozenset[int]] = field(init=False)

    def __post_init__(self) -> None:
        self.seats = [set() for _ in self.may]
        self.of = [set() for _ in self.kin]
        together: dict[int, set[int]] = {}
        for assessor, label in enumerate(self.kin):
            together.setdefault(label, set()).add(assessor)
        self._same = {label: frozenset(each) for label, each in together.items()}

    def instead(self, unit: int, leaving: int | None = None) -> set[int]:
        """Who may sit on `unit` in the place of `leaving`, or beside those who sit there."""
        free = set(self.may[unit])
        for each in self.seats[unit]:
            free -= self._same[self.kin[each]] if each != leaving else {each}
        return free

    def sit(self, unit: int, assessor: int) -> None:
        """Give a unit to an assessor."""
        self.seats[unit].add(assessor)
        self.of[assessor].add(unit)
        self.load[assessor] += 1

    def leave(self, unit: int, assessor: int) -> None:
        """Take a unit from an assessor."""
        self.seats[unit].remove(assessor)
        self.of[assessor].remove(unit)
        self.load[assessor] -= 1

    def shift(self, path: Iterable[Shift]) -> None:
        """Carry out a path; only its two ends carry another load afterwards."""
        for unit, leaving, coming in path:
            self.leave(unit, leaving)
            self.sit(unit, coming)


def level(seating: Seating) -> None:
    """Even out the loads as far as they go."""
    blocked: set[int] = set()
    while path := _first_path(seating, blocked):
        # Nobody blocked can reach anybody else, until a path comes to one of them from outside.
        if any(leaving in blocked or coming in blocked for _, leaving, coming in path):
            blocked.clear()
        seating.shift(path)


def _first_path(seating: Seating, blocked: set[int]) -> list[Shift]:
    """The next path; whoever is found to have none is added to `blocked`, with all it reaches."""
    least = min(seating.load, default=0)
    heavy = [a for a, load in enumerate(seating.load) if load >= least + 2]
    for assessor in sorted(heavy, key=lambda a: (-seating.load[a], a)):
        # Whoever such a search came by reaches no further than it did, and is no heavier.
        if assessor not in blocked:
            path, reached = _search(seating, assessor)
            if path:
                return path
            blocked |= reached
    return []


def _search(seating: Seating, start: int) -> tuple[list[Shift], set[int]]:
    """The shortest path to somebody with two less, or everybody whom `start` could give to."""
    light = seating.load[start] - 2
    came: dict[int, Shift | None] = {start: None}
    waiting = deque([start])
    while waiting:
        giver = waiting.popleft()
        for unit in sorted(seating.of[giver]):
            for taker in sorted(seating.instead(unit, giver) - came.keys()):
                came[taker] = (unit, giver, taker)
                if seating.load[taker] <= light:
                    return _back(came, taker), set()
                waiting.append(taker)
    return [], set(came)


def _back(came: dict[int, Shift | None], end: int) -> list[Shift]:
    path: list[Shift] = []
    step = came[end]
    while step is not None:
        path.append(step)
        step = came[step[1]]
    return path


def can_give_to(seating: Seating, start: int) -> set[int]:
    """Everybody to whom a unit of `start` could come along a path, and `start`."""
    found, waiting = {start}, deque([start])
    while waiting:
        giver = waiting.popleft()
        for unit in seating.of[giver]:
            new = seating.instead(unit, giver) - found
            found |= new
            waiting.extend(new)
    return found


def can_take_from(seating: Seating, end: int) -> set[int]:
    """Everybody from whom a unit could come to `end` along a path, and `end`."""
    found, waiting = {end}, deque([end])
    while waiting:
        taker = waiting.popleft()
        for unit, may in enumerate(seating.may):
            if taker in may and taker not in seating.seats[unit]:
                new = {
                    each
                    for each in seating.seats[unit] - found
                    if taker in seating.instead(unit, each)
                }
                found |= new
                waiting.extend(new)
    return found
