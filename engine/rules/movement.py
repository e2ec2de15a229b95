"""Movement against last year 名次升降 (C19): where a unit started, and how many places it moved.

Who stays among the first has full points. Who stays among the last begins at `bottom`, everybody
else at `middle`, except that who leaves the first begins at full; each place up adds, each place
down takes. Several that stand still at the very end, one after the other, count as one place down.
"""

from __future__ import annotations

from typing import Literal

from engine.language.conditions import BadCondition
from engine.language.expressions import (
    All,
    Among,
    Choose,
    Compare,
    Difference,
    Expression,
    Least,
    Product,
    Sum,
    number,
)
from engine.records.exact import Exact, plain
from engine.rules.base import Context, RuleKind, floored
from engine.rules.peers import Better, Peers, order_words


class Movement(RuleKind):
    """“前5名保持的得满分；后5名60%起，每升1名加20%，每降1名减10%；其余80%起”.

    `last` is last year's place (0 or not asked: there is none, `without` stands). `first` and
    `ends` are how many places count as the first and as the last, by this year's number of units.
    """

    kind: Literal["movement"]
    of: str
    better: Better
    within: str | None = None
    last: str
    first: int
    ends: int
    middle: Exact
    bottom: Exact
    up: Exact
    down: Exact
    standing_still_at_the_end: Literal["one-down", "unmoved"]
    without: Exact

    def lower(self, context: Context) -> Expression:
        if min(self.first, self.ends) < 1:
            raise BadCondition("前几名、后几名至少是 1。")
        peers = Peers.of(self.of, self.better, self.within, context)
        rank, before = peers.rank(), context.number(self.last)
        count = peers.statistic("count")
        kept = Compare("<=", before, number(self.first))
        end = Difference(count, number(self.ends))
        stays_last = All((Compare(">", rank, end), Compare(">", before, end)))
        start = Choose(
            kept,
            number(context.points),
            Choose(stays_last, number(self.bottom), number(self.middle)),
        )
        risen = Product(number(self.up), floored(Difference(before, rank)))
        fallen = Product(number(self.down), self._fallen(rank, before, peers))
        moved = floored(Difference(Sum((start, risen)), fallen))
        stays_first = All((kept, Compare("<=", rank, number(self.first))))
        points = Choose(stays_first, context.full(), Least((context.full(), moved)))
        return Choose(Compare("=", before, number(0)), number(self.without), points)

    def _fallen(self, rank: Expression, before: Expression, peers: Peers) -> Expression:
        """Places down; where several stand still at the end, one."""
        fallen = floored(Difference(rank, before))
        if self.standing_still_at_the_end == "unmoved":
            return fallen
        moved = Choose(Compare("!=", rank, before), rank, number(0))
        after = Compare(">", rank, Among("greatest", moved, peers.within))
        several = Among("sum", Choose(after, number(1), number(0)), peers.within)
        unmoved = Compare("=", rank, before)
        still = All((after, unmoved, Compare(">=", several, number(2))))
        return Choose(still, number(1), fallen)

    def say(self, context: Context) -> str:
        order = order_words(self.of, self.better, self.within, context)
        still = ""
        if self.standing_still_at_the_end == "one-down":
            still = "从末位起连续几个单位名次不变的，都按降1名算；"
        return (
            f"{order}，与上年名次（{context.words(self.last)}）比：两年都在前{self.first}名的得"
            f"{plain(context.points)}分；退出前{self.first}名的从{plain(context.points)}分起，两年都在后"
            f"{self.ends}名的从{plain(self.bottom)}分起，其余从{plain(self.middle)}分起，每升1名加"
            f"{plain(self.up)}分，每降1名减{plain(self.down)}分，最高{plain(context.points)}分，减完为止；"
            f"{still}没有上年名次的得{plain(self.without)}分。"
        )
