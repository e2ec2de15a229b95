"""Points by rank 名次分 (C17): full points down to a place, then −n for each place below."""

from __future__ import annotations

from typing import Literal

from engine.language.expressions import Difference, Expression, Product, number
from engine.records.exact import Exact, plain
from engine.rules.base import Context, RuleKind, floored
from engine.rules.peers import Better, Peers, order_words


class RankPoints(RuleKind):
    """“前3名得满分，以后每低1名减0.2分，减完为止”; equals have one rank, so equal points."""

    kind: Literal["rank-points"]
    of: str
    better: Better
    within: str | None = None
    full_to: int
    per: Exact

    def lower(self, context: Context) -> Expression:
        rank = Peers.of(self.of, self.better, self.within, context).rank()
        below = floored(Difference(rank, number(self.full_to)))
        return floored(Difference(context.full(), Product(number(self.per), below)))

    def say(self, context: Context) -> str:
        order = order_words(self.of, self.better, self.within, context)
        return (
            f"{order}：前{self.full_to}名得{plain(context.points)}分，以后每低1名减{plain(self.per)}分，"
            "减完为止；并列的名次相同，得分也相同。"
        )
