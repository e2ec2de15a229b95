"""Sums, ranks, grades and awards of a small cohort, all worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from engine.verifier import derive
from tests.verifier.small import inputs, line

Json = dict[str, Any]
BANDS = [{"title": "优秀", "at_least": "9"}, {"title": "合格", "at_least": "6"},
         {"title": "不合格", "at_least": "0"}]  # fmt: skip
EXCLUSIONS = [
    {"code": "N1", "title": "事故", "bars_awards": True},
    {"code": "N4", "title": "处置不力", "grade_at_most": "合格"},
    {"code": "N5", "title": "未提交", "found_by": "not-submitted", "grade": "不合格"},
]


def mark(code: str, points: str) -> Json:
    """An indicator whose points are what the office says they are."""
    field = {"code": f"f{code}", "title": "分", "type": "number", "minimum": "0", "maximum": points,
             "places": 1, "source": "office"}  # fmt: skip
    return {"code": code, "title": code, "points": points, "fields": [field],
            "rule": {"kind": "judged", "mark": f"f{code}"}}  # fmt: skip


RUBRIC: Json = {
    "rounding": {"places": 1, "mode": "half-up"},
    "sections": [
        {"code": "一", "title": "一", "points": "6", "indicators": [mark("1", "6")]},
        {"code": "二", "title": "二", "points": "4", "indicators": [mark("2", "4")]},
    ],
    "bonus": {"cap": "2", "indicators": [mark("J1", "2"), mark("J2", "2")]},
    "grades": {"on": "base", "bands": BANDS},
    "exclusions": EXCLUSIONS,
}
SCORES = {
    "A1": "6 4 0 0",  # base 10, total 10
    "A2": "6 3 2 2",  # base 9, bonus capped at 2, total 11
    "A3": "6 3 1 0",  # base 9, total 10
    "A4": "5 4 1 0",  # base 9, total 10, equal to A3 but for its sections
    "A5": "6 4 2 0",  # base 10, total 12, on trial only
    "A6": "6 2.9 0 0",  # base 8.9, total 8.9
    "A7": "6 3 ? 0",  # a bonus item is not in yet
    "A8": "blocked",
    "A9": "absent",
}


def told(scores: str) -> Json | None:
    """The values file of one unit."""
    if scores in ("blocked", "absent"):
        return {"state": "blocked"} if scores == "blocked" else None
    fields = zip(("f1", "f2", "fJ1", "fJ2"), scores.split(), strict=True)
    answers = {f: {"value": v, "state": "verified"} for f, v in fields if v != "?"}
    return {"state": "counted", "answers": answers}


def run(award: Json | None = None, scores: dict[str, str] | None = None, **changed: Any) -> Json:
    """The cohort above under one award."""
    scores = SCORES if scores is None else scores
    made = inputs(
        RUBRIC,
        roster=[
            line(code, "首次试评" if code == "A5" else "参评", 片区=("东" if n % 2 else "西"))
            for n, code in enumerate(scores)
        ],
        values={code: given for code, text in scores.items() if (given := told(text))},
        marks={},
        plan={"awards": [{"id": "W", "title": "奖", **(award or {})}]},
    )
    made["cycle"] |= {"groups": ["片区"], "exclusions": dict.fromkeys(("N1", "N4", "N5"), "文号")}
    return derive({**made, **changed})


def units(derived: Json, key: str) -> list[Any]:
    """One column of the result."""
    return [unit[key] for unit in derived["units"]]


def kinds(derived: Json) -> str:
    """The reasons of A1, A2, … in order."""
    return " ".join(each["kind"] for each in derived["awards"][0]["reasons"].values())


def test_sums_ranks_and_grades_of_the_cohort() -> None:
    found = run()
    assert units(found, "base") == [
        "10.0", "9.0", "9.0", "9.0", "10.0", "8.9", "9.0", None, None,
    ]  # fmt: skip
    assert units(found, "bonus") == ["0.0", "2.0", "1.0", "1.0", "2.0", "0.0", "0.0", None, None]
    assert units(found, "total") == [
        "10.0", "11.0", "10.0", "10.0", "12.0", "8.9", "9.0", None, None,
    ]  # fmt: skip
    assert units(found, "rank") == [2, 1, 2, 2, None, 5, None, None, None]
    assert [each.get("片区") for each in units(found, "group_ranks")] == [
        1, 1, 1, 2, None, 3, None, None, None,
    ]  # fmt: skip
    assert units(found, "state") == [*["final"] * 6, "provisional", "blocked", "absent"]
    assert units(found, "grade") == [*["优秀"] * 5, "合格", None, None, "不合格"]
    assert found["units"][1]["sections"] == [
        {"code": "一", "points": "6.0", "max": "6.0"},
        {"code": "二", "points": "3.0", "max": "4.0"},
    ]
    assert found["units"][8]["indicators"] == found["units"][8]["sections"] == []


def conclude(unit: str, exclusion: str, day: str) -> Json:
    """A competent body's conclusion."""
    one = {"unit": unit, "exclusion": exclusion, "document": "文号", "date": day}
    return {"closing": None, "conclusions": [one]}


@pytest.mark.parametrize(
    ("unit", "exclusion", "day", "grade", "kind"),
    [
        ("A1", "N4", "2025-01-01", "合格", "winner"),
        ("A1", "N4", "2024-10-31", "优秀", "winner"),
        ("A1", "N4", "2024-11-01", "合格", "winner"),
        ("A1", "N4", "2025-12-19", "合格", "winner"),
        ("A1", "N4", "2025-12-20", "优秀", "winner"),
        ("A6", "N4", "2025-01-01", "合格", "winner"),
        ("A1", "N1", "2025-01-01", "优秀", "excluded"),
        ("A1", "N5", "2025-01-01", "优秀", "winner"),
    ],
)
def test_an_exclusion_limits_the_result_within_its_days(
    unit: str, exclusion: str, day: str, grade: str, kind: str
) -> None:
    found = run(decisions=conclude(unit, exclusion, day))
    at = list(SCORES).index(unit)
    assert units(found, "grade")[at] == grade
    assert found["awards"][0]["reasons"][unit]["kind"] == kind
    assert units(found, "total") == units(run(), "total")


def test_an_exclusion_that_is_not_switched_on_limits_nothing() -> None:
    cycle = {**inputs(RUBRIC)["cycle"], "exclusions": {}}
    found = run(decisions=conclude("A1", "N1", "2025-01-01"), cycle=cycle)
    assert units(found, "grade") == [*["优秀"] * 5, "合格", None, None, None]
    assert kinds(found).startswith("winner")


OUT = "not-participating"
REST = "open-items blocked absent"
POOL: Json = {"base": "roster", "rounding": "floor"}
QUARTER = {"share": {"numerator": 1, "denominator": 4}}  # 8 units of status 参评: two seats
SECTIONS = {"keys": [{"on": "base"}, {"on": "section", "section": "一"}]}


@pytest.mark.parametrize(
    ("award", "expected"),
    [
        ({}, f"winner winner winner winner {OUT} winner {REST}"),
        ({"threshold": {"on": "base", "at_least": "9"}},
         f"winner winner winner winner {OUT} threshold {REST}"),
        ({"threshold": {"on": "total", "at_least": "11"}},
         f"threshold winner threshold threshold {OUT} threshold {REST}"),
        ({"threshold": {"on": "base", "at_least": "0",
                        "section_rate": {"numerator": 3, "denominator": 4}}},
         f"winner winner winner winner {OUT} section-threshold {REST}"),
        ({"quota": {**POOL, "number": 0}}, f"cap cap cap cap {OUT} cap {REST}"),
        ({"quota": {**POOL, "number": 1}}, f"cap winner cap cap {OUT} cap {REST}"),
        ({"quota": {**POOL, **QUARTER}}, f"tie-open winner tie-open tie-open {OUT} cap {REST}"),
        ({"quota": {**POOL, **QUARTER}, "ties": {"keys": [{"on": "base"}]}},
         f"winner winner cap cap {OUT} cap {REST}"),
        ({"quota": {**POOL, "number": 3}, "ties": {"keys": [{"on": "base"}]}},
         f"winner winner tie-open tie-open {OUT} cap {REST}"),
        ({"quota": {**POOL, "number": 3}, "ties": SECTIONS},
         f"winner winner winner cap {OUT} cap {REST}"),
        ({"quota": {**POOL, "number": 4}}, f"winner winner winner winner {OUT} cap {REST}"),
        ({"quota": {**POOL, "number": 9}}, f"winner winner winner winner {OUT} winner {REST}"),
        ({"quota": {**POOL, "number": 1}, "rank_on": "base"},
         f"winner cap cap cap {OUT} cap {REST}"),
        ({"quota": {**POOL, "number": 1, "by": "片区"}},
         f"tie-open winner tie-open cap {OUT} cap {REST}"),
    ],
)  # fmt: skip
def test_every_unit_gets_the_one_reason_that_applies(award: Json, expected: str) -> None:
    assert kinds(run(award)) == expected


@pytest.mark.parametrize(
    ("base", "cap"), [(6, 0), (7, 1), (13, 1), (14, 2), (20, 3), (27, 4), (49, 7), (57, 8)]
)
def test_fifteen_in_a_hundred_is_never_rounded_up(base: int, cap: int) -> None:
    quota = {**POOL, "share": {"numerator": 15, "denominator": 100}}
    found = run({"quota": quota}, {f"B{n:02d}": "absent" for n in range(base)})
    assert found["awards"][0]["caps"] == [
        {"group": "全体", "base": base, "share": "15/100", "cap": cap, "winners": 0}
    ]


def test_groups_have_caps_of_their_own_and_an_open_tie_says_its_seats() -> None:
    award = run({"quota": {**POOL, "number": 2, "by": "片区"}})["awards"][0]
    assert award["caps"] == [
        {"group": "东", "base": 4, "share": None, "cap": 2, "winners": 2},
        {"group": "西", "base": 4, "share": None, "cap": 2, "winners": 2},
    ]
    award = run({"quota": {**POOL, "number": 1, "by": "片区"}})["awards"][0]
    assert award["open"] == [{"group": "西", "seats": 1, "codes": ["A1", "A3"]}]


@pytest.mark.parametrize(
    ("waitlist", "expected"),
    [
        (None, []),
        ({"until": "决定"}, ["A1", "A3", "A4", "A6"]),
        ({"until": "决定", "depth": 2}, ["A1", "A3"]),
    ],
)
def test_the_waitlist_holds_those_the_cap_left_out_in_order(
    waitlist: Json | None, expected: list[str]
) -> None:
    award = {"quota": {**POOL, "number": 1}, "waitlist": waitlist}
    assert run(award)["awards"][0]["waitlist"] == expected


@pytest.mark.parametrize(
    ("must", "year", "kind"),
    [
        ("have", "2021", "winner"), ("have", "无", "gate"), ("have", "不详", "gate"),
        ("have", None, "gate"), ("not-have", "2021", "holder"), ("not-have", "无", "winner"),
        ("not-have", "不详", "gate"), ("not-have", None, "gate"),
    ],
)  # fmt: skip
def test_the_history_opens_or_shuts_the_gate(must: str, year: str | None, kind: str) -> None:
    gate = {"column": "获奖年份", "must": must, "title": "前置"}
    history = {"A1": {"获奖年份": year}} if year is not None else {}
    found = run({"gates": [gate]}, history=history)
    assert found["awards"][0]["reasons"]["A1"]["kind"] == kind


def test_what_must_be_looked_up_comes_before_an_earlier_honour() -> None:
    gates = [{"column": "获奖年份", "must": "not-have", "title": "未获过"},
             {"column": "合格年份", "must": "have", "title": "合格"}]  # fmt: skip
    history = {"A1": {"获奖年份": "2021", "合格年份": "无"}}
    found = run({"gates": gates}, history=history)
    assert found["awards"][0]["reasons"]["A1"]["kind"] == "gate"
