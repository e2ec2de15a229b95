"""One line of the 待补正清单: what a unit still owes, where, and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ToMend:
    """`indicator`, `title` and `clause` are "" where it concerns the whole file."""

    unit: str
    indicator: str
    title: str
    clause: str
    what: str
    mend: str
    place: str
