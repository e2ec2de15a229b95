"""复核: a decision replaces what stands for its items, and reaches nothing else."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.judging.case import Case
from engine.judging.inputs import as_inputs
from engine.judging.outcome import judge
from engine.judging.rechecking import with_rechecks
from engine.records.recheck import DecidedItem, Objection, Recheck
from engine.records.states import State
from engine.records.submission import Answer, Verdict
from engine.verifier import derive, differences
from tests.judging.builders import AWARD, Unit, by_code, case, closing, item, mark, results

NUMBER = "示例〔2025〕3号"
DAY = date(2025, 12, 9)


def decision(unit: str, *items: DecidedItem) -> Recheck:
    """A 复核决定 about some items of one unit."""
    return Recheck(application="复申1", unit=unit, number=NUMBER, date=DAY, role="领导小组",
                   reviewers=("Z9",), items=items)  # fmt: skip


def upheld(indicator: str, verdict: Verdict | None = None, **values: str) -> DecidedItem:
    """An item with new verified values or marks."""
    told = {code: Answer(value=v, state=State.VERIFIED) for code, v in values.items()}
    return DecidedItem(indicator=indicator, upheld=True, verdict=verdict, values=told,
                       reason="复核属实")  # fmt: skip


def year() -> Case:
    """Four units, one with a low mark, one whose claim of 1.1 is blank and was closed at 0."""
    return case(
        Unit("A"),
        Unit("B").ruled(mark("2.4").model_copy(update={"reason": "少一次"})),
        Unit("C").ruled(mark("1")),
        Unit("D").telling(A1=State.BLANK),
        awards=[AWARD],
        closing=closing(blank="zero"),
    )


def verified(made: Case) -> bool:
    """Whether the verifier, which shares no code, derives the same."""
    return differences(derive(json.loads(json.dumps(as_inputs(made)))), results(made)) == []


def test_a_new_mark_takes_the_place_of_the_old_one_which_stays_beside_it() -> None:
    made = replace(year(), rechecks=(decision("B", upheld("1.4", D1="3")),))
    found = item(results(made), "B", "1.4")
    assert (found["reviewed"], found["points"], found["reason"]) == ("2.40", "3.00", "少一次")
    assert found["recheck"] == {
        "number": NUMBER, "date": "2025-12-09", "role": "领导小组", "application": "复申1",
        "upheld": True, "reason": "复核属实", "before": "2.40",
    }  # fmt: skip
    assert verified(made)


def test_what_was_closed_is_worked_out_by_the_rule_again_and_all_that_reads_it() -> None:
    told = upheld("1.1", Verdict.AMEND, A1="3")
    made = replace(year(), rechecks=(decision("D", told),))
    found = results(made)
    first, reader = item(found, "D", "1.1"), item(found, "D", "2.1")
    assert (first["points"], first["closed"], first["reviewed"]) == ("3.00", None, None)
    assert first["recheck"]["before"] == "0.00"
    assert (reader["points"], "recheck" in reader) == ("3.00", False)
    assert verified(made)


def test_points_that_a_closing_gave_outright_are_replaced_outright_and_stay_closed() -> None:
    told = DecidedItem(indicator="1.1", upheld=True, points=Decimal("2.5"), reason="集体研究")
    made = replace(year(), rechecks=(decision("D", told),))
    found = item(results(made), "D", "1.1")
    assert (found["points"], found["closed"]["from"]) == ("2.50", "blank")
    assert NUMBER in found["workings"]
    [entry] = [e for e in results(made)["lookback"] if (e["unit"], e["indicator"]) == ("D", "1.1")]
    assert "复核决定定为2.50分" in entry["message"]
    assert verified(made)


def test_what_is_refused_changes_no_point() -> None:
    told = DecidedItem(indicator="1.4", upheld=False, reason="维持")
    before, after = results(year()), results(replace(year(), rechecks=(decision("B", told),)))
    found = item(after, "B", "1.4")
    assert (found.pop("recheck")["upheld"], after.pop("rechecks")[0]["number"]) == (False, NUMBER)
    assert after == before


def test_a_pending_objection_is_shown_and_changes_nothing_else() -> None:
    told = Objection(unit="B", indicator="1.4", date=DAY, number="复申1", reason="有记录")
    made = replace(year(), objections=(told,))
    before, after = results(year()), results(made)
    shown = item(after, "B", "1.4").pop("objection")
    assert shown == {"number": "复申1", "date": "2025-12-09", "reason": "有记录"}
    assert after == before
    assert verified(made)
    assert "有记录" not in json.dumps(as_inputs(made), ensure_ascii=False)


def test_a_year_without_objections_keeps_its_bytes() -> None:
    assert set(as_inputs(year())["decisions"]) == {"closing", "conclusions"}
    assert with_rechecks(year()) == year()


ITEMS: dict[str, st.SearchStrategy[DecidedItem]] = {
    "1.1": st.integers(0, 10).map(lambda n: upheld("1.1", Verdict.AMEND, A1=str(n))),
    "1.2": st.sampled_from("是否").map(lambda v: upheld("1.2", Verdict.AMEND, B1=v)),
    "1.4": st.integers(0, 40).map(lambda n: upheld("1.4", D1=f"{n // 10}.{n % 10}")),
}
APART = ("rank", "group_ranks", "awards")


@settings(max_examples=40, deadline=None)
@given(
    unit=st.sampled_from("ABCD"),
    told=st.dictionaries(st.sampled_from(sorted(ITEMS)), st.integers(), min_size=1).flatmap(
        lambda chosen: st.tuples(*(ITEMS[code] for code in sorted(chosen)))
    ),
)
def test_an_upheld_recheck_moves_no_other_unit_s_points_and_ranks_only_by_totals(
    unit: str, told: tuple[DecidedItem, ...]
) -> None:
    made = replace(year(), rechecks=(decision(unit, *told),))
    before, after = results(year()), results(made)
    for one, other in zip(before["units"], after["units"], strict=True):
        if one["code"] != unit:
            assert _without(one) == _without(other)
    touched = {each.indicator for each in told} | ({"2.1"} if "1.1" in _codes(told) else set())
    ours, theirs = (by_code(by_code(r["units"])[unit]["indicators"]) for r in (before, after))
    assert {code for code in ours if ours[code] != theirs[code]} <= touched
    totals = sorted(-Decimal(u["total"]) for u in after["units"] if u["state"] == "final")
    for each in after["units"]:
        if each["rank"] is not None:
            assert each["rank"] == 1 + totals.index(-Decimal(each["total"]))
    assert verified(made)


def _without(unit: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in unit.items() if key not in APART}


def _codes(told: tuple[DecidedItem, ...]) -> set[str]:
    return {each.indicator for each in told}


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_decisions_about_different_units_do_not_depend_on_their_order(
    order: tuple[int, int],
) -> None:
    both = decision("B", upheld("1.4", D1="3")), decision("C", upheld("1.4", D1="4"))
    made = judge(replace(year(), rechecks=tuple(both[at] for at in order)))
    points = made.scores.items["1.4"].points.tolist()
    assert points == [400, 300, 400, 400]
