"""Picked options 多选计分: every chosen option has points; their sum or the best of them counts.

“k of n earns the maximum” is `count-capped` (each one earns its share) or `all-or-nothing` on
已选(F) >= k (fewer earn nothing).
"""

from __future__ import annotations

from typing import Literal

from engine.language.conditions import BadCondition
from engine.language.expressions import Choose, Contains, Expression, Greatest, Least, Sum, number
from engine.language.fields import Kind
from engine.records.exact import Exact, plain
from engine.rules.base import Context, RuleKind, floored


class Picks(RuleKind):
    """“有阵地1分、有队伍1分、被通报减1分”: an option that counts against has negative points."""

    kind: Literal["picks"]
    of: str
    points: dict[str, Exact]
    take: Literal["sum", "best"]

    def lower(self, context: Context) -> Expression:
        field = context.scope.get(self.of)
        if field is None or field.type is not Kind.CHOICES or set(field.options) != {*self.points}:
            raise BadCondition(f"“{self.of}”应是多选题，每个选项都要有分值，也不能多写。")
        each = tuple(
            Choose(Contains(self.of, option), number(self.points[option]), number(0))
            for option in field.options
        )
        found = Sum(each) if self.take == "sum" else Greatest(each)
        return floored(Least((context.full(), found)))

    def say(self, context: Context) -> str:
        each = "、".join(
            f"{option}{'减' if points < 0 else ''}{plain(abs(points))}分"
            for option, points in self.points.items()
        )
        how = "选中的累计" if self.take == "sum" else "只取选中的最高一项，不累计"
        most = plain(context.points)
        return f"{context.scope[self.of].title}：{each}；{how}，最多{most}分，最低0分。"
