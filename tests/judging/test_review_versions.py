"""Laws of what reviewers said: nothing is lost, and only what may count does, in any order."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.judging.review_counting import Reviewers
from engine.judging.review_versions import Slot, Versions, apart, differences, same
from engine.judging.settling_reviews import Settled, settle
from engine.judging.typed_twice import as_one
from engine.records.review import Assignments, Review
from tests.judging.builders import standard
from tests.judging.reviewing import assigned, said, sheet, terms

UNITS, EXPERTS = ("U1", "U2"), ("E1", "E2", "E3")
MARKS = st.sampled_from(["1", "2", "3"])


def mark(assessor: str, unit: str, value: str, why: str = "", **more: str) -> Review:
    """A sheet that gives one mark, with its reason."""
    ruling = said("1.4", reason="见记录", D1=value)
    return sheet(assessor, ruling, unit=unit, why=why, **more)


SHEETS = st.builds(
    mark,
    st.sampled_from(EXPERTS),
    st.sampled_from(UNITS),
    MARKS,
    st.sampled_from(["", "看错", "补了材料"]),
)
PAIRS = st.frozensets(st.tuples(st.sampled_from(EXPERTS), st.sampled_from(UNITS)))


def taken(sheets: Sequence[Review]) -> Versions:
    """What is kept after sheets were read one after another."""
    found = Versions(standard())
    for each in sheets:
        found.take(each)
    return found


@given(st.lists(SHEETS, max_size=8))
def test_nothing_that_was_read_is_lost_and_reading_it_again_adds_nothing(
    sheets: list[Review],
) -> None:
    found = taken(sheets)
    assert all(any(same(each, kept) for kept in found.kept) for each in sheets)
    for (slot, entry), at in found.slots().items():
        before = list(found.kept)
        assert found.take(found.kept[at]) == []
        assert found.kept == before
        assert found.standing(slot, entry) == found.kept[at]


@given(st.lists(SHEETS, max_size=8), st.randoms(use_true_random=False))
def test_which_sheets_of_others_come_first_does_not_change_what_stands(
    sheets: list[Review], chance: object
) -> None:
    mixed = sorted(sheets, key=Slot.of)
    now, then = taken(sheets), taken(mixed)
    assert now.slots().keys() == then.slots().keys()
    for kind in now.slots():
        assert now.standing(*kind) == then.standing(*kind)


@given(st.lists(SHEETS, max_size=8))
def test_what_stands_never_changed_without_a_new_reason(sheets: list[Review]) -> None:
    found = taken(sheets)
    for kind in found.slots():
        stood = found.taken(*kind)
        for before, after in pairwise(stood):
            changed = differences(standard(), before, after)
            assert not changed or after.why not in ("", before.why)


def settled(sheets: Sequence[Review], avoid: frozenset[tuple[str, str]] = frozenset()) -> Settled:
    """What the sheets come to where everybody was given everything."""
    given_all = Assignments(assignments=(assigned(dict.fromkeys(UNITS, EXPERTS)),))
    reviewers = Reviewers(frozenset(EXPERTS), frozenset(UNITS), avoid, given_all)
    found = taken(sheets)
    standing = [found.kept[at] for at in found.slots().values()]
    return settle(standard(), terms("mean"), reviewers, standing, {})


@given(st.lists(SHEETS, max_size=8), PAIRS)
def test_nobody_reviews_what_they_must_avoid(
    sheets: list[Review], avoid: frozenset[tuple[str, str]]
) -> None:
    found = settled(sheets, avoid)
    assert not {(each.assessor, each.unit) for each in found.reviews} & avoid
    kept = [each for each in sheets if (each.assessor, each.unit) not in avoid]
    without = settled(kept, avoid)
    assert (found.rulings, found.waiting) == (without.rulings, without.waiting)


@given(st.lists(SHEETS, max_size=8), st.sampled_from(UNITS))
def test_what_is_said_of_one_unit_never_changes_another(sheets: list[Review], unit: str) -> None:
    alone = settled([each for each in sheets if each.unit == unit])
    assert settled(sheets).rulings.get(unit) == alone.rulings.get(unit)


def test_two_copies_count_where_they_agree() -> None:
    copies = (
        sheet("E1", said("1.4", D1="3", reason="见记录"), said("1.1", "accept"), entry="甲"),
        sheet("E1", said("1.4", D1="2", reason="见記录"), said("1.1", "accept"), entry="乙"),
    )
    found = as_one(standard(), copies)
    [one] = found.reviews
    assert list(one.rulings) == ["1.1"] and one.entry == ""
    assert [(each.indicator, each.first, each.second) for each in found.apart] == [
        ("1.4", "3", "2")
    ]
    assert [each.code for each in found.problems] == ["V438"]


def test_one_copy_alone_waits_for_the_other() -> None:
    found = as_one(standard(), [sheet("E1", said("1.4", D1="3"), entry="乙")])
    assert found.reviews == ()
    [fault] = found.problems
    assert fault.code == "V439" and "还没有甲录的" in fault.message


@pytest.mark.parametrize("unlike", [*combinations(["1", "2", "空"], 2)])
def test_every_cell_in_which_two_sheets_differ_is_listed_with_both(unlike: tuple[str, str]) -> None:
    sheets = [sheet("E1", *([] if value == "空" else [said("1.4", D1=value)])) for value in unlike]
    [found] = apart(standard(), *sheets)
    assert (found.before, found.after) == unlike
    assert (apart(standard(), *sheets[::-1])[0].before, found.field) == (unlike[1], "D1")


def test_whoever_reviews_their_own_unit_is_never_counted() -> None:
    mutual = Assignments(assignments=(assigned({"U1": ("U2",), "U2": ("U1",)}, round="mutual"),))
    reviewers = Reviewers(frozenset(), frozenset(UNITS), frozenset(), mutual)
    sheets = [mark(who, of, "3", round="mutual") for who in UNITS for of in UNITS]
    found = settle(standard(), terms(None), reviewers, sheets, {})
    assert {(each.assessor, each.unit) for each in found.reviews} == {("U1", "U2"), ("U2", "U1")}
    assert {each.code for each in found.problems} == {"V432"}
    assert {
        unit: r["1.4"].values["D1"].value for unit, r in found.rulings.items()
    } == dict.fromkeys(UNITS, "3")


def test_what_is_settled_together_is_not_for_somebody_who_was_not_given_the_unit() -> None:
    given_one = Assignments(assignments=(assigned({"U1": ("E1", "E2")}),))
    reviewers = Reviewers(frozenset(EXPERTS), frozenset(UNITS), frozenset(), given_one)
    found = settle(
        standard(), terms("mean"), reviewers, [mark("E3", "U1", "1", round="agreed")], {}
    )
    assert found.reviews == () and [each.code for each in found.problems] == ["V431"]
