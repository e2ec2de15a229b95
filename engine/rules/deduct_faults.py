"""Deduct by kind of fault 分类扣分 (C6): different faults cost different amounts, 扣完为止.

One missing thing that two faults would charge is refused: the author says what it costs in all.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import model_validator

from engine.language.conditions import BadCondition
from engine.language.expressions import (
    Choose,
    ChosenCount,
    Contains,
    Difference,
    Expression,
    Product,
    Sum,
    children,
    number,
)
from engine.records.exact import plain
from engine.rules.amounts import Amount, Part, amount_words
from engine.rules.base import Context, RuleKind, each_one, floored


class Fault(Part):
    """`points` off once where `when` holds, or `points` × `count`."""

    points: Amount
    when: str | None = None
    count: str | None = None

    @model_validator(mode="after")
    def _one_form(self) -> Fault:
        if (self.when is None) == (self.count is None):
            raise ValueError("每种情形写 when（扣一次）或 count（按数扣），只写一个")
        return self

    def lower(self, context: Context) -> Expression:
        """The points this fault costs."""
        if self.when is not None:
            return Choose(context.truth(self.when), context.amount(self.points), number(0))
        assert self.count is not None
        return Product(context.amount(self.points), context.number(self.count))

    def say(self, context: Context) -> str:
        """“…的，扣1分”."""
        if self.when is not None:
            return f"{context.words(self.when)}的，扣{amount_words(self.points, '分')}"
        assert self.count is not None
        return f"{each_one(self.count, context)}扣{amount_words(self.points, '分')}"


def taken(faults: tuple[Fault, ...], context: Context) -> Expression:
    """What the faults cost together. Raises BadCondition where one thing is charged twice."""
    counts = [context.number(each.count) for each in faults if each.count is not None]
    counted = {n.field for node in counts for n in _nodes(node) if isinstance(n, ChosenCount)}
    single = [context.truth(each.when) for each in faults if each.when is not None]
    for node in (each for condition in single for each in _nodes(condition)):
        if isinstance(node, Contains) and node.field in counted:
            rest = f"计数(非 含({node.field}, …), …)"
            raise BadCondition(
                f"缺“{node.option}”既按数扣、又另扣，是扣一次还是两次都扣没有写明。"
                f"请只数其余各项，如 {rest}，再写明缺“{node.option}”一共扣几分。"
            )
    return Sum(tuple(fault.lower(context) for fault in faults))


def _nodes(node: Expression) -> Iterator[Expression]:
    yield node
    for child in children(node):
        yield from _nodes(child)


class DeductFaults(RuleKind):
    """“少1项扣1分；没报年度报表扣2分”."""

    kind: Literal["deduct-faults"]
    faults: tuple[Fault, ...]

    def lower(self, context: Context) -> Expression:
        lost = taken(self.faults, context)
        return floored(Difference(context.full(), lost))

    def say(self, context: Context) -> str:
        faults = "；".join(fault.say(context) for fault in self.faults)
        return f"满分{plain(context.points)}分；{faults}；扣完为止。"
