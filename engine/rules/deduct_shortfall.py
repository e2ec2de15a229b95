"""Deduct per shortfall 每少扣分 (C5): −n for each one below a minimum, 扣完为止."""

from __future__ import annotations

from typing import Literal

from engine.language.expressions import Difference, Expression, Greatest, Product, number
from engine.records.exact import plain
from engine.rules.amounts import Amount, amount_words
from engine.rules.base import Context, RuleKind, floored, unit_of


class DeductShortfall(RuleKind):
    """“每年不少于4次，每少1次扣0.5分”."""

    kind: Literal["deduct-shortfall"]
    of: str
    at_least: Amount
    per: Amount

    def lower(self, context: Context) -> Expression:
        gap = Difference(context.amount(self.at_least), context.number(self.of))
        short = Greatest((number(0), gap))
        lost = Product(context.amount(self.per), short)
        return floored(Difference(context.full(), lost))

    def say(self, context: Context) -> str:
        unit = unit_of(self.of, context)
        return (
            f"满分{plain(context.points)}分；{context.words(self.of)}应不少于"
            f"{amount_words(self.at_least, unit)}，每少1{unit or '个'}"
            f"扣{amount_words(self.per, '分')}，扣完为止。"
        )
