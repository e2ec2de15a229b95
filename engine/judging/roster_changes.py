"""名册变更: what a decision makes of a roster, and what several on record make of a locked one.

Base and caps are no business of a change: both stand as they were locked (`awarding.cap_table`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from engine.records.roster_change import (
    NONE,
    Added,
    Change,
    ChangeDecision,
    Closed,
    Merged,
    Renamed,
    Restated,
    RosterChange,
    Split,
    Successor,
)
from engine.records.submission import RosterUnit

Roster = tuple[RosterUnit, ...]
History = Mapping[str, Mapping[str, str]]


class Wrong(NamedTuple):
    """What of a decision cannot be: where in it, the problem's code, and what it is about."""

    path: tuple[str | int, ...]
    code: str
    what: str


def sources(change: Change) -> tuple[str, ...]:
    """The units a change takes."""
    match change:
        case Merged(units=units):
            return units
        case Added():
            return ()
    return (change.unit,)


def successors(change: Change) -> tuple[Successor, ...]:
    """The units that come out of a merger, a division, or nothing."""
    match change:
        case Split(into=several):
            return several
        case Merged(into=one) | Added(into=one):
            return (one,)
    return ()


def faults(
    decision: ChangeDecision, roster: Iterable[RosterUnit], gone: Iterable[str]
) -> list[Wrong]:
    """All that cannot be on this roster; `gone` are codes that earlier changes took off it."""
    known, used = {unit.code for unit in roster}, set(gone)
    touched: set[str] = set()
    made: set[str] = set()
    found: list[Wrong] = []
    for at, change in enumerate(decision.changes):
        path = ("changes", at)
        taken = sources(change)
        for code in taken:
            if code not in known:
                found.append(Wrong(path, "C450", code))
            elif code in touched:
                found.append(Wrong(path, "C451", code))
            touched.add(code)
        for one in successors(change):
            if one.code in made or (one.code in known | used and one.code not in taken):
                found.append(Wrong(path, "C452", one.code))
            made.add(one.code)
            found += _inherited(path, one, taken)
            if one.code not in taken and not (one.name and one.status and one.fields):
                found.append(Wrong(path, "C453", one.code))
        found += _twice(path, change)
    return found


def _inherited(path: tuple[str | int, ...], one: Successor, taken: tuple[str, ...]) -> list[Wrong]:
    """What a successor is to inherit and cannot."""
    found = []
    for key, whose in (
        ("submission_from", one.submission_from), ("honours_from", one.honours_from)
    ):  # fmt: skip
        if whose not in (*taken, NONE):
            found.append(Wrong(path, "C454", f"{key} 写的 {whose}"))
    if one.submission_from == NONE and one.code in taken:
        found.append(Wrong(path, "C454", f"{one.code} 沿用原编号，submission_from 写的 none"))
    return found


def _twice(path: tuple[str | int, ...], change: Change) -> list[Wrong]:
    """A workbook that would count for two units."""
    given = [one.submission_from for one in successors(change) if one.submission_from != NONE]
    return [
        Wrong(path, "C455", whose) for whose in sorted({w for w in given if given.count(w) > 1})
    ]


def carried_out(decision: ChangeDecision, roster: Roster, *, after_marks: bool) -> RosterChange:
    """What follows from a decision without faults; fields of successors are canonical texts."""
    before = {unit.code: unit for unit in roster}
    left: set[str] = set()
    lines: dict[str, RosterUnit] = {}
    submissions: dict[str, str] = {}
    honours: dict[str, str] = {}
    for change in decision.changes:
        for one in successors(change):
            lines[one.code] = _line(one, before.get(one.code))
            honours[one.code] = one.honours_from
            if one.submission_from != NONE:
                submissions[one.submission_from] = one.code
        match change:
            case Renamed(unit=unit, name=name):
                lines[unit] = before[unit].model_copy(update={"name": name})
            case Restated(unit=unit, status=status):
                lines[unit] = before[unit].model_copy(update={"status": status})
            case Closed(unit=unit):
                left.add(unit)
            case _:
                left |= set(sources(change))
    return RosterChange(
        decision=decision,
        after_marks=after_marks,
        left=tuple(sorted(left - lines.keys())),
        lines=tuple(lines[code] for code in sorted(lines)),
        submissions={a: b for a, b in sorted(submissions.items())},
        honours={a: b for a, b in sorted(honours.items())},
    )


def _line(one: Successor, before: RosterUnit | None) -> RosterUnit:
    kept: dict[str, Any] = before.model_dump() if before is not None else {"fields": {}}
    own = {"code": one.code, "name": one.name, "status": one.status, "fields": one.fields}
    return RosterUnit.model_validate({**kept, **{k: v for k, v in own.items() if v}})


def roster_after(locked: Roster, changes: Iterable[RosterChange]) -> Roster:
    """The roster as it stands, in code order."""
    lines = {unit.code: unit for unit in locked}
    for change in changes:
        for code in change.left:
            del lines[code]
        lines |= {unit.code: unit for unit in change.lines}
    return tuple(lines[code] for code in sorted(lines))


def history_after(locked: History, changes: Iterable[RosterChange]) -> dict[str, dict[str, str]]:
    """The honours of every unit: those it always had, or whose a decision says it carries on.

    A unit that carries on nobody's has won nothing (无).
    """
    found = {unit: dict(known) for unit, known in locked.items()}
    columns = {column for known in locked.values() for column in known}
    for change in changes:
        before = found
        found = {unit: known for unit, known in before.items() if unit not in change.left}
        for unit, whose in change.honours.items():
            found.pop(unit, None)
            if whose == NONE:
                found[unit] = {column: "无" for column in sorted(columns)}
            elif whose in before:
                found[unit] = dict(before[whose])
    return found


def stands_for(changes: Iterable[RosterChange]) -> dict[str, str]:
    """Unit that is stamped in a workbook → unit of today's roster for which it counts.

    Only of units whose workbook counts for another; "" where it counts for nobody any more.
    """
    found: dict[str, str] = {}
    for change in changes:
        now = {code: "" for code in change.left} | change.submissions
        found = {stamped: now.get(unit, unit) for stamped, unit in found.items()} | {
            code: unit for code, unit in now.items() if code not in found
        }
    return {stamped: unit for stamped, unit in found.items() if stamped != unit}


def gives_way(changes: Iterable[RosterChange]) -> frozenset[str]:
    """Units that were there before and for which a decision lets another's workbook count."""
    found: set[str] = set()
    for change in changes:
        before = {code for each in change.decision.changes for code in sources(each)}
        found |= (set(change.submissions.values()) - set(change.submissions)) & before
    return frozenset(found)
