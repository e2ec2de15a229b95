"""宽严校正 on record: the decision to take severity out of the marks, and the exact offsets."""

from __future__ import annotations

from datetime import date
from typing import Literal

from engine.records.exact import Exact
from engine.records.submission import Record


class SeverityDecision(Record):
    """宽严校正决定, as somebody wrote it."""

    kind: Literal["severity-decision"]
    number: str
    date: date
    role: str
    reason: str


class SeverityCorrection(Record):
    """A decision and the offsets it fixed, by the marks of that day; marks read later keep them."""

    decision: SeverityDecision
    offsets: dict[str, Exact]
    """Assessor → share of full points taken off their marks."""
