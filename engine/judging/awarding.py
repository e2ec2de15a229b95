"""Awarding 评定: gates, thresholds, frozen caps, merit first; ties beyond the keys are left open.

Never does a cap give way. Every unit gets exactly one reason 评定理由: for a loser the first that
applies, in the order of `eligibility.REASONS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from engine.judging.case import PARTICIPATING, Case
from engine.judging.eligibility import Reason, Standing, barred
from engine.records.submission import RosterUnit
from engine.rubric.plan import Award, Quota, TieKey

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


def cap_table(
    award: Award, roster: tuple[RosterUnit, ...], after: tuple[RosterUnit, ...] = ()
) -> tuple[Cap, ...]:
    """The integer caps of an award on the locked roster, before anything is scored (C34).

    `after` is the roster as changes left it: a group that only came with them has no base, no seat.
    """
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
    caps = [_cap(quota, group, base) for group, base in members.items()]
    later = {_group(quota, unit) for unit in after} - members.keys()
    caps += [replace(_cap(quota, group, 0), cap=0) for group in later]
    return tuple(sorted(caps, key=lambda cap: cap.group))


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
            candidates.append(_candidate(award, standing))
        else:
            reasons[standing.unit.code] = reason
    candidates.sort(key=lambda each: (tuple(-part for part in each.key), each.code))
    if award.quota is None:
        reasons |= {each.code: Reason("winner", {"places": len(candidates)}) for each in candidates}
        return AwardResult(award, (), _won(candidates, reasons), (), (), reasons)
    units = tuple(each.unit for each in standings)
    caps = cap_table(award, case.locked or units, units)
    ties = []
    for cap in caps:
        rivals = [each for each in candidates if each.group == cap.group]
        line = _Line.drawn(cap, rivals)
        reasons |= line.reasons(award.rank_on)
        if line.tied:
            ties.append(OpenTie(cap.group, line.seats, tuple(each.code for each in line.tied)))
    waiting = [each.code for each in candidates if reasons[each.code].kind == "cap"]
    depth = award.waitlist.depth if award.waitlist is not None else 0
    won = _won(candidates, reasons)
    return AwardResult(award, caps, won, tuple(ties), tuple(waiting[:depth]), reasons)


def _won(candidates: list[_Candidate], reasons: Mapping[str, Reason]) -> tuple[str, ...]:
    return tuple(each.code for each in candidates if reasons[each.code].kind == "winner")


@dataclass(frozen=True, slots=True)
class _Candidate:
    """Who competes, in which group, and what they are compared by: the value, then the tie keys."""

    code: str
    group: str
    key: tuple[int, ...]

    @property
    def value(self) -> int:
        return self.key[0]


def _candidate(award: Award, standing: Standing) -> _Candidate:
    first = standing.total if award.rank_on == "total" else standing.base
    keys = award.ties.keys if award.ties is not None else ()
    rest = (_tie_value(standing, key) for key in keys)
    group = _group(award.quota, standing.unit) if award.quota is not None else POOL
    return _Candidate(standing.unit.code, group, (first, *rest))


def _tie_value(standing: Standing, key: TieKey) -> int:
    if key.section is not None:
        return standing.sections[key.section][0]
    return {"base": standing.base, "bonus": standing.bonus}[key.on]


@dataclass(frozen=True, slots=True)
class _Line:
    """Where the seats of one group end: who is in, who ties for what is left, who is out."""

    cap: Cap
    won: list[_Candidate]
    tied: list[_Candidate]
    out: list[_Candidate]

    @property
    def seats(self) -> int:
        """Seats that are left."""
        return self.cap.cap - len(self.won)

    @staticmethod
    def drawn(cap: Cap, rivals: list[_Candidate]) -> _Line:
        """Down the ordered rivals: equals go in together, or are left open together."""
        won: list[_Candidate] = []
        for _, run in groupby(rivals, key=lambda each: each.key):
            equals = list(run)
            if len(won) + len(equals) > cap.cap:
                tied = equals if len(won) < cap.cap else []
                return _Line(cap, won, tied, rivals[len(won) + len(tied) :])
            won += equals
        return _Line(cap, won, [], [])

    def reasons(self, on: str) -> dict[str, Reason]:
        """Reasons of all rivals: place in the group, cut-off, and the value of the first not in."""
        after = [*self.tied, *self.out]
        facts = {
            "group": self.cap.group, "cap": self.cap.cap, "base": self.cap.base,
            "share": self.cap.share, "on": on, "seats": self.seats, "tied": len(self.tied),
            "cutoff": self.won[-1].value if self.won else None,
            "first_out": after[0].value if after else None,
        }  # fmt: skip
        found: dict[str, Reason] = {}
        first = 1
        for kind, members in (("winner", self.won), ("tie-open", self.tied), ("cap", self.out)):
            for _, run in groupby(members, key=lambda each: each.key):
                equals = list(run)
                for each in equals:
                    own = {"place": first, "equals": len(equals), "value": each.value}
                    found[each.code] = Reason(kind, facts | own)
                first += len(equals)
        return found
