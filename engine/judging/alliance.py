"""Alliances 捆绑评价: a unit's total shared with what the final members of its alliance come to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.judging.cohort import Cohort
from engine.judging.totals import Totals
from engine.language.peers import Peers
from engine.records.exact import Integers, Truths, divide, places_of, rescale, to_units
from engine.records.states import READABLE, State
from engine.rubric.model import Alliance


@dataclass(frozen=True, slots=True)
class Allied:
    """How many `members` counted for each unit (0: it stands alone), and what they came to.

    `whole` is their sum at `places`: of a growth, of what it counts for after its limits.
    """

    members: Integers
    whole: Integers
    places: int


def shared_totals(
    alliance: Alliance, cohort: Cohort, totals: Totals, final: Truths, peers: Truths
) -> tuple[Integers, Allied, Truths]:
    """Totals shared within alliances, who was counted, and whose total is final by that.

    own × own share + Σ members × shared ÷ members, rounded once. Before the closing decision nobody
    knows the others: every total is provisional, and the unit's own.
    """
    group = cohort.effective[alliance.by]
    if not peers.any():
        none = np.zeros(cohort.size, dtype=np.int64)
        return totals.total, Allied(none, none, 0), np.zeros_like(final)
    value, counts, places = _value(alliance, cohort, totals, peers)
    states = np.where(counts, State.VERIFIED, State.BLANK).astype(np.uint8)
    among = Peers.of(value, states, group, peers)
    members, whole = among.spread(among.number), among.spread(among.sum)
    if alliance.measure == "least":
        whole = among.spread(among.least) * members
    if alliance.of == "others":
        members, whole = _without_own(alliance, among, members, whole)
    members = np.where((group.states <= READABLE) & (group.values != 0), members, 0)
    if alliance.most is not None and alliance.points is not None:
        finer = max(places, places_of(alliance.most))
        most = to_units(alliance.most, finer)
        whole, places = np.clip(rescale(whole, places, finer), 0, most * members), finer
    total = _combined(alliance, cohort, totals.total, whole, members, places)
    return total, Allied(members, whole, places), final


def _value(
    alliance: Alliance, cohort: Cohort, totals: Totals, peers: Truths
) -> tuple[Integers, Truths, int]:
    """What each member brings in, whether it brings anything, and the places of it."""
    places = cohort.standard.places
    if alliance.last is None:
        return totals.total, peers, places
    last, field = cohort.effective[alliance.last], cohort.standard.scope[alliance.last]
    finer = max(places, field.places)
    before = rescale(last.values, field.places, finer)
    return rescale(totals.total, places, finer) - before, peers & (last.states <= READABLE), finer


def _without_own(
    alliance: Alliance, among: Peers, members: Integers, whole: Integers
) -> tuple[Integers, Integers]:
    """The same of the other members only."""
    counts = among.weights
    others = members - counts
    if alliance.measure != "least":
        return others, whole - among.values * counts
    least = among.spread(among.least)
    only = Peers(among.values, counts * (among.values > least), among.groups)
    ties = Peers(among.values, counts * (among.values == least), among.groups)
    alone = (ties.weights > 0) & (ties.spread(ties.number) == 1)
    return others, np.where(alone, only.spread(only.least), least) * others


def _combined(
    alliance: Alliance,
    cohort: Cohort,
    own: Integers,
    whole: Integers,
    members: Integers,
    places: int,
) -> Integers:
    """(own·w·n + Σ·v) ÷ n; a growth counts as points first: × points ÷ most."""
    scale = max(places_of(alliance.own), places_of(alliance.shared))
    w, v = (to_units(each, scale) for each in (alliance.own, alliance.shared))
    divisor = np.maximum(members, 1) * 10**scale
    if alliance.most is None or alliance.points is None:
        shared = own * w * np.maximum(members, 1) + whole * v
    else:
        most = to_units(alliance.most, places)
        points = to_units(alliance.points, cohort.standard.places)
        shared = own * w * np.maximum(members, 1) * most + whole * points * v
        divisor = divisor * most
    mode = cohort.standard.rubric.rounding.mode
    return np.where(members > 0, divide(shared, divisor, mode), own)
