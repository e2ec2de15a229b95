"""The standard: a rubric lowered to expressions, ready to be evaluated, proved and said."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from engine.language.conditions import BadCondition, parse_number, parse_truth
from engine.language.expressions import Choose, Constant, Expression, Quotient, fields_read, number
from engine.language.fields import Field, Kind, Scope, Source
from engine.language.prove import Unprovable, bounds, check_base, check_truth
from engine.records.exact import plain
from engine.rubric.model import EvidenceNeed, Indicator, Rubric
from engine.rules.base import Context, RuleKind
from engine.rules.judged import Judged

Path = tuple[str | int, ...]
"""Where in the rubric file something stands, such as ("sections", 0, "indicators", 2, "rule")."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something unsound, with its place in the file and a Chinese sentence."""

    path: Path
    code: str
    what: str


@dataclass(frozen=True)
class Item:
    """One indicator made ready. `expression` gives its points at the rubric's places."""

    indicator: Indicator
    section: str
    bonus: bool
    fields: tuple[Field, ...]
    points: Decimal
    rule: RuleKind
    expression: Expression
    not_applicable: Expression | None
    evidence: tuple[tuple[EvidenceNeed, Expression], ...]
    context: Context

    @property
    def code(self) -> str:
        """The indicator's code."""
        return self.indicator.code

    @property
    def needs_review(self) -> bool:
        """Whether a claim stays open until a reviewer has looked at it."""
        return self.indicator.review == "required"

    @cached_property
    def reads(self) -> frozenset[str]:
        """Every field its points depend on."""
        return fields_read(self.expression)

    def standard(self) -> str:
        """评分标准: the source's words, or the rule's own sentence."""
        return self.indicator.standard or self.rule.say(self.context)


@dataclass(frozen=True)
class Standard:
    """A whole rubric made ready: fields in reach, asked-when in reading order, scored items."""

    rubric: Rubric
    scope: Scope
    asked: dict[str, Expression]
    items: tuple[Item, ...]

    @property
    def places(self) -> int:
        """Decimal places of every published point."""
        return self.rubric.rounding.places

    @cached_property
    def by_code(self) -> dict[str, Item]:
        """Items by indicator code."""
        return {item.code: item for item in self.items}

    @cached_property
    def own_fields(self) -> dict[str, Field]:
        """Fields asked in the rubric, without the roster's, by code."""
        return {field.code: field for item in self.items for field in item.fields}

    def item_of(self, field: str) -> Item:
        """The item a field is asked in. Raises StopIteration for a roster field."""
        return next(item for item in self.items if any(f.code == field for f in item.fields))


def mark_field(indicator: Indicator, places: int) -> Field:
    """The reviewers' mark of an indicator that has no rule (只评分，不设公式)."""
    return Field(
        code=f"M{indicator.code}",
        title="考评分",
        type=Kind.NUMBER,
        unit="分",
        minimum=Decimal(0),
        maximum=indicator.points,
        places=places,
        source=Source.REVIEWER,
    )


def prepare(rubric: Rubric) -> tuple[Standard, tuple[Fault, ...]]:
    """Lower every rule; what cannot be lowered is a fault and leaves its item out."""
    faults: list[Fault] = []
    placed = list(_placed(rubric))
    scope: dict[str, Field] = {field.code: field for field in rubric.unit_fields}
    fields: dict[str, tuple[Field, ...]] = {}
    for _, _, indicator in placed:
        fields[indicator.code] = _fields(indicator, rubric)
        scope.update({field.code: field for field in fields[indicator.code]})
    asked = _asked(placed, fields, scope, faults)
    items = []
    for path, section, indicator in placed:
        item = _item(path, section, indicator, fields[indicator.code], rubric, scope, faults)
        if item is not None:
            items.append(item)
    return Standard(rubric, scope, asked, tuple(items)), tuple(faults)


def _placed(rubric: Rubric) -> list[tuple[Path, str, Indicator]]:
    found: list[tuple[Path, str, Indicator]] = []
    for s, section in enumerate(rubric.sections):
        for i, indicator in enumerate(section.indicators):
            found.append((("sections", s, "indicators", i), section.code, indicator))
    if rubric.bonus is not None:
        for i, indicator in enumerate(rubric.bonus.indicators):
            found.append((("bonus", "indicators", i), "", indicator))
    return found


def _fields(indicator: Indicator, rubric: Rubric) -> tuple[Field, ...]:
    marked = indicator.rule is None and rubric.marking is not None and indicator.points is not None
    if marked and rubric.marking is not None:
        return (*indicator.fields, mark_field(indicator, rubric.marking.places))
    return indicator.fields


def _asked(
    placed: list[tuple[Path, str, Indicator]],
    fields: dict[str, tuple[Field, ...]],
    scope: Scope,
    faults: list[Fault],
) -> dict[str, Expression]:
    found: dict[str, Expression] = {}
    for path, _, indicator in placed:
        for f, field in enumerate(fields[indicator.code]):
            if field.asked_when is None:
                continue
            try:
                found[field.code] = parse_truth(field.asked_when, scope)
                check_truth(found[field.code], scope)
            except (BadCondition, Unprovable) as error:
                faults.append(Fault((*path, "fields", f, "asked_when"), "Y510", str(error)))
    return _in_reading_order(found, faults)


def _in_reading_order(asked: dict[str, Expression], faults: list[Fault]) -> dict[str, Expression]:
    """Each condition after those of the fields it reads; a circle is a fault."""
    ordered: dict[str, Expression] = {}
    left = dict(asked)
    while left:
        ready = [code for code, e in left.items() if not (fields_read(e) & left.keys())]
        if not ready:
            names = "、".join(sorted(left))
            faults.append(Fault((), "Y510", f"填报项 {names} 的“何时填”互相依赖，成了一个圈。"))
            break
        ordered.update({code: left.pop(code) for code in ready})
    return ordered


def _item(
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
