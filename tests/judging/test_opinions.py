"""One assessor's opinion alone gives the points that a whole year ruled by them would give."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.judging.case import Case
from engine.judging.cohort import gather
from engine.judging.opinions import opinions
from engine.judging.scoring import score
from tests.judging.builders import mark, ruling
from tests.judging.reviewed import review, reviewed

ALL_FOUR = review("A", "甲", ruling("1.1", "accept"))
ONLY_TWO = review("A", "乙", ruling("1.1", "amend", A1="2"))


def points(made: Case) -> dict[tuple[str, str, str], str]:
    """(unit, assessor, indicator) → points at two places."""
    found = opinions(made)
    return {
        (found.units[unit], found.assessors[who], item.code): f"{found.points[row, at] / 100:.2f}"
        for row, item in enumerate(found.items)
        for at, (unit, who) in enumerate(zip(found.unit, found.assessor, strict=True))
        if found.given[row, at]
    }


def test_a_count_verified_otherwise_shows_as_points() -> None:
    found = points(reviewed([ALL_FOUR, ONLY_TWO]))
    assert (found["A", "甲", "1.1"], found["A", "乙", "1.1"]) == ("4.00", "2.00")


def test_an_item_that_reads_the_count_shows_it_too() -> None:
    found = points(reviewed([ALL_FOUR, ONLY_TWO]))
    assert (found["A", "甲", "2.1"], found["A", "乙", "2.1"]) == ("3.00", "0.00")


def test_what_an_assessor_leaves_untouched_or_open_has_no_points_of_theirs() -> None:
    open_ = review("A", "乙", ruling("1.1", "no-evidence"))
    found = points(reviewed([review("A", "甲", mark("3")), open_]))
    assert found["A", "甲", "1.4"] == "3.00"
    assert found.keys().isdisjoint({("A", "甲", "1.1"), ("A", "乙", "1.1"), ("A", "乙", "1.4")})


def test_trial_third_and_settling_sheets_are_not_opinions_of_the_real_marking() -> None:
    made = reviewed([review("A", "甲", mark("3")), review("A", "合议", mark("2"), round_="agreed"),
                     review("A", "乙", mark("1"), round_="trial"),
                     review("A", "丙", mark("1"), round_="third")])  # fmt: skip
    assert opinions(made).assessors == ("甲",)
    assert opinions(made, "trial").assessors == ("乙",)


def test_sheets_of_several_ways_are_one_opinion() -> None:
    made = reviewed([review("A", "甲", ruling("1.1", "accept"), way="desk"),
                     review("A", "甲", mark("3.5"), way="visit")])  # fmt: skip
    assert points(made)["A", "甲", "1.4"] == "3.50"
    assert len(opinions(made).sheets) == 1


MARKS = st.integers(0, 40).map(lambda tenths: f"{tenths // 10}.{tenths % 10}")
COUNTS = st.integers(0, 10).map(str)


@given(
    st.dictionaries(
        st.tuples(st.sampled_from("ABC"), st.sampled_from("甲乙丙")), st.tuples(MARKS, COUNTS),
        min_size=1,
    )
)  # fmt: skip
def test_the_points_are_those_of_a_case_with_that_assessor_only(
    said: dict[tuple[str, str], tuple[str, str]],
) -> None:
    made = reviewed(
        review(unit, who, mark(given), ruling("1.1", "amend", A1=count))
        for (unit, who), (given, count) in said.items()
    )
    found = opinions(made)
    for at, sheet in enumerate(found.sheets):
        unit = found.units[found.unit[at]]
        alone = score(gather(replace(made, rulings={unit: sheet})), ())
        position = [each.code for each in alone.cohort.units].index(unit)
        for row, item in enumerate(found.items):
            if found.given[row, at]:
                assert found.points[row, at] == alone.items[item.code].points[position]


def test_a_sheet_is_measured_on_what_all_assessors_of_the_unit_judged() -> None:
    easy = ruling("1.1", "accept")
    made = reviewed([review("A", "甲", mark("2"), easy), review("A", "乙", mark("2")),
                     review("B", "甲", mark("4"), easy)])  # fmt: skip
    whole = opinions(made).whole()
    assert whole.values.tolist() == pytest.approx([0.5, 0.5, 1.0])
    assert opinions(made).whole(marks_only=True).values.tolist() == pytest.approx([0.5, 0.5, 1.0])


def test_nothing_reviewed_gives_nothing() -> None:
    found = opinions(reviewed([]))
    assert (found.units, found.sheets) == ((), ())
    assert found.whole().units.size == 0
    assert np.count_nonzero(found.given) == 0
