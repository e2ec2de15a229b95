"""`review/`: which workbooks lie there, and what each of them says."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path, PurePosixPath

from engine.cycle.places import REVIEW
from engine.cycle.year import Year
from engine.files.book import Book
from engine.files.form_stamp import Blocked, refused, stamped_cycle
from engine.files.inbox import workbooks
from engine.files.personal_data import masked
from engine.files.reading_child import scan_many, workers_for
from engine.files.review_reader import read_review
from engine.files.sheet_scan import Unreadable
from engine.judging.roster_changes import gives_way
from engine.records.problem import Place, problem
from engine.records.review import Review


@dataclass(frozen=True, slots=True)
class Lies:
    """One workbook of the folder and what was read of it."""

    path: Path
    read: Review | Blocked


def review_files(year: Year) -> tuple[Path, ...]:
    """Every workbook in `review/` and its folders, in name order."""
    return workbooks(year.folder / REVIEW)


def read_folder(year: Year, *, assessors: Collection[str] = ()) -> Iterator[Lies]:
    """Everything that lies in `review/`, in name order.

    `assessors`: everybody who may be named in a file's name, where several review a unit; a sheet
    of another year is then refused too, as is one whose name and stamp say two assessors.
    """
    files = review_files(year)
    held = partial(_held, year, _named(assessors)) if assessors else None
    for path, scanned in scan_many(files, workers=workers_for(len(files))):
        found = _read(year, path, scanned)
        if held is not None and isinstance(found, Review) and isinstance(scanned, Book):
            found = held(found, scanned)
        yield Lies(path, found)


def first_marked(year: Year) -> str:
    """Name of a review sheet in which something is already filled in, or ""."""
    for path, scanned in scan_many(review_files(year), workers=1):
        read = _read(year, path, scanned)
        if isinstance(read, Review) and (read.rulings or read.problems):
            return path.name
    return ""


def that_count(year: Year, unit: str, sheets: list[Review]) -> list[Review]:
    """Sheets of a unit, without those that a 名册变更 leaves to nobody or lets another replace."""
    if not unit:
        return []
    others = [each for each in sheets if each.unit != unit]
    return others if others and unit in gives_way(year.changes) else sheets


def _read(year: Year, path: Path, scanned: Book | Unreadable) -> Review | Blocked:
    if isinstance(scanned, Unreadable):
        return refused(scanned, _name(year, path))
    return read_review(
        scanned,
        year.standard,
        file=_name(year, path),
        sha256=sha256(path.read_bytes()).hexdigest(),
        structure=year.structure,
        edition=year.rubric.reference,
        roster=year.form_units,
    )


def _name(year: Year, path: Path) -> str:
    return masked(path.relative_to(year.folder / REVIEW).as_posix())


def _held(year: Year, named: re.Pattern[str], read: Review, book: Book) -> Review | Blocked:
    """A sheet held to its year and to its own name."""
    cycle, place = stamped_cycle(book), Place(read.file)
    if cycle != year.settings.cycle:
        what = f"这不是{year.settings.cycle}年度的评审表"
        fault = problem("E226", place, unit=read.unit, what=what)
    else:
        said = set(named.findall(PurePosixPath(read.file).stem)) - {read.unit}
        if not said or read.assessor in said:
            return read
        fault = problem("V434", place, unit=read.unit)
    return Blocked(read.file, read.sha256, read.unit, fault.code, (fault,))


def _named(assessors: Iterable[str]) -> re.Pattern[str]:
    """Finds assessors in names such as `评审表-010101-E07-甲 (2)`."""
    longest_first = sorted(assessors, key=len, reverse=True)
    any_of = "|".join(map(re.escape, longest_first))
    return re.compile(rf"(?<=-)(?:{any_of})(?![^-\s(（_])")
