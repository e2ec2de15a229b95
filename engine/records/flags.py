"""Flags 回头看线索: two places that a person should look at side by side. Never a deduction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.records.problem import Place, Problem, problem


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two places: whose it is, where it stands, and what is shown of it."""

    unit: str
    place: Place
    indicator: str = ""
    shows: str = ""

    def as_dict(self) -> dict[str, object]:
        """The shape `across.json` holds."""
        return {
            "unit": self.unit,
            "indicator": self.indicator or None,
            "place": self.place.as_dict(),
            "shows": self.shows,
        }


@dataclass(frozen=True, slots=True)
class Flag:
    """What is alike in two places; `said.mend` is how a person checks it."""

    said: Problem
    one: Side
    other: Side

    def as_dict(self) -> dict[str, object]:
        """The shape `across.json` holds."""
        return {
            "code": self.said.code,
            "why": self.said.message,
            "check": self.said.mend,
            "sides": [self.one.as_dict(), self.other.as_dict()],
        }


def flag(code: str, one: Side, other: Side, **words: str | int) -> Flag:
    """A flag of the catalogue (S610 to S629), its sentences filled in with `words`."""
    sentence: dict[str, Any] = dict(words)
    said = problem(code, one.place, unit=one.unit, indicator=one.indicator or None, **sentence)
    return Flag(said, one, other)
