"""Assessors 评审人: experts or whole teams, what each must avoid, and who comes from one place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from engine.judging.dealing import Pool
from engine.records.answers import comparable
from engine.records.review import Avoidance, Expert, ReviewTerms

Avoided = dict[tuple[str, str], tuple[Avoidance, ...]]
"""(assessor, unit) → why: an expert's own reasons, or those of every member of a team."""


def teams_of(experts: Iterable[Expert]) -> dict[str, tuple[str, ...]]:
    """Team → the codes of its members, both in order."""
    found: dict[str, list[str]] = defaultdict(list)
    for expert in experts:
        if expert.team:
            found[expert.team].append(expert.code)
    return {team: tuple(sorted(found[team])) for team in sorted(found)}


def avoided(experts: Iterable[Expert], avoidances: Iterable[Avoidance]) -> Avoided:
    """Who must avoid what; a team avoids whatever any member of it must."""
    team = {each.code: each.team for each in experts if each.team}
    found: dict[tuple[str, str], list[Avoidance]] = defaultdict(list)
    for each in avoidances:
        found[each.expert, each.unit].append(each)
        if each.expert in team:
            found[team[each.expert], each.unit].append(each)
    return {pair: tuple(found[pair]) for pair in sorted(found)}


def pool(experts: Sequence[Expert], known: Avoided, *, teams: bool) -> Pool:
    """Whom units may be given to. The members of a team are the office's own choice."""
    by_team = {team: team for team in teams_of(experts)}
    labels = by_team if teams else origins(experts)
    return Pool(labels, frozenset(pair for pair in known if pair[0] in labels))


def origins(experts: Iterable[Expert]) -> dict[str, str]:
    """Expert → the first of all who come from one place with them, directly or through others.

    One place: an own unit 所在单位 or an employer 用人单位 that is the same.
    """
    label: dict[str, str] = {}
    seen: dict[str, str] = {}
    for expert in sorted(experts, key=lambda each: each.code):
        label[expert.code] = expert.code
        places = [f"unit {each}" for each in expert.units]
        if body := comparable(expert.employer):
            places.append(f"employer {body}")
        for place in places:
            other = label[seen.setdefault(place, expert.code)]
            one = label[expert.code]
            joined = min(one, other)
            label = {code: joined if at in (one, other) else at for code, at in label.items()}
    return label


def expanded(
    units: Mapping[str, Collection[str]], terms: ReviewTerms, experts: Iterable[Expert]
) -> dict[str, tuple[str, ...]]:
    """Unit → who hands in a sheet: where each member marks, the members of the unit's teams."""
    if terms.by == "expert" or terms.marks == "agreed":
        return {unit: tuple(sorted(sat)) for unit, sat in units.items()}
    members = teams_of(experts)
    return {
        unit: tuple(sorted(code for team in sat for code in members[team]))
        for unit, sat in units.items()
    }
