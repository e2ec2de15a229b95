"""The standard: a rubric lowered to expressions, ready to be evaluated, proved and said."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Literal

from engine.language.expressions import Constant, Expression, fields_read, needs_cohort
from engine.language.fields import Field, Scope, Source
from engine.records.exact import plain
from engine.rubric.model import EvidenceNeed, Indicator, NotApplicable, Rubric
from engine.rules.amounts import UNIT, Options, cases
from engine.rules.base import Context, RuleKind

Path = tuple[str | int, ...]
"""Where in the rubric file something stands, such as ("sections", 0, "indicators", 2, "rule")."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something unsound, with its place in the file and a Chinese sentence."""

    path: Path
    code: str
    what: str


Block = Literal["base", "bonus", "penalty"]


@dataclass(frozen=True)
class Item:
    """One indicator made ready. `expression` gives its points at the rubric's places."""

    indicator: Indicator
    section: str
    block: Block
    fields: tuple[Field, ...]
    points: Decimal
    """满分, the most it can be for any unit; of a penalty without a limit the most it can cost."""
    full: Expression
    """满分 for a unit to which the whole item applies."""
    rule: RuleKind
    expression: Expression
    policy: NotApplicable | None
    """Its own 不适用, or its section's."""
    not_applicable: Expression | None
    """Where it does not apply by rule, or does not stand in the unit's table at all."""
    evidence: tuple[tuple[EvidenceNeed, Expression], ...]
    counted_by: tuple[str, ...]
    """Roster columns by which its section is converted, or a penalty multiplied."""
    context: Context

    @property
    def code(self) -> str:
        """The indicator's code."""
        return self.indicator.code

    @property
    def needs_review(self) -> bool:
        """Whether a claim stays open until a reviewer has looked at it."""
        return self.indicator.review == "required"

    @property
    def bonus(self) -> bool:
        """Whether it is a bonus 加分."""
        return self.block == "bonus"

    @cached_property
    def of_cohort(self) -> bool:
        """Whether its points depend on other units: nobody can mark it before the closing."""
        return needs_cohort(self.expression)

    @property
    def gives_full(self) -> bool:
        """Whether 不适用 counts as reached; otherwise its points leave the unit's table."""
        return self.policy is not None and self.policy.gives_full

    @property
    def same_for_all(self) -> bool:
        """Whether it is worth the same to every unit, and stands in every unit's table."""
        leaves = (self.policy is not None or self.not_applicable is not None) and not (
            self.gives_full
        )
        return isinstance(self.full, Constant) and not leaves

    @cached_property
    def reads(self) -> frozenset[str]:
        """Every field its points depend on."""
        return fields_read(self.expression)

    @cached_property
    def marks(self) -> frozenset[str]:
        """Its fields in which reviewers give points 考评分; what else they say is a fact."""
        marked = set(self.rule.marked())
        return frozenset(
            each.code
            for each in self.fields
            if each.code in marked and each.source is Source.REVIEWER
        )

    @property
    def own_codes(self) -> tuple[str, ...]:
        """The fields asked in it, and the columns that say what its points count for."""
        return (*(field.code for field in self.fields), *self.counted_by)

    def standard(self) -> str:
        """评分标准: the source's words, or the rule's own sentence."""
        return self.indicator.standard or self.rule_words()

    def rule_words(self) -> str:
        """The rule in a sentence; one for each group where its points differ, then 不适用."""
        points = self.indicator.points
        if points is None or isinstance(points, Decimal):
            return self._said(self.points, {}) + self._inapplicable_words()
        said: dict[str, list[str]] = {}
        for case in cases(points):
            words = self._said(case.value, case.known) if case.value else "不评这一项。"
            said.setdefault(words, []).append(self.context.words(case.condition))
        each = "".join(f"{'，或'.join(where)}的：{words}" for words, where in said.items())
        return each + self._inapplicable_words()

    def _said(self, points: Decimal, known: Options) -> str:
        raw = self.indicator.raw
        words = self.rule.say(replace(self.context, points=raw or points, known=known))
        if raw is None:
            return words
        context = self.context
        rounding = f"{context.mode.chinese}保留{context.places}位小数"
        return f"{words}所得按满分{plain(raw)}分计，折算为{plain(points)}分（{rounding}）。"

    def _inapplicable_words(self) -> str:
        """What stands where the item does not apply; the published policy `full` says it itself."""
        if self.policy is None or self.policy.policy == "full":
            return ""
        if self.policy.when is None:
            return f"申请不适用获准的，{self.policy.words}。"
        return f"{self.context.words(self.policy.when)}的，{self.policy.words}。"


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

    @property
    def roster_fields(self) -> tuple[Field, ...]:
        """Roster columns that rules may read, the units' own codes among them where they do."""
        named = (self.scope[UNIT],) if UNIT in self.scope else ()
        return (*self.rubric.unit_fields, *named)

    @cached_property
    def own_fields(self) -> dict[str, Field]:
        """Fields asked in the rubric, without the roster's, by code."""
        return {field.code: field for item in self.items for field in item.fields}
