"""Mean of several marks, the highest and the lowest dropped 去最高最低平均 (C32).

From `trim_from` marks up one highest and one lowest are dropped (one copy of each, whatever is
equal); with fewer the plain mean stands. Where the number of judges differs from unit to unit,
`judges` says how many marked, and the first so many of `marks` count.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from engine.language.conditions import BadCondition
from engine.language.expressions import (
    Answer,
    Choose,
    Compare,
    Expression,
    Product,
    Quotient,
    Trimmed,
    number,
)
from engine.records.exact import plain
from engine.rules.base import Context, RuleKind


class TrimmedMean(RuleKind):
    """“五名以上评委打分的，去掉一个最高分和一个最低分，取平均”."""

    kind: Literal["trimmed-mean"]
    marks: tuple[str, ...]
    trim_from: int
    judges: str | None = None

    def lower(self, context: Context) -> Expression:
        most = self._full_marks(context)
        every = len(self.marks)
        if self.judges is None:
            return self._mean(every, most, context)
        field = context.scope.get(self.judges)
        if (
            field is None
            or field.places
            or (field.minimum, field.maximum) != (Decimal(1), Decimal(every))
        ):
            raise BadCondition(f"评委人数“{self.judges}”应是 1 到 {every} 的整数。")
        node = self._mean(every, most, context)
        for number_of in range(every - 1, 0, -1):
            fewer = Compare("=", Answer(self.judges), number(number_of))
            node = Choose(fewer, self._mean(number_of, most, context), node)
        return node

    def _mean(self, judges: int, most: Decimal, context: Context) -> Expression:
        """The points from the first so many marks, divided once."""
        dropped = 1 if judges >= self.trim_from else 0
        marks = Trimmed(tuple(Answer(code) for code in self.marks[:judges]), dropped, dropped)
        whole = number(most * (judges - 2 * dropped))
        return Quotient(Product(context.full(), marks), whole, context.places, context.mode)

    def _full_marks(self, context: Context) -> Decimal:
        if self.trim_from < 3 or not self.marks:
            raise BadCondition(
                "去掉最高、最低至少要有 3 个分（trim_from），并写明有哪些分（marks）。"
            )
        if len(set(self.marks)) != len(self.marks):
            raise BadCondition("同一个评分写了两次（marks）。")
        fields = [context.scope.get(code) for code in self.marks]
        edges = {(f.minimum, f.maximum) if f is not None else None for f in fields}
        most = next(iter(edges))
        if len(edges) != 1 or most is None or most[0] != 0 or not most[1]:
            raise BadCondition("各评分要是同样从 0 到满分的数字填报项。")
        return most[1]

    def say(self, context: Context) -> str:
        most = self._full_marks(context)
        return (
            f"{len(self.marks)}名评委各按{plain(most)}分打分；{self.trim_from}名以上的去掉一个最高分和"
            f"一个最低分，不足{self.trim_from}名的不去，取平均，折合满分{plain(context.points)}分"
            f"（{context.mode.chinese}保留{context.places}位小数）。"
        )
