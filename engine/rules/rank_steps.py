"""Points by steps of rank 名次分档 (C17): the first step a place is within gives its points."""

from __future__ import annotations

from itertools import pairwise
from typing import Literal

from engine.language.conditions import BadCondition
from engine.language.expressions import Choose, Compare, Expression, number
from engine.records.exact import Exact, plain
from engine.rules.amounts import Part
from engine.rules.base import Context, RuleKind
from engine.rules.peers import Better, Peers, order_words


class Place(Part):
    """Down to place `to` (inclusive) these points."""

    to: int
    points: Exact


class RankSteps(RuleKind):
    """“第1—3名10分，第4—6名8分，第7—10名6分，其余4分”."""

    kind: Literal["rank-steps"]
    of: str
    better: Better
    within: str | None = None
    places: tuple[Place, ...]
    otherwise: Exact

    def lower(self, context: Context) -> Expression:
        if any(a.to >= b.to for a, b in pairwise(self.places)) or self.places[:1] == ():
            raise BadCondition("名次各档要从前到后写，至少一档，不能相同。")
        rank = Peers.of(self.of, self.better, self.within, context).rank()
        node: Expression = number(self.otherwise)
        for place in reversed(self.places):
            node = Choose(Compare("<=", rank, number(place.to)), number(place.points), node)
        return node

    def say(self, context: Context) -> str:
        order, said, first = order_words(self.of, self.better, self.within, context), [], 1
        for place in self.places:
            places = f"第{first}名" if first == place.to else f"第{first}—{place.to}名"
            said.append(f"{places}得{plain(place.points)}分")
            first = place.to + 1
        steps = "，".join(said)
        return f"{order}：{steps}，其余得{plain(self.otherwise)}分；并列的名次相同。"
