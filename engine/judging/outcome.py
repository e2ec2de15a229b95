"""One run's outcome: scores, ranks, grades, awards and the look-back list of a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from engine.judging.awarding import AwardResult, decide
from engine.judging.case import PARTICIPATING, Case
from engine.judging.closing import closing_problems
from engine.judging.cohort import gather
from engine.judging.contradictions import contradictions
from engine.judging.eligibility import Standing
from engine.judging.grading import Applied, applied_exclusions, grade, unused_conclusions
from engine.judging.lookback import Entry, list_for
from engine.judging.ranking import competition_ranks, group_ranks
from engine.judging.rechecking import Rechecked, decided_items, with_rechecks
from engine.judging.scoring import Scores, score
from engine.records.exact import Integers
from engine.records.problem import Problem
from engine.records.states import UnitState


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything that was decided. Arrays are in the order of `scores.cohort.units`."""

    case: Case
    """As every 复核决定 leaves it."""
    told: Case
    """As it was given: what the reviewers and 收口 alone settled."""
    scores: Scores
    before: Scores
    """Without any 复核决定; `scores` itself where there is none."""
    rechecked: Rechecked
    ranks: Integers
    group_ranks: Mapping[str, Integers]
    grades: Mapping[str, str | None]
    """Unit → grade; every roster unit has an entry."""
    exclusions: Mapping[str, tuple[Applied, ...]]
    standings: tuple[Standing, ...]
    awards: tuple[AwardResult, ...]
    lookback: tuple[Entry, ...]
    problems: tuple[Problem, ...]


def judge(told: Case) -> Outcome:
    """Score, rank, grade and award a case. Pure: the same case gives the same outcome."""
    case = with_rechecks(told)
    cohort = gather(case)
    scores = score(cohort, case.closings)
    before = score(gather(told), told.closings) if case is not told else scores
    decisions = closing_problems(case.closings, cohort, scores.items)
    decisions += [*unused_conclusions(case), *contradictions(case, cohort)]
    ranked = scores.final & np.array([u.status == PARTICIPATING for u in cohort.units], dtype=bool)
    in_groups = {
        column: group_ranks(scores.total, ranked, [u.fields.get(column, "") for u in cohort.units])
        for column in case.terms.groups
    }
    exclusions = applied_exclusions(case)
    standings = _standings(case, scores, exclusions)
    rechecked = decided_items(told)
    return Outcome(
        case=case,
        told=told,
        scores=scores,
        before=before,
        rechecked=rechecked,
        ranks=competition_ranks(scores.total, ranked),
        group_ranks=in_groups,
        grades=_grades(case, standings, scores.places),
        exclusions=exclusions,
        standings=standings,
        awards=tuple(decide(award, standings, case) for award in case.plan.awards),
        lookback=list_for(case, scores, rechecked),
        problems=(*case.problems, *case.intake.problems, *_of_submissions(case), *scores.problems,
                  *decisions),
    )  # fmt: skip


def _of_submissions(case: Case) -> list[Problem]:
    return [p for unit in case.counted for p in case.intake.counted[unit.code].problems]


def _standings(
    case: Case, scores: Scores, exclusions: Mapping[str, tuple[Applied, ...]]
) -> tuple[Standing, ...]:
    position = {unit.code: i for i, unit in enumerate(scores.cohort.units)}
    found = []
    for unit in case.roster:
        at = position.get(unit.code)
        found.append(
            Standing(
                unit=unit,
                state=_unit_state(case, scores, unit.code, at),
                total=int(scores.total[at]) if at is not None else 0,
                base=int(scores.totals.base[at]) if at is not None else 0,
                bonus=int(scores.totals.bonus[at]) if at is not None else 0,
                sections={
                    code: (int(each.points[at]), int(each.whole[at])) if at is not None else (0, 0)
                    for code, each in scores.totals.sections.items()
                },
                open_items=_open_items(scores, at),
                exclusions=exclusions.get(unit.code, ()),
                history=case.history.get(unit.code, {}),
            )
        )
    return tuple(found)


def _unit_state(case: Case, scores: Scores, code: str, at: int | None) -> str:
    if at is None:
        return UnitState.BLOCKED if code in case.intake.blocked else UnitState.ABSENT
    return UnitState.FINAL if scores.final[at] else UnitState.PROVISIONAL


def _open_items(scores: Scores, at: int | None) -> tuple[str, ...]:
    if at is None:
        return ()
    return tuple(code for code, judged in scores.items.items() if not judged.decided[at])


def _grades(case: Case, standings: tuple[Standing, ...], places: int) -> dict[str, str | None]:
    rubric = case.standard.rubric
    on_total = rubric.grades is not None and rubric.grades.on == "total"
    found = {}
    for standing in standings:
        value = standing.total if on_total else standing.base
        known = value if standing.state == UnitState.FINAL else None
        limits = standing.exclusions if standing.state != UnitState.BLOCKED else ()
        found[standing.unit.code] = grade(rubric, known, places, limits)
    return found
