"""复核: what a unit applied for, who looks again, and what was decided, each with number and date.

Nothing reopens: what stood stands until a 复核决定 replaces it, and both stay on record.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from engine.records.exact import Exact
from engine.records.problem import NOWHERE, Place
from engine.records.submission import Answer, Record, Verdict


class Objection(Record):
    """An item a unit objects to that nothing has been decided about 异议未决.

    `number` is that of its application 复核申请, "" where none was registered yet.
    """

    unit: str
    indicator: str
    date: date
    number: str = ""
    reason: str = ""


class AppliedItem(Record):
    """One item a unit wants looked at again: why, and by which numbers of its 佐证材料目录."""

    indicator: str
    reason: str
    pieces: tuple[str, ...] = ()


class Application(Record):
    """复核申请. `until`: the last day it could come in; None where the plan sets no term."""

    number: str
    unit: str
    until: date | None = None
    date: date
    items: tuple[AppliedItem, ...]
    place: Place = NOWHERE


class Reviewers(Record):
    """Who looks at an application again 复核分工: codes of experts or names of teams."""

    application: str
    assessors: Annotated[tuple[str, ...], Field(min_length=1)]
    date: date
    role: str = ""


class DecidedItem(Record):
    """What became of one item. `values` holds verified values 核定值 and marks 考评分 by field.

    Upheld: `values` and `verdict` replace what the reviewers said, or `points` what 收口 gave.
    """

    indicator: str
    upheld: bool
    verdict: Verdict | None = None
    values: dict[str, Answer] = Field(default_factory=dict)
    points: Annotated[Exact, Field(ge=0)] | None = None
    reason: str


class Recheck(Record):
    """复核决定 of one application."""

    application: str
    unit: str
    number: str
    date: date
    role: str
    reason: str = ""
    reviewers: tuple[str, ...]
    items: tuple[DecidedItem, ...]
    place: Place = NOWHERE


class Rechecks(Record):
    """Everything about 复核 in a year, oldest first; entries are added and never changed."""

    applications: tuple[Application, ...] = ()
    reviewers: tuple[Reviewers, ...] = ()
    decisions: tuple[Recheck, ...] = ()

    def decided(self, application: str) -> Recheck | None:
        """What was decided about an application."""
        return next((d for d in self.decisions if d.application == application), None)

    def assigned(self, application: str) -> Reviewers | None:
        """Who looks at an application: the newest entry counts."""
        return next((r for r in reversed(self.reviewers) if r.application == application), None)

    def how_far(self, unit: str, indicator: str) -> str:
        """In a few words, how far 复核 of one item is."""
        for decision in self.decisions:
            if decision.unit == unit and indicator in {i.indicator for i in decision.items}:
                return f"已决定：{decision.number}"
        for told in self.applications:
            if told.unit == unit and indicator in {i.indicator for i in told.items}:
                return f"已申请：{told.number}"
        return "还没有申请"

    @property
    def open(self) -> tuple[Application, ...]:
        """Applications nothing was decided about."""
        return tuple(a for a in self.applications if self.decided(a.number) is None)

    @property
    def pending(self) -> tuple[Objection, ...]:
        """Items of open applications."""
        return tuple(
            Objection(
                unit=each.unit, indicator=item.indicator, date=each.date, number=each.number,
                reason=item.reason,
            )
            for each in self.open
            for item in each.items
        )  # fmt: skip


class WrittenApplication(Record):
    """复核申请 as it is written by hand."""

    kind: Literal["recheck-application"]
    number: Annotated[str, Field(min_length=1)]
    unit: str
    date: date
    items: Annotated[tuple[AppliedItem, ...], Field(min_length=1)]

    @field_validator("items")
    @classmethod
    def _each_once(cls, items: tuple[AppliedItem, ...]) -> tuple[AppliedItem, ...]:
        _once(each.indicator for each in items)
        return items


class WrittenItem(Record):
    """What a decision written by hand says of one item; values as people type them."""

    indicator: str
    upheld: bool
    verdict: Verdict | None = None
    values: dict[str, str | tuple[str, ...]] = Field(default_factory=dict)
    points: Annotated[Exact, Field(ge=0)] | None = None
    reason: Annotated[str, Field(min_length=1)]

    @model_validator(mode="after")
    def _coherent(self) -> WrittenItem:
        changed = bool(self.values or self.verdict or self.points is not None)
        if self.upheld and not changed:
            raise ValueError("改分的要写核定值（values）、意见（verdict）或分数（points）")
        if not self.upheld and changed:
            raise ValueError("维持原分的（upheld: false）不写核定值、意见和分数")
        if self.points is not None and (self.values or self.verdict):
            raise ValueError("写了分数（points）的，不再写核定值和意见")
        return self


class WrittenRecheck(Record):
    """复核决定 as it is written by hand. `reviewers` may be left out where they were assigned."""

    kind: Literal["recheck-decision"]
    number: Annotated[str, Field(min_length=1)]
    date: date
    role: Annotated[str, Field(min_length=1)]
    reason: str = ""
    application: str
    reviewers: tuple[str, ...] = ()
    items: Annotated[tuple[WrittenItem, ...], Field(min_length=1)]

    @field_validator("items")
    @classmethod
    def _each_once(cls, items: tuple[WrittenItem, ...]) -> tuple[WrittenItem, ...]:
        _once(each.indicator for each in items)
        return items


def _once(codes: Iterable[str]) -> None:
    twice = [code for code, count in Counter(codes).items() if count > 1]
    if twice:
        raise ValueError(f"指标 {twice[0]} 写了两次")
