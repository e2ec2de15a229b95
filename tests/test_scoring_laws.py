"""Laws of scoring: better answers never give less, rounding happens once, scale changes no rank."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import engine.rules  # noqa: F401 - rule kinds register themselves
from engine.judging.ranking import competition_ranks
from engine.language.evaluate import evaluate
from engine.records.columns import Column
from engine.records.exact import rescale
from engine.records.states import State
from engine.rubric.model import Rubric
from engine.rubric.preparing import prepare
from engine.rubric.standard import Standard
from engine.rules.base import KINDS
from tests.verifier.kind_cases import CASES
from tests.verifier.small import indicator, rubric

Json = dict[str, Any]
ENDS = {"a": 2000, "b": 20, "k": 3, "m": 7, "d": 400, "e": 400, "t": 2, "u": 2, "r": 40, "p": 5,
        "学段": 2}  # fmt: skip
BETTER = {"a": 1, "r": 1, "p": 1, "k": -1, "b": -1}
"""Which way an answer gets better in the rules below: more of `a`, a level nearer to the first."""
READS = {
    "all-or-nothing": "a", "bands": "a", "bands-less-faults": "a", "count-capped": "a",
    "deduct-each": "m", "deduct-faults": "b", "deduct-shortfall": "a", "faults-and-rewards": "a",
    "judged": "r", "levels": "k", "ordered": "a", "parts": "a", "per-unit-below": "a",
    "proportional": "a", "sample": "p", "severity": "b",
}  # fmt: skip
MONOTONE = [rule for rule, _ in CASES if READS.get(rule["kind"]) in BETTER]
POINTS = {"points", "per", "otherwise", "when_none", "at_most"}
LINEAR = [rule for rule, _ in CASES if rule["kind"] not in ("proportional", "judged", "ordered")
          and rule.get("part") != "exact"]  # fmt: skip
answers = st.fixed_dictionaries({code: st.integers(0, most) for code, most in ENDS.items()})


def made(*indicators: Json, places: int = 2, mode: str = "half-up") -> Standard:
    """A standard of these indicators after the one that holds the fields and gives 1 to all."""
    plain = rubric(*indicators, mode=mode)
    plain["rounding"]["places"] = places
    ready, _ = prepare(Rubric.model_validate(plain))
    assert len(ready.items) == len(indicators) + 1
    return ready


def totals(ready: Standard, units: list[dict[str, int]]) -> list[int]:
    """The total of every unit at the rubric's places; all answers are verified."""
    columns = {}
    for code, field in ready.scope.items():
        least = 1 if field.options and field.type != "choices" else 0
        values = [max(unit.get(code, 0), least) for unit in units]
        columns[code] = Column.of(values, [State.VERIFIED] * len(units))
    found = np.zeros(len(units), dtype=np.int64)
    for item in ready.items:
        result = evaluate(item.expression, ready.scope, columns, len(units))
        found += rescale(result.values, result.places, ready.places)
    return [int(each) for each in found]


def test_a_way_to_be_better_is_given_for_kinds_there_are() -> None:
    assert set(READS) <= set(KINDS)
    assert {rule["kind"] for rule in MONOTONE} == {k for k, f in READS.items() if f in BETTER}


@pytest.mark.parametrize("rule", MONOTONE)
@settings(max_examples=60)
@given(answers, st.integers(0, 2000))
def test_a_better_answer_never_lowers_the_total(
    rule: Json, unit: dict[str, int], other: int
) -> None:
    field = READS[rule["kind"]]
    ready = made(indicator(rule))
    low, high = sorted((max(1, unit[field]), max(1, other % (ENDS[field] + 1))))
    worse, better = (low, high) if BETTER[field] > 0 else (high, low)
    one, two = totals(ready, [unit | {field: worse}, unit | {field: better}])
    assert one <= two


@given(
    st.integers(0, 2000), st.integers(1, 997), st.integers(0, 4),
    st.sampled_from(["half-up", "half-even"]), st.sampled_from(["4", "3.3", "0.7"]),
)  # fmt: skip
def test_points_are_the_exact_value_rounded_once(
    a: int, target: int, places: int, mode: str, points: str
) -> None:
    rule = {"kind": "proportional", "of": "a", "target": str(target)}
    ready = made(indicator(rule, points=points), places=max(places, 1), mode=mode)
    exact = Fraction(points) * min(Fraction(a, 100) / target, 1)
    held = Context(prec=60)
    shown = held.divide(Decimal(exact.numerator), Decimal(exact.denominator))
    way = {"half-up": ROUND_HALF_UP, "half-even": ROUND_HALF_EVEN}[mode]
    rounded = shown.quantize(Decimal(1).scaleb(-ready.places), way, context=held)
    holder = 10**ready.places
    assert totals(ready, [{"a": a}])[0] - holder == int(rounded.scaleb(ready.places))


def times(value: Any, factor: str, pointed: bool = False) -> Any:
    """A rule whose every amount of points is multiplied."""
    if isinstance(value, dict):
        return {
            key: times(inner, factor, (pointed and key != "by") or key in POINTS)
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [times(inner, factor, pointed) for inner in value]
    return str(Decimal(value) * Decimal(factor)) if pointed else value


cohorts = st.tuples(
    st.lists(st.sampled_from(LINEAR), min_size=1, max_size=4),
    st.lists(answers, min_size=2, max_size=8),
)


def ranks(ready: Standard, units: list[dict[str, int]]) -> list[int]:
    """Competition ranks of the totals."""
    found = np.array(totals(ready, units), dtype=np.int64)
    return competition_ranks(found, np.ones(len(units), dtype=bool)).tolist()


def items(rules: list[Json], points: str = "4", start: int = 1) -> list[Json]:
    """An indicator for each rule."""
    return [indicator(rule, f"{n}", points) for n, rule in enumerate(rules, start)]


@settings(max_examples=60)
@given(cohorts)
def test_neither_ten_times_the_points_nor_two_halves_nor_nothing_more_changes_a_rank(
    cohort: tuple[list[Json], list[dict[str, int]]],
) -> None:
    rules, units = cohort
    before = ranks(made(*items(rules), places=4), units)
    tenfold = [times(rule, "10") for rule in rules]
    assert ranks(made(*items(tenfold, "40"), places=4), units) == before
    halves = [times(rule, "0.5") for rule in rules for _ in "12"]
    assert ranks(made(*items(halves, "2"), places=4), units) == before
    nothing = indicator({"kind": "all-or-nothing", "when": "k = 甲 且 k = 乙"}, "99")
    assert ranks(made(*items(rules), nothing, places=4), units) == before
