"""Which version of a sheet stands 版本: what an assessor said before, and what they say now.

Every sheet that was ever read is kept, oldest first. One is *taken* when it became what its
assessor says: the first of its kind, one that only adds to it, or one that says why it changed. A
sheet that says something else and not why is kept beside it and changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from engine.records.problem import Place
from engine.records.review import Entry, Review, Round, Way
from engine.records.submission import Answer, Ruling
from engine.rubric.standard import Standard

NOTHING = "空"
"""How a value that is not there is said."""


class Slot(NamedTuple):
    """Of one unit by one assessor in one round and way there is one sheet that stands."""

    unit: str
    assessor: str
    round: Round
    way: Way

    @classmethod
    def of(cls, review: Review) -> Slot:
        """Where a sheet belongs."""
        return cls(review.unit, review.assessor, review.round, review.way)


class Difference(NamedTuple):
    """One cell that two sheets say otherwise, in words, and where each of them says it."""

    indicator: str
    title: str
    before: str
    after: str
    before_place: Place
    place: Place


def differences(standard: Standard, before: Review, after: Review) -> list[Difference]:
    """What was said on `before` and is said otherwise, or no more, on `after`.

    What only `after` says of an item is no difference, nor is another wording of a reason.
    """
    found: list[Difference] = []
    for code, ruling in sorted(before.rulings.items()):
        found += _between(standard, code, ruling, after.rulings.get(code), after)
    return found


def apart(standard: Standard, first: Review, second: Review) -> list[Difference]:
    """As `differences`, and also where only `second` says something of an item."""
    only = first.model_copy(
        update={"rulings": {c: r for c, r in second.rulings.items() if c not in first.rulings}}
    )
    there = [
        each._replace(
            before=each.after, after=each.before, before_place=each.place, place=each.before_place
        )
        for each in differences(standard, only, first)
    ]
    return sorted([*differences(standard, first, second), *there], key=lambda each: each.indicator)


def _between(
    standard: Standard, code: str, old: Ruling, new: Ruling | None, sheet: Review
) -> Iterator[Difference]:
    now = new or Ruling(unit=old.unit, indicator=code, place=Place(sheet.file))
    if old.verdict != now.verdict:
        said = [each.verdict.chinese if each.verdict else NOTHING for each in (old, now)]
        yield Difference(code, "意见", said[0], said[1], old.place, now.place)
    for asked in sorted(old.values.keys() | now.values.keys()):
        one, other = old.values.get(asked), now.values.get(asked)
        if _value(one) != _value(other):
            places = [
                each.place if each else ruling.place for each, ruling in ((one, old), (other, now))
            ]
            yield Difference(
                code, standard.own_fields[asked].title, _value(one), _value(other), *places
            )


def _value(answer: Answer | None) -> str:
    if answer is None:
        return NOTHING
    return (
        answer.value if isinstance(answer.value, str) else "、".join(answer.value) or "以上都没有"
    )


def same(one: Review, other: Review) -> bool:
    """Whether two sheets say the same, wherever it stands on them."""
    return _said(one) == _said(other)


def _said(review: Review) -> object:
    items = {
        code: (r.verdict, r.reason, {asked: each.value for asked, each in r.values.items()})
        for code, r in review.rulings.items()
    }
    return Slot.of(review), review.entry, review.role, review.why, items


@dataclass(slots=True)
class Versions:
    """Every sheet ever read, oldest first."""

    standard: Standard
    kept: list[Review] = field(default_factory=list)

    def take(self, sheet: Review) -> list[Difference]:
        """Let the one sheet there is of its kind stand, if it may; else what is not explained."""
        standing = self.standing(Slot.of(sheet), sheet.entry)
        if standing is None:
            self.kept.append(sheet.model_copy(update={"taken": True}))
            return []
        if same(standing, sheet):
            return []
        changed = differences(self.standard, standing, sheet)
        explained = bool(sheet.why) and sheet.why != standing.why
        if not changed or explained or self._only_mends_typing(standing, changed):
            self.kept.append(sheet.model_copy(update={"taken": True}))
            return []
        self.put_aside([sheet])
        return changed

    def put_aside(self, sheets: Iterable[Review]) -> None:
        """Keep sheets that do not stand; one that was kept before is not kept twice."""
        for sheet in sheets:
            if not any(same(sheet, each) for each in self.kept):
                self.kept.append(sheet.model_copy(update={"taken": False}))

    def standing(self, slot: Slot, entry: Entry) -> Review | None:
        """What stands of one slot, or None."""
        found = self.taken(slot, entry)
        return found[-1] if found else None

    def taken(self, slot: Slot, entry: Entry) -> list[Review]:
        """What stood in one slot one after another."""
        return [e for e in self.kept if e.taken and Slot.of(e) == slot and e.entry == entry]

    def slots(self) -> Mapping[tuple[Slot, Entry], int]:
        """Every slot in which something stands, in order → where in `kept` that is."""
        found = {(Slot.of(e), e.entry): at for at, e in enumerate(self.kept) if e.taken}
        return dict(sorted(found.items()))

    def _only_mends_typing(self, standing: Review, changed: list[Difference]) -> bool:
        """Whether a typed copy 录入 changed only where the two copies were apart."""
        if not standing.entry:
            return False
        other = self.standing(Slot.of(standing), "乙" if standing.entry == "甲" else "甲")
        if other is None:
            return True
        differed = {each.indicator for each in apart(self.standard, standing, other)}
        return {each.indicator for each in changed} <= differed
