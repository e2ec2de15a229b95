"""Conditions are read as their author meant them, or refused with a sentence that says why."""

from __future__ import annotations

import pytest

from engine.language.conditions import BadCondition, parse_number, parse_truth
from engine.language.expressions import (
    All,
    Answer,
    Compare,
    Contains,
    Difference,
    Expression,
    Filled,
    IsOption,
    Least,
    MonthsAfter,
    Not,
    Product,
    Some,
    Sum,
    number,
    tally,
)
from engine.language.fields import Field

FIELDS = [
    {"code": "A", "title": "甲数", "type": "number", "minimum": "0", "maximum": "99"},
    {"code": "B", "title": "乙数", "type": "number", "minimum": "0", "maximum": "99"},
    {"code": "Y", "title": "是否", "type": "yes-no"},
    {"code": "C", "title": "级别", "type": "choice", "options": ["省级及以上", "市级", "无"]},
    {"code": "M", "title": "已具备", "type": "choices", "options": ["计划", "总结", "活动 记录"]},
    {"code": "D", "title": "日期一", "type": "date"},
    {"code": "E", "title": "日期二", "type": "date"},
    {"code": "T", "title": "文号一", "type": "document"},
    {"code": "U", "title": "文号二", "type": "text"},
    {"code": "离退休教职工数", "title": "离退休", "type": "number", "minimum": "0", "maximum": "9"},
]
SCOPE = {field.code: field for field in map(Field.model_validate, FIELDS)}
A, B = Answer("A"), Answer("B")
YES = IsOption("Y", "是")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A >= 3", Compare(">=", A, number(3))),
        ("A≥3", Compare(">=", A, number(3))),
        ("3 != A", Compare("!=", number(3), A)),
        ("A + B * 2 - 1 = 0.5", Compare(
            "=", Difference(Sum((A, Product(B, number(2)))), number(1)), number("0.5")
        )),
        ("(A + B) × 2 < 9", Compare("<", Product(Sum((A, B)), number(2)), number(9))),
        ("Y = 是", YES),
        ("Y != 是", Not(YES)),
        ("非 Y = 是 且 A > 0", All((Not(YES), Compare(">", A, number(0))))),
        ("not not Y = 是", Not(Not(YES))),
        ("C = 无 或 Y = 是 且 A = 1", Some((
            IsOption("C", "无"), All((YES, Compare("=", A, number(1))))
        ))),
        ("(C = 无 or Y = 是) and A = 1", All((
            Some((IsOption("C", "无"), YES)), Compare("=", A, number(1))
        ))),
        ("C = “省级及以上”", IsOption("C", "省级及以上")),
        ("含(M, “活动 记录”)", Contains("M", "活动 记录")),
        ("contains(M，计划)", Contains("M", "计划")),
        ("已填（T）", Filled("T")),
        ("T = U", Compare("=", Answer("T"), Answer("U"))),
        ("E > 月后(D, 3)", Compare(">", Answer("E"), MonthsAfter(Answer("D"), 3))),
        ("离退休教职工数 > 0", Compare(">", Answer("离退休教职工数"), number(0))),
    ],
)  # fmt: skip
def test_a_condition_stands_for_one_expression(text: str, expected: Expression) -> None:
    assert parse_truth(text, SCOPE) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("最小(A, 2)", Least((A, number(2)))),
        ("计数(Y = 是, A > 0)", tally((YES, Compare(">", A, number(0))))),
        ("2", number(2)),
    ],
)
def test_a_measure_stands_for_one_expression(text: str, expected: Expression) -> None:
    assert parse_number(text, SCOPE) == expected


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "没有写完"),
        ("A >", "没有写完"),
        ("A > 1 且", "没有写完"),
        ("A", "这里要写成能判断是否成立的条件"),
        ("A > 1 > 0", "多出了“>”"),
        ("A > 1)", "多出了“)”"),
        ("(A > 1", "缺“)”"),
        ("A = 3人", "多出了“人”"),
        ("A > 且", "“且”不该在这里"),
        ("A ; B", "看不懂"),
        ("A = ３", "看不懂"),
        ("Z = 1", "没有叫“Z”的填报项或名册栏目"),
        ("Y", "后面要写 = 或 != 和一个选项"),
        ("Y > 是", "后面要写 = 或 != 和一个选项"),
        ("Y = 有", "“有”不是“是否”的选项（是、否）"),
        ("Y =", "不是“是否”的选项"),
        ("C = 省级", "不是“级别”的选项"),
        ("M = 计划", "是多选题"),
        ("含(M, 方案)", "“方案”不是“已具备”的选项"),
        ("含(C, 无)", "不是多选题"),
        ("已选(Y) > 0", "不是多选题"),
        ("A = D", "不是同一类"),
        ("T = 1", "不是同一类"),
        ("T > U", "文字只能比较是否相同"),
        ("D + 1 > E", "只有数才能加、减、乘"),
        ("(A > 1) + 1 > 0", "只有数才能加、减、乘"),
        ("(A > 1) = 1", "比较的两边都要是数、日期或文字"),
        ("A 且 Y = 是", "两边都要是条件"),
        ("非 A", "“非”后面要是条件"),
        ("计数(A) > 0", "计数(…)里要写条件"),
        ("最大(Y = 是) > 0", "计数(…)里要写条件"),
        ("最小(D, E) > 3", "计数(…)里要写条件"),
        ("月后(A, 3) > E", "月后(日期项, 月数)"),
        ("E > 月后(D, 1.5)", "月后(日期项, 月数)"),
        ("E > 月后(D", "缺“,”"),
        ("平均(A, B) > 1", "没有叫“平均”的函数"),
        ("__import__('os') = 1", "没有叫“__import__”的函数"),
        ("A / B > 1", "看不懂"),
        ("A > " + "1" * 497, "条件太长（501字）"),
        ("A > 0" + " + 1" * 60, "条件太复杂"),
        ("(" * 240 + "A = 1" + ")" * 240, "括号套得太深"),
        ("非 " * 240 + "A = 1", "条件太复杂"),
        ("最小(" * 60 + "A" + ", 1)" * 60 + " > 0", "括号套得太深"),
    ],
)
def test_a_condition_that_cannot_be_meant_is_refused_and_says_why(text: str, why: str) -> None:
    with pytest.raises(BadCondition) as caught:
        parse_truth(text, SCOPE)
    assert why in str(caught.value)
    assert str(caught.value).endswith("。")


@pytest.mark.parametrize(
    ("text", "why"), [("A > 1", "是一个条件"), ("D", "不是数"), ("U", "不是数")]
)
def test_a_measure_must_be_a_number(text: str, why: str) -> None:
    with pytest.raises(BadCondition, match=why):
        parse_number(text, SCOPE)


def test_the_longest_and_the_largest_condition_allowed_are_read() -> None:
    assert parse_truth("A > " + "1" * 496, SCOPE)
    assert parse_truth("A > 0" + " + 1" * 28, SCOPE)
    assert parse_truth("(" * 19 + "A = 1" + ")" * 19, SCOPE)
