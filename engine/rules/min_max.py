"""Min-max scaling 极差标准化: from 0 for the worst of all to full points for the best."""

from __future__ import annotations

from typing import Literal

from engine.language.expressions import (
    Choose,
    Compare,
    Difference,
    Expression,
    Greatest,
    Least,
    Product,
    Quotient,
    number,
)
from engine.records.exact import Exact, plain
from engine.rules.base import Context, RuleKind, floored
from engine.rules.peers import Better, Peers, whom


class MinMax(RuleKind):
    """“(本单位－最低)÷(最高－最低)”. `when_equal`: the points where all are equal."""

    kind: Literal["min-max"]
    of: str
    better: Better
    within: str | None = None
    when_equal: Exact

    def lower(self, context: Context) -> Expression:
        peers = Peers.of(self.of, self.better, self.within, context)
        low, high = peers.statistic("least"), peers.statistic("greatest")
        spread = Difference(high, low)
        above = (
            Difference(peers.measure, low)
            if self.better == "higher"
            else Difference(high, peers.measure)
        )
        divisor = Greatest((spread, peers.smallest_step(context)))
        reached = Product(context.full(), Least((floored(above), divisor)))
        points = Quotient(reached, divisor, context.places, context.mode)
        return Choose(Compare("<=", spread, number(0)), number(self.when_equal), points)

    def say(self, context: Context) -> str:
        name, among = context.words(self.of), whom(self.within, context)
        top, bottom = ("最高", "最低") if self.better == "higher" else ("最低", "最高")
        return (
            f"“{name}”在{among}中{top}的得{plain(context.points)}分、{bottom}的得0分，其间按比例"
            f"（{context.mode.chinese}保留{context.places}位小数）；全部相同的得{plain(self.when_equal)}分。"
        )
