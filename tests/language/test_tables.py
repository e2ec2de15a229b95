"""Looking results up says the same as working them out, for every rule of every kind's tables."""

from __future__ import annotations

import numpy as np
import pytest

from engine.language.calendar import months_after
from engine.language.evaluate import evaluate
from engine.language.expressions import Expression, children
from engine.language.tables import Tables
from engine.records.columns import Column, Columns
from engine.records.states import State
from engine.rubric.standard import Item, Standard
from tests.rules.test_rule_tables import FILES, read, standard

SIZE = 5_000
ITEMS = [
    (ready, ready.by_code["1.1"])
    for file in FILES
    for table in read(file)["scores"]
    for ready in [standard(file.stem, table)[0]]
]


def columns(ready: Standard, seed: int, beyond: int) -> Columns:
    """Answers in every state; with `beyond`, some lie outside what their field allows."""
    chance = np.random.default_rng(seed)
    made = {}
    for code, field in ready.scope.items():
        most = {"number": 500, "choices": (1 << len(field.options)) - 1, "date": 20_000}
        high = most.get(field.type, len(field.options)) + beyond
        values = chance.integers(-beyond, high, SIZE, endpoint=True)
        made[code] = Column(values, chance.integers(0, len(State), SIZE).astype(np.uint8))
    return made


def nodes(node: Expression) -> list[Expression]:
    """A node and all below it."""
    return [node, *(each for child in children(node) for each in nodes(child))]


@pytest.mark.parametrize("beyond", [0, 1, 10_000])
@pytest.mark.parametrize(("ready", "item"), ITEMS)
def test_a_table_gives_what_the_evaluator_gives(ready: Standard, item: Item, beyond: int) -> None:
    answers = columns(ready, 2025, beyond)
    tables = Tables(ready.scope)
    for node in nodes(item.expression):
        found = tables.result(node, answers)
        if found is None:
            continue
        expected = evaluate(node, ready.scope, answers, SIZE)
        assert (found.values == expected.values).all()
        assert (found.states == expected.states).all()
        assert found.places == expected.places


@pytest.mark.parametrize(("ready", "item"), ITEMS)
def test_several_fields_are_looked_up_where_all_are_certain(ready: Standard, item: Item) -> None:
    answers = {code: each.certain() for code, each in columns(ready, 2025, 0).items()}
    tables = Tables(ready.scope)
    for node in nodes(item.expression):
        found = tables.result(node, answers)
        if found is not None:
            expected = evaluate(node, ready.scope, answers, SIZE)
            assert (found.values == expected.values).all()
            assert found.states.ndim == 0


def test_tables_are_made_for_many_rules_and_not_for_answers_beyond_them() -> None:
    within = [_made(ready, item, 0) for ready, item in ITEMS]
    assert sum(within) > len(ITEMS) / 3
    assert not any(_made(ready, item, 10_000) for ready, item in ITEMS)


def _made(ready: Standard, item: Item, beyond: int) -> bool:
    tables, answers = Tables(ready.scope), columns(ready, 7, beyond)
    return any(tables.result(node, answers) is not None for node in nodes(item.expression))


@pytest.mark.parametrize("months", [1, 3, 12, 24])
def test_months_that_are_looked_up_are_those_that_are_reckoned(months: int) -> None:
    days = np.arange(40_000, dtype=np.int64)
    one_by_one = np.concatenate(
        [months_after(days[i : i + 50], months) for i in range(0, 30_000, 50)]
    )
    assert (months_after(days[:30_000], months) == one_by_one).all()
    late = months_after(days, months)
    assert (late[:30_000] == one_by_one).all()
