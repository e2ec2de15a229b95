"""评审分工: draw who reviews whom, keep every draw, and change one only with a reason."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from engine.cycle.expert_panel import ExpertPanel, must_avoid_now, sound_panel
from engine.cycle.places import ASSIGNMENTS, LEDGER, OUTSIDE
from engine.cycle.year import Year
from engine.files import ledger, originals
from engine.files.expert_tables import EXPERTS
from engine.judging.assessors import expanded
from engine.judging.assigning import Bottleneck, Pool, draw, further, loads, trial
from engine.judging.bottlenecks import bottleneck_problems
from engine.judging.linking import Links, links
from engine.records.problem import NOWHERE, CannotGoOn, Place, Problem, problem
from engine.records.review import Assignment, Assignments, ReviewTerms, Round, Way
from engine.rubric.identity import digest

KIND = "assignment"
"""Kind of the ledger entries of 评审分工."""
_SEED = 16


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for, and by whom: seed "" for the one the lock gives."""

    day: date
    way: Way = ""
    seed: str = ""
    number: str = ""
    role: str = ""
    reason: str = ""

    @property
    def decided(self) -> bool:
        """Whether it says who wants what was drawn changed, and why."""
        return bool(self.number and self.role and self.reason)


@dataclass(frozen=True, slots=True)
class Made:
    """An assignment that was made, and what there is to say of it."""

    assignment: Assignment
    panel: ExpertPanel
    links: Links
    common: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def assignments_of(year: Year) -> Assignments:
    """Every assignment on record."""
    return originals.load(year.folder / ASSIGNMENTS, Assignments) or Assignments()


def review_terms(year: Year) -> ReviewTerms:
    """评审办法. Raises CannotGoOn (2) where the settings have none."""
    if year.settings.review is None:
        raise CannotGoOn(problem("V427", Place("cycle.yaml")), exit_code=2)
    return year.settings.review


def reviewed_units(year: Year) -> list[str]:
    """Units that are reviewed: all that take part, on trial or not."""
    return [unit.code for unit in year.roster if unit.status != "暂不参评"]


def default_seed(year: Year) -> str:
    """A seed that nobody picks: it follows from what was locked."""
    return digest(year.require_lock("评审分工")["digests"])[:_SEED]


def assign(year: Year, order: Order, *, uneven: bool = False) -> Made:
    """Draw the real round 正式评审, and record it.

    Raises CannotGoOn: no terms (2), drawn before and no reason given (2), tables with faults, or
    no way to do it (3); nothing is recorded then.
    """
    terms, panel = review_terms(year), sound_panel(year)
    units = reviewed_units(year)
    pool = panel.pool(terms)
    _refuse_again(year, "main", order)
    _refuse_nobody(terms, pool.labels)
    if terms.common > len(units):
        what = f"公共评审单位（common）写了{terms.common}个，参评的只有{len(units)}个"
        raise CannotGoOn(problem("V429", what=what), exit_code=2)
    seed = order.seed or default_seed(year)
    drawn = draw(
        units, pool, per_unit=terms.per_unit, common=terms.common, seed=seed, uneven=uneven
    )
    if isinstance(drawn, tuple):
        raise _stuck(drawn)
    assignment = Assignment(
        way=order.way,
        per_unit=terms.per_unit,
        seed=seed,
        units=expanded(drawn.units, terms, panel.experts),
        teams=dict(drawn.units) if terms.by == "team" else {},
        number=order.number,
        date=order.day,
        role=order.role,
        reason=order.reason,
    )
    return _made(year, panel, assignment, drawn.units)


def try_out(year: Year, order: Order, *, count: int = 0, named: Collection[str] = ()) -> Made:
    """试评校准: units, drawn or named, that all assessors mark before the real marking."""
    terms, panel = review_terms(year), sound_panel(year)
    known = reviewed_units(year)
    _refuse_again(year, "trial", order)
    _refuse_unknown(year, named)
    if not named and count > len(known):
        what = f"试评要抽{count}个单位，参评的只有{len(known)}个"
        raise CannotGoOn(problem("V429", what=what), exit_code=2)
    pool = panel.pool(terms)
    _refuse_nobody(terms, pool.labels)
    seed = order.seed or default_seed(year)
    units = trial(named or known, pool, count=len(named) or count, seed=seed)
    if short := [unit for unit, sat in units.items() if not sat]:
        raise CannotGoOn(
            *(problem("V421", unit=u, unit_code=u, count=1, known="0位", why="") for u in short)
        )
    assignment = Assignment(
        round="trial",
        way=order.way,
        per_unit=max(len(sat) for sat in units.values()),
        seed=seed,
        units=expanded(units, terms, panel.experts),
        teams=units if terms.by == "team" else {},
        number=order.number,
        date=order.day,
        role=order.role,
        reason=order.reason,
    )
    return _made(year, panel, assignment, units)


def replace(
    year: Year, order: Order, old: str, new: str = "", *, named: Collection[str] = ()
) -> Made:
    """换人: give the units of one assessor (or those named of them) to another.

    Without `new` they are drawn among all others who may, as evenly as can be. Raises CannotGoOn
    (2) where nobody says who wants it and why, or where `new` must avoid one of the units.
    """
    terms, panel = review_terms(year), sound_panel(year)
    before = assignments_of(year).newest("main", order.way)
    moved = [
        unit
        for unit, sat in (before.units if before else {}).items()
        if old in sat and (not named or unit in named)
    ]
    if before is None or not moved:
        raise _cannot_replace(f"还没有分给{old}的单位{'（在指定的几个里）' if named else ''}")
    if not order.decided:
        raise CannotGoOn(
            problem("V424", Place(ASSIGNMENTS), what=before.seed, date=before.date), exit_code=2
        )
    pool = panel.markers(terms).without(old)
    beside = {unit: [each for each in before.units[unit] if each != old] for unit in moved}
    if new:
        found = _named_instead(pool, new, beside)
    else:
        had = {each: count for each, count in loads(before.units).items() if each != old}
        found = _further(beside, pool, order.seed or default_seed(year), had)
    units = {unit: tuple(sorted((*beside[unit], found[unit]))) for unit in moved}
    made = before.model_copy(
        update={
            "units": {**before.units, **units},
            "teams": _teams_after(before, units, terms),
            "number": order.number,
            "role": order.role,
            "reason": order.reason,
            "date": order.day,
        }
    )
    return _made(year, panel, made, made.units)


def _named_instead(pool: Pool, new: str, beside: Mapping[str, Collection[str]]) -> dict[str, str]:
    if new not in pool.labels:
        raise _cannot_replace(f"专家名册里没有可以接替的{new}")
    if unfit := [unit for unit, sat in beside.items() if new not in pool.may(unit, sat)]:
        why = "要回避、已经在评，或与同评的人来自同一单位"
        raise _cannot_replace(f"{new}不能评{'、'.join(unfit)}：{why}")
    return dict.fromkeys(beside, new)


def _teams_after(
    before: Assignment, units: Mapping[str, tuple[str, ...]], terms: ReviewTerms
) -> dict[str, tuple[str, ...]]:
    """Which teams units are given to: a team that hands in the sheet itself is one of them."""
    if terms.by == "team" and terms.marks == "agreed":
        return {**before.teams, **units}
    return before.teams


def _further(
    seen_by: Mapping[str, Collection[str]], pool: Pool, seed: str, had: Mapping[str, int]
) -> dict[str, str]:
    found = further(seen_by, pool, seed=seed, had=had)
    if isinstance(found, tuple):
        raise _stuck(found)
    return found


def _cannot_replace(what: str) -> CannotGoOn:
    return CannotGoOn(problem("V426", what=what), exit_code=2)


def _made(
    year: Year, panel: ExpertPanel, made: Assignment, drawn: Mapping[str, Collection[str]]
) -> Made:
    """Record an assignment, and say what is to be known of it."""
    enter(year, made)
    linked = links(drawn)
    problems = [*panel.problems, *must_avoid_now(year, panel, assignments_of(year))]
    if not linked.whole:
        what = "；".join("、".join(group) for group in linked.groups)
        problems.append(problem("V428", count=len(linked.groups), what=what))
    count = max((len(sat) for sat in drawn.values()), default=0)
    common = [unit for unit, sat in drawn.items() if len(sat) == count > made.per_unit]
    return Made(made, panel, linked, tuple(common), tuple(problems))


def enter(year: Year, made: Assignment) -> None:
    """Keep an assignment beside the earlier ones, and enter it in the ledger."""
    known = assignments_of(year).assignments
    if made in known[-1:]:
        return
    ledger.append(year.folder / LEDGER, KIND, made.model_dump(mode="json"))
    originals.save(year.folder / ASSIGNMENTS, Assignments(assignments=(*known, made)))


def _refuse_again(year: Year, round_: Round, order: Order) -> None:
    before = assignments_of(year).newest(round_, order.way)
    if before is not None and not order.decided:
        place = Place(ASSIGNMENTS)
        raise CannotGoOn(problem("V424", place, what=before.seed, date=before.date), exit_code=2)


def _refuse_nobody(terms: ReviewTerms, labels: Mapping[str, str]) -> None:
    if not labels:
        what = "专家名册里还没有评审组" if terms.by == "team" else "专家名册里还没有专家"
        raise CannotGoOn(problem("V420", Place(f"{OUTSIDE}/{EXPERTS}"), what=what), exit_code=2)


def _refuse_unknown(year: Year, named: Collection[str]) -> None:
    known = set(reviewed_units(year))
    if wrong := [unit for unit in named if unit not in known]:
        what = f"参评的单位里没有{'、'.join(wrong)}"
        raise CannotGoOn(problem("V429", NOWHERE, what=what), exit_code=2)


def _stuck(found: Collection[Bottleneck]) -> CannotGoOn:
    return CannotGoOn(*bottleneck_problems(found))
