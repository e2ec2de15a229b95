"""归属: for which unit of the roster as it stands a form counts, after mergers and divisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engine.cycle.settling import Arrived
from engine.cycle.year import Year
from engine.files.form_stamp import Blocked, blamed
from engine.judging.roster_changes import gives_way
from engine.records.problem import Place, Problem, problem
from engine.records.submission import Submission


def attributed(year: Year, arrived: Sequence[Arrived]) -> list[Arrived]:
    """What arrived, each laid at the door of the unit it counts for by the changes on record.

    What counts for nobody any more is refused, and so is a unit's own workbook where a decision
    lets another's count that is there too.
    """
    if not year.changes:
        return list(arrived)
    moved = [(each, year.stands_for.get(each.read.unit, each.read.unit)) for each in arrived]
    taken_over = {
        unit for each, unit in moved
        if isinstance(each.read, Submission) and unit != each.read.unit
    } & gives_way(year.changes)  # fmt: skip
    return [replace(each, read=_read(year, each, unit, taken_over)) for each, unit in moved]


def _read(year: Year, each: Arrived, unit: str, taken_over: set[str]) -> Submission | Blocked:
    read, place = each.read, Place(each.read.file)
    if read.unit and not unit:
        number = next(c.decision.number for c in reversed(year.changes) if read.unit in c.left)
        return _refused(each, problem("C456", place, unit_code=read.unit, number=number))
    if unit == read.unit:
        if unit in taken_over and isinstance(read, Submission):
            return _refused(each, problem("C457", place, unit_code=unit))
        return read
    if isinstance(read, Blocked):
        return blamed(read, unit)
    problems = tuple(replace(fault, unit=unit) for fault in read.problems)
    return read.model_copy(update={"unit": unit, "problems": problems})


def _refused(each: Arrived, why: Problem) -> Blocked:
    return Blocked(each.read.file, each.sha256, "", why.code, (why,))
