"""Replays 重算 a year under another rubric: whose total, rank, grade and award would change.

For the office that writes next year's rubric, and for nobody else: nothing here is a result.
What the new rubric asks and the year never answered stays open, and its unit provisional 暂定.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from engine.judging.carrying import Carried, carry
from engine.judging.case import Case
from engine.judging.item_score import NOT_CLOSED, ItemScore
from engine.judging.outcome import Outcome, judge
from engine.judging.rechecking import with_rechecks
from engine.records.exact import from_units, places_of
from engine.records.states import UNIT_STATE_CHINESE, State, UnitState
from engine.records.submission import ClosedItem, Closing
from engine.rubric.code_map import Join
from engine.rubric.standard import Item, Standard


@dataclass(frozen=True, slots=True)
class Stand:
    """How one unit stands. `total` is None for a unit without a workbook; `rank` 0: not ranked."""

    state: str
    total: Decimal | None
    rank: int
    grade: str | None
    awards: Mapping[str, str]
    """Award → 入选, 并列待定, 递补 or 未入选."""

    def shown_total(self) -> str:
        """The total as people read it."""
        if self.total is None:
            return UNIT_STATE_CHINESE[self.state]
        word = "暂定" if self.state == UnitState.PROVISIONAL else ""
        return f"{word}{format(self.total, 'f')}"


@dataclass(frozen=True, slots=True)
class Moved:
    """An indicator whose points differ. None: not there, or open."""

    code: str
    before: Decimal | None
    after: Decimal | None


@dataclass(frozen=True, slots=True)
class OpenItem:
    """An indicator that is open under the new rubric and was not before, and why."""

    code: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnitReplay:
    """One unit of the roster under both rubrics."""

    code: str
    name: str
    before: Stand
    after: Stand
    moved: tuple[Moved, ...]
    opened: tuple[OpenItem, ...]

    @property
    def changes(self) -> frozenset[str]:
        """Which of state, total, rank, grade and awards differ."""
        names = ("state", "total", "rank", "grade", "awards")
        return frozenset(n for n in names if getattr(self.before, n) != getattr(self.after, n))

    @property
    def becomes_provisional(self) -> bool:
        """Whether its total was final and would not be."""
        return (self.before.state, self.after.state) == (UnitState.FINAL, UnitState.PROVISIONAL)


@dataclass(frozen=True, slots=True)
class Replay:
    """Every unit of the roster in order, and the titles of the awards by id."""

    units: tuple[UnitReplay, ...]
    awards: Mapping[str, str]

    @property
    def changed(self) -> tuple[UnitReplay, ...]:
        """Units of which anything differs."""
        return tuple(each for each in self.units if each.changes or each.moved)

    def count(self, what: str) -> int:
        """How many units differ in state, total, rank, grade or awards."""
        return sum(what in each.changes for each in self.units)


def replay(case: Case, new: Standard, joined: Join) -> Replay:
    """Judge a year's case as it is, and again under `new`. Pure; nothing is written."""
    case = with_rechecks(case)
    before = judge(case)
    carried = carry(case, new, joined)
    after = judge(_closed(carried, before, joined))
    stands = _stands(before), _stands(after)
    changes = _Changes(before, after, carried, joined)
    units = tuple(
        UnitReplay(
            unit.code,
            unit.name,
            stands[0][unit.code],
            stands[1][unit.code],
            changes.moved(unit.code),
            changes.opened(unit.code),
        )
        for unit in case.roster
    )
    return Replay(units, {award.id: award.title for award in case.plan.awards})


def _stands(outcome: Outcome) -> dict[str, Stand]:
    ranks = {
        u.code: int(r) for u, r in zip(outcome.scores.cohort.units, outcome.ranks, strict=True)
    }
    found = {}
    for standing in outcome.standings:
        code = standing.unit.code
        there = code in ranks
        awards = {
            award.award.id: "递补" if code in award.waitlist else _RESULTS.get(
                award.reasons[code].kind, "未入选"
            )
            for award in outcome.awards
        }  # fmt: skip
        total = from_units(standing.total, outcome.scores.places) if there else None
        grade = outcome.grades[code]
        found[code] = Stand(standing.state, total, ranks.get(code, 0), grade, awards)
    return found


_RESULTS = {"winner": "入选", "tie-open": "并列待定"}


def _closed(carried: Carried, before: Outcome, joined: Join) -> Case:
    """The new case with what 收口 settled, item by item, where it settles the same thing now.

    A rule of the decision speaks of what was asked then; it turns nothing that is only now open
    into 0.
    """
    case, closings = carried.case, before.case.closings
    items: list[list[ClosedItem]] = [[] for _ in closings]
    for item in case.standard.items:
        was = joined.alone(item.code)
        if was is None or was not in before.scores.items:
            continue
        judged = before.scores.items[was]
        for position, unit in enumerate(before.scores.cohort.units):
            closed = judged.closed_from[position] != NOT_CLOSED
            if not closed or _unanswerable(carried, unit.code, item):
                continue
            number = int(judged.closed_by[position])
            state = State(int(judged.closed_from[position]))
            entry = _entry(closings[number], judged, unit.code, state)
            points = entry.points
            if isinstance(points, Decimal) and not _same_scale(points, judged.item, item, case):
                continue
            items[number].append(entry.model_copy(update={"indicator": item.code}))
    told = (
        each.model_copy(update={"rules": {}, "items": tuple(named)})
        for each, named in zip(closings, items, strict=True)
    )
    return replace(case, closings=tuple(told))


def _entry(closing: Closing, judged: ItemScore, unit: str, state: State) -> ClosedItem:
    """What the decision did to one item of one unit, as an entry of its own."""
    code = judged.item.code
    for each in closing.items:
        if (each.unit, each.indicator) == (unit, code):
            return each
    how = closing.rules[state.key]
    points: Decimal | Literal["claimed"] = "claimed" if how == "claimed" else Decimal(0)
    return ClosedItem(unit=unit, indicator=code, points=points, reason=closing.reason)


def _same_scale(points: Decimal, was: Item, now: Item, case: Case) -> bool:
    """Points settled by decision stand only out of the same full points; 0 is 0 anywhere."""
    return points == 0 or (was.points == now.points and places_of(points) <= case.standard.places)


def _unanswerable(carried: Carried, unit: str, item: Item) -> bool:
    return item.code in carried.parted.get(unit, ()) or bool(_lost(carried, unit, item))


def _lost(carried: Carried, unit: str, item: Item) -> tuple[str, ...]:
    """Fields an item asks or reads in which nothing could be carried for a unit."""
    lost = carried.lost.get(unit, {})
    own = [field.code for field in item.fields]
    return tuple(code for code in dict.fromkeys((*own, *sorted(item.reads))) if code in lost)


class _Changes:
    """What differs item by item, and why something is open that was not."""

    def __init__(self, before: Outcome, after: Outcome, carried: Carried, joined: Join) -> None:
        self.before, self.after = before.scores, after.scores
        self.carried, self.joined = carried, joined
        self.positions = {u.code: i for i, u in enumerate(before.scores.cohort.units)}
        self.alone = {code: joined.alone(code) for code in joined.items}
        self.heirs = {code: len(joined.heirs(code)) for code in self.before.items}

    def moved(self, unit: str) -> tuple[Moved, ...]:
        """Indicators whose points differ; of what was parted or is gone, the old points."""
        at = self.positions.get(unit)
        if at is None:
            return ()
        found = []
        for code, judged in self.after.items.items():
            after = _points(judged, at, self.after.places)
            before = self._before(self.joined.items[code], at)
            if before != after:
                found.append(Moved(code, before, after))
        for code, judged in self.before.items.items():
            was = _points(judged, at, self.before.places)
            if not self.heirs[code] and was is not None:
                found.append(Moved(code, was, None))
        return tuple(found)

    def _before(self, sources: tuple[str, ...], at: int) -> Decimal | None:
        """The points of all it came from; None where one is open, or went elsewhere too."""
        found = [
            _points(self.before.items[each], at, self.before.places)
            if self.heirs.get(each) == 1
            else None
            for each in sources
        ]
        known = [each for each in found if each is not None]
        return sum(known, Decimal(0)) if known and len(known) == len(found) else None

    def opened(self, unit: str) -> tuple[OpenItem, ...]:
        """Indicators that are open now and were not, with the reasons."""
        at = self.positions.get(unit)
        if at is None:
            return ()
        return tuple(
            OpenItem(code, self._why(unit, judged, at))
            for code, judged in self.after.items.items()
            if not judged.decided[at] and not self._was_open(code, at)
        )

    def _was_open(self, code: str, at: int) -> bool:
        was = self.before.items.get(self.alone[code] or "")
        return was is not None and not was.decided[at]

    def _why(self, unit: str, judged: ItemScore, at: int) -> tuple[str, ...]:
        item, lost = judged.item, self.carried.lost.get(unit, {})
        scope = self.carried.case.standard.scope
        reasons = [
            f"{code}“{scope[code].title}”{lost[code]}" for code in _lost(self.carried, unit, item)
        ]
        if item.code in self.carried.parted.get(unit, ()):
            reasons.append("拆并前各项的评审意见不一致，分不开")
        return tuple(reasons) or (State(int(judged.states[at])).chinese,)


def _points(judged: ItemScore, at: int, places: int) -> Decimal | None:
    return from_units(int(judged.points[at]), places) if judged.decided[at] else None
