"""评审: lay out a 评审表 per unit, and read back what the reviewers settled."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from pydantic import Field

from engine.cycle.handing_in import last_intake
from engine.cycle.places import REVIEW, REVIEWS
from engine.cycle.recording import record
from engine.cycle.year import Year
from engine.files import originals
from engine.files.atomic import write_file
from engine.files.book import Book
from engine.files.form_stamp import Blocked, refused
from engine.files.inbox import unread, workbooks
from engine.files.personal_data import masked
from engine.files.reading_child import scan_many, workers_for
from engine.files.review_reader import ReviewSheet, read_review
from engine.files.review_sheet import write_review_sheet
from engine.files.sheet_scan import Unreadable
from engine.judging.roster_changes import gives_way
from engine.records.problem import Place, Problem, problem
from engine.records.submission import Record, Ruling


class Reviews(Record):
    """Everything the review sheets said: unit → indicator → ruling, and what was wrong."""

    rulings: dict[str, dict[str, Ruling]] = Field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def sheet_name(unit: str) -> str:
    """File name of a unit's review sheet."""
    return f"评审表-{unit}.xlsx"


def lay_out(year: Year, *, again: bool) -> tuple[int, int]:
    """Write a sheet for every unit with a workbook; (written, left alone because it was there)."""
    folder = year.folder / REVIEW
    folder.mkdir(exist_ok=True)
    intake = last_intake(year, "出评审表")
    written = left = 0
    for code, submission in intake.counted.items():
        path = folder / sheet_name(code)
        if path.exists() and not again:
            left += 1
            continue
        data = write_review_sheet(
            year.standard,
            year.units[code],
            submission,
            {},
            office=year.outside.shown(code),
            cycle=year.settings.cycle,
            structure=year.structure,
            created=year.settings.as_of,
        )
        write_file(path, data)
        written += 1
    return written, left


def read_back(year: Year) -> Reviews:
    """Read every sheet of `review/`; two sheets of one unit: neither counts."""
    sheets: dict[str, list[ReviewSheet]] = {}
    problems: list[Problem] = list(unread(year.folder / REVIEW))
    files = review_files(year)
    for path, scanned in scan_many(files, workers=workers_for(len(files))):
        read = _read(year, path, scanned)
        problems += read.problems
        if isinstance(read, ReviewSheet):
            sheets.setdefault(year.stands_for.get(read.unit, read.unit), []).append(read)
    rulings: dict[str, dict[str, Ruling]] = {}
    for unit, arrived in sorted(sheets.items()):
        found = _that_count(year, unit, arrived)
        problems += (
            problem("C458", Place(each.file), unit_code=each.unit)
            for each in arrived
            if each not in found
        )
        if len(found) > 1:
            place = Place("、".join(each.file for each in found))
            problems.append(problem("V413", place, unit=unit, unit_code=unit))
        elif found and found[0].rulings:
            rulings[unit] = {
                ruling.indicator: ruling.model_copy(update={"unit": unit})
                for ruling in found[0].rulings
            }
    reviews = Reviews(rulings=rulings, problems=tuple(problems))
    record(year, REVIEWS, reviews, "review")
    return reviews


def _that_count(year: Year, unit: str, sheets: list[ReviewSheet]) -> list[ReviewSheet]:
    """Sheets of a unit, without those that a 名册变更 leaves to nobody or lets another replace."""
    if not unit:
        return []
    others = [each for each in sheets if each.unit != unit]
    return others if others and unit in gives_way(year.changes) else sheets


def review_files(year: Year) -> tuple[Path, ...]:
    """Every workbook in `review/` and its folders, in name order."""
    return workbooks(year.folder / REVIEW)


def _read(year: Year, path: Path, scanned: Book | Unreadable) -> ReviewSheet | Blocked:
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


def first_marked(year: Year) -> str:
    """Name of a review sheet in which something is already filled in, or ""."""
    for path, scanned in scan_many(review_files(year), workers=1):
        read = _read(year, path, scanned)
        if isinstance(read, ReviewSheet) and (read.rulings or read.problems):
            return path.name
    return ""


def last_reviews(year: Year) -> Mapping[str, dict[str, Ruling]]:
    """What was read last; nothing where nothing was."""
    found = originals.load(year.folder / REVIEWS, Reviews)
    return found.rulings if found is not None else {}


def review_problems(year: Year) -> tuple[Problem, ...]:
    """What was wrong with the sheets that were read last."""
    found = originals.load(year.folder / REVIEWS, Reviews)
    return found.problems if found is not None else ()
