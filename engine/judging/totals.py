"""Sums of a cohort: sections, base, bonus, penalties and the total, each rounded where converted.

A section's points are those of its items. Where the rubric converts it 折算, or an item has left
the unit's table and the rest is brought back to the whole, they are divided and rounded once; so is
the base. All else is exact addition.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from engine.judging.cohort import Cohort
from engine.judging.item_score import ItemScore
from engine.language.evaluate import Evaluation
from engine.records.columns import blocks
from engine.records.exact import Integers, divide, rescale, to_units
from engine.records.states import READABLE
from engine.rubric.model import Penalties, Section
from engine.rules.amounts import Amount, lowered

Conversion = tuple[Integers, Integers]
"""What points are out of, and what they are brought to: points × the second ÷ the first."""


@dataclass(frozen=True, slots=True)
class SectionScore:
    """One section over all units, int64 at the rubric's places.

    `whole` is what it is worth to the unit, `most` what the unit can reach of it: less, where items
    have left it whose points the total brings back.
    """

    points: Integers
    whole: Integers
    most: Integers
    of: Conversion | None = None
    """Where what was reached is converted: the points it is out of, and those it is brought to."""


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums of every unit by itself."""

    sections: Mapping[str, SectionScore]
    base: Integers
    base_of: Conversion | None
    """Where the base is converted: out of which points, and to which."""
    bonus: Integers
    penalty: Integers
    penalty_before_cap: Integers
    coefficient: tuple[Integers, int] | None
    """What penalties are multiplied with, and its places."""
    total: Integers


def add_up(cohort: Cohort, items: Mapping[str, ItemScore]) -> Totals:
    """All sums; what is open adds nothing."""
    rubric, places, size = cohort.standard.rubric, cohort.standard.places, cohort.size
    sections = {
        each.code: _section(each, cohort, [i for i in items.values() if _in(i, each)])
        for each in rubric.sections
    }
    base, base_of = _base(cohort, sections.values(), items.values())
    bonus = _sum(size, (each.points for each in items.values() if each.item.bonus))
    if rubric.bonus is not None:
        bonus = np.minimum(bonus, to_units(rubric.bonus.cap, places))
    total, factor = base + bonus, None
    lost = penalty = np.zeros(size, dtype=np.int64)
    if rubric.penalties is not None:
        lost, factor = _penalty(rubric.penalties, cohort, items.values())
        cap = rubric.penalties.cap
        penalty = lost if cap is None else np.minimum(lost, to_units(cap, places))
        total = total - penalty
        if rubric.penalties.floor == "zero":
            total = np.maximum(total, 0)
    return Totals(sections, base, base_of, bonus, penalty, lost, factor, total)


def _in(judged: ItemScore, section: Section) -> bool:
    return judged.item.block == "base" and judged.item.section == section.code


def _sum(size: int, columns: Iterable[Integers]) -> Integers:
    total, added = np.zeros(size, dtype=np.int64), list(columns)
    for units in blocks(size):
        part = total[units]
        for column in added:
            part += column[units] if column.ndim else column
    return total


def _section(section: Section, cohort: Cohort, items: list[ItemScore]) -> SectionScore:
    size, mode = cohort.size, cohort.standard.rubric.rounding.mode
    got = _sum(size, (each.points for each in items))
    worth = _sum(size, (each.full for each in items))
    if not section.convert and not any(map(_way, items)):
        return SectionScore(got, worth, worth)
    gone = {way: _left(items, way, size) for way in ("remove", "section", "total")}
    there = worth - gone["section"]
    if not section.convert and not any(_way(each) == "section" for each in items):
        whole = there - gone["remove"]
        return SectionScore(got, whole, whole - gone["total"])
    points = worth
    if section.convert and section.points is not None:
        points = _amount(section.points, cohort)
    kept = there - gone["remove"]
    return SectionScore(
        divide(got * points, there, mode),
        divide(kept * points, there, mode),
        divide((kept - gone["total"]) * points, there, mode),
        (there, points),
    )


def _way(judged: ItemScore) -> str:
    """What becomes of the points of an item that does not apply: where they are brought back."""
    policy = judged.item.policy
    if policy is None or policy.gives_full:
        return ""
    return policy.within or "remove"


def _left(items: list[ItemScore], way: str, size: int) -> Integers:
    return _sum(size, (each.full * each.out for each in items if _way(each) == way))


def _base(
    cohort: Cohort, sections: Iterable[SectionScore], items: Iterable[ItemScore]
) -> tuple[Integers, Conversion | None]:
    rubric, places, size = cohort.standard.rubric, cohort.standard.places, cohort.size
    parts = list(sections)
    got = _sum(size, (each.points for each in parts))
    if rubric.convert_to is None and not any(_way(each) == "total" for each in items):
        return got, None
    most = _sum(size, (each.most for each in parts))
    if rubric.convert_to is None:
        whole = _sum(size, (each.whole for each in parts))
    else:
        whole = np.full(size, to_units(rubric.convert_to, places), dtype=np.int64)
    return divide(got * whole, most, rubric.rounding.mode), (most, whole)


def _penalty(
    penalties: Penalties, cohort: Cohort, items: Iterable[ItemScore]
) -> tuple[Integers, tuple[Integers, int] | None]:
    """What is taken off before any cap, and the coefficient it was multiplied with."""
    lost = _sum(cohort.size, (each.points for each in items if each.item.block == "penalty"))
    if penalties.coefficient is None:
        return lost, None
    factor = _evaluated(penalties.coefficient, cohort)
    exact, scale = lost * factor[0], np.array(10 ** factor[1], dtype=np.int64)
    return divide(exact, scale, cohort.standard.rubric.rounding.mode), factor


def _amount(value: Amount, cohort: Cohort) -> Integers:
    """An amount of every unit at the rubric's places."""
    values, places = _evaluated(value, cohort)
    return rescale(values, places, cohort.standard.places)


def _evaluated(value: Amount, cohort: Cohort) -> tuple[Integers, int]:
    scope = cohort.standard.scope
    evaluation = Evaluation(scope, cohort.effective, cohort.size, traced=False)
    result = evaluation.of(lowered(value, scope, {})).spread(cohort.size)
    return result.values * (result.states <= READABLE), result.places
