"""Ranks 1, 1, 3 on the published total, over all and within groups; some units are never ranked."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.judging.ranking import UNRANKED, competition_ranks, group_ranks
from tests.judging.builders import Unit, by_code, case, mark, results

LINES = st.lists(
    st.tuples(st.integers(0, 6), st.booleans(), st.sampled_from(["东片", "西片", ""])), max_size=30
)


@given(LINES)
def test_a_rank_is_one_more_than_the_number_of_ranked_units_above(
    lines: list[tuple[int, bool, str]],
) -> None:
    totals = np.array([total for total, _, _ in lines], dtype=np.int64)
    ranked = np.array([each for _, each, _ in lines], dtype=bool)
    expected = [
        1 + sum(other > total for other, counts, _ in lines if counts) if known else UNRANKED
        for total, known, _ in lines
    ]
    assert competition_ranks(totals, ranked).tolist() == expected


@given(LINES)
def test_in_a_group_only_its_own_units_count_and_who_has_no_group_has_no_rank_in_it(
    lines: list[tuple[int, bool, str]],
) -> None:
    totals = np.array([total for total, _, _ in lines], dtype=np.int64)
    ranked = np.array([each for _, each, _ in lines], dtype=bool)
    expected = [
        1 + sum(o > total for o, counts, g in lines if counts and g == group)
        if known and group
        else UNRANKED
        for total, known, group in lines
    ]
    assert group_ranks(totals, ranked, [g for _, _, g in lines]).tolist() == expected


@given(LINES)
def test_how_far_totals_lie_apart_makes_no_difference(lines: list[tuple[int, bool, str]]) -> None:
    totals = np.array([total - 3 for total, _, _ in lines], dtype=np.int64)
    ranked = np.array([each for _, each, _ in lines], dtype=bool)
    groups = [group for _, _, group in lines]
    far = totals * 10**15
    assert (competition_ranks(far, ranked) == competition_ranks(totals, ranked)).all()
    assert (group_ranks(far, ranked, groups) == group_ranks(totals, ranked, groups)).all()


def marked(code: str, points: str, **changes: object) -> Unit:
    """A unit whose total is 16 and what the reviewers marked."""
    return Unit(code).ruled(mark(points)).but(**changes)


def test_equal_totals_share_a_rank_and_the_next_is_skipped() -> None:
    units = [marked("A", "3"), marked("B", "4"), marked("C", "3"), marked("D", "1")]
    ranks = [unit["rank"] for unit in results(case(*units))["units"]]
    assert ranks == [2, 1, 2, 4]


def test_who_only_tries_out_who_is_excused_and_who_is_provisional_is_in_nobody_s_way() -> None:
    units = [
        marked("A", "4", status="首次试评"),
        marked("B", "4", status="暂不参评"),
        marked("C", "4").unruled("1.1"),
        Unit("D", told=None),
        Unit("E", blocked=True),
        marked("F", "1"),
    ]
    found = by_code(results(case(*units))["units"])
    assert {code: unit["rank"] for code, unit in found.items()} == {
        "A": None, "B": None, "C": None, "D": None, "E": None, "F": 1,
    }  # fmt: skip
    assert [unit["group_ranks"] for unit in found.values()] == [{}] * 5 + [{"学段": 1}]
    assert (found["A"]["state"], found["A"]["total"]) == ("final", "20.00")


def test_each_column_of_the_year_has_its_own_ranks() -> None:
    units = [
        marked("A", "4", fields={"学段": "小学", "片区": "东片"}),
        marked("B", "3", fields={"学段": "小学", "片区": "西片"}),
        marked("C", "2", fields={"学段": "小学"}),
    ]
    found = results(case(*units, groups=("学段", "片区")))["units"]
    assert [unit["group_ranks"] for unit in found] == [
        {"学段": 1, "片区": 1}, {"学段": 2, "片区": 1}, {"学段": 3},
    ]  # fmt: skip
