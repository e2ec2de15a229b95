"""未定项: what is open in the year as it stands, who owes what, and a workbook to decide it in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from engine.cycle.closing import gather_case, last_closings
from engine.cycle.places import ASSIGNMENTS
from engine.cycle.reviewing import reviewed
from engine.cycle.year import Year
from engine.files import originals
from engine.files.atomic import write_file
from engine.judging.outcome import Outcome, judge
from engine.judging.still_open import still_open
from engine.records.open_item import OpenList
from engine.records.problem import CannotGoOn, Place, problem
from engine.records.review import Assignments

_REVIEWING = ("main", "mutual")
"""Rounds in which whoever is assigned owes a mark."""


def open_items(year: Year, units: Sequence[str] = ()) -> OpenList:
    """What is open now, of some units or of all.

    Raises CannotGoOn (2): not locked, nothing taken in, or a unit that is not on the roster.
    """
    for code in units:
        if code not in year.units:
            raise CannotGoOn(problem("L709", what=f"单位 {code}"), exit_code=2)
    found = open_in(year, judge(gather_case(year, closings=last_closings(year))))
    if not units:
        return found
    return OpenList(
        tuple(each for each in found.items if each.unit in units),
        {unit: reach for unit, reach in found.reach.items() if unit in units},
    )


def open_in(year: Year, outcome: Outcome) -> OpenList:
    """What is open in an outcome of the year, with whoever reviews its units."""
    return still_open(outcome, reviewed(year).waiting, _assessors(year))


def _assessors(year: Year) -> dict[str, tuple[str, ...]]:
    """The assessors of each unit, of whatever part of the review; none without an assignment."""
    drawn = originals.load(year.folder / ASSIGNMENTS, Assignments) or Assignments()
    parts = dict.fromkeys((each.round, each.way) for each in drawn.assignments)
    found: dict[str, tuple[str, ...]] = {}
    for part in parts:
        newest = drawn.newest(*part)
        if newest is not None and newest.round in _REVIEWING:
            for unit, assessors in newest.units.items():
                found[unit] = tuple(dict.fromkeys((*found.get(unit, ()), *assessors)))
    return found


def write_open_book(
    year: Year, found: OpenList, path: Path, *, units: Sequence[str], again: bool
) -> None:
    """Write the workbook to decide in.

    Raises CannotGoOn (2): no such folder, or a file is there in which somebody may have decided.
    """
    if not path.parent.is_dir():
        raise CannotGoOn(problem("L715", what=f"文件夹 {path.parent}"), exit_code=2)
    if path.exists() and not again:
        raise CannotGoOn(problem("V463", Place(path.name), what=path.name), exit_code=2)
    # The workbook brings in what is slow to import, and only this needs it.
    from engine.files.open_book import Circumstances, open_book  # noqa: PLC0415

    settings = year.settings
    around = Circumstances(
        cycle=settings.cycle,
        title=settings.title,
        names={code: unit.name for code, unit in year.units.items()},
        mend_by=settings.mend_by,
        close_on=settings.close_on,
        created=settings.as_of,
        units=tuple(units),
    )
    write_file(path, open_book(found, around))
