"""Additive parts 分项加分 (C2): each part gives its points; a part may be a capped count."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from engine.language.conditions import BadCondition
from engine.language.expressions import Choose, Expression, Least, Product, Quotient, Sum, number
from engine.rules.amounts import Amount, Part, amount_words
from engine.rules.base import Context, RuleKind, each_one


class PartRule(Part):
    """`points` where `when` holds; or `per` × `each`, at most `points`.

    Where `not_applicable` holds the part does not concern the unit (C29): see `Parts.policy`.
    """

    points: Amount
    when: str | None = None
    each: str | None = None
    per: Amount | None = None
    not_applicable: str | None = None

    @model_validator(mode="after")
    def _one_form(self) -> PartRule:
        if (self.when is None) == (self.each is None) or (self.each is None) != (self.per is None):
            raise ValueError("每个部分写 when，或者写 each 和 per")
        return self

    def lower(self, context: Context) -> Expression:
        """What the part gives where it applies."""
        points = context.amount(self.points)
        if self.when is not None:
            return Choose(context.truth(self.when), points, number(0))
        assert self.each is not None and self.per is not None
        return Least((points, Product(context.amount(self.per), context.number(self.each))))

    def lower_unless(
        self, instead: Expression, applies: Expression, context: Context
    ) -> Expression:
        """`applies`, or `instead` where the part does not apply."""
        if self.not_applicable is None:
            return applies
        return Choose(context.truth(self.not_applicable), instead, applies)

    def say(self, context: Context) -> str:
        """The part in a few words."""
        points = amount_words(self.points, "分")
        if self.when is not None:
            return f"{context.words(self.when)}的得{points}"
        assert self.each is not None and self.per is not None
        return f"{each_one(self.each, context)}得{amount_words(self.per, '分')}，最多{points}"


_INAPPLICABLE = {
    "full": "按满分算",
    "rescale": "其余部分折算到满分",
    "remove": "从满分中扣除",
}


class Parts(RuleKind):
    """“班子健全3分；分工明确3分”. The parts' points must add up to the item's.

    A part that does not apply gives its full points; or what the others give is converted to the
    whole (`rescale`); or its points leave the unit's table (`remove`).
    """

    kind: Literal["parts"]
    parts: tuple[PartRule, ...]
    policy: Literal["full", "rescale", "remove"] = "full"

    def lower(self, context: Context) -> Expression:
        if self.policy == "full":
            return Sum(tuple(p.lower_unless(context.amount(p.points), p.lower(context), context)
                             for p in self.parts))  # fmt: skip
        if all(part.not_applicable is not None for part in self.parts):
            raise BadCondition("至少要有一个部分总是适用的，否则没有可以折算的分。")
        got = Sum(tuple(p.lower_unless(number(0), p.lower(context), context) for p in self.parts))
        if self.policy == "remove":
            return got
        there = self._there(context)
        points = Product(context.full(), Least((got, there)))
        return Quotient(points, there, context.places, context.mode)

    def _there(self, context: Context) -> Expression:
        """The points of the parts that apply to the unit."""
        return Sum(
            tuple(
                part.lower_unless(number(0), context.amount(part.points), context)
                for part in self.parts
            )
        )

    def attainable(self, context: Context) -> Expression | None:
        return self._there(context) if self.policy == "remove" else None

    def say(self, context: Context) -> str:
        return "；".join(self._said(part, context) for part in self.parts) + "。"

    def _said(self, part: PartRule, context: Context) -> str:
        text = part.say(context)
        if part.not_applicable is None:
            return text
        how = _INAPPLICABLE[self.policy]
        return f"{text}（{context.words(part.not_applicable)}的，这一部分不适用，{how}）"
