"""Who was to review one unit, and what those said of it 评审组."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from engine.records.review import Assignments, Review, ReviewTerms, Round, Way
from engine.records.submission import Ruling


@dataclass(frozen=True, slots=True)
class Panel:
    """The sheets of one unit and who was to write them."""

    unit: str
    terms: ReviewTerms
    assignments: Assignments
    sheets: Mapping[tuple[Round, Way, str], Review]
    offsets: Mapping[str, Decimal]
    barred: Collection[str]
    unasked: Collection[str]
    """Fields that nobody owes, for the unit is not asked for them."""

    def assessors(self, round_: Round, way: Way) -> tuple[str, ...]:
        """Who is assigned, in code order."""
        newest = self.assignments.newest(round_, way)
        return tuple(sorted(set(newest.units.get(self.unit, ())))) if newest is not None else ()

    def said(self, round_: Round, way: Way, item: str) -> dict[str, Ruling]:
        """What the assigned said of an item, but for those who must keep away."""
        found = {}
        for assessor in self.assessors(round_, way):
            sheet = self.sheets.get((round_, way, assessor))
            if sheet is not None and item in sheet.rulings and assessor not in self.barred:
                found[assessor] = sheet.rulings[item]
        return found

    def thirds(self, way: Way, item: str) -> dict[str, Ruling]:
        """Likewise of a third, who is neither of the two."""
        first = self.assessors("main", way)
        return {a: r for a, r in self.said("third", way, item).items() if a not in first}

    def agreed(self, item: str) -> list[Ruling]:
        """What was settled together, whoever wrote it down."""
        keys = sorted(key for key in self.sheets if key[0] == "agreed")
        return [r for key in keys if (r := self.sheets[key].rulings.get(item)) is not None]
