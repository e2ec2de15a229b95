"""What each assessor's opinion alone would give 各评审人单独的分: every item, not only marks.

A verified count in which two teams differ shows as the points it comes to. Units are scored in
layers: the first assessor of every unit as one cohort, then the second of those that have one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from engine.judging.agreement import Floats, Ids, Ratings
from engine.judging.case import Case
from engine.judging.cohort import gather
from engine.judging.settling import judged_alone
from engine.language.fields import Kind, Source
from engine.records.exact import Integers, Truths
from engine.records.review import Review, Round
from engine.records.submission import Ruling
from engine.rubric.standard import Item, Standard

Sheet = Mapping[str, Ruling]
"""Indicator → ruling."""


@dataclass(frozen=True)
class Opinions:
    """Sheets in the order of unit and assessor, and the points each gives to every item.

    `points` and `full` are items × sheets at the rubric's places, used only where `given`: the
    assessor said something that the item reads, and it is decided by that.
    """

    standard: Standard
    units: tuple[str, ...]
    assessors: tuple[str, ...]
    unit: Ids
    assessor: Ids
    sheets: tuple[Sheet, ...]
    points: Integers
    full: Integers
    given: Truths

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Items in the rubric's order, as the rows are."""
        return self.standard.items

    @cached_property
    def shares(self) -> Floats:
        """Points as shares of full points; 0 where nothing is given."""
        known = self.given & (self.full > 0)
        return np.where(known, self.points / np.maximum(self.full, 1), 0.0)

    @cached_property
    def own_marks(self) -> Truths:
        """Where points come of what reviewers fill in themselves 〔评〕, not of verified claims."""
        own = np.array([
            any(each.source is Source.REVIEWER and each.type is not Kind.TEXT for each in i.fields)
            for i in self.items
        ], dtype=np.bool_)  # fmt: skip
        return np.asarray(self.given & own[:, None] & (self.full > 0), dtype=np.bool_)

    @cached_property
    def compared(self) -> Truths:
        """Sheets of units that two or more assessors reviewed."""
        several = np.bincount(self.unit, minlength=len(self.units)) > 1
        return np.asarray(several[self.unit], dtype=np.bool_)

    def of_item(self, row: int) -> Ratings:
        """The shares of one item."""
        given = self.given[row]
        return Ratings(self.unit[given], self.assessor[given], self.shares[row][given])

    def whole(self, *, marks_only: bool = False) -> Ratings:
        """One share a sheet: of the items that all assessors of the unit gave points in.

        So that nobody is lenient for having been given the easier items. Points of a penalty count
        against; `marks_only` leaves out what is only verified. A sheet without such items is left
        out.
        """
        chosen = np.array([bool(i.marks) or not marks_only for i in self.items], dtype=np.bool_)
        sign = np.array([-1 if item.block == "penalty" else 1 for item in self.items])
        count = np.bincount(self.unit, minlength=len(self.units))
        common = np.array([
            np.bincount(self.unit, row, len(self.units)) == count for row in self.given
        ])  # fmt: skip
        used = self.given & common[:, self.unit] & chosen[:, None]
        reached = (self.points * used * sign[:, None]).sum(axis=0)
        full = (self.full * used * (sign > 0)[:, None]).sum(axis=0)
        there = full > 0
        return Ratings(self.unit[there], self.assessor[there], reached[there] / full[there])


def opinions(case: Case, round_: Round = "main") -> Opinions:
    """Score every sheet of a round by itself; a unit without a workbook that counts has none.

    What one assessor said on several sheets of a unit (资料, 现场, 问卷) is one opinion. A third
    marks only where two are apart, so that their marks are no sample of anything.
    """
    told = _by_unit(case.reviews, round_)
    units = [unit for unit in case.counted if unit.code in told]
    assessors = tuple(sorted({who for unit in units for who in told[unit.code]}))
    position = {who: i for i, who in enumerate(assessors)}
    pairs = [(i, who) for i, unit in enumerate(units) for who in sorted(told[unit.code])]
    at = {pair: sheet for sheet, pair in enumerate(pairs)}
    shape = (len(case.standard.items), len(pairs))
    points, full = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    given = np.zeros(shape, np.bool_)
    for layer in range(max((len(each) for each in told.values()), default=0)):
        members = [(i, u) for i, u in enumerate(units) if len(told[u.code]) > layer]
        whose = [sorted(told[unit.code])[layer] for _, unit in members]
        rulings = {u.code: told[u.code][who] for (_, u), who in zip(members, whose, strict=True)}
        places = [at[i, who] for (i, _), who in zip(members, whose, strict=True)]
        part = replace(
            case, roster=tuple(unit for _, unit in members), rulings=rulings, closings=()
        )
        for row, judged in enumerate(judged_alone(gather(part)).values()):
            points[row, places] = judged.points
            full[row, places] = np.where(judged.out, 0, judged.full)
            given[row, places] = judged.decided
    sheets = tuple(told[units[i].code][who] for i, who in pairs)
    return Opinions(
        standard=case.standard,
        units=tuple(unit.code for unit in units),
        assessors=assessors,
        unit=np.array([i for i, _ in pairs], np.int64),
        assessor=np.array([position[who] for _, who in pairs], np.int64),
        sheets=sheets,
        points=points,
        full=full,
        given=given & _touched(case.standard, sheets),
    )


def _by_unit(reviews: Iterable[Review], round_: Round) -> dict[str, dict[str, Sheet]]:
    """Unit → assessor → what they said of each item."""
    told: dict[str, dict[str, dict[str, Ruling]]] = {}
    for each in sorted(reviews, key=lambda one: (one.unit, one.assessor, one.round, one.way)):
        if each.round != round_ or not each.rulings:
            continue
        said = told.setdefault(each.unit, {}).setdefault(each.assessor, {})
        for code, ruling in each.rulings.items():
            said[code] = _together(said[code], ruling) if code in said else ruling
    return {unit: dict(whose) for unit, whose in told.items()}


def _together(one: Ruling, other: Ruling) -> Ruling:
    """Two rulings of one assessor on one item, each of its own way to look."""
    return one.model_copy(
        update={
            "verdict": one.verdict or other.verdict,
            "values": {**one.values, **other.values},
            "reason": one.reason or other.reason,
        }
    )


def _touched(standard: Standard, sheets: tuple[Sheet, ...]) -> Truths:
    """items × sheets: whether a sheet rules on an item, or on one whose fields the item reads."""
    owner = {field.code: item.code for item in standard.items for field in item.fields}
    ruled = {
        item.code: np.array([item.code in sheet for sheet in sheets], dtype=np.bool_)
        for item in standard.items
    }
    nothing = np.zeros(len(sheets), np.bool_)
    found = []
    for item in standard.items:
        sources = {item.code, *(owner[code] for code in item.reads if code in owner)}
        found.append(np.logical_or.reduce([nothing, *(ruled[code] for code in sources)]))
    return np.array(found, dtype=np.bool_).reshape(len(standard.items), len(sheets))
