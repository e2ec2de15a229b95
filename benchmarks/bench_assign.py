"""Drawing who reviews whom 评审分工: 2,000 units × 200 experts × 3, and beside a plain MILP.

Pairs to avoid are drawn at random, 5 % of all. The baseline is the textbook model handed to HiGHS
(`scipy.optimize.milp`): a 0-1 variable a pair, three a unit, loads within one of each other. It
neither links assessors nor follows from a seed. Its time is without making the matrix.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any

from engine.judging.assigning import Drawn, draw
from engine.judging.dealing import Pool

FIGURES = ("assign-60-x-15-x-3", "assign-400-x-40-x-3", "assign-2k-x-200-x-3")
_SEATS = 3


def run() -> Iterator[dict[str, Any]]:
    """Seconds, the best of three runs of either; of the largest MILP one run."""
    sizes = ((60, 15), (400, 40), (2_000, 200))
    for name, (units, experts) in zip(FIGURES, sizes, strict=True):
        codes, pool = _year(units, experts)
        ours = min(_seconds(lambda c=codes, p=pool: _drawn(c, p)) for _ in range(3))
        times = 3 if units < 1_000 else 1
        baseline = min(_plain_milp(codes, pool) for _ in range(times))
        yield {"name": name, "value": ours, "unit": "s", "baseline": baseline}


def _year(units: int, experts: int) -> tuple[list[str], Pool]:
    codes = [f"{number:06d}" for number in range(units)]
    people = {f"E{number:03d}": f"E{number:03d}" for number in range(experts)}
    avoids = frozenset((e, u) for e in people for u in codes if _chance(e, u) < 5)
    return codes, Pool(people, avoids)


def _chance(expert: str, unit: str) -> int:
    return int(sha256(f"{expert} {unit}".encode()).hexdigest(), 16) % 100


def _drawn(units: list[str], pool: Pool) -> None:
    found = draw(units, pool, per_unit=_SEATS, seed="bench")
    if not isinstance(found, Drawn):
        raise RuntimeError("no assignment")


def _plain_milp(units: list[str], pool: Pool) -> float:
    import numpy as np  # noqa: PLC0415
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415
    from scipy.sparse import coo_array  # noqa: PLC0415

    people = sorted(pool.labels)
    at = [(u, e) for u in range(len(units)) for e in range(len(people))]
    which = np.arange(len(at))
    of_unit = coo_array((np.ones(len(at)), ([u for u, _ in at], which)))
    of_expert = coo_array((np.ones(len(at)), ([e for _, e in at], which)))
    each, more = divmod(len(units) * _SEATS, len(people))
    allowed = np.array([(people[e], units[u]) not in pool.avoids for u, e in at], dtype=float)
    rules = [
        LinearConstraint(of_unit.tocsr(), _SEATS, _SEATS),
        LinearConstraint(of_expert.tocsr(), each, each + (more > 0)),
    ]

    def solved() -> None:
        done = milp(np.zeros(len(at)), integrality=1, bounds=Bounds(0, allowed), constraints=rules)
        if not done.success:
            raise RuntimeError(done.message)

    return _seconds(solved)


def _seconds(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
