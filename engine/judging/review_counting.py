"""Which sheets may count: whose assessor is known, was given the unit, and need not avoid it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from engine.language.fields import Kind, Source
from engine.records.problem import Place, Problem, problem
from engine.records.review import AGREED, Assignment, Assignments, Review
from engine.records.submission import Ruling, Submission
from engine.rubric.standard import Standard


@dataclass(frozen=True, slots=True)
class Reviewers:
    """Who reviews in a year 评审人, what each was given and what each must keep away from."""

    assessors: frozenset[str]
    """Experts and teams by code."""
    units: frozenset[str]
    avoid: frozenset[tuple[str, str]]
    """(assessor, unit) that must keep apart 回避, whenever that was said."""
    assignments: Assignments = field(default_factory=Assignments)

    def knows(self, review: Review) -> bool:
        """Whether its assessor is on the list; in 推磨互评 a unit is, for 合议 nobody need be."""
        if review.round == "mutual":
            return review.assessor in self.units
        return review.assessor in self.assessors or (
            review.round == "agreed" and review.assessor == AGREED
        )

    def must_avoid(self, assessor: str, unit: str) -> bool:
        """Whether an assessor must keep away from a unit."""
        return assessor == unit or (assessor, unit) in self.avoid

    def avoiding(self) -> frozenset[tuple[str, str]]:
        """(assessor, unit) of all that is assigned and must keep apart."""
        return frozenset(
            (assessor, unit)
            for each in self.assignments.assignments
            for unit, assessors in each.units.items()
            for assessor in assessors
            if self.must_avoid(assessor, unit)
        )

    def given(self, review: Review) -> bool:
        """Whether a unit was given to the assessor of a sheet of it.

        合议 is of whatever was given to anybody, by all together or by one of those; 试评 and 复核
        are held to an assignment of their own only where there is one.
        """
        if review.round == "agreed":
            main = self._assignment(review, "main") or self._assignment(review, "mutual")
            given = main.units.get(review.unit, ()) if main is not None else ()
            return bool(given) and review.assessor in (AGREED, *given)
        found = self._assignment(review, review.round)
        if found is None:
            return review.round in ("trial", "recheck")
        return review.assessor in found.units.get(review.unit, ())

    def _assignment(self, review: Review, round_: str) -> Assignment | None:
        fits = [
            each
            for each in self.assignments.assignments
            if each.round == round_ and each.way in (review.way, "")
        ]
        own = [each for each in fits if each.way == review.way]
        found = own or fits
        return found[-1] if found else None


def that_may_count(
    reviewers: Reviewers, sheets: Iterable[Review]
) -> tuple[list[Review], list[Problem]]:
    """The sheets that may count, and why each other one does not."""
    counting: list[Review] = []
    problems: list[Problem] = []
    for each in sheets:
        code = _fault(reviewers, each)
        if code:
            place = Place(each.file)
            problems.append(problem(code, place, unit=each.unit, unit_code=each.unit))
        else:
            counting.append(each)
    return counting, problems


def _fault(reviewers: Reviewers, review: Review) -> str:
    if not reviewers.knows(review):
        return "V430"
    if reviewers.must_avoid(review.assessor, review.unit):
        return "V432"
    return "" if reviewers.given(review) else "V431"


def without_reason(
    standard: Standard, ruling: Ruling, submission: Submission | None
) -> list[Problem]:
    """V437 for each 核定值 that is not what the unit claimed, where nothing says why."""
    item = standard.by_code[ruling.indicator]
    told = ruling.reason or any(
        each.code in ruling.values
        for each in item.fields
        if each.type is Kind.TEXT and each.source is Source.REVIEWER
    )
    if told:
        return []
    claims = submission.answers if submission is not None else {}
    found = []
    for asked in item.fields:
        settled = ruling.values.get(asked.code)
        if asked.source is not Source.SCHOOL or settled is None:
            continue
        claim = claims.get(asked.code)
        if claim is None or claim.value != settled.value:
            found.append(
                problem(
                    "V437",
                    settled.place,
                    unit=ruling.unit,
                    indicator=item.code,
                    title=f"{item.code} {asked.title}",
                )
            )
    return found
