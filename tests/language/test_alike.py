"""Units that answered the same come to the same: counted once or evaluated one by one."""

from __future__ import annotations

import numpy as np
import pytest

from engine.language.alike import Ways, evaluate_alike
from engine.language.evaluate import Evaluation
from engine.records.columns import Column, Columns
from engine.records.states import READABLE, State
from engine.rubric.standard import Item, Standard
from tests.rules.test_rule_tables import FILES, read, standard

SIZE = 4_000
ITEMS = [
    (ready, ready.by_code["1.1"])
    for file in FILES
    for table in read(file)["scores"]
    for ready in [standard(file.stem, table)[0]]
    if ready.by_code["1.1"].of_cohort
]


def columns(ready: Standard, seed: int) -> Columns:
    """Few different answers, in every state."""
    chance = np.random.default_rng(seed)
    return {
        code: Column(
            chance.integers(0, len(field.options) or 9, SIZE, endpoint=True),
            (chance.integers(0, len(State), SIZE) * (chance.random(SIZE) < 0.2)).astype(np.uint8),
        )
        for code, field in ready.scope.items()
    }


@pytest.mark.parametrize("everybody", [True, False])
@pytest.mark.parametrize(("ready", "item"), ITEMS)
def test_every_way_to_answer_once_gives_what_every_unit_gives(
    ready: Standard, item: Item, everybody: bool
) -> None:
    answers = columns(ready, 2025)
    assert Ways.of(item.reads, answers, SIZE) is not None
    final = None if everybody else np.random.default_rng(1).integers(0, 2, SIZE)
    over = Evaluation(ready.scope, answers, SIZE, traced=False, final=final)
    expected = over.of(item.expression).spread(SIZE)
    alike = evaluate_alike(item.expression, item.reads, over)
    for units in (slice(0, 1_500), slice(1_500, SIZE)):
        found, each = alike.part(units), expected.states[units] <= READABLE
        assert ((found.states <= READABLE) == each).all()
        assert (found.values[each] == expected.values[units][each]).all()
        assert found.places == expected.places


def test_too_many_ways_are_not_worth_while() -> None:
    answers = {"A": Column(np.arange(SIZE) * 7, np.zeros(SIZE, dtype=np.uint8))}
    assert Ways.of(["A"], answers, SIZE) is None
    assert Ways.of([], answers, SIZE) is None
    assert Ways.of(["A"], {"A": Column.blank(0)}, 0) is None
