"""评审分工: draw who reviews whom, keep every draw, and change one only with a reason."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from engine.cycle.expert_panel import ExpertPanel, expert_panel, must_avoid_now, sound_panel
from engine.cycle.handing_in import last_intake
from engine.cycle.places import ASSIGNMENTS, INTAKE, LEDGER, OUTSIDE
from engine.cycle.year import Year
from engine.files import ledger, originals
from engine.files.expert_tables import EXPERTS
from engine.files.personal_data import find
from engine.judging.assessors import expanded
from engine.judging.assigning import draw
from engine.judging.bottlenecks import bottleneck_problems
from engine.judging.dealing import Bottleneck
from engine.judging.linking import Links, links
from engine.records.problem import NOWHERE, CannotGoOn, Place, Problem, problem
from engine.records.review import Assignment, Assignments, ReviewTerms, Round, Way
from engine.rubric.identity import digest

KIND = "assignment"
"""Kind of the ledger entries of 评审分工."""
_SEED = 16
_PERSONAL = "文号、角色或原因里有像身份证号、手机号码、银行卡号或学生姓名的内容，请删去"


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
    problems: tuple[Problem, ...] = ()
    without_form: tuple[str, ...] = ()
    """Units that were given out though they handed in nothing that counts, as yet."""


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


def with_form(year: Year) -> list[str]:
    """Of `reviewed_units` those whose form counts; all of them before anything was taken in."""
    units = reviewed_units(year)
    if not (year.folder / INTAKE).is_file():
        return units
    counted = last_intake(year, "评审分工").counted
    return [unit for unit in units if unit in counted]


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
    refuse_again(year, "main", order)
    refuse_nobody(terms, pool.labels)
    if terms.common > len(units):
        what = f"公共评审单位（common）写了{terms.common}个，参评的只有{len(units)}个"
        raise CannotGoOn(problem("V429", what=what), exit_code=2)
    seed = order.seed or default_seed(year)
    drawn = draw(
        units,
        pool,
        per_unit=terms.per_unit,
        common=terms.common,
        # Nobody can mark a unit without a form, so it would link nobody.
        not_common=frozenset(units).difference(with_form(year)),
        seed=seed,
        uneven=uneven,
    )
    if isinstance(drawn, tuple):
        raise stuck(drawn)
    told = Assignment(
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
    return made(year, panel, told)


def made(year: Year, panel: ExpertPanel, told: Assignment) -> Made:
    """Record an assignment, and say what is to be known of it.

    Raises CannotGoOn (2) where what somebody decided holds personal data: the ledger keeps it.
    """
    if any(find(text) for text in (told.number, told.role, told.reason)):
        raise CannotGoOn(problem("V429", what=_PERSONAL), exit_code=2)
    _enter(year, told)
    return looked_at(year, panel, told)


def looked_at(year: Year, panel: ExpertPanel, told: Assignment) -> Made:
    """What there is to know of an assignment by the tables as they are now."""
    linked = links(told.teams or told.units)
    problems = [*panel.problems, *must_avoid_now(panel, assignments_of(year))]
    if told.round == "main" and not linked.whole:
        what = "；".join("、".join(group) for group in linked.groups)
        problems.append(problem("V428", count=len(linked.groups), what=what))
    forms = {*with_form(year), *(told.units.keys() - set(reviewed_units(year)))}
    without = tuple(unit for unit in sorted(told.units) if unit not in forms)
    return Made(told, panel, linked, tuple(problems), without)


def as_it_stands(year: Year, way: Way = "") -> Made:
    """The real round's assignment that counts now. Raises CannotGoOn (2) where there is none."""
    told = assignments_of(year).newest("main", way)
    if told is None:
        raise CannotGoOn(problem("V429", Place(ASSIGNMENTS), what="还没有分过工"), exit_code=2)
    return looked_at(year, expert_panel(year), told)


def _enter(year: Year, made: Assignment) -> None:
    """Keep an assignment beside the earlier ones, and enter it in the ledger."""
    known = assignments_of(year).assignments
    if made in known[-1:]:
        return
    ledger.append(year.folder / LEDGER, KIND, made.model_dump(mode="json"))
    originals.save(year.folder / ASSIGNMENTS, Assignments(assignments=(*known, made)))


def refuse_again(year: Year, round_: Round, order: Order) -> None:
    """Raise CannotGoOn (2) where that round was drawn and nobody says who wants it otherwise."""
    before = assignments_of(year).newest(round_, order.way)
    if before is not None and not order.decided:
        raise drawn_already(before)


def drawn_already(before: Assignment) -> CannotGoOn:
    """To be raised (2): there is an assignment, and nobody says who wants it otherwise."""
    told = problem("V424", Place(ASSIGNMENTS), what=before.seed, date=before.date)
    return CannotGoOn(told, exit_code=2)


def refuse_nobody(terms: ReviewTerms, labels: Mapping[str, str]) -> None:
    """Raise CannotGoOn (2) where there is nobody to give a unit to."""
    if not labels:
        what = "专家名册里还没有评审组" if terms.by == "team" else "专家名册里还没有专家"
        raise CannotGoOn(problem("V420", Place(f"{OUTSIDE}/{EXPERTS}"), what=what), exit_code=2)


def refuse_unknown(year: Year, named: Collection[str]) -> None:
    """Raise CannotGoOn (2) where a unit that was named does not take part."""
    known = set(reviewed_units(year))
    if wrong := [unit for unit in named if unit not in known]:
        what = f"参评的单位里没有{'、'.join(wrong)}"
        raise CannotGoOn(problem("V429", NOWHERE, what=what), exit_code=2)


def stuck(found: Collection[Bottleneck]) -> CannotGoOn:
    """To be raised (3): there is no way, and this is why."""
    return CannotGoOn(*bottleneck_problems(found))
