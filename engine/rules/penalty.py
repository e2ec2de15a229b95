"""Penalty per event 按次扣分 (C24): so many points off for each event of each sort, added up.

It stands in the rubric's `penalties`, outside the table: the points are what is taken off the
total. With points on the indicator they are its most; without, there is no limit (减分不设上限).
"""

from __future__ import annotations

from typing import Literal

from engine.language.expressions import Expression, Least, Product, Sum
from engine.records.exact import plain
from engine.rules.amounts import Amount, Part, amount_words
from engine.rules.base import Context, RuleKind, unit_of


class Event(Part):
    """One sort of event: its name, what each costs, and how many there were."""

    title: str
    points: Amount
    count: str


class Penalty(RuleKind):
    """“省级通报每次扣3分，市级每次扣2分，县级每次扣1分”."""

    kind: Literal["penalty"]
    events: tuple[Event, ...]

    def lower(self, context: Context) -> Expression:
        lost = Sum(
            tuple(
                Product(context.amount(each.points), context.number(each.count))
                for each in self.events
            )
        )
        return Least((context.full(), lost)) if context.capped else lost

    def say(self, context: Context) -> str:
        each = "；".join(
            f"{event.title}每1{unit_of(event.count, context) or '次'}"
            f"扣{amount_words(event.points, '分')}"
            for event in self.events
        )
        most = f"最多扣{plain(context.points)}分" if context.capped else "不设上限"
        return f"{each}；从总分中扣，{most}。"
