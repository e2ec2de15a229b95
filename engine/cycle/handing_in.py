"""接收: take what lies in `inbox/` and read it, one broken file never touching another unit."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from engine.cycle.places import INBOX, INTAKE, LEDGER, STORE, TO_MEND, USES
from engine.cycle.recording import record
from engine.cycle.settling import Arrived, Paper, Use, Uses, readable, settle
from engine.cycle.year import Year
from engine.files import ledger, originals
from engine.files.atomic import write_file
from engine.files.book import Book
from engine.files.evidence_files import check_pieces
from engine.files.form_names import REGISTER
from engine.files.form_reader import read_form
from engine.files.form_stamp import Blocked, blamed, refused
from engine.files.inbox import evidence_of, unread, workbooks
from engine.files.reading_child import scan_many
from engine.files.sheet_scan import Unreadable
from engine.files.zip_guard import DEFAULT_LIMITS, MEGABYTE
from engine.judging.alone import alone
from engine.judging.mending import evidence_missing, to_mend
from engine.records.problem import CannotGoOn, Place, problem
from engine.records.submission import Answer, Intake, RosterUnit, Submission
from engine.records.to_mend import ToMend
from engine.rubric.standard import Standard

Progress = Callable[[int, int], None]


def take_in(year: Year, tell: Progress, *, use: Path | None = None, reason: str = "") -> Intake:
    """Read the whole inbox and settle what counts. `use` is a file of it that is to count.

    Raises CannotGoOn for a `use` that is not in the inbox (2) or cannot count.
    """
    inbox = year.folder / INBOX
    chosen = _in_inbox(inbox, use) if use is not None else None
    arrived = _read_all(year, workbooks(inbox), tell)
    if chosen is not None:
        _record_use(year, arrived, chosen, reason)
    uses = originals.load(year.folder / USES, Uses) or Uses()
    paper = Paper(year.outside.paper_codes, counts=year.settings.paper_and_file == "paper")
    settled = settle(arrived, {each.unit: each for each in uses.uses}, paper)
    intake = settled.model_copy(update={"problems": (*settled.problems, *unread(inbox))})
    record(year, INTAKE, intake, "intake")
    return intake


def _in_inbox(inbox: Path, path: Path) -> Path:
    wanted = {path.resolve(), (inbox / path).resolve()}
    found = next((each for each in workbooks(inbox) if each.resolve() in wanted), None)
    if found is None:
        raise CannotGoOn(problem("L715", what=f"inbox 里的文件 {path.name}"), exit_code=2)
    return found


def _record_use(year: Year, arrived: list[Arrived], path: Path, reason: str) -> None:
    """Record that a file counts for its unit. Raises CannotGoOn for one that cannot."""
    chosen = next(each for each in arrived if each.path == path)
    if isinstance(chosen.read, Blocked):
        raise CannotGoOn(*chosen.read.problems)
    unit = chosen.read.unit
    others = set(readable([each for each in arrived if each.read.unit == unit])) - {chosen.sha256}
    use = Use(
        unit=unit,
        sha256=chosen.sha256,
        file=chosen.read.file,
        reason=reason,
        not_used=tuple(sorted(others)),
    )
    earlier = originals.load(year.folder / USES, Uses) or Uses()
    if use not in earlier.uses[-1:]:
        ledger.append(year.folder / LEDGER, "use", use.model_dump(mode="json"))
        originals.save(year.folder / USES, Uses(uses=(*earlier.uses, use)))


def _read_all(year: Year, paths: tuple[Path, ...], tell: Progress) -> list[Arrived]:
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


def last_intake(year: Year, doing: str) -> Intake:
    """What was taken in last. Raises CannotGoOn (2) when nothing was."""
    intake = originals.load(year.folder / INTAKE, Intake)
    if intake is None:
        raise CannotGoOn(problem("L711", what=doing), exit_code=2)
    return intake


def write_to_mend(year: Year, intake: Intake) -> tuple[ToMend, ...]:
    """Write 待补正清单.xlsx into the year's folder, replacing the one before; its lines."""
    from engine.files.mend_book import mend_book  # noqa: PLC0415 - slow to import

    lines = tuple(to_mend(year.standard, year.roster, intake))
    names = {unit.code: unit.name for unit in year.roster}
    settings = year.settings
    write_file(year.folder / TO_MEND, mend_book(settings.title, settings.mend_by, names, lines))
    return lines
