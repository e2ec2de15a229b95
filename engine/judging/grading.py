"""Grades 等次 and exclusions 不予评定情形: what limits a result, never a point (C25, C26, C33)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.judging.case import EXCUSED, Case
from engine.records.exact import to_units
from engine.records.problem import Problem, problem
from engine.rubric.model import Exclusion, Rubric


@dataclass(frozen=True, slots=True)
class Applied:
    """An exclusion that holds for a unit, and the document it rests on ("" when found by us)."""

    exclusion: Exclusion
    document: str


def applied_exclusions(case: Case) -> Mapping[str, tuple[Applied, ...]]:
    """Unit → exclusions that hold: switched on, and concluded within the window or found by us."""
    terms = case.terms
    known = {each.code: each for each in case.standard.rubric.exclusions}
    active = {code: known[code] for code in terms.exclusions if code in known}
    found: dict[str, list[Applied]] = {}
    for each in case.conclusions:
        exclusion = active.get(each.exclusion)
        inside = terms.first_day <= each.date <= terms.publicity_ends
        if exclusion is not None and exclusion.found_by == "conclusion" and inside:
            found.setdefault(each.unit, []).append(Applied(exclusion, each.document))
    missing = [each for each in active.values() if each.found_by == "not-submitted"]
    for unit in case.roster:
        if unit.status != EXCUSED and case.absent(unit.code):
            found.setdefault(unit.code, []).extend(Applied(each, "") for each in missing)
    return {
        unit: tuple(sorted(all_, key=lambda a: (a.exclusion.code, a.document)))
        for unit, all_ in found.items()
    }


def unused_conclusions(case: Case) -> list[Problem]:
    """A warning for every written conclusion that was not applied, and why."""
    terms = case.terms
    ours = {e.code for e in case.standard.rubric.exclusions if e.found_by == "not-submitted"}
    found = []
    for each in case.conclusions:
        if each.exclusion not in terms.exclusions:
            what = f"情形 {each.exclusion} 今年没有启用"
        elif each.exclusion in ours:
            what = f"情形 {each.exclusion} 只看有没有提交自评表，不凭认定"
        elif not terms.first_day <= each.date <= terms.publicity_ends:
            what = f"日期不在 {terms.first_day} 至 {terms.publicity_ends} 之间"
        else:
            continue
        found.append(problem("C431", each.place, unit=each.unit, unit_code=each.unit, what=what))
    return found


def grade(
    rubric: Rubric, units: int | None, places: int, applied: tuple[Applied, ...]
) -> str | None:
    """The grade of a final unit by its published value (`units` at `places`), then its limits.

    `units` is None for a unit without a final value: only a fixed grade can stand then.
    """
    fixed = [a.exclusion.grade for a in applied if a.exclusion.grade is not None]
    if fixed:
        return _lowest(rubric, fixed)
    if rubric.grades is None or units is None:
        return None
    bands = rubric.grades.bands
    lowest = bands[-1].title  # a total that penalties took below 0 is there too
    reached = next((b.title for b in bands if units >= to_units(b.at_least, places)), lowest)
    limits = [a.exclusion.grade_at_most for a in applied if a.exclusion.grade_at_most is not None]
    return _lowest(rubric, [reached, *limits])


def _lowest(rubric: Rubric, titles: list[str]) -> str:
    order = [band.title for band in rubric.grades.bands] if rubric.grades is not None else titles
    return max(titles, key=order.index)
