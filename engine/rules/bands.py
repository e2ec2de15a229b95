"""Threshold bands 分档得分 (C8, C9): the first band reached, from the top, gives its points.

A band says whether its edge belongs to it (`at_least`, 含本数) or not (`above`, 大于). Each band
ends where the one above it begins, so there is neither gap nor overlap; below the last band stands
`otherwise`. With `out_of` the measure is a percentage of another one, compared as whole-number
cross products; `when_none` then says what stands where the base is 0.
"""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from engine.language.conditions import BadCondition
from engine.language.expressions import Choose, Compare, Expression, Product, number
from engine.records.exact import Exact, plain
from engine.rules.amounts import Amount, Part, amount_words, falls
from engine.rules.base import Context, RuleKind, unit_of


class Band(Part):
    """One band: exactly one of `at_least` and `above`, and the points it gives."""

    at_least: Amount | None = None
    above: Amount | None = None
    points: Amount

    @model_validator(mode="after")
    def _one_edge(self) -> Band:
        if (self.at_least is None) == (self.above is None):
            raise ValueError("每一档写 at_least（含本数）或 above（不含本数），只写一个")
        return self

    @property
    def edge(self) -> Amount:
        """The number the band begins at."""
        edge = self.at_least if self.at_least is not None else self.above
        assert edge is not None
        return edge


def band_points(
    bands: tuple[Band, ...],
    otherwise: Amount,
    measure: Expression,
    base: Expression | None,
    context: Context,
) -> Expression:
    """Nested choices from the top band down. Raises BadCondition for edges out of order."""
    if not falls(tuple(band.edge for band in bands)):
        raise BadCondition("分档要从高到低写，档线不能相同或颠倒。")
    node = context.amount(otherwise)
    for band in reversed(bands):
        reached = band_condition(band, measure, base, context)
        node = Choose(reached, context.amount(band.points), node)
    return node


def band_condition(
    band: Band, measure: Expression, base: Expression | None, context: Context
) -> Compare:
    """Whether the measure reaches the band's edge."""
    edge = context.amount(band.edge)
    operator: Literal[">=", ">"] = ">=" if band.at_least is not None else ">"
    if base is None:
        return Compare(operator, measure, edge)
    return Compare(operator, Product(measure, number(100)), Product(edge, base))


def band_words(bands: tuple[Band, ...], otherwise: Amount, unit: str) -> str:
    """“≥80%得4分；≥60%得2.5分；其余0分”."""
    said = [
        f"{'≥' if band.at_least is not None else '＞'}{amount_words(band.edge, unit)}"
        f"得{amount_words(band.points, '分')}"
        for band in bands
    ]
    return "；".join([*said, f"其余得{amount_words(otherwise, '分')}"])


class Bands(RuleKind):
    """“＞80%得3分，＞60%得2分”."""

    kind: Literal["bands"]
    of: str
    out_of: str | None = None
    bands: tuple[Band, ...]
    otherwise: Amount
    when_none: Exact | None = None

    def lower(self, context: Context) -> Expression:
        base = context.number(self.out_of) if self.out_of is not None else None
        node = band_points(self.bands, self.otherwise, context.number(self.of), base, context)
        if base is None or self.when_none is None:
            return node
        return Choose(Compare("=", base, number(0)), number(self.when_none), node)

    def base(self, context: Context) -> Expression | None:
        if self.out_of is None or self.when_none is not None:
            return None
        return context.number(self.out_of)

    def say(self, context: Context) -> str:
        if self.out_of is None:
            unit = unit_of(self.of, context)
            return f"{context.words(self.of)}：{band_words(self.bands, self.otherwise, unit)}。"
        ratio = f"{context.words(self.of)}÷{context.words(self.out_of)}"
        text = f"{ratio}：{band_words(self.bands, self.otherwise, '%')}。"
        if self.when_none is None:
            return text
        return f"{text}{context.words(self.out_of)}为0的得{plain(self.when_none)}分。"
