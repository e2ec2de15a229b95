"""Whether a year's rubric and dates fit each other: asked once, before everything is locked."""

from __future__ import annotations

from collections.abc import Iterable

from engine.cycle.settings import FILE
from engine.cycle.year import Year
from engine.records.problem import Place, Problem, problem
from engine.rubric import dates
from engine.rubric.standard import Fault


def untimely(year: Year) -> tuple[Problem, ...]:
    """Warnings: a rubric not in force, not checked for long, a period that outlasts the hand-in."""
    rubric, due = year.rubric, year.settings.hand_in_by
    of_rubric = [*dates.too_late(rubric, year.period.first), *dates.stale(rubric, due)]
    of_settings = dates.unfinished(year.period, due)
    return (*_at(year.settings.rubric, of_rubric), *_at(FILE, of_settings))


def _at(file: str, faults: Iterable[Fault]) -> tuple[Problem, ...]:
    return tuple(problem(each.code, Place(file), what=each.what) for each in faults)
