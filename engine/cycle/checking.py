"""自查 `wuhao check`: all that is wrong or missing in one workbook, and its self-score so far."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from engine.cycle.reading_in import FormReader, with_evidence
from engine.cycle.year import Year, find_year, open_year
from engine.files.book import Book
from engine.files.form_names import STAMP
from engine.files.form_stamp import Blocked, refused, stamped_edition, stamped_unit
from engine.files.personal_data import masked
from engine.files.reading_child import scan_guarded
from engine.files.rubric_store import standard_store
from engine.files.sheet_scan import Unreadable
from engine.judging.alone import alone
from engine.judging.case import Case
from engine.judging.importance import Group, by_importance
from engine.judging.so_far import SoFar, as_accepted, so_far
from engine.records.problem import CannotGoOn, Place, Problem, problem
from engine.records.submission import RosterUnit, Submission
from engine.rubric.identity import structure_digest
from engine.rubric.model import Rubric
from engine.rubric.preparing import prepare

if TYPE_CHECKING:
    from engine.judging.loss import Loss


@dataclass(frozen=True, slots=True)
class Reading:
    """A workbook that could be read: whose it is, what it says, and what that gives so far."""

    book: Book
    against: FormReader
    """The year's files, or what the form itself says."""
    year: Year | None
    unit: RosterUnit
    case: Case
    score: SoFar

    @property
    def submission(self) -> Submission:
        """What was read, with the look at its evidence."""
        return self.case.intake.counted[self.unit.code]


@dataclass(frozen=True, slots=True)
class Checked:
    """What a school learns before handing in. `reading` is None where the file does not count."""

    path: Path
    groups: tuple[Group, ...]
    reading: Reading | None = None
    losses: tuple[Loss, ...] | None = None
    """失分与改进建议; None where the office did not open it before hand-in."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything found, most important first."""
        return tuple(each for group in self.groups for each in group.problems)

    @property
    def blocking(self) -> bool:
        """Whether something must be mended before handing in."""
        return any(each.blocking for each in self.problems)


def check(path: Path, start: Path, rubrics: Path | None) -> Checked:
    """Check one workbook, within a year or on its own. Raises CannotGoOn for a missing file (2)."""
    if not path.is_file():
        raise CannotGoOn(problem("L715", what=f"文件 {path.name}"), exit_code=2)
    with ThreadPoolExecutor(1) as beside:
        # The scan waits for a process of its own: the year is opened meanwhile.
        scanning = beside.submit(scan_guarded, path)
        year = open_year(start, rubrics) if find_year(start) is not None else None
        against = FormReader.of(year) if year is not None else None
        try:
            book = scanning.result()
        except Unreadable as error:
            return _refused(path, refused(error, masked(path.name)).problems)
    if against is None:
        of_form = _of_form(book, masked(path.name), rubrics)
        if isinstance(of_form, Problem):
            return _refused(path, (of_form,))
        against = of_form
    digest = sha256(path.read_bytes()).hexdigest()
    submission = against.read(book, masked(path.name), digest)
    if isinstance(submission, Blocked):
        return _refused(path, submission.problems)
    unit = against.roster[submission.unit]
    submission = with_evidence(submission, path, against.standard, unit, against.office)
    case = alone(against.standard, unit, submission, against.office)
    score = so_far(case)
    reading = Reading(book, against, year, unit, case, score)
    return Checked(path, by_importance(submission.problems, score), reading, _losses(reading))


def _refused(path: Path, problems: tuple[Problem, ...]) -> Checked:
    return Checked(path, by_importance(problems, None))


def _losses(reading: Reading) -> tuple[Loss, ...] | None:
    """What would raise the self-score, only where the office shows it before hand-in."""
    year = reading.year
    if year is None or not year.settings.show_gain_before_hand_in:
        return None
    from engine.judging.gains import losses  # noqa: PLC0415 - only where it is asked for

    return losses(as_accepted(reading.case), reading.unit.code)


def _of_form(book: Book, file: str, rubrics: Path | None) -> FormReader | Problem:
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
    return FormReader(standard, structure_digest(loaded.value), {unit.code: unit}, {})
