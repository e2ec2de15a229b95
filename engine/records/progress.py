"""How far a year's hand-ins have come 进度: counts, rates, and the line they are held against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from pydantic import Field

from engine.records.exact import fixed, places_of
from engine.records.submission import Record

IN, BLOCKED, ABSENT, EXCUSED = "已接收", "材料不能用", "未提交", "暂不参评"
"""Where one unit's hand-in stands."""


@dataclass(frozen=True, slots=True)
class Count:
    """So many of so many, such as fields filled in of fields asked."""

    done: int
    of: int

    def __add__(self, other: Count) -> Count:
        return Count(self.done + other.done, self.of + other.of)

    def __str__(self) -> str:
        return f"{self.done}/{self.of}"

    def percent(self, line: Decimal) -> str | None:
        """The rate in percent with the line's own places, rounded down; None of nothing.

        What is rounded down never shows a rate that was not reached: 89.9 is 89, not 90.
        """
        if not self.of:
            return None
        places = places_of(line)
        return fixed(self.done * 100 * 10**places // self.of, places)

    def reaches(self, line: Decimal) -> bool:
        """Whether the exact rate is the line or more (含本数); nothing asked is nothing missing."""
        return not self.of or Fraction(self.done * 100, self.of) >= Fraction(line)


NOTHING = Count(0, 0)


@dataclass(frozen=True, slots=True)
class Completion:
    """How far one unit has come. `fields` are filled in of asked, `evidence` is had of owed.

    A unit without a workbook that counts has filled in nothing of what it would be asked.
    """

    unit: str
    name: str
    groups: Mapping[str, str]
    """What the roster says of the unit, by column."""
    state: str
    read: int
    expected: int
    fields: Count
    evidence: Count
    blocking: int
    warnings: int
    sha256: str = ""
    """Of the workbook that counts."""
    why: str = ""
    """The problem code that keeps what came from counting."""

    @property
    def awaited(self) -> bool:
        """Whether a workbook is waited for at all."""
        return self.state != EXCUSED

    def on_line(self, line: Decimal) -> bool:
        """Whether a workbook came and its rate reaches the line."""
        return self.state == IN and self.fields.reaches(line)

    def behind(self, line: Decimal) -> bool:
        """Whether something is still to come from this unit."""
        return self.awaited and (self.blocking > 0 or not self.on_line(line))


@dataclass(frozen=True, slots=True)
class Tally:
    """Units that are waited for, added up: all of them, or those of one group."""

    name: str
    units: int
    came: int
    blocked: int
    absent: int
    on_line: int
    """Units whose own rate reaches the line."""
    to_mend: int
    """Units with something that must be mended."""
    fields: Count
    evidence: Count
    faults: int


@dataclass(frozen=True, slots=True)
class Change:
    """What is new of one unit since an earlier day, in words."""

    unit: str
    name: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """Everything the screen, the workbook and the page show of a day."""

    title: str
    day: date
    line: Decimal
    hand_in_by: date
    mend_by: date
    units: tuple[Completion, ...]
    whole: Tally
    groups: Mapping[str, tuple[Tally, ...]]
    """Roster column → its groups."""
    changes: tuple[Change, ...] = ()
    since: date | None = None
    """The earlier day the changes are counted from; None where none was recorded."""
    waiting: int = 0
    """Files of the inbox that nobody has taken in yet."""

    @property
    def line_words(self) -> str:
        """The line, and on which side its own number lies."""
        return f"{self.line}%（含）"

    @property
    def missing(self) -> tuple[Completion, ...]:
        """Units from which nothing came that can be used."""
        return tuple(unit for unit in self.units if unit.state in (ABSENT, BLOCKED))


class Standing(Record):
    """Where one unit stood on a day: enough to say later what is new."""

    state: str
    sha256: str
    blocking: int


class Day(Record):
    """Where every unit stood when it was last looked at on a day."""

    day: date
    units: dict[str, Standing]


class Standings(Record):
    """The days that are remembered, oldest first, and what of the inbox had been taken in."""

    days: tuple[Day, ...] = ()
    inbox: dict[str, str] = Field(default_factory=dict)
    """File of the inbox → its size and time when it was taken in."""
