"""Contradictions 前后不合: numbers that stand above or below another field they may not pass.

A school's own slip is caught when its form is read; here is what the office imported and what the
reviewers settled, which no form could check.
"""

from __future__ import annotations

import numpy as np

from engine.judging.case import Case
from engine.judging.cohort import Cohort
from engine.language.fields import Field
from engine.records.exact import Truths, rescale
from engine.records.problem import NOWHERE, Place, Problem, problem
from engine.records.states import READABLE
from engine.rubric.standard import Item


def contradictions(case: Case, cohort: Cohort) -> list[Problem]:
    """A warning (V416) for every number in use that passes its neighbour; no point moves."""
    scope = case.standard.scope
    return [
        problem(
            "V416",
            _place(case, cohort.units[at].code, item, field),
            unit=cohort.units[at].code,
            indicator=item.code,
            title=field.title,
            what=f"{word}“{scope[other].title}”",
        )
        for item in case.standard.items
        for field in item.fields
        for other, word in ((field.at_most, "大于"), (field.at_least, "小于"))
        if other is not None
        for at in np.flatnonzero(_passed(cohort, field, scope[other], word == "大于")).tolist()
    ]


def _passed(cohort: Cohort, field: Field, other: Field, above: bool) -> Truths:
    """Units where both numbers are asked and known and the first passes the second."""
    one, two = cohort.effective[field.code], cohort.effective[other.code]
    places = max(field.places, other.places)
    first = rescale(one.values, field.places, places)
    second = rescale(two.values, other.places, places)
    passed = first > second if above else first < second
    for column in (one, two):
        passed = passed & (column.states <= READABLE)
        if column.asked is not None:
            passed = passed & column.asked
    return passed


def _place(case: Case, unit: str, item: Item, field: Field) -> Place:
    """The cell the number in use came from."""
    ruling = case.rulings.get(unit, {}).get(item.code)
    sources = (
        ruling.values if ruling is not None else {},
        case.office.get(unit, {}),
        case.intake.counted[unit].answers,
    )
    return next((known[field.code].place for known in sources if field.code in known), NOWHERE)
