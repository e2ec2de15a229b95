"""One indicator lowered: its rule to an expression, proved and rounded once; faults by the way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from engine.language.conditions import BadCondition, parse_number
from engine.language.expressions import (
    Choose,
    Constant,
    Expression,
    Product,
    Quotient,
    Some,
    fields_read,
    number,
)
from engine.language.fields import Field, Scope
from engine.language.intervals import Assumed, narrow
from engine.language.prove import Unprovable, bounds, check_base, check_truth
from engine.records.exact import plain
from engine.rubric.model import EvidenceNeed, Indicator, NotApplicable, Rubric
from engine.rubric.points import most
from engine.rubric.standard import Block, Fault, Item, Path
from engine.rules.amounts import Amount, cases, lowered
from engine.rules.base import Context, RuleKind
from engine.rules.judged import Judged

_OUT_OF_REACH = ("Y513", "Y514")
"""Points beyond what they may be: said, and worked out all the same."""


@dataclass(frozen=True, slots=True)
class Place:
    """An indicator, where it stands, and the 不适用 that holds for it."""

    path: Path
    section: str
    block: Block
    indicator: Indicator
    policy: NotApplicable | None
    counted: Amount | None = None
    """What the section is converted to, or the coefficient of penalties."""


def lower_item(
    place: Place,
    fields: tuple[Field, ...],
    rubric: Rubric,
    scope: Scope,
    faults: list[Fault],
) -> Item | None:
    path, indicator = place.path, place.indicator
    unlimited = place.block == "penalty" and indicator.points is None
    if indicator.points is None and not (unlimited and indicator.rule is not None):
        return None
    rule = indicator.rule
    if rule is None:
        if rubric.marking is None:
            faults.append(Fault(path, "Y511", f"指标 {indicator.code} 没有写计分规则（rule）。"))
            return None
        rule = Judged(kind="judged", mark=fields[-1].code)
    # Its own rule is read only where the item is in the table, so there its fields are asked.
    scope = {**scope, **{field.code: field for field in indicator.fields}}
    context = Context(
        most(indicator.points) or Decimal(0), scope, rubric.rounding.places, rubric.rounding.mode,
        capped=not unlimited,
    )  # fmt: skip
    before = len(faults)
    lowering = _Lowering(place, rule, context, faults)
    points, full = lowering.by_group()
    condition = lowering.condition()
    evidence = lowering.evidence()
    unread = any(fault.code not in _OUT_OF_REACH for fault in faults[before:])
    if points is None or full is None or unread:
        return None
    if unlimited:
        full = number(_most_of(points, scope))
    return Item(
        indicator, place.section, place.block, fields, _most_of(full, scope), full, rule,
        _where_it_applies(points, full, condition, place.policy), place.policy, condition, evidence,
        _columns_of(place.counted, scope), context,
    )  # fmt: skip


def _columns_of(value: Amount | None, scope: Scope) -> tuple[str, ...]:
    """The columns an amount reads; none where it cannot be read, which `table_soundness` says."""
    try:
        return tuple(sorted(fields_read(lowered(value, scope, {})))) if value is not None else ()
    except BadCondition:
        return ()


def _where_it_applies(
    points: Expression,
    full: Expression,
    condition: Expression | None,
    policy: NotApplicable | None,
) -> Expression:
    if condition is None:
        return points
    instead = full if policy is not None and policy.gives_full else number(0)
    return Choose(condition, instead, points)


def _most_of(node: Expression, scope: Scope) -> Decimal:
    high = bounds(node, scope).high
    return Decimal(high.numerator) / Decimal(high.denominator)


class _Lowering:
    """What the steps of lowering one indicator share; each fault is said at its place."""

    def __init__(self, place: Place, rule: RuleKind, context: Context, faults: list[Fault]) -> None:
        self.place, self.rule, self.context, self.faults = place, rule, context, faults
        self.path, self.code = place.path, place.indicator.code

    def fault(self, part: str, code: str, what: str) -> None:
        self.faults.append(Fault((*self.path, part), code, f"指标 {self.code}{what}"))

    def by_group(self) -> tuple[Expression | None, Expression | None]:
        """Points and 满分: one expression each, or one for every case that has points of its own.

        A case with 0 points has neither; where it is, the item does not apply.
        """
        points = self.place.indicator.points
        if points is None or isinstance(points, Decimal):
            return self._for(self.context)
        try:
            lowered(points, self.context.scope, {})
        except BadCondition as error:
            self.fault("points", "Y510", f"的分值：{error}")
            return None, None
        got: Expression = number(0)
        full: Expression = number(0)
        for case in cases(points):
            if case.value == 0:
                continue
            own, most_ = self._for(replace(self.context, points=case.value, known=case.known))
            if own is None or most_ is None:
                return None, None
            here = self.context.truth(case.condition)
            got, full = Choose(here, own, got), Choose(here, most_, full)
        return got, full

    def _for(self, context: Context) -> tuple[Expression | None, Expression | None]:
        """The proved, once rounded points of one group, and what they can be at most."""
        raw = self.place.indicator.raw
        marked = replace(context, points=raw) if raw is not None else context
        try:
            points = self.rule.lower(marked)
            full = self.rule.attainable(context)
            if raw is not None and full is not None:
                raise BadCondition("有的部分不计入满分的，不能再写原始满分（raw）。")
            if full is not None and bounds(full, context.scope).places > context.places:
                what = f" 各部分的分值只能有 {context.places} 位小数，与得分相同"
                self.fault("rule", "Y540", what)
        except BadCondition as error:
            self.fault("rule", "Y510", f"：{error}")
            return None, None
        if raw is not None:
            points = converted(points, context.points, raw, context)
        try:
            assumed = self._where_it_applies()
            self._prove(points, context, assumed)
            return _rounded(points, context, assumed), full or context.full()
        except Unprovable as error:
            self.fault("rule", "Y512", f"：{error}。")
            return None, None

    def _where_it_applies(self) -> Assumed:
        """What is known of single fields because the item applies. Raises Unprovable."""
        try:
            rule = self._applies_not()
        except BadCondition:  # said once, by `condition`
            return {}
        if rule is None:
            return {}
        check_truth(rule, self.context.scope)
        return narrow(rule, self.context.scope, {}, holds=False) or {}

    def _prove(self, points: Expression, context: Context, assumed: Assumed) -> None:
        """0 ≤ points ≤ 满分, full points within reach. Raises Unprovable."""
        found = bounds(points, context.scope, assumed)
        if (base := self.rule.base(context)) is not None:
            check_base(base, self._applies_not(), context.scope)
        top = Fraction(context.points) if context.capped else found.high
        over_allowed = getattr(self.rule, "over_points", "") == "allowed"
        if found.low < 0 or (found.high > top and not over_allowed):
            reach = f"{_shown(found.low)} 到 {_shown(found.high)} 分"
            self.fault("rule", "Y513", f" 可能得 {reach}，超出 0 到 {plain(context.points)} 分。")
        elif found.high < top:
            high, full = _shown(found.high), plain(context.points)
            self.fault("rule", "Y514", f" 最多只能得 {high} 分，得不到满分 {full} 分。")

    def condition(self) -> Expression | None:
        """Where the item does not apply: by its rule, or because its points are 0 in a group."""
        try:
            rule, gone = self._applies_not(), outside(self.place)
            if gone is None or rule is None:
                return self.context.truth(gone) if gone is not None else rule
            return Some((self.context.truth(gone), rule))
        except BadCondition as error:
            self.fault("not_applicable", "Y510", f"：{error}")
            return None

    def _applies_not(self) -> Expression | None:
        policy = self.place.policy
        return self.context.truth(policy.when) if policy is not None and policy.when else None

    def evidence(self) -> tuple[tuple[EvidenceNeed, Expression], ...]:
        found = []
        for e, need in enumerate(self.place.indicator.evidence):
            try:
                expression = parse_number(need.at_least, self.context.scope)
                bounds(expression, self.context.scope)
                if (gone := outside(self.place)) is not None:
                    expression = Choose(self.context.truth(gone), number(0), expression)
                found.append((need, expression))
            except (BadCondition, Unprovable) as error:
                where = (*self.path, "evidence", e, "at_least")
                what = f"指标 {self.code} 的佐证件数：{error}"
                self.faults.append(Fault(where, "Y510", what))
        return tuple(found)


def outside(place: Place) -> str | None:
    """The condition under which an item is not in a unit's table at all; None: it always is.

    Nothing in it is asked then, nor any evidence.
    """
    points, policy = place.indicator.points, place.policy
    found = []
    if points is not None and not isinstance(points, Decimal):
        found = [f"({case.condition})" for case in cases(points) if case.value == 0]
    if policy is not None and policy.when and not policy.gives_full:
        found.append(f"({policy.when})")
    return " 或 ".join(found) or None


def _shown(value: Fraction) -> str:
    return str(value) if value.denominator != 1 else str(value.numerator)


def converted(node: Expression, points: Decimal, raw: Decimal, context: Context) -> Expression:
    """node × points ÷ raw, rounded once: a division that the rule ends in takes this one in."""
    match node:
        case Quotient(Product(Constant(value), share), whole) if value == raw:
            return replace(node, numerator=Product(number(points), share), denominator=whole)
        case Quotient(top, bottom):
            top = Product(number(points), top)
            bottom = Product(number(raw), bottom)
            return Quotient(top, bottom, context.places, context.mode)
        case Choose(condition, then, otherwise):
            sides = (converted(each, points, raw, context) for each in (then, otherwise))
            return Choose(condition, *sides)
    return Quotient(Product(number(points), node), number(raw), context.places, context.mode)


def _rounded(expression: Expression, context: Context, assumed: Assumed) -> Expression:
    """The one rounding of an item's points, where its exact value can have more places."""
    if bounds(expression, context.scope, assumed).places <= context.places:
        return expression
    return Quotient(expression, Constant(Decimal(1)), context.places, context.mode)
