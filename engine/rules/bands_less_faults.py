"""Bands less conditional deductions 分档后扣减 (C3): a base by bands, then −n per fault."""

from __future__ import annotations

from typing import Literal

from engine.language.expressions import Choose, Difference, Expression, Sum, number
from engine.rules.amounts import Amount, Part, amount_words
from engine.rules.bands import Band, band_points, band_words
from engine.rules.base import Context, RuleKind, floored, unit_of


class Reduction(Part):
    """`points` off where `when` holds."""

    points: Amount
    when: str


class BandsLessFaults(RuleKind):
    """“5人以上得4分；没有本单位老同志参与的减1分”, never below 0."""

    kind: Literal["bands-less-faults"]
    of: str
    bands: tuple[Band, ...]
    otherwise: Amount
    less: tuple[Reduction, ...]

    def lower(self, context: Context) -> Expression:
        base = band_points(self.bands, self.otherwise, context.number(self.of), None, context)
        taken = tuple(
            Choose(context.truth(each.when), context.amount(each.points), number(0))
            for each in self.less
        )
        return floored(Difference(base, Sum(taken)))

    def say(self, context: Context) -> str:
        unit = unit_of(self.of, context)
        base = f"{context.words(self.of)}：{band_words(self.bands, self.otherwise, unit)}"
        less = "；".join(
            f"{context.words(each.when)}的，减{amount_words(each.points, '分')}"
            for each in self.less
        )
        return f"{base}。{less}，减完为止。"
