"""Pro rata 按比例得分 (C11, and C40 as equal shares): points × min(1, measure ÷ target).

The target is an amount or another measure (each unit's own list, C40). The division comes last and
is rounded once.
"""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from engine.language.expressions import Expression, Least, Product, Quotient
from engine.records.exact import plain
from engine.rules.amounts import Amount, amount_words
from engine.rules.base import Context, RuleKind, unit_of


class Proportional(RuleKind):
    """“按完成比例得分”. Exactly one of `target` and `target_of`."""

    kind: Literal["proportional"]
    of: str
    target: Amount | None = None
    target_of: str | None = None

    @model_validator(mode="after")
    def _one_target(self) -> Proportional:
        if (self.target is None) == (self.target_of is None):
            raise ValueError("写 target（固定目标）或 target_of（另一填报项），只写一个")
        return self

    def lower(self, context: Context) -> Expression:
        if self.target is not None:
            target = context.amount(self.target)
        else:
            assert self.target_of is not None
            target = context.number(self.target_of)
        reached = Least((context.number(self.of), target))
        points = Product(context.full(), reached)
        return Quotient(points, target, context.places, context.mode)

    def say(self, context: Context) -> str:
        if self.target is not None:
            goal = amount_words(self.target, unit_of(self.of, context))
        else:
            assert self.target_of is not None
            goal = context.words(self.target_of)
        return (
            f"得分＝{plain(context.points)}分×{context.words(self.of)}÷{goal}，"
            f"最多{plain(context.points)}分（{context.mode.chinese}保留{context.places}位小数）。"
        )
