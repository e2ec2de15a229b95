"""回头看清单: what is open, closed, lost, held or never handed in; each once, with its mending."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from engine.records.states import State
from tests import invented_cohort
from tests.judging.builders import AWARD, Unit, case, closing, mark, results, ruling

GATE = {"column": "获奖", "must": "not-have", "title": "未获过本奖"}
HOLDERS = AWARD | {"gates": [GATE, {"column": "合格", "must": "have", "title": "已获合格"}]}
YEARS = [{}, {"closed": True}, {"seed": 7}, {"closed": True, "seed": 7}]


def lines(result: dict[str, Any]) -> list[tuple[str, str | None, str]]:
    """(unit, indicator, why) of every entry."""
    return [(each["unit"], each["indicator"], each["code"]) for each in result["lookback"]]


OPEN_STATES = {
    "blank": (Unit("A").telling(B1=State.BLANK), {("1.2", "未填")}),
    "faulty": (Unit("A").telling(B1=State.FAULTY), {("1.2", "填报差错")}),
    "evidence": (Unit("A").ruled(ruling("1.1", "no-evidence")), {("1.1", "缺佐证")}),
    "disputed": (Unit("A").ruled(ruling("1.1", "disputed")),
                 {("1.1", "有异议"), ("2.1", "有异议")}),
    "claimed": (Unit("A").unruled("1.1"), {("1.1", "自报（未评审）")}),
    "n/a": (Unit("A").but(na=("2.3",)), {("2.3", "申请不适用")}),
    "bonus": (Unit("A").telling(K1="2"), {("J1", "自报（未评审）")}),
    "reviewers": (Unit("A").unruled("1.4"), {("1.4", "未填")}),
}  # fmt: skip


@pytest.mark.parametrize("story", OPEN_STATES)
def test_what_is_open_is_listed_with_its_state_and_how_to_mend_it(story: str) -> None:
    unit, expected = OPEN_STATES[story]
    found = results(case(unit))["lookback"]
    assert {(each["code"], each["unit"]) for each in found} == {("open-item", "A")}
    assert {each["indicator"] for each in found} == {code for code, _ in expected}
    for each in found:
        [state] = [state for code, state in expected if code == each["indicator"]]
        assert each["message"].endswith(f"：{state}，未定分。")
        assert each["mend"].endswith("。")
        assert each["clause"] == each["indicator"]


def test_what_was_closed_stays_listed_though_it_was_given_full_points() -> None:
    made = case(Unit("A").unruled("1.1"), closing=closing(claimed="claimed"))
    [found] = results(made)["lookback"]
    assert (found["indicator"], found["code"]) == ("1.1", "closed-item")
    assert found["message"] == "1.1 指标1.1：收口前为“自报（未评审）”，收口决定定为4.00分。"


@pytest.mark.parametrize(
    ("points", "limit", "listed"),
    [("3", "1", False), ("2.9", "1", True), ("4", "0", False), ("3.9", "0", True),
     ("1.5", "2.5", False), ("0", "3.999999", True)],
)  # fmt: skip
def test_a_loss_is_listed_above_the_limit_and_not_at_it(
    points: str, limit: str, listed: bool
) -> None:
    made = case(Unit("A").ruled(mark(points)))
    made = replace(made, terms=replace(made.terms, lost_points=Decimal(limit)))
    assert lines(results(made)) == [("A", "1.4", "lost-points")] * listed


def test_a_bonus_not_earned_is_no_loss() -> None:
    assert lines(results(case(Unit("A")))) == []


def test_holders_are_visited_once_whatever_became_of_their_form() -> None:
    held = {"获奖": "2021", "合格": "2020"}
    units = [Unit("A", history=held), Unit("B", told=None, history=held),
             Unit("C", history={"获奖": "无"}), Unit("D", history={"获奖": "不详"})]  # fmt: skip
    twice = HOLDERS | {"id": "V"}
    result = results(case(*units, awards=[HOLDERS, twice]))
    assert lines(result) == [
        ("A", None, "holder-visit"), ("B", None, "not-handed-in"), ("B", None, "holder-visit"),
    ]  # fmt: skip
    assert "2021年" in result["lookback"][0]["message"]


def test_who_owes_a_form_is_listed_and_who_was_excused_is_not() -> None:
    units = [
        Unit("A", told=None),
        Unit("B", blocked=True),
        Unit("C", told=None, status="首次试评"),
        Unit("D", told=None, status="暂不参评"),
    ]
    assert [unit for unit, _, why in lines(results(case(*units))) if why == "not-handed-in"] == [
        "A", "B", "C",
    ]  # fmt: skip


@pytest.mark.parametrize("year", YEARS)
def test_what_has_no_points_is_listed_and_what_is_listed_as_open_has_none(
    year: dict[str, Any],
) -> None:
    """P20: missing ⇔ listed; closed ⇔ listed as closed."""
    result = invented_cohort.results(**year)
    found = lines(result)
    items = [(unit["code"], each) for unit in result["units"] for each in unit["indicators"]]
    for why, expected in (
        ("open-item", {(u, each["code"]) for u, each in items if each["points"] is None}),
        ("closed-item", {(u, each["code"]) for u, each in items if each["closed"]}),
        ("lost-points", {
            (u, each["code"]) for u, each in items
            if each["points"] is not None and not each["closed"] and each["section"]
            and Decimal(each["max"]) - Decimal(each["points"]) > 1
        }),
        ("not-handed-in", {
            (unit["code"], None) for unit in result["units"]
            if unit["state"] in ("absent", "blocked")
        }),
    ):  # fmt: skip
        assert {(unit, indicator) for unit, indicator, w in found if w == why} == expected
    assert max(Counter(found).values()) == 1
    assert expected


def test_the_list_goes_by_unit_then_by_rubric() -> None:
    result = invented_cohort.results()
    order = {unit["code"]: n for n, unit in enumerate(result["units"])}
    positions = {each["code"]: n for n, each in enumerate(result["units"][0]["indicators"])}
    keys = [(order[u], positions.get(i or "", len(positions))) for u, i, _ in lines(result)]
    assert keys == sorted(keys)
