"""宽严校正: offsets of assessors taken out of their marks, and who would then win.

A note for the chair. It enters a result only by a decision on record that the year's ReviewTerms
announced before anything was marked; both judge the whole rule with its caps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from engine.judging.awarding import AwardResult
from engine.judging.case import Case
from engine.judging.combining import combine
from engine.judging.opinions import opinions
from engine.judging.outcome import judge
from engine.judging.severity import severity
from engine.records.diagnosis import Note, Severity, Swap

PLACES = 4
"""Decimal places of an offset, as a share of full points."""
NO_TERMS = "一个单位只有一个考评分，没有合成办法（combine）"
APART = "公共评审单位不够，各评审人连不成一片，彼此不可比"
NO_MARKS = "没有可以校正的考评分"


def severity_of_marks(case: Case) -> Severity:
    """Offsets by 考评分 alone: facts are settled together, not corrected."""
    found = opinions(case)
    return severity(found.whole(marks_only=True), found.assessors)


def offsets_of(found: Severity) -> dict[str, Decimal]:
    """Assessor → offset as an exact share; {} where not everybody can be compared."""
    if not found.connected:
        return {}
    return {
        one.who: Decimal(round(one.value * 10**PLACES)).scaleb(-PLACES)
        for one in sorted(found.components[0], key=lambda one: one.who)
    }


def note(case: Case) -> Note:
    """What the awards would be with everybody's offset taken out of their marks."""
    if case.review_terms is None or case.review_terms.combine is None:
        return Note(NO_TERMS)
    found = severity_of_marks(case)
    if not found.components:
        return Note(NO_MARKS)
    if not found.connected:
        return Note(APART)
    offsets = offsets_of(found)
    before, after = judge(case), judge(adjusted(case, offsets))
    pairs = zip(before.awards, after.awards, strict=True)
    swaps = tuple(_swap(one, other) for one, other in pairs)
    return Note(
        offsets=offsets,
        swaps=tuple(each for each in swaps if each.enter or each.leave or each.tied),
        winners=len({unit for award in before.awards for unit in award.winners}),
    )


def adjusted(case: Case, offsets: Mapping[str, Decimal]) -> Case:
    """The case with marks corrected; what then waits for a further mark keeps what it had."""
    assert case.review_terms is not None
    found = combine(
        case.standard, case.review_terms, case.assignments, case.reviews,
        offsets=offsets, avoid=case.avoid,
    ).rulings  # fmt: skip
    rulings = {
        unit: {**case.rulings.get(unit, {}), **found.get(unit, {})}
        for unit in {**case.rulings, **found}
    }
    return replace(case, rulings=rulings)


def why_not(found: Note) -> str:
    """Why there is nothing to take off."""
    return found.why or NO_MARKS


def _swap(before: AwardResult, after: AwardResult) -> Swap:
    tied = {unit for tie in after.open_ties for unit in tie.codes}
    tied -= {unit for tie in before.open_ties for unit in tie.codes}
    return Swap(
        before.award.title,
        enter=tuple(unit for unit in after.winners if unit not in before.winners),
        leave=tuple(unit for unit in before.winners if unit not in after.winners),
        tied=tuple(sorted(tied)),
    )
