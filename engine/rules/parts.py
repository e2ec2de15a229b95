"""Additive parts 分项加分 (C2): each part gives its points; a part may be a capped count."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from engine.language.expressions import Choose, Expression, Least, Product, Sum, number
from engine.records.exact import Exact, plain
from engine.rules.base import Context, Part, RuleKind, each_one


class PartRule(Part):
    """`points` where `when` holds; or `per` × `each`, at most `points`.

    Where `not_applicable` holds the part does not concern the unit and gives its full points
    (C29, policy full).
    """

    points: Exact
    when: str | None = None
    each: str | None = None
    per: Exact | None = None
    not_applicable: str | None = None

    @model_validator(mode="after")
    def _one_form(self) -> PartRule:
        if (self.when is None) == (self.each is None) or (self.each is None) != (self.per is None):
            raise ValueError("每个部分写 when，或者写 each 和 per")
        return self

    def lower(self, context: Context) -> Expression:
        """The part's points."""
        if self.when is not None:
            node: Expression = Choose(context.truth(self.when), number(self.points), number(0))
        else:
            assert self.each is not None and self.per is not None
            count = Product(number(self.per), context.number(self.each))
            node = Least((number(self.points), count))
        if self.not_applicable is None:
            return node
        return Choose(context.truth(self.not_applicable), number(self.points), node)

    def say(self, context: Context) -> str:
        """The part in a few words."""
        if self.when is not None:
            text = f"{context.words(self.when)}的得{plain(self.points)}分"
        else:
            assert self.each is not None and self.per is not None
            each = each_one(self.each, context)
            text = f"{each}得{plain(self.per)}分，最多{plain(self.points)}分"
        if self.not_applicable is None:
            return text
        return f"{text}（{context.words(self.not_applicable)}的，这一部分不适用，按满分算）"


class Parts(RuleKind):
    """“班子健全3分；分工明确3分”. The parts' points must add up to the item's."""

    kind: Literal["parts"]
    parts: tuple[PartRule, ...]

    def lower(self, context: Context) -> Expression:
        return Sum(tuple(part.lower(context) for part in self.parts))

    def say(self, context: Context) -> str:
        return "；".join(part.say(context) for part in self.parts) + "。"
