"""A few answers stand for all: what they say of a condition is what all answers say of it."""

from __future__ import annotations

from decimal import Decimal
from itertools import product
from random import Random

import numpy as np
import pytest

from engine.language.asked import asked_columns
from engine.language.cases import MOST, cases
from engine.language.conditions import parse_number, parse_truth
from engine.language.evaluate import evaluate
from engine.language.expressions import Expression
from engine.language.fields import Field, Kind
from engine.records.columns import Column
from engine.records.exact import Truths


def number(code: str, most: int, places: int = 0, **more: str) -> Field:
    """A number from 0 on."""
    low, high = Decimal(0), Decimal(most)
    return Field(
        code=code, title=code, type=Kind.NUMBER, minimum=low, maximum=high, places=places, **more
    )


FIELDS = (
    number("a", 9),
    number("b", 4),
    number("r", 5, 1),
    number("s", 8, asked_when="k = 甲"),
    number("v", 9_999_999, 2),
    Field(code="k", title="k", type=Kind.CHOICE, options=("甲", "乙", "丙")),
    Field(code="m", title="m", type=Kind.CHOICES, options=("子", "丑", "寅")),
    Field(code="d", title="d", type=Kind.DATE),
    Field(code="e", title="e", type=Kind.DATE),
)
SCOPE = {field.code: field for field in FIELDS}
ASKED = {"s": parse_truth("k = 甲", SCOPE)}
ATOMS = (
    *("a >= 3", "a < 3", "a > 9", "a = 0", "b = 5", "b <= 4", "r < 3.5", "r > 3.44", "s > 2"),
    *("s >= 0", "k = 乙", "k != 甲", "含(m, 丑)", "已选(m) >= 4", "未选(m) < 2", "a + b > 13"),
    *("最小(a, b) > 4", "计数(a >= 1, k = 丙) >= 2", "a * b = 35", "r >= b"),
)


def whole_truth(condition: Expression) -> Truths:
    """The condition for every answer there is to the fields it can read."""
    ranges = {
        "a": range(10), "b": range(5), "r": range(51), "s": (0, 2, 3, 8),
        "k": range(1, 4), "m": range(8),
    }  # fmt: skip
    rows = np.array(list(product(*ranges.values())), dtype=np.int64)
    states = np.zeros(len(rows), dtype=np.uint8)
    raw = {code: Column(rows[:, place], states) for place, code in enumerate(ranges)}
    columns = asked_columns(SCOPE, ASKED, raw, len(rows))
    return evaluate(condition, SCOPE, columns, len(rows)).truths


@pytest.mark.parametrize("seed", range(60))
def test_the_cases_say_what_all_answers_say(seed: int) -> None:
    chance = Random(seed)
    words = [chance.choice(ATOMS) for _ in range(chance.randint(1, 3))]
    joined = chance.choice((" 且 ", " 或 ")).join(f"({each})" for each in words)
    condition = parse_truth(chance.choice(("", "非 ")) + f"({joined})", SCOPE)
    found = cases((condition,), SCOPE, ASKED)
    assert found is not None and found.size <= MOST
    holds, truth = found.of(condition).truths, whole_truth(condition)
    assert (holds.any(), holds.all()) == (truth.any(), truth.all()), joined


@pytest.mark.parametrize(
    ("text", "sometimes", "always"),
    [
        ("v > a", True, False),  # too many to try, and bounds leave it open
        ("v + a > 10000008", False, False),
        ("v + a >= 0", True, True),
        ("v + 1 != 0", True, True),
        ("v + a < 0", False, False),
        ("v + a <= 10000008", True, True),
        ("v + a = 10000009", False, False),
        ("e > d", True, False),
        ("e > d 且 非 (e > d)", False, False),  # the same comparison cannot do both
        ("已填(d)", True, False),
    ],
)
def test_what_cannot_be_tried_is_free_unless_bounds_decide_it(
    text: str, sometimes: bool, always: bool
) -> None:
    condition = parse_truth(text, SCOPE)
    found = cases((condition,), SCOPE, ASKED)
    assert found is not None
    holds = found.of(condition).truths
    assert (holds.any(), holds.all()) == (sometimes, always)


def test_a_step_leaves_out_the_numbers_between() -> None:
    halves = {"h": number("h", 10, 1, step="0.5")}
    between = parse_truth("h > 3 且 h < 3.5", halves)
    found = cases((between,), halves, {})
    assert found is not None and not found.of(between).truths.any()


def test_too_many_cases_are_not_tried() -> None:
    assert cases((parse_number("v * 2", SCOPE),), SCOPE, ASKED) is None
