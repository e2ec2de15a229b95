"""Amounts of a rule: a clause that is worth nothing, and results that are rounded twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from engine.language.expressions import Expression, Quotient, children
from engine.rubric.rule_walk import Written, written
from engine.rubric.standard import Fault, Path, Standard
from engine.rules.bands_less_faults import Reduction
from engine.rules.deduct_faults import Fault as Deduction
from engine.rules.faults_and_rewards import Reward
from engine.rules.parts import PartRule
from engine.rules.penalty import Event
from engine.rules.severity import Tier

_WORTH = (PartRule, Deduction, Event, Reduction, Reward, Tier)
"""Clauses that must be worth something; the lowest of several steps may well give nothing."""


def faults(standard: Standard, at: Mapping[str, Path]) -> Iterator[Fault]:
    """Every such fault; `at` says where each indicator stands."""
    for item in standard.items:
        path: Path = (*at[item.code], "rule")
        for each in written(item.rule, path):
            if _is_worth(each) and isinstance(each.value, Decimal) and each.value <= 0:
                yield Fault(each.path, "Y526", f"指标 {item.code} 规则里的 {each.key} 不大于 0")
        if rounded_twice(item.expression):
            what = f"指标 {item.code} 除过、修约过的数又除了一次、再修约一次"
            yield Fault(path, "Y576", what)


def _is_worth(each: Written) -> bool:
    return each.key == "per" or (each.key == "points" and isinstance(each.part, _WORTH))


def rounded_twice(node: Expression, inside: bool = False) -> bool:
    """Whether what a division has rounded goes into another division (相继修约)."""
    divides = isinstance(node, Quotient)
    if inside and divides:
        return True
    return any(rounded_twice(child, inside or divides) for child in children(node))
