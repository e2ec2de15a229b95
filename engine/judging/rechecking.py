"""A case as its 复核决定 leave it: rulings and closing entries replaced, item by item."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeAlias

from engine.judging.case import Case
from engine.records.recheck import DecidedItem, Recheck
from engine.records.submission import ClosedItem, Closing, Ruling

Rechecked: TypeAlias = Mapping[tuple[str, str], tuple[Recheck, DecidedItem]]
"""(unit, indicator) → the newest 复核决定 about it, and what that says of it."""


def with_rechecks(case: Case) -> Case:
    """The same case with every upheld item decided as the recheck says; itself without any.

    The rule works out the points again from the new values. Points are given outright only where
    the closing decision 收口 had given them: its entry is replaced.
    """
    if not case.rechecks:
        return case
    rulings, closings = dict(case.rulings), case.closings
    for decision in case.rechecks:
        for item in decision.items:
            if item.upheld:
                mine = rulings.get(decision.unit, {})
                closings = _closings_after(closings, decision.unit, item)
                if item.points is None:
                    ruling = _ruling_after(mine, decision, item)
                    rulings[decision.unit] = {**mine, item.indicator: ruling}
    return replace(case, rulings=rulings, closings=closings, rechecks=())


def _ruling_after(before: Mapping[str, Ruling], decision: Recheck, item: DecidedItem) -> Ruling:
    """The ruling in force: the recheck's words, and of the earlier one what it did not touch."""
    earlier = before.get(item.indicator)
    return Ruling(
        unit=decision.unit,
        indicator=item.indicator,
        verdict=item.verdict or (earlier and earlier.verdict),
        values={**(earlier.values if earlier is not None else {}), **item.values},
        reason=item.reason,
        role=decision.role,
        place=decision.place,
    )


def _closings_after(
    closings: tuple[Closing, ...], unit: str, item: DecidedItem
) -> tuple[Closing, ...]:
    """The closing decisions without their entries for an item; the recheck's points in the first.

    There they stand before whatever rule of whichever decision had closed it.
    """
    key, added = (unit, item.indicator), list[ClosedItem]()
    if item.points is not None:
        added = [
            ClosedItem(unit=unit, indicator=item.indicator, points=item.points, reason=item.reason)
        ]
    found = []
    for number, closing in enumerate(closings):
        items = [each for each in closing.items if (each.unit, each.indicator) != key]
        items += added if number == 0 else []
        found.append(closing.model_copy(update={"items": tuple(items)}))
    return tuple(found)


def decided_items(case: Case) -> Rechecked:
    """What every decision of a case says, item by item."""
    return {
        (decision.unit, item.indicator): (decision, item)
        for decision in case.rechecks
        for item in decision.items
    }
