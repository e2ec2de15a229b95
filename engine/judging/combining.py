"""From several assessors' sheets to one ruling an item 合成, and what is still owed 未定项.

Marks 考评分 become one by the rule of the year's ReviewTerms; all else an assessor says is a fact,
and facts must be the same. docs/run-format.md says it in full under “合成”.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from engine.judging.agreeing import Agreeing
from engine.judging.case import Case
from engine.judging.panel import Panel
from engine.judging.pooling import Pooled
from engine.judging.review_parts import parts_of
from engine.records.review import Assignments, Review, ReviewTerms, Round, Waiting, Way
from engine.records.submission import Ruling
from engine.rubric.standard import Standard

Rulings = dict[str, dict[str, Ruling]]
"""Unit → indicator → ruling."""


@dataclass(frozen=True, slots=True)
class Combined:
    """What became of the reviews: what stands, what is owed, how each mark came about."""

    rulings: Rulings
    waiting: tuple[Waiting, ...]
    pooled: Mapping[str, Mapping[str, tuple[Pooled, ...]]]
    """Unit → indicator → its marks, also those that are not one value yet."""


def combine(
    standard: Standard,
    terms: ReviewTerms,
    assignments: Assignments,
    reviews: Iterable[Review],
    *,
    offsets: Mapping[str, Decimal] | None = None,
    avoid: Collection[tuple[str, str]] = (),
    unasked: Mapping[str, Collection[str]] | None = None,
) -> Combined:
    """One ruling for every item of every assigned unit on which enough is said.

    `reviews`: what counts now, one for each unit, assessor, round and way. `offsets`: assessor →
    share of an item's points that is taken off their marks 宽严校正, where the year does so.
    `avoid`: (assessor, unit) that must keep apart 回避; with nobody's mark in place of theirs the
    item waits. `unasked`: unit → fields it is not asked for, which nobody owes. Sheets of anybody
    who is not assigned, and of other rounds, never count.

    Pure and free of order: another order of reviews gives the same.
    """
    parts = {item.code: parts_of(item, assignments) for item in standard.items}
    sheets: dict[str, dict[tuple[Round, Way, str], Review]] = {}
    for review in reviews:
        key = (review.round, review.way, review.assessor)
        sheets.setdefault(review.unit, {})[key] = review
    rulings: Rulings = {}
    waiting: list[Waiting] = []
    pools: dict[str, dict[str, tuple[Pooled, ...]]] = {}
    for unit in sorted(_assigned(assignments)):
        barred = {assessor for assessor, of in avoid if of == unit}
        panel = Panel(
            unit, terms, assignments, sheets.get(unit, {}), offsets or {}, barred,
            (unasked or {}).get(unit, ()),
        )  # fmt: skip
        for item in standard.items:
            one = Agreeing(panel, standard, item)
            ruling = one.settle(parts[item.code])
            waiting += one.waiting.values()
            if ruling is not None:
                rulings.setdefault(unit, {})[item.code] = ruling
            if one.pooled:
                pools.setdefault(unit, {})[item.code] = tuple(one.pooled)
    return Combined(rulings, tuple(waiting), pools)


def combined(case: Case) -> Combined:
    """What became of a case's reviews. Only for a case that `combines`."""
    assert case.review_terms is not None, "a case that combines has its terms"
    return combine(
        case.standard,
        case.review_terms,
        case.assignments,
        case.reviews,
        offsets=case.offsets,
        avoid=case.avoid,
    )


def _assigned(assignments: Assignments) -> set[str]:
    return {unit for each in assignments.assignments if each.round == "main" for unit in each.units}
