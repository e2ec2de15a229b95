"""Assignments beside the real draw: 试评校准, 推磨互评 and 第三人评."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from engine.cycle.assigning import (
    Made,
    Order,
    default_seed,
    made,
    refuse_again,
    refuse_nobody,
    refuse_unknown,
    review_terms,
    stuck,
    with_form,
)
from engine.cycle.expert_panel import sound_panel
from engine.cycle.places import REVIEWS
from engine.cycle.reviewers import reviewers_of
from engine.cycle.several_reviews import standing_now
from engine.cycle.year import Year
from engine.files import originals
from engine.judging.assessors import expanded
from engine.judging.assigning import loads
from engine.judging.dealing import Bottleneck, Lack
from engine.judging.special_rounds import further, mutual, trial
from engine.records.problem import CannotGoOn, problem
from engine.records.review import Assignment, Reviews, Round

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
    seed, known = order.seed or default_seed(year), with_form(year)
    if not known:
        raise CannotGoOn(problem("V429", what="还没有一个单位有可用的自评表"), exit_code=2)
    looks = mutual(known, panel.pairs, seed=seed)
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
    known = reviewers_of(year).assignments
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


def owing_third(year: Year) -> frozenset[str]:
    """Units of which an item waits for a third mark, by the sheets that stand today."""
    found = originals.load(year.folder / REVIEWS, Reviews)
    if found is None or year.settings.review is None:
        return frozenset()
    return frozenset(w.unit for w in standing_now(year, found).waiting if w.why == "third-mark")


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
