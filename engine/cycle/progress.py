"""进度: how far the hand-ins have come on a day, and what is new since the day before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from engine.cycle.handing_in import last_intake
from engine.cycle.places import (
    INBOX,
    INTAKE,
    PROGRESS_BOOK,
    PROGRESS_PAGE,
    REMINDERS,
    STANDINGS,
)
from engine.cycle.year import Year
from engine.files import originals
from engine.files.atomic import write_file
from engine.files.inbox import archives, workbooks
from engine.files.reminders import Reminders, remind
from engine.judging import progress as judging
from engine.judging.mending import to_mend
from engine.records.progress import Completion, Day, Progress, Standings

_DAYS_KEPT = 8
"""A week of days: a Monday still knows the Friday before."""


def completion(year: Year) -> tuple[Completion, ...]:
    """Every roster unit: handed in or not, how much is filled in, how many faults."""
    intake = last_intake(year, "看进度")
    return judging.completions(year.standard, year.roster, intake, year.outside.answers)


def progress(year: Year, day: date, units: tuple[Completion, ...] | None = None) -> Progress:
    """Where the year stands on `day`, the changes counted from the last day before it on record.

    Raises CannotGoOn (2) when nothing was ever taken in.
    """
    units = units if units is not None else completion(year)
    settings, line = year.settings, year.settings.completion_line
    remembered = _standings(year)
    found = Progress(
        title=settings.title,
        day=day,
        line=line,
        hand_in_by=settings.hand_in_by,
        mend_by=settings.mend_by,
        units=units,
        whole=judging.tally("全体", units, line),
        groups=judging.grouped(year.standard, units, settings.groups, line),
        waiting=sum(
            remembered.inbox.get(name) != stamp for name, stamp in _inbox(year.folder).items()
        ),
    )
    earlier = [each for each in remembered.days if each.day < day]
    if not earlier:
        return found
    before = earlier[-1]
    return replace(found, since=before.day, changes=judging.changes(before, units))


def remember(year: Year, found: Progress, *, taken_in: bool = False) -> None:
    """Record where every unit stands on the day, in place of what that day said before.

    `taken_in`: the inbox has just been read, so that nothing of it is waiting. A day that is past
    is not written again.
    """
    known = _standings(year)
    days = [each for each in known.days if each.day < found.day]
    if all(each.day <= found.day for each in known.days):
        units = {unit.unit: judging.standing(unit) for unit in found.units}
        days.append(Day(day=found.day, units=units))
    else:
        days = list(known.days)
    inbox = _inbox(year.folder) if taken_in else known.inbox
    after = Standings(days=tuple(days[-_DAYS_KEPT:]), inbox=inbox)
    if after != known:
        originals.save(year.folder / STANDINGS, after)


def _standings(year: Year) -> Standings:
    return originals.load(year.folder / STANDINGS, Standings) or Standings()


def _inbox(folder: Path) -> dict[str, str]:
    """Workbook or archive of the inbox → size and time of change."""
    found = {}
    for path in (*workbooks(folder / INBOX), *archives(folder / INBOX)):
        told = path.stat()
        found[path.relative_to(folder / INBOX).as_posix()] = f"{told.st_size}-{told.st_mtime_ns}"
    return found


def signature(year: Year) -> tuple[object, ...]:
    """Differs once something came into the inbox or was taken in; cheap enough to ask often."""
    kept = (year.folder / name for name in (INTAKE, STANDINGS))
    times = [path.stat().st_mtime_ns if path.is_file() else 0 for path in kept]
    return (_inbox(year.folder), *times)


def write_book(year: Year, found: Progress) -> Path:
    """Write 进度表.xlsx into the year's folder, in place of the one before."""
    from engine.files.progress_book import progress_book  # noqa: PLC0415 - slow to import

    return _written(year.folder / PROGRESS_BOOK, progress_book(found))


def write_page(year: Year, found: Progress) -> Path:
    """Write 进度表.html into the year's folder, in place of the one before."""
    from engine.files.progress_page import progress_page  # noqa: PLC0415 - slow to import

    return _written(year.folder / PROGRESS_PAGE, progress_page(found).encode())


def write_reminders(year: Year, texts: Reminders) -> Path:
    """Write 催报.txt into the year's folder; with a mark so that old editors see UTF-8."""
    return _written(year.folder / REMINDERS, texts.as_file().encode("utf-8-sig"))


def reminders(year: Year, found: Progress, *, named: bool) -> Reminders:
    """催报: a text for the group, and one for each unit from which something is still to come."""
    intake = last_intake(year, "催报")
    lines = to_mend(year.standard, year.roster, intake)
    return remind(found, lines, office=year.settings.office, named=named)


def _written(path: Path, data: bytes) -> Path:
    write_file(path, data)
    return path
