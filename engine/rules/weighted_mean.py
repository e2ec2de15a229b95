"""Weighted mean of sources 加权合成 (C30, C42): Σ weight × (measure ÷ its own full marks).

Desk review, visit and questionnaire, or two terms of a year. Where a source may be missing for a
unit, the rubric says which way: its weight goes to the others (`rescale`), or it counts as 0
(`zero`); a source that is simply blank stays open. The division comes last, rounded once.
"""

from __future__ import annotations

from decimal import Decimal
from functools import reduce
from typing import Literal

from engine.language.conditions import BadCondition
from engine.language.expressions import (
    Choose,
    Compare,
    Expression,
    Greatest,
    Least,
    Product,
    Quotient,
    Sum,
    number,
)
from engine.records.exact import Exact, plain
from engine.rules.amounts import (
    Amount,
    Part,
    Situation,
    amount_words,
    situations,
    value_in,
)
from engine.rules.base import Context, RuleKind


class MeanSource(Part):
    """One source: what it measures, out of how much, its weight, and when a unit has none."""

    title: str
    of: str
    out_of: Exact
    weight: Amount
    missing_when: str | None = None


class WeightedMean(RuleKind):
    """“资料审核50%、实地考察40%、问卷10%”. Weights add up to 1.

    `when_none`: the points where every source is missing; needed where that can be.
    """

    kind: Literal["weighted-mean"]
    sources: tuple[MeanSource, ...]
    missing: Literal["rescale", "zero"] | None = None
    when_none: Exact | None = None

    def lower(self, context: Context) -> Expression:
        self._check()
        scale = reduce(lambda a, b: a * b, (each.out_of for each in self.sources), Decimal(1))
        got, there = [], []
        for each in self.sources:
            weight = context.amount(each.weight)
            value: Expression = Product(weight, context.number(each.of))
            value = Product(value, number(scale / each.out_of))
            weight = Product(weight, number(scale))
            if each.missing_when is not None:
                missing = context.truth(each.missing_when)
                value = Choose(missing, number(0), value)
                if self.missing == "rescale":
                    weight = Choose(missing, number(0), weight)
            got.append(value)
            there.append(weight)
        whole: Expression = Sum(tuple(there)) if self.missing == "rescale" else number(scale)
        return self._divided(Sum(tuple(got)), whole, scale, context)

    def _divided(
        self, got: Expression, there: Expression, scale: Decimal, context: Context
    ) -> Expression:
        """got ÷ what is there; a least weight keeps the divisor above 0 where nothing is there."""
        if self.when_none is None:
            points = Product(context.full(), Least((got, there)))
            return Quotient(points, there, context.places, context.mode)
        least = min(min(self._weights(situation)) for situation in self._situations()) * scale
        divisor = Greatest((there, number(least)))
        points = Product(context.full(), Least((got, divisor)))
        mean = Quotient(points, divisor, context.places, context.mode)
        return Choose(Compare("=", there, number(0)), number(self.when_none), mean)

    def _check(self) -> None:
        every = [self._weights(situation) for situation in self._situations()]
        if any(min(weights) <= 0 for weights in every) or any(s.out_of <= 0 for s in self.sources):
            raise BadCondition("各来源的权重和满分都要大于 0。")
        if any(sum(weights) != 1 for weights in every):
            raise BadCondition("各来源的权重合计应为 1。")
        may_miss = [each.missing_when is not None for each in self.sources]
        if any(may_miss) != (self.missing is not None):
            raise BadCondition(
                "有来源可能缺的，要写明怎么办（missing：rescale 或 zero）；没有的不写。"
            )
        if (self.missing == "rescale" and all(may_miss)) != (self.when_none is not None):
            raise BadCondition("各来源可能全缺的，要写明得几分（when_none）；不会全缺的不写。")

    def _situations(self) -> list[Situation]:
        return list(situations(tuple(each.weight for each in self.sources)))

    def _weights(self, situation: Situation) -> list[Decimal]:
        """The weights where they may differ; 0 for a group that one of them forgets."""
        return [value_in(each.weight, situation) or Decimal(0) for each in self.sources]

    def marked(self) -> tuple[str, ...]:
        return tuple(each.of for each in self.sources)

    def say(self, context: Context) -> str:
        full = plain(context.points)
        parts = "；".join(
            f"{each.title}满分{plain(each.out_of)}分，占{_percent(each.weight)}"
            + (f"（{context.words(each.missing_when)}的为缺）" if each.missing_when else "")
            for each in self.sources
        )
        how = {
            "rescale": "缺的一项不计，其余各项按权重重新折算",
            "zero": "缺的一项按0分计",
            None: "",
        }[self.missing]
        none = f"，全缺的得{plain(self.when_none)}分" if self.when_none is not None else ""
        rule = f"{how}{none}；" if how else ""
        rounding = f"{context.mode.chinese}保留{context.places}位小数"
        return f"{parts}；{rule}按得分率加权，折合满分{full}分（{rounding}）。"


def _percent(weight: Amount) -> str:
    """“50%”; what differs is said as it is written."""
    if isinstance(weight, Decimal):
        return f"{plain(weight * 100)}%"
    return f"满分的{amount_words(weight, '倍')}"
