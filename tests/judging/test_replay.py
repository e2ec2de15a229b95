"""A replay moves what the new rubric moves, and leaves open what the year was never asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.judging.case import Case
from engine.judging.fitting import misfit
from engine.judging.replay import Replay, UnitReplay, replay
from engine.language.fields import Field
from engine.records.states import State
from engine.rubric.code_map import CodeMap, join
from engine.rubric.model import Rubric
from engine.rubric.preparing import prepare
from engine.rubric.standard import Standard
from tests.judging.builders import (
    AWARD,
    RUBRIC,
    Unit,
    case,
    closing,
    conclusion,
    ruling,
    standard,
)
from tests.judging.random_units import units

Edit = Callable[[dict[str, Any]], object]
CLOSINGS = (
    None,
    closing(blank="zero", faulty="zero"),
    closing(claimed="claimed", na_requested="zero", no_evidence="zero", blank="zero"),
    closing([("U1", "1.1", "2"), ("U2", "J1", "1")], disputed="zero"),
)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    came = draw(units())
    return case(
        *came,
        awards=[AWARD],
        closing=draw(st.sampled_from(CLOSINGS)),
        conclusions=[conclusion("U1", "N4")] if draw(st.booleans()) else [],
    )


def prepared(edit: Edit) -> Standard:
    changed = deepcopy(RUBRIC)
    edit(changed)
    ready, faults = prepare(Rubric.model_validate(changed))
    assert not faults
    return ready


def item(rubric: dict[str, Any], code: str) -> dict[str, Any]:
    sections = (*rubric["sections"], rubric["bonus"])
    return next(i for each in sections for i in each["indicators"] if i["code"] == code)


def replayed(made: Case, edit: Edit, **said: Any) -> Replay:
    new = prepared(edit)
    heads = {"kind": "code-map", "format": "1", "from": "small@2025", "to": "small@2025"}
    code_map = CodeMap.model_validate({**heads, **said}) if said else None
    return replay(made, new, join(standard().rubric, new.rubric, code_map))


def one(unit: Unit, edit: Edit, **said: Any) -> UnitReplay:
    return replayed(case(unit), edit, **said).units[0]


def moved(unit: UnitReplay) -> dict[str, tuple[Decimal | None, Decimal | None]]:
    return {each.code: (each.before, each.after) for each in unit.moved}


def reasons(unit: UnitReplay) -> dict[str, tuple[str, ...]]:
    return {each.code: each.reasons for each in unit.opened}


@settings(max_examples=120, deadline=None)
@given(cases())
def test_under_its_own_rubric_a_year_does_not_change(made: Case) -> None:
    found = replay(made, standard(), join(standard().rubric, standard().rubric))
    assert found.changed == ()
    assert [each.opened for each in found.units] == [()] * len(made.roster)


def reworded(rubric: dict[str, Any]) -> None:
    rubric.update(title="换了说法", note="试行", issuer="某机关（示例）", status="model")
    for code in ("1.1", "1.2", "1.3", "2.1", "J1"):
        item(rubric, code).update(title="换了说法", requirement="写得更清楚。")
        for field in item(rubric, code)["fields"]:
            field.update(title="换了说法", note="见说明")
    rubric["exclusions"][0]["title"] = "换了说法"


@settings(max_examples=40, deadline=None)
@given(cases())
def test_other_words_change_nothing(made: Case) -> None:
    assert replayed(made, reworded).changed == ()


PARAMETERS: dict[str, Edit] = {
    "1.1": lambda r: item(r, "1.1")["rule"].update(per="0.5", at_most=None),
    "1.2": lambda r: item(r, "1.2")["rule"].update(when="B1 = 否"),
    "1.3": lambda r: item(r, "1.3")["rule"].update(per="0.2"),
    "2.1": lambda r: item(r, "2.1")["rule"].update(when="A1 >= 5"),
    "2.2": lambda r: item(r, "2.2")["rule"].update(per="0.2"),
    "2.4": lambda r: item(r, "2.4")["rule"].update(when="H1 = 否 或 H2 >= 3"),
    "J2": lambda r: item(r, "J2")["rule"].update(per="0.5"),
}


@pytest.mark.parametrize("code", PARAMETERS)
@settings(max_examples=25, deadline=None)
@given(made=cases())
def test_a_changed_parameter_moves_only_its_own_item(code: str, made: Case) -> None:
    for unit in replayed(made, PARAMETERS[code]).units:
        assert set(moved(unit)) <= {code}
        if unit.before.total is None or unit.after.total is None:
            assert unit.changes <= {"rank", "awards"}
        elif code != "J2":
            change = sum((a or 0) - (b or 0) for b, a in moved(unit).values())
            assert unit.after.total - unit.before.total == change


def test_whose_rank_grade_and_award_change_is_said() -> None:
    made = case(*(Unit(f"U{n}") for n in range(1, 7)), Unit("U7").telling(F1="1"), awards=[AWARD])
    found = replayed(made, lambda r: item(r, "2.2")["rule"].update(per="2"))
    last = found.units[6]
    assert moved(last) == {"2.2": (1, 2)}
    assert last.changes == {"total", "rank", "awards"}
    assert (last.before.rank, last.after.rank) == (7, 1)
    assert (last.before.awards, last.after.awards) == ({"W": "递补"}, {"W": "并列待定"})
    assert found.units[0].changes == set()
    assert found.count("total") == found.count("rank") == 1


def test_a_line_of_grades_moves_a_grade_and_no_point() -> None:
    found = one(Unit("U"), lambda r: r["grades"]["bands"][0].update(at_least="20.01"))
    assert (found.before.grade, found.after.grade) == ("优秀", "良好")
    assert found.changes == {"grade"}
    assert found.moved == ()


def field(**more: Any) -> Field:
    heads = {"code": "X", "title": "某项", "type": "number", "unit": "次", "minimum": "0",
             "maximum": "10"}  # fmt: skip
    return Field.model_validate({**heads, **more})


def choice(*options: str, kind: str = "choice") -> Field:
    return Field.model_validate({"code": "X", "title": "某项", "type": kind, "options": options})


FITS: dict[str, tuple[Field, Field, str | tuple[str, ...], str]] = {
    "within a narrower range": (field(), field(maximum="5"), "5", ""),
    "over a narrower range": (field(), field(maximum="5"), "6", "6 不在 0—5 之间"),
    "under a higher least": (field(), field(minimum="2"), "1", "不在 2—10 之间"),
    "fewer places, none used": (field(places=2), field(), "3", ""),
    "fewer places": (field(places=2), field(places=1), "3.25", "小数位数多于 1 位"),
    "a multiple": (field(), field(step="2"), "4", ""),
    "no multiple": (field(), field(step="2"), "3", "不是 2 的整数倍"),
    "other unit of measure": (field(), field(unit="人"), "3", "由“次”改成了“人”"),
    "other type": (field(), choice("3", "4"), "3", "类型变了"),
    "other source": (field(), field(source="office"), "3", "改由别人提供"),
    "an option that is left": (choice("甲", "乙"), choice("乙", "丙"), "乙", ""),
    "an option that is gone": (choice("甲", "乙"), choice("乙", "丙"), "甲", "没有原来选的“甲”"),
    "chosen options": (
        choice("甲", "乙", kind="choices"), choice("乙", "丙", kind="choices"), ("乙",), "",
    ),
    "one of them gone": (
        choice("甲", "乙", kind="choices"), choice("乙", "丙", kind="choices"), ("甲", "乙"),
        "“甲”",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", FITS)
def test_an_answer_is_carried_only_where_it_fits(what: str) -> None:
    before, now, value, said = FITS[what]
    found = misfit(before, now, value)
    assert said in found
    assert bool(said) == bool(found)


def test_what_does_not_fit_stays_open_and_is_never_clamped() -> None:
    found = one(
        Unit("U").telling(A1="5"), lambda r: item(r, "1.1")["fields"][0].update(maximum="4")
    )
    assert found.becomes_provisional
    assert reasons(found) == {
        "1.1": ("A1“次数A1”原来的 5 不在 0—4 之间",),
        "2.1": ("A1“次数A1”原来的 5 不在 0—4 之间",),
    }
    assert found.after.total == found.before.total - 4 - 3
    assert (found.after.rank, found.after.grade) == (0, None)


def asks_more(rubric: dict[str, Any]) -> None:
    fresh = {"code": "Z1", "title": "新问", "type": "yes-no", "blank_means": "否"}
    item(rubric, "1.2")["fields"].append(fresh)
    item(rubric, "1.2")["rule"]["when"] = "B1 = 是 且 Z1 = 否"


def test_what_was_never_asked_is_no_answer_even_where_a_blank_has_a_meaning() -> None:
    found = one(Unit("U"), asks_more)
    assert reasons(found) == {"1.2": ("Z1“新问”是新增的，没有问过",)}
    assert moved(found) == {"1.2": (2, None)}


def test_a_closing_rule_turns_nothing_into_zero_that_is_only_now_open() -> None:
    unit = Unit("U").telling(B1=State.BLANK, G1=State.BLANK)
    made = case(unit, closing=closing(blank="zero"))
    found = replayed(made, asks_more).units[0]
    assert found.before.state == "final"
    assert reasons(found) == {"1.2": ("Z1“新问”是新增的，没有问过",)}
    assert moved(found) == {"1.2": (0, None)}


@pytest.mark.parametrize(("points", "after"), [("1.5", None), ("0", Decimal(0))])
def test_points_by_decision_stand_only_out_of_the_same_points(
    points: str, after: Decimal | None
) -> None:
    made = case(Unit("U").unruled("1.1"), closing=closing([("U", "1.1", points)]))

    def edit(rubric: dict[str, Any]) -> None:
        item(rubric, "1.1")["points"] = "6"
        rubric["sections"][0]["points"], rubric["total"] = "14", "22"

    found = replayed(made, edit).units[0]
    assert {m.code: m.after for m in found.moved} | {"1.1": after} == {"1.1": after}
    assert found.becomes_provisional == (after is None)


def test_a_mark_is_carried_only_out_of_the_same_points() -> None:
    def edit(rubric: dict[str, Any]) -> None:
        item(rubric, "1.4").update(points="8")
        item(rubric, "1.4")["fields"][0]["maximum"] = "8"

    assert reasons(one(Unit("U"), edit)) == {"1.4": ("D1“次数D1”考评分的满分变了",)}


def test_the_reviewed_value_is_carried_and_never_the_claim_in_its_place() -> None:
    cut = Unit("U").telling(A1="3").ruled(ruling("1.1", "amend", A1="2"))
    assert moved(one(cut, lambda r: item(r, "1.1")["rule"].update(per="0.5"))) == {"1.1": (2, 1)}
    raised = Unit("U").telling(A1="3").ruled(ruling("1.1", "amend", A1="5"))
    found = one(raised, lambda r: item(r, "1.1")["fields"][0].update(maximum="4"))
    assert reasons(found)["1.1"] == ("A1“次数A1”原来的 5 不在 0—4 之间",)


def test_a_value_beyond_a_new_limit_is_not_carried() -> None:
    found = one(Unit("U"), lambda r: item(r, "1.1")["fields"][0].update(at_most="F1"))
    assert reasons(found)["1.1"] == ("A1“次数A1”与 F1 的大小关系不合新的规定",)
    fits = one(Unit("U"), lambda r: item(r, "2.2")["fields"][0].update(at_most="A1"))
    assert fits.changes == set()


def test_a_roster_column_that_does_not_fit_is_not_read() -> None:
    def edit(rubric: dict[str, Any]) -> None:
        rubric["unit_fields"][0]["options"] = ["小学", "托儿所"]
        item(rubric, "2.2")["not_applicable"]["when"] = "学段 = 托儿所"

    found = one(Unit("U", fields={"学段": "幼儿园"}), edit)
    assert reasons(found) == {"2.2": ("学段“学段”选项里没有原来选的“幼儿园”",)}
    assert one(Unit("U"), edit).changes == set()


def recoded(rubric: dict[str, Any]) -> None:
    item(rubric, "1.1").update(code="1.9", rule={"kind": "count-capped", "of": "Z1", "per": "1"})
    item(rubric, "1.9")["fields"][0]["code"] = "Z1"
    item(rubric, "1.9")["evidence"][0]["at_least"] = "最小(Z1, 2)"
    item(rubric, "2.1")["rule"]["when"] = "Z1 >= 3"


RECODED: Mapping[str, Any] = {
    "renamed": [{"from": "1.1", "to": "1.9"}],
    "fields": {"renamed": [{"from": "A1", "to": "Z1"}]},
}


@settings(max_examples=40, deadline=None)
@given(cases())
def test_codes_that_only_changed_their_names_change_nothing(made: Case) -> None:
    assert replayed(made, recoded, **RECODED).changed == ()


def test_without_a_map_nobody_guesses_what_a_new_code_means() -> None:
    found = one(Unit("U"), recoded)
    assert set(reasons(found)) == {"1.9", "2.1"}
    assert moved(found)["1.1"] == (4, None)
    assert found.becomes_provisional


def parted(rubric: dict[str, Any]) -> None:
    """2.4 becomes 2.4 (H1) and 2.5 (H2), of one point each."""
    second = {"code": "2.5", "title": "另一项", "points": "1", "fields": [],
              "rule": {"kind": "all-or-nothing", "when": "H1 = 否 或 H2 >= 1"}}  # fmt: skip
    second["fields"] = [item(rubric, "2.4")["fields"].pop()]
    item(rubric, "2.4").update(points="1", rule={"kind": "all-or-nothing", "when": "H1 = 是"})
    rubric["sections"][1]["indicators"].append(second)


SPLIT: Mapping[str, Any] = {"split": [{"from": "2.4", "to": ["2.4", "2.5"]}]}


def test_what_was_split_takes_its_own_answers_along() -> None:
    found = one(Unit("U"), parted, **SPLIT)
    assert found.opened == ()
    assert found.after.total == found.before.total


def test_a_zero_by_decision_is_not_shared_out_among_the_parts() -> None:
    made = case(Unit("U").telling(H1=State.BLANK), closing=closing(blank="zero"))
    found = replayed(made, parted, **SPLIT).units[0]
    assert found.before.state == "final"
    assert set(reasons(found)) == {"2.4", "2.5"}


def merged(rubric: dict[str, Any]) -> None:
    """1.1 takes 2.2 in."""
    gone = item(rubric, "2.2")
    rubric["sections"][1]["indicators"].remove(gone)
    item(rubric, "1.1")["fields"].append(gone["fields"][0])
    item(rubric, "1.1")["rule"] = {"kind": "count-capped", "of": "A1 + F1", "per": "1"}


MERGED: Mapping[str, Any] = {"merged": [{"from": ["1.1", "2.2"], "to": "1.1"}]}


def test_verdicts_that_agree_hold_for_what_was_merged() -> None:
    agreed = Unit("U").ruled(ruling("2.2", "amend", F1="1"))
    found = one(agreed, merged, **MERGED)
    assert found.opened == ()
    assert moved(found) == {"1.1": (5, 4)}


@pytest.mark.parametrize("verdict", ["disputed", "no-evidence", None])
def test_verdicts_that_disagree_leave_what_was_merged_open(verdict: str | None) -> None:
    found = one(Unit("U").ruled(ruling("2.2", verdict)), merged, **MERGED)
    assert reasons(found)["1.1"] == ("拆并前各项的评审意见不一致，分不开",)
    assert found.after.state == "provisional"


def test_a_code_used_again_for_something_else_carries_nothing() -> None:
    found = one(Unit("U"), lambda _: None, dropped=["1.2"], new=["1.2"])
    assert reasons(found) == {"1.2": ("B1“事项B1”是新增的，没有问过",)}


def test_the_case_of_the_year_is_left_as_it_was() -> None:
    made = case(Unit("U1"), Unit("U2", told=None), awards=[AWARD], closing=CLOSINGS[1])
    before = deepcopy((made.intake, made.rulings, made.roster, made.closings))
    replayed(made, parted, **SPLIT)
    assert (made.intake, made.rulings, made.roster, made.closings) == before
