"""Every state rule of the run format: 自评分, 考评分, 审定分, state, and the state of the unit."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from engine.records import columns
from engine.records.states import State
from engine.records.submission import Piece
from engine.rubric.model import Rubric
from engine.rubric.preparing import prepare
from tests.judging.builders import RUBRIC, Unit, case, item, mark, results, ruling

GOOD = Unit("A")
TODDLERS = {"学段": "幼儿园"}

FINAL, OPEN = "final", "provisional"

TABLE = [
    # what, unit, indicator, 自评分, 考评分 = 审定分, state, unit
    ("accepted", GOOD, "1.1", "4.00", "4.00", "verified", FINAL),
    ("claimed, review required, no ruling",
     GOOD.unruled("1.1"), "1.1", "4.00", None, "claimed", OPEN),
    ("claimed, review required, ruling without a verdict",
     GOOD.ruled(ruling("1.1", None)), "1.1", "4.00", None, "claimed", OPEN),
    ("claimed, no review asked", GOOD, "1.2", "2.00", "2.00", "claimed", FINAL),
    ("claimed, no review asked, accepted all the same",
     GOOD.ruled(ruling("1.2", "accept")), "1.2", "2.00", "2.00", "verified", FINAL),
    ("a verified zero is a value",
     GOOD.telling(A1="0").but(pieces={}), "1.1", "0.00", "0.00", "verified", FINAL),
    ("blank", GOOD.telling(B1=State.BLANK), "1.2", None, None, "blank", OPEN),
    ("blank, though accepted",
     GOOD.telling(A1=State.BLANK), "1.1", None, None, "blank", OPEN),
    ("blank, filled in by the reviewers",
     GOOD.telling(A1=State.BLANK).ruled(ruling("1.1", "amend", A1="2")),
     "1.1", None, "2.00", "verified", FINAL),
    ("faulty", GOOD.telling(B1=State.FAULTY), "1.2", None, None, "faulty", OPEN),
    ("faulty, though accepted", GOOD.telling(A1=State.FAULTY), "1.1", None, None, "faulty", OPEN),
    ("faulty, settled by the reviewers",
     GOOD.telling(A1=State.FAULTY).ruled(ruling("1.1", "amend", A1="3")),
     "1.1", None, "3.00", "verified", FINAL),
    ("amended down", GOOD.ruled(ruling("1.1", "amend", A1="3")),
     "1.1", "4.00", "3.00", "verified", FINAL),
    ("amended without a verdict", GOOD.ruled(ruling("1.1", None, A1="3")),
     "1.1", "4.00", "3.00", "verified", FINAL),
    ("too little evidence", GOOD.unruled("1.1").but(pieces={"1.1": 1}),
     "1.1", "4.00", None, "no-evidence", OPEN),
    ("less evidence for less claimed",
     GOOD.unruled("1.1").telling(A1="1").but(pieces={"1.1": 1}),
     "1.1", "1.00", None, "claimed", OPEN),
    ("nothing claimed, no evidence asked",
     GOOD.unruled("1.1").telling(A1="0").but(pieces={}), "1.1", "0.00", None, "claimed", OPEN),
    ("accepted although evidence is short", GOOD.but(pieces={}),
     "1.1", "4.00", "4.00", "verified", FINAL),
    ("amended although evidence is short",
     GOOD.but(pieces={}).ruled(ruling("1.1", "amend", A1="1")),
     "1.1", "4.00", "1.00", "verified", FINAL),
    ("evidence refused by the reviewers", GOOD.ruled(ruling("1.1", "no-evidence")),
     "1.1", "4.00", None, "no-evidence", OPEN),
    ("a blank is not asked for evidence", GOOD.telling(A1=State.BLANK).but(pieces={}),
     "1.1", None, None, "blank", OPEN),
    ("evidence is heavier than blank", GOOD.telling(A1=State.BLANK)
     .ruled(ruling("1.1", "no-evidence")), "1.1", None, None, "no-evidence", OPEN),
    ("faulty is heavier than evidence", GOOD.telling(A1=State.FAULTY)
     .ruled(ruling("1.1", "no-evidence")), "1.1", None, None, "faulty", OPEN),
    ("disputed", GOOD.ruled(ruling("1.1", "disputed")), "1.1", "4.00", None, "disputed", OPEN),
    ("disputed, with short evidence", GOOD.but(pieces={}).ruled(ruling("1.1", "disputed")),
     "1.1", "4.00", None, "disputed", OPEN),
    ("disputed, but the value settled", GOOD.ruled(ruling("1.1", "disputed", A1="2")),
     "1.1", "4.00", "2.00", "verified", FINAL),
    ("disputed, and faulty", GOOD.telling(A1=State.FAULTY).ruled(ruling("1.1", "disputed")),
     "1.1", None, None, "faulty", OPEN),
    ("a dispute opens other items that read the field",
     GOOD.ruled(ruling("1.1", "disputed")), "2.1", "3.00", None, "disputed", OPEN),
    ("refused evidence leaves the field to other items as claimed",
     GOOD.ruled(ruling("1.1", "no-evidence")), "2.1", "3.00", "3.00", "claimed", OPEN),
    ("an amended value reaches other items", GOOD.ruled(ruling("1.1", "amend", A1="2")),
     "2.1", "3.00", "0.00", "verified", FINAL),
    ("a blank reaches other items", GOOD.telling(A1=State.BLANK), "2.1", None, None, "blank", OPEN),
    ("〔局〕 not imported 待导入", GOOD.telling(C1=State.BLANK), "1.3", None, None, "blank", OPEN),
    ("〔局〕 imported is verified", GOOD.telling(C1="1"), "1.3", "1.00", "1.00", "verified", FINAL),
    ("〔评〕 not marked 未评审", GOOD.unruled("1.4"), "1.4", None, None, "blank", OPEN),
    ("〔评〕 accepted, not marked", GOOD.ruled(ruling("1.4", "accept")),
     "1.4", None, None, "blank", OPEN),
    ("〔评〕 marked", GOOD.ruled(mark("2.9")), "1.4", None, "2.90", "verified", FINAL),
    ("not applicable by rule", GOOD.but(fields=TODDLERS), "2.2", "2.00", "2.00", "claimed", FINAL),
    ("not applicable by rule, nothing claimed",
     GOOD.but(fields=TODDLERS).ruled(ruling("2.2", "accept")),
     "2.2", "2.00", "2.00", "not-applicable", FINAL),
    ("not applicable by rule, the roster silent", GOOD.but(fields={}),
     "2.2", None, None, "blank", OPEN),
    ("不适用 asked for", GOOD.but(na=("2.3",)), "2.3", "1.00", None, "na-requested", OPEN),
    ("不适用 asked for, accepted as it is",
     GOOD.but(na=("2.3",)).ruled(ruling("2.3", "accept")),
     "2.3", "1.00", None, "na-requested", OPEN),
    ("不适用 asked for with a blank", GOOD.but(na=("2.3",)).telling(G1=State.BLANK),
     "2.3", None, None, "blank", OPEN),
    ("不适用 agreed", GOOD.but(na=("2.3",)).ruled(ruling("2.3", "na-agreed")),
     "2.3", "1.00", "1.00", "not-applicable", FINAL),
    ("不适用 agreed though nothing is filled in",
     GOOD.but(na=("2.3",)).telling(G1=State.BLANK).ruled(ruling("2.3", "na-agreed")),
     "2.3", None, "1.00", "not-applicable", FINAL),
    ("不适用 agreed though the entry is faulty",
     GOOD.but(na=("2.3",)).telling(G1=State.FAULTY).ruled(ruling("2.3", "na-agreed")),
     "2.3", None, "1.00", "not-applicable", FINAL),
    ("不适用 agreed where there is none counts for nothing",
     GOOD.ruled(ruling("1.1", "na-agreed")), "1.1", "4.00", None, "claimed", OPEN),
    ("and leaves evidence short",
     GOOD.but(pieces={}).ruled(ruling("1.1", "na-agreed")),
     "1.1", "4.00", None, "no-evidence", OPEN),
    ("asked for, because the condition holds", GOOD.telling(H2=State.BLANK),
     "2.4", None, None, "blank", OPEN),
    ("not asked for: a blank is not missed", GOOD.telling(H1="否", H2=State.BLANK),
     "2.4", "2.00", "2.00", "claimed", FINAL),
    ("not asked for: a faulty entry is never read", GOOD.telling(H1="否", H2=State.FAULTY),
     "2.4", "2.00", "2.00", "claimed", FINAL),
    ("nobody can say whether it is asked", GOOD.telling(H1=State.FAULTY),
     "2.4", None, None, "faulty", OPEN),
    ("a bonus left blank is none, verified", GOOD, "J1", "0.00", "0.00", "verified", FINAL),
    ("a bonus of 0 claims nothing", GOOD.telling(K1="0"), "J1", "0.00", "0.00", "verified", FINAL),
    ("a bonus claimed waits for review", GOOD.telling(K1="2"), "J1", "2.00", None, "claimed", OPEN),
    ("a bonus claimed without evidence", GOOD.telling(K1="2").but(pieces={"1.1": 2}),
     "J1", "2.00", None, "no-evidence", OPEN),
    ("a bonus faulty", GOOD.telling(K1=State.FAULTY), "J1", None, None, "faulty", OPEN),
    ("a bonus of 0 disputed", GOOD.ruled(ruling("J1", "disputed")),
     "J1", "0.00", None, "disputed", OPEN),
]  # fmt: skip


@pytest.mark.parametrize(
    ("unit", "indicator", "claimed", "points", "state", "whole"),
    [row[1:] for row in TABLE], ids=[row[0] for row in TABLE],
)  # fmt: skip
def test_an_item_is_in_the_state_its_story_leaves_it_in(
    unit: Unit, indicator: str, claimed: str | None, points: str | None, state: str, whole: str
) -> None:
    result = results(case(unit))
    found = item(result, "A", indicator)
    shown = (found["claimed"], found["reviewed"], found["points"], found["state"], found["open"])
    assert shown == (claimed, points, points, state, points is None)
    assert found["closed"] is None
    assert result["units"][0]["state"] == whole


def test_an_open_item_adds_nothing_and_is_not_made_up_for_by_what_is_decided() -> None:
    [unit] = results(case(Unit("A").unruled("1.1")))["units"]
    assert unit["sections"][0] == {
        "code": "1",
        "title": "甲部分",
        "points": "8.00",
        "max": "12.00",
        "workings": "2.00＋2.00＋4.00＝8.00",
    }
    assert (unit["base"], unit["bonus"], unit["total"]) == ("16.00", "0.00", "16.00")
    assert (unit["state"], unit["rank"], unit["grade"]) == ("provisional", None, None)


def test_units_without_a_form_that_counts_have_neither_points_nor_items() -> None:
    result = results(case(Unit("A", told=None), Unit("B", blocked=True)))
    assert [unit["state"] for unit in result["units"]] == ["absent", "blocked"]
    for unit in result["units"]:
        assert unit["indicators"] == unit["sections"] == []
        assert unit["total"] is unit["base"] is unit["bonus"] is unit["rank"] is None
        assert unit["group_ranks"] == {}


def test_bonus_items_are_capped_together() -> None:
    unit = Unit("A").telling(K1="3", L1="2").ruled(ruling("J1", "accept"))
    [found] = results(case(unit))["units"]
    assert (found["base"], found["bonus"], found["total"]) == ("20.00", "3.00", "23.00")


def test_each_value_says_what_was_claimed_and_what_stands() -> None:
    result = results(case(Unit("A").ruled(ruling("1.1", "amend", A1="3"))))
    [source] = item(result, "A", "1.1")["source"]
    assert (source["claimed"], source["verified"], source["by"]) == ("4", "3", "school")


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, "verified"),
        ({"counts": False}, "no-evidence"),
        ({"kind": "照片"}, "no-evidence"),
        ({"indicator": "1.2"}, "no-evidence"),
    ],
)
def test_a_piece_counts_for_its_own_indicator_if_it_is_there_and_of_a_kind_that_is_asked(
    changes: dict[str, Any], state: str
) -> None:
    made = case(GOOD.ruled(ruling("1.1", None, A1="4")))
    whole = made.intake.counted["A"]
    first, *others = whole.pieces
    pieces = (first.model_copy(update=changes), *others)
    counted = {"A": whole.model_copy(update={"pieces": pieces})}
    intake = made.intake.model_copy(update={"counted": counted})
    assert item(results(replace(made, intake=intake)), "A", "1.1")["state"] == state


NEEDS = [
    {"kinds": ["记录", "照片"], "at_least": "最小(A1, 1)"},
    {"kinds": ["文件"], "at_least": "最小(A1, 1)", "from_item": "1.2"},
]
"""Either of two kinds; and a piece that is registered under another indicator."""


@pytest.mark.parametrize(
    ("pieces", "state"),
    [
        ((("1.1", "记录"), ("1.2", "文件")), "verified"),
        ((("1.1", "照片"), ("1.2", "文件")), "verified"),
        ((("1.1", "文件"), ("1.2", "文件")), "no-evidence"),
        ((("1.1", "照片"), ("1.1", "文件")), "no-evidence"),
        ((("1.2", "照片"), ("1.2", "文件")), "no-evidence"),
        ((("1.1", "照片"),), "no-evidence"),
    ],
)
def test_any_kind_of_a_need_counts_and_only_under_the_indicator_that_need_names(
    pieces: tuple[tuple[str, str], ...], state: str
) -> None:
    written = deepcopy(RUBRIC)
    written["sections"][0]["indicators"][0]["evidence"] = NEEDS
    ready, faults = prepare(Rubric.model_validate(written))
    assert not faults
    made = case(GOOD.ruled(ruling("1.1", None, A1="4")), ready=ready)
    registered = tuple(
        Piece(number=str(n), indicator=indicator, kind=kind)
        for n, (indicator, kind) in enumerate(pieces)
    )
    counted = {"A": made.intake.counted["A"].model_copy(update={"pieces": registered})}
    intake = made.intake.model_copy(update={"counted": counted})
    assert item(results(replace(made, intake=intake)), "A", "1.1")["state"] == state


def test_units_scored_block_by_block_get_what_they_get_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stories = [row[1] for row in TABLE]
    units = [unit.but(code=f"{n:03}") for n, unit in enumerate(stories)]
    together = results(case(*units))
    monkeypatch.setattr(columns, "BLOCK", 2)
    assert results(case(*units)) == together


def test_what_reads_a_field_of_an_indicator_nobody_is_asked_stays_open() -> None:
    written = deepcopy(RUBRIC) | {"status": "excerpt", "total": None}
    unseen = {"code": "U1", "title": "没有见到", "type": "number", "minimum": "0", "maximum": "9"}
    follows = unseen | {"code": "U2", "asked_when": "U1 > 0"}
    written["sections"][0]["indicators"].append(
        {"code": "1.9", "title": "没有见到分值", "points": None, "fields": [unseen, follows]}
    )
    written["sections"][1]["indicators"][0]["rule"] |= {"when": "A1 >= 3 且 U1 >= 1"}
    ready, faults = prepare(Rubric.model_validate(written))
    assert not faults
    result = results(case(GOOD, ready=ready))
    assert item(result, "A", "2.1")["state"] == "blank"
    assert item(result, "A", "1.1")["points"] == "4.00"
    assert result["units"][0]["state"] == OPEN
