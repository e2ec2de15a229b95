"""名册变更单: what changes on the roster after it was locked, as decided and as it works out.

A decision names each change; what follows from them, the new lines of the roster above all, is
worked out once, when it is recorded, and kept beside them.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from engine.records.submission import Record, RosterUnit

NONE = "none"
"""Nobody's: a new unit takes over no workbook, or no honours."""
Status = Literal["参评", "首次试评", "暂不参评"]


class Renamed(Record):
    """更名: the code stays, with everything that hangs on it."""

    what: Literal["renamed"]
    unit: str
    name: Annotated[str, Field(min_length=1)]


class Closed(Record):
    """撤销: the unit leaves the roster."""

    what: Literal["closed"]
    unit: str


class Restated(Record):
    """参评状态变更."""

    what: Literal["status"]
    unit: str
    status: Status


class Successor(Record):
    """A unit that comes out of a merger, a division or nothing: its roster line, what it inherits.

    What is left out is taken from the unit of the same code, where there is one. `submission_from`
    and `honours_from` name a unit that goes into it, or nobody: nothing is inherited silently.
    """

    code: str
    name: str = ""
    status: Status | None = None
    fields: dict[str, str] | None = None
    submission_from: str
    honours_from: str


class Merged(Record):
    """合并: several units become one, which keeps the code of one of them or has a new one."""

    what: Literal["merged"]
    units: Annotated[tuple[str, ...], Field(min_length=2)]
    into: Successor


class Split(Record):
    """分设: one unit becomes several, of which one may keep its code."""

    what: Literal["split"]
    unit: str
    into: Annotated[tuple[Successor, ...], Field(min_length=2)]


class Added(Record):
    """新增: a unit that was on no roster."""

    what: Literal["added"]
    into: Successor


Change = Annotated[
    Renamed | Closed | Restated | Merged | Split | Added, Field(discriminator="what")
]


class ChangeDecision(Record):
    """A 名册变更单 as the office writes it."""

    kind: Literal["roster-change"]
    number: Annotated[str, Field(min_length=1)]
    date: date
    role: Annotated[str, Field(min_length=1)]
    reason: Annotated[str, Field(min_length=1)]
    changes: Annotated[tuple[Change, ...], Field(min_length=1)]


class RosterChange(Record):
    """A decision on record, and what follows from it for the roster as it stood before."""

    decision: ChangeDecision
    after_marks: bool
    """Whether reviewers had already settled something when it was recorded."""
    left: tuple[str, ...]
    """Codes that are no longer on the roster."""
    lines: tuple[RosterUnit, ...]
    """Lines that are new or read otherwise, in code order."""
    submissions: dict[str, str]
    """Unit whose workbook counts for another → that other."""
    honours: dict[str, str]
    """Unit → whose honours it carries on, or nobody's."""


class RosterChanges(Record):
    """Every change of a year, oldest first."""

    changes: tuple[RosterChange, ...] = ()
