"""`wuhao --help`, beside a script that imports pandas and openpyxl at its top, as most do."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from benchmarks.clock import WUHAO, best

FIGURES = ("help",)
PLAIN = "import click, openpyxl, pandas"


def run() -> Iterator[dict[str, Any]]:
    """Seconds to the help text."""
    ours = best([WUHAO, "--help"], 7).seconds
    plain = best([sys.executable, "-c", PLAIN], 3).seconds
    yield {"name": "help", "value": round(ours, 3), "unit": "s", "baseline": round(plain, 3)}
