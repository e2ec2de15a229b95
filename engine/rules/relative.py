"""Relative to the cohort 与全体比 (C18): the measure against the best or the mean of all.

Reaching it gives full points; below it the share that is reached, or nothing: a forced choice. For
a measure that is better lower the share is the other way round, and 0 is always full points.
"""

from __future__ import annotations

from typing import Literal

from engine.language.conditions import BadCondition
from engine.language.expressions import (
    Choose,
    Compare,
    Expression,
    Greatest,
    Least,
    Product,
    Quotient,
    number,
)
from engine.records.exact import Exact, plain
from engine.rules.base import Context, RuleKind
from engine.rules.peers import Better, Peers, whom


class Relative(RuleKind):
    """“达到全市平均水平的得10分”. `when_none`: the points where the best or the mean is 0.

    It is written where higher is better, and only there.
    """

    kind: Literal["relative"]
    of: str
    to: Literal["best", "mean"]
    better: Better
    within: str | None = None
    below: Literal["share", "zero"]
    when_none: Exact | None = None

    def lower(self, context: Context) -> Expression:
        if (self.better == "higher") != (self.when_none is not None):
            raise BadCondition(
                "越高越好的，要写明最好或平均是 0 时得几分（when_none）；越低越好的不写。"
            )
        peers = Peers.of(self.of, self.better, self.within, context)
        own, other = peers.measure, peers.statistic("sum")
        if self.to == "mean":  # own ÷ (sum ÷ count), in whole numbers
            own = Product(own, peers.statistic("count"))
        else:
            other = peers.best()
        top, bottom = (own, other) if self.better == "higher" else (other, own)
        if self.below == "zero":
            points: Expression = Choose(Compare(">=", top, bottom), context.full(), number(0))
        else:
            divisor = Greatest((bottom, peers.smallest_step(context)))
            reached = Product(context.full(), Least((top, divisor)))
            points = Quotient(reached, divisor, context.places, context.mode)
        if self.when_none is None:  # a whole of none at all, as soon as there is anybody
            none = Product(peers.measure, peers.statistic("count"))
            return Choose(Compare("=", none, number(0)), context.full(), points)
        return Choose(Compare("=", other, number(0)), number(self.when_none), points)

    def say(self, context: Context) -> str:
        name, among = context.words(self.of), whom(self.within, context)
        aim = {"best": "最好水平", "mean": "平均水平"}[self.to]
        reached = "达到" if self.better == "higher" else "不高于"
        below = "不到的不得分"
        if self.below == "share":
            ratio = "本单位÷" + aim if self.better == "higher" else aim + "÷本单位"
            rounding = f"{context.mode.chinese}保留{context.places}位小数"
            below = f"不到的按{ratio}的比例得分（{rounding}）"
        none = "本单位为0的得满分"
        if self.when_none is not None:
            none = f"{aim}为0的得{plain(self.when_none)}分"
        return f"“{name}”{reached}{among}{aim}的得{plain(context.points)}分，{below}；{none}。"
