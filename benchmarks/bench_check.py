"""`wuhao check` of one filled workbook, beside a fresh Python that only reads it with openpyxl."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.clock import WUHAO, best

FIGURES = ("check-one",)
YEAR = Path("submissions/example-2025")
PLAIN = """
import sys, openpyxl
for sheet in openpyxl.load_workbook(sys.argv[1], data_only=True):
    for row in sheet.iter_rows():
        [cell.value for cell in row]
"""


def run() -> Iterator[dict[str, Any]]:
    """Seconds for the first hand-in of the example."""
    book = str(min((YEAR / "inbox").glob("*.xlsx")))
    ours = best([WUHAO, "-C", str(YEAR), "check", book], 5, accept=(0, 1)).seconds
    plain = best([sys.executable, "-c", PLAIN, book], 5).seconds
    yield {"name": "check-one", "value": round(ours, 3), "unit": "s", "baseline": round(plain, 3)}
