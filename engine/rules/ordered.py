"""Ordered conditions 按序判档 (C12, C13): the first case that holds gives its level.

A level gives points outright, or a coefficient of the item's points (甲1.0、乙0.6…). What stands
first is tested first: an author who wants 丙 before 甲 writes 丙 first.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import model_validator

from engine.language.expressions import Choose, Expression, Product
from engine.records.exact import plain
from engine.rules.amounts import Amount, Part, amount_words
from engine.rules.base import Context, RuleKind


class Level(Part):
    """A level's name and exactly one of `points` and `share` (coefficient)."""

    level: str
    points: Amount | None = None
    share: Amount | None = None

    @model_validator(mode="after")
    def _one_form(self) -> Level:
        if (self.points is None) == (self.share is None):
            raise ValueError("每一档写 points（分数）或 share（系数），只写一个")
        return self

    def lower(self, context: Context) -> Expression:
        """The points of the level."""
        if self.points is not None:
            return context.amount(self.points)
        assert self.share is not None
        return Product(context.full(), context.amount(self.share))

    def worth(self, context: Context) -> str:
        """“3分”."""
        if self.points is not None:
            return amount_words(self.points, "分")
        assert self.share is not None
        if not isinstance(self.share, Decimal):
            return f"{plain(context.points)}分的{amount_words(self.share, '倍')}"
        return f"{plain(context.points * self.share)}分"


class Case(Level):
    """A level and the condition it stands under."""

    when: str


class Ordered(RuleKind):
    """“全满足为甲，有任一丙类情形为丙，其余为乙”."""

    kind: Literal["ordered"]
    cases: tuple[Case, ...]
    otherwise: Level

    def lower(self, context: Context) -> Expression:
        node = self.otherwise.lower(context)
        for case in reversed(self.cases):
            node = Choose(context.truth(case.when), case.lower(context), node)
        return node

    def say(self, context: Context) -> str:
        cases = "；".join(
            f"{context.words(case.when)}的为{case.level}，得{case.worth(context)}"
            for case in self.cases
        )
        rest = f"其余为{self.otherwise.level}，得{self.otherwise.worth(context)}"
        return f"按次序判定：{cases}；{rest}。"
