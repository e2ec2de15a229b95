"""Which version of a sheet stands 版本: what an assessor said before, and what they say now.

Every sheet that was ever read is kept, oldest first. One is *taken* when it became what its
assessor says: the first of its kind, one that only adds to it, or one that says why it changed. A
sheet that says something else and not why is kept beside it and changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from engine.language.fields import Source
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
    field: str
    """"" where it is the 意见."""
    title: str
    before: str
    after: str
    before_place: Place
    place: Place
    had_verdict: bool
    """Whether the earlier of them gave an 意见 on the item."""


def differences(standard: Standard, before: Review, after: Review) -> list[Difference]:
    """What was said on `before` and is said otherwise, or no more, on `after`.

    What was left open there and is filled in now is no difference, nor is another wording of a
    reason. A 核定值 added to an item that had its 意见 is one: the claim stood before.
    """
    return [each for each in apart(standard, before, after) if not _filled_in(each, standard)]


def _filled_in(each: Difference, standard: Standard) -> bool:
    if each.before != NOTHING:
        return False
    of_school = each.field and standard.own_fields[each.field].source is Source.SCHOOL
    return not (of_school and each.had_verdict)


def apart(standard: Standard, first: Review, second: Review) -> list[Difference]:
    """Every cell in which two sheets do not say the same, item by item."""
    found: list[Difference] = []
    for code in sorted(first.rulings.keys() | second.rulings.keys()):
        found += _between(
            standard,
            first.rulings.get(code) or _nothing(first, code),
            second.rulings.get(code) or _nothing(second, code),
        )
    return found


def _nothing(sheet: Review, code: str) -> Ruling:
    return Ruling(unit=sheet.unit, indicator=code, place=Place(sheet.file))


def _between(standard: Standard, old: Ruling, new: Ruling) -> Iterator[Difference]:
    item, had = old.indicator, old.verdict is not None
    if old.verdict != new.verdict:
        before, after = (each.verdict.chinese if each.verdict else NOTHING for each in (old, new))
        yield Difference(item, "", "意见", before, after, old.place, new.place, had)
    for code in sorted(old.values.keys() | new.values.keys()):
        one, other = old.values.get(code), new.values.get(code)
        if _value(one) != _value(other):
            places = (one.place if one else old.place, other.place if other else new.place)
            title = standard.own_fields[code].title
            yield Difference(item, code, title, _value(one), _value(other), *places, had)


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


def _with_what_it_left_out(sheet: Review, standing: Review) -> Review:
    """A sheet with what was said before of items it was not laid out with 未列入的不算删去."""
    if not sheet.items:
        return sheet
    before = {c: r for c, r in standing.rulings.items() if c not in sheet.items}
    return sheet.model_copy(update={"rulings": {**before, **sheet.rulings}})


class Versions:
    """Every sheet ever read, oldest first."""

    def __init__(self, standard: Standard, kept: Iterable[Review] = ()) -> None:
        self.standard = standard
        self.kept: list[Review] = []
        self._of_kind: dict[tuple[Slot, Entry], list[int]] = {}
        for each in kept:
            self._add(each)

    def take(self, sheet: Review) -> list[Difference]:
        """Let the one sheet there is of its kind stand, if it may; else what is not explained."""
        standing = self.standing(Slot.of(sheet), sheet.entry)
        if standing is None:
            self._add(sheet)
            return []
        sheet = _with_what_it_left_out(sheet, standing)
        if same(standing, sheet):
            return []
        changed = differences(self.standard, standing, sheet)
        explained = bool(sheet.why) and sheet.why != standing.why
        if not changed or explained or self._only_mends_typing(standing, changed):
            self._add(sheet)
            return []
        self.put_aside([sheet])
        return changed

    def put_aside(self, sheets: Iterable[Review]) -> None:
        """Keep sheets that do not stand; one that was kept before is not kept twice."""
        for sheet in sheets:
            if not any(same(sheet, each) for each in self._all(Slot.of(sheet), sheet.entry)):
                self._add(sheet.model_copy(update={"taken": False}))

    def standing(self, slot: Slot, entry: Entry) -> Review | None:
        """What stands of one slot, or None."""
        found = self.taken(slot, entry)
        return found[-1] if found else None

    def taken(self, slot: Slot, entry: Entry) -> list[Review]:
        """What stood in one slot one after another."""
        return [each for each in self._all(slot, entry) if each.taken]

    def slots(self) -> Mapping[tuple[Slot, Entry], int]:
        """Every slot in which something stands, in order → where in `kept` that is."""
        taken = {kind: [at for at in all_ if self.kept[at].taken] for kind, all_ in self._kinds()}
        return {kind: found[-1] for kind, found in taken.items() if found}

    def _kinds(self) -> list[tuple[tuple[Slot, Entry], list[int]]]:
        return sorted(self._of_kind.items())

    def _all(self, slot: Slot, entry: Entry) -> list[Review]:
        return [self.kept[at] for at in self._of_kind.get((slot, entry), ())]

    def _add(self, sheet: Review) -> None:
        self._of_kind.setdefault((Slot.of(sheet), sheet.entry), []).append(len(self.kept))
        self.kept.append(sheet)

    def _only_mends_typing(self, standing: Review, changed: list[Difference]) -> bool:
        """Whether a typed copy 录入 changed only where the two copies were apart."""
        if not standing.entry:
            return False
        other = self.standing(Slot.of(standing), "乙" if standing.entry == "甲" else "甲")
        if other is None:
            return True
        differed = {(e.indicator, e.field) for e in apart(self.standard, standing, other)}
        return {(each.indicator, each.field) for each in changed} <= differed
