"""Scoring the example's 49, and taking in and scoring 2,000 generated workbooks.

The baseline of both is a plain openpyxl loop that only reads the same workbooks. For the 2,000 it
reads every tenth file and its time is multiplied by ten; its memory is what it held.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.clock import WUHAO, Cost, best
from benchmarks.clock import run as run_once
from benchmarks.cohort.build import build

FIGURES = (
    "score-49", "intake-2000", "score-2000", "score-2000-memory", "intake-2000-memory",
)  # fmt: skip
EXAMPLE = Path("submissions/example-2025")
DECISION = "decisions/收口决定.yaml"
MANY, EVERY = 2000, 10
PLAIN = """
import sys, pathlib, openpyxl
for path in sorted(pathlib.Path(sys.argv[1]).glob("*.xlsx"))[:: int(sys.argv[2])]:
    for sheet in openpyxl.load_workbook(path, data_only=True):
        for row in sheet.iter_rows():
            [cell.value for cell in row]
"""


def run() -> Iterator[dict[str, Any]]:
    """Seconds and MiB."""
    with TemporaryDirectory() as folder:
        year = Path(folder) / "example"
        shutil.copytree(EXAMPLE, year)
        _up_to_closing(year)
        ours = min(_score_anew(year) for _ in range(3)).seconds
        plain = _plain(year, 1).seconds
    yield {"name": "score-49", "value": round(ours, 2), "unit": "s", "baseline": round(plain, 2)}
    with TemporaryDirectory() as folder:
        yield from _many(Path(folder) / "many")


def _many(year: Path) -> Iterator[dict[str, Any]]:
    build(year, MANY, 2025)
    run_once([WUHAO, "-C", str(year), "lock", "--late", "--reason", "基准测试"])
    costs = [run_once(command) for command in _commands(year)]
    scored = run_once([WUHAO, "-C", str(year), "score"])
    plain = _plain(year, EVERY)
    rows = {
        f"intake-{MANY}": (costs[0].seconds, plain.seconds * EVERY, "s"),
        f"score-{MANY}": (scored.seconds, plain.seconds * EVERY, "s"),
        f"score-{MANY}-memory": (scored.memory, plain.memory, "MiB"),
        f"intake-{MANY}-memory": (costs[0].memory, plain.memory, "MiB"),
    }
    for name, (value, baseline, unit) in rows.items():
        yield {
            "name": name, "value": round(value, 1), "unit": unit, "baseline": round(baseline, 1)
        }  # fmt: skip


def _commands(year: Path) -> list[list[str]]:
    start = [WUHAO, "-C", str(year)]
    decision = str(year / DECISION)
    return [
        [*start, "intake"],
        [*start, "review", "read"],
        [*start, "close", "--decision", decision],
    ]


def _up_to_closing(year: Path) -> None:
    for command in _commands(year):
        run_once(command)


def _score_anew(year: Path) -> Cost:
    shutil.rmtree(year / "runs", ignore_errors=True)
    return run_once([WUHAO, "-C", str(year), "score"])


def _plain(year: Path, every: int) -> Cost:
    return best([sys.executable, "-c", PLAIN, str(year / "inbox"), str(every)], 1)
