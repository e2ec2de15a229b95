"""初评结果确认: what was sent to each unit before anything is ranked, and what came back.

Nothing is replaced: a sheet sent again and a later reply are new entries, the newest counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Literal

from engine.records.problem import NOWHERE, Place
from engine.records.recheck import AppliedItem, Objection
from engine.records.submission import Record


class Sent(Record):
    """One 初评结果确认单. `facts` is the digest of the points and reasons it tells.

    `contact`: how and to whom a unit is to reply, as it was printed; "" for the office alone.
    """

    unit: str
    run: str
    """The label of the run whose points it tells."""
    facts: str
    on: date
    until: date
    contact: str = ""


class Reply(Record):
    """What one unit answered. `items`: what it objects to; none where it agrees."""

    unit: str
    outcome: Literal["agrees", "objects"]
    date: date
    role: str = ""
    """Who signed 签字人角色; no name is needed."""
    items: tuple[AppliedItem, ...] = ()
    place: Place = NOWHERE

    def same(self, other: Reply) -> bool:
        """Whether it says the same, wherever it stands."""
        return self.model_copy(update={"place": other.place}) == other


class Stage(StrEnum):
    """How far a unit is with its 确认单."""

    UNSENT = "unsent"
    AWAITED = "awaited"
    AGREES = "agrees"
    OBJECTS = "objects"
    DEEMED = "deemed"
    """Silent after the last day, which by the plan counts as no objection 视为无异议."""
    SILENT = "silent"
    """Silent after the last day, which by the plan counts as nothing."""

    @property
    def chinese(self) -> str:
        """The word of the table."""
        return _STAGES[self]


_STAGES = {
    Stage.UNSENT: "还没有发",
    Stage.AWAITED: "待回复",
    Stage.AGREES: "无异议",
    Stage.OBJECTS: "有异议",
    Stage.DEEMED: "视为无异议",
    Stage.SILENT: "未回复",
}


class Confirmations(Record):
    """Everything about 初评结果确认 in a year, oldest first."""

    sent: tuple[Sent, ...] = ()
    replies: tuple[Reply, ...] = ()

    def sheet(self, unit: str) -> Sent | None:
        """The newest sheet a unit was sent."""
        return next((each for each in reversed(self.sent) if each.unit == unit), None)

    def asked_on(self, unit: str, day: date) -> int | None:
        """Which of `sent` a unit answered on a day: the newest it had by then; None for none."""
        had = (at for at, each in enumerate(self.sent) if each.unit == unit and each.on <= day)
        return max(had, default=None)

    def reply_to(self, unit: str, sheet: int | None) -> Reply | None:
        """What a unit last answered to one of `sent`."""
        answered = (r for r in reversed(self.replies) if r.unit == unit)
        return next((r for r in answered if self.asked_on(unit, r.date) == sheet), None)

    def reply(self, unit: str) -> Reply | None:
        """What a unit answered to its newest sheet."""
        newest = max((at for at, each in enumerate(self.sent) if each.unit == unit), default=None)
        return self.reply_to(unit, newest) if newest is not None else None

    def last_reply(self, unit: str) -> Reply | None:
        """The newest reply of a unit, whichever sheet it answers."""
        return next((each for each in reversed(self.replies) if each.unit == unit), None)

    def stage(self, unit: str, today: date, *, silence_agrees: bool) -> Stage:
        """How far a unit is on a day."""
        sheet, reply = self.sheet(unit), self.reply(unit)
        if sheet is None:
            return Stage.UNSENT
        if reply is not None:
            return Stage.AGREES if reply.outcome == "agrees" else Stage.OBJECTS
        if today <= sheet.until:
            return Stage.AWAITED
        return Stage.DEEMED if silence_agrees else Stage.SILENT

    def objections(self, applied: Iterable[tuple[str, str]] = ()) -> tuple[Objection, ...]:
        """Items units object to, but for those `applied` for (unit, indicator) under 复核."""
        taken = set(applied)
        units = sorted({each.unit for each in self.replies})
        return tuple(
            Objection(unit=unit, indicator=item.indicator, date=reply.date, reason=item.reason)
            for unit in units
            if (reply := self.last_reply(unit)) is not None
            for item in reply.items
            if (unit, item.indicator) not in taken
        )
