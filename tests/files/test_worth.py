"""What an item is worth to a unit: by its group, and nothing where it is not in its table."""

from __future__ import annotations

from typing import Any

import pytest

import engine.rules  # noqa: F401 - rule kinds register themselves
from engine.files.worth import NOT_THEIRS, worth_words
from engine.records.submission import RosterUnit
from engine.rubric.model import Rubric
from engine.rubric.preparing import prepare
from tests.verifier.small import indicator, rubric

RULE = {"kind": "all-or-nothing", "when": "b >= 3"}
BY_STAGE = {"by": "学段", "cases": {"小学": "5", "幼儿园": "0"}}


def worth(stage: str, **changed: Any) -> str:
    ready, faults = prepare(Rubric.model_validate(rubric(indicator(RULE, **changed))))
    assert not faults
    unit = RosterUnit(
        code="S1", name="甲校", status="参评", fields={"学段": stage} if stage else {}
    )
    return worth_words(ready.by_code["1"], ready, unit)


@pytest.mark.parametrize(
    ("stage", "changed", "expected"),
    [
        ("小学", {}, "4"),
        ("小学", {"points": BY_STAGE}, "5"),
        ("幼儿园", {"points": BY_STAGE}, NOT_THEIRS),
        ("", {"points": BY_STAGE}, "5"),
        ("幼儿园", {"not_applicable": {"policy": "remove", "when": "学段 = 幼儿园"}}, NOT_THEIRS),
        ("小学", {"not_applicable": {"policy": "remove", "when": "学段 = 幼儿园"}}, "4"),
        ("幼儿园", {"not_applicable": {"policy": "full", "when": "学段 = 幼儿园"}}, "4"),
        ("小学", {"not_applicable": {"policy": "remove", "when": "b = 0"}}, "4"),
        ("小学", {"not_applicable": {"policy": "remove"}}, "4"),
    ],
)
def test_what_an_item_is_worth_to_a_unit(
    stage: str, changed: dict[str, Any], expected: str
) -> None:
    assert worth(stage, **changed) == expected
