"""What would raise the score is found, is true, and nothing nearer would do as well."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.language.conditions import parse_truth
from engine.language.evaluate import evaluate
from engine.language.expressions import Answer, Choose, Compare, Constant, Expression, Quotient
from engine.language.fields import Field
from engine.language.raise_score import Change, Situation, raises
from engine.records.columns import Column
from engine.records.exact import Rounding
from engine.records.states import State
from tests.language.conftest import SCOPE, Given

if TYPE_CHECKING:
    from tests.language.conftest import Random


def by_hand(random: Random, node: Expression, unit: Given, code: str, value: Any) -> Fraction:
    """What a node gives a unit that answered one field otherwise, by definition."""
    return random.by_hand(node, replace(unit, values={**unit.values, code: value}))[0]


def others(code: str, unit: Given) -> list[tuple[Decimal, Any]]:
    """Every other answer that the field allows, with its distance."""
    now, field = unit.values[code], SCOPE[code]
    if field.one_option:
        return [(Decimal(1), option) for option in field.options if option != now]
    assert isinstance(now, Decimal) and field.minimum is not None and field.maximum is not None
    step = Decimal(1).scaleb(-field.places)
    low, high = field.minimum, field.maximum
    if code == "P":
        high = unit.values["A"]  # type: ignore[assignment]
    if code == "A":
        low = unit.values["P"]  # type: ignore[assignment]
    count = int((high - low) / step)
    every = (low + n * step for n in range(count + 1))
    return [(abs(value - now), value) for value in every if value != now]


@settings(max_examples=80)
@given(data=st.data())
def test_no_nearer_answer_gives_as_much_and_none_that_helps_is_missed(
    readable: Random, data: st.DataObject
) -> None:
    node, unit = data.draw(readable.numbers), data.draw(readable.units)
    unit = replace(unit, values={**unit.values, "B": Decimal(data.draw(st.integers(1, 20)))})
    now = readable.by_hand(node, unit)[0]
    found = raises(Situation(node, SCOPE, {}, readable.columns([unit]), (), None), tuple(SCOPE))
    alone = [each for each in found if len(each.changes) == 1]
    for each in found:
        changed = dict(unit.values)
        for change in each.changes:
            old = unit.values[change.field]
            changed[change.field] = (
                Decimal(str(change.value)) if isinstance(old, Decimal) else str(change.value)
            )
        assert readable.by_hand(node, replace(unit, values=changed))[0] == each.points > now
    for code in SCOPE:
        tried = [
            (far, by_hand(readable, node, unit, code, value)) for far, value in others(code, unit)
        ]
        helping = [(far, points) for far, points in tried if points > now]
        mine = [each for each in alone if each.changes[0].field == code]
        assert bool(mine) == bool(helping)
        if not mine:
            continue
        assert max(each.points for each in mine) == max(points for _, points in helping)
        for each in mine:
            value: Any = each.changes[0].value
            if SCOPE[code].one_option:
                continue
            far = abs(Decimal(value) - unit.values[code])  # type: ignore[operator]
            assert not [f for f, points in helping if f < far and points >= each.points]
        if SCOPE[code].one_option:
            assert min(e.points for e in mine) == min(points for _, points in helping)
        else:
            nearest = min(far for far, _ in helping)
            steps = {abs(Decimal(str(e.changes[0].value)) - unit.values[code]) for e in mine}  # type: ignore[operator]
            assert nearest in steps


def field(code: str, **more: Any) -> Field:
    return Field.model_validate({"code": code, "title": code, **more})


def situation(
    expression: Expression, *fields: Field, told: dict[str, Any], **more: Any
) -> Situation:
    """A situation of one unit, whose answers `told` are given in canonical text."""
    scope = {each.code: each for each in fields}
    columns = {}
    for each in fields:
        value = told.get(each.code)
        if value is None:
            columns[each.code] = Column.blank(1)
        else:
            columns[each.code] = Column.of([each.encode(value, {})], [State.VERIFIED])
    asked = {c.code: parse_truth(c.asked_when, scope) for c in fields if c.asked_when is not None}
    for code, condition in asked.items():
        holds = evaluate(condition, scope, columns, 1).truths
        if not holds.any():
            columns[code] = replace(
                Column.of([0], [State.VERIFIED]), asked=np.zeros(1, dtype=np.bool_)
            )
    return Situation(expression, scope, asked, columns, tuple(scope), **more)


def changes(found: Any) -> list[tuple[dict[str, Any], str]]:
    return [({c.field: c.value for c in each.changes}, str(each.points)) for each in found]


MONEY = field("钱", type="number", minimum="0", maximum="1000000", places=2)


def test_a_threshold_in_a_large_range_is_closed_in_upon() -> None:
    share = Quotient(Answer("钱"), Constant(Decimal(70)), 2, Rounding.HALF_UP)
    capped = Choose(Compare(">", share, Constant(Decimal(3))), Constant(Decimal(3)), share)
    at = situation(capped, MONEY, told={"钱": "100.01"})
    assert changes(raises(at, ["钱"])) == [({"钱": "100.45"}, "1.44"), ({"钱": "209.65"}, "3.00")]


def test_a_question_that_a_change_raises_is_answered_with_it() -> None:
    done = field("是否", type="yes-no")
    day = field("日期", type="date", asked_when="是否 = 是", in_period=True)
    last = field("限期", type="date")
    scope = {"是否": done, "日期": day, "限期": last}
    rule = parse_truth("是否 = 是 且 日期 <= 限期", scope)
    node = Choose(rule, Constant(Decimal(2)), Constant(Decimal(0)))
    period = (date(2025, 3, 1), date(2025, 3, 9))
    told = {"是否": "否", "限期": "2025-03-02"}
    at = situation(node, done, day, last, told=told, period=period)
    [found] = raises(at, ["是否", "日期"])
    assert found.changes == (Change("是否", "是"), Change("日期", "2025-03-01"))
    assert found.points == 2


def test_a_multi_select_gains_no_more_options_than_it_needs() -> None:
    picks = field("选", type="choices", options=["甲", "乙", "丙", "丁"])
    rule = parse_truth("已选(选) >= 3", {"选": picks})
    node = Choose(rule, Constant(Decimal(1)), Constant(Decimal(0)))
    [found] = raises(situation(node, picks, told={"选": ("乙",)}), ["选"])
    assert found.changes == (Change("选", ("甲", "乙", "丙")),)


def test_a_number_never_exceeds_the_field_it_is_held_against() -> None:
    whole = field("全部", type="number", minimum="0", maximum="9")
    part = field("其中", type="number", minimum="0", maximum="9", at_most="全部")
    at = situation(Answer("其中"), whole, part, told={"全部": "4", "其中": "2"})
    assert changes(raises(at, ["其中"])) == [({"其中": "3"}, "3"), ({"其中": "4"}, "4")]
    full = situation(Answer("其中"), whole, part, told={"全部": "4", "其中": "4"})
    [first, *_] = raises(full, ["全部", "其中"])
    assert {c.field: c.value for c in first.changes} == {"全部": "5", "其中": "5"}


def test_what_is_open_has_nothing_that_would_raise_it() -> None:
    whole = field("全部", type="number", minimum="0", maximum="9")
    assert raises(situation(Answer("全部"), whole, told={}), ["全部"]) == ()
