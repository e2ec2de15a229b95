"""What every rule kind 计分规则 is: a frozen model that lowers to an expression and can say itself.

A kind's meaning never changes under a published rubric: a new meaning is a new kind.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Annotated, Any, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, SerializeAsAny

from engine.language.conditions import BadCondition, parse_number, parse_truth
from engine.language.expressions import (
    ChosenCount,
    Constant,
    Difference,
    Expression,
    Greatest,
    number,
)
from engine.language.fields import Scope
from engine.language.sentence import say
from engine.records.exact import Rounding
from engine.rules.amounts import Amount, Options, lowered


@dataclass(frozen=True, slots=True)
class Context:
    """What a rule may know: its item's points, the fields in reach, the rubric's one rounding."""

    points: Decimal
    scope: Scope
    places: int
    mode: Rounding
    known: Options = field(default_factory=dict)
    """The group it is lowered for, where its points differ by group."""
    capped: bool = True
    """Whether `points` bound what it gives; a penalty may be without a limit."""

    def truth(self, text: str) -> Expression:
        """A condition of the rule as an expression. Raises BadCondition."""
        return parse_truth(text, self.scope)

    def number(self, text: str) -> Expression:
        """A measure of the rule as an expression. Raises BadCondition."""
        return parse_number(text, self.scope)

    def words(self, text: str) -> str:
        """A condition or measure in Chinese, with field titles."""
        try:
            return say(self.truth(text), self.scope)
        except BadCondition:
            return say(self.number(text), self.scope)

    def amount(self, value: Amount) -> Expression:
        """An amount of the rule as an expression. Raises BadCondition."""
        return lowered(value, self.scope, self.known)

    def full(self) -> Expression:
        """The item's points as an expression."""
        return number(self.points)


def unit_of(text: str, context: Context) -> str:
    """The unit of measure of a measure that is a single field, else ""."""
    field = context.scope.get(text.strip())
    return field.unit if field is not None else ""


def each_one(text: str, context: Context) -> str:
    """What counts as one: “迟报每1次”, “标牌、电脑每缺1项”, “目标、计划每具备1项”."""
    node = context.number(text)
    match node:
        case Difference(Constant(), ChosenCount(code)):
            return f"{'、'.join(context.scope[code].options)}每缺1项"
        case ChosenCount(code):
            return f"{'、'.join(context.scope[code].options)}每具备1项"
    return f"{context.words(text)}每1{unit_of(text, context) or '个'}"


def floored(node: Expression) -> Expression:
    """扣完为止: never below 0."""
    return Greatest((number(0), node))


class RuleKind(BaseModel):
    """Base of every kind. A subclass names itself by the `Literal` of its field `kind`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @abstractmethod
    def lower(self, context: Context) -> Expression:
        """The points of the item as an expression. Raises BadCondition for what it cannot read."""

    def attainable(self, context: Context) -> Expression | None:
        """The most the item can give a unit, where a part of it may leave the unit's table."""
        return None

    def base(self, context: Context) -> Expression | None:
        """What a percentage is taken of, if it must never be 0 where the item applies."""
        return None

    def marked(self) -> tuple[str, ...]:
        """Fields in which reviewers give points: several marks of them become one 合成."""
        return ()

    @abstractmethod
    def say(self, context: Context) -> str:
        """评分标准: the rule in a sentence a school understands."""

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        names = get_args(cls.model_fields["kind"].annotation)
        if len(names) != 1 or names[0] in _KINDS:
            raise TypeError(f"{cls.__name__} must name one new kind")
        _KINDS[names[0]] = cls


_KINDS: dict[str, type[RuleKind]] = {}
KINDS = MappingProxyType(_KINDS)
"""Every kind by name, filled by importing `engine.rules`."""


def parse_rule(value: object) -> object:
    """Choose the model by `kind`; anything else is left for pydantic to refuse."""
    if isinstance(value, RuleKind):
        return value
    if not isinstance(value, dict) or "kind" not in value:
        raise ValueError("计分规则要写明种类（kind）")
    kind = KINDS.get(str(value["kind"]))
    if kind is None:
        raise ValueError(f"没有叫“{value['kind']}”的计分规则；现有：{'、'.join(sorted(KINDS))}")
    return kind.model_validate(value)


AnyRule = Annotated[SerializeAsAny[RuleKind], BeforeValidator(parse_rule)]
