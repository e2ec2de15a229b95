"""Expressions read as plain Chinese, on the form and as a unit's own arithmetic."""

from __future__ import annotations

import numpy as np
import pytest

from engine.language.conditions import parse_number, parse_truth
from engine.language.evaluate import Evaluation
from engine.language.expressions import Choose, Expression, Least, Product, Quotient, Whole, number
from engine.language.fields import Field
from engine.language.sentence import say, workings
from engine.records.columns import Column
from engine.records.exact import Rounding
from engine.records.states import State

FIELDS = [
    {"code": "A", "title": "会议", "type": "number", "unit": "次", "minimum": "0", "maximum": "9"},
    {"code": "B", "title": "3年以上党员", "type": "number", "minimum": "0", "maximum": "9"},
    {"code": "R", "title": "完成率", "type": "number", "unit": "%", "minimum": "0",
     "maximum": "100", "places": 2},
    {"code": "Y", "title": "列入计划", "type": "yes-no"},
    {"code": "Z", "title": "是否发文", "type": "yes-no"},
    {"code": "C", "title": "级别", "type": "choice", "options": ["市级", "无"]},
    {"code": "M", "title": "已具备", "type": "choices", "options": ["计划", "总结"]},
    {"code": "D", "title": "变动日期", "type": "date"},
    {"code": "E", "title": "发文日期", "type": "date"},
    {"code": "T", "title": "文号", "type": "document"},
]  # fmt: skip
SCOPE = {field.code: field for field in map(Field.model_validate, FIELDS)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A >= 3", "会议≥3次"),
        ("R < 90", "完成率＜90%"),
        ("非 A >= 3", "会议＜3次"),
        ("Y = 是", "列入计划"),
        ("Z = 是", "是否发文为“是”"),
        ("Y = 否", "列入计划为“否”"),
        ("C != 无", "级别不为“无”"),
        ("含(M, 总结)", "已具备含“总结”"),
        ("已填(T)", "文号已填"),
        ("E > 月后(D, 3)", "发文日期＞变动日期之后3个月"),
        ("Y = 是 且 (A > 1 或 C = 无)", "列入计划且（会议＞1次或级别为“无”）"),
        ("非 (Y = 是 且 A > 1)", "并非（列入计划且会议＞1次）"),
        ("已选(M) > 1", "已具备的已选项数＞1"),
        ("A * 2 - 1 > 3", "会议×2－1＞3"),
        ("最大(A, 1) > 最小(B, 5)", "（会议，最少按1算）＞（3年以上党员，最多按5算）"),
    ],
)
def test_a_condition_reads_as_a_teacher_would_say_it(text: str, expected: str) -> None:
    assert say(parse_truth(text, SCOPE), SCOPE) == expected


GAP = parse_number("90 - R", SCOPE)
WHOLE = Whole(GAP, number(1), True)
SHORT = Whole(parse_number("最大(0, 90 - R)", SCOPE), number(1), True)
LESS = parse_number("最大(0, 2 - 0.5 * 最大(0, 4 - A))", SCOPE)
RATE = Quotient(parse_number("3 * 最小(A, 4)", SCOPE), number(4), 2, Rounding.HALF_UP)
TARGET = Choose(parse_truth("Y = 是", SCOPE), number(4), number(8))
SHARE = Quotient(Least((parse_number("A", SCOPE), TARGET)), TARGET, 2, Rounding.HALF_UP)
SQUARE = Quotient(number(6), parse_number("A * A", SCOPE), 2, Rounding.HALF_UP)
TWICE = Product(number(2), parse_number("最小(A + 1, B)", SCOPE))
COUNTED = parse_number("3 - 未选(M)", SCOPE)
CAPPED = Quotient(parse_number("最小(2.125, A)", SCOPE), number(1), 2, Rounding.HALF_UP)
LEVELS = Choose(
    parse_truth("A >= 6", SCOPE),
    number(2),
    Choose(parse_truth("A >= 4 且 Y = 是", SCOPE), number(1), number(0)),
)
SHARED = Choose(parse_truth("A * 100 >= 60 * B", SCOPE), number(2), number(0))
BRANCH = Choose(parse_truth("Y = 是", SCOPE), number(2), parse_number("A", SCOPE))


@pytest.mark.parametrize(
    ("node", "answers", "expected"),
    [
        (LESS, {"A": "3"}, "2－0.5×（4－会议〔3〕）＝1.5"),
        (LESS, {"A": "6"}, "2－0.5×（4－会议〔6〕＝－2，按0算）＝2"),
        (RATE, {"A": "6"}, "3×（会议〔6〕，按4算）÷4（四舍五入保留2位小数）＝3"),
        (RATE, {"A": "3"}, "3×会议〔3〕÷4（四舍五入保留2位小数）＝2.25"),
        (WHOLE, {"R": "89.50"}, "1［90－完成率〔89.5〕，不足1个按1个算］＝1"),
        (SHORT, {"R": "89.50"}, "1［90－完成率〔89.5〕，不足1个按1个算］＝1"),
        (SHORT, {"R": "96"}, "0［（90－完成率〔96〕＝－6，按0算），不足1个按1个算］＝0"),
        (SHARE, {"Y": "是", "A": "6"}, "（会议〔6〕，按4［列入计划〔是〕］算）"
         "÷4［列入计划〔是〕］（四舍五入保留2位小数）＝1"),
        (SHARE, {"Y": "是", "A": "3"},
         "会议〔3〕÷4［列入计划〔是〕］（四舍五入保留2位小数）＝0.75"),
        (BRANCH, {"Y": "是", "A": "5"}, "2［列入计划〔是〕］＝2"),
        (BRANCH, {"Y": "否", "A": "5"}, "列入计划〔否〕；会议〔5〕＝5"),
        (BRANCH, {"A": "5"}, "还不能计算：列入计划〔未填〕"),
        (LESS, {}, "还不能计算：会议〔未填〕"),
        (number(2), {}, "2"),
        (SQUARE, {"A": "2"}, "6÷（会议〔2〕×会议〔2〕）（四舍五入保留2位小数）＝1.5"),
        (TWICE, {"A": "2", "B": "5"}, "2×（会议〔2〕＋1）＝6"),
        (TWICE, {"A": "2", "B": "1"}, "2×（会议〔2〕＋1＝3，按“3年以上党员”〔1〕算）＝2"),
        (COUNTED, {"M": ("计划",)}, "3－（2－1［已具备〔计划〕共1项］）＝2"),
        (CAPPED, {"A": "6"}, "会议〔6〕＝6，最高2.125分，得2.125，四舍五入保留2位小数，得2.13"),
        (CAPPED, {"A": "1"}, "会议〔1〕＝1"),
        (LEVELS, {"A": "5", "Y": "否"}, "0［其余情形：会议〔5〕，列入计划〔否〕］＝0"),
        (SHARED, {"A": "3", "B": "5"}, "2［会议〔3〕÷“3年以上党员”〔5〕≥60%］＝2"),
        (SHARED, {"A": "3", "B": "0"}, "2［会议〔3〕×100≥60×“3年以上党员”〔0〕］＝2"),
    ],
)  # fmt: skip
def test_workings_show_every_answer_the_side_taken_and_the_result(
    node: Expression, answers: dict[str, str | tuple[str, ...]], expected: str
) -> None:
    columns = {code: Column.blank(1) for code in SCOPE}
    for code, value in answers.items():
        columns[code] = Column.of([SCOPE[code].encode(value, {})], [State.CLAIMED])
    evaluation = Evaluation(SCOPE, columns, 1)
    evaluation.of(node)
    assert workings(node, evaluation, 0) == expected


def test_a_field_that_is_not_asked_counts_as_nothing_and_says_so() -> None:
    columns = {code: Column.blank(1) for code in SCOPE}
    nobody = np.array([False])
    columns["A"] = Column(np.array([0]), np.array([State.VERIFIED], dtype=np.uint8), nobody)
    assert workings(LESS, Evaluation(SCOPE, columns, 1), 0) == (
        "2－0.5×（4－会议〔不用填，按0算〕）＝0"
    )
