"""Laws of 合成 (awards.md P28): within the marks, no order, monotone, and what is not says so."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from itertools import islice, permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.judging.pooling import far_apart, one_of
from engine.records.exact import Rounding, from_units
from engine.records.review import Combination, Review, ReviewTerms
from tests.judging.reviewing import assigned, combined, marked, said, sheet

MODES = list(Rounding)
COUNTS: dict[Combination, tuple[int, int]] = {
    "mean": (1, 9), "median": (1, 9), "three": (3, 3), "trimmed-mean": (5, 9),
    "third-if-apart": (2, 3),
}  # fmt: skip
RULES: list[Combination] = list(COUNTS)


@st.composite
def a_rule_and_marks(draw: st.DrawFn) -> tuple[Combination, list[Decimal], int, Rounding]:
    """Marks from 0 to 10 of one or two places, and a rounding to as many or more."""
    rule = draw(st.sampled_from(RULES))
    low, high = COUNTS[rule]
    finest = draw(st.integers(1, 2))
    units = draw(st.lists(st.integers(0, 10 * 10**finest), min_size=low, max_size=high))
    places = draw(st.integers(finest, 4))
    return rule, [from_units(n, finest) for n in units], places, draw(st.sampled_from(MODES))


def by_hand(rule: Combination, marks: list[Decimal]) -> Fraction:
    """The exact outcome, straight from the words of the rule."""
    exact = sorted(map(Fraction, marks))
    if rule == "mean":
        return sum(exact, Fraction(0)) / len(exact)
    if rule == "trimmed-mean":
        left = list(exact)
        left.remove(max(left))
        left.remove(min(left))
        return sum(left, Fraction(0)) / len(left)
    if rule == "third-if-apart" and len(exact) == 2:
        return (exact[0] + exact[1]) / 2
    half, odd = divmod(len(exact), 2)
    return exact[half] if odd else (exact[half - 1] + exact[half]) / 2


def rounded(value: Fraction, places: int, mode: Rounding) -> Fraction:
    """One rounding of a number that is not below 0."""
    scaled = value * 10**places
    half_up = mode is Rounding.HALF_UP
    whole = math.floor(scaled + Fraction(1, 2)) if half_up else round(scaled)
    return Fraction(whole, 10**places)


@given(a_rule_and_marks())
def test_every_rule_is_its_words_in_fractions_rounded_once(
    drawn: tuple[Combination, list[Decimal], int, Rounding],
) -> None:
    rule, marks, places, mode = drawn
    assert Fraction(one_of(rule, marks, places, mode)) == rounded(
        by_hand(rule, marks), places, mode
    )


@given(a_rule_and_marks())
def test_the_outcome_lies_within_the_marks_and_does_not_care_for_their_order(
    drawn: tuple[Combination, list[Decimal], int, Rounding],
) -> None:
    rule, marks, places, mode = drawn
    found = one_of(rule, marks, places, mode)
    assert min(marks) <= found <= max(marks)
    for other in (*islice(permutations(marks), 12), marks[::-1]):
        assert one_of(rule, list(other), places, mode) == found


@given(a_rule_and_marks(), st.integers(0, 8), st.decimals(0, 5, places=2))
def test_with_so_many_marks_a_higher_mark_never_lowers_the_outcome(
    drawn: tuple[Combination, list[Decimal], int, Rounding], at: int, more: Decimal
) -> None:
    rule, marks, places, mode = drawn
    raised = [*marks]
    raised[at % len(marks)] += more
    assert one_of(rule, raised, places, mode) >= one_of(rule, marks, places, mode)


LINE = ReviewTerms(
    by="expert", per_unit=2, marks="individual", combine="third-if-apart", apart=Decimal("0.04")
)


def with_a_third(first: str, second: str, third: str) -> Decimal:
    """Two marks out of 100 with a line of 4, the third asked where they are apart."""
    marks = [Decimal(first), Decimal(second)]
    if far_apart(LINE, marks, Decimal(100)):
        marks.append(Decimal(third))
    return one_of("third-if-apart", marks, 2, Rounding.HALF_UP)


def test_across_its_line_the_rule_with_a_third_is_not_monotone() -> None:
    assert with_a_third("80", "84", "70") == 82
    assert with_a_third("80", "85", "70") == 80


@given(*[st.integers(0, 100)] * 3, st.integers(0, 100))
def test_on_one_side_of_its_line_it_is(first: int, second: int, third: int, more: int) -> None:
    higher = min(100, second + more)
    sides = {
        far_apart(LINE, [Decimal(first), Decimal(each)], Decimal(100)) for each in (second, higher)
    }
    if len(sides) == 1:
        before = with_a_third(str(first), str(second), str(third))
        assert with_a_third(str(first), str(higher), str(third)) >= before


@pytest.mark.parametrize("rule", RULES)
@settings(max_examples=25)
@given(data=st.data())
def test_dropping_a_mark_of_one_unit_changes_no_other_units_ruling(
    rule: Combination, data: st.DataObject
) -> None:
    people = [f"E{n}" for n in range({"trimmed-mean": 5, "three": 3}.get(rule, 2))]
    units = ("U1", "U2", "U3")
    sheets = [
        sheet(who, said("1.4", D1=str(data.draw(st.integers(0, 4)))), unit=unit)
        for unit in units
        for who in people
    ]
    given_ = assigned(dict.fromkeys(units, people))
    whole = combined(rule, sheets, given_)
    gone: Review = data.draw(st.sampled_from(sheets))
    less = combined(rule, [each for each in sheets if each is not gone], given_)
    for unit in units:
        if unit != gone.unit:
            assert less.rulings.get(unit) == whole.rulings.get(unit)
            assert told(less, unit) == told(whole, unit)
    assert ("1.4", "no-mark", (gone.assessor,)) in told(less, gone.unit)


def told(found: Any, unit: str) -> list[Any]:
    """What waits of one unit."""
    return [(w.indicator, w.why, w.owed_by) for w in found.waiting if w.unit == unit]


@pytest.mark.parametrize("rule", RULES)
@settings(max_examples=25)
@given(data=st.data())
def test_the_order_in_which_sheets_come_means_nothing(
    rule: Combination, data: st.DataObject
) -> None:
    people = [f"E{n}" for n in range({"trimmed-mean": 5, "three": 3}.get(rule, 2))]
    marks = {who: str(data.draw(st.integers(0, 4))) for who in people}
    third = marked({"E9": str(data.draw(st.integers(0, 4)))}, round="third")
    given_ = assigned({"U1": people}), assigned({"U1": ["E9"]}, round="third")
    sheets = [*marked(marks), *third]
    shuffled: list[Review] = data.draw(st.permutations(sheets))
    assert combined(rule, shuffled, *given_) == combined(rule, sheets, *given_)
