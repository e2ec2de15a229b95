"""All or nothing 达标得分 (C1): the full points where a condition holds, else 0."""

from __future__ import annotations

from typing import Literal

from engine.language.expressions import Choose, Expression, number
from engine.records.exact import plain
from engine.rules.base import Context, RuleKind


class AllOrNothing(RuleKind):
    """“未纳入的不得分”."""

    kind: Literal["all-or-nothing"]
    when: str

    def lower(self, context: Context) -> Expression:
        return Choose(context.truth(self.when), context.full(), number(0))

    def say(self, context: Context) -> str:
        return f"{context.words(self.when)}的得{plain(context.points)}分，否则不得分。"
