"""Reviews of the small standard: who was assigned, and what each said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from engine.judging.combining import Combined, combine
from engine.records.review import Assignment, Assignments, Review, ReviewTerms
from engine.records.states import State
from engine.records.submission import Answer, Ruling, Verdict
from tests.judging.builders import standard

DAY = date(2025, 11, 20)


def terms(combine: str | None = "mean", **more: Any) -> ReviewTerms:
    """Experts one by one, as many as the rule wants; one team where there is no rule."""
    many = {"third-if-apart": 2, "three": 3, "trimmed-mean": 5, None: 1}.get(combine, 2)
    each = ("expert", "individual") if combine else ("team", "agreed")
    told = dict(zip(("by", "marks"), each, strict=True), per_unit=many, combine=combine, **more)
    if combine == "third-if-apart":
        told.setdefault("apart", "0.1")
    return ReviewTerms.model_validate(told)


def assigned(units: Mapping[str, Iterable[str]], **more: Any) -> Assignment:
    """One assignment of a round and way."""
    given = {unit: tuple(those) for unit, those in units.items()}
    return Assignment(per_unit=2, seed="1", units=given, date=DAY, **more)


def said(
    indicator: str, verdict: str | None = None, reason: str = "", **values: str | tuple[str, ...]
) -> Ruling:
    """What one assessor said of one item."""
    return Ruling(
        unit="", indicator=indicator, verdict=Verdict(verdict) if verdict else None, reason=reason,
        values={c: Answer(value=v, state=State.VERIFIED) for c, v in values.items()},
    )  # fmt: skip


def sheet(assessor: str, *rulings: Ruling, unit: str = "U1", **more: Any) -> Review:
    """One sheet of one assessor."""
    own = {each.indicator: each.model_copy(update={"unit": unit}) for each in rulings}
    return Review(unit=unit, assessor=assessor, rulings=own, file=f"{assessor}.xlsx",
                  sha256=assessor, **more)  # fmt: skip


def marked(marks: Mapping[str, str], **more: Any) -> list[Review]:
    """Sheets on which everybody marks 1.4, and nothing else."""
    return [sheet(who, said("1.4", D1=mark), **more) for who, mark in marks.items()]


def combined(
    rule: str | None,
    sheets: Iterable[Review],
    *assignments: Assignment,
    more: Mapping[str, Any] | None = None,
    **keywords: Any,
) -> Combined:
    """What becomes of sheets; by default whoever wrote a main one of U1 was assigned to it."""
    sheets = list(sheets)
    if not assignments:
        main = sorted({each.assessor for each in sheets if each.round == "main"})
        assignments = (assigned({"U1": main}),)
    given = Assignments(assignments=assignments)
    return combine(standard(), terms(rule, **(more or {})), given, sheets, **keywords)
