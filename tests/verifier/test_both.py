"""What chance seldom meets, worked out by hand: the engine and the verifier both give it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from engine.judging.inputs import as_inputs
from engine.judging.outcome import judge
from engine.judging.results import as_results
from engine.records.recheck import DecidedItem, Recheck
from engine.records.submission import Closing
from engine.rubric.model import Rubric
from engine.rubric.preparing import prepare
from engine.verifier import derive, differences
from tests.judging.builders import Unit, case, closing, ruling
from tests.verifier.kind_cases import COHORTS
from tests.verifier.small import ANSWERS, BY_REVIEWERS, indicator, rubric

Json = dict[str, Any]
ROSTER: list[Json] = [
    {"code": "学段", "title": "学段", "type": "choice", "options": ["小学", "幼儿园"]},
    {"code": "联盟", "title": "联盟", "type": "text"},
    {"code": "上年", "title": "上年", "type": "number", "minimum": "0", "maximum": "30"},
]
CLOSED = closing(blank="zero", faulty="zero", claimed="claimed")
A = {"kind": "count-capped", "of": "a", "per": "1", "at_most": "20"}
REVIEWED = {"review": "required"}


def unit(code: str, a: str | None = "3", stage: str = "小学", **more: Any) -> Unit:
    """A unit that answered as in `ANSWERS`, but for its `a`; columns with “” are left out."""
    told = {**ANSWERS, **more.pop("told", {}), "a": a}
    columns = {"学段": stage, "联盟": more.pop("union", ""), "上年": more.pop("last", "")}
    answers = {
        code: tuple(value) if isinstance(value, list) else value
        for code, value in told.items()
        if value is not None and code not in (*BY_REVIEWERS, "学段")
    }
    marks = ruling("0", "accept", **{code: told[code] for code in BY_REVIEWERS})
    return Unit(
        code, told=answers, fields={k: v for k, v in columns.items() if v}, pieces={},
        rulings={"0": marks, **{each.indicator: each for each in more.pop("ruled", ())}}, **more,
    )  # fmt: skip


def both(standard: Json, *units: Unit, closed: Closing | None = CLOSED) -> list[Json]:
    """The units of the result, which the engine and the verifier have in common."""
    ready, _ = prepare(Rubric.model_validate({**standard, "unit_fields": ROSTER}))
    assert len(ready.items) == sum(bool(i.points or i.rule) for i in ready.rubric.indicators)
    made = case(*units, ready=ready, closing=closed)
    found = as_results(judge(made))
    assert differences(derive(as_inputs(made)), found) == []
    units_: list[Json] = found["units"]
    return units_


def points(units: list[Json], code: str = "1") -> list[Any]:
    """The points of one indicator, unit by unit."""
    return [next(i["points"] for i in each["indicators"] if i["code"] == code) for each in units]


@pytest.mark.parametrize(("rule", "told", "expected"), COHORTS)
def test_kinds_that_compare_give_both_what_was_worked_out_by_hand(
    rule: Json, told: list[Json], expected: list[str]
) -> None:
    units = [unit(f"S{n}", each["a"], each.get("学段", "小学"), told={"b": each.get("b", "5")})
             for n, each in enumerate(told)]  # fmt: skip
    assert points(both(rubric(indicator(rule)), *units)) == expected


def shares(rounding: str, *of: str) -> Json:
    """A forced distribution; the classes give 4, 2.5 and 1 points."""
    points = ("4", "2.5", "1")
    classes = [{"title": str(n), "share": s, "points": points[n]} for n, s in enumerate(of)]
    return {"kind": "forced-shares", "of": "a", "better": "higher", "rounding": rounding,
            "ties": "up", "classes": classes}  # fmt: skip


RANKED = {"kind": "rank-points", "of": "a", "better": "higher", "per": "1.5"}


@pytest.mark.parametrize(
    ("rule", "told", "expected"),
    [
        ({**RANKED, "full_to": 2}, "9 6 6 3", "4.00 4.00 4.00 1.00"),
        (shares("up", "0.3", "0.7"), "9 6 6 3", "4.00 4.00 4.00 2.50"),
        (shares("down", "0.3", "0.7"), "9 6 6 3", "4.00 2.50 2.50 2.50"),
        (shares("half-up", "0.5", "0.5"), "9 8 7 6 5", "4.00 4.00 4.00 2.50 2.50"),
        (shares("down", "0.4", "0.4", "0.2"), "9 8 7 6 5", "4.00 4.00 2.50 2.50 1.00"),
        ({"kind": "dispersion", "of": "a", "at_most": "0.2", "deviation": "sample",
          "when_none": "0"}, "4 5 6", "4.00 4.00 4.00"),
    ],
)  # fmt: skip
def test_edges_of_ranks_and_shares(rule: Json, told: str, expected: str) -> None:
    units = [unit(f"S{n}", a) for n, a in enumerate(told.split())]
    assert points(both(rubric(indicator(rule)), *units)) == expected.split()


MOVED = {"kind": "movement", "of": "a", "better": "higher", "last": "b", "first": 1, "ends": 1,
         "middle": "3", "bottom": "2", "up": "1", "down": "0.5",
         "standing_still_at_the_end": "one-down", "without": "2.5"}  # fmt: skip


def test_one_that_stands_still_at_the_end_is_not_several() -> None:
    units = [unit(f"S{n}", "987"[n], told={"b": "213"[n]}) for n in range(3)]
    assert points(both(rubric(indicator(MOVED)), *units)) == ["4.00", "3.50", "2.00"]


def test_who_stands_still_at_the_end_is_seen_in_each_group_by_itself() -> None:
    stages = ("小学", "小学", "幼儿园", "幼儿园")
    units = [unit(f"S{n}", "9876"[n], stage, told={"b": "2112"[n]})
             for n, stage in enumerate(stages)]  # fmt: skip
    found = both(rubric(indicator({**MOVED, "within": "学段"})), *units)
    assert points(found) == ["4.00", "3.50", "4.00", "1.50"]


def test_an_empty_group_is_a_group_and_one_that_is_not_known_is_none() -> None:
    rule = {**RANKED, "within": "联盟", "full_to": 1}
    units = [unit("S0", "3", union="无"), unit("S1", "2", union="无"), unit("S2", "9"),
             unit("S3", "9", union="甲")]  # fmt: skip
    found = both(rubric(indicator(rule)), *units)
    assert points(found) == ["4.00", "2.50", "0.00", "4.00"]
    assert found[2]["indicators"][1]["closed"]["from"] == "blank"


@pytest.mark.parametrize(
    ("of", "totals", "members"),
    [
        ("others", "4.00 4.00 7.00 6.00 2.00 8.00", [2, 2, 2, 0, 0, 0]),
        ("all", "4.00 4.00 7.00 6.00 2.00 8.00", [3, 3, 3, 0, 0, 0]),
    ],
)
def test_the_least_of_an_alliance_is_another_ones_too_where_two_are_equal(
    of: str, totals: str, members: list[int]
) -> None:
    alliance = {"by": "联盟", "own": "0.5", "shared": "0.5", "measure": "least", "of": of}
    told = [("3", "甲"), ("3", "甲"), ("9", "甲"), ("5", "无"), ("1", "无"), ("7", "")]
    units = [unit(f"S{n}", a, union=union) for n, (a, union) in enumerate(told)]
    found = both(rubric(indicator(A, points="20"), alliance=alliance), *units)
    assert [each["total"] for each in found] == totals.split()
    assert [each["alliance"]["members"] for each in found] == members


def test_a_step_by_size_begins_at_its_own_number() -> None:
    steps = [{"at_least": "20", "value": "1"}, {"at_least": "10", "value": "0.5"}]
    per = {"by": "上年", "steps": steps, "below": "0.25"}
    units = [unit(f"S{n}", last=last) for n, last in enumerate(("20", "19", "10", "9"))]
    found = both(rubric(indicator({"kind": "count-capped", "of": "a", "per": per})), *units)
    assert points(found) == ["3.00", "1.50", "1.50", "0.75"]


@pytest.mark.parametrize(("limit", "given"), [(None, "50.00"), ("8", None)])
def test_a_closing_decision_may_take_off_any_amount_where_nothing_limits_it(
    limit: str | None, given: str | None
) -> None:
    rule = {"kind": "penalty", "events": [{"title": "通报", "points": "0.5", "count": "b"}]}
    off = {"cap": None, "floor": "none", "indicators": [{**indicator(rule, "P"), "points": limit}]}
    closed = closing([("S0", "P", "50")], blank="zero")
    [found] = both(rubric(penalties=off), unit("S0", told={"b": None}), closed=closed)
    assert points([found], "P") == [given]
    assert found["total"] == ("-50.00" if given else "0.00")


def test_nobody_answers_for_an_indicator_that_is_not_scored() -> None:
    field = {"code": "z", "title": "未见", "type": "number", "minimum": "0", "maximum": "9",
             "blank_means": "0"}  # fmt: skip
    unseen = {"code": "9", "title": "原件未见", "points": None, "fields": [field]}
    counted = indicator({"kind": "count-capped", "of": "z", "per": "1"})
    [found] = both(rubric(unseen, counted) | {"status": "excerpt"}, unit("S0"), closed=None)
    assert [item["state"] for item in found["indicators"]] == ["verified", "blank"]


@pytest.mark.parametrize("upheld", [True, False])
def test_a_recheck_stands_over_what_a_later_closing_decision_gave(upheld: bool) -> None:
    later = closing(disputed="zero").model_copy(update={"number": "后一份"})
    decided = Recheck(
        application="1", unit="A", number="复1", date=date(2025, 12, 20), role="复核组",
        reviewers=("Z09",),
        items=(DecidedItem(indicator="2.4", upheld=upheld, points=Decimal(2), reason="查实"),),
    )  # fmt: skip
    made = case(
        Unit("A").ruled(ruling("2.4", "disputed")), closing=closing(blank="zero"), later=[later]
    )
    made = replace(made, rechecks=(decided,))
    found = as_results(judge(made))
    assert differences(derive(as_inputs(made)), found) == []
    [item] = [i for i in found["units"][0]["indicators"] if i["code"] == "2.4"]
    assert item["points"] == ("2.00" if upheld else "0.00")
