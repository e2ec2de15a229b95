"""The standard: a rubric lowered to expressions, ready to be evaluated, proved and said."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from engine.language.expressions import Expression, fields_read
from engine.language.fields import Field, Scope
from engine.rubric.model import EvidenceNeed, Indicator, Rubric
from engine.rules.base import Context, RuleKind

Path = tuple[str | int, ...]
"""Where in the rubric file something stands, such as ("sections", 0, "indicators", 2, "rule")."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something unsound, with its place in the file and a Chinese sentence."""

    path: Path
    code: str
    what: str


@dataclass(frozen=True)
class Item:
    """One indicator made ready. `expression` gives its points at the rubric's places."""

    indicator: Indicator
    section: str
    bonus: bool
    fields: tuple[Field, ...]
    points: Decimal
    rule: RuleKind
    expression: Expression
    not_applicable: Expression | None
    evidence: tuple[tuple[EvidenceNeed, Expression], ...]
    context: Context

    @property
    def code(self) -> str:
        """The indicator's code."""
        return self.indicator.code

    @property
    def needs_review(self) -> bool:
        """Whether a claim stays open until a reviewer has looked at it."""
        return self.indicator.review == "required"

    @cached_property
    def reads(self) -> frozenset[str]:
        """Every field its points depend on."""
        return fields_read(self.expression)

    def standard(self) -> str:
        """评分标准: the source's words, or the rule's own sentence."""
        return self.indicator.standard or self.rule.say(self.context)


@dataclass(frozen=True)
class Standard:
    """A whole rubric made ready: fields in reach, asked-when in reading order, scored items."""

    rubric: Rubric
    scope: Scope
    asked: dict[str, Expression]
    items: tuple[Item, ...]

    @property
    def places(self) -> int:
        """Decimal places of every published point."""
        return self.rubric.rounding.places

    @cached_property
    def by_code(self) -> dict[str, Item]:
        """Items by indicator code."""
        return {item.code: item for item in self.items}

    @cached_property
    def own_fields(self) -> dict[str, Field]:
        """Fields asked in the rubric, without the roster's, by code."""
        return {field.code: field for item in self.items for field in item.fields}
