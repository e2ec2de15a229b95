"""From the sheets that stand to what they settle 评审结果: which count, as one each, combined."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from engine.judging.combining import combine
from engine.judging.review_counting import Reviewers, that_may_count, without_reason
from engine.judging.typed_twice import Copies, as_one
from engine.records.problem import Problem
from engine.records.review import COMBINED, Assignments, Review, ReviewTerms, TypedApart, Waiting
from engine.records.submission import Ruling, Submission
from engine.rubric.standard import Standard


@dataclass(frozen=True, slots=True)
class Settled:
    """What the sheets come to, and each sheet that had a part in it."""

    reviews: tuple[Review, ...]
    rulings: Mapping[str, dict[str, Ruling]]
    waiting: tuple[Waiting, ...]
    problems: tuple[Problem, ...]
    apart: tuple[TypedApart, ...] = ()
    """What two people typed otherwise."""
    combined: tuple[Review, ...] = ()
    """Of `reviews` those that `rulings` come of, by `assignments` and but for `avoid`."""
    assignments: Assignments = field(default_factory=Assignments)
    avoid: frozenset[tuple[str, str]] = frozenset()


def settle(
    standard: Standard,
    terms: ReviewTerms,
    reviewers: Reviewers,
    sheets: Iterable[Review],
    submissions: Mapping[str, Submission],
    offsets: Mapping[str, Decimal] | None = None,
    unasked: Mapping[str, Collection[str]] | None = None,
) -> Settled:
    """What the sheets that stand come to, whatever the order they are given in.

    `offsets`: what a 宽严校正 on record takes off each assessor's marks. `unasked`: unit →
    fields it is not asked for. Sheets of 试评 and 复核 are among `reviews` and never combined.
    """
    counting, problems = that_may_count(reviewers, sheets)
    copies = as_one(standard, counting)
    problems += copies.problems
    reviews = []
    for each in copies.reviews:
        kept, lacking = _with_reasons(standard, each, submissions.get(each.unit))
        reviews.append(kept)
        problems += lacking
    assignments, combined = _as_main(reviewers.assignments, reviews)
    avoid = reviewers.avoiding()
    found = combine(
        standard, terms, assignments, combined, offsets=offsets, avoid=avoid, unasked=unasked
    )
    return Settled(
        reviews=tuple(reviews),
        rulings=found.rulings,
        waiting=tuple(_waits(found.waiting, copies)),
        problems=tuple(problems),
        apart=copies.apart,
        combined=tuple(combined),
        assignments=assignments,
        avoid=avoid,
    )


def _with_reasons(
    standard: Standard, review: Review, submission: Submission | None
) -> tuple[Review, list[Problem]]:
    """A sheet without the items that lack a reason, and what they lack."""
    lacking = {
        code: told
        for code, ruling in review.rulings.items()
        if (told := without_reason(standard, ruling, submission))
    }
    rulings = {code: each for code, each in review.rulings.items() if code not in lacking}
    problems = [each for told in lacking.values() for each in told]
    return review.model_copy(update={"rulings": rulings}), problems


def _as_main(assignments: Assignments, reviews: list[Review]) -> tuple[Assignments, list[Review]]:
    """What is combined: where nobody else reviews, 推磨互评 is the review."""
    rounds = {each.round for each in assignments.assignments}
    combined = [each for each in reviews if each.round in COMBINED]
    if "main" in rounds or "mutual" not in rounds:
        return assignments, combined
    mutual = {"round": "main"}
    moved = tuple(
        each.model_copy(update=mutual) if each.round == "mutual" else each
        for each in assignments.assignments
    )
    combined += [each.model_copy(update=mutual) for each in reviews if each.round == "mutual"]
    return Assignments(assignments=moved), combined


def _waits(waiting: Iterable[Waiting], copies: Copies) -> Iterable[Waiting]:
    """Where an assessor did mark and the typing is apart, the typing is what is waited for."""
    typed = {
        (each.unit, each.assessor, each.indicator): (
            f"{each.assessor}的表：“{each.title}”甲录{each.first}、乙录{each.second}"
        )
        for each in copies.apart
    }
    half = {(slot.unit, slot.assessor): entry for slot, entry in copies.half.items()}
    for each in waiting:
        owing = []
        for who in each.owed_by if each.why == "no-mark" else ():
            said = typed.get((each.unit, who, each.indicator), "")
            if entry := half.get((each.unit, who)):
                said = f"{who}的表只有{entry}录的一份"
            if said:
                yield each.model_copy(update={"why": "typed-apart", "owed_by": (), "said": said})
            else:
                owing.append(who)
        if each.why != "no-mark" or owing:
            yield each.model_copy(update={"owed_by": tuple(owing)}) if owing else each
