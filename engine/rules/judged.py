"""Judged range 评审判分 (C15): a reviewer's mark, read against named half-open bands."""

from __future__ import annotations

from typing import Literal

from engine.language.conditions import BadCondition
from engine.language.expressions import Answer, Expression
from engine.records.exact import Exact, plain
from engine.rules.amounts import Part
from engine.rules.base import Context, RuleKind


class Range(Part):
    """“较好”: from `at_least` up to where the range above begins."""

    title: str
    at_least: Exact


class Judged(RuleKind):
    """“好3.2—4分，较好2.4—3.2分…”: the points are the mark itself. Ranges run from high to low."""

    kind: Literal["judged"]
    mark: str
    ranges: tuple[Range, ...] = ()

    def lower(self, context: Context) -> Expression:
        if self.mark not in context.scope:
            raise BadCondition(f"没有叫“{self.mark}”的考评分填报项。")
        edges = [each.at_least for each in self.ranges]
        if edges != sorted(set(edges), reverse=True) or (edges and edges[-1] != 0):
            raise BadCondition("评分分段要从高到低写，最低一段从0开始。")
        return Answer(self.mark)

    def marked(self) -> tuple[str, ...]:
        return (self.mark,)

    def say(self, context: Context) -> str:
        if not self.ranges:
            return f"由评审组在0—{plain(context.points)}分之间评定，不满分的写明理由。"
        said, top = [], f"≤{plain(context.points)}"
        for each in self.ranges:
            said.append(f"{each.title}：{plain(each.at_least)}≤得分{top}")
            top = f"＜{plain(each.at_least)}"
        return "由评审组评定：" + "；".join(said) + "。不满分的写明理由。"
