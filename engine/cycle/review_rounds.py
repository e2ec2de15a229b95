"""Which 评审表 a round wants: by 评审分工, or by what the combined marks leave open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256

from engine.cycle.expert_panel import ExpertPanel, expert_panel
from engine.cycle.reviewers import reviewers_of
from engine.cycle.reviewing import reviewed
from engine.cycle.year import Year
from engine.files.review_scope import Scope
from engine.files.review_words import heard_words
from engine.judging.review_words import terms_words
from engine.judging.settling_reviews import Settled
from engine.records.problem import CannotGoOn, Problem, problem
from engine.records.review import (
    AGREED,
    ROUND_WORDS,
    Assignments,
    Entry,
    Review,
    ReviewTerms,
    Round,
    Way,
    Why,
    way_of_sheet,
)
from engine.records.submission import Ruling

_ONCE: tuple[Entry, ...] = ("",)
_TWICE: tuple[Entry, ...] = ("甲", "乙")


@dataclass(frozen=True, slots=True)
class Task:
    """One sheet that there is to be; `said` is what its assessor said on it before."""

    unit: str
    scope: Scope
    said: Mapping[str, Ruling] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wanted:
    """All sheets of a round, in the order of ways, units and assessors."""

    tasks: tuple[Task, ...]
    problems: tuple[Problem, ...] = ()


def wanted(year: Year, round_: Round, units: Iterable[str]) -> Wanted:
    """The sheets of a round; `units` are those that have one where nobody is assigned.

    Raises CannotGoOn (2): V450 where the round was not assigned, V451 where a unit has one sheet.
    """
    terms = year.settings.review
    if terms is None:
        if round_ != "main":
            raise CannotGoOn(problem("V451", what=ROUND_WORDS[round_]), exit_code=2)
        return Wanted(tuple(Task(unit, Scope()) for unit in units))
    desk = _Desk(year, terms, reviewers_of(year).assignments, expert_panel(year))
    match round_:
        case "third":
            return desk.thirds()
        case "agreed":
            return Wanted(tuple(desk.agreed()))
    return Wanted(tuple(desk.assigned(round_)))


def method_of(year: Year) -> str:
    """评审办法 in words; "" where a unit has one sheet."""
    terms, rounding = year.settings.review, year.rubric.rounding
    return terms_words(terms, rounding.places, rounding.mode) if terms is not None else ""


@dataclass
class _Desk:
    """Where it is looked up who is to say what."""

    year: Year
    terms: ReviewTerms
    assignments: Assignments
    panel: ExpertPanel

    @cached_property
    def settled(self) -> Settled:
        """What the sheets read so far come to."""
        return reviewed(self.year)

    def assigned(self, round_: Round) -> Iterator[Task]:
        """A sheet for every unit and assessor of the newest assignment of each way."""
        used = self._ways(round_)
        for way in sorted(used):
            for unit, assessor in self._pairs(round_, way):
                yield from self._tasks(unit, assessor, round_, way, used)

    def thirds(self) -> Wanted:
        """The items whose two marks are far apart, for whoever was assigned as a third."""
        used, open_ = self._ways(self._first), self._open("third-mark")
        tasks: list[Task] = []
        seen: set[str] = set()
        for way in sorted(used):
            for unit, assessor in self._pairs("third", way):
                items = self._marked_on(way, open_.get(unit, frozenset()), used)
                if items:
                    seen.add(unit)
                    tasks += self._tasks(unit, assessor, "third", way, used, items)
        nobody = tuple(
            problem("V452", unit=unit, unit_code=unit, count=len(items))
            for unit, items in open_.items()
            if unit not in seen
        )
        return Wanted(tuple(tasks), nobody)

    def agreed(self) -> Iterator[Task]:
        """The items that differ, each with what every assessor said of it."""
        used = self._ways(self._first)
        for unit, items in self._open("differs").items():
            home = way_of_sheet("", used)
            yield from self._tasks(unit, AGREED, "agreed", home, used, items)

    @property
    def _first(self) -> Round:
        """The round whose marks are combined."""
        return "main" if self.assignments.ways("main") else "mutual"

    def _ways(self, round_: Round) -> frozenset[Way]:
        used = self.assignments.ways(round_)
        if not used:
            raise CannotGoOn(problem("V450", what=ROUND_WORDS[round_]), exit_code=2)
        return used

    def _pairs(self, round_: Round, way: Way) -> list[tuple[str, str]]:
        newest = self.assignments.newest(round_, way)
        units = newest.units if newest is not None else {}
        return [(unit, assessor) for unit in sorted(units) for assessor in sorted(units[unit])]

    def _open(self, why: Why) -> dict[str, frozenset[str]]:
        """Unit → items that wait for this."""
        found: dict[str, set[str]] = {}
        for each in self.settled.waiting:
            if each.why == why:
                found.setdefault(each.unit, set()).add(each.indicator)
        return {unit: frozenset(found[unit]) for unit in sorted(found)}

    def _marked_on(self, way: Way, items: Iterable[str], used: frozenset[Way]) -> frozenset[str]:
        """Those of the items that are marked on the sheet of a way."""
        known = self.year.standard.by_code
        return frozenset(
            code
            for code in items
            for asked in known[code].fields
            if asked.code in known[code].marks and way_of_sheet(asked.way, used) == way
        )

    def _tasks(
        self, unit: str, assessor: str, round_: Round, way: Way, used: frozenset[Way],
        items: frozenset[str] | None = None,
    ) -> Iterator[Task]:  # fmt: skip
        """One sheet, or the two that are typed independently; of some items with what was said."""
        said: dict[str, Ruling] = {}
        if items is not None:
            said = self._said(unit, assessor, round_, way)
            items = items | said.keys()
        twice = self.terms.typed_twice and round_ != "agreed"
        for entry in _TWICE if twice else _ONCE:
            scope = Scope(
                assessor,
                team=self._team(assessor, round_),
                round=round_,
                way=way,
                entry=entry,
                terms=self.terms,
                method=method_of(self.year),
                used=used,
                items=items,
                heard=self._heard(unit, items) if round_ == "agreed" and items else {},
            )
            if scope.asks_anything(self.year.standard):
                yield Task(unit, scope, said)

    def _team(self, assessor: str, round_: Round) -> str:
        if round_ == "mutual":
            return self.year.units[assessor].name
        if round_ == "agreed":
            return ""
        teams = {each.code: each.team for each in self.panel.experts}
        return teams.get(assessor, assessor)

    def _sheets(self, unit: str, rounds: tuple[Round, ...]) -> list[Review]:
        return [r for r in self.settled.reviews if r.unit == unit and r.round in rounds]

    def _said(self, unit: str, assessor: str, round_: Round, way: Way) -> dict[str, Ruling]:
        found: dict[str, Ruling] = {}
        for each in self._sheets(unit, (round_,)):
            if (each.assessor, each.way) == (assessor, way):
                found |= each.rulings
        return found

    def _heard(self, unit: str, items: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """In an order that does not tell who it was, the same for all items of a unit."""
        sheets = sorted(self._sheets(unit, (self._first, "third")), key=_shuffled)
        known = self.year.standard.by_code
        return {
            code: heard_words(known[code], [each.rulings.get(code) for each in sheets])
            for code in items
        }


def _shuffled(sheet: Review) -> str:
    return sha256(f"{sheet.unit} {sheet.assessor} {sheet.way}".encode()).hexdigest()
