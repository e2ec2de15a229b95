"""What reviewers said, as a run's `inputs/` hold it: `marks.json` and `reviews.json`.

Of reasons only whether there is one; of assessors only their codes, never their names.
"""

from __future__ import annotations

from typing import Any

from engine.judging.case import Case
from engine.judging.combining import combined
from engine.judging.pooling import Pooled
from engine.judging.review_words import pooled_words, terms_words
from engine.records.exact import plain
from engine.records.review import COMBINED, Assignment, ReviewTerms
from engine.records.submission import Answer, Ruling


def value_of(answer: Answer) -> str | list[str]:
    """A canonical value as JSON."""
    return list(answer.value) if isinstance(answer.value, tuple) else answer.value


def ruling_as_input(ruling: Ruling) -> dict[str, Any]:
    """A ruling without its words."""
    return {
        "verdict": ruling.verdict.value if ruling.verdict is not None else None,
        "values": {code: value_of(answer) for code, answer in ruling.values.items()},
        "reason": bool(ruling.reason),
    }


def reviews_of(case: Case) -> dict[str, Any]:
    """The terms, who was assigned, and what each said, in an order that depends on nothing else."""
    assert case.review_terms is not None, "asked only where several review"
    counting = [each for each in case.reviews if each.round in COMBINED]
    newest = _newest(case)
    assigned = {
        (assessor, unit)
        for each in newest
        for unit, assessors in each.units.items()
        for assessor in assessors
    }
    return {
        "terms": case.review_terms.model_dump(mode="json"),
        "assignments": [
            {"round": each.round, "way": each.way,
             "units": {unit: sorted(set(those)) for unit, those in each.units.items()}}
            for each in newest
        ],
        "offsets": {who: plain(share) for who, share in case.offsets.items()},
        "avoid": sorted([unit, who] for who, unit in assigned & case.avoid),
        "reviews": [
            {"unit": each.unit, "assessor": each.assessor, "round": each.round, "way": each.way,
             "rulings": {code: ruling_as_input(own) for code, own in each.rulings.items()}}
            for each in sorted(counting, key=lambda e: (e.unit, e.round, e.way, e.assessor))
        ],
    }  # fmt: skip


def _newest(case: Case) -> list[Assignment]:
    """The assignments that count, one of each round and way."""
    told = case.assignments
    keys = {(a.round, a.way) for a in told.assignments if a.round in COMBINED}
    return [found for key in sorted(keys) if (found := told.newest(*key)) is not None]


def review_told(case: Case) -> str:
    """评审办法 and 合成办法 in sentences; "" where nothing was combined."""
    if case.review_terms is None or not case.combines:
        return ""
    rounding = case.standard.rubric.rounding
    return terms_words(case.review_terms, rounding.places, rounding.mode)


def marks_told(case: Case) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """Unit → indicator → every field with more than one mark, with what they became.

    For the office: it names assessors by their codes.
    """
    terms = case.review_terms
    if terms is None or not case.combines:
        return {}
    pooled = combined(case).pooled
    places = case.standard.places
    return {
        unit: {
            code: [_told(one, terms, places) for one in own if len(one.marks) + len(one.third) > 1]
            for code, own in items.items()
        }
        for unit, items in pooled.items()
    }


def _told(one: Pooled, terms: ReviewTerms, places: int) -> dict[str, Any]:
    return {
        "field": one.code,
        "given": {who: plain(mark) for who, mark in one.marks.items()},
        "third": {who: plain(mark) for who, mark in one.third.items()},
        "rule": terms.combine,
        "value": plain(one.value) if one.value is not None else None,
        "agreed": one.agreed,
        "words": pooled_words(one, terms, places),
    }
