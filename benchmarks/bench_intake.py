"""Reading 10,000 filled workbooks of 60 items that differ in content.

Ours is what an intake does to each: keep the original, read it in a child (guard, cells, names,
answers), keep the reading, look at its evidence, settle it. It goes through them by streaming: the
year's own record of what was taken in, `intake.json`, grows with the units and is not part of it.

The baseline is a plain openpyxl loop over every fortieth of the same files, once before ours and
once after, per workbook: it only loads each and looks at the cells our names lead to. Beside
`read-workbooks-calamine` it is pandas with calamine. `read-workbooks` is the clock's time of
either, ours on all cores; `read-workbooks-processor` what all processors together worked.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import many_forms
from engine.cycle.places import INBOX, STORE

MANY, FEW = 10_000, 1_000
EVERY, EVERY_STAGE = 40, 100
STAGES = ("unzip", "names", "cells", "answers", "hand-over", "checks")
FIGURES = (
    "read-workbooks", "read-workbooks-processor", "read-workbooks-calamine",
    "read-workbooks-again", "read-workbooks-memory-1000", "read-workbooks-memory-10000",
    *(f"read-workbooks-{each}" for each in STAGES),
)  # fmt: skip
Json = dict[str, Any]


def run() -> Iterator[Json]:
    """Milliseconds a workbook, and the MiB that parent and one child held at most."""
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        many_forms.write(folder / INBOX, MANY)
        before = [_once(what, folder, EVERY) for what in ("openpyxl", "calamine")]
        few = _once("ours", folder, 1, FEW)
        shutil.rmtree(folder / STORE)
        many = _once("ours", folder, 1, MANY)
        again = _once("ours", folder, 1, MANY)
        after = [_once(what, folder, EVERY) for what in ("openpyxl", "calamine")]
        parts = _once("stages", folder, EVERY_STAGE)
    plain, calamine = (
        {key: (one[key] + two[key]) / 2 for key in one}
        for one, two in zip(before, after, strict=True)
    )
    yield _figure("read-workbooks", many["wall"], plain["wall"])
    yield _figure("read-workbooks-processor", many["busy"], plain["busy"])
    yield _figure("read-workbooks-calamine", many["wall"], calamine["wall"])
    yield _figure("read-workbooks-again", again["wall"], plain["wall"])
    for files, measured in ((FEW, few), (MANY, many)):
        held = round(measured["parent"] + measured["child"])
        yield {"name": f"read-workbooks-memory-{files}", "value": held, "unit": "MiB"}
    for stage in STAGES:
        yield _figure(f"read-workbooks-{stage}", parts[stage], None)


def _figure(name: str, value: float, baseline: float | None) -> Json:
    beside = None if baseline is None else round(baseline, 2)
    return {"name": name, "value": round(value, 2), "unit": "ms", "baseline": beside}


def _once(what: str, folder: Path, every: int, files: int = MANY) -> Json:
    command = [sys.executable, "-m", "benchmarks.reading_once", what, str(folder)]
    command += [str(each) for each in (MANY, every, files)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    found: Json = json.loads(done.stdout)
    return found
