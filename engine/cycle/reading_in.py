"""读入: keep and read the workbooks of `inbox/`, one broken file never touching another unit."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from engine.cycle.places import INBOX, STORE
from engine.cycle.settling import Arrived
from engine.cycle.year import Year
from engine.files import originals
from engine.files.book import Book
from engine.files.evidence_files import check_pieces
from engine.files.form_names import REGISTER
from engine.files.form_reader import read_form
from engine.files.form_stamp import Blocked, blamed, refused
from engine.files.inbox import evidence_of
from engine.files.reading_child import scan_many
from engine.files.sheet_scan import Unreadable
from engine.files.zip_guard import DEFAULT_LIMITS, MEGABYTE
from engine.judging.alone import alone
from engine.judging.mending import evidence_missing
from engine.records.problem import Place
from engine.records.submission import Answer, RosterUnit, Submission
from engine.rubric.standard import Standard

Progress = Callable[[int, int], None]


def read_all(year: Year, paths: tuple[Path, ...], tell: Progress) -> list[Arrived]:
    """Every workbook, kept first and then read; one the disk will not give up is refused alone."""
    kept = [_keep(year, path) for path in paths]
    copies = [each[0] for each in kept if not isinstance(each, Unreadable)]
    arrived = []
    with closing(scan_many(copies, workers=_workers(len(copies)))) as scans:
        for path, each in zip(paths, kept, strict=True):
            if isinstance(each, Unreadable):
                arrived.append(Arrived(path, "", _read(year, path, "", each)))
            else:
                _, scanned = next(scans)
                arrived.append(Arrived(path, each[1], _read(year, path, each[1], scanned)))
            tell(len(arrived), len(paths))
    return arrived


def _keep(year: Year, path: Path) -> tuple[Path, str] | Unreadable:
    """(the kept copy, its digest), or why there is none."""
    try:
        if path.stat().st_size > DEFAULT_LIMITS.inflated:
            return Unreadable("X101", limit=f"{DEFAULT_LIMITS.inflated // MEGABYTE} MB")
        data = path.read_bytes()
    except OSError:
        return Unreadable("X116", what="文件打不开")
    return originals.keep(year.folder / STORE, data, path.suffix.lower())


def _workers(files: int) -> int:
    """A second process pays only for many files."""
    return max(1, min(os.cpu_count() or 1, files // 50))


def _read(year: Year, path: Path, digest: str, scanned: Book | Unreadable) -> Submission | Blocked:
    name = path.relative_to(year.folder / INBOX).as_posix()
    if isinstance(scanned, Unreadable):
        return refused(scanned, name, digest, _guess(path, year))
    submission = read_form(
        scanned,
        year.standard,
        file=name,
        sha256=digest,
        structure=year.structure,
        edition=year.rubric.reference,
        roster=year.units,
        office=year.outside.answers,
    )
    if isinstance(submission, Blocked):
        # A form that cannot say whose it is: its name may.
        lost = submission.code == "E206" and not submission.unit
        return blamed(submission, _guess(path, year)) if lost else submission
    unit = year.units[submission.unit]
    return with_evidence(submission, path, year.standard, unit, year.outside.answers)


def with_evidence(
    submission: Submission,
    path: Path,
    standard: Standard,
    unit: RosterUnit,
    office: Mapping[str, Mapping[str, Answer]],
) -> Submission:
    """The submission after a look at the evidence that came with its workbook at `path`."""
    pieces, problems = check_pieces(submission.pieces, evidence_of(path), unit=submission.unit)
    looked_at = submission.model_copy(update={"pieces": pieces})
    case = alone(standard, unit, looked_at, office)
    lacking = evidence_missing(case)
    place = Place(submission.file, REGISTER)
    placed = (replace(each, place=place) for each in lacking)
    found = (*submission.problems, *problems, *placed)
    return looked_at.model_copy(update={"problems": found})


def _guess(path: Path, year: Year) -> str:
    """The roster code that stands in the file's name, if exactly one does, else ""."""
    named = {code for code in re.findall(r"[0-9A-Za-z]+", path.name) if code in year.units}
    return named.pop() if len(named) == 1 else ""
