"""Several marks of one item become one 合成: exact, rounded once (awards.md §1.6, P28).

Every rule is a mean of the marks it keeps, so each lies within the marks, does not care for their
order, and never falls when a mark rises. `third-if-apart` alone falls where a rise of one mark
calls for a third: 80 and 84 with a line of 4 make 82, 80 and 85 with a third of 70 make 80.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from engine.language.fields import Field
from engine.records.exact import Rounding, from_units, places_of, quotient, to_units
from engine.records.review import TRIMMED_FROM, Combination, ReviewTerms

Marks = Mapping[str, Decimal]
"""Assessor → mark."""


@dataclass(frozen=True, slots=True)
class Pooled:
    """The marks in one field and what they became; `value` is None while one is owed.

    `marks` as they were given; `third` likewise, where a third was needed; `taken`: all that went
    into the value, after 宽严校正 where the year does so. `agreed`: settled together instead.
    """

    code: str
    marks: Marks
    third: Marks = field(default_factory=dict)
    taken: Marks = field(default_factory=dict)
    value: Decimal | None = None
    agreed: bool = False


def enough(rule: Combination | None, marks: int) -> bool:
    """Whether a rule may be used on so many marks."""
    match rule:
        case None:
            return marks == 1
        case "third-if-apart":
            return marks in (2, 3)
        case "three":
            return marks == 3
        case "trimmed-mean":
            return marks >= TRIMMED_FROM
    return marks >= 1


def kept(rule: Combination, marks: Sequence[int]) -> list[int]:
    """The marks whose mean is the outcome: all, all but the two ends, or the middle one or two."""
    ordered, middle = sorted(marks), (len(marks) - 1) // 2
    if rule == "trimmed-mean":
        return ordered[1:-1]
    return ordered if rule == "mean" else ordered[middle : len(ordered) // 2 + 1]


def one_of(rule: Combination, marks: Sequence[Decimal], places: int, mode: Rounding) -> Decimal:
    """The one mark, at `places` decimals; there must be `enough` marks."""
    finest = max(places_of(each) for each in marks)
    taken = kept(rule, [to_units(each, finest) for each in marks])
    top, bottom = sum(taken) * 10**places, len(taken) * 10**finest
    return from_units(quotient(top, bottom, mode), places)


def far_apart(terms: ReviewTerms, marks: Sequence[Decimal], full: Decimal) -> bool:
    """Whether two marks differ by more than the line 分差线, a share of the full points."""
    return terms.apart is not None and max(marks) - min(marks) > terms.apart * full


def without_severity(asked: Field, marks: Marks, offsets: Marks) -> Marks:
    """Marks less the share of full points by which their assessor is lenient 宽严校正.

    Held within the field.
    """
    low, full = asked.minimum, asked.maximum
    assert low is not None and full is not None, "a mark is a number"
    return {
        who: min(full, max(low, mark - offsets[who] * full)) if who in offsets else mark
        for who, mark in marks.items()
    }
