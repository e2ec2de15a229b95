"""未定项: what has no points yet, why, and who owes what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from engine.records.problem import NOWHERE, Place
from engine.records.states import State


class Owner(StrEnum):
    """Who has to do something about an open item; in the order in which they are listed."""

    SCHOOL = "school"
    OFFICE = "office"
    REVIEWERS = "reviewers"
    CHAIR = "chair"
    CLOSING = "closing"


class Cause(StrEnum):
    """Why an item has no points. The first five are a `Waiting` of the reviewers' combination."""

    NO_MARK = "no-mark"
    THIRD_MARK = "third-mark"
    DIFFERS = "differs"
    TYPED_APART = "typed-apart"
    MUST_AVOID = "must-avoid"
    FAULTY = "faulty"
    DISPUTED = "disputed"
    NO_EVIDENCE = "no-evidence"
    NOT_FILLED = "not-filled"
    NOT_IMPORTED = "not-imported"
    NOT_ON_ROSTER = "not-on-roster"
    NA_REQUESTED = "na-requested"
    COMPARED = "compared"
    """It is measured against other units, which happens after the closing decision."""


@dataclass(frozen=True, slots=True)
class Why:
    """One cause, and who owes what. `field` is “F125 标题” where one field is meant."""

    cause: Cause
    owner: Owner
    names: tuple[str, ...] = ()
    """Assessors, where they are known by code or team."""
    field: str = ""
    of: str = ""
    """The other indicator in which the field is asked; "" for its own."""
    place: Place = NOWHERE
    said: str = ""


@dataclass(frozen=True, slots=True)
class OpenItem:
    """One item of one unit without points. `full` is None where nothing limits it."""

    unit: str
    indicator: str
    title: str
    state: State
    full: Decimal | None
    claimed: Decimal | None
    penalty: bool
    whys: tuple[Why, ...]
    """At least one, the main one first."""

    @property
    def compared(self) -> bool:
        """Whether nothing but the comparison is missing: no decision can give it points."""
        return self.whys[0].cause is Cause.COMPARED


@dataclass(frozen=True, slots=True)
class Reach:
    """A unit's own total: of what is decided now, and the least and the most it may become."""

    now: Decimal
    least: Decimal | None
    """None where an open penalty has no limit."""
    most: Decimal


@dataclass(frozen=True, slots=True)
class OpenList:
    """Everything that is open, by unit and in the rubric's order; `reach` of the units named."""

    items: tuple[OpenItem, ...]
    reach: Mapping[str, Reach]
