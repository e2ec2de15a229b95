"""What a node gives over columns, and how the states of what it reads travel into its own.

`if`, `and`, `or` read only what decides them; where other states meet the heaviest stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from engine.records.exact import States, Truths, pick, rescale
from engine.records.states import READABLE


@dataclass(frozen=True, slots=True)
class Result:
    """Values of one node: int64 at `places`, bool for a truth; and states, uint8.

    Either is an array with one entry per unit, or a single number that stands for every unit;
    a single state is always VERIFIED.
    """

    values: NDArray[Any]
    states: States
    places: int = 0

    @property
    def truths(self) -> Truths:
        """The values as yes or no."""
        return cast(Truths, self.values)

    def spread(self, size: int) -> Result:
        """The same with one entry for each of `size` units."""
        if self.values.ndim and self.states.ndim:
            return self
        values = np.broadcast_to(self.values, (size,))
        return Result(values, np.broadcast_to(self.states, (size,)), self.places)


def heavier(one: States, other: States) -> States:
    """Where states meet, the heavier stands; a single state is VERIFIED, the lightest."""
    if one is other or other.ndim == 0:
        return one
    return other if one.ndim == 0 else np.maximum(one, other)


def _adds_nothing(states: States, known: States) -> bool:
    return states is known or states.ndim == 0


def choose(condition: Result, then: Result, otherwise: Result) -> Result:
    """One side or the other; only the side that is taken adds its state."""
    places = max(then.places, otherwise.places)
    values = pick(
        condition.truths,
        rescale(then.values, then.places, places),
        rescale(otherwise.values, otherwise.places, places),
    )
    asked = condition.states
    if _adds_nothing(then.states, asked) and _adds_nothing(otherwise.states, asked):
        return Result(values, asked, places)
    branch = then.states
    if branch is not otherwise.states:
        branch = np.where(condition.values, then.states, otherwise.states)
    if asked.ndim == 0:
        return Result(values, branch, places)
    return Result(values, np.where(asked <= READABLE, np.maximum(asked, branch), asked), places)


def logic(parts: list[Result], *, deciding: bool) -> Result:
    """Kleene's and (deciding: no) and or (deciding: yes): one decided term may settle it."""
    join = np.logical_or if deciding else np.logical_and
    states = reduce(heavier, [part.states for part in parts])
    if all(part.states is states for part in parts):
        return Result(reduce(join, [part.values for part in parts]), states)
    settled = np.zeros((), dtype=bool)
    lightest = states
    for part in parts:
        decides = (part.states <= READABLE) & (part.values == deciding)
        better = decides & (~settled | (part.states < lightest))
        lightest = np.where(better, part.states, lightest)
        settled = settled | decides
    return Result(settled == deciding, lightest)
