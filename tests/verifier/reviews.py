"""Cohorts that several assessors reviewed, by chance from a seed: every rule, round and owing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from engine.judging.case import Case
from engine.judging.combining import combined
from engine.language.fields import Field, Kind, Source
from engine.records.exact import plain
from engine.records.review import AGREED, Assignment, Assignments, Review, ReviewTerms
from engine.records.submission import FILLED, Answer, Ruling, Verdict
from engine.rubric.fine_marks import with_fine_marks
from engine.rubric.standard import Item

ASSESSORS = {"mean": 3, "median": 4, "three": 3, "third-if-apart": 2, "trimmed-mean": 6, "": 1}
DAY = date(2025, 11, 20)


def reviewed(made: Case, seed: int) -> Case:
    """The case, its rulings taken for what most assessors would say, and then combined."""
    chance = Random(seed)
    rule = sorted(ASSESSORS)[seed % len(ASSESSORS)]
    told: dict[str, Any] = {"by": "expert", "marks": "individual", "combine": rule,
                            "per_unit": ASSESSORS[rule]}  # fmt: skip
    if rule == "third-if-apart":
        told["apart"] = chance.choice(("0.1", "0.05", "0.333"))
    if not rule:
        told = {"by": "team", "marks": "agreed", "combine": None}
    terms = ReviewTerms.model_validate(told)
    main = {unit: _some(chance, ASSESSORS[rule]) for unit in sorted(made.rulings)}
    third = {unit: (f"E{chance.randint(1, 9)}",) for unit in main if chance.random() < 0.8}
    offsets = {f"E{n}": Decimal(n - 4) / 200 for n in range(1, 6)}
    avoid = {(who, unit) for unit in main for who in main[unit] if chance.random() < 0.01}
    assigned = [_assignment(main), _assignment(third, round="third")]
    made = replace(
        made,
        standard=with_fine_marks(made.standard),
        review_terms=terms,
        assignments=Assignments(assignments=(*assigned, _assignment(main, round="trial"))),
        offsets=offsets if chance.random() < 0.4 else {},
        avoid=frozenset(avoid),
    )
    reviews = [each for unit in main for each in _sheets(made, chance, unit, main[unit], third)]
    chance.shuffle(reviews)
    made = replace(made, reviews=tuple(reviews))
    return replace(made, rulings=combined(made).rulings)


def _some(chance: Random, many: int) -> tuple[str, ...]:
    # Now and then one fewer than the rule wants: it waits.
    many -= chance.random() < 0.05 and many > 1
    return tuple(sorted(chance.sample([f"E{n}" for n in range(1, 10)], many)))


def _assignment(units: Mapping[str, tuple[str, ...]], **more: Any) -> Assignment:
    return Assignment(per_unit=2, seed="1", units=dict(units), date=DAY, **more)


def _sheets(
    case: Case,
    chance: Random,
    unit: str,
    main: tuple[str, ...],
    third: Mapping[str, tuple[str, ...]],
) -> list[Review]:
    """Whoever is assigned says about the same; sometimes not, or nothing; a stranger as well."""
    found = []
    for round_, those in (("main", (*main, "E99")), ("third", third.get(unit, ())),
                          ("agreed", (AGREED,)), ("trial", main)):  # fmt: skip
        for who in those:
            heard = 0.97 if round_ in ("main", "third") else 0.2
            items = [
                item
                for item in case.standard.items
                if item.code in case.rulings[unit] and chance.random() < heard
            ]
            rulings = {
                i.code: _about(chance, i, case.rulings[unit][i.code], third=round_ == "third")
                for i in items
            }
            found.append(Review(unit=unit, assessor=who, round=round_, rulings=rulings,
                                file=f"{who}.xlsx", sha256=who))  # fmt: skip
    return found


def _about(chance: Random, item: Item, ruling: Ruling, *, third: bool) -> Ruling:
    """About what `ruling` says: other marks, seldom other facts, a third often the mark alone."""
    values: dict[str, Answer] = {}
    for field in item.fields:
        settled = ruling.values.get(field.code)
        if settled is None or chance.random() < 0.003:
            continue
        if field.code in item.marks:
            values[field.code] = settled.model_copy(update={"value": _near(chance, field)})
        elif field.type is Kind.TEXT and field.source is Source.REVIEWER:
            values |= {field.code: Answer(value=FILLED, state=settled.state)} if third else {}
        elif not third or chance.random() < 0.5:
            values[field.code] = settled
    verdict = ruling.verdict if not third or chance.random() < 0.5 else None
    if chance.random() < 0.003:
        verdict = chance.choice((*Verdict, None))
    reason = ruling.reason if chance.random() < 0.5 else ""
    return ruling.model_copy(update={"values": values, "verdict": verdict, "reason": reason})


def _near(chance: Random, field: Field) -> str:
    assert field.maximum is not None
    top = int(field.maximum.scaleb(field.places))
    low = max(0, top - top // chance.choice((1, 4, 8)) - 1)
    return plain(Decimal(chance.randint(low, top)).scaleb(-field.places))
