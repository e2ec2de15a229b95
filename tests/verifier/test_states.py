"""States by hand: what blanks, rulings, evidence counts and a closing decision make of an item."""

from __future__ import annotations

from typing import Any

import pytest

from engine.verifier import derive
from tests.verifier.small import indicator, inputs, rubric

RULE = {"kind": "count-capped", "of": "x", "per": "1"}
FIELD = {"code": "x", "title": "次数", "type": "number", "minimum": "0", "maximum": "9"}
Json = dict[str, Any]


def answered(value: str, state: str = "claimed") -> Json:
    """The unit's one answer."""
    return {"answers": {"x": {"value": value, "state": state}}}


def ruled(verdict: str | None, **values: str) -> Json:
    """The reviewers' ruling of the indicator."""
    return {"1": {"verdict": verdict, "values": values, "reason": True}}


def judge(
    given: Json,
    marks: Json | None = None,
    closing: Json | None = None,
    field: Json | None = None,
    **more: Any,
) -> Json:
    """The item “1” of 4 points, one for each x, in a rubric of its own."""
    standard = rubric(mode="half-up")
    fields = [{**FIELD, **(field or {})}, *more.pop("others", [])]
    standard["sections"][0]["indicators"] = [
        indicator(more.pop("rule", RULE), fields=fields, **more)
    ]
    if closing is not None:
        closing = {"number": "7号", "date": "2025-12-01", "role": "办公室", **closing}
    derived = derive(
        inputs(
            standard,
            values={"S1": {"state": "counted", **given}},
            marks={"S1": marks or {}},
            decisions={"closing": closing, "conclusions": []},
        )
    )
    found: Json = derived["units"][0]["indicators"][0]
    return found


def seen(found: Json) -> tuple[Any, ...]:
    """What the tables below state: claimed, reviewed, points, state."""
    return found["claimed"], found["reviewed"], found["points"], found["state"]


REQUIRED = {"review": "required"}
EVIDENCE = {"evidence": [{"kinds": ["记录"], "at_least": "最小(x, 2)"}]}
ON_REQUEST = {"not_applicable": {"policy": "full"}}
THREE = answered("3")


@pytest.mark.parametrize(
    ("given", "marks", "more", "expected"),
    [
        (THREE, {}, {}, ("3.00", "3.00", "3.00", "claimed")),
        (THREE, {}, REQUIRED, ("3.00", None, None, "claimed")),
        (THREE, ruled("accept"), REQUIRED, ("3.00", "3.00", "3.00", "verified")),
        (THREE, ruled("amend", x="1"), REQUIRED, ("3.00", "1.00", "1.00", "verified")),
        (THREE, ruled(None, x="1"), REQUIRED, ("3.00", "1.00", "1.00", "verified")),
        (THREE, ruled(None), REQUIRED, ("3.00", None, None, "claimed")),
        (THREE, ruled("disputed"), {}, ("3.00", None, None, "disputed")),
        (THREE, ruled("disputed", x="1"), {}, ("3.00", "1.00", "1.00", "verified")),
        (THREE, ruled("no-evidence"), {}, ("3.00", None, None, "no-evidence")),
        (answered("", "blank"), {}, {}, (None, None, None, "blank")),
        ({"answers": {}}, {}, {}, (None, None, None, "blank")),
        (answered("", "faulty"), {}, {}, (None, None, None, "faulty")),
        (answered("", "faulty"), ruled("accept"), {}, (None, None, None, "faulty")),
        (answered("", "faulty"), ruled("amend", x="2"), {}, (None, "2.00", "2.00", "verified")),
        (answered("", "faulty"), ruled("no-evidence"), {}, (None, None, None, "faulty")),
        (THREE, {}, EVIDENCE, ("3.00", None, None, "no-evidence")),
        ({**THREE, "evidence": {"1": [1]}}, {}, EVIDENCE, ("3.00", None, None, "no-evidence")),
        ({**THREE, "evidence": {"1": [2]}}, {}, EVIDENCE, ("3.00", "3.00", "3.00", "claimed")),
        ({**answered("0"), "evidence": {"1": [0]}}, {}, EVIDENCE,
         ("0.00", "0.00", "0.00", "claimed")),
        (THREE, ruled("accept"), EVIDENCE, ("3.00", "3.00", "3.00", "verified")),
        (THREE, ruled("amend", x="0"), EVIDENCE, ("3.00", "0.00", "0.00", "verified")),
        (THREE, ruled(None, x="0"), EVIDENCE, ("3.00", None, None, "no-evidence")),
        (THREE, ruled("na-agreed"), EVIDENCE, ("3.00", None, None, "no-evidence")),
        (THREE, ruled("disputed"), EVIDENCE, ("3.00", None, None, "disputed")),
        ({**THREE, "na_requests": ["1"]}, {}, {}, ("3.00", None, None, "na-requested")),
        ({**THREE, "na_requests": ["1"]}, ruled("na-agreed"), {},
         ("3.00", None, None, "na-requested")),
        ({**THREE, "na_requests": ["1"]}, ruled("na-agreed"), ON_REQUEST,
         ("3.00", "4.00", "4.00", "not-applicable")),
        (answered("", "faulty"), ruled("na-agreed"), ON_REQUEST,
         (None, "4.00", "4.00", "not-applicable")),
        (THREE, {}, {"field": {"blank_means": "3"}}, ("3.00", "3.00", "3.00", "verified")),
        (THREE, ruled("disputed"), {"field": {"blank_means": "3"}},
         ("3.00", None, None, "disputed")),
        ({"answers": {}}, {}, {"field": {"blank_means": "0"}},
         ("0.00", "0.00", "0.00", "verified")),
        ({"answers": {}}, ruled("disputed"), {"field": {"blank_means": "0"}},
         ("0.00", None, None, "disputed")),
        (answered("", "faulty"), {}, {"field": {"blank_means": "0"}},
         (None, None, None, "faulty")),
        (answered("2", "verified"), {}, {"field": {"source": "office"}},
         ("2.00", "2.00", "2.00", "verified")),
        (answered("2", "verified"), ruled("disputed"), {"field": {"source": "office"}},
         ("2.00", "2.00", "2.00", "verified")),
        (THREE, {}, {"field": {"source": "reviewer"}}, (None, None, None, "blank")),
        (THREE, ruled(None, x="2"), {"field": {"source": "reviewer"}},
         (None, "2.00", "2.00", "verified")),
        (THREE, {}, {"not_applicable": {"policy": "full", "when": "x = 3"}},
         ("4.00", "4.00", "4.00", "claimed")),
        (THREE, ruled("accept"), {"not_applicable": {"policy": "full", "when": "x = 3"}},
         ("4.00", "4.00", "4.00", "not-applicable")),
        (THREE, ruled("accept"), {"not_applicable": {"policy": "full", "when": "x = 2"}},
         ("3.00", "3.00", "3.00", "verified")),
        ({"answers": {}}, {}, {"not_applicable": {"policy": "full", "when": "学段 = 小学"}},
         (None, None, None, "blank")),
    ],
)  # fmt: skip
def test_an_item_stands_as_the_rules_of_states_say(
    given: Json, marks: Json, more: Json, expected: tuple[Any, ...]
) -> None:
    assert seen(judge(given, marks, **more)) == expected


Y = {"code": "y", "title": "另一数", "type": "number", "minimum": "0", "maximum": "9"}


@pytest.mark.parametrize(
    ("asked_when", "answers", "expected"),
    [
        (None, {"x": "3"}, (None, None, None, "blank")),
        ("x >= 4", {"x": "3"}, ("3.00", "3.00", "3.00", "claimed")),
        ("x >= 3", {"x": "3"}, (None, None, None, "blank")),
        ("x >= 3", {"x": "3", "y": "8"}, ("3.00", "3.00", "3.00", "claimed")),
        ("x >= 3", {}, (None, None, None, "blank")),
    ],
)
def test_a_field_counts_only_where_it_is_asked(
    asked_when: str | None, answers: Json, expected: tuple[Any, ...]
) -> None:
    other = Y if asked_when is None else {**Y, "asked_when": asked_when}
    given = {code: {"value": value, "state": "claimed"} for code, value in answers.items()}
    assert seen(judge({"answers": given}, others=[other])) == expected


@pytest.mark.parametrize(
    ("field", "condition"),
    [
        ({"type": "number", "minimum": "1", "maximum": "9"}, "y = 0"),
        ({"type": "choice", "options": ["多", "少"]}, "y != 多 且 y != 少"),
        ({"type": "choices", "options": ["多", "少"]}, "已选(y) = 0"),
        ({"type": "date"}, "y < 月后(y, 1)"),
        ({"type": "document"}, "非 已填(y)"),
    ],
)
def test_what_is_not_asked_is_empty(field: Json, condition: str) -> None:
    other = {"code": "y", "title": "不问", "asked_when": "x > 8", **field}
    rule = {"kind": "all-or-nothing", "when": condition}
    assert judge(THREE, others=[other], rule=rule)["points"] == "4.00"


def named(points: str, unit: str = "S1", code: str = "1") -> Json:
    """A closing decision that names one item."""
    return {"rules": {}, "items": [{"unit": unit, "indicator": code, "points": points}]}


@pytest.mark.parametrize(("text", "points"), [("无", "0.00"), ("某发〔2025〕1号", "4.00")])
def test_a_document_answered_none_is_answered_and_empty(text: str, points: str) -> None:
    rule = {"kind": "all-or-nothing", "when": "已填(x)"}
    found = judge(answered(text), rule=rule, field={"type": "document"})
    assert (found["points"], found["state"]) == (points, "claimed")


def test_a_choice_that_is_not_asked_gives_no_points() -> None:
    other = {"code": "y", "title": "级别", "type": "choice", "options": ["甲", "乙"],
             "asked_when": "x > 8"}  # fmt: skip
    rule = {"kind": "levels", "of": "y", "points": {"乙": "1", "甲": "4"}}
    assert judge(THREE, others=[other], rule=rule)["points"] == "0.00"


BLANK = answered("", "blank")


@pytest.mark.parametrize(
    ("given", "closing", "points", "came_from"),
    [
        (BLANK, {"rules": {"blank": "zero"}, "items": []}, "0.00", "blank"),
        (BLANK, {"rules": {"faulty": "zero"}, "items": []}, None, None),
        (BLANK, {"rules": {"blank": "claimed"}, "items": []}, None, None),
        (THREE, {"rules": {"claimed": "claimed"}, "items": []}, "3.00", "claimed"),
        (THREE, {"rules": {"claimed": "zero"}, "items": []}, "0.00", "claimed"),
        (BLANK, named("1.5"), "1.50", "blank"),
        (BLANK, {**named("1.5"), "rules": {"blank": "zero"}}, "1.50", "blank"),
        (THREE, named("claimed"), "3.00", "claimed"),
        (BLANK, {**named("claimed"), "rules": {"blank": "zero"}}, None, None),
        (BLANK, named("4.5"), None, None),
        (BLANK, named("1.555"), None, None),
        (BLANK, named("1.5", unit="S2"), None, None),
        (BLANK, named("1.5", code="2"), None, None),
    ],
)
def test_closing_settles_open_items_by_name_then_by_state(
    given: Json, closing: Json, points: str | None, came_from: str | None
) -> None:
    found = judge(given, {}, closing, review="required")
    assert found["points"] == points
    assert found["reviewed"] is None
    assert found["closed"] == (came_from and {"from": came_from, "decision": "7号"})
    assert (found["state"] == "verified") is (points is not None)


def test_closing_touches_nothing_that_was_decided() -> None:
    found = judge(THREE, ruled("accept"), {**named("0"), "rules": {"claimed": "zero"}})
    assert (found["points"], found["closed"]) == ("3.00", None)


def test_an_indicator_that_is_only_marked_takes_the_reviewers_mark() -> None:
    standard = rubric(marking={"places": 1})
    marked = {"code": "2", "title": "综合评价", "points": "10"}
    unseen = {"code": "3", "title": "原件未见"}
    standard["sections"][0]["indicators"] = [marked, unseen]
    for values, points in ({"M2": "7.5"}, "7.50"), ({}, None):
        ruling = {"2": {"verdict": None, "values": values, "reason": True}}
        given = {"S1": {"state": "counted", "answers": {}}}
        derived = derive(inputs(standard, values=given, marks={"S1": ruling}))
        assert [item["points"] for item in derived["units"][0]["indicators"]] == [points]
