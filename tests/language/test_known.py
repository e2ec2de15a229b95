"""With what is known put in, the prover bounds everything that an open item can still become."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.language.evaluate import Evaluation
from engine.language.known import with_known
from engine.language.prove import Unprovable, bounds
from engine.records.states import READABLE, State

if TYPE_CHECKING:
    from tests.language.conftest import Random


@settings(max_examples=150)
@given(data=st.data())
def test_no_way_to_answer_what_is_open_leaves_the_bounds(
    random: Random, data: st.DataObject
) -> None:
    node, unit = data.draw(random.numbers), data.draw(random.units)
    left = with_known(node, Evaluation(random.scope, random.columns([unit]), 1), 0)
    try:
        found = bounds(left, random.scope)
    except Unprovable:
        assume(False)
    other = data.draw(random.units)
    answered = {
        code: value if unit.states[code] <= READABLE else other.values[code]
        for code, value in unit.values.items()
    }
    assume(answered["P"] <= answered["A"])  # type: ignore[operator]
    whole = replace(unit, values=answered, states=dict.fromkeys(answered, State.CLAIMED))
    value = random.by_hand(node, whole)[0]
    assert found.low <= value <= found.high
    if all(state <= READABLE for state in unit.states.values()):
        assert found.low == found.high == Fraction(value)
