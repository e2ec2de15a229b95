"""The burden 填报负担 of a rubric: how much schools, office and reviewers have to supply."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from engine.language.fields import Source
from engine.language.prove import bounds
from engine.rubric.model import Indicator
from engine.rubric.standard import Standard


@dataclass(frozen=True, slots=True)
class Burden:
    """What is asked in one part of a rubric."""

    title: str
    school: int
    """Fields a school has to fill."""
    optional: int
    """Fields of a school whose blank has a meaning (a bonus left blank means 无)."""
    office: int
    reviewer: int
    evidence: int
    """The most pieces a school may have to supply; what another item registers counts there."""


def burdens(standard: Standard) -> tuple[Burden, ...]:
    """Of each section in order; the bonus 加分 is asked for apart."""
    sections = standard.rubric.sections
    return tuple(_burden(standard, each.title, each.indicators) for each in sections)


def bonus_burden(standard: Standard) -> Burden | None:
    """Of the bonus, if there is one."""
    bonus = standard.rubric.bonus
    return _burden(standard, bonus.title, bonus.indicators) if bonus is not None else None


def in_all(title: str, parts: Iterable[Burden]) -> Burden:
    """The sum of some parts."""
    found = tuple(parts)
    return Burden(
        title,
        sum(each.school for each in found),
        sum(each.optional for each in found),
        sum(each.office for each in found),
        sum(each.reviewer for each in found),
        sum(each.evidence for each in found),
    )


def _burden(standard: Standard, title: str, indicators: Iterable[Indicator]) -> Burden:
    items = [standard.by_code[each.code] for each in indicators if each.code in standard.by_code]
    fields = [field for item in items for field in item.fields]
    asked = Counter(field.source for field in fields)
    optional = sum(f.source is Source.SCHOOL and f.blank_means is not None for f in fields)
    evidence = sum(
        bounds(pieces, standard.scope).high
        for item in items
        for need, pieces in item.evidence
        if need.from_item is None
    )
    return Burden(
        title,
        asked[Source.SCHOOL] - optional,
        optional,
        asked[Source.OFFICE],
        asked[Source.REVIEWER],
        int(evidence),
    )
