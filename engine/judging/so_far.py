"""自评分 so far: what a unit's own answers give, what is still open, and the most it may become.

Nothing inflates: what is open adds nothing to the score, and what it may become is said beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from math import ceil, floor

from engine.judging.case import Case
from engine.judging.cohort import gather
from engine.judging.scoring import Scores, score
from engine.language.evaluate import Evaluation
from engine.language.fields import Source
from engine.language.known import with_known
from engine.language.prove import Unprovable, bounds
from engine.records.exact import from_units
from engine.records.states import State
from engine.records.submission import ClosedItem, Closing, Ruling, Verdict
from engine.rubric.standard import Item

_FOREVER = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class ItemSoFar:
    """One item; points are whole numbers at the rubric's places.

    `points` is None where the answers give none yet; `most` is what it can still become (of a
    penalty the least it can cost) with all that was filled in standing.
    """

    item: Item
    points: int | None
    full: int
    most: int
    state: State
    """What keeps it open; 自报 where nothing does."""
    waits_for: frozenset[Source]
    """Who still owes an answer that it reads."""

    @property
    def open(self) -> bool:
        """Whether something is still missing."""
        return self.state > State.CLAIMED

    @property
    def lacks_evidence(self) -> bool:
        """Whether it has points that only count once evidence is there."""
        return self.state is State.NO_EVIDENCE and self.points is not None


@dataclass(frozen=True)
class SoFar:
    """A unit's self-score, section by section; all points at `places`."""

    items: Mapping[str, ItemSoFar]
    now: Scores
    """As if all that was claimed were accepted; what is open adds nothing."""
    then: Scores
    """As if, besides, every open item became the most that it can."""

    @property
    def places(self) -> int:
        """Decimal places of every figure."""
        return self.now.places

    @property
    def total(self) -> Decimal:
        """自评分 with caps and conversions."""
        return from_units(int(self.now.total[0]), self.places)

    @property
    def most(self) -> Decimal:
        """The most the total can still become."""
        return from_units(int(self.then.total[0]), self.places)

    @cached_property
    def full(self) -> Decimal | None:
        """满分 without bonus; None where the source shows only a part of the table."""
        totals, rubric = self.now.totals, self.now.cohort.standard.rubric
        if any(section.points is None for section in rubric.sections):
            return None
        if totals.base_of is not None:
            return from_units(int(totals.base_of[1][0]), self.places)
        whole = sum(int(each.whole[0]) for each in totals.sections.values())
        return from_units(whole, self.places)

    @property
    def open(self) -> tuple[ItemSoFar, ...]:
        """Items of which something is still missing, in the rubric's order."""
        return tuple(each for each in self.items.values() if each.open)

    @cached_property
    def lacking_evidence(self) -> Decimal:
        """Points in the self-score for which evidence is still missing."""
        lacking = (each.points or 0 for each in self.items.values() if each.lacks_evidence)
        return from_units(sum(lacking), self.places)

    def at_stake(self, code: str | None) -> Decimal:
        """What depends on an item's own answers: the most of it and of the items that read it."""
        mine = self.items.get(code or "")
        if mine is None:
            return Decimal(0)
        own = {field.code for field in mine.item.fields}
        reading = (e for e in self.items.values() if e is mine or own & e.item.reads)
        return from_units(sum(each.most for each in reading if each.open), self.places)


def so_far(case: Case) -> SoFar:
    """The self-score of the one unit of a case that nobody has reviewed."""
    judged = score(gather(case), ())
    accepted = gather(as_accepted(case))
    now = score(accepted, ())
    items = {item.code: _item(item, judged, now) for item in case.standard.items}
    then = score(accepted, (_at_most(items.values(), case, now.places),))
    return SoFar(items, now, then)


def as_accepted(case: Case) -> Case:
    """The case as it would stand if reviewers accepted every claim."""
    rulings = {
        unit.code: {
            item.code: Ruling(unit=unit.code, indicator=item.code, verdict=Verdict.ACCEPT)
            for item in case.standard.items
        }
        for unit in case.counted
    }
    return replace(case, rulings=rulings)


def _item(item: Item, judged: Scores, now: Scores) -> ItemSoFar:
    claimed, accepted = judged.items[item.code], now.items[item.code]
    state, full = State(int(claimed.states[0])), accepted.full_at(0)
    points = int(accepted.points[0]) if accepted.decided[0] else None
    state = state if state > State.CLAIMED else State.CLAIMED
    most = points if points is not None else _most(item, now, full)
    return ItemSoFar(item, points, full, most, state, _waits_for(item, now))


def _waits_for(item: Item, now: Scores) -> frozenset[Source]:
    columns, own = now.cohort.effective, now.cohort.standard.own_fields
    codes = item.reads | {field.code for field in item.fields}
    return frozenset(
        own[c].source for c in codes if c in own and columns[c].states[0] > State.CLAIMED
    )


def _most(item: Item, now: Scores, full: int) -> int:
    """The most an open item can become, at the rubric's places; of a penalty the least."""
    penalty, scale = item.block == "penalty", 10**now.places
    if item.of_cohort:
        return 0 if penalty else full
    evaluation = Evaluation(now.cohort.standard.scope, now.cohort.effective, now.cohort.size)
    left = with_known(item.expression, evaluation, 0)
    try:
        found = bounds(left, now.cohort.standard.scope)
    except Unprovable:  # a divisor that some conditions exclude together: proved, but not by parts
        return 0 if penalty else full
    if penalty:
        least: int = ceil(found.low * scale)
        return max(0, least)
    most: int = floor(found.high * scale)
    return min(full, most)


def _at_most(items: Iterable[ItemSoFar], case: Case, places: int) -> Closing:
    """A decision that gives every item without points the most that it can become."""
    [unit] = case.counted
    entries = tuple(
        ClosedItem(
            unit=unit.code,
            indicator=each.item.code,
            points=from_units(each.most, places),
            reason="最多",
        )
        for each in items
        if each.points is None
    )
    return Closing(
        kind="closing-decision", number="最多", date=_FOREVER, role="", reason="", items=entries
    )
