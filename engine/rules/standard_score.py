"""Standard score 标准分 (z): `mean` points at the mean of all, `per` more for each deviation above.

The standard deviation is taken over all (`population`) or as of a sample, and rounded once, to the
places the rubric names; the points are held between 0 and full.
"""

from __future__ import annotations

from typing import Literal

from engine.language.expressions import (
    Choose,
    Compare,
    Deviation,
    Difference,
    Expression,
    Greatest,
    Least,
    Product,
    Quotient,
    Sum,
    number,
)
from engine.records.exact import Exact, plain
from engine.rules.base import Context, RuleKind, floored
from engine.rules.peers import Better, Peers, whom


class StandardScore(RuleKind):
    """“平均水平得3分，每高1个标准差加1分”. `when_equal`: the points where all are equal."""

    kind: Literal["standard-score"]
    of: str
    better: Better
    within: str | None = None
    mean: Exact
    per: Exact
    deviation: Literal["population", "sample"]
    deviation_places: int
    when_equal: Exact

    def lower(self, context: Context) -> Expression:
        """points = (mean·n·σ + per·(n·x − Σx)) ÷ (n·σ), in whole numbers until divided."""
        peers = Peers.of(self.of, self.better, self.within, context)
        count, whole = peers.statistic("count"), peers.statistic("sum")
        deviation = Deviation(
            peers.measure,
            self.within,
            self.deviation == "sample",
            self.deviation_places,
            context.mode,
        )
        own = Product(count, peers.measure)
        above = Difference(own, whole) if self.better == "higher" else Difference(whole, own)
        step = number(number(1).value.scaleb(-self.deviation_places))
        divisor = Product(count, Greatest((deviation, step)))
        exact = Sum((Product(number(self.mean), divisor), Product(number(self.per), above)))
        held = Least((floored(exact), Product(context.full(), divisor)))
        points = Quotient(held, divisor, context.places, context.mode)
        return Choose(Compare("=", deviation, number(0)), number(self.when_equal), points)

    def say(self, context: Context) -> str:
        name, among = context.words(self.of), whom(self.within, context)
        way = "高" if self.better == "higher" else "低"
        kind = "总体" if self.deviation == "population" else "样本"
        return (
            f"“{name}”为{among}平均水平的得{plain(self.mean)}分，每{way}1个标准差加{plain(self.per)}分、"
            f"反之减{plain(self.per)}分，最低0分、最高{plain(context.points)}分（{kind}标准差，"
            f"{context.mode.chinese}保留{self.deviation_places}位小数；得分保留{context.places}位小数）；"
            f"全部相同的得{plain(self.when_equal)}分。"
        )
