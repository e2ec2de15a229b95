"""Several experts to a unit: every version kept, nothing counted that must not."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import openpyxl
import pytest

from engine.cycle.open_items import open_items
from engine.cycle.places import ASSIGNMENTS
from engine.cycle.review_progress import review_progress
from engine.cycle.reviewing import read_back, reviewed
from engine.cycle.year import open_year
from engine.files import ledger, originals
from engine.files.form_names import (
    reason_of,
    value_of,
    verdict_of,
)
from tests.conftest import Soffice
from tests.cycle.several_year import (
    DAY,
    GIVEN,
    ITEM,
    LATER,
    MARK,
    Desk,
    assign,
    avoid,
    hand_in,
    marked,
)
from tests.cycle.small_year import CLOSING, command, tree
from tests.cycle.test_roster_changes import ANEW, HEAD


def test_what_two_experts_said_is_one_ruling_and_reading_again_changes_nothing(desk: Desk) -> None:
    hand_in(desk.folder, "010101", "E01", marked(3))
    hand_in(desk.folder, "010101", "E02", marked(4, ""))
    assert desk.read() == []
    assert desk.mark("010101") == "3.5"
    assert [(e.assessor, e.read_on) for e in desk.kept.versions] == [("E01", DAY), ("E02", DAY)]
    before = tree(desk.folder)
    assert desk.read(later=True) == []
    assert command(desk.folder, "review", "read") == 0
    assert tree(desk.folder) == before


def test_a_sheet_saved_by_another_program_says_nothing_new(
    desk: Desk, soffice: Soffice, tmp_path: Path
) -> None:
    path = hand_in(desk.folder, "010101", "E01", marked(3), why="第一次")
    assert desk.read() == []
    before = tree(desk.folder)
    [saved] = soffice.convert([path], "xlsx", tmp_path)
    assert saved.read_bytes() != path.read_bytes()
    shutil.copy(saved, path)
    assert desk.read(later=True) == []
    after = tree(desk.folder)
    assert {name: after[name] for name in before if "/E01/" not in name} == {
        name: before[name] for name in before if "/E01/" not in name
    }


def test_a_unit_is_not_settled_before_everybody_has_marked_it(desk: Desk) -> None:
    hand_in(desk.folder, "010101", "E01", marked(3))
    assert desk.read() == []
    assert desk.mark("010101") is None
    owing = {(each.why, each.owed_by) for each in desk.kept.waiting if each.unit == "010101"}
    assert owing == {("no-mark", ("E02",))}


def test_a_changed_sheet_needs_a_new_reason_and_both_versions_are_kept(desk: Desk) -> None:
    hand_in(desk.folder, "010101", "E02")
    hand_in(desk.folder, "010101", "E01", marked(3))
    desk.read()
    hand_in(desk.folder, "010101", "E01", marked(2))
    assert desk.read(later=True) == ["V435"]
    [fault] = reviewed(open_year(desk.folder)).problems
    assert "3→2" in fault.message and fault.place.cell and fault.indicator == ITEM
    assert desk.mark("010101") == "3.5"
    hand_in(desk.folder, "010101", "E01", marked(2), why="补交了材料，重看一遍")
    assert desk.read(later=True) == ["V418"]
    assert desk.mark("010101") == "3"
    hand_in(desk.folder, "010101", "E01", marked(1), why="补交了材料，重看一遍")
    assert desk.read(later=True) == ["V418", "V435"]
    assert desk.mark("010101") == "3"
    mine = [(each.taken, each.read_on) for each in desk.kept.versions if each.assessor == "E01"]
    assert mine == [(True, DAY), (False, LATER), (True, LATER), (False, LATER)]
    for version in desk.kept.versions:
        assert originals.kept(desk.folder / "store", version.sha256).is_file()


def test_a_change_after_the_marks_is_in_the_ledger_by_digest(desk: Desk) -> None:
    hand_in(desk.folder, "010101", "E01", marked(3))
    desk.read()
    hand_in(desk.folder, "010101", "E01", marked(2), why="看错了行")
    desk.read(later=True)
    entries = [e for e in ledger.read(desk.folder / "ledger.jsonl") if e.kind == "review"]
    assert len({str(each.body["sha256"]) for each in entries}) == 2
    assert "看错了行" not in (desk.folder / "ledger.jsonl").read_text("utf-8")


def test_what_was_left_open_may_be_filled_in_later_without_a_reason(desk: Desk) -> None:
    hand_in(desk.folder, "010101", "E02")
    hand_in(desk.folder, "010101", "E01", {value_of(MARK): ""})
    assert desk.read() == []
    assert desk.mark("010101") is None
    hand_in(desk.folder, "010101", "E01", marked(3))
    assert desk.read(later=True) == []
    assert desk.mark("010101") == "3.5"


def test_a_sheet_that_is_gone_still_stands_and_that_is_said(desk: Desk) -> None:
    path = hand_in(desk.folder, "010101", "E01", marked(3))
    hand_in(desk.folder, "010101", "E02")
    desk.read()
    path.unlink()
    assert desk.read(later=True) == ["V436"]
    assert desk.mark("010101") == "3.5"


def test_two_sheets_that_disagree_count_neither_and_two_alike_count_once(desk: Desk) -> None:
    hand_in(desk.folder, "010101", "E02")
    first = hand_in(desk.folder, "010101", "E01", marked(3))
    second = hand_in(desk.folder, "010101", "E01", marked(2), name="评审表-010101-E01 (2).xlsx")
    assert desk.read() == ["V433"]
    assert desk.mark("010101") is None
    assert len([e for e in desk.kept.versions if e.assessor == "E01"]) == 2
    first.unlink()
    assert desk.read(later=True) == []
    assert desk.mark("010101") == "3"
    shutil.copy(second, first)
    assert desk.read(later=True) == ["V417"]
    assert desk.mark("010101") == "3"


def test_a_second_sheet_beside_one_that_was_read_makes_both_wait(desk: Desk) -> None:
    hand_in(desk.folder, "010101", "E02")
    hand_in(desk.folder, "010101", "E01", marked(3))
    desk.read()
    added = hand_in(desk.folder, "010101", "E01", marked(2), why="重评", name="新.xlsx")
    assert desk.read(later=True) == ["V433"]
    assert desk.mark("010101") is None
    added.unlink()
    assert desk.read(later=True) == []
    assert desk.mark("010101") == "3.5"


@pytest.mark.parametrize("before", [True, False], ids=["declared before", "declared after"])
def test_a_unit_is_never_reviewed_by_somebody_it_must_avoid(desk: Desk, before: bool) -> None:
    if before:
        avoid(desk.folder, "E01", "010101")
    hand_in(desk.folder, "010101", "E01", marked(1))
    hand_in(desk.folder, "010101", "E02")
    desk.read()
    if not before:
        assert desk.mark("010101") == "2.5"
        avoid(desk.folder, "E01", "010101")
    now = reviewed(open_year(desk.folder))
    assert [each.code for each in now.problems] == ["V432"]
    assert desk.mark("010101") is None
    assert {each.why for each in now.waiting if each.unit == "010101"} == {"must-avoid"}
    assert [each.assessor for each in desk.kept.versions] == ["E01", "E02"]


def test_a_row_that_was_deleted_is_missed_and_one_never_laid_out_is_not(desk: Desk) -> None:
    some = frozenset(("1.1", ITEM))
    hand_in(desk.folder, "010101", "合议", round_="agreed", items=some)
    assert desk.read() == []
    path = hand_in(desk.folder, "010102", "合议", round_="agreed", items=some)
    book = openpyxl.load_workbook(path)
    del book.defined_names[value_of(MARK)]
    book.save(path)
    assert desk.read() == ["E207"]
    hand_in(desk.folder, "010101", "合议", round_="agreed", items=frozenset(("1.2",)))
    assert desk.read(later=True) == ["E207"]
    [stands] = [e for e in reviewed(open_year(desk.folder)).reviews if e.unit == "010101"]
    assert {"1.1", "1.2", ITEM} <= stands.rulings.keys()


def test_a_value_that_differs_counts_once_its_reason_is_given(desk: Desk) -> None:
    amended = {verdict_of("1.3"): "核定为", value_of("F131"): 1, reason_of("1.3"): "只有一次记录"}
    for expert in ("E01", "E02"):
        hand_in(desk.folder, "010101", expert, amended)
    assert desk.read() == []
    assert desk.mark("010101", "1.3", "F131") == "1"


def test_trial_sheets_are_kept_and_never_counted(desk: Desk) -> None:
    hand_in(desk.folder, "010103", "E01", marked(1), round_="trial")
    assert desk.read() == []
    assert desk.mark("010103") is None
    assert [each.round for each in reviewed(open_year(desk.folder)).reviews] == ["trial"]


def test_where_two_differ_in_a_fact_the_item_waits_for_what_they_settle(desk: Desk) -> None:
    hand_in(desk.folder, "010101", "E01", {verdict_of("1.1"): "缺佐证"})
    hand_in(desk.folder, "010101", "E02")
    desk.read()
    assert [(each.indicator, each.why) for each in desk.kept.waiting if each.unit == "010101"] == [
        ("1.1", "differs")
    ]
    hand_in(desk.folder, "010101", "合议", round_="agreed")
    assert desk.read() == []
    assert not [each for each in desk.kept.waiting if each.unit == "010101"]


@pytest.mark.parametrize("first", ["E01", "E02"])
def test_the_order_in_which_sheets_come_does_not_change_what_counts(desk: Desk, first: str) -> None:
    second = {"E01": "E02", "E02": "E01"}[first]
    marks = {"E01": marked(3), "E02": marked(2)}
    hand_in(desk.folder, "010101", first, marks[first])
    desk.read()
    hand_in(desk.folder, "010101", second, marks[second])
    desk.read(later=True)
    assert desk.mark("010101") == "2.5"


def test_dropping_a_sheet_before_it_was_read_changes_no_other_unit(desk: Desk) -> None:
    for unit, experts in GIVEN.items():
        for expert in experts:
            hand_in(desk.folder, unit, expert, marked(3 if expert == "E01" else 2))
    without = Path(shutil.copytree(desk.folder, desk.folder.parent / "without"))
    (without / "review" / "E01" / "评审表-010101-E01.xlsx").unlink()
    found = [read_back(open_year(each), DAY).rulings for each in (desk.folder, without)]
    for unit in ("010102", "010103"):
        assert found[0][unit] == found[1][unit]
    assert found[0]["010101"] != found[1].get("010101")


def test_how_far_the_review_is_says_who_owes_what(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    hand_in(desk.folder, "010101", "E01", {value_of(MARK): ""})
    hand_in(desk.folder, "010102", "E01", marked(5))
    desk.read()
    far = {each.assessor: each for each in review_progress(open_year(desk.folder)).shares}
    assert {who: each.owed for who, each in far.items()} == {
        "E01": (), "E02": ("010101", "010103"), "E03": ("010102", "010103"),
    }  # fmt: skip
    assert (far["E01"].unmarked, far["E01"].at_fault) == (1, 1)
    capsys.readouterr()
    assert command(desk.folder, "review", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert [each["assessor"] for each in told["assessors"]] == ["E01", "E02", "E03"]
    assert command(desk.folder, "status") == 0
    assert "○ 读回评审表：应交6份，已交2份" in capsys.readouterr().out


def test_only_what_is_really_open_is_waited_for(desk: Desk) -> None:
    for unit in ("010101", "010102"):
        for who in GIVEN[unit]:
            hand_in(desk.folder, unit, who, {value_of(MARK): ""} if who == "E01" else {})
    desk.read()
    year = open_year(desk.folder)
    listed = {(each.unit, each.indicator) for each in open_items(year).items}
    waited = {(each.unit, each.indicator) for each in review_progress(year).settled.waiting}
    assert {("010101", ITEM), ("010102", ITEM)} <= waited <= listed
    closed = desk.folder / "decisions" / "收口决定.yaml"
    closed.write_text(CLOSING, "utf-8")
    assert command(desk.folder, "close", "--decision", closed.name) == 0
    left = open_items(open_year(desk.folder)).items
    waited = {
        (e.unit, e.indicator) for e in review_progress(open_year(desk.folder)).settled.waiting
    }
    assert waited <= {(each.unit, each.indicator) for each in left}


def test_after_a_trial_alone_its_sheets_are_told_and_the_draw_is_next(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    (desk.folder / ASSIGNMENTS).unlink()
    assign(desk.folder, {"010103": ("E01", "E02")}, round="trial")
    for who in ("E01", "E02"):
        hand_in(desk.folder, "010103", who, round_="trial")
    capsys.readouterr()
    assert command(desk.folder, "review", "read") == 0
    said = capsys.readouterr().out
    assert "读回试评的评审表2份；试评只用来对尺子，不算分。" in said
    assert "读回0个单位" not in said
    assert "下一步：wuhao review agreement --trial" in said


def test_what_was_said_of_a_unit_follows_it_to_its_new_code(desk: Desk) -> None:
    hand_in(desk.folder, "010101", "E01", marked(3))
    hand_in(desk.folder, "010101", "E02")
    desk.read()
    decision = HEAD.format(number=8) + ANEW
    (desk.folder / "decisions" / "变更.yaml").write_text(decision, "utf-8")
    assert command(desk.folder, "change", "--decision", "变更.yaml") == 0
    assert desk.mark("010201") == "3.5"
    assert desk.read(later=True) == []
    assert desk.mark("010201") == "3.5"
    assert len(desk.kept.versions) == 2
