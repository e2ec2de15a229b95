"""Count × unit, capped 按次得分 (C16): n points each, at most a cap (default: the points)."""

from __future__ import annotations

from typing import Literal

from engine.language.expressions import Expression, Least, Product, number
from engine.records.exact import Exact, plain
from engine.rules.amounts import Amount, amount_words
from engine.rules.base import Context, RuleKind, each_one


class CountCapped(RuleKind):
    """“每篇1分，最多2分”."""

    kind: Literal["count-capped"]
    of: str
    per: Amount
    at_most: Exact | None = None

    def lower(self, context: Context) -> Expression:
        cap = self.at_most if self.at_most is not None else context.points
        return Least((number(cap), Product(context.amount(self.per), context.number(self.of))))

    def say(self, context: Context) -> str:
        cap = self.at_most if self.at_most is not None else context.points
        per = amount_words(self.per, "分")
        return f"{each_one(self.of, context)}得{per}，最多{plain(cap)}分。"
