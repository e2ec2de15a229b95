"""收件时间: when each file came, and what that means by the year's settings.

Days are days in Beijing, and are given: the clock is never asked here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from engine.cycle.settings import Settings
from engine.records.submission import Record


class Arrival(Record):
    """One content 来件 and when it was first seen. `unit` is whose it was taken for then."""

    sha256: str
    file: str
    """The name it came under."""
    unit: str = ""
    check_code: str = ""
    """核对码, where it could be read."""
    seen: date
    batch: int
    """Which entering of the register it came with, from 1: what came together has no order."""


class Arrivals(Record):
    """The register: every content once, in the order it was entered."""

    files: tuple[Arrival, ...] = ()


@dataclass(frozen=True, slots=True)
class Timing:
    """When each content came, and which comes too late."""

    settings: Settings
    seen: Mapping[str, Arrival] = field(default_factory=dict)
    """By digest."""
    first: Mapping[str, date] = field(default_factory=dict)
    """The first day on which anything came from a unit."""
    approved: frozenset[str] = frozenset()
    """Digests that are taken although they came late 经批准."""

    def last_day(self, unit: str) -> date:
        """Until when its files are taken: one that handed in in time may mend till 补正期满."""
        first = self.first.get(unit)
        in_time = first is not None and first <= self.settings.hand_in_by
        return self.settings.mend_by if in_time else self.settings.hand_in_by

    def is_late(self, unit: str, digest: str) -> bool:
        """Whether a content of `unit` came too late to be taken; never where no rule is set."""
        came = self.seen.get(digest)
        taken = self.settings.late in (None, "deduct") or digest in self.approved
        return not taken and came is not None and came.seen > self.last_day(unit)

    def days_late(self, unit: str, digest: str) -> int | None:
        """By how many days a content is to be charged; None where the register has no day for it.

        What came in time, and what was approved, is 0 days late.
        """
        came = self.seen.get(digest)
        if came is None:
            return None
        late = (came.seen - self.last_day(unit)).days
        return 0 if digest in self.approved else max(0, late)

    def newest(self, unit: str, digests: Collection[str]) -> str | None:
        """The one that came after all others and may replace them by rule; None: ask a person."""
        came = [self.seen[each] for each in digests if each in self.seen]
        if not self.settings.newest_counts or len(came) < len(digests):
            return None
        came.sort(key=lambda each: (each.seen, each.batch))
        last, before = came[-1], came[-2]
        if (last.seen, last.batch) == (before.seen, before.batch):
            return None
        mending = last.seen <= self.last_day(unit) or last.sha256 in self.approved
        return last.sha256 if mending else None


def timing_of(
    settings: Settings, arrivals: Arrivals, approved: Iterable[str], units: Mapping[str, str]
) -> Timing:
    """The register as the settings see it; `units` says by content whose a file is taken for now.

    Whatever came from a unit counts as handed in, even where it could not be read.
    """
    first: dict[str, date] = {}
    for each in arrivals.files:
        if unit := units.get(each.sha256, each.unit):
            first[unit] = min(first.get(unit, each.seen), each.seen)
    seen = {each.sha256: each for each in arrivals.files}
    return Timing(settings, seen, first, frozenset(approved))
