"""Expressions read as plain Chinese, on the form and as a unit's own arithmetic."""

from __future__ import annotations

import pytest

from engine.language.conditions import parse_number, parse_truth
from engine.language.evaluate import Evaluation
from engine.language.expressions import Choose, Expression, Least, Quotient, Whole, number
from engine.language.fields import Field
from engine.language.sentence import say, workings
from engine.records.columns import Column
from engine.records.exact import Rounding
from engine.records.states import State

FIELDS = [
    {"code": "A", "title": "会议", "type": "number", "unit": "次", "minimum": "0", "maximum": "9"},
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
BRANCH = Choose(parse_truth("Y = 是", SCOPE), number(2), parse_number("A", SCOPE))


@pytest.mark.parametrize(
    ("node", "answers", "expected"),
    [
        (LESS, {"A": "3"}, "2－0.5×（4－会议〔3〕）＝1.5"),
        (LESS, {"A": "6"}, "2－0.5×（4－会议〔6〕＝－2，按0算）＝2"),
        (RATE, {"A": "6"}, "3×（会议〔6〕，按4算）÷4（四舍五入保留2位小数）＝3"),
        (RATE, {"A": "3"}, "3×会议〔3〕÷4（四舍五入保留2位小数）＝2.25"),
        (WHOLE, {"R": "89.50"}, "（90－完成率〔89.5〕）÷1（不足1个按1个算）＝1"),
        (SHORT, {"R": "89.50"}, "（90－完成率〔89.5〕）÷1（不足1个按1个算）＝1"),
        (SHORT, {"R": "96"}, "（90－完成率〔96〕＝－6，按0算）÷1（不足1个按1个算）＝0"),
        (SHARE, {"Y": "是", "A": "6"}, "（会议〔6〕，按4［列入计划〔是〕］算）"
         "÷（4［列入计划〔是〕］）（四舍五入保留2位小数）＝1"),
        (SHARE, {"Y": "是", "A": "3"},
         "会议〔3〕÷（4［列入计划〔是〕］）（四舍五入保留2位小数）＝0.75"),
        (BRANCH, {"Y": "是", "A": "5"}, "2［列入计划〔是〕］＝2"),
        (BRANCH, {"Y": "否", "A": "5"}, "会议〔5〕［列入计划〔否〕］＝5"),
        (BRANCH, {"A": "5"}, "还不能计算：列入计划〔未填〕"),
        (LESS, {}, "还不能计算：会议〔未填〕"),
        (number(2), {}, "2"),
    ],
)  # fmt: skip
def test_workings_show_every_answer_the_side_taken_and_the_result(
    node: Expression, answers: dict[str, str], expected: str
) -> None:
    columns = {code: Column.blank(1) for code in SCOPE}
    for code, value in answers.items():
        columns[code] = Column.of([SCOPE[code].encode(value, {})], [State.CLAIMED])
    evaluation = Evaluation(SCOPE, columns, 1)
    evaluation.of(node)
    assert workings(node, evaluation, 0) == expected
