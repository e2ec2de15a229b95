"""Assignments beside the real draw: 试评, 推磨互评, 第三人评, and 换人 after the draw."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from engine.cycle.assigning import (
    Made,
    Order,
    assignments_of,
    default_seed,
    drawn_already,
    made,
    refuse_again,
    refuse_nobody,
    refuse_unknown,
    review_terms,
    reviewed_units,
    stuck,
    with_form,
)
from engine.cycle.expert_panel import sound_panel
from engine.cycle.places import REVIEWS
from engine.cycle.several_reviews import standing_now
from engine.cycle.year import Year
from engine.files import originals
from engine.judging.assessors import expanded
from engine.judging.assigning import loads
from engine.judging.dealing import Bottleneck, Lack, Pool
from engine.judging.special_rounds import further, mutual, trial
from engine.records.problem import CannotGoOn, problem
from engine.records.review import Assignment, Reviews, ReviewTerms, Round

Units = Mapping[str, tuple[str, ...]]


def try_out(year: Year, order: Order, *, count: int = 0, named: Collection[str] = ()) -> Made:
    """试评校准: units, drawn or named, that all assessors mark before the real marking.

    Raises CannotGoOn: drawn before and no reason given, or more units than there are (2); tables
    with faults, or a unit that nobody may see (3).
    """
    terms, panel = review_terms(year), sound_panel(year)
    known = with_form(year)
    refuse_again(year, "trial", order)
    refuse_unknown(year, named)
    if not named and count > len(known):
        what = f"试评要抽{count}个单位，有可用自评表的只有{len(known)}个"
        raise CannotGoOn(problem("V429", what=what), exit_code=2)
    pool = panel.pool(terms)
    refuse_nobody(terms, pool.labels)
    seed = order.seed or default_seed(year)
    units = trial(named or known, pool, count=len(named) or count, seed=seed)
    if unseen := [unit for unit, sat in units.items() if not sat]:
        raise stuck([Bottleneck(Lack.ASSESSORS, (unit,), (), 1, 0) for unit in unseen])
    told = _assignment("trial", order, seed, expanded(units, terms, panel.experts))
    teams = units if terms.by == "team" else {}
    return made(year, panel, told.model_copy(update={"teams": teams}))


def inspect_each_other(year: Year, order: Order) -> Made:
    """推磨互评: every unit with a form looks into that of one other. Needs no experts, no terms.

    Raises CannotGoOn: drawn before and no reason given (2), or no way to do it (3).
    """
    panel = sound_panel(year)
    refuse_again(year, "mutual", order)
    seed = order.seed or default_seed(year)
    looks = mutual(with_form(year), panel.pairs, seed=seed)
    if isinstance(looks, tuple):
        raise stuck(looks)
    units = {unit: (other,) for unit, other in looks.items()}
    return made(year, panel, _assignment("mutual", order, seed, units))


def add_third(year: Year, order: Order, owing: Collection[str]) -> Made:
    """第三人评: one assessor more for units whose two marks are too far apart.

    Those who were given a third before keep him. Raises CannotGoOn (2) where none is owed, (3)
    where nobody is left who may.
    """
    terms, panel = review_terms(year), sound_panel(year)
    known = assignments_of(year)
    main, before = known.newest("main", order.way), known.newest("third", order.way)
    given = dict(before.units) if before is not None else {}
    seen = {
        unit: sat
        for unit, sat in (main.units if main is not None else {}).items()
        if unit in owing and unit not in given
    }
    if not seen:
        what = "没有等着第三人评的单位；先用 wuhao review read 读回评审意见"
        raise CannotGoOn(problem("V429", what=what), exit_code=2)
    seed = order.seed or default_seed(year)
    found = further(seen, panel.markers(terms), seed=seed, had=loads(given))
    if isinstance(found, tuple):
        raise stuck(found)
    thirds = {**given, **{unit: (who,) for unit, who in found.items()}}
    told = _assignment("third", order, seed, {unit: thirds[unit] for unit in sorted(thirds)})
    return made(year, panel, told)


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


def _assignment(round_: Round, order: Order, seed: str, units: Units) -> Assignment:
    return Assignment(
        round=round_,
        way=order.way,
        per_unit=max(len(sat) for sat in units.values()),
        seed=seed,
        units=dict(units),
        number=order.number,
        date=order.day,
        role=order.role,
        reason=order.reason,
    )


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


def owing_third(year: Year) -> frozenset[str]:
    """Units of which an item waits for a third mark, by the sheets that stand today."""
    found = originals.load(year.folder / REVIEWS, Reviews)
    if found is None or year.settings.review is None:
        return frozenset()
    return frozenset(w.unit for w in standing_now(year, found).waiting if w.why == "third-mark")
