"""The burden 填报负担 of a rubric: how much schools, office and reviewers have to supply."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engine.language.fields import Field, Source
from engine.language.prove import bounds
from engine.rubric.standard import Item, Standard


@dataclass(frozen=True, slots=True)
class Burden:
    """What is asked in one part of a rubric."""

    title: str
    school: int
    """Fields a school has to fill, those a blank of which has a meaning left out."""
    optional: int
    """Fields a school may leave blank (a bonus left blank means 无)."""
    office: int
    reviewer: int
    evidence: int
    """The most pieces of evidence a school may have to supply; those of another item not again."""


def burdens(standard: Standard) -> tuple[Burden, ...]:
    """Of each section, then of the bonus if there is one."""
    rubric = standard.rubric
    parts = [(section.title, section.indicators) for section in rubric.sections]
    if rubric.bonus is not None:
        parts.append((rubric.bonus.title, rubric.bonus.indicators))
    return tuple(
        _burden(
            title, [standard.by_code[i.code] for i in found if i.code in standard.by_code], standard
        )
        for title, found in parts
    )


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


def _burden(title: str, items: list[Item], standard: Standard) -> Burden:
    fields = [field for item in items for field in item.fields]
    own = _from(Source.SCHOOL, fields)
    most = [
        bounds(pieces, standard.scope).high
        for item in items
        for need, pieces in item.evidence
        if need.from_item is None
    ]
    return Burden(
        title,
        school=sum(field.blank_means is None for field in own),
        optional=sum(field.blank_means is not None for field in own),
        office=len(_from(Source.OFFICE, fields)),
        reviewer=len(_from(Source.REVIEWER, fields)),
        evidence=int(sum(most)),
    )


def _from(source: Source, fields: list[Field]) -> list[Field]:
    return [field for field in fields if field.source is source]
