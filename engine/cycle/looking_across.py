"""跨校比对: hold what all schools handed in side by side, for the office's look-back alone.

Nothing of it enters a run: it stands in `store/across.json` and in a workbook of its own.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

from engine.cycle.handing_in import last_intake
from engine.cycle.places import ACROSS, ACROSS_BOOK, RUNS
from engine.cycle.year import Year
from engine.files.atomic import write_file
from engine.files.personal_data import masked
from engine.files.runs import list_runs
from engine.judging.across import LastYear, across
from engine.records.flags import Flag, Side
from engine.records.problem import CannotGoOn, problem
from engine.records.submission import Answer
from engine.rubric.model import Rubric


@dataclass(frozen=True, slots=True)
class LookedAcross:
    """The flags, over how many units, whether last year was there, and the workbook."""

    flags: tuple[Flag, ...]
    units: int
    with_last_year: bool
    book: Path


def look_across(year: Year) -> LookedAcross:
    """Compare the units that count and write what was found. Raises CannotGoOn: nothing in (2)."""
    counted = last_intake(year, "跨校比对").counted
    before = last_year(year)
    flags = tuple(map(_masked, across(counted, year.standard, before)))
    path = year.folder / ACROSS
    path.parent.mkdir(exist_ok=True)
    plain = json.dumps([each.as_dict() for each in flags], ensure_ascii=False, indent=1)
    write_file(path, plain.encode())
    from engine.files.across_book import across_book  # noqa: PLC0415 - slow to import

    names = {unit.code: unit.name for unit in year.roster}
    book = year.folder / ACROSS_BOOK
    write_file(book, across_book(year.settings.title, year.settings.as_of, names, flags))
    return LookedAcross(flags, len(counted), before is not None, book)


def last_year(year: Year) -> LastYear | None:
    """The newest run of the folder the settings name; None where they name none.

    Raises CannotGoOn: there is no run (2), or it was changed (4).
    """
    named = year.settings.last_year
    if not named:
        return None
    runs = list_runs(year.folder / named / RUNS)
    if not runs:
        raise CannotGoOn(problem("L715", what=f"上年（{named}）的评分结果"), exit_code=2)
    rubric = Rubric.model_validate(runs[-1].inputs("rubric"))
    titles = {field.code: field.title for each in rubric.indicators for field in each.fields}
    answers = {
        unit: {code: Answer.model_validate(each) for code, each in found["answers"].items()}
        for unit, found in runs[-1].inputs("values").items()
        if found["state"] == "counted"
    }
    return LastYear(titles, answers)


def _masked(flag: Flag) -> Flag:
    """Titles and names of files are kept as they were written; here they are shown."""
    return replace(flag, one=_masked_side(flag.one), other=_masked_side(flag.other))


def _masked_side(side: Side) -> Side:
    return replace(side, shows=masked(side.shows))
