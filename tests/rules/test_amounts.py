"""Amounts that differ: what each comes to, which cases it has, and what cannot be meant."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pydantic import TypeAdapter

from engine.language.conditions import BadCondition
from engine.language.fields import Field
from engine.rules.amounts import (
    OTHER_UNITS,
    UNIT,
    Amount,
    cases,
    falls,
    lowered,
    situations,
    unit_column,
    value_in,
)

SCOPE = {
    field["code"]: Field.model_validate(field)
    for field in (
        {"code": "学段", "title": "学段", "type": "choice", "options": ["小学", "幼儿园"]},
        {"code": "人数", "title": "人数", "type": "number", "minimum": "0", "maximum": "5000"},
        {"code": "F1", "title": "某数", "type": "number", "minimum": "0", "maximum": "9",
         "asked_when": "学段 = 小学"},
    )
} | {UNIT: unit_column(frozenset(("S1", "S2")))}  # fmt: skip
STAGE = {"by": "学段", "cases": {"小学": "5", "幼儿园": "3"}}
SIZE = {"by": "人数", "below": "1", "steps": [
    {"at_least": "2000", "value": "0.8"}, {"at_least": "1000", "value": "0.9"}]}  # fmt: skip
NAMED = {"units": [{"unit": "S1", "value": "2", "reason": "一校两址"}], "otherwise": STAGE}


def amount(value: Any) -> Amount:
    return TypeAdapter(Amount).validate_python(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (STAGE, {"学段 = “小学”": "5", "学段 = “幼儿园”": "3"}),
        (SIZE, {"人数 >= 2000": "0.8", "人数 >= 1000 且 人数 < 2000": "0.9", "人数 < 1000": "1"}),
        (NAMED, {
            "单位编号 = “S1”": "2",
            "学段 = “小学” 且 单位编号 != “S1”": "5",
            "学段 = “幼儿园” 且 单位编号 != “S1”": "3"}),
        (NAMED | {"otherwise": "4"}, {"单位编号 = “S1”": "2", "单位编号 != “S1”": "4"}),
    ],
)  # fmt: skip
def test_the_cases_of_an_amount_exclude_one_another(value: Any, expected: dict[str, str]) -> None:
    found = amount(value)
    assert not isinstance(found, Decimal)
    assert {case.condition: str(case.value) for case in cases(found)} == expected


@pytest.mark.parametrize(
    ("size", "expected"),
    [("2000", "0.8"), ("1999", "0.9"), ("1000", "0.9"), ("999", "1"), ("0", "1")],
)
def test_steps_of_size_include_their_edge(size: str, expected: str) -> None:
    assert value_in(amount(SIZE), {"人数": Decimal(size)}) == Decimal(expected)


def test_a_named_unit_has_its_own_and_the_others_theirs() -> None:
    found = amount(NAMED)
    assert value_in(found, {UNIT: "S1", "学段": "小学"}) == 2
    assert value_in(found, {UNIT: OTHER_UNITS, "学段": "小学"}) == 5
    assert len(list(situations((found,)))) == 4


def test_amounts_fall_only_where_they_fall_in_every_situation() -> None:
    assert falls((amount("6"), amount(STAGE), amount("2")))
    assert not falls((amount("5"), amount(STAGE)))
    assert not falls((amount(SIZE), amount("0.9")))


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ({"by": "学段", "cases": {"小学": "5"}}, "把每个选项都写上"),
        ({"by": "片区", "cases": {"东": "5"}}, "没有这个名册栏目"),
        ({"by": "F1", "below": "1", "steps": [{"at_least": "2", "value": "1"}]}, "每个单位都填"),
        ({"by": "学段", "below": "1", "steps": [{"at_least": "2", "value": "1"}]}, "应是数字"),
        ({"by": "人数", "below": "1", "steps": []}, "至少写一档"),
        (SIZE | {"steps": list(reversed(SIZE["steps"]))}, "从大到小"),
        ({"units": [], "otherwise": "1"}, "至少写一个"),
        ({"units": NAMED["units"] * 2, "otherwise": "1"}, "不能写两次"),
        ({"units": [{"unit": "S1", "value": "2", "reason": " "}], "otherwise": "1"}, "写明理由"),
    ],
)  # fmt: skip
def test_an_amount_that_cannot_be_meant_is_refused(value: Any, why: str) -> None:
    with pytest.raises(BadCondition, match=why):
        lowered(amount(value), SCOPE, {})
