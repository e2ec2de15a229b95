"""Scoring 1,000 to 500,000 units × 60 items of every rule kind, in every state, from columns.

Timed: points and state of every item, a closing decision, comparisons among the final units,
totals, ranks overall and in 3,000 groups, on one core. `score-500k-x-60` stands beside
scikit-criteria's bare weighted sum and rank of the same points; the figures after it beside pymcdm,
numpy floats and a loop of Decimals. `read-500k-x-60` is only looking at every answer once.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

SIZES = {"1k": 1_000, "10k": 10_000, "100k": 100_000, "500k": 500_000}
MOST = "500k"
PEERS = {"": "scikit-criteria", "-pymcdm": "pymcdm", "-numpy": "numpy", "-decimal": "Decimal"}
FIGURES = (
    *(f"score-{size}-x-60{end}" for size in SIZES for end in ("", "-memory")),
    *(f"score-{MOST}-x-60{end}" for end in PEERS if end),
    f"read-{MOST}-x-60",
    "columns-2k-x-60",
)


def run() -> Iterator[dict[str, Any]]:
    """Seconds, MiB, and milliseconds by rule kind; what was measured with is said on stderr."""
    peers = _child("peers", SIZES[MOST])
    for name in PEERS.values():
        if peers[name] is None:
            print(f"{name} is not there: pip install '.[bench]'", file=sys.stderr)
    for size, units in SIZES.items():
        ours = _child("score", units)
        baseline = peers["scikit-criteria"] if size == MOST else None
        yield _figure(f"score-{size}-x-60", ours["seconds"], "s", baseline)
        yield _figure(f"score-{size}-x-60-memory", ours["memory"], "MiB", None)
    for end, name in PEERS.items():
        if end:
            yield _figure(f"score-{MOST}-x-60{end}", ours["seconds"], "s", peers[name])
    yield _figure(f"read-{MOST}-x-60", _child("read", SIZES[MOST])["seconds"], "s", None)
    for kind, (columns, milliseconds) in _child("kinds", SIZES[MOST]).items():
        yield _figure(f"kind {kind}, {columns} columns", milliseconds, "ms", None)
    yield _figure("columns-2k-x-60", _child("columns", 2_000)["seconds"], "s", None)


def _figure(name: str, value: float, unit: str, baseline: float | None) -> dict[str, Any]:
    return {"name": name, "value": value, "unit": unit, "baseline": baseline}


def _child(what: str, size: int) -> dict[str, Any]:
    """One measurement in a fresh process, so that its memory is its own."""
    command = [sys.executable, "-m", "benchmarks.scoring_once", what, str(size)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found
