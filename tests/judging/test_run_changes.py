"""What differs between two runs: all of it, nothing else, and each with its cause (P31)."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.judging.case import Case
from engine.judging.change_causes import Explained, explained
from engine.judging.input_changes import input_causes
from engine.judging.inputs import as_inputs
from engine.judging.run_changes import applied, differences
from engine.records.recheck import Objection
from engine.records.states import State
from tests.judging.builders import (
    AWARD,
    Unit,
    case,
    closing,
    conclusion,
    mark,
    results,
    ruling,
    standard,
)
from tests.judging.test_rechecks import decision, upheld, year

TEXTS = st.text("ab", max_size=2)
PLAIN: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(0, 3) | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(TEXTS, inner, max_size=4)
        | st.lists(
            st.builds(
                lambda code, value: {"code": code, "value": value}, st.sampled_from("xyz"), inner
            ),
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(old=PLAIN, new=PLAIN)
def test_the_listed_changes_make_the_new_of_the_old_and_there_are_none_too_many(
    old: Any, new: Any
) -> None:
    found = differences(old, new)
    assert applied(old, found) == new
    assert all(each.old != each.new for each in found)
    assert (found == ()) == (old == new)
    paths = [each.path for each in found]
    assert len(set(paths)) == len(paths)


def compared(old: Case, new: Case) -> tuple[tuple[str, ...], tuple[Explained, ...]]:
    """The causes and the differences of two cases."""
    inputs = [json.loads(json.dumps(as_inputs(each))) for each in (old, new)]
    causes = input_causes(*inputs)
    both = [json.loads(json.dumps(results(each))) for each in (old, new)]
    found = explained(both[0], both[1], causes, standard())
    assert applied(both[0], (each.change for each in found)) == both[1]
    return tuple(each.words for each in causes), found


def units(found: tuple[Explained, ...]) -> set[str]:
    """Whose points, sums or states differ."""
    apart = ("rank", "group_ranks", "awards")
    paths = (each.change.path for each in found if each.change.path[0] == "units")
    return {path[1] for path in paths if path[2] not in apart}


def test_a_recheck_is_named_as_the_cause_of_all_it_changed() -> None:
    made = replace(year(), rechecks=(decision("B", upheld("1.4", D1="4")),))
    causes, found = compared(year(), made)
    assert causes == ("复核决定 示例〔2025〕3号",)
    assert units(found) == {"B"}
    assert {cause for each in found if each.unit == "B" for cause in each.causes} == set(causes)
    moved = [each for each in found if each.change.path[2:] == ("rank",) and each.unit == "A"]
    assert [each.causes for each in moved] in ([], [("其他单位的分变了（B）",)])


CHANGES: dict[str, tuple[Callable[[Case], Case], set[str]]] = {
    "a mark": (lambda c: _ruled(c, "C", mark("3")), {"C"}),
    "a claim read by another item": (lambda c: _told(c, "A", "A1", "2"), {"A"}),
    "a value of the office": (
        lambda c: replace(
            c,
            office={**c.office, "B": {k: v.model_copy(update={"value": "1"})
                                      for k, v in c.office["B"].items()}},
        ),
        {"B"},
    ),
    "the closing": (
        lambda c: replace(c, closing=closing([("D", "1.1", "1")], blank="zero")), {"D"},
    ),
    "a conclusion": (lambda c: replace(c, conclusions=(conclusion("A", "N4"),)), {"A"}),
    "an objection": (
        lambda c: replace(
            c, objections=(Objection(unit="A", indicator="1.2", date=date(2025, 12, 1)),)
        ),
        {"A"},
    ),
    "a form that came in": (lambda c: year_with(Unit("E")), {"E"}),
    "a title won before": (
        lambda c: replace(c, history={**c.history, "A": {"得奖年份": "2021"}}), set(),
    ),
}  # fmt: skip


def year_with(*more: Unit) -> Case:
    """The same year with a fifth unit, which handed nothing in unless it is given."""
    told = (
        Unit("A"), Unit("B").ruled(mark("2.4")), Unit("C").ruled(mark("1")),
        Unit("D").telling(A1=State.BLANK),
    )  # fmt: skip
    last = more or (Unit("E", told=None),)
    return case(*told, *last, awards=[AWARD], closing=closing(blank="zero"))


def _ruled(made: Case, unit: str, told: Any) -> Case:
    mine = {**made.rulings[unit], told.indicator: told.model_copy(update={"unit": unit})}
    return replace(made, rulings={**made.rulings, unit: mine})


def _told(made: Case, unit: str, code: str, value: str) -> Case:
    came = made.intake.counted[unit]
    answers = {**came.answers, code: came.answers[code].model_copy(update={"value": value})}
    counted = {**made.intake.counted, unit: came.model_copy(update={"answers": answers})}
    return replace(made, intake=made.intake.model_copy(update={"counted": counted}))


@pytest.mark.parametrize("what", CHANGES)
def test_every_difference_has_a_cause_and_only_the_touched_unit_has_other_points(
    what: str,
) -> None:
    change, touched = CHANGES[what]
    old = year_with()
    causes, found = compared(old, change(old))
    assert causes
    assert units(found) <= touched
    assert [each.change for each in found if not each.causes] == []


def test_a_difference_that_nothing_accounts_for_is_left_without_a_cause() -> None:
    old, new = results(year()), results(year())
    new["units"][0]["indicators"][0]["points"] = "0.01"
    new["units"][1]["rank"] = 9
    found = explained(old, new, (), standard())
    assert [(each.unit, each.causes) for each in found] == [("A", ()), ("B", ())]


def test_an_item_that_does_not_read_what_changed_is_not_excused_by_it() -> None:
    made = _ruled(year(), "A", ruling("1.2", "amend", B1="否"))
    old, new = results(year()), results(made)
    item = next(i for i in new["units"][0]["indicators"] if i["code"] == "2.2")
    item["points"] = "0.00"
    causes = input_causes(as_inputs(year()), as_inputs(made))
    [odd] = [e for e in explained(old, new, causes, standard()) if e.indicator == "2.2"]
    assert odd.causes == ()
