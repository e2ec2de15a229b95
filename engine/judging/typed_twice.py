"""双人录入: what two people typed from one sheet written by hand, held against each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engine.judging.review_versions import Difference, Slot, apart
from engine.records.problem import Place, Problem, problem
from engine.records.review import Entry, Review
from engine.rubric.standard import Standard


@dataclass(frozen=True, slots=True)
class Typed:
    """One sheet as far as both copies say the same; items in which they differ have no ruling."""

    review: Review
    apart: tuple[Difference, ...]


def both_copies(standard: Standard, first: Review, second: Review) -> Typed:
    """Copies 甲 and 乙 of one sheet as one. Reasons may be worded otherwise; 甲's stands."""
    found = apart(standard, first, second)
    differ = {each.indicator for each in found}
    rulings = {
        code: ruling if ruling.reason else ruling.model_copy(update={"reason": other.reason})
        for code, ruling in first.rulings.items()
        if code not in differ and (other := second.rulings.get(code)) is not None
    }
    return Typed(first.model_copy(update={"entry": "", "rulings": rulings}), tuple(found))


@dataclass(frozen=True, slots=True)
class Copies:
    """All sheets of a year, each as one; what waits for the people who typed, and why."""

    reviews: tuple[Review, ...]
    apart: Mapping[Slot, tuple[Difference, ...]]
    half: Mapping[Slot, Entry]
    """Sheets of which only this copy is there."""

    @property
    def problems(self) -> list[Problem]:
        """A fault for each cell typed in two ways, and for each copy that is missing."""
        found = [
            problem(
                "V438",
                each.before_place,
                unit=slot.unit,
                indicator=each.indicator,
                title=each.title,
                first=each.before,
                second=each.after,
                there=each.place,
            )
            for slot, listed in self.apart.items()
            for each in listed
        ]
        return found + [
            problem(
                "V439", Place(), unit=slot.unit, unit_code=slot.unit, who=slot.assessor,
                there=entry, missing="乙" if entry == "甲" else "甲",
            )
            for slot, entry in self.half.items()
        ]  # fmt: skip


def as_one(standard: Standard, sheets: Iterable[Review]) -> Copies:
    """Sheets that stand, with the two copies of each that was typed twice put together."""
    copies: dict[Slot, dict[Entry, Review]] = {}
    for each in sheets:
        copies.setdefault(Slot.of(each), {})[each.entry] = each
    reviews: list[Review] = []
    differ: dict[Slot, tuple[Difference, ...]] = {}
    half: dict[Slot, Entry] = {}
    for slot, by_entry in sorted(copies.items()):
        if "" in by_entry:
            reviews.append(by_entry[""])
        elif len(by_entry) == 1:
            half[slot] = next(iter(by_entry))
        else:
            typed = both_copies(standard, by_entry["甲"], by_entry["乙"])
            reviews.append(typed.review)
            if typed.apart:
                differ[slot] = typed.apart
    return Copies(tuple(reviews), differ, half)
