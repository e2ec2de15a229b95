"""The model standard is exact: its sums, its worked examples, its evidence, its four stages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

import engine.rules  # noqa: F401  (registers the kinds a rubric may name)
from engine.files.strict_yaml import load
from engine.language.asked import asked_columns
from engine.language.evaluate import evaluate
from engine.language.expressions import Expression
from engine.language.fields import Source
from engine.language.prove import bounds
from engine.records.columns import Column, Columns
from engine.records.exact import from_units
from engine.records.states import READABLE, State
from engine.rubric.model import Rubric
from engine.rubric.preparing import prepare
from engine.rubric.standard import Standard

Answers = Mapping[str, str | tuple[str, ...] | None]

FILE = Path(__file__).parents[2] / "rubrics/wuhao-school/2025.yaml"
TEXT_KEYS = frozenset({"code", "edition", "format"})


def _read() -> tuple[Standard, tuple[object, ...]]:
    return prepare(Rubric.model_validate(load(FILE.read_bytes(), FILE.name, TEXT_KEYS).value))


STANDARD, FAULTS = _read()
STAGES = ("幼儿园", "小学", "初中", "高中")

FULL: Answers = {
    "单位类型": "学校", "学段": "小学", "办学性质": "公办", "片区": "东片",
    "在校生数": "900", "教职工数": "60", "离退休教职工数": "3",
    "F111": "是", "F112": "是", "F113": "是", "F114": "是", "F115": "3",
    "F121": "无", "F122": None, "F123": None, "F124": None, "F125": "0",
    "F131": "2", "F141": "是", "F142": "是", "F143": "是",
    "F151": ("标牌", "办公室", "电脑", "电话", "学习刊物"), "F161": "2000",
    "F171": "4", "F172": "0",
    "F211": "5", "F212": "2", "F221": "1", "F222": "2", "F231": "5", "F241": "4", "F251": "6",
    "F261": "10", "F262": "是", "F263": "是", "F271": "1", "F272": "是",
    "F311": ("工作职责", "学习培训", "会议", "信息宣传", "文档管理", "表扬激励"),
    "F321": ("计划", "总结", "活动记录"), "F322": "是", "F331": "0", "F332": "0",
    "F341": "是", "F342": "1", "F351": "90", "F361": "有", "F362": "5",
    "F371": "0", "F372": None,
    "F411": "1", "F412": "2", "F421": "省级及以上", "F422": "证1", "F431": "4", "F432": None,
    "F433": "银龄讲堂", "F441": "2",
    "F511": "4", "F521": "4", "F531": "是", "F532": "2", "F533": "1", "F541": "0", "F542": None,
    "F551": "20", "F561": ("目标", "计划", "教材", "简案"), "F562": "8", "F571": "1", "F572": "2",
    "F581": "3",
    "F611": "省级及以上", "F612": "文2", "F621": "3", "F631": "是", "F641": "2", "F651": "是",
}  # fmt: skip

WHOLE_SCHOOL: Answers = {
    **FULL,
    "F121": "有", "F122": "2025-03-31", "F123": "是", "F124": "2025-07-01",
    "F131": "1", "F143": "否", "F151": ("标牌", "办公室", "电脑", "电话"), "F161": "1333",
    "F172": "1", "F211": "4", "F212": "0", "F231": "5", "F241": "3", "F251": "5", "F261": "9",
    "F311": ("工作职责", "学习培训", "会议", "信息宣传", "文档管理"), "F321": ("计划", "总结"),
    "F331": "1", "F351": "89.50", "F362": "4", "F371": "3", "F372": "2", "F411": "1", "F412": "1",
    "F421": "县级", "F431": "2.9", "F432": "推广面不够", "F441": "1", "F511": "3", "F521": "3",
    "F541": "9", "F542": "7", "F551": "13", "F561": ("目标", "计划", "教材"),
    "F611": "无", "F612": None, "F621": "0", "F631": "否", "F641": "0", "F651": "否",
}  # fmt: skip

COUNTS = """
    F115 F131 F161 F211 F212 F221 F222 F231 F241 F251 F261 F271 F342 F351 F362 F372 F411 F412
    F431 F441 F511 F521 F532 F533 F542 F551 F562 F571 F572 F581 F621 F641
"""
FAULT_COUNTS = "F125 F171 F172 F331 F332 F371 F541"

NOTHING_DONE: Answers = {
    **{code: "否" for code, value in FULL.items() if value == "是"},
    **{code: () for code, value in FULL.items() if isinstance(value, tuple)},
    **{code: FULL[code] for code in ("单位类型", "学段", "办学性质", "片区", "在校生数")},
    **{code: FULL[code] for code in ("教职工数", "离退休教职工数", "F433")},
    **dict.fromkeys(COUNTS.split(), "0"),
    **dict.fromkeys(FAULT_COUNTS.split(), "5"),
    **{"F121": "有", "F122": "2025-01-10", "F123": "否", "F124": None, "F361": "无"},
    **{"F421": "无", "F422": None, "F432": "没有做法", "F611": "无", "F612": None},
}


def columns(answers: Answers, **changed: str | tuple[str, ...] | None) -> Columns:
    """One unit's answers as columns, claimed; None is blank. Fields not asked are set aside."""
    texts: dict[str, int] = {}
    raw: dict[str, Column] = {}
    for code, field in STANDARD.scope.items():
        value = {**answers, **changed}[code]
        blank = value is None
        units = 0 if value is None else field.encode(value, texts)
        raw[code] = Column.of([units], [State.BLANK if blank else State.CLAIMED])
    return asked_columns(STANDARD.scope, STANDARD.asked, raw, 1)


def value_of(expression: Expression, given: Columns) -> Decimal | None:
    """What an expression gives for the one unit; None while it is open."""
    result = evaluate(expression, STANDARD.scope, given, 1)
    if result.states[0] > READABLE:
        return None
    return from_units(int(result.values[0]), result.places)


def points(item: str, answers: Answers = FULL, **changed: str | tuple[str, ...] | None) -> str:
    """The points of one item with two places, or “未定”."""
    value = value_of(STANDARD.by_code[item].expression, columns(answers, **changed))
    return "未定" if value is None else f"{value:.2f}"


def all_points(answers: Answers, **changed: str | tuple[str, ...] | None) -> dict[str, Decimal]:
    """The points of every item of one unit, none of which may be open."""
    given = columns(answers, **changed)
    found = {item.code: value_of(item.expression, given) for item in STANDARD.items}
    return {code: value for code, value in found.items() if value is not None}


def base(found: Mapping[str, Decimal]) -> Decimal:
    """The sum of the base items."""
    return sum((v for code, v in found.items() if not code.startswith("J")), Decimal(0))


def test_nothing_in_it_is_unsound_and_its_sums_are_those_of_the_table() -> None:
    assert not FAULTS
    sections = STANDARD.rubric.sections
    assert [len(section.indicators) for section in sections] == [7, 7, 7, 4, 8]
    assert [section.points for section in sections] == [20, 20, 20, 12, 28]
    for section in sections:
        assert sum(i.points or 0 for i in section.indicators) == section.points
    assert STANDARD.rubric.total == 100
    assert STANDARD.rubric.bonus is not None
    assert sum(i.points or 0 for i in STANDARD.rubric.bonus.indicators) == 12
    assert STANDARD.rubric.bonus.cap == 10


def test_schools_fill_49_fields_the_office_9_and_the_reviewers_5() -> None:
    base_fields = [field for item in STANDARD.items if not item.bonus for field in item.fields]
    assert Counter(field.source for field in base_fields) == {
        Source.SCHOOL: 49, Source.OFFICE: 9, Source.REVIEWER: 5,
    }  # fmt: skip
    own = Counter(f.code[1] for f in base_fields if f.source is Source.SCHOOL)
    assert own == {"1": 16, "2": 12, "3": 4, "4": 6, "5": 11}


def test_only_what_the_office_alone_supplies_needs_no_review() -> None:
    assert {item.code for item in STANDARD.items if not item.needs_review} == {
        "1.7", "3.3", "3.5", "3.7",
    }  # fmt: skip


def test_the_most_evidence_a_school_can_owe_for_the_base_is_35_pieces() -> None:
    owed = [
        bounds(expression, STANDARD.scope).high
        for item in STANDARD.items
        if not item.bonus
        for need, expression in item.evidence
        if need.from_item is None
    ]
    assert sum(owed, Fraction(0)) == 35


def test_every_source_an_indicator_names_is_explained() -> None:
    rubric = STANDARD.rubric
    named = {b.source for i in rubric.indicators for b in i.basis}
    named |= {b.source for e in rubric.exclusions for b in e.basis}
    assert named - {None} <= set(rubric.sources)
    assert all(
        (b.source is None) == (b.relation == "自拟") for i in rubric.indicators for b in i.basis
    )


@pytest.mark.parametrize(
    ("item", "changed", "expected"),
    [
        ("1.2", {"F121": "有", "F122": "2025-03-31", "F123": "是", "F124": "2025-06-30"}, "2.00"),
        ("1.2", {"F121": "有", "F122": "2025-03-31", "F123": "是", "F124": "2025-07-01"}, "1.00"),
        ("1.2", {"F121": "有", "F122": "2025-03-31", "F123": "否"}, "1.00"),
        ("1.2", {"F121": "有", "F122": "2025-03-31", "F123": "否", "F125": "1"}, "0.00"),
        ("1.2", {"F121": "有", "F122": "2025-03-31", "F123": "是"}, "未定"),
        ("1.6", {"F161": "1333"}, "2.00"),
        ("1.6", {"F161": "1333.33"}, "2.00"),
        ("1.6", {"F161": "1999.99"}, "3.00"),
        ("1.6", {"F161": "1000000"}, "3.00"),
        ("1.7", {"F171": "0", "F172": "0"}, "2.00"),
        ("1.7", {"F172": "4"}, "0.00"),
        ("1.7", {"F171": "50", "F172": "50"}, "0.00"),
        ("2.1", {"F211": "5", "F212": "0"}, "3.00"),
        ("2.1", {"F211": "5", "F212": "0", "离退休教职工数": "0"}, "4.00"),
        ("2.1", {"F211": "4"}, "2.00"),
        ("2.1", {"F211": "3", "学段": "幼儿园"}, "4.00"),
        ("2.1", {"F211": "0", "F212": "0"}, "0.00"),
        ("2.2", {"F221": None, "F222": "0", "学段": "幼儿园"}, "1.50"),
        ("2.2", {"F221": None}, "未定"),
        ("2.3", {"F211": "4", "F231": "5"}, "2.00"),
        ("2.3", {"F211": "5", "F231": "6"}, "3.00"),
        ("2.3", {"F211": "3", "F231": "5"}, "1.00"),
        ("2.3", {"F211": "2", "F231": "5"}, "0.00"),
        ("2.3", {"F211": "0", "F231": "0"}, "0.00"),
        ("2.5", {"F251": "3", "学段": "幼儿园"}, "3.00"),
        ("2.5", {"F251": "3", "学段": "高中"}, "1.50"),
        ("2.6", {"F113": "否"}, "0.00"),
        ("2.6", {"F261": "0", "F113": None}, "0.00"),
        ("2.6", {"F113": None}, "未定"),
        ("2.6", {"F262": "否"}, "1.50"),
        ("3.2", {"F321": ("计划",), "F322": "否"}, "0.00"),
        ("3.2", {"F322": "否"}, "2.00"),
        ("3.3", {"F331": "1", "F332": "1"}, "0.50"),
        ("3.5", {"F351": "89.50"}, "3.80"),
        ("3.5", {"F351": "89.99"}, "3.80"),
        ("3.5", {"F351": "70"}, "0.00"),
        ("3.5", {"F351": "70.01"}, "0.00"),
        ("3.5", {"F351": "71"}, "0.20"),
        ("3.5", {"F351": "0"}, "0.00"),
        ("3.6", {"F362": "4"}, "1.80"),
        ("3.6", {"F362": "3"}, "1.20"),
        ("3.6", {"F362": "2"}, "0.00"),
        ("3.6", {"F361": "无"}, "0.00"),
        ("3.7", {"F371": "3", "F372": "2"}, "1.33"),
        ("3.7", {"F371": "0"}, "2.00"),
        ("3.7", {"F371": "3"}, "未定"),
        ("4.2", {"F421": "无", "F422": None}, "0.00"),
        ("4.2", {"F421": "市级"}, "2.00"),
        ("4.3", {"F431": None}, "未定"),
        ("5.1", {"F511": "1", "学段": "幼儿园"}, "2.00"),
        ("5.1", {"F511": "1"}, "1.00"),
        ("5.2", {"F521": "2", "学段": "幼儿园"}, "3.00"),
        ("5.2", {"F521": "1", "学段": "幼儿园"}, "2.00"),
        ("5.2", {"F521": "0", "学段": "幼儿园"}, "0.00"),
        ("5.2", {"F521": "3"}, "2.00"),
        ("5.2", {"F521": "1"}, "1.00"),
        ("5.4", {"F541": "9", "F542": "7"}, "2.50"),
        ("5.4", {"F541": "5", "F542": "4"}, "4.00"),
        ("5.4", {"F541": "5", "F542": "3"}, "2.50"),
        ("5.4", {"F541": "7", "F542": "4"}, "0.00"),
        ("5.4", {"F541": "0"}, "5.00"),
        ("5.5", {"F551": "13"}, "2.60"),
        ("5.5", {"F551": "10", "学段": "幼儿园"}, "4.00"),
        ("5.6", {"F561": ("目标",), "F562": "7"}, "0.50"),
        ("5.7", {"F572": "1"}, "0.00"),
        ("5.8", {"F581": "2"}, "0.00"),
        ("5.8", {"F581": None}, "未定"),
        ("J1", {"F612": "证1"}, "0.00"),
        ("J1", {"F611": "市级"}, "3.00"),
        ("J1", {"F611": "无", "F612": None, "F422": None}, "0.00"),
        ("J2", {"F621": "2"}, "2.00"),
        ("J4", {"F641": "20"}, "2.00"),
    ],
)  # fmt: skip
def test_an_edge_case_gives_exactly_its_points(item: str, changed: Answers, expected: str) -> None:
    assert points(item, **changed) == expected


def test_the_worked_whole_school_gives_every_item_as_worked_out_by_hand() -> None:
    worked_out = """
        1.1 5     1.2 1    1.3 1    1.4 2     1.5 2    1.6 2     1.7 1.5
        2.1 1     2.2 3    2.3 2    2.4 1.5   2.5 2.5  2.6 1.5   2.7 2
        3.1 2.5   3.2 3    3.3 1.5  3.4 2     3.5 3.8  3.6 1.8   3.7 1.33
        4.1 1.5   4.2 1    4.3 2.9  4.4 1
        5.1 3     5.2 2    5.3 3    5.4 2.5   5.5 2.6  5.6 3.5   5.7 2   5.8 3
        J1 0      J2 0     J3 0     J4 0      J5 0
    """
    words = worked_out.split()
    by_hand = dict(zip(words[::2], map(Decimal, words[1::2]), strict=True))
    found = all_points(WHOLE_SCHOOL)
    assert found == by_hand
    sections: Counter[str] = Counter()
    for item in STANDARD.items:
        sections[item.section] += found[item.code]  # type: ignore[assignment]
    assert sections == {
        "1": Decimal("14.5"), "2": Decimal("13.5"), "3": Decimal("15.93"),
        "4": Decimal("6.4"), "5": Decimal("21.6"), "": Decimal(0),
    }  # fmt: skip
    assert base(found) == Decimal("71.93")


@pytest.mark.parametrize("stage", STAGES)
def test_every_stage_can_reach_full_marks_in_the_base_and_in_every_bonus_item(stage: str) -> None:
    found = all_points(FULL, 学段=stage)
    assert base(found) == 100
    assert {code: found[code] for code in found if code.startswith("J")} == {
        "J1": 4, "J2": 3, "J3": 2, "J4": 2, "J5": 1,
    }  # fmt: skip


@pytest.mark.parametrize(("stage", "expected"), [("小学", "0"), ("幼儿园", "1.5"), ("高中", "0")])
def test_nothing_done_gives_nothing_but_what_does_not_apply(stage: str, expected: str) -> None:
    found = all_points(NOTHING_DONE, 学段=stage)
    assert len(found) == 38
    assert base(found) == Decimal(expected)


@pytest.mark.parametrize(
    ("item", "changed", "expected"),
    [
        ("1.1", {}, [1]),
        ("1.1", dict.fromkeys(("F111", "F112", "F113", "F114"), "否") | {"F115": "0"}, [0]),
        ("1.2", {}, [0]),
        ("1.2", {"F121": "有", "F122": "2025-03-01", "F123": "是", "F124": "2025-04-01"}, [1]),
        ("1.2", {"F121": "有", "F122": "2025-03-01", "F123": "否"}, [0]),
        ("1.3", {"F131": "1"}, [1]),
        ("1.3", {"F131": "20"}, [2]),
        ("1.4", {}, [2]),
        ("1.4", {"F141": "否", "F142": "否"}, [1]),
        ("1.5", {"F151": ()}, [0]),
        ("2.2", {"学段": "幼儿园", "F221": None, "F222": "0"}, [0]),
        ("2.3", {}, [1]),
        ("2.4", {"F241": "1"}, [1]),
        ("3.2", {"F321": ("总结",)}, [0, 1]),
        ("3.6", {}, []),
        ("4.1", {"F411": "0", "F412": "9"}, [0, 1]),
        ("4.2", {"F421": "无", "F422": None}, [0]),
        ("4.3", {}, [1]),
        ("4.4", {"F441": "9"}, [2]),
        ("5.4", {"F541": "9", "F542": "0"}, [0]),
        ("5.4", {"F541": "9", "F542": "9"}, [1]),
        ("5.4", {"F541": "0"}, [0]),
        ("5.6", {"F562": "0"}, [1, 0]),
        ("J2", {"F621": "50"}, [3]),
        ("J3", {"F631": "否"}, [0]),
    ],
)  # fmt: skip
def test_evidence_is_asked_only_for_what_was_reported_and_never_more_than_listed(
    item: str, changed: Answers, expected: list[int]
) -> None:
    given = columns(FULL, **changed)
    assert [value_of(e, given) for _, e in STANDARD.by_code[item].evidence] == expected


def test_fields_nobody_asks_for_can_stay_empty_and_fields_asked_for_cannot() -> None:
    given = columns(FULL, F121="有", F122=None, F123="否", F124=None)
    states = {code: State(int(np.max(given[code].states))) for code in ("F122", "F123", "F124")}
    assert states == {"F122": State.BLANK, "F123": State.CLAIMED, "F124": State.VERIFIED}
    given = columns(FULL, F124=None)
    assert given["F124"].states[0] == State.VERIFIED
