"""未定项清单: every item of every counted unit that has no points, and how far totals may still go.

Listed is exactly what is undecided: an item that is waited for and has its points is not here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np

from engine.judging.case import Case
from engine.judging.cohort import gather
from engine.judging.item_score import ItemScore
from engine.judging.open_causes import Causes
from engine.judging.outcome import Outcome
from engine.judging.rechecking import with_rechecks
from engine.judging.scoring import score
from engine.judging.totals import add_up
from engine.records.exact import Integers, from_units, to_units
from engine.records.open_item import OpenItem, OpenList, Reach
from engine.records.review import Waiting
from engine.records.states import State

_NOBODY: Mapping[str, tuple[str, ...]] = {}


def still_open(
    outcome: Outcome,
    waiting: Iterable[Waiting] = (),
    assessors: Mapping[str, tuple[str, ...]] = _NOBODY,
) -> OpenList:
    """What is open in an outcome; `assessors` are those of each unit, as far as they are known."""
    causes, judged = Causes(outcome, waiting, assessors), list(outcome.scores.items.values())
    open_ = np.array([~each.decided for each in judged], dtype=bool)
    places = np.argwhere(open_.T).tolist() if judged else []
    items = tuple(_item(outcome, causes, judged[which], at) for at, which in places)
    return OpenList(items, _reach(outcome, dict.fromkeys(at for at, _ in places)))


def still_waiting(told: Case, waiting: Iterable[Waiting]) -> tuple[Waiting, ...]:
    """Of what the combination waits for, the items that have no points by all that stands.

    The others are decided whatever comes: a bonus nobody claims, an item that is not asked.
    """
    case = with_rechecks(told)
    scores = score(gather(case), case.closings)
    position = {unit.code: at for at, unit in enumerate(scores.cohort.units)}
    return tuple(
        each
        for each in waiting
        if each.unit in position and not scores.items[each.indicator].decided[position[each.unit]]
    )


def _item(outcome: Outcome, causes: Causes, judged: ItemScore, at: int) -> OpenItem:
    item, places = judged.item, outcome.scores.places
    known = bool(judged.claimed_known[at])
    return OpenItem(
        unit=outcome.scores.cohort.units[at].code,
        indicator=item.code,
        title=item.indicator.title,
        state=State(int(judged.states[at])),
        full=from_units(int(_full(judged, places)[at]), places) if item.context.capped else None,
        claimed=from_units(int(judged.claimed[at]), places) if known else None,
        penalty=item.block == "penalty",
        whys=causes.of(judged, at),
    )


def _full(judged: ItemScore, places: int) -> Integers:
    """满分 of every unit; the most it is for anybody where nobody knows yet what it is."""
    full = np.broadcast_to(judged.full, judged.points.shape)
    return np.where(full > 0, full, to_units(judged.item.points, places))


def _reach(outcome: Outcome, positions: Iterable[int]) -> dict[str, Reach]:
    """A unit's own total as it is, and with every open item at its worst and at its best."""
    scores = outcome.scores
    limits = (
        add_up(
            scores.cohort,
            {code: _at_limit(judged, scores.places, best) for code, judged in scores.items.items()},
        ).total
        for best in (False, True)
    )
    now, least, most = scores.totals.total, *limits
    endless = np.zeros(scores.cohort.size, dtype=bool)
    for judged in scores.items.values():
        if not judged.item.context.capped:
            endless |= ~judged.decided
    return {
        scores.cohort.units[at].code: Reach(
            from_units(int(now[at]), scores.places),
            None if endless[at] else from_units(int(least[at]), scores.places),
            from_units(int(most[at]), scores.places),
        )
        for at in positions
    }


def _at_limit(judged: ItemScore, places: int, best: bool) -> ItemScore:
    """The item with what is open at 满分 or at 0; of a penalty the other way round."""
    given = _full(judged, places) * (best is not (judged.item.block == "penalty"))
    return replace(judged, points=np.where(judged.decided, judged.points, given))
