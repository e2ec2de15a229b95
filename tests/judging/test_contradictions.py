"""A number in use that passes the field it may not pass is told, with its place; no point moves."""

from __future__ import annotations

from copy import deepcopy

import pytest

from engine.records.states import State
from engine.rubric.model import Rubric
from engine.rubric.preparing import prepare
from engine.rubric.standard import Standard
from tests.judging.builders import RUBRIC, Told, Unit, case, item, results, ruling


def standard() -> Standard:
    """The small rubric with “已整改” at most “问题” (both the office's) and B2 at least A1."""
    written = deepcopy(RUBRIC)
    first, second, third, *_ = written["sections"][0]["indicators"]
    problems = {**third["fields"][0], "code": "C2", "title": "问题", "asked_when": "B1 = 是"}
    third["fields"] = [third["fields"][0] | {"title": "已整改", "at_most": "C2"}, problems]
    listed = {**first["fields"][0], "code": "B2", "title": "在册", "at_least": "A1", "places": 1}
    second["fields"].append(listed)
    ready, faults = prepare(Rubric.model_validate(written))
    assert not faults
    return ready


SOUND: Told = {"C1": "2", "C2": "2", "B2": "4"}


@pytest.mark.parametrize(
    ("unit", "said"),
    [
        (Unit("A").telling(**SOUND), []),
        (Unit("A").telling(**SOUND | {"C1": "3"}), [("1.3", "“已整改”", "大于“问题”")]),
        (Unit("A").telling(**SOUND | {"C1": "3", "C2": State.BLANK}), []),
        (Unit("A").telling(**SOUND | {"C1": "3", "B1": "否"}), []),
        (Unit("A").telling(**SOUND).ruled(ruling("1.2", "amend", B2="3.9")),
         [("1.2", "“在册”", "小于“次数A1”")]),
        (Unit("A").telling(**SOUND).ruled(ruling("1.1", "amend", A1="5")),
         [("1.2", "“在册”", "小于“次数A1”")]),
        (Unit("A").telling(**SOUND).ruled(ruling("1.2", "disputed")), []),
    ],
)  # fmt: skip
def test_a_number_that_passes_its_neighbour_is_told_and_counts_all_the_same(
    unit: Unit, said: list[tuple[str, str, str]]
) -> None:
    result = results(case(unit, ready=standard()))
    told = [each for each in result["problems"] if each["code"] == "V416"]
    assert [each["indicator"] for each in told] == [indicator for indicator, _, _ in said]
    for each, (_, field, what) in zip(told, said, strict=True):
        assert field in each["message"]
        assert what in each["message"]
    if said and said[0][0] == "1.3":
        assert item(result, "A", "1.3")["points"] == "2.00"
