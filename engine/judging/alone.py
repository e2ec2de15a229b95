"""Units before anyone has reviewed them: what a self-check, an intake and a progress may say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from engine.judging.case import Case, Terms
from engine.records.submission import Answer, Intake, RosterUnit, Submission
from engine.rubric.plan import AwardPlan, Publicity
from engine.rubric.standard import Standard

ALONE = "自查"
_NO_DATE = date(2000, 1, 1)  # dates matter only once something is awarded


def alone(
    standard: Standard,
    unit: RosterUnit,
    submission: Submission,
    office: Mapping[str, Mapping[str, Answer]],
) -> Case:
    """A case of one submission, without rulings, decisions or awards."""
    return unjudged(standard, (unit,), Intake(counted={unit.code: submission}), office)


def unjudged(
    standard: Standard,
    units: Iterable[RosterUnit],
    intake: Intake,
    office: Mapping[str, Mapping[str, Answer]],
) -> Case:
    """A case of what came in, without rulings, decisions or awards."""
    plan = AwardPlan(
        kind="award-plan",
        format="1",
        family=ALONE,
        edition=ALONE,
        title=ALONE,
        status="draft",
        rubric=standard.rubric.reference,
        awards=(),
        publicity=Publicity(working_days=1),
    )
    terms = Terms(
        ALONE, ALONE, _NO_DATE, _NO_DATE, _NO_DATE, _NO_DATE, (), {}, lost_points=Decimal(0)
    )
    return Case(standard, plan, terms, tuple(units), {}, intake, office, {})
