"""The cyclic design 循环编组: panels are neighbours on a circle, so that all are linked.

Assessors stand on a circle in an order drawn from the seed; a panel is some who stand side by
side, and the panels of `count` units begin `size / count` apart. Each assessor then has as many
units as any other or one more, and panels that overlap link everybody, whenever there are seats
enough for any design to do so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

from engine.judging.levelling import Seating, level


def shuffled(seed: str, what: str, codes: Iterable[str]) -> list[str]:
    """The codes in the order the seed gives them, whatever order they came in."""
    return sorted(codes, key=lambda code: _drawn(seed, what, code))


def _drawn(seed: str, what: str, code: str) -> str:
    return sha256(f"{seed}\0{what}\0{code}".encode()).hexdigest()


def circle(seed: str, labels: Mapping[str, str]) -> list[str]:
    """Assessors in a drawn order in which those of one label stand far from each other."""
    together: dict[str, list[str]] = defaultdict(list)
    for code in shuffled(seed, "circle", labels):
        together[labels[code]].append(code)
    at = {
        # The i-th of s stands after i s-ths of the way round, and a drawn part of one more.
        code: ((place << 64) + int(_drawn(seed, "label", label)[:16], 16)) // len(several)
        for label, several in together.items()
        for place, code in enumerate(several)
    }
    return sorted(at, key=lambda code: (at[code], _drawn(seed, "circle", code)))


def starts(count: int, size: int) -> list[int]:
    """Where the panels of `count` units begin on a circle of `size`."""
    return [unit * size // count for unit in range(count)]


def window(start: int, width: int, size: int) -> list[int]:
    """Who sits in the panel that begins at `start`."""
    return [(start + step) % size for step in range(width)]


def placed(
    wanted: Sequence[int], width: int, kin: Sequence[int], may: Sequence[frozenset[int]]
) -> list[int]:
    """The start of a panel for each unit of `may`, every member of which may see it.

    `wanted`: as many starts as units; they are handed round so that each is taken as often as it
    is wanted. A unit that no panel may see keeps the one it was drawn.
    """
    size = len(kin)
    whole = {
        start for start in set(wanted) if len({kin[e] for e in window(start, width, size)}) == width
    }
    everybody = frozenset(range(size))
    open_to = [
        frozenset(whole - {(e - step) % size for e in everybody - who for step in range(width)})
        for who in may
    ]
    load = [0] * size
    for start in wanted:
        load[start] -= 1
    panels = Seating(may=open_to, kin=range(size), load=load)
    for unit, (start, free) in enumerate(zip(wanted, open_to, strict=True)):
        if free:
            panels.sit(unit, min(free, key=lambda s: (panels.load[s] >= 0, (s - start) % size)))
    level(panels)
    return [next(iter(sat), start) for sat, start in zip(panels.seats, wanted, strict=True)]
