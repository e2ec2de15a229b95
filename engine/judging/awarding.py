"""Awarding 评定: gates, thresholds, frozen caps, merit first; ties beyond the keys are left open.

Never does a cap give way. Every unit gets exactly one reason 评定理由: for a loser the first that
applies, in the order of `eligibility.REASONS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.judging.case import PARTICIPATING, Case
from engine.judging.eligibility import Reason, Standing, barred
from engine.records.submission import RosterUnit
from engine.rubric.plan import Award, Quota

POOL = "全体"


@dataclass(frozen=True, slots=True)
class Cap:
    """One line of the cap table 名额测算表. `lost` is base × share − cap as a fraction text."""

    group: str
    base: int
    share: str | None
    cap: int
    lost: str


@dataclass(frozen=True, slots=True)
class OpenTie:
    """Seats that equal candidates compete for: the committee decides (集体研究)."""

    group: str
    seats: int
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AwardResult:
    """One award decided as far as rules can decide it."""

    award: Award
    caps: tuple[Cap, ...]
    winners: tuple[str, ...]
    open_ties: tuple[OpenTie, ...]
    waitlist: tuple[str, ...]
    reasons: Mapping[str, Reason]


def cap_table(award: Award, roster: tuple[RosterUnit, ...]) -> tuple[Cap, ...]:
    """The integer caps of an award on a roster, before anything is scored (C34)."""
    quota = award.quota
    if quota is None:
        return ()
    members: dict[str, int] = {} if quota.by else {POOL: 0}
    for unit in roster:
        group = _group(quota, unit)
        if quota.by:
            members.setdefault(group, 0)
        if unit.status == PARTICIPATING:
            members[group] += 1
    return tuple(_cap(quota, group, base) for group, base in sorted(members.items()))


def _cap(quota: Quota, group: str, base: int) -> Cap:
    if quota.share is None:
        assert quota.number is not None
        return Cap(group, base, None, quota.number, "0")
    share = quota.share
    cap = share.of(base)
    lost = base * share.numerator - cap * share.denominator
    text = f"{share.numerator}/{share.denominator}"
    return Cap(group, base, text, cap, f"{lost}/{share.denominator}" if lost else "0")


def _group(quota: Quota, unit: RosterUnit) -> str:
    return unit.fields.get(quota.by, "") if quota.by else POOL


def decide(award: Award, standings: tuple[Standing, ...], case: Case) -> AwardResult:
    """Winners, open ties, waitlist and one reason per unit, for one award."""
    reasons: dict[str, Reason] = {}
    candidates = []
    for standing in standings:
        reason = barred(award, standing, case)
        if reason is None:
            candidates.append(standing)
        else:
            reasons[standing.unit.code] = reason
    key = _key(award)
    candidates.sort(key=lambda s: (tuple(-part for part in key(s)), s.unit.code))
    caps = cap_table(award, tuple(s.unit for s in standings))
    if award.quota is None:
        winners = [s.unit.code for s in candidates]
        facts = {"places": len(winners)}
        reasons |= {code: Reason("winner", facts) for code in winners}
        return AwardResult(award, (), tuple(winners), (), (), reasons)
    walk = _Walk(award.quota, {cap.group: cap for cap in caps}, key)
    for tied in _equals(candidates, key, award.quota):
        walk.consider(tied)
    reasons |= walk.reasons(candidates)
    depth = award.waitlist.depth if award.waitlist is not None else 0
    return AwardResult(
        award, caps, tuple(walk.winners), tuple(walk.ties), tuple(walk.waiting[:depth]), reasons
    )


Key = Callable[[Standing], tuple[int, ...]]


def _key(award: Award) -> Key:
    """Published value first, then the tie keys; all higher-first."""
    keys = award.ties.keys if award.ties is not None else ()

    def of(standing: Standing) -> tuple[int, ...]:
        first = standing.total if award.rank_on == "total" else standing.base
        rest = [_tie_value(standing, key.on, key.section) for key in keys]
        return (first, *rest)

    return of


def _tie_value(standing: Standing, on: str, section: str | None) -> int:
    if section is not None:
        return standing.sections[section]
    return {"base": standing.base, "bonus": standing.bonus}[on]


def _equals(candidates: list[Standing], key: Key, quota: Quota) -> list[list[Standing]]:
    """Runs of candidates equal in every key and of one group, best first within each group."""
    runs: dict[tuple[str, tuple[int, ...]], list[Standing]] = {}
    for standing in candidates:
        runs.setdefault((_group(quota, standing.unit), key(standing)), []).append(standing)
    return list(runs.values())


class _Walk:
    """Down the ranking, group by group, until the seats are gone or a tie does not fit."""

    def __init__(self, quota: Quota, caps: Mapping[str, Cap], key: Key) -> None:
        self.quota, self.caps, self.key = quota, caps, key
        self.left = {group: cap.cap for group, cap in caps.items()}
        self.full: set[str] = set()
        self.winners: list[str] = []
        self.ties: list[OpenTie] = []
        self.waiting: list[str] = []

    def consider(self, tied: list[Standing]) -> None:
        """Give the whole run its seats, leave it open, or put it on the waitlist."""
        group = _group(self.quota, tied[0].unit)
        codes = [standing.unit.code for standing in tied]
        left = self.left[group]
        if group in self.full or left == 0:
            self.waiting += codes
        elif len(tied) <= left:
            self.winners += codes
            self.left[group] = left - len(tied)
        else:
            self.ties.append(OpenTie(group, left, tuple(codes)))
            self.full.add(group)

    def reasons(self, candidates: list[Standing]) -> dict[str, Reason]:
        """Reasons of all candidates: place in the group, cut-off, margin to the first one out."""
        tied = {code for tie in self.ties for code in tie.codes}
        won = set(self.winners)
        found: dict[str, Reason] = {}
        for group, cap in self.caps.items():
            members = [s for s in candidates if _group(self.quota, s.unit) == group]
            inside = [s for s in members if s.unit.code in won]
            outside = [s for s in members if s.unit.code not in won]
            facts: dict[str, Any] = {"group": group, "cap": cap.cap, "base": cap.base}
            facts["cutoff"] = self.key(inside[-1])[0] if inside else None
            facts["first_out"] = self.key(outside[0])[0] if outside else None
            for standing in members:
                code = standing.unit.code
                kind = "winner" if code in won else "tie-open" if code in tied else "cap"
                place = 1 + sum(1 for s in members if self.key(s) > self.key(standing))
                found[code] = Reason(kind, facts | {"place": place, "value": self.key(standing)[0]})
        return found
