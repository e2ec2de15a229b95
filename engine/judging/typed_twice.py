"""双人录入: what two people typed from one sheet written by hand, held against each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engine.judging.review_versions import Slot, apart
from engine.records.problem import Problem, problem
from engine.records.review import Entry, Review, TypedApart
from engine.rubric.standard import Standard


@dataclass(frozen=True, slots=True)
class Copies:
    """All sheets of a year, each as one; what waits for the people who typed, and why."""

    reviews: tuple[Review, ...]
    apart: tuple[TypedApart, ...]
    half: Mapping[Slot, Entry]
    """Sheets of which only this copy is there."""

    @property
    def problems(self) -> list[Problem]:
        """A fault for each cell typed in two ways, and for each copy that is missing."""
        return [_differs(each) for each in self.apart] + [
            _missing(slot, entry) for slot, entry in self.half.items()
        ]


def as_one(standard: Standard, sheets: Iterable[Review]) -> Copies:
    """Sheets that stand, with the two copies of each that was typed twice put together."""
    copies: dict[Slot, dict[Entry, Review]] = {}
    for each in sheets:
        copies.setdefault(Slot.of(each), {})[each.entry] = each
    reviews: list[Review] = []
    differ: list[TypedApart] = []
    half: dict[Slot, Entry] = {}
    for slot, by_entry in sorted(copies.items()):
        if "" in by_entry:
            reviews.append(by_entry[""])
        elif len(by_entry) == 1:
            half[slot] = next(iter(by_entry))
        else:
            typed = _held(standard, by_entry["甲"], by_entry["乙"])
            differ += typed
            apart_in = {each.indicator for each in typed}
            reviews.append(_common(by_entry["甲"], by_entry["乙"], apart_in))
    return Copies(tuple(reviews), tuple(differ), half)


def _held(standard: Standard, first: Review, second: Review) -> list[TypedApart]:
    return [
        TypedApart(
            unit=first.unit,
            assessor=first.assessor,
            indicator=each.indicator,
            title=each.title,
            first=each.before,
            second=each.after,
            first_place=each.before_place,
            second_place=each.place,
        )
        for each in apart(standard, first, second)
    ]


def _common(first: Review, second: Review, apart_in: set[str]) -> Review:
    """What both copies say. Reasons may be typed otherwise: the words of 甲 stand."""
    rulings = {
        code: ruling if ruling.reason else ruling.model_copy(update={"reason": other.reason})
        for code, ruling in first.rulings.items()
        if code not in apart_in and (other := second.rulings.get(code)) is not None
    }
    return first.model_copy(update={"entry": "", "rulings": rulings})


def _differs(each: TypedApart) -> Problem:
    return problem(
        "V438",
        each.first_place,
        unit=each.unit,
        indicator=each.indicator,
        title=f"{each.indicator} {each.title}",
        first=each.first,
        second=each.second,
        there=each.second_place,
    )


def _missing(slot: Slot, entry: Entry) -> Problem:
    missing = "乙" if entry == "甲" else "甲"
    return problem(
        "V439",
        unit=slot.unit,
        unit_code=slot.unit,
        who=slot.assessor,
        there=entry,
        missing=missing,
    )
