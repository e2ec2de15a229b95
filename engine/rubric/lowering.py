"""One indicator lowered: its rule to an expression, proved and rounded once; faults by the way."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from engine.language.conditions import BadCondition, parse_number
from engine.language.expressions import Choose, Constant, Expression, Quotient, number
from engine.language.fields import Field, Scope
from engine.language.prove import Unprovable, bounds, check_base
from engine.records.exact import plain
from engine.rubric.model import EvidenceNeed, Indicator, Rubric
from engine.rubric.standard import Fault, Item, Path
from engine.rules.base import Context, RuleKind
from engine.rules.judged import Judged


def lower_item(
    path: Path,
    section: str,
    indicator: Indicator,
    fields: tuple[Field, ...],
    rubric: Rubric,
    scope: Scope,
    faults: list[Fault],
) -> Item | None:
    if indicator.points is None:
        return None
    rule = indicator.rule
    if rule is None:
        if rubric.marking is None:
            faults.append(Fault(path, "Y511", f"指标 {indicator.code} 没有写计分规则（rule）。"))
            return None
        rule = Judged(kind="judged", mark=fields[-1].code)
    context = Context(indicator.points, scope, rubric.rounding.places, rubric.rounding.mode)
    before = len(faults)
    expression = _points(path, indicator, rule, context, faults)
    condition = _not_applicable(path, indicator, context, faults)
    evidence = _evidence(path, indicator, context, faults)
    if expression is None or len(faults) > before:
        return None
    if condition is not None:
        expression = Choose(condition, number(indicator.points), expression)
    try:
        _prove(path, indicator, expression, condition, rule, context, faults)
        expression = _rounded(expression, context)
    except Unprovable as error:
        faults.append(Fault((*path, "rule"), "Y512", f"指标 {indicator.code}：{error}。"))
        return None
    return Item(
        indicator, section, section == "", fields, indicator.points, rule, expression,
        condition, evidence, context,
    )  # fmt: skip


def _points(
    path: Path, indicator: Indicator, rule: RuleKind, context: Context, faults: list[Fault]
) -> Expression | None:
    try:
        return rule.lower(context)
    except BadCondition as error:
        faults.append(Fault((*path, "rule"), "Y510", f"指标 {indicator.code}：{error}"))
        return None


def _not_applicable(
    path: Path, indicator: Indicator, context: Context, faults: list[Fault]
) -> Expression | None:
    rule = indicator.not_applicable
    if rule is None or rule.when is None:
        return None
    try:
        return context.truth(rule.when)
    except BadCondition as error:
        faults.append(Fault((*path, "not_applicable"), "Y510", f"指标 {indicator.code}：{error}"))
        return None


def _evidence(
    path: Path, indicator: Indicator, context: Context, faults: list[Fault]
) -> tuple[tuple[EvidenceNeed, Expression], ...]:
    found = []
    for e, need in enumerate(indicator.evidence):
        try:
            expression = parse_number(need.at_least, context.scope)
            bounds(expression, context.scope)
            found.append((need, expression))
        except (BadCondition, Unprovable) as error:
            where = (*path, "evidence", e, "at_least")
            faults.append(Fault(where, "Y510", f"指标 {indicator.code} 的佐证件数：{error}"))
    return tuple(found)


def _prove(
    path: Path,
    indicator: Indicator,
    expression: Expression,
    condition: Expression | None,
    rule: RuleKind,
    context: Context,
    faults: list[Fault],
) -> None:
    """0 ≤ points ≤ 满分, full points within reach. Raises Unprovable."""
    found = bounds(expression, context.scope)
    if (base := rule.base(context)) is not None:
        check_base(base, condition, context.scope)
    top = Fraction(context.points)
    over_allowed = getattr(rule, "over_points", "") == "allowed"
    if found.low < 0 or (found.high > top and not over_allowed):
        faults.append(
            Fault(
                (*path, "rule"),
                "Y513",
                f"指标 {indicator.code} 可能得 {_shown(found.low)} 到 {_shown(found.high)} 分，"
                f"超出 0 到 {plain(context.points)} 分。",
            )
        )
    elif found.high < top:
        faults.append(
            Fault(
                (*path, "rule"),
                "Y514",
                f"指标 {indicator.code} 最多只能得 {_shown(found.high)} 分，"
                f"得不到满分 {plain(context.points)} 分。",
            )
        )


def _shown(value: Fraction) -> str:
    return str(value) if value.denominator != 1 else str(value.numerator)


def _rounded(expression: Expression, context: Context) -> Expression:
    """The one rounding of an item's points, where its exact value can have more places."""
    if bounds(expression, context.scope).places <= context.places:
        return expression
    return Quotient(expression, Constant(Decimal(1)), context.places, context.mode)
