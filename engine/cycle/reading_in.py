"""读入: keep and read the workbooks of `inbox/`, one broken file never touching another unit.

What was read before is not read again: see `files.readings`. Evidence is looked at every time.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from hashlib import sha256
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from engine.cycle.office_decisions import claims_of
from engine.cycle.places import INBOX, READINGS, STORE, UNPACKED
from engine.cycle.settling import Arrived
from engine.cycle.year import Year
from engine.files import originals
from engine.files.book import Book
from engine.files.evidence_files import check_pieces
from engine.files.form_names import LEFT_UNREAD, REGISTER
from engine.files.form_reader import read_form
from engine.files.form_stamp import Blocked, blamed, refused
from engine.files.inbox import evidence_of
from engine.files.personal_data import masked, problems_in
from engine.files.reading_child import Children, in_order, scan_file, workers_for
from engine.files.readings import Readings
from engine.files.sheet_scan import Unreadable
from engine.files.unit_codes import codes_in
from engine.files.unpacking import came_as
from engine.files.zip_guard import DEFAULT_LIMITS, MEGABYTE
from engine.judging.alone import alone
from engine.judging.mending import evidence_missing
from engine.records.problem import Place, Problem
from engine.records.submission import Answer, Piece, Record, RosterUnit, Submission
from engine.rubric.identity import content_digest, digest
from engine.rubric.standard import Standard

Progress = Callable[[int, int], None]
_THREADS = 8
_OFFICE = TypeAdapter(Mapping[str, Answer])


class KeptReading(Record):
    """What a workbook says by itself, and of which 〔局〕 values of its unit that holds."""

    office: str
    """Digest of the values."""
    claimed: str = ""
    """The unit a person said it is of."""
    read: Submission | Blocked


@dataclass(frozen=True, slots=True)
class FormReader:
    """What every form of a year is read against; a child calls it to read one."""

    standard: Standard
    structure: str
    roster: Mapping[str, RosterUnit]
    office: Mapping[str, Mapping[str, Answer]]
    claims: Mapping[str, str] = field(default_factory=dict)
    """The units people said files are of 认领, by content."""

    def __call__(self, path: Path, file: str, sha: str) -> bytes:
        """The `KeptReading` of the workbook at `path` as JSON. Raises Unreadable."""
        read = self.read(scan_file(path, unread=LEFT_UNREAD), file, sha)
        reading = KeptReading(
            office=self.known_of(read.unit), claimed=self.claims.get(sha, ""), read=read
        )
        return reading.model_dump_json().encode()

    @classmethod
    def of(cls, year: Year) -> FormReader:
        """What the forms of a year are read against."""
        units, office = year.form_units, year.form_office
        return cls(year.standard, year.structure, units, office, claims_of(year))

    def read(self, book: Book, file: str, sha: str) -> Submission | Blocked:
        """What a workbook says."""
        return read_form(
            book,
            self.standard,
            file=file,
            sha256=sha,
            structure=self.structure,
            edition=self.standard.rubric.reference,
            roster=self.roster,
            office=self.office,
            claimed=self.claims.get(sha, ""),
        )

    def known_of(self, unit: str) -> str:
        """Digest of what the office knows of a unit; of nothing for a unit nobody knows."""
        return sha256(_OFFICE.dump_json(self.office.get(unit, {}))).hexdigest()

    def digest(self) -> str:
        """Digest of all that bears on every form."""
        roster = [unit.model_dump() for unit in self.roster.values()]
        return digest([content_digest(self.standard.rubric), self.structure, roster])


def read_all(year: Year, paths: tuple[Path, ...], tell: Progress) -> list[Arrived]:
    """Every workbook, kept first and then read; one the disk will not give up is refused alone."""
    reader = FormReader.of(year)
    arrived = []
    with closing(read_each(year.folder, reader, paths)) as reading:
        for each in reading:
            arrived.append(each)
            tell(len(arrived), len(paths))
    return arrived


def read_each(folder: Path, reader: FormReader, paths: tuple[Path, ...]) -> Generator[Arrived]:
    """As `read_all`, one by one: each is kept as read once it is, should the rest never be."""
    desk = _Desk(folder, reader, Readings(folder / READINGS, reader.digest()))
    with (
        ThreadPoolExecutor(_THREADS) as keeping,
        ThreadPoolExecutor(_THREADS) as finishing,
        Children(reader, workers=workers_for(len(paths))) as children,
    ):
        kept = in_order((keeping.submit(desk.keep, path).result for path in paths), _THREADS)
        begun = (desk.begin(children, *each) for each in zip(paths, kept, strict=True))
        # Evidence may be gigabytes: threads read and hash it beside one another.
        finished = (finishing.submit(each).result for each in begun)
        yield from in_order(finished, children.ahead)
    desk.readings.drop_the_rest()


@dataclass(frozen=True, slots=True)
class _Desk:
    """Where the workbooks of one year's inbox are taken from, kept, and read."""

    folder: Path
    reader: FormReader
    readings: Readings

    def keep(self, path: Path) -> tuple[Path, str] | Unreadable:
        """(the kept copy, its digest), or why there is none."""
        try:
            if path.stat().st_size > DEFAULT_LIMITS.inflated:
                return Unreadable("X101", limit=f"{DEFAULT_LIMITS.inflated // MEGABYTE} MB")
            data = path.read_bytes()
        except OSError:
            return Unreadable("X116", what="文件打不开")
        return originals.keep(self.folder / STORE, data, path.suffix.lower())

    def begin(
        self, children: Children[bytes], path: Path, kept: tuple[Path, str] | Unreadable
    ) -> Callable[[], Arrived]:
        """Let a child read what was not read before; the call that waits for it."""
        file = masked(came_as(path, self.folder / INBOX, self.folder / UNPACKED))
        if isinstance(kept, Unreadable):
            return partial(Arrived, path, "", refused(kept, file, "", self._whose(path, "")))
        copy, sha = kept
        known = self._known(file, sha)
        if known is not None:
            return lambda: Arrived(path, sha, self._completed(known, path, sha))
        waiting = children.begin(copy, file, sha)

        def finish() -> Arrived:
            outcome = waiting()
            if isinstance(outcome, Unreadable):
                return Arrived(path, sha, refused(outcome, file, sha, self._whose(path, sha)))
            self.readings.keep(outcome, file, sha)
            read = KeptReading.model_validate_json(outcome).read
            return Arrived(path, sha, self._completed(read, path, sha))

        return finish

    def _known(self, file: str, sha: str) -> Submission | Blocked | None:
        """What was read before, if it still holds: what is asked depends on 〔局〕 values too."""
        entry = self.readings.find(file, sha)
        try:
            found = KeptReading.model_validate_json(entry) if entry is not None else None
        except ValidationError:
            return None
        if found is None or found.claimed != self.reader.claims.get(sha, ""):
            return None
        return found.read if found.office == self.reader.known_of(found.read.unit) else None

    def _completed(self, read: Submission | Blocked, path: Path, sha: str) -> Submission | Blocked:
        """What was read, with what lies around the workbook: its name and its evidence."""
        if isinstance(read, Blocked):
            # A form that cannot say whose it is: its name may.
            lost = read.code == "E206" and not read.unit
            return blamed(read, self._whose(path, sha)) if lost else read
        reader = self.reader
        unit = reader.roster[read.unit]
        return with_evidence(read, path, reader.standard, unit, reader.office)

    def _whose(self, path: Path, sha: str) -> str:
        """The unit a person said, or the roster code in the file's name if just one, else ""."""
        if sha in self.reader.claims:
            return self.reader.claims[sha]
        named = codes_in(path.name, self.reader.roster) & self.reader.roster.keys()
        return named.pop() if len(named) == 1 else ""


def with_evidence(
    submission: Submission,
    path: Path,
    standard: Standard,
    unit: RosterUnit,
    office: Mapping[str, Mapping[str, Answer]],
) -> Submission:
    """The submission after a look at the evidence that came with its workbook at `path`."""
    pieces, problems = check_pieces(submission.pieces, evidence_of(path), unit=submission.unit)
    return with_pieces(submission, pieces, problems, path, standard, unit, office)


def with_pieces(
    submission: Submission,
    pieces: tuple[Piece, ...],
    problems: Iterable[Problem],
    path: Path,
    standard: Standard,
    unit: RosterUnit,
    office: Mapping[str, Mapping[str, Answer]],
) -> Submission:
    """The submission with its evidence as it was looked at, and what that leaves lacking."""
    looked_at = submission.model_copy(update={"pieces": pieces})
    case = alone(standard, unit, looked_at, office)
    lacking = evidence_missing(case)
    place = Place(submission.file, REGISTER)
    placed = (replace(each, place=place) for each in lacking)
    named = problems_in(path.name, Place(submission.file), unit=unit.code, where="文件名")
    found = (*submission.problems, *problems, *placed, *named)
    return looked_at.model_copy(update={"problems": found})
