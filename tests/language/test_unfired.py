"""What did not fire is found on any expression, and each entry says why."""

from __future__ import annotations

import pytest

from engine.language.conditions import parse_number, parse_truth
from engine.language.evaluate import Evaluation
from engine.language.expressions import Choose, Difference, Expression, Product, Sum, number
from engine.language.fields import Field
from engine.language.unfired import unfired
from engine.records.columns import Column
from engine.records.states import State

FIELDS = [
    {"code": "A", "title": "会议", "type": "number", "unit": "次", "minimum": "0", "maximum": "9"},
    {"code": "B", "title": "应到", "type": "number", "minimum": "0", "maximum": "9"},
    {"code": "Y", "title": "列入计划", "type": "yes-no"},
    {"code": "C", "title": "级别", "type": "choice", "options": ["市级", "县级", "无"]},
    {"code": "M", "title": "已具备", "type": "choices", "options": ["计划", "总结"]},
]
SCOPE = {field.code: field for field in map(Field.model_validate, FIELDS)}
SETTLED = "前面的已经符合，不再看"


def when(condition: str, then: Expression, otherwise: Expression) -> Choose:
    return Choose(parse_truth(condition, SCOPE), then, otherwise)


def num(text: str) -> Expression:
    return parse_number(text, SCOPE)


BANDS = when("A >= 5", number(4), when("A >= 2", number(2), number(1)))
SHARE = when("A * 100 > 80 * B", number(3), number(0))
GROUP = when("C = 市级", number(5), when("C = 县级", number(3), number(2)))


def faults(*lost: Expression) -> Expression:
    return Difference(number(4), Sum(lost))


@pytest.mark.parametrize(
    ("node", "answers", "expected"),
    [
        (BANDS, {"A": "6"}, [("会议≥2次，得2分", SETTLED), ("其余情形，得1分", SETTLED)]),
        (BANDS, {"A": "3"}, [("会议≥5次，得4分", "不符合，实为3次"), ("其余情形，得1分", SETTLED)]),
        (BANDS, {"A": "0"}, [("会议≥5次，得4分", "不符合，实为0次"),
                             ("会议≥2次，得2分", "不符合，实为0次")]),
        (SHARE, {"A": "2", "B": "4"}, [("会议÷应到＞80%，得3分", "不符合：会议〔2〕，应到〔4〕")]),
        (SHARE, {"A": "4", "B": "4"}, []),
        (faults(when("Y = 否", number(1), number(0))), {"Y": "是"},
         [("列入计划为“否”，扣1分", "不符合：列入计划〔是〕")]),
        (faults(when("Y = 否", number(1), number(0))), {"Y": "否"}, []),
        (faults(Product(number(1), num("未选(M)"))), {"M": ("计划", "总结")},
         [("扣1×（2－已具备的已选项数）", "1×（2－2［已具备〔计划、总结〕共2项］）＝0")]),
        (faults(Product(number(1), num("A"))), {"A": "2"}, []),
        (Product(GROUP, num("A")), {"C": "县级", "A": "1"}, []),
        (Product(number(2), num("计数(Y = 是)")), {"Y": "否"},
         [("列入计划，按1算", "不符合：列入计划〔否〕")]),
        (num("最小(4, A)"), {"A": "3"}, [("最高4分", "没有超出，为3分")]),
        (num("最小(4, A)"), {"A": "6"}, []),
        (num("最大(0, 2 - A)"), {"A": "1"}, [("扣完为止", "没有超出，为1分")]),
        (num("最大(0, 2 - A)"), {"A": "4"}, []),
        (BANDS, {}, []),
    ],
)  # fmt: skip
def test_each_entry_names_the_rule_and_the_reason(
    node: Expression,
    answers: dict[str, str | tuple[str, ...]],
    expected: list[tuple[str, str]],
) -> None:
    columns = {code: Column.blank(1) for code in SCOPE}
    for code, value in answers.items():
        columns[code] = Column.of([SCOPE[code].encode(value, {})], [State.CLAIMED])
    found = unfired(node, Evaluation(SCOPE, columns, 1), 0)
    assert [(each.rule, each.why) for each in found] == expected
