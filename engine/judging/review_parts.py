"""An item's fields by the sheets they stand on: desk, visit or survey, marks and facts apart."""

from __future__ import annotations

from dataclasses import dataclass

from engine.language.fields import Field, Kind, Source
from engine.language.tokens import names_in
from engine.records.review import Assignments, Way, way_of_sheet
from engine.rubric.standard import Item


@dataclass(frozen=True, slots=True)
class Part:
    """The fields of an item that stand on the sheets of one way of looking."""

    way: Way
    marks: tuple[Field, ...]
    facts: frozenset[str]
    texts: frozenset[str]
    """What reviewers write in their own words, and need not write alike."""
    reasons: frozenset[str]
    """Of `texts` those that are asked because of a mark."""
    decides: bool
    """Whether anything but marks is said on it."""
    needed: bool
    """Whether all assigned owe it, even where nobody touched it."""


def parts_of(item: Item, assignments: Assignments) -> tuple[Part, ...]:
    """An item's fields by the way whose sheets ask them; 意见 and the rest stand at home."""
    used = {each.way for each in assignments.assignments if each.round == "main"}
    home = way_of_sheet("", used)
    fields: dict[Way, list[Field]] = {home: []}
    for each in item.fields:
        if each.source is not Source.OFFICE:
            fields.setdefault(way_of_sheet(each.way, used), []).append(each)
    return tuple(_part(item, way, own, home=way == home) for way, own in fields.items())


def _part(item: Item, way: Way, fields: list[Field], *, home: bool) -> Part:
    own = [each for each in fields if each.source is Source.REVIEWER]
    texts = frozenset(each.code for each in own if each.type is Kind.TEXT)
    marks = tuple(each for each in own if each.code in item.marks)
    facts = frozenset(each.code for each in fields) - texts - item.marks
    verdict = home and (claims(item) or item.policy is not None)
    return Part(
        way,
        marks,
        facts,
        texts,
        _asked_by(marks, own) & texts,
        decides=bool(facts) or verdict,
        needed=any(each.code not in texts for each in own) or (verdict and item.needs_review),
    )


def _asked_by(marks: tuple[Field, ...], fields: list[Field]) -> frozenset[str]:
    codes = {each.code for each in marks}
    return frozenset(e.code for e in fields if e.asked_when and codes & names_in(e.asked_when))


def claims(item: Item) -> bool:
    """Whether a school answers anything in it."""
    return any(each.source is Source.SCHOOL for each in item.fields)
