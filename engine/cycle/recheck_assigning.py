"""复核分工: who looks at an application again — drawn among those who may, or named by somebody."""

from __future__ import annotations

from datetime import date

from engine.cycle.assigning import default_seed, review_terms, stuck
from engine.cycle.expert_panel import ExpertPanel, expert_panel, sound_panel
from engine.cycle.places import REVIEWS
from engine.cycle.rechecking import ASSIGNED, enter, on_record, open_application
from engine.cycle.review_desk import for_today
from engine.cycle.reviewers import reviewers_of
from engine.cycle.year import Year
from engine.files import originals
from engine.judging.assessors import teams_of
from engine.judging.assigning import loads
from engine.judging.special_rounds import further
from engine.records.problem import CannotGoOn, Problem, problem
from engine.records.recheck import Reviewers
from engine.records.review import AGREED, COMBINED, Reviews


def assign(
    year: Year, application: str, assessors: tuple[str, ...], *, day: date, role: str
) -> Reviewers:
    """Put on record who looks at an application again; where nobody is named, one is drawn.

    Raises CannotGoOn: no such open application (V486), nobody to draw from (2); somebody who may
    not (V487), or nobody left who may (3).
    """
    year.require_lock("复核")
    told = open_application(year, application)
    if not assessors and year.settings.review is not None:
        assessors = _drawn(year, application, told.unit)
    if wrong := unfit(year, told.unit, assessors):
        raise CannotGoOn(*wrong)
    entry = Reviewers(application=application, assessors=assessors, date=day, role=role)
    enter(year, ASSIGNED, entry)
    return entry


def _drawn(year: Year, application: str, unit: str) -> tuple[str, ...]:
    """One who may, with as few of the open applications as can be; always the same one."""
    terms, panel = review_terms(year), sound_panel(year)
    sat = {each.application: each.assessors for each in on_record(year).reviewers}
    seed = f"{default_seed(year)} {application}"
    seen = {unit: _seen(year, unit, panel)} if _only_others(year) else {unit: frozenset[str]()}
    found = further(seen, panel.markers(terms), seed=seed, had=loads(sat))
    if isinstance(found, tuple):
        raise stuck(found)
    return (found[unit],)


def _only_others(year: Year) -> bool:
    """Whether who looked before may not look again: so, unless the plan says otherwise."""
    terms = year.plan.recheck
    return terms is None or terms.reviewers == "others"


def unfit(year: Year, unit: str, assessors: tuple[str, ...]) -> list[Problem]:
    """Why these may not look at a unit again: unknown, kept apart from it, or there before."""
    panel = expert_panel(year)
    seen = _seen(year, unit, panel) if _only_others(year) else frozenset()
    found = [] if assessors else ["没有写由谁复核"]
    for each in assessors:
        members = teams_of(panel.experts).get(each, ())
        known = {expert.code for expert in panel.experts}
        if known and each not in known and not members:
            found.append(f"专家名册里没有“{each}”")
        elif panel.must_avoid(each, unit):
            found.append(f"“{each}”要回避单位 {unit}")
        elif seen & {each, *members}:
            found.append(f"“{each}”原来评过单位 {unit}")
    return [problem("V487", unit=unit, what=what) for what in found]


def _seen(year: Year, unit: str, panel: ExpertPanel) -> frozenset[str]:
    """Who has reviewed a unit: by assignment, by their sheets, and every member of such a team."""
    told = reviewers_of(year).assignments.assignments
    newest = {(each.round, each.way): each for each in told if each.round in COMBINED}
    seen = {who for each in newest.values() for who in each.units.get(unit, ())}
    read = originals.load(year.folder / REVIEWS, Reviews) or Reviews()
    seen |= {each.role for each in read.rulings.get(unit, {}).values()}
    versions = (for_today(year, each) for each in read.versions)
    seen |= {each.assessor for each in versions if each.unit == unit and each.round in COMBINED}
    teams = teams_of(panel.experts)
    seen |= {member for team in seen & teams.keys() for member in teams[team]}
    return frozenset(seen - {"", AGREED})
