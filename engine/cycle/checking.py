"""自查 `wuhao check`: all that is wrong or missing in one workbook, and its self-score so far."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from engine.cycle.handing_in import with_evidence
from engine.cycle.year import Year, find_year, open_year
from engine.files.book import Book
from engine.files.form_names import STAMP
from engine.files.form_reader import read_form
from engine.files.form_stamp import Blocked, refused, stamped_edition, stamped_unit
from engine.files.reading_child import scan_guarded
from engine.files.rubric_store import standard_store
from engine.files.sheet_scan import Unreadable
from engine.judging.alone import alone
from engine.judging.cohort import gather
from engine.judging.scoring import Scores, score
from engine.records.exact import fixed, from_units, plain
from engine.records.problem import CannotGoOn, Place, Problem, by_weight, problem
from engine.records.submission import Answer, RosterUnit
from engine.rubric.identity import structure_digest
from engine.rubric.model import Rubric
from engine.rubric.preparing import prepare
from engine.rubric.standard import Standard


@dataclass(frozen=True, slots=True)
class SectionSoFar:
    """A section's self-score 自评分 as decimal text; `missing` items have none yet."""

    title: str
    points: str
    most: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """What a school learns before handing in."""

    unit: RosterUnit | None
    rows_read: int
    rows_expected: int
    problems: tuple[Problem, ...]
    sections: tuple[SectionSoFar, ...]
    check_code: str = ""
    """核对码, the same as on the printed form."""

    @property
    def blocking(self) -> bool:
        """Whether something must be mended before handing in."""
        return any(each.blocking for each in self.problems)


@dataclass(frozen=True, slots=True)
class _Against:
    """What a workbook is checked against: the year's files, or what the form itself says."""

    standard: Standard
    structure: str
    roster: Mapping[str, RosterUnit]
    office: Mapping[str, Mapping[str, Answer]]


def check(path: Path, start: Path, rubrics: Path | None) -> Checked:
    """Check one workbook, within a year or on its own. Raises CannotGoOn for a missing file (2)."""
    if not path.is_file():
        raise CannotGoOn(problem("L715", what=f"文件 {path.name}"), exit_code=2)
    with ThreadPoolExecutor(1) as beside:
        # The scan waits for a process of its own: the year is opened meanwhile.
        scanning = beside.submit(scan_guarded, path)
        against = _of_year(open_year(start, rubrics)) if find_year(start) is not None else None
        try:
            book = scanning.result()
        except Unreadable as error:
            return _refused(refused(error, path.name).problems)
    if against is None:
        of_form = _of_form(book, path.name, rubrics)
        if isinstance(of_form, Problem):
            return _refused((of_form,))
        against = of_form
    submission = read_form(
        book,
        against.standard,
        file=path.name,
        sha256=sha256(path.read_bytes()).hexdigest(),
        structure=against.structure,
        edition=against.standard.rubric.reference,
        roster=against.roster,
        office=against.office,
    )
    if isinstance(submission, Blocked):
        return _refused(submission.problems)
    unit = against.roster[submission.unit]
    submission = with_evidence(submission, path, against.standard, unit, against.office)
    scores = score(gather(alone(against.standard, unit, submission, against.office)), None)
    found = tuple(by_weight(list(submission.problems)))
    read, expected = submission.rows_read, submission.rows_expected
    return Checked(unit, read, expected, found, _sections(scores), submission.check_code)


def _refused(problems: tuple[Problem, ...]) -> Checked:
    return Checked(None, 0, 0, tuple(by_weight(list(problems))), ())


def _of_year(year: Year) -> _Against:
    return _Against(year.standard, year.structure, year.units, year.outside.answers)


def _of_form(book: Book, file: str, rubrics: Path | None) -> _Against | Problem:
    """Outside any year the form itself says its edition and what the roster says of its unit.

    What it says is not trusted: it names an edition we have, never a file, and fits its columns.
    """
    edition, store = stamped_edition(book), standard_store(rubrics)
    if not edition:
        return problem("E206", Place(file), what="读不到表样信息")
    loaded = store.load(edition) if edition in store.references() else None
    if loaded is None or not isinstance(loaded.value, Rubric):
        what = "“表样信息”里写的评估标准，这里没有"
        return problem("E206", Place(file, STAMP), what=what)
    standard, _ = prepare(loaded.value)
    unit = stamped_unit(book, loaded.value, file)
    if isinstance(unit, Problem):
        return unit
    return _Against(standard, structure_digest(loaded.value), {unit.code: unit}, {})


def _sections(scores: Scores) -> tuple[SectionSoFar, ...]:
    rubric, places = scores.cohort.standard.rubric, scores.places
    found = []
    for section in rubric.sections:
        items = [s for s in scores.items.values() if s.item.section == section.code]
        points = sum(int(each.claimed[0]) for each in items if each.claimed_known[0])
        missing = tuple(each.item.code for each in items if not each.claimed_known[0])
        most = "未定"
        if section.points is not None:
            most = plain(from_units(sum(each.full_at(0) for each in items), places))
        found.append(SectionSoFar(section.title, fixed(points, places), most, missing))
    return tuple(found)
