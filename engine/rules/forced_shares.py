"""Forced distribution 强制分布 (C20): the best share of all is first class, the next second…

The places of a class are a share of the number of units, added up from the top and rounded as the
rubric says. Equals that lie across an edge all go up, or all go down: a forced choice.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from engine.language.conditions import BadCondition
from engine.language.expressions import (
    Choose,
    Compare,
    Difference,
    Expression,
    Product,
    Quotient,
    Whole,
    number,
)
from engine.records.exact import Exact, Rounding, plain
from engine.rules.amounts import Part
from engine.rules.base import Context, RuleKind
from engine.rules.peers import Better, Peers, order_words


class Class(Part):
    """One class: its name, its share of all units, and the points it gives."""

    title: str
    share: Exact
    points: Exact


class ForcedShares(RuleKind):
    """“一、二、三、四等按2∶4∶3∶1，得100%、80%、60%、30%”. Shares add up to 1."""

    kind: Literal["forced-shares"]
    of: str
    better: Better
    within: str | None = None
    classes: tuple[Class, ...]
    rounding: Literal["down", "half-up", "up"]
    ties: Literal["up", "down"]

    def lower(self, context: Context) -> Expression:
        if len(self.classes) < 2:
            raise BadCondition("至少要分两等。")
        if sum(each.share for each in self.classes) != 1:
            raise BadCondition("各等的比例合计应为 1。")
        peers = Peers.of(self.of, self.better, self.within, context)
        place = (
            peers.rank()
            if self.ties == "up"
            else Difference(peers.statistic("count"), peers.worse())
        )
        node: Expression = number(self.classes[-1].points)
        share = Decimal(1)
        for below, each in zip(self.classes[:0:-1], self.classes[-2::-1], strict=True):
            share -= below.share
            seats = self._seats(Product(number(share), peers.statistic("count")))
            node = Choose(Compare("<=", place, seats), number(each.points), node)
        return node

    def _seats(self, exact: Expression) -> Expression:
        if self.rounding == "half-up":
            return Quotient(exact, number(1), 0, Rounding.HALF_UP)
        return Whole(exact, number(1), self.rounding == "up")

    def say(self, context: Context) -> str:
        order = order_words(self.of, self.better, self.within, context)
        classes = "，".join(
            f"{each.title}占{plain(each.share * 100)}%，得{plain(each.points)}分"
            for each in self.classes
        )
        rounding = {"down": "只舍不入", "half-up": "四舍五入", "up": "有小数就进一"}[self.rounding]
        ties = {"up": "都归上一等", "down": "都归下一等"}[self.ties]
        return f"{order}：{classes}；从高到低累计的名额{rounding}；并列跨档的{ties}。"
