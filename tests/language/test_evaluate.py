"""The evaluator gives what exact fractions give, and carries states as the law says."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings

from engine.language.asked import asked_columns
from engine.language.conditions import parse_number, parse_truth
from engine.language.evaluate import evaluate
from engine.language.expressions import Answer, Expression, Quotient, number
from engine.language.fields import Field
from engine.language.prove import Unprovable, bounds
from engine.records.columns import Column
from engine.records.exact import Rounding, from_units
from engine.records.states import READABLE, State

V, N, C, Q, B, E, D, F = State
FIELDS = [
    {"code": "P", "title": "甲", "type": "yes-no"},
    {"code": "Q", "title": "乙", "type": "yes-no"},
    {"code": "A", "title": "数", "type": "number", "minimum": "0", "maximum": "99"},
    {"code": "D", "title": "日期", "type": "date"},
    {"code": "T", "title": "文字", "type": "text"},
    {"code": "M", "title": "多选", "type": "choices", "options": ["一", "二", "三"]},
]
SCOPE = {field.code: field for field in map(Field.model_validate, FIELDS)}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(st.data())
def test_values_and_states_are_those_of_exact_fractions(random: Any, data: st.DataObject) -> None:
    node: Expression = data.draw(random.numbers)
    try:
        bounds(node, random.scope)
    except Unprovable:
        assume(False)
    units = data.draw(st.lists(random.units, min_size=1, max_size=5))
    result = evaluate(node, random.scope, random.columns(units), len(units))
    for at, unit in enumerate(units):
        value, state = random.by_hand(node, unit)
        assert State(int(result.states[at])) is state
        if state <= READABLE:
            assert Fraction(from_units(int(result.values[at]), result.places)) == value


def columns(**given: tuple[str | tuple[str, ...], State]) -> dict[str, Column]:
    """One unit; what is not given is blank."""
    texts: dict[str, int] = {}
    found = {code: Column.blank(1) for code in SCOPE}
    for code, (value, state) in given.items():
        found[code] = Column.of([SCOPE[code].encode(value, texts)], [state])
    return found


@pytest.mark.parametrize(
    ("text", "p", "q", "holds", "state"),
    [
        ("P = 是 且 Q = 是", ("是", V), ("是", C), True, C),
        ("P = 是 且 Q = 是", ("否", C), ("是", B), False, C),
        ("P = 是 且 Q = 是", ("否", C), ("否", V), False, V),
        ("P = 是 且 Q = 是", ("是", V), ("是", B), None, B),
        ("P = 是 且 Q = 是", ("否", B), ("是", V), None, B),
        ("P = 是 且 Q = 是", ("否", E), ("否", D), None, D),
        ("P = 是 且 Q = 是", ("否", F), ("否", N), False, N),
        ("P = 是 或 Q = 是", ("是", C), ("否", F), True, C),
        ("P = 是 或 Q = 是", ("否", V), ("否", C), False, C),
        ("P = 是 或 Q = 是", ("否", V), ("是", Q), None, Q),
        ("P = 是 或 Q = 是", ("否", F), ("否", D), None, F),
        ("非 P = 是", ("是", B), ("是", V), None, B),
        ("非 (P = 是 且 Q = 是)", ("否", V), ("是", B), True, V),
    ],
)
def test_and_and_or_are_settled_by_what_decides_them(
    text: str,
    p: tuple[str, State],
    q: tuple[str, State],
    holds: bool | None,
    state: State,
) -> None:
    result = evaluate(parse_truth(text, SCOPE), SCOPE, columns(P=p, Q=q), 1)
    assert State(int(result.states[0])) is state
    if holds is not None:
        assert bool(result.truths[0]) is holds


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2025-01-31", 1, "2025-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2025-03-31", 3, "2025-06-30"),
        ("2024-11-30", 3, "2025-02-28"),
        ("2025-02-28", 12, "2026-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("1969-12-31", 2, "1970-02-28"),
        ("2025-05-15", 0, "2025-05-15"),
    ],
)
def test_months_after_stops_at_the_last_day_of_a_shorter_month(
    day: str, months: int, expected: str
) -> None:
    node = parse_truth(f"D = 月后(D, {months})", SCOPE).right  # type: ignore[union-attr]
    result = evaluate(node, SCOPE, columns(D=(day, V)), 1)
    assert np.datetime64(int(result.values[0]), "D").astype(date) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("text", "given_", "expected"),
    [
        ("计数(已填(T))", {"T": ("写了", C)}, 1),
        ("计数(已填(T))", {"T": ("", C)}, 0),
        ("计数(已填(T))", {}, 0),
        ("计数(已填(A))", {"A": ("0", C)}, 1),
        ("已选(M)", {"M": (("一", "三"), C)}, 2),
        ("未选(M)", {"M": ((), C)}, 3),
        ("计数(含(M, 二))", {"M": (("二",), C)}, 1),
        ("计数(含(M, 二))", {"M": (("一", "三"), C)}, 0),
    ],
)
def test_counting_what_is_filled_or_chosen(
    text: str, given_: dict[str, tuple[str, State]], expected: int
) -> None:
    result = evaluate(parse_number(text, SCOPE), SCOPE, columns(**given_), 1)
    assert (int(result.values[0]), result.states[0] <= READABLE) == (expected, True)


@pytest.mark.parametrize(
    ("top", "mode", "expected"),
    [
        ("0.5", Rounding.HALF_UP, "1"), ("1.5", Rounding.HALF_UP, "2"),
        ("2.5", Rounding.HALF_UP, "3"),
        ("-0.5", Rounding.HALF_UP, "-1"), ("0.49", Rounding.HALF_UP, "0"),
        ("0.5", Rounding.HALF_EVEN, "0"), ("1.5", Rounding.HALF_EVEN, "2"),
        ("2.5", Rounding.HALF_EVEN, "2"), ("2.51", Rounding.HALF_EVEN, "3"),
    ],
)  # fmt: skip
def test_a_half_is_rounded_as_the_rubric_says(top: str, mode: Rounding, expected: str) -> None:
    result = evaluate(Quotient(number(top), number(1), 0, mode), SCOPE, columns(), 1)
    assert from_units(int(result.values[0]), result.places) == Decimal(expected)


@pytest.mark.parametrize(
    ("p", "a", "expected"),
    [
        (("是", C), ("7", F), F),
        (("是", C), ("7", C), C),
        (("否", C), ("7", F), V),
        (("否", B), ("7", C), B),
        (("是", D), ("7", F), D),
    ],
)
def test_a_field_is_open_only_if_it_is_asked_or_nobody_knows_whether_it_is(
    p: tuple[str, State], a: tuple[str, State], expected: State
) -> None:
    raw = columns(P=p, A=a)
    asked = asked_columns(SCOPE, {"A": parse_truth("P = 是", SCOPE)}, raw, 1)
    assert State(int(evaluate(Answer("A"), SCOPE, asked, 1).states[0])) is expected
