"""Deduct per fault 每项扣分 (C4): the item's points less n for each, 扣完为止."""

from __future__ import annotations

from typing import Literal

from engine.language.expressions import Difference, Expression, Product, number
from engine.records.exact import Exact, plain
from engine.rules.base import Context, RuleKind, floored


class DeductEach(RuleKind):
    """“缺1样扣1分”: `count` is a number field, or 未选(F) for what was not chosen."""

    kind: Literal["deduct-each"]
    count: str
    per: Exact

    def lower(self, context: Context) -> Expression:
        lost = Product(number(self.per), context.number(self.count))
        return floored(Difference(context.full(), lost))

    def say(self, context: Context) -> str:
        return (
            f"满分{plain(context.points)}分；{counted(self.count, context)}"
            f"扣{plain(self.per)}分，扣完为止。"
        )


def counted(count: str, context: Context) -> str:
    """“缺1样” for options not chosen, else “title每1次”."""
    text = count.strip()
    for call in ("未选(", "missing("):
        if text.startswith(call) and text.endswith(")"):
            field = context.scope.get(text[len(call) : -1].strip())
            if field is not None:
                return f"“{'、'.join(field.options)}”每缺1项"
    field = context.scope.get(text)
    if field is not None:
        return f"{field.title}每1{field.unit or '次'}"
    return f"{context.words(count)}每1次"
