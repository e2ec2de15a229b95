"""Marks per level 按级别得分 (C14): each option of a choice has its points, once."""

from __future__ import annotations

from typing import Literal

from engine.language.conditions import BadCondition
from engine.language.expressions import Choose, Expression, IsOption, number
from engine.records.exact import Exact, plain
from engine.rules.base import Context, RuleKind


class Levels(RuleKind):
    """“省级3分、市级2分、县级1分”. Where `void_when` holds the item gives 0 (already counted)."""

    kind: Literal["levels"]
    of: str
    points: dict[str, Exact]
    void_when: str | None = None

    def lower(self, context: Context) -> Expression:
        field = context.scope.get(self.of)
        if field is None or not field.one_option or set(field.options) != set(self.points):
            raise BadCondition(f"“{self.of}”应是单选题，每个选项都要有分值，也不能多写。")
        node: Expression = number(0)  # a choice that is not asked is no option, and gives nothing
        for option in reversed(field.options):
            node = Choose(IsOption(self.of, option), number(self.points[option]), node)
        if self.void_when is None:
            return node
        return Choose(context.truth(self.void_when), number(0), node)

    def say(self, context: Context) -> str:
        each = "、".join(f"{option}{plain(points)}分" for option, points in self.points.items())
        text = f"{each}；只取最高一项，不累计。"
        if self.void_when is None:
            return text
        return f"{text}{context.words(self.void_when)}的，记0分。"
