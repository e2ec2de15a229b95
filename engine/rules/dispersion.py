"""Dispersion 差异系数 (C22): full points where deviation ÷ mean over all is at most a limit.

A rule for a balance that units of a group share: each of them gets the points, or none does. “At
least 6 of 7 indicators, the others at 85 %” is `all-or-nothing` with 计数(…) and 最小(…).
"""

from __future__ import annotations

from typing import Literal

from engine.language.expressions import Choose, Compare, Expression, VariesAtMost, number
from engine.records.exact import Exact, plain
from engine.rules.base import Context, RuleKind
from engine.rules.peers import Peers, whom


class Dispersion(RuleKind):
    """“差异系数小学不高于0.50”. `when_none`: the points where the mean is 0. Nothing is rounded."""

    kind: Literal["dispersion"]
    of: str
    within: str | None = None
    at_most: Exact
    deviation: Literal["population", "sample"]
    when_none: Exact

    def lower(self, context: Context) -> Expression:
        peers = Peers.of(self.of, "higher", self.within, context)
        steady = VariesAtMost(peers.measure, self.within, self.deviation == "sample", self.at_most)
        none = Compare("=", peers.statistic("sum"), number(0))
        return Choose(none, number(self.when_none), Choose(steady, context.full(), number(0)))

    def say(self, context: Context) -> str:
        kind = "总体" if self.deviation == "population" else "样本"
        return (
            f"{whom(self.within, context)}“{context.words(self.of)}”的差异系数"
            f"（{kind}标准差÷平均数）不高于{plain(self.at_most)}的得{plain(context.points)}分，否则不得分；"
            f"平均数为0的得{plain(self.when_none)}分。"
        )
