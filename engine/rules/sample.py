"""Sample test 抽查合格 (C21): k or more of n sampled give the full points, fewer give 0."""

from __future__ import annotations

from typing import Literal

from engine.language.conditions import BadCondition
from engine.language.expressions import Answer, Choose, Compare, Expression, number
from engine.records.exact import Exact, plain
from engine.rules.base import Context, RuleKind, unit_of


class Sample(RuleKind):
    """“抽5名，3名及以上合格”: `of` counts those who pass; `pass_at` of `size` is enough."""

    kind: Literal["sample"]
    of: str
    pass_at: Exact
    size: Exact

    def lower(self, context: Context) -> Expression:
        field = context.scope.get(self.of)
        if field is None or field.maximum != self.size or not 0 < self.pass_at <= self.size:
            raise BadCondition("抽查人数（size）要等于填报项的最大值，合格数不能大于抽查人数。")
        passed = Compare(">=", Answer(self.of), number(self.pass_at))
        return Choose(passed, context.full(), number(0))

    def say(self, context: Context) -> str:
        unit = unit_of(self.of, context) or "个"
        return (
            f"抽查{plain(self.size)}{unit}，{context.words(self.of)}≥{plain(self.pass_at)}{unit}的得"
            f"{plain(context.points)}分，否则不得分。"
        )
