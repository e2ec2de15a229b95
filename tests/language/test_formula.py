"""Formulas say what the engine says, worked out in doubles that forgive nothing."""

from __future__ import annotations

import itertools
from random import Random
from typing import Any

import pytest

from engine.judging.cohort import gather
from engine.language.evaluate import evaluate
from engine.language.expressions import (
    Answer,
    Constant,
    Expression,
    Quotient,
    Whole,
    needs_cohort,
    number,
)
from engine.language.fields import NONE, Field, Kind, Scope
from engine.language.formula import FieldCells, Part, formula
from engine.language.formula_terms import MOST, NoFormula
from engine.records.columns import Columns
from engine.records.exact import Rounding
from engine.records.states import READABLE
from engine.rubric.standard import Standard
from tests.language.spreadsheet import NA, Value, deepest, worked_out
from tests.random_rubrics import standard as random_standard
from tests.verifier.cohorts import case
from tests.verifier.cohorts import standard as shipped

RUBRICS = 24
UNITS = 8


class Cells:
    """One column of cells, some for fields, more for the parts that formulas keep."""

    def __init__(self) -> None:
        self.contents: list[Any] = []

    def put(self, content: Any) -> str:
        self.contents.append(content)
        return f"$A${len(self.contents)}"

    def keep(self, *parts: Part) -> tuple[str, ...]:
        return tuple(self.put(f"={each.formula}") for each in parts)

    def read(self, reference: str) -> list[Value]:
        first, _, last = reference.replace("$A$", "").partition(":")
        return [self._value(row) for row in range(int(first), int(last or first) + 1)]

    def _value(self, row: int) -> Value:
        content = self.contents[row - 1]
        if isinstance(content, str) and content.startswith("="):
            return worked_out(content[1:], self.read)
        return content


def put_fields(cells: Cells, scope: Scope) -> dict[str, FieldCells]:
    """Cells for every field, empty so far."""
    return {
        code: FieldCells(
            cells.put(NA),
            tuple(cells.put(0.0) for _ in field.options) if field.type is Kind.CHOICES else (),
        )
        for code, field in scope.items()
    }


def fill(
    cells: Cells, fields: dict[str, FieldCells], scope: Scope, columns: Columns, at: int
) -> None:
    """The cells as they are for one unit."""
    for code, places in fields.items():
        column, field = columns[code], scope[code]
        value = int(column.values[at])
        found: Value = float(value)
        if int(column.states[at]) > READABLE:
            found = NA
        elif field.type in (Kind.TEXT, Kind.DOCUMENT):
            found = f"文{value}" if value else NONE
        elif field.type is Kind.CHOICES:
            for n, option in enumerate(places.options):
                cells.contents[int(option[3:]) - 1] = float(value >> n & 1)
            found = float(value.bit_count())
        cells.contents[int(places.value[3:]) - 1] = found


def compared(ready: Standard, seed: int) -> int:
    """How many formulas of a standard came to what the engine says."""
    cohort = gather(case(ready, seed, size=UNITS))
    nodes: list[Expression] = [*ready.asked.values()]
    for item in ready.items:
        nodes += [item.expression, item.full, *(needed for _, needed in item.evidence)]
    seen = 0
    for node in nodes:
        if needs_cohort(node):
            continue
        cells = Cells()
        fields = put_fields(cells, ready.scope)
        made = formula(node, ready.scope, fields, cells.keep)
        for each in (made, *(c[1:] for c in cells.contents if isinstance(c, str) and c[:1] == "=")):
            assert len(each) <= 8000 and deepest(each) <= 60
        result = evaluate(node, ready.scope, cohort.claimed, cohort.size)
        for at in range(cohort.size):
            fill(cells, fields, ready.scope, cohort.claimed, at)
            found = worked_out(made, cells.read)
            wanted: Value = NA
            if int(result.states[at]) <= READABLE:
                wanted = result.values[at].item()
                wanted = wanted if isinstance(wanted, bool) else float(wanted)
            assert found == wanted and type(found) is type(wanted), (node, made, found, wanted)
            seen += 1
    return seen


@pytest.mark.parametrize("number", range(RUBRICS))
def test_every_rule_condition_and_evidence_minimum_of_a_random_rubric(number: int) -> None:
    assert compared(random_standard(Random(number), number), number) > 50


def test_every_rule_condition_and_evidence_minimum_of_the_model_rubric() -> None:
    ready = shipped("wuhao-school/2025")
    assert sum(compared(ready, seed) for seed in range(4)) > 1000


NUMERATORS = (0, 1, 2, 3, 49, 50, 51, 1333, 999_999, 10**7 - 1, 4 * 10**13 - 1, 4 * 10**13 - 3)
DIVISORS = (1, 2, 3, 7, 8, 199, 1000, 999_983, 10**7, 10**13 - 1)


def _value_of(node: Expression) -> Value:
    cells = Cells()
    return worked_out(formula(node, {}, {}, cells.keep), cells.read)


@pytest.mark.parametrize("mode", Rounding)
@pytest.mark.parametrize("sign", [1, -1])
def test_a_division_is_right_to_the_last_unit_at_every_edge(mode: Rounding, sign: int) -> None:
    for top, bottom in itertools.product(NUMERATORS, DIVISORS):
        near = {top, top // bottom * bottom, top // bottom * bottom - 1, top + bottom // 2}
        for whole in (each for each in near if each >= 0):
            node = Quotient(number(sign * whole), number(bottom), 0, mode)
            wanted = evaluate(node, {}, {}, 1).values[0]
            assert _value_of(node) == wanted, (sign * whole, bottom)
            for up in (True, False):
                units = Whole(number(sign * whole), number(bottom), up)
                assert _value_of(units) == evaluate(units, {}, {}, 1).values[0]


def test_what_a_program_could_confuse_is_refused() -> None:
    large = Field(code="n", title="数", type=Kind.NUMBER, minimum=number(0).value,
                  maximum=number(10**9).value, places=6)  # fmt: skip
    with pytest.raises(NoFormula):
        formula(Answer("n"), {"n": large}, {"n": FieldCells("$A$1")})
    with pytest.raises(NoFormula):
        formula(Constant(number(MOST).value), {}, {})
