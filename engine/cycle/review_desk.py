"""评审表登记: sheets that lie in the folder on their way into what is kept, version by version."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from engine.cycle.places import STORE
from engine.cycle.review_folder import Lies, that_count
from engine.cycle.year import Year
from engine.files import originals
from engine.judging.review_versions import Difference, Slot, Versions, apart, differences, same
from engine.records.problem import Place, Problem, problem
from engine.records.review import Entry, Review

Kind = tuple[Slot, Entry]
"""Of one kind one sheet may lie in the folder: one slot, and one of its copies."""


@dataclass(slots=True)
class ReviewDesk:
    """The sheets of one reading on their way into what is kept."""

    year: Year
    day: date | None
    versions: Versions
    problems: list[Problem] = field(default_factory=list)
    arrived: dict[Kind, list[Review]] = field(default_factory=dict)
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

    def settle(self) -> set[Kind]:
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


def for_today(year: Year, review: Review) -> Review:
    """A sheet that was kept, as one of the unit for which it counts after every 名册变更."""
    return _of(review, year.stands_for.get(review.unit, review.unit))


def _of(review: Review, unit: str) -> Review:
    if review.unit == unit:
        return review
    rulings = {c: r.model_copy(update={"unit": unit}) for c, r in review.rulings.items()}
    return review.model_copy(update={"unit": unit, "rulings": rulings})
