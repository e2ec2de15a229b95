"""Linear per unit below a target 未达标按差额扣分 (C10): −n for each `unit` that is missing.

`part` says what part of a unit counts: `up` 不足1个按1个算, `down` 不足1个不算, `exact` 按比例.
"""

from __future__ import annotations

from typing import Literal

from engine.language.expressions import Difference, Expression, Product, Quotient, Whole, number
from engine.records.exact import Exact, plain
from engine.rules.amounts import Amount, amount_words
from engine.rules.base import Context, RuleKind, floored, unit_of


class PerUnitBelow(RuleKind):
    """“每低1个百分点扣0.2分，不足1个百分点按1个算”."""

    kind: Literal["per-unit-below"]
    of: str
    target: Amount
    unit: Exact
    per: Amount
    part: Literal["up", "down", "exact"]

    def lower(self, context: Context) -> Expression:
        gap = Difference(context.amount(self.target), context.number(self.of))
        short, unit = floored(gap), number(self.unit)
        if self.part != "exact":
            lost = Product(context.amount(self.per), Whole(short, unit, self.part == "up"))
            return floored(Difference(context.full(), lost))
        kept = Difference(
            number(context.points * self.unit), Product(context.amount(self.per), short)
        )
        return Quotient(floored(kept), unit, context.places, context.mode)

    def say(self, context: Context) -> str:
        measure = unit_of(self.of, context)
        step = f"{plain(self.unit)}{'个百分点' if measure == '%' else measure}"
        how = {"up": f"不足{step}的按{step}算", "down": f"不足{step}的不扣", "exact": "按比例扣"}
        return (
            f"{context.words(self.of)}达到{amount_words(self.target, measure)}的得"
            f"{plain(context.points)}分；每低{step}扣{amount_words(self.per, '分')}，"
            f"{how[self.part]}，扣完为止。"
        )
