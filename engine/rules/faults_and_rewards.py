"""Bonus inside an item 项内加分 (C23): deductions by kind of fault, then rewards.

`over_points` is a forced choice: `allowed` lets the item exceed its points, `capped` does not.
"""

from __future__ import annotations

from typing import Literal

from engine.language.expressions import Choose, Difference, Expression, Least, Sum, number
from engine.records.exact import plain
from engine.rules.amounts import Amount, Part, amount_words
from engine.rules.base import Context, RuleKind, floored
from engine.rules.deduct_faults import Fault, taken


class Reward(Part):
    """`points` more where `when` holds."""

    points: Amount
    when: str


class FaultsAndRewards(RuleKind):
    """“未出文件扣1分；评上市级以上先进奖励3分”."""

    kind: Literal["faults-and-rewards"]
    faults: tuple[Fault, ...]
    rewards: tuple[Reward, ...]
    over_points: Literal["allowed", "capped"]

    def lower(self, context: Context) -> Expression:
        lost = taken(self.faults, context)
        kept = floored(Difference(context.full(), lost))
        gained = tuple(
            Choose(context.truth(each.when), context.amount(each.points), number(0))
            for each in self.rewards
        )
        total = Sum((kept, *gained))
        return total if self.over_points == "allowed" else Least((context.full(), total))

    def say(self, context: Context) -> str:
        faults = "；".join(fault.say(context) for fault in self.faults)
        rewards = "；".join(
            f"{context.words(each.when)}的，奖励{amount_words(each.points, '分')}"
            for each in self.rewards
        )
        cap = "可以超过满分" if self.over_points == "allowed" else "不超过满分"
        return f"满分{plain(context.points)}分；{faults}，扣完为止；{rewards}，{cap}。"
