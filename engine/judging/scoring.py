"""Scoring 计分: every item of a cohort, first from its own answers, after the closing among others.

Everything is a column: int64 at the rubric's places, one entry per counted unit. No point is ever
invented: an open item has none, and the total of a unit with an open item is provisional.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.judging.alliance import Allied, shared_totals
from engine.judging.closing import Decision, close
from engine.judging.cohort import Cohort
from engine.judging.comparing import compare
from engine.judging.item_score import ItemScore
from engine.judging.settling import judged_alone
from engine.judging.totals import Totals, add_up
from engine.language.evaluate import Evaluation
from engine.records.exact import Integers, Truths
from engine.records.problem import Problem
from engine.records.submission import Closing


@dataclass(frozen=True, slots=True)
class Scores:
    """All that was computed for a cohort; `places` is the rubric's."""

    cohort: Cohort
    places: int
    items: Mapping[str, ItemScore]
    totals: Totals
    total: Integers
    """What is published and ranked: of the unit alone, or shared with its alliance."""
    allied: Allied | None
    final: Truths
    evaluation: Evaluation
    """Over the effective columns, its trace filled as workings are asked for."""
    problems: tuple[Problem, ...]


def score(cohort: Cohort, closings: Sequence[Closing]) -> Scores:
    """Score every counted unit. A closing rule that cannot be carried out is a problem, never 0.

    Each decision closes what it finds open after those before it; nothing closed is touched again.
    """
    items = judged_alone(cohort)
    problems: list[Problem] = []
    for number, closing in enumerate(closings):
        decision = Decision.of(closing, number, cohort)
        items = {code: close(judged, decision, problems) for code, judged in items.items()}
    final = np.ones(cohort.size, np.bool_)
    for judged in items.values():
        final &= judged.decided
    peers = final & cohort.participating if closings else np.zeros_like(final)
    if any(judged.item.of_cohort for judged in items.values()):
        items, final = compare(items, cohort, final, peers)
    totals = add_up(cohort, items)
    total, allied = totals.total, None
    if (alliance := cohort.standard.rubric.alliance) is not None:
        total, allied, final = shared_totals(alliance, cohort, totals, final, peers)
    workings = Evaluation(cohort.standard.scope, cohort.effective, cohort.size, final=peers)
    return Scores(
        cohort, cohort.standard.places, items, totals, total, allied, final, workings,
        tuple(problems),
    )  # fmt: skip
