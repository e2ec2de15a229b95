"""评审人: who may review what in a year, from its tables and its assignments 评审分工."""

from __future__ import annotations

from engine.cycle.expert_panel import expert_panel
from engine.cycle.places import ASSIGNMENTS
from engine.cycle.year import Year
from engine.files import originals
from engine.judging.assessors import teams_of
from engine.judging.review_counting import Reviewers
from engine.records.review import Assignment, Assignments


def reviewers_of(year: Year) -> Reviewers:
    """Everybody who may review, as the tables of `outside/` and the assignments say today."""
    panel = expert_panel(year)
    told = originals.load(year.folder / ASSIGNMENTS, Assignments) or Assignments()
    experts = {each.code for each in panel.experts}
    return Reviewers(
        assessors=frozenset(experts | teams_of(panel.experts).keys()),
        units=frozenset(year.units),
        avoid=panel.pairs,
        assignments=Assignments(assignments=tuple(_now(year, e) for e in told.assignments)),
    )


def _now(year: Year, assignment: Assignment) -> Assignment:
    """An assignment by the codes units have after every 名册变更; two that became one share it."""
    if not year.changes:
        return assignment
    units: dict[str, set[str]] = {}
    for unit, assessors in assignment.units.items():
        units.setdefault(year.stands_for.get(unit, unit), set()).update(assessors)
    known = {unit: tuple(sorted(units[unit])) for unit in sorted(units.keys() & year.units.keys())}
    return assignment.model_copy(update={"units": known})
