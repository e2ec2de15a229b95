"""Evidence 佐证: how many pieces an item asks for, over what was claimed, and how many count."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from engine.judging.case import Case
from engine.language.evaluate import evaluate
from engine.records.columns import Columns
from engine.records.exact import Integers, Truths, whole
from engine.records.states import READABLE
from engine.records.submission import RosterUnit
from engine.rubric.model import EvidenceNeed
from engine.rubric.standard import Item


@dataclass(frozen=True, slots=True)
class Owed:
    """One need over all units: pieces asked for (0 where nobody can say yet), pieces had."""

    need: EvidenceNeed
    asked: Integers
    had: Integers

    @property
    def short(self) -> Truths:
        """Units that had too few (缺佐证)."""
        return self.had < self.asked


def evidence_counts(item: Item, case: Case, unit: str) -> list[int]:
    """How many pieces count for each evidence need of an item, in order."""
    pieces = case.intake.counted[unit].pieces
    return [
        sum(
            1
            for piece in pieces
            if piece.counts
            and piece.indicator == (need.from_item or item.code)
            and piece.kind in need.kinds
        )
        for need, _ in item.evidence
    ]


def evidence_owed(
    item: Item, case: Case, units: tuple[RosterUnit, ...], claimed: Columns
) -> Iterator[Owed]:
    """The evidence needs of an item over `units`, whose claims are the columns `claimed`."""
    if not item.evidence:
        return
    counts = np.array([evidence_counts(item, case, u.code) for u in units], dtype=np.int64)
    counts = counts.reshape(len(units), len(item.evidence))
    for position, (need, expression) in enumerate(item.evidence):
        needed = evaluate(expression, case.standard.scope, claimed, len(units))
        pieces = whole(needed.values, np.array(10**needed.places), up=True)
        asked = np.where(needed.states <= READABLE, pieces, 0)
        yield Owed(need, np.broadcast_to(asked, len(units)), counts[:, position])
