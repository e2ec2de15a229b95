"""评审分析 of 2,000 units × 200 assessors, three to a unit, of the shipped rubric's 38 items.

Baselines: `severity` beside numpy's least squares over a column per unit and assessor; `alpha`
beside the krippendorff library; `opinions` beside a plain loop that scores a case of one unit for
every sheet, timed on 60 sheets and scaled up; `diagnosis` is everything, and has none.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import krippendorff
import numpy as np

from engine.files.rubric_store import standard_store
from engine.judging.agreement import Ratings, interval_alpha
from engine.judging.alone import unjudged
from engine.judging.case import Case
from engine.judging.cohort import gather
from engine.judging.diagnosing import diagnose
from engine.judging.opinions import opinions
from engine.judging.settling import judged_alone
from engine.judging.severity import severity
from engine.language.fields import Kind, Source
from engine.records.diagnosis import Note
from engine.records.review import Review
from engine.records.states import State
from engine.records.submission import (
    Answer,
    Intake,
    RosterUnit,
    Ruling,
    Submission,
    Verdict,
)
from engine.rubric.preparing import prepare

UNITS, ASSESSORS, EACH = 2_000, 200, 3
FIGURES = tuple(f"{what}-2k-x-200" for what in ("severity", "alpha", "opinions", "diagnosis"))
_LOOPED = 60


def run() -> Iterator[dict[str, Any]]:
    """Seconds."""
    marks = _marks()
    names = [f"E{n:03}" for n in range(ASSESSORS)]
    ours, theirs = _best(lambda: severity(marks, names)), _timed(lambda: _least_squares(marks))
    yield _figure("severity", ours, theirs)
    matrix = np.full((ASSESSORS, UNITS), np.nan)
    matrix[marks.assessors, marks.units] = marks.values
    level = "interval"
    theirs = _timed(lambda: krippendorff.alpha(reliability_data=matrix, level_of_measurement=level))
    yield _figure("alpha", _best(lambda: interval_alpha(marks)), theirs)
    case = _case(marks)
    ours, theirs = _timed(lambda: opinions(case)), _timed(lambda: _one_by_one(case))
    yield _figure("opinions", ours, theirs * len(case.reviews) / _LOOPED)
    yield _figure("diagnosis", _timed(lambda: diagnose(case, {}, Note())), None)


def _figure(what: str, value: float, baseline: float | None) -> dict[str, Any]:
    return {"name": f"{what}-2k-x-200", "value": value, "unit": "s", "baseline": baseline}


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return round(time.perf_counter() - start, 5)


def _best(work: Callable[[], object]) -> float:
    return min(_timed(work) for _ in range(5))


def _marks() -> Ratings:
    """Shares with two places; every unit by three assessors."""
    draw = np.random.default_rng(1)
    units = np.repeat(np.arange(UNITS), EACH)
    who = np.concatenate([draw.choice(ASSESSORS, EACH, replace=False) for _ in range(UNITS)])
    values = 0.8 + 0.1 * draw.normal(size=UNITS)[units] + 0.03 * draw.normal(size=ASSESSORS)[who]
    values = np.clip(np.round(values + 0.03 * draw.normal(size=units.size), 2), 0, 1)
    return Ratings(units, who, values)


def _least_squares(marks: Ratings) -> None:
    design = np.zeros((marks.values.size, UNITS + ASSESSORS))
    rows = np.arange(marks.values.size)
    design[rows, marks.units] = 1
    design[rows, UNITS + marks.assessors] = 1
    np.linalg.lstsq(design, marks.values, rcond=None)


def _case(marks: Ratings) -> Case:
    """Every unit claims the same; every assessor accepts it, or amends one number in ten."""
    loaded = standard_store(None).load("wuhao-school@2025")
    standard, _ = prepare(loaded.rubric)
    roster, told = [], []
    texts = {
        f.code: f.options[0] if f.options else "2025-03-01" if f.type is Kind.DATE else "1"
        for f in standard.own_fields.values()
    }
    answers = {
        code: Answer(value=texts[code], state=State.CLAIMED)
        for code, field in standard.own_fields.items()
        if field.source is Source.SCHOOL and field.type in (Kind.NUMBER, Kind.CHOICE, Kind.YES_NO)
    }
    for at in range(UNITS):
        code = f"{at:05}"
        roster.append(RosterUnit(code=code, name=code, status="参评", fields={}))
    counted = {
        unit.code: Submission(
            unit=unit.code, file="", sha256="", edition="", structure="", answers=answers,
            rows_read=0, rows_expected=0,
        )
        for unit in roster
    }  # fmt: skip
    for unit, who, share in zip(*(c.tolist() for c in marks), strict=True):
        code, rulings = f"{unit:05}", {}
        for item in standard.items:
            values = {}
            for field in item.fields:
                if field.source is Source.REVIEWER and field.type is Kind.NUMBER:
                    most = field.maximum or Decimal(1)
                    given = round(Decimal(str(share)) * most, 1) if item.marks else most
                    values[field.code] = Answer(value=str(given), state=State.VERIFIED)
            rulings[item.code] = Ruling(
                unit=code, indicator=item.code, verdict=Verdict.ACCEPT, values=values, reason="示例"
            )
        told.append(Review(unit=code, assessor=f"E{who:03}", rulings=rulings, file="", sha256=""))
    made = unjudged(standard, roster, Intake(counted=counted), {})
    return replace(made, reviews=tuple(told))


def _one_by_one(case: Case) -> None:
    known = {unit.code: unit for unit in case.roster}
    for each in case.reviews[:_LOOPED]:
        alone = replace(case, roster=(known[each.unit],), rulings={each.unit: each.rulings})
        judged_alone(gather(alone))
