"""One measurement of reading many workbooks, run by bench_intake in a process of its own.

Usage: python -m benchmarks.reading_once ours|openpyxl|calamine|stages FOLDER UNITS EVERY [FILES];
prints JSON. `ours` reads the first FILES of the inbox, the others every EVERY-th of all.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

from benchmarks import many_forms
from engine.cycle.places import INBOX
from engine.cycle.reading_in import FormReader, KeptReading, read_each, with_evidence
from engine.cycle.settling import settle
from engine.files.defined_names import resolve_names
from engine.files.form_names import LEFT_UNREAD
from engine.files.form_reader import read_form
from engine.files.readings import Readings
from engine.files.sheet_scan import scan
from engine.files.workbook_parts import outline
from engine.files.zip_guard import DEFAULT_LIMITS, open_members
from engine.records.submission import Submission

Json = dict[str, Any]
TIMES = 5


def ours(folder: Path, paths: list[Path], units: int) -> Json:
    """Keep, read, check and settle each, and let go of it: what the inbox itself takes."""
    start, counted = time.perf_counter(), 0
    reader = many_forms.reader(units)
    with closing(read_each(folder, reader, tuple(paths))) as reading:
        for arrived in reading:
            counted += len(settle([arrived], {}).counted)
    if counted != len(paths):
        raise RuntimeError(f"{len(paths) - counted} workbooks do not count")
    return _cost(start, len(paths))


def openpyxl_loop(paths: list[Path]) -> Json:
    """Load each in the ordinary way and look at the cells that our names lead to."""
    import openpyxl  # noqa: PLC0415 - belongs to what is measured

    start = time.perf_counter()
    for path in paths:
        book = openpyxl.load_workbook(path)
        for name in book.defined_names.values():
            for sheet, cell in name.destinations:
                _ = book[sheet][cell.replace("$", "")].value
    return _cost(start, len(paths))


def calamine_loop(paths: list[Path]) -> Json:
    """All sheets of each as frames of values; it tells neither names nor formulas nor formats."""
    import pandas as pd  # noqa: PLC0415 - belongs to what is measured

    start = time.perf_counter()
    for path in paths:
        pd.read_excel(path, sheet_name=None, header=None, engine="calamine")
    return _cost(start, len(paths))


def _cost(start: float, files: int) -> Json:
    """Milliseconds a workbook, of the clock and of all processors; MiB of us, of a child."""
    us, them = (resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    busy = us.ru_utime + us.ru_stime + them.ru_utime + them.ru_stime
    return {
        "wall": (time.perf_counter() - start) * 1000 / files,
        "busy": busy * 1000 / files,
        "parent": us.ru_maxrss / 1024,
        "child": them.ru_maxrss / 1024,
    }


def stages(folder: Path, paths: list[Path], units: int) -> Json:
    """Processor milliseconds a workbook of each stage, one after the other in one process."""
    reader = many_forms.reader(units)
    files = [(path, path.read_bytes()) for path in paths]
    books = [(path, data, scan(data, unread=LEFT_UNREAD)) for path, data in files]
    read = [(path, _read(reader, path, data, book)) for path, data, book in books]
    kept = Readings(folder / "stage", "")
    unzip = _timed(lambda: [open_members(data, DEFAULT_LIMITS) for _, data in files], files)
    tables = [open_members(data, DEFAULT_LIMITS)["xl/workbook.xml"] for _, data in files]
    names = _timed(
        lambda: [
            resolve_names(outline(table).names, each[2].sheets)
            for table, each in zip(tables, books, strict=True)
        ],
        files,
    )
    whole = _timed(lambda: [scan(data, unread=LEFT_UNREAD) for _, data in files], files)
    return {
        "unzip": unzip,
        "names": names,
        "cells": whole - unzip - names,
        "answers": _timed(lambda: [_read(reader, *each) for each in books], files),
        "hand-over": _timed(lambda: [_handed(kept, *each) for each in read], files),
        "checks": _timed(lambda: [_checked(reader, *each) for each in read], files),
    }


def _timed(work: Callable[[], object], files: list[Any]) -> float:
    found = []
    for _ in range(TIMES):
        start = time.process_time()
        work()
        found.append((time.process_time() - start) * 1000 / len(files))
    return min(found)


def _read(reader: FormReader, path: Path, data: bytes, book: Any) -> Submission:
    read = read_form(
        book, reader.standard, file=path.name, sha256=sha256(data).hexdigest(),
        structure=reader.structure, edition=reader.standard.rubric.reference,
        roster=reader.roster, office=reader.office,
    )  # fmt: skip
    if not isinstance(read, Submission):
        raise TypeError(f"{path.name} does not count")
    return read


def _handed(kept: Readings, path: Path, read: Submission) -> object:
    entry = KeptReading(office="", read=read).model_dump_json().encode()
    kept.keep(entry, path.name)
    return KeptReading.model_validate_json(entry)


def _checked(reader: FormReader, path: Path, read: Submission) -> object:
    unit = reader.roster[read.unit]
    return with_evidence(read, path, reader.standard, unit, reader.office)


def main() -> None:
    """Measure and print."""
    what, folder, units = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    every, files = int(sys.argv[4]), int((*sys.argv[5:], units)[0])
    paths = sorted((folder / INBOX).glob("*.xlsx"))
    measured: dict[str, Callable[[], Json]] = {
        "ours": lambda: ours(folder, paths[:files], units),
        "openpyxl": lambda: openpyxl_loop(paths[::every]),
        "calamine": lambda: calamine_loop(paths[::every]),
        "stages": lambda: stages(folder, paths[::every], units),
    }
    print(json.dumps(measured[what]()))


if __name__ == "__main__":
    main()
