"""双人录入: what two people typed alike counts, what they did not waits."""

from __future__ import annotations

from engine.cycle.places import TYPED_APART
from engine.cycle.reviewing import reviewed
from engine.cycle.year import open_year
from tests.cycle.several_year import ITEM, Desk, hand_in, marked
from tests.cycle.small_year import command, tree


def test_two_people_type_one_sheet_and_only_what_they_agree_on_counts(typed: Desk) -> None:
    for entry in "甲乙":
        hand_in(typed.folder, "010101", "E02", entry=entry)
    hand_in(typed.folder, "010101", "E01", marked(3), entry="甲")
    assert typed.read() == ["V439"]
    assert {each.why for each in typed.kept.waiting if each.unit == "010101"} == {"typed-apart"}
    copy = hand_in(typed.folder, "010101", "E01", marked(2), entry="乙")
    assert typed.read() == ["V438"]
    [fault] = reviewed(open_year(typed.folder)).problems
    assert "甲录的是3，乙录的是2" in fault.message
    assert "-甲.xlsx" in fault.place.file and "-乙.xlsx" in fault.message
    waiting = [each for each in typed.kept.waiting if each.unit == "010101"]
    assert [(each.indicator, each.why) for each in waiting] == [(ITEM, "typed-apart")]
    assert typed.mark("010101") is None and "1.1" in typed.kept.rulings["010101"]
    assert (typed.folder / TYPED_APART).is_file()
    assert command(typed.folder, "review") == 0
    hand_in(typed.folder, "010101", "E01", marked(3), entry="乙", name=copy.name)
    assert typed.read(later=True) == ["V418"]
    assert typed.mark("010101") == "3.5"
    before = tree(typed.folder)
    typed.read(later=True)
    assert tree(typed.folder) == before


def test_what_both_typed_alike_is_changed_only_with_a_reason(typed: Desk) -> None:
    for entry in "甲乙":
        hand_in(typed.folder, "010101", "E02", entry=entry)
        hand_in(typed.folder, "010101", "E01", marked(3), entry=entry)
    assert typed.read() == []
    for entry in "甲乙":
        hand_in(typed.folder, "010101", "E01", marked(2), entry=entry)
    assert typed.read(later=True) == ["V435", "V435"]
    assert typed.mark("010101") == "3.5"
