"""From several assessors' sheets to one ruling: the five rules, and what is owed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine.judging.combining import Combined, combine
from engine.records.review import Assignments
from engine.records.submission import FILLED, Verdict
from tests.judging.reviewing import assigned, combined, marked, said, sheet, terms
from tests.verifier.cohorts import standard

U1 = "U1"


def mark(found: Combined, code: str = "1.4", field: str = "D1", unit: str = U1) -> object:
    """The value that stands for a mark, None while there is none."""
    ruling = found.rulings.get(unit, {}).get(code)
    value = ruling.values.get(field) if ruling is not None else None
    return value.value if value is not None else None


def owed(found: Combined, code: str = "1.4", unit: str = U1) -> list[tuple[str, tuple[str, ...]]]:
    """Why an item waits, and for whom."""
    return [(w.why, w.owed_by) for w in found.waiting if (w.unit, w.indicator) == (unit, code)]


@pytest.mark.parametrize(
    ("rule", "marks", "outcome"),
    [
        ("mean", ["3.5", "3.6", "3.9"], "3.67"),
        ("mean", ["3.5"], "3.5"),
        ("median", ["3.5", "3.6", "3.9"], "3.6"),
        ("median", ["3.9", "3.5", "3.6", "3.7"], "3.65"),
        ("median", ["3", "3.1"], "3.05"),
        ("trimmed-mean", ["0", "3", "3.1", "3.3", "4"], "3.13"),
        ("trimmed-mean", ["4", "4", "4", "4", "1"], "4"),
        ("three", ["1", "3.9", "4"], "3.9"),
        ("third-if-apart", ["3.5", "3.9"], "3.7"),
        (None, ["3.5"], "3.5"),
    ],
)
def test_every_rule_gives_what_a_hand_would(
    rule: str | None, marks: list[str], outcome: str
) -> None:
    found = combined(rule, marked({f"E{n}": each for n, each in enumerate(marks)}))
    assert mark(found) == outcome
    assert owed(found) == []


def test_an_even_number_of_marks_is_not_rounded_up_but_by_the_rubrics_mode() -> None:
    pair = {"E1": "3.1", "E2": "3.2"}
    assert mark(combined("median", marked(pair))) == "3.15"


def test_too_few_marks_wait_and_nothing_takes_the_place_of_the_rule() -> None:
    four = {f"E{n}": "3" for n in range(4)}
    found = combined("trimmed-mean", marked(four))
    assert mark(found) is None and owed(found) == [("no-mark", ())]
    found = combined("three", marked({"E1": "3", "E2": "4"}))
    assert mark(found) is None and owed(found) == [("no-mark", ())]


def test_a_mark_that_is_owed_keeps_the_item_open_and_names_who_owes_it() -> None:
    two = assigned({U1: ["E1", "E2"]})
    found = combined("mean", marked({"E1": "3"}), two)
    assert mark(found) is None and owed(found) == [("no-mark", ("E2",))]
    assert combined("mean", [], two).rulings == {}


def test_two_marks_far_apart_wait_for_a_third_and_then_take_the_middle() -> None:
    main, third = assigned({U1: ["E1", "E2"]}), assigned({U1: ["E3"]}, round="third")
    apart = marked({"E1": "3", "E2": "3.5"})
    found = combined("third-if-apart", apart, main)
    assert mark(found) is None and owed(found) == [("third-mark", ())]
    found = combined("third-if-apart", apart, main, third)
    assert owed(found) == [("third-mark", ("E3",))]
    assert next(w.said for w in found.waiting if w.why == "third-mark") == "已有考评分3、3.5"
    found = combined("third-if-apart", [*apart, *marked({"E3": "4"}, round="third")], main, third)
    assert mark(found) == "3.5" and owed(found) == []


def test_on_the_line_two_marks_are_not_apart_and_a_third_nobody_needs_counts_for_nothing() -> None:
    main, third = assigned({U1: ["E1", "E2"]}), assigned({U1: ["E3"]}, round="third")
    sheets = [*marked({"E1": "3.1", "E2": "3.5"}), *marked({"E3": "0"}, round="third")]
    assert mark(combined("third-if-apart", sheets, main, third)) == "3.3"


def test_a_third_who_must_avoid_the_unit_owes_nothing() -> None:
    main, third = assigned({U1: ["E1", "E2"]}), assigned({U1: ["E3"]}, round="third")
    apart = marked({"E1": "3", "E2": "3.5"})
    found = combined("third-if-apart", apart, main, third, avoid={("E3", U1)})
    assert owed(found) == [("third-mark", ())]


def test_one_of_the_two_is_no_third() -> None:
    main, third = assigned({U1: ["E1", "E2"]}), assigned({U1: ["E1"]}, round="third")
    sheets = [*marked({"E1": "1", "E2": "3.5"}), *marked({"E1": "1"}, round="third")]
    assert owed(combined("third-if-apart", sheets, main, third)) == [("third-mark", ("E1",))]


def test_facts_that_all_say_stand_and_facts_that_differ_hold_the_item_open() -> None:
    same = [sheet(who, said("1.1", "amend", A1="3")) for who in ("E1", "E2")]
    ruling = combined("mean", same).rulings[U1]["1.1"]
    assert ruling.verdict is Verdict.AMEND and ruling.values["A1"].value == "3"
    other = [same[0], sheet("E2", said("1.1", "amend", A1="2"))]
    found = combined("mean", other)
    assert owed(found, "1.1") == [("differs", ())]
    assert [w.said for w in found.waiting if w.indicator == "1.1"] == [
        "核定为（A1 2）；核定为（A1 3）"
    ]
    held = found.rulings[U1]["1.1"]
    assert held.verdict is Verdict.DISPUTED and held.values == {}


def test_what_only_one_of_two_looked_at_waits_for_the_other() -> None:
    main = assigned({U1: ["E1", "E2"]})
    found = combined("mean", [sheet("E1", said("1.2", "amend", B1="否"))], main)
    assert owed(found, "1.2") == [("no-mark", ("E2",))]
    assert found.rulings[U1]["1.2"].verdict is Verdict.DISPUTED
    # 2.4 needs no review, and nobody touched it: the claim stands as it would with one sheet.
    assert owed(found, "2.4") == []


def test_what_they_settle_together_stands_over_what_each_said() -> None:
    sheets = [sheet("E1", said("1.1", "accept", "甲"), said("1.4", D1="1")),
              sheet("E2", said("1.1", "amend", "乙", A1="2"), said("1.4", D1="4"))]  # fmt: skip
    together = sheet("合议", said("1.1", "amend", "合议定", A1="3"), round="agreed")
    found = combined("third-if-apart", [*sheets, together])
    ruling = found.rulings[U1]["1.1"]
    assert (ruling.verdict, ruling.values["A1"].value) == (Verdict.AMEND, "3")
    assert ruling.reason == "合议定" and owed(found, "1.1") == []
    assert owed(found) == [("third-mark", ())]
    both = sheet("合议", said("1.1", "accept"), said("1.4", D1="2.5"), round="agreed")
    found = combined("third-if-apart", [*sheets, both])
    assert mark(found) == "2.5" and owed(found) == []
    assert found.rulings[U1]["1.1"].verdict is Verdict.ACCEPT


def test_reasons_are_joined_without_saying_whose() -> None:
    sheets = [sheet("E1", said("1.4", reason="缺总结", D1="3")),
              sheet("E2", said("1.4", reason="缺照片", D1="3.1"))]  # fmt: skip
    ruling = combined("mean", sheets).rulings[U1]["1.4"]
    assert ruling.reason == "；".join(sorted(("缺总结", "缺照片")))


def test_nobody_counts_who_is_not_assigned_or_must_keep_away() -> None:
    main = assigned({U1: ["E1", "E2"]})
    stranger = marked({"E1": "3", "E2": "3.2", "E9": "0"})
    assert mark(combined("mean", stranger, main)) == "3.1"
    found = combined("mean", stranger, main, avoid={("E2", U1), ("E1", "U2")})
    assert mark(found) is None and owed(found) == [("must-avoid", ())]


@pytest.mark.parametrize("round_", ["trial", "mutual", "recheck"])
def test_trial_and_mutual_marks_never_count(round_: str) -> None:
    main = assigned({U1: ["E1", "E2"]})
    extra = assigned({U1: ["E1", "E2"]}, round=round_)
    sheets = [*marked({"E1": "3", "E2": "3.2"}), *marked({"E1": "0", "E2": "0"}, round=round_)]
    assert mark(combined("mean", sheets, main, extra)) == "3.1"


def test_an_item_agreed_to_be_out_of_the_table_owes_no_mark() -> None:
    sheets = [sheet(who, said("1.1", "no-evidence")) for who in ("E1", "E2")]
    found = combined("mean", sheets)
    assert found.rulings[U1]["1.1"].verdict is Verdict.NO_EVIDENCE
    assert owed(found, "1.1") == []


def test_severity_is_taken_out_of_the_marks_before_and_rounded_once_after() -> None:
    sheets = marked({"E1": "3.5", "E2": "3.9"})
    # E1 is strict by 1.25 % of the points, E2 lenient by 10 %: 3.55 and 3.5.
    found = combined("mean", sheets, offsets={"E1": Decimal("-0.0125"), "E2": Decimal("0.1")})
    assert mark(found) == "3.53"


def test_nobody_owes_a_mark_a_unit_is_not_asked_for() -> None:
    main = assigned({U1: ["E1", "E2"]})
    assert owed(combined("mean", [], main, unasked={U1: {"D1"}})) == []
    one = [sheet("E1", said("1.4", D1="3"))]
    assert owed(combined("mean", one, main, unasked={U1: {"D1"}})) == []
    assert owed(combined("mean", one, main, unasked={"U2": {"D1"}})) == [("no-mark", ("E2",))]


def test_marks_in_full_that_a_correction_lowers_owe_no_reason_in_words() -> None:
    ready = standard("wuhao-school/2025")
    sheets = [sheet(who, said("4.3", "accept", F431="4")) for who in ("E1", "E2")]
    main = Assignments(assignments=(assigned({U1: ["E1", "E2"]}),))
    told = [
        combine(ready, terms("mean"), main, sheets, offsets=offsets).rulings[U1]["4.3"].values
        for offsets in ({}, {"E1": Decimal("0.05")})
    ]
    shown = [{code: answer.value for code, answer in each.items()} for each in told]
    assert shown == [{"F431": "4"}, {"F431": "3.9", "F432": FILLED}]
