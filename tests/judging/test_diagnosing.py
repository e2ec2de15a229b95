"""The diagnosis says how far assessors agree and who is severe, and changes no result."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from engine.judging.adjusting import APART, NO_TERMS, adjusted, note, offsets_of, severity_of_marks
from engine.judging.agreement import NOBODY_TWICE
from engine.judging.case import Case
from engine.judging.combining import combine
from engine.judging.diagnosing import TRIAL, diagnose, diagnose_trial
from engine.judging.opinions import opinions
from engine.judging.outcome import judge
from engine.records.diagnosis import Note, Swap
from engine.records.review import Assignment, Assignments, Review, ReviewTerms
from tests.judging.builders import AWARD, Unit, case, mark, ruling
from tests.judging.reviewed import review, reviewed
from tests.judging.simulated import TEAMS, marked_year

TERMS = ReviewTerms(by="expert", per_unit=1, common=2, marks="individual", combine="mean")
ONE_SEAT = {**AWARD, "quota": {"base": "roster", "rounding": "floor", "number": 1}}
MARKS = {
    # 甲 gives 0.4 more than 乙 where both marked; A only had 乙, B only 甲.
    **dict.fromkeys(("A/乙",), "3.4"), **dict.fromkeys(("B/甲",), "3.6"),
    "C/甲": "3.0", "C/乙": "2.6", "D/甲": "2.4", "D/乙": "2.0", "E/甲": "2.9", "E/乙": "2.5",
}  # fmt: skip


def said(marks: dict[str, str]) -> list[Review]:
    """“unit/assessor” → mark; everything else is accepted, so that only the mark is open."""
    told = []
    for key, given in marks.items():
        unit, _, who = key.partition("/")
        told.append(review(unit, who, mark(given), ruling("1.1", "accept")))
    return told


def assignments(reviews: list[Review]) -> Assignments:
    units: dict[str, list[str]] = {}
    for each in reviews:
        units.setdefault(each.unit, []).append(each.assessor)
    given = {unit: tuple(sorted(whose)) for unit, whose in units.items()}
    return Assignments(
        assignments=(Assignment(per_unit=1, seed="1", units=given, date=date(2025, 11, 1)),)
    )


def year(reviews: list[Review]) -> Case:
    """The case with what the reviews were combined into."""
    codes = sorted({each.unit for each in reviews})
    made = case(*(Unit(code, rulings={}) for code in codes), awards=[ONE_SEAT])
    found = combine(made.standard, TERMS, assignments(reviews), reviews)
    return replace(made, rulings=found.rulings, reviews=tuple(reviews), review_terms=TERMS,
                   assignments=assignments(reviews))  # fmt: skip


def test_the_lenient_assessor_is_found_by_the_units_both_marked() -> None:
    [component] = severity_of_marks(year(said(MARKS))).components
    assert [(one.who, round(one.value, 4)) for one in component] == [("甲", 0.05), ("乙", -0.05)]


def test_the_note_says_who_would_come_in_and_who_would_leave() -> None:
    reviews = said(MARKS)
    made = year(reviews)
    assert judge(made).awards[0].winners == ("B",)
    found = note(made)
    assert found.offsets == {"甲": Decimal("0.05"), "乙": Decimal("-0.05")}
    assert found.swaps == (Swap("示例奖", enter=("A",), leave=("B",), tied=()),)
    assert judge(made).awards[0].winners == ("B",)


def test_offsets_have_four_places_and_taking_them_out_follows_the_combining_rule() -> None:
    reviews = said({**MARKS, "E/甲": "2.8"})
    made = year(reviews)
    offsets = offsets_of(severity_of_marks(made))
    assert offsets == {"甲": Decimal("0.0458"), "乙": Decimal("-0.0458")}
    rulings = adjusted(made, offsets).rulings
    # 3.6 − 0.0458 × 4 = 3.4168, and the mark field has two places in the rubric's rounding.
    assert rulings["B"]["1.4"].values["D1"].value == "3.42"


def test_what_common_units_do_not_connect_is_not_corrected() -> None:
    reviews = said({"A/甲": "3", "B/乙": "3"})
    assert note(year(reviews)).offsets == {}
    two = said({"A/甲": "3", "A/乙": "2", "B/丙": "3", "B/丁": "2"})
    assert note(year(two)).why == APART
    assert note(replace(year(two), review_terms=None)).why == NO_TERMS


def test_items_tell_their_spread_and_agreement() -> None:
    found = diagnose(year(said(MARKS)), {}, Note())
    items = {each.indicator: each for each in found.items}
    marked = items["1.4"]
    assert (marked.units, marked.alike, marked.assessors) == (3, 0, 2)
    assert (marked.widest, marked.widest_unit) == (Decimal("0.4"), "C")
    assert marked.mean_spread == pytest.approx(0.4)
    assert (marked.icc_units, marked.icc_assessors) == (3, 2)
    assert items["1.1"].word == "几乎全同"
    assert items["1.1"].verdicts.value is None
    assert (found.units, found.compared, found.sheets) == (5, 3, 8)


def test_verdicts_that_differ_are_counted() -> None:
    made = reviewed([review("A", "甲", ruling("1.1", "accept")),
                     review("A", "乙", ruling("1.1", "no-evidence"))])  # fmt: skip
    [item] = [each for each in diagnose(made, {}, Note()).items if each.indicator == "1.1"]
    assert item.verdicts_differ == 1
    assert item.verdicts.value == pytest.approx(0)
    assert item.alpha.why == NOBODY_TWICE


def test_members_of_a_team_are_compared_and_teams_by_the_units_both_have() -> None:
    teams = {"甲": "一组", "乙": "一组", "丙": "二组", "丁": "二组"}
    marks = {"A/甲": "3", "A/乙": "3", "A/丙": "2", "A/丁": "2", "B/甲": "4", "B/乙": "4"}
    found = diagnose(reviewed(said(marks)), teams, Note())
    assert found.teams is not None
    [component] = found.teams.components
    assert [one.who for one in component] == ["一组", "二组"]
    apart = diagnose(reviewed(said({"A/甲": "3", "A/乙": "3", "B/丙": "2", "B/丁": "2"})), teams,
                     Note())  # fmt: skip
    assert apart.teams is not None
    assert apart.teams.components == () and apart.teams.alone == ("一组", "二组")


def test_a_trial_shows_each_assessor_against_the_mean_of_all() -> None:
    marks = {"甲": "4", "乙": "3", "丙": "2"}
    made = reviewed(review("A", who, mark(given), round_="trial") for who, given in marks.items())
    found = diagnose_trial(made, {})
    assert found.trial and found.note.why == TRIAL
    [one] = found.calibrations
    assert (one.indicator, one.apart) == ("1.4", 2)
    assert one.against_mean == {"甲": 1, "乙": 0, "丙": -1}


def test_another_order_of_sheets_gives_the_same_diagnosis() -> None:
    made = marked_year()
    turned = replace(made, reviews=made.reviews[::-1])
    assert diagnose(turned, TEAMS, Note()) == diagnose(made, TEAMS, Note())


def test_dropping_a_sheet_changes_no_points_of_other_sheets() -> None:
    made = marked_year()
    whole, less = opinions(made), opinions(replace(made, reviews=made.reviews[1:]))
    assert (less.points == whole.points[:, 1:]).all()
