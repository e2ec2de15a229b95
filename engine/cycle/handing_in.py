"""接收: take what lies in `inbox/`, read it, and say which workbook counts for whom, and why."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.cycle.places import INBOX, INTAKE, STORE, USES
from engine.cycle.year import Year
from engine.files import originals
from engine.files.book import Book
from engine.files.evidence_files import check_pieces
from engine.files.form_reader import read_form
from engine.files.form_stamp import Blocked, refused
from engine.files.reading_child import scan_many
from engine.files.sheet_scan import Unreadable
from engine.records.problem import CannotGoOn, Place, Problem, problem
from engine.records.submission import Intake, Record, Submission

_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".et")


class Use(Record):
    """A decision which of several files of one unit counts."""

    unit: str
    sha256: str
    file: str
    reason: str


class Uses(Record):
    """Every such decision of a year; the newest of a unit counts."""

    uses: tuple[Use, ...] = ()


@dataclass(frozen=True, slots=True)
class Arrived:
    """One file of the inbox and what was read from it."""

    path: Path
    sha256: str
    read: Submission | Blocked


Progress = Callable[[int, int], None]


def workbooks(inbox: Path) -> tuple[Path, ...]:
    """Every workbook of the inbox and its folders, in name order, without lock files."""
    found = (path for path in inbox.rglob("*") if path.suffix.lower() in _WORKBOOKS)
    mine = (p for p in found if p.is_file() and not p.name.startswith(("~$", ".~")))
    return tuple(sorted(path for path in mine if not _is_evidence(path, inbox)))


def _is_evidence(path: Path, inbox: Path) -> bool:
    """Whether a workbook lies in the evidence folder of another one."""
    parents = [parent for parent in path.parents if parent != inbox and inbox in parent.parents]
    return any(parent.with_suffix(each).is_file() for parent in parents for each in _WORKBOOKS)


def take_in(year: Year, tell: Progress) -> Intake:
    """Read the whole inbox. One broken file never touches another unit."""
    store = year.folder / STORE
    paths = workbooks(year.folder / INBOX)
    kept = [originals.keep(store, path.read_bytes(), path.suffix.lower()) for path in paths]
    arrived = []
    scans = scan_many([copy for copy, _ in kept], workers=_workers(len(paths)))
    for done, (path, (_, digest), (_, scanned)) in enumerate(
        zip(paths, kept, scans, strict=True), start=1
    ):
        arrived.append(Arrived(path, digest, _read(year, path, digest, scanned)))
        tell(done, len(paths))
    uses = originals.load(year.folder / USES, Uses) or Uses()
    intake = settle(arrived, {use.unit: use for use in uses.uses}, year)
    originals.save(year.folder / INTAKE, intake)
    return intake


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
    )
    if isinstance(submission, Blocked):
        return submission
    folder = path.with_suffix("")
    pieces, problems = check_pieces(submission.pieces, folder if folder.is_dir() else None)
    return submission.model_copy(
        update={"pieces": pieces, "problems": (*submission.problems, *problems)}
    )


def _guess(path: Path, year: Year) -> str:
    """The roster code that stands in the file's name, if exactly one does, else ""."""
    named = {code for code in re.findall(r"[0-9]+", path.name) if code in year.units}
    return named.pop() if len(named) == 1 else ""


def settle(arrived: Sequence[Arrived], uses: dict[str, Use], year: Year) -> Intake:
    """Which file counts for each unit. Two different ones block it until a person decides."""
    counted: dict[str, Submission] = {}
    blocked: dict[str, str] = {}
    problems: list[Problem] = []
    by_unit: dict[str, list[Arrived]] = {}
    for each in arrived:
        if each.read.unit:
            by_unit.setdefault(each.read.unit, []).append(each)
        else:
            problems += each.read.problems if isinstance(each.read, Blocked) else ()
            problems.append(problem("E236", Place(each.path.name)))
    for unit in sorted(by_unit):
        files = by_unit[unit]
        chosen, why, faults = _choose(files, uses.get(unit))
        problems += faults
        if chosen is not None:
            counted[unit] = chosen
        else:
            blocked[unit] = why
    return Intake(counted=counted, blocked=blocked, problems=tuple(problems))


def _choose(files: list[Arrived], use: Use | None) -> tuple[Submission | None, str, list[Problem]]:
    """(the one that counts, or None and the code of why not, problems)."""
    faults = [p for f in files if isinstance(f.read, Blocked) for p in f.read.problems]
    readable = {f.sha256: f.read for f in files if isinstance(f.read, Submission)}
    if use is not None and use.sha256 in readable:
        return readable[use.sha256], "", faults
    unit, names = files[0].read.unit, "、".join(sorted(f.read.file for f in files))
    words = {"files": names, "count": len(files)}
    if len(readable) > 1:
        place = Place(names)
        faults.append(problem("E232", place, unit=unit, unit_code=unit, **words))  # type: ignore[arg-type]
        return None, "E232", faults
    if len(readable) == 1:
        copies = [f for f in files if isinstance(f.read, Submission)]
        if len(copies) > 1:
            faults.append(problem("E235", Place(names), unit=unit, **words))  # type: ignore[arg-type]
        return next(iter(readable.values())), "", faults
    return None, faults[0].code if faults else "E236", faults


def use_file(year: Year, path: Path, reason: str) -> Use:
    """Record that this file of the inbox counts for its unit. Raises CannotGoOn (2) for another."""
    intake_path = path if path.is_file() else year.folder / INBOX / path
    if not intake_path.is_file():
        raise CannotGoOn(problem("L709", what=f"文件 {path.name}"), exit_code=2)
    copy, digest = originals.keep(
        year.folder / STORE, intake_path.read_bytes(), intake_path.suffix.lower()
    )
    (_, scanned) = next(iter(scan_many([copy], workers=1)))
    read = _read(year, (year.folder / INBOX / intake_path.name), digest, scanned)
    if isinstance(read, Blocked):
        raise CannotGoOn(*read.problems)
    use = Use(unit=read.unit, sha256=digest, file=intake_path.name, reason=reason)
    earlier = originals.load(year.folder / USES, Uses) or Uses()
    originals.save(year.folder / USES, Uses(uses=(*earlier.uses, use)))
    return use


def last_intake(year: Year, doing: str) -> Intake:
    """What was taken in last. Raises CannotGoOn (2) when nothing was."""
    intake = originals.load(year.folder / INTAKE, Intake)
    if intake is None:
        raise CannotGoOn(problem("L711", what=doing), exit_code=2)
    return intake
