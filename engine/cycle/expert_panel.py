"""The year's experts and avoidances 专家与回避: its tables, and who reviewed what last year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from engine.cycle.places import ASSIGNMENTS, OUTSIDE
from engine.cycle.year import Year
from engine.files import originals
from engine.files.expert_tables import read_expert_tables
from engine.judging.assessors import Avoided, avoided, pool, teams_of
from engine.judging.dealing import Pool
from engine.records.problem import CannotGoOn, Place, Problem, problem
from engine.records.review import Assignments, Avoidance, Expert, Ground, ReviewTerms

_COUNTS_AS_REVIEWED = ("main", "third", "agreed", "recheck")
"""Rounds after which somebody has reviewed a unit before; a trial or a mutual look is none."""


@dataclass(frozen=True, slots=True)
class ExpertPanel:
    """Who may review, what each must avoid, and every fault of the tables that say so."""

    experts: tuple[Expert, ...]
    avoidances: tuple[Avoidance, ...]
    avoided: Avoided
    problems: tuple[Problem, ...]

    @property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """(assessor, unit): experts, whole teams, and in 推磨互评 units."""
        return frozenset(self.avoided)

    def must_avoid(self, assessor: str, unit: str) -> bool:
        """Whether an assessor (expert, team, or unit) must keep away from a unit."""
        return assessor == unit or (assessor, unit) in self.avoided

    def pool(self, terms: ReviewTerms) -> Pool:
        """Whom units may be given to: teams or experts."""
        return pool(self.experts, self.avoided, teams=terms.by == "team")

    def markers(self, terms: ReviewTerms) -> Pool:
        """Who may hand in a sheet: as `pool`, but experts where each member of a team marks."""
        return pool(self.experts, self.avoided, teams=terms.marks == "agreed")


def expert_panel(year: Year) -> ExpertPanel:
    """The year's experts and avoidances; nobody and nothing where there are no tables."""
    terms = year.settings.review
    tables = read_expert_tables(
        year.folder / OUTSIDE,
        year.units,
        teams=terms is not None and terms.by == "team",
        employer=terms.employer if terms is not None else "",
    )
    avoidances = (*tables.avoidances, *_reviewed_before(year, {e.code for e in tables.experts}))
    return ExpertPanel(
        tables.experts,
        avoidances,
        avoided(tables.experts, avoidances),
        tuple(tables.problems),
    )


def sound_panel(year: Year) -> ExpertPanel:
    """As `expert_panel`. Raises CannotGoOn with what must be mended before anything is drawn."""
    found = expert_panel(year)
    if heavy := [each for each in found.problems if each.blocking]:
        raise CannotGoOn(*heavy)
    return found


def _reviewed_before(year: Year, known: set[str]) -> Iterator[Avoidance]:
    """Own earlier reviews 以前评审过: last year's assignment, a team by its members of then."""
    if not year.settings.last_year:
        return
    folder = year.folder / year.settings.last_year
    told = originals.load(folder / ASSIGNMENTS, Assignments) or Assignments()
    members = _teams_then(folder, year)
    newest = {(each.round, each.way): each for each in told.assignments}
    for (round_, _), assignment in newest.items():
        if round_ not in _COUNTS_AS_REVIEWED:
            continue
        for unit, sat in assignment.units.items():
            who = {code for each in sat for code in members.get(each, (each,))}
            for code in sorted(who & known):
                yield Avoidance(
                    expert=code,
                    unit=unit,
                    ground=Ground.REVIEWED,
                    place=Place("上年评审分工"),
                )


def _teams_then(folder: Path, year: Year) -> dict[str, tuple[str, ...]]:
    return teams_of(read_expert_tables(folder / OUTSIDE, year.units, teams=False).experts)


def must_avoid_now(panel: ExpertPanel, assignments: Assignments) -> list[Problem]:
    """Pairs of the assignments that count which now must be avoided 分工以后才声明的 (V425)."""
    newest = {(each.round, each.way): each for each in assignments.assignments}
    told: dict[tuple[str, str], Problem] = {}
    for assignment in newest.values():
        for unit, sat in assignment.units.items():
            for each in sat:
                if reasons := panel.avoided.get((each, unit), ()):
                    why = "、".join(dict.fromkeys(f"“{r.ground.chinese}”" for r in reasons))
                    told[unit, each] = problem(
                        "V425", reasons[0].place, unit=unit, unit_code=unit, what=each, why=why
                    )
    return [told[key] for key in sorted(told)]
