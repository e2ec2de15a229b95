"""Cohort operators 与全体比: how each unit stands among the final units of a cohort or its group.

Before the closing decision nobody knows who is final; scoring sees to it that nothing made here is
used until then.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.language.expressions import Among, Deviation, VariesAtMost
from engine.language.peers import Peers
from engine.records.columns import Column
from engine.records.exact import Integers, States, Truths, places_of, root, to_units
from engine.records.states import State


def states_among(peers: Peers, states: States, group: Column | None) -> States:
    """A group in which nobody is final leaves its units open: there is nothing to compare with."""
    if group is not None:
        states = np.maximum(states, group.states)
    if peers.number.all():
        return states
    lonely = peers.spread(peers.number) == 0
    return np.where(lonely, np.maximum(states, np.uint8(State.BLANK)), states)


def worked_out(node: Among | Deviation | VariesAtMost, peers: Peers, places: int) -> NDArray[Any]:
    """Values of a cohort operator among `peers`, whose values are at `places`."""
    match node:
        case Among(statistic="above"):
            return peers.above
        case Among(statistic="below"):
            return peers.below
        case Among(statistic="count"):
            return peers.spread(peers.number)
        case Among(statistic="sum"):
            return peers.spread(peers.sum)
        case Among(statistic="greatest"):
            return peers.spread(peers.greatest)
        case Among():
            return peers.spread(peers.least)
        case Deviation():
            return peers.spread(_deviations(node, peers, places))
    return peers.spread(_steady(node, peers))


def _deviations(node: Deviation, peers: Peers, places: int) -> Integers:
    """√(squares ÷ n²) of each group, or ÷ n·(n − 1), rounded once; 0 where that is nothing."""
    up, down = 10 ** (2 * node.places), 10 ** (2 * places)
    divisors = [n * (n - 1) if node.sample else n * n for n in peers.number.tolist()]
    found = [
        root(squares * up, divisor * down, node.mode) if divisor else 0
        for squares, divisor in zip(peers.squares, divisors, strict=True)
    ]
    return np.array(found, dtype=np.int64)


def _steady(node: VariesAtMost, peers: Peers) -> Truths:
    """deviation ÷ mean ≤ limit as whole numbers: squares·f ≤ limit²·(Σx)², f = n ÷ (n − 1)."""
    digits, (total, _) = places_of(node.limit), peers.moments
    left = peers.squares * 10 ** (2 * digits)
    right = total * total * to_units(node.limit, digits) ** 2
    if node.sample:
        number = peers.number.astype(object)
        several = np.maximum(number - 1, 1)
        left, right = left * np.maximum(number, 1), right * several
    steady: Truths = (left <= right).astype(np.bool_)
    return steady
