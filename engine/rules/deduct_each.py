"""Deduct per fault 每项扣分 (C4): the item's points less n for each, 扣完为止."""

from __future__ import annotations

from typing import Literal

from engine.language.expressions import Difference, Expression, Product
from engine.records.exact import plain
from engine.rules.amounts import Amount, amount_words
from engine.rules.base import Context, RuleKind, each_one, floored


class DeductEach(RuleKind):
    """“缺1样扣1分”: `count` is a number field, or 未选(F) for what was not chosen."""

    kind: Literal["deduct-each"]
    count: str
    per: Amount

    def lower(self, context: Context) -> Expression:
        lost = Product(context.amount(self.per), context.number(self.count))
        return floored(Difference(context.full(), lost))

    def say(self, context: Context) -> str:
        return (
            f"满分{plain(context.points)}分；{each_one(self.count, context)}"
            f"扣{amount_words(self.per, '分')}，扣完为止。"
        )
