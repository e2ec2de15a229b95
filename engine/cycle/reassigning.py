"""Changes to an assignment 调整分工: another in somebody's place, and units that came later."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from engine.cycle.assigning import (
    Made,
    Order,
    assignments_of,
    default_seed,
    drawn_already,
    made,
    review_terms,
    reviewed_units,
    stuck,
)
from engine.cycle.expert_panel import sound_panel
from engine.cycle.year import Year
from engine.judging.assessors import expanded
from engine.judging.assigning import loads
from engine.judging.dealing import Pool
from engine.judging.special_rounds import further
from engine.records.problem import CannotGoOn, problem
from engine.records.review import Assignment, ReviewTerms, Round

Units = Mapping[str, tuple[str, ...]]


def add_rest(year: Year, order: Order) -> Made:
    """补分: units that nobody was given, such as those a 名册变更 added, to whoever has least.

    Raises CannotGoOn (2) where there is no such unit or nobody says who wants it and why, (3)
    where too few may.
    """
    terms, panel = review_terms(year), sound_panel(year)
    before = assignments_of(year).newest("main", order.way)
    rest = [unit for unit in reviewed_units(year) if before and unit not in before.units]
    if before is None or not rest:
        what = "没有要补分的单位：参评的都分过了，或还没有分过工"
        raise CannotGoOn(problem("V429", what=what), exit_code=2)
    if not order.decided:
        raise drawn_already(before)
    given = dict(before.teams or before.units)
    sat: dict[str, tuple[str, ...]] = dict.fromkeys(rest, ())
    pool, seed = panel.pool(terms), order.seed or default_seed(year)
    for place in range(terms.per_unit):
        found = further(sat, pool, seed=f"{seed}\0{place}", had=loads({**given, **sat}))
        if isinstance(found, tuple):
            raise stuck(found)
        sat = {unit: (*sat[unit], found[unit]) for unit in rest}
    teams = {unit: tuple(sorted(who)) for unit, who in sat.items()}
    units = expanded(teams, terms, panel.experts)
    changed = _changed(before, order, units, terms)
    if terms.by == "team":
        changed = changed.model_copy(update={"teams": {**before.teams, **teams}})
    return made(year, panel, changed)


def replace(
    year: Year,
    order: Order,
    old: str,
    new: str = "",
    *,
    named: Collection[str] = (),
    round_: Round = "main",
) -> Made:
    """换人: give the units of one assessor (or those named of them) in one round to another.

    Without `new` they are drawn among all others who may, as evenly as can be. Raises CannotGoOn
    (2) where nobody says who wants it and why, or where `new` must avoid one of the units.
    """
    terms, panel = review_terms(year), sound_panel(year)
    before = assignments_of(year).newest(round_, order.way)
    moved = [
        unit
        for unit, sat in (before.units if before else {}).items()
        if old in sat and (not named or unit in named)
    ]
    if before is None or not moved:
        which = "（在指定的几个里）" if named else ""
        raise _cannot_replace(f"还没有分给{old}的单位{which}")
    if not order.decided:
        raise drawn_already(before)
    pool = panel.markers(terms).without(old)
    stay = {unit: [each for each in before.units[unit] if each != old] for unit in moved}
    beside = {unit: [*stay[unit], *_first_two(year, order, unit, round_)] for unit in moved}
    if new:
        found = _named_instead(pool, new, beside)
    else:
        had = {each: count for each, count in loads(before.units).items() if each != old}
        drawn = further(beside, pool, seed=order.seed or default_seed(year), had=had)
        if isinstance(drawn, tuple):
            raise stuck(drawn)
        found = drawn
    after = {unit: tuple(sorted((*stay[unit], found[unit]))) for unit in moved}
    return made(year, panel, _changed(before, order, after, terms))


def _first_two(year: Year, order: Order, unit: str, round_: Round) -> tuple[str, ...]:
    """Who marked before a third does, and so cannot be the third."""
    main = assignments_of(year).newest("main", order.way)
    return main.units.get(unit, ()) if round_ == "third" and main is not None else ()


def _changed(before: Assignment, order: Order, after: Units, terms: ReviewTerms) -> Assignment:
    """An assignment with some units given otherwise; a team that marks as one is such a unit's."""
    whole_teams = terms.by == "team" and terms.marks == "agreed"
    return before.model_copy(
        update={
            "units": {**before.units, **after},
            "teams": {**before.teams, **after} if whole_teams else before.teams,
            "number": order.number,
            "role": order.role,
            "reason": order.reason,
            "date": order.day,
        }
    )


def _named_instead(pool: Pool, new: str, beside: Mapping[str, Collection[str]]) -> dict[str, str]:
    if new not in pool.labels:
        raise _cannot_replace(f"专家名册里没有可以接替的{new}")
    if unfit := [unit for unit, sat in beside.items() if new not in pool.may(unit, sat)]:
        why = "要回避、已经在评，或与同评的人来自同一单位"
        raise _cannot_replace(f"{new}不能评{'、'.join(unfit)}：{why}")
    return dict.fromkeys(beside, new)


def _cannot_replace(what: str) -> CannotGoOn:
    return CannotGoOn(problem("V426", what=what), exit_code=2)
