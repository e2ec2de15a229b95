"""名册变更 in words: what each change of a decision did, one sentence each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.judging.roster_changes import roster_after, successors
from engine.records.roster_change import (
    NONE,
    Added,
    Change,
    Closed,
    Merged,
    Renamed,
    Restated,
    RosterChange,
    Split,
    Successor,
)
from engine.records.submission import RosterUnit

Units = Mapping[str, RosterUnit]


def sentences(
    locked: tuple[RosterUnit, ...], changes: Iterable[RosterChange]
) -> list[tuple[str, ...]]:
    """For each decision on record its changes as sentences."""
    found, roster = [], locked
    for change in changes:
        after = roster_after(roster, (change,))
        before_by, after_by = ({u.code: u for u in each} for each in (roster, after))
        told = (_sentence(each, before_by, after_by) for each in change.decision.changes)
        found.append(tuple(told))
        roster = after
    return found


def _sentence(change: Change, before: Units, after: Units) -> str:
    def named(code: str) -> str:
        return f"{code} {(before.get(code) or after[code]).name}"

    match change:
        case Renamed(unit=unit, name=name):
            return f"{named(unit)}更名为{name}，编号、自评表、往年荣誉都不变。"
        case Closed(unit=unit):
            return f"{named(unit)}撤销，离开名册。"
        case Restated(unit=unit, status=status):
            return f"{named(unit)}的参评状态由{before[unit].status}改为{status}。"
        case Merged(units=units):
            began = f"{'、'.join(named(each) for each in units)}合并为"
        case Split(unit=unit):
            began = f"{named(unit)}分设为"
        case Added():
            began = "新增"
    told = (_successor(one, after[one.code]) for one in successors(change))
    return began + "；".join(told) + "。"


def _successor(one: Successor, line: RosterUnit) -> str:
    form = "另填自评表" if one.submission_from == NONE else f"自评表用{one.submission_from}的"
    honours = "不沿用往年荣誉" if one.honours_from == NONE else f"往年荣誉沿用{one.honours_from}的"
    return f"{line.code} {line.name}（{line.status}，{form}，{honours}）"
