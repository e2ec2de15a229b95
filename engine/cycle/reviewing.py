"""评审: read back what the reviewers settled, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from engine.cycle.places import INTAKE, REVIEW, REVIEWS
from engine.cycle.recording import record
from engine.cycle.review_folder import read_folder, that_count
from engine.cycle.several_reviews import read_several, standing_now
from engine.cycle.year import Year
from engine.files import originals
from engine.files.inbox import unread
from engine.judging.review_counting import without_reason
from engine.judging.settling_reviews import Settled
from engine.records.problem import Place, Problem, Severity, problem
from engine.records.review import Review, Reviews
from engine.records.submission import Intake, Ruling


def read_back(year: Year, day: date | None = None) -> Reviews:
    """Read every sheet of `review/`.

    Where one sheet is laid out for a unit, two of one unit both do not count. Where several review
    one (`review` in the settings), every version is kept and what counts is combined; `day` is when
    what is new was received.
    """
    reviews = _one_each(year) if year.settings.review is None else read_several(year, day)
    record(year, REVIEWS, reviews, "review")
    return reviews


def _one_each(year: Year) -> Reviews:
    sheets: dict[str, list[Review]] = {}
    problems: list[Problem] = list(unread(year.folder / REVIEW))
    for each in read_folder(year):
        problems += each.read.problems
        if isinstance(each.read, Review):
            unit = year.stands_for.get(each.read.unit, each.read.unit)
            sheets.setdefault(unit, []).append(each.read)
    rulings: dict[str, dict[str, Ruling]] = {}
    for unit, arrived in sorted(sheets.items()):
        found = that_count(year, unit, arrived)
        problems += (
            problem("C458", Place(each.file), unit_code=each.unit)
            for each in arrived
            if each not in found
        )
        if len(found) > 1:
            place = Place("、".join(each.file for each in found))
            problems.append(problem("V413", place, unit=unit, unit_code=unit))
        elif found and found[0].rulings:
            rulings[unit] = {
                code: ruling.model_copy(update={"unit": unit})
                for code, ruling in found[0].rulings.items()
            }
    return Reviews(rulings=rulings, problems=(*problems, *_lacking(year, rulings)))


def _lacking(year: Year, rulings: Mapping[str, Mapping[str, Ruling]]) -> list[Problem]:
    """核定值 that are not what was claimed and say not why: here only told, and they count."""
    intake = originals.load(year.folder / INTAKE, Intake) or Intake()
    return [
        replace(each, severity=Severity.WARNING)
        for unit, settled in rulings.items()
        for ruling in settled.values()
        for each in without_reason(year.standard, ruling, intake.counted.get(unit))
    ]


def reviewed(year: Year) -> Settled:
    """What was read last and comes of it now; nothing where nothing was read.

    Where several review a unit, who may review what is looked up anew: a 回避 that is declared
    after the marks undoes them at once.
    """
    found = originals.load(year.folder / REVIEWS, Reviews) or Reviews()
    if year.settings.review is None:
        return Settled(reviews=(), rulings=found.rulings, waiting=(), problems=found.problems)
    return standing_now(year, found)
