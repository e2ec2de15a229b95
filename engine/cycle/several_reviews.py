"""评审表读回: where several review a unit, every version of every sheet is kept, and what stands.

What lies in the folder is only what was handed in last. What counts is worked out anew from what is
kept whenever it is asked for, since who must avoid whom may be said later than the marks.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from engine.cycle.places import INTAKE, REVIEW, REVIEWS, STORE, TYPED_APART
from engine.cycle.review_folder import Lies, read_folder, that_count
from engine.cycle.reviewers import reviewers_of
from engine.cycle.severity_correction import offsets_on_record
from engine.cycle.year import Year
from engine.files import originals
from engine.files.atomic import write_file
from engine.files.inbox import unread
from engine.judging.alone import unjudged
from engine.judging.cohort import unasked
from engine.judging.review_versions import Difference, Slot, Versions, apart, differences, same
from engine.judging.settling_reviews import Settled, settle
from engine.records.problem import Place, Problem, problem
from engine.records.review import AGREED, Entry, Review, Reviews
from engine.records.submission import Intake

_Kind = tuple[Slot, Entry]
"""Of one kind one sheet may lie in the folder: one slot, and one of its copies."""


def read_several(year: Year, day: date | None) -> Reviews:
    """Read the folder into what was kept before; `day` is when what is new was received."""
    before = originals.load(year.folder / REVIEWS, Reviews) or Reviews()
    kept = (_of(each, year.stands_for.get(each.unit, each.unit)) for each in before.versions)
    desk = _Desk(year, day, Versions(year.standard, kept))
    desk.problems += unread(year.folder / REVIEW)
    people = reviewers_of(year)
    for each in read_folder(year, assessors={*people.assessors, *people.units, AGREED}):
        desk.lay(each)
    disputed = desk.settle()
    found = Reviews(
        on_reading=tuple(desk.problems),
        versions=tuple(desk.versions.kept),
        standing=tuple(at for kind, at in desk.versions.slots().items() if kind not in disputed),
    )
    settled = standing_now(year, found)
    _write_typed_apart(year, settled)
    return found.model_copy(
        update={
            "rulings": dict(settled.rulings),
            "waiting": settled.waiting,
            "problems": settled.problems,
        }
    )


def standing_now(year: Year, found: Reviews) -> Settled:
    """What the sheets that stand come to by today's assignment and avoidances."""
    terms = year.settings.review
    assert terms is not None
    intake = originals.load(year.folder / INTAKE, Intake) or Intake()
    sheets = (found.versions[at] for at in found.standing)
    now = (_of(each, year.stands_for.get(each.unit, each.unit)) for each in sheets)
    known = [each for each in now if each.unit in year.units]
    came = unjudged(year.standard, year.roster, intake, year.outside.answers)
    settled = settle(
        year.standard, terms, reviewers_of(year), known, intake.counted,
        offsets_on_record(year), unasked(came),
    )  # fmt: skip
    return replace(settled, problems=(*found.on_reading, *settled.problems))


@dataclass(slots=True)
class _Desk:
    """The sheets of one reading on their way into what is kept."""

    year: Year
    day: date | None
    versions: Versions
    problems: list[Problem] = field(default_factory=list)
    arrived: dict[_Kind, list[Review]] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    """Names of files that could not count at all."""

    def lay(self, lies: Lies) -> None:
        """One workbook of the folder: kept by content, then read; nothing where it is blank."""
        read = lies.read
        self.problems += read.problems
        if not isinstance(read, Review):
            self.refused.add(read.file)
            self._keep(lies.path)
        elif read.rulings or read.why or any(each.blocking for each in read.problems):
            self._keep(lies.path)
            unit = self.year.stands_for.get(read.unit, read.unit)
            if unit not in self.year.units:
                self.problems.append(problem("C458", Place(read.file), unit_code=read.unit))
                return
            kind = (Slot.of(read)._replace(unit=unit), read.entry)
            self.arrived.setdefault(kind, []).append(read.model_copy(update={"read_on": self.day}))

    def _keep(self, path: Path) -> None:
        """The bytes as they came; what the disk will not give up was told of on reading."""
        try:
            data = path.read_bytes()
        except OSError:
            return
        originals.keep(self.year.folder / STORE, data, path.suffix.lower())

    def settle(self) -> set[_Kind]:
        """Take what may stand; the kinds of which two different sheets lie there."""
        disputed = set()
        for kind, arrived in sorted(self.arrived.items()):
            unit = kind[0].unit
            counting = that_count(self.year, unit, arrived)
            self.problems += (
                problem("C458", Place(each.file), unit_code=each.unit)
                for each in arrived
                if each not in counting
            )
            sheets = [_of(each, unit) for each in counting]
            one_each = _one_each(sheets)
            if len(one_each) > 1:
                disputed.add(kind)
                self.versions.put_aside(one_each)
                self._dispute(unit, one_each)
                continue
            changed = self.versions.take(one_each[0])
            self.problems += (_changed("V435", unit, each) for each in changed)
            if len(sheets) > 1:
                place = _files(sheets)
                self.problems.append(problem("V417", place, unit=unit, count=len(sheets)))
        self._look_back()
        return disputed

    def _dispute(self, unit: str, sheets: list[Review]) -> None:
        between = apart(self.year.standard, sheets[0], sheets[1])
        what = "、".join(dict.fromkeys(each.indicator for each in between)) or "理由"
        self.problems.append(
            problem("V433", _files(sheets), unit=unit, unit_code=unit, count=len(sheets), what=what)
        )

    def _look_back(self) -> None:
        """What stands and is no more in the folder, and what stands in the place of another."""
        for kind, at in self.versions.slots().items():
            unit, standing = kind[0].unit, self.versions.kept[at]
            if unit not in self.year.units:
                continue
            if kind not in self.arrived and standing.file not in self.refused:
                self.problems.append(problem("V436", Place(standing.file), unit=unit))
            for before in self.versions.taken(*kind)[-2:-1]:
                why = standing.why or "录入更正"
                self.problems += (
                    _changed("V418", unit, each, why)
                    for each in differences(self.year.standard, before, standing)
                )


def _files(sheets: Iterable[Review]) -> Place:
    return Place("、".join(each.file for each in sheets))


def _changed(code: str, unit: str, each: Difference, why: str = "") -> Problem:
    return problem(
        code,
        each.place,
        unit=unit,
        indicator=each.indicator,
        title=f"{each.indicator} {each.title}",
        before=each.before,
        after=each.after,
        why=why,
    )


def _one_each(sheets: Iterable[Review]) -> list[Review]:
    """Sheets that say different things, the first of each."""
    found: list[Review] = []
    for each in sheets:
        if not any(same(each, other) for other in found):
            found.append(each)
    return found


def _of(review: Review, unit: str) -> Review:
    """The sheet as one of `unit`, for which it counts after a 名册变更."""
    if review.unit == unit:
        return review
    rulings = {c: r.model_copy(update={"unit": unit}) for c, r in review.rulings.items()}
    return review.model_copy(update={"unit": unit, "rulings": rulings})


def _write_typed_apart(year: Year, settled: Settled) -> None:
    """Write 录入核对单.xlsx for whoever compares with the paper, where sheets are typed twice."""
    terms = year.settings.review
    if terms is None or not terms.typed_twice:
        return
    from engine.files.typed_apart_book import typed_apart_book  # noqa: PLC0415 - slow to import

    names = {unit.code: unit.name for unit in year.roster}
    settings = year.settings
    data = typed_apart_book(settings.title, settings.as_of, names, settled.apart)
    write_file(year.folder / TYPED_APART, data)
