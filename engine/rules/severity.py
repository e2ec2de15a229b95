"""Severity tiers 轻重分档扣分 (C7): one event is charged once, at its heaviest tier.

`per-event`: the counts are of different events, each counted in the heavier tier only, so every
count costs its own amount. `heaviest-once`: only the heaviest tier that occurred costs, once.
"""

from __future__ import annotations

from typing import Literal

from engine.language.conditions import BadCondition
from engine.language.expressions import (
    Choose,
    Compare,
    Difference,
    Expression,
    Product,
    Sum,
    number,
)
from engine.records.exact import plain
from engine.rules.amounts import Amount, Part, amount_words, falls
from engine.rules.base import Context, RuleKind, floored, unit_of


class Tier(Part):
    """One severity: its name, what it costs, and the count of events."""

    title: str
    points: Amount
    count: str


class Severity(RuleKind):
    """“迟报1次扣0.5分，漏报或瞒报1次扣1分”. Tiers run from heavy to light."""

    kind: Literal["severity"]
    counting: Literal["per-event", "heaviest-once"]
    tiers: tuple[Tier, ...]

    def lower(self, context: Context) -> Expression:
        if not falls(tuple(tier.points for tier in self.tiers)):
            raise BadCondition("轻重各档要从重到轻写，扣分要一档比一档少。")
        counts = [(context.amount(tier.points), context.number(tier.count)) for tier in self.tiers]
        if self.counting == "per-event":
            lost: Expression = Sum(tuple(Product(points, count) for points, count in counts))
        else:
            lost = number(0)
            for points, count in reversed(counts):
                lost = Choose(Compare(">", count, number(0)), points, lost)
        return floored(Difference(context.full(), lost))

    def say(self, context: Context) -> str:
        every = self.counting == "per-event"
        said = []
        for tier in self.tiers:
            how = f"每1{unit_of(tier.count, context) or '次'}" if every else "的"
            said.append(f"{tier.title}{how}扣{amount_words(tier.points, '分')}")
        rule = "同一次只算较重的一种" if every else "只按最重的一种扣一次"
        return f"满分{plain(context.points)}分；{'；'.join(said)}；{rule}，扣完为止。"
