"""What the form says of an item whose points, table or scale are not the same for everybody."""

from __future__ import annotations

from typing import Any

import pytest

import engine.rules  # noqa: F401 - rule kinds register themselves
from engine.rubric.model import Rubric
from engine.rubric.preparing import prepare
from tests.verifier.small import indicator, rubric

RULE = {"kind": "deduct-each", "count": "b", "per": "0.1"}
ONE = "满分{}分；乙数每1个扣0.1分，扣完为止。"
BY_STAGE = {"by": "学段", "cases": {"小学": "2", "幼儿园": "1"}}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"points": "2"}, ONE.format(2)),
        ({"points": BY_STAGE}, f"学段为“小学”的：{ONE.format(2)}学段为“幼儿园”的：{ONE.format(1)}"),
        (
            {"points": {"by": "学段", "cases": {"小学": "2", "幼儿园": "0"}}},
            f"学段为“小学”的：{ONE.format(2)}学段为“幼儿园”的：不评这一项。",
        ),
        (
            {"points": "1.5", "raw": "2"},
            f"{ONE.format(2)}所得按满分2分计，折算为1.5分（四舍五入保留2位小数）。",
        ),
        (
            {"points": "2", "not_applicable": {"policy": "remove", "when": "k = 丙"}},
            f"{ONE.format(2)}级别为“丙”的，不计这一项，满分相应减少。",
        ),
        (
            {"points": "2", "not_applicable": {"policy": "rescale", "within": "total"}},
            f"{ONE.format(2)}申请不适用获准的，不计这一项，余下的折算到总分。",
        ),
        (
            {"points": "2", "not_applicable": {
                "policy": "waive", "when": "k = 甲", "held": "省级示范校", "counts": "full"}},
            f"{ONE.format(2)}级别为“甲”的，凭“省级示范校”免评，按满分算。",
        ),
    ],
)  # fmt: skip
def test_a_rule_is_said_as_it_is_for_each_group(changed: dict[str, Any], expected: str) -> None:
    ready, faults = prepare(Rubric.model_validate(rubric(indicator(RULE, **changed))))
    assert not faults
    assert ready.by_code["1"].rule_words() == expected
