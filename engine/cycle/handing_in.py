"""接收: take what lies in `inbox/`, settle what counts, and record it."""

from __future__ import annotations

from pathlib import Path

from engine.cycle.places import INBOX, INTAKE, LEDGER, TO_MEND, UNPACKED, USES
from engine.cycle.reading_in import Progress, read_all
from engine.cycle.recording import record
from engine.cycle.settling import Arrived, Paper, Use, Uses, readable, settle
from engine.cycle.year import Year
from engine.files import ledger, originals
from engine.files.atomic import write_file
from engine.files.evidence_twice import used_by_two_units
from engine.files.form_stamp import Blocked
from engine.files.inbox import unread, workbooks
from engine.files.unpacking import Opened, came_as, open_archives
from engine.judging.mending import to_mend
from engine.records.problem import CannotGoOn, Place, Problem, problem
from engine.records.submission import Intake
from engine.records.to_mend import ToMend


def take_in(year: Year, tell: Progress, *, use: Path | None = None, reason: str = "") -> Intake:
    """Read the whole inbox and settle what counts. `use` is a file of it that is to count.

    Raises CannotGoOn for a `use` that is not in the inbox (2) or cannot count.
    """
    opened = open_archives(year.folder / INBOX, year.folder / UNPACKED)
    paths = _workbooks(year, opened)
    chosen = _named(year, paths, use) if use is not None else None
    arrived = read_all(year, paths, tell)
    if chosen is not None:
        _record_use(year, arrived, chosen, reason)
    uses = originals.load(year.folder / USES, Uses) or Uses()
    paper = Paper(year.outside.paper_codes, counts=year.settings.paper_and_file == "paper")
    settled = settle(arrived, {each.unit: each for each in uses.uses}, paper)
    shared = used_by_two_units({unit: each.pieces for unit, each in settled.counted.items()})
    problems = (*settled.problems, *shared, *_passed_over(year, opened))
    intake = settled.model_copy(update={"problems": problems})
    record(year, INTAKE, intake, "intake")
    return intake


def _workbooks(year: Year, opened: tuple[Opened, ...]) -> tuple[Path, ...]:
    """Every workbook of the inbox, then those of each archive in it."""
    unpacked = (path for each in opened if each.folder for path in workbooks(each.folder))
    return (*workbooks(year.folder / INBOX), *unpacked)


def _passed_over(year: Year, opened: tuple[Opened, ...]) -> list[Problem]:
    """What nobody reads, of the inbox and of the archives in it."""
    inbox = year.folder / INBOX
    found = list(unread(inbox, apart={each.archive for each in opened}))
    for archive, folder, fault in opened:
        called = archive.relative_to(inbox).as_posix()
        if fault:
            found.append(problem("E284", Place(called), what=fault))
        elif folder is not None:
            found += unread(folder, inside=called)
    return found


def _named(year: Year, paths: tuple[Path, ...], name: Path) -> Path:
    """The workbook a person names, by its path or as it is called on the screen."""
    inbox, unpacked = year.folder / INBOX, year.folder / UNPACKED
    wanted = {name.resolve(), (inbox / name).resolve()}
    for each in paths:
        if each.resolve() in wanted or came_as(each, inbox, unpacked) == name.as_posix():
            return each
    raise CannotGoOn(problem("L715", what=f"inbox 里的文件 {name.name}"), exit_code=2)


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
