"""One measurement of scoring, run by bench_scoring in a process of its own on one core.

Usage: python -m benchmarks.scoring_once score|read|peers|kinds|columns UNITS; prints JSON.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import numpy as np

from benchmarks import random_rubric as chance
from engine.judging.cohort import Cohort, gather
from engine.judging.ranking import competition_ranks, ranks_within
from engine.judging.scoring import Scores, score

ITEMS, SEED, TIMES = 60, 2025, 5
GROUPS = 3_000
SAMPLE = 2_000
Json = dict[str, Any]


def best(work: Callable[[], object], times: int = TIMES) -> float:
    """Processor seconds of the quickest of several runs: what a quiet machine's clock would say."""
    found = []
    for _ in range(times):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


def our_score(size: int) -> Json:
    """Seconds to score and rank a cohort that is there as columns, and the process's peak MiB."""
    cohort = chance.cohort(chance.standard(ITEMS), size, SEED)
    groups = np.random.default_rng(SEED).integers(0, GROUPS, size)
    closing = chance.closing()

    def work() -> None:
        scores = score(cohort, (closing,))
        competition_ranks(scores.total, scores.final)
        ranks_within(scores.total, scores.final, groups)

    seconds = best(work)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": round(seconds, 4), "memory": round(memory)}


def read(size: int) -> Json:
    """Seconds to look at every answer and every state once, which no scoring can do without."""
    columns = chance.cohort(chance.standard(ITEMS), size, SEED).effective.values()
    seconds = best(lambda: [(each.values.max(), each.states.max()) for each in columns])
    return {"seconds": round(seconds, 4)}


def peers(size: int) -> Json:
    """Seconds of others for the bare weighted sum and rank of the same points, or None."""
    scores = score(chance.cohort(chance.standard(ITEMS), size, SEED), (chance.closing(),))
    points = np.column_stack([judged.points for judged in scores.items.values()])
    sample = points[:SAMPLE]
    matrix, weights = points / 10.0**scores.places, np.full(ITEMS, 1 / ITEMS)
    return {
        "numpy": round(best(lambda: np.argsort(np.argsort(-(matrix @ weights)))), 4),
        "Decimal": round(best(lambda: _decimals(sample, scores), 1) * size / SAMPLE, 2),
        "scikit-criteria": _scikit_criteria(matrix, weights),
        "pymcdm": _pymcdm(matrix, weights),
    }


def _decimals(points: Any, scores: Scores) -> list[int]:
    """Unit by unit: sixty weighted decimals added, rounded once, and ranked."""
    weight, cent = Decimal("1.25"), Decimal("0.01")
    totals = []
    for row in points.tolist():
        exact = sum((Decimal(units).scaleb(-scores.places) * weight for units in row), Decimal(0))
        totals.append(exact.quantize(cent, ROUND_HALF_UP))
    first = {total: rank for rank, total in reversed(list(enumerate(sorted(totals)[::-1], 1)))}
    return [first[total] for total in totals]


def _scikit_criteria(matrix: Any, weights: Any) -> float | None:
    try:
        from skcriteria import mkdm  # noqa: PLC0415 - measured only where it is installed
        from skcriteria.agg.simple import WeightedSumModel  # noqa: PLC0415
    except ImportError:
        return None

    def work() -> object:
        made = mkdm(matrix, [max] * ITEMS, weights=weights)
        return WeightedSumModel().evaluate(made).rank_

    return round(best(work, 3), 4)


def _pymcdm(matrix: Any, weights: Any) -> float | None:
    try:
        from pymcdm.methods import WSM  # noqa: PLC0415 - measured only where it is installed
    except ImportError:
        return None
    model, types = WSM(normalization_function=lambda column, cost=False: column), np.ones(ITEMS)
    return round(best(lambda: model.rank(model(matrix, weights, types)), 1), 4)


def kinds(size: int) -> Json:
    """Rule kind → how many columns of points, and milliseconds for them, closing and totals too."""
    cohort, closing = chance.cohort(chance.standard(ITEMS), size, SEED), chance.closing()
    found: Json = {}
    for kind in sorted({_kind(item) for item in cohort.standard.items}):
        items = tuple(item for item in cohort.standard.items if _kind(item) == kind)
        only = _with(cohort, items)
        seconds = best(lambda only=only: score(only, (closing,)))
        found[kind] = (len(items), round(seconds * 1000, 1))
    return found


def _kind(item: Any) -> str:
    return str(item.rule.kind)


def _with(cohort: Cohort, items: Any) -> Cohort:
    """The cohort with some items only, and the columns they read."""
    codes = {code for item in items for code in item.reads} | {
        field.code for item in items for field in item.fields
    }
    columns = {
        code: column
        for code, column in cohort.effective.items()
        if code in codes | {chance.STAGE["code"]}
    }
    return replace(
        cohort,
        standard=replace(cohort.standard, items=items),
        claimed=columns,
        effective=columns,
    )


def columns(size: int) -> Json:
    """Seconds to make columns of submissions, reviewers' rulings among them."""
    case = chance.case(chance.standard(ITEMS), size, SEED)
    return {"seconds": round(best(lambda: gather(case), 3), 4)}


def main() -> None:
    """Measure what the command line asks for."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    what = {"score": our_score, "read": read, "peers": peers, "kinds": kinds, "columns": columns}
    print(json.dumps(what[sys.argv[1]](int(sys.argv[2]))))


if __name__ == "__main__":
    main()
