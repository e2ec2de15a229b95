"""Amounts of a rubric: a number, or one that differs by group, by size or for a named unit (C38).

An amount reads what is known of every unit: a roster column, or a choice that nobody is spared.
What it comes to for a unit is an expression like any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import pairwise, product
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict

from engine.language.conditions import BadCondition
from engine.language.expressions import Answer, Choose, Compare, Expression, IsOption, number
from engine.language.fields import Field, Kind, Scope
from engine.records.exact import Exact, plain

UNIT = "单位编号"
"""The roster column that an amount for named units reads; always there, never written."""
OTHER_UNITS = "其他单位"


class Part(BaseModel):
    """Base of the small models inside a rule."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ByGroup(Part):
    """An amount that differs by a roster column, such as 学段: every option has its own."""

    by: str
    cases: dict[str, Exact]

    def words(self, unit: str) -> str:
        """“小学、初中5人，幼儿园3人”."""
        groups: dict[Decimal, list[str]] = {}
        for option, value in self.cases.items():
            groups.setdefault(value, []).append(option)
        return "，".join(
            f"{'、'.join(names)}{plain(value)}{unit}" for value, names in groups.items()
        )


class Step(Part):
    """`value` from `at_least` up to the step above."""

    at_least: Exact
    value: Exact


class BySize(Part):
    """An amount by the size of a roster number, such as 在校生数: steps from high to low (C41)."""

    by: str
    steps: tuple[Step, ...]
    below: Exact
    """Below the lowest step."""

    def words(self, unit: str) -> str:
        """“在校生数≥2000的0.8，≥1000的0.9，其余1”."""
        steps = "，".join(f"≥{plain(s.at_least)}的{plain(s.value)}{unit}" for s in self.steps)
        return f"{self.by}{steps}，其余{plain(self.below)}{unit}"


class UnitAmount(Part):
    """What stands for one unit, by its code, and why: somebody decided it and wrote it down."""

    unit: str
    value: Exact
    reason: str


class ForUnits(Part):
    """An amount that is another one for some named units."""

    units: tuple[UnitAmount, ...]
    otherwise: Exact | ByGroup | BySize

    def words(self, unit: str) -> str:
        """“5人，单位010003为3人（一校两址）”."""
        named = "，".join(
            f"单位{each.unit}为{plain(each.value)}{unit}（{each.reason}）" for each in self.units
        )
        return f"{amount_words(self.otherwise, unit)}，{named}"


Amount = Exact | ByGroup | BySize | ForUnits
"""A number of the rubric, the same for all units or not."""
Options = Mapping[str, str]
"""Roster columns whose option is known beforehand."""
Situation = Mapping[str, Any]
"""A roster column → its option, or its number; what an amount depends on."""


def lowered(value: Amount, scope: Scope, known: Options) -> Expression:
    """The expression of an amount. Raises BadCondition for a column it cannot be read from."""
    match value:
        case ByGroup():
            return _by_group(value, scope, known)
        case BySize():
            return _by_size(value, scope)
        case ForUnits():
            codes = [each.unit for each in value.units]
            if not codes or len(set(codes)) < len(codes):
                raise BadCondition("另有规定的单位至少写一个，同一个单位不能写两次。")
            node = lowered(value.otherwise, scope, known)
            for each in reversed(value.units):
                if not each.reason.strip():
                    raise BadCondition(f"单位 {each.unit} 另有规定，要写明理由（reason）。")
                node = Choose(IsOption(UNIT, each.unit), number(each.value), node)
            return node
    return number(value)


def _by_group(value: ByGroup, scope: Scope, known: Options) -> Expression:
    field = _column(value.by, scope)
    if not field.one_option or set(field.options) != set(value.cases):
        raise BadCondition(f"“{value.by}”应是单选题，要把每个选项都写上，也不能多写。")
    if value.by in known:
        return number(value.cases[known[value.by]])
    options = list(field.options)
    node: Expression = number(value.cases[options[-1]])
    for option in reversed(options[:-1]):
        node = Choose(IsOption(value.by, option), number(value.cases[option]), node)
    return node


def _by_size(value: BySize, scope: Scope) -> Expression:
    field = _column(value.by, scope)
    edges = [step.at_least for step in value.steps]
    if field.type is not Kind.NUMBER or not edges:
        raise BadCondition(f"“{value.by}”应是数字，按规模分的各档至少写一档。")
    if any(low >= high for high, low in pairwise(edges)):
        raise BadCondition(f"按“{value.by}”分的各档要从大到小写，不能相同。")
    node: Expression = number(value.below)
    for step in reversed(value.steps):
        reached = Compare(">=", Answer(value.by), number(step.at_least))
        node = Choose(reached, number(step.value), node)
    return node


def _column(name: str, scope: Scope) -> Field:
    field = scope.get(name)
    if field is None:
        raise BadCondition(f"“{name}”应是单选题或数字，没有这个名册栏目或填报项。")
    if field.asked_when is not None:
        raise BadCondition(f"“{name}”不是每个单位都填，不能按它分别规定。")
    return field


def amount_words(value: Amount, unit: str) -> str:
    """An amount in words, with its unit of measure."""
    return f"{plain(value)}{unit}" if isinstance(value, Decimal) else f"（{value.words(unit)}）"


def value_in(value: Amount, situation: Situation) -> Decimal | None:
    """What an amount comes to in a situation; None where it says nothing of it."""
    match value:
        case ByGroup():
            return value.cases.get(situation[value.by])
        case BySize():
            size = situation[value.by]
            return next((s.value for s in value.steps if size >= s.at_least), value.below)
        case ForUnits():
            named = {each.unit: each.value for each in value.units}
            return named.get(situation[UNIT], value_in(value.otherwise, situation))
    return value


def situations(values: tuple[Amount, ...]) -> Iterator[Situation]:
    """Every situation in which some of the amounts may differ."""
    found = axes(values)
    for chosen in product(*(sorted(axis) for axis in found.values())):
        yield dict(zip(found, chosen, strict=True))


def axes(values: Iterable[Amount]) -> dict[str, set[Any]]:
    """Roster column → everything that may make a difference in it to one of the amounts."""
    found: dict[str, set[Any]] = {}
    for value in values:
        _collect(value, found)
    return found


def falls(values: tuple[Amount, ...]) -> bool:
    """Whether each amount is below the one before it, whatever they differ by."""
    for situation in situations(values):
        found = [value_in(value, situation) for value in values]
        if any(low is None or high is None or low >= high for high, low in pairwise(found)):
            return False
    return True


class Case(NamedTuple):
    """One of the cases of an amount: the condition for it as text, and what it then is."""

    condition: str
    value: Decimal
    known: Options
    """The option it holds for, where it is by group."""


def cases(value: ByGroup | BySize | ForUnits) -> list[Case]:
    """All cases of an amount that differs; each excludes the others."""
    match value:
        case ByGroup():
            return [Case(f"{value.by} = “{o}”", v, {value.by: o}) for o, v in value.cases.items()]
        case BySize():
            edges = [None, *(step.at_least for step in value.steps)]
            below = [
                *((s.at_least, s.value) for s in value.steps),
                (None, value.below),
            ]
            return [
                Case(_between(value.by, low, high), amount, {})
                for high, (low, amount) in zip(edges, below, strict=True)
            ]
    named = [Case(f"{UNIT} = “{each.unit}”", each.value, {}) for each in value.units]
    others = " 且 ".join(f"{UNIT} != “{each.unit}”" for each in value.units)
    if isinstance(value.otherwise, Decimal):
        return [*named, Case(others, value.otherwise, {})]
    inner = cases(value.otherwise)
    return [*named, *(Case(f"{c.condition} 且 {others}", c.value, c.known) for c in inner)]


def _between(by: str, low: Decimal | None, high: Decimal | None) -> str:
    above = [f"{by} >= {plain(low)}"] if low is not None else []
    return " 且 ".join([*above, *([f"{by} < {plain(high)}"] if high is not None else [])])


def _collect(value: Amount, found: dict[str, set[Any]]) -> None:
    match value:
        case ByGroup():
            found.setdefault(value.by, set()).update(value.cases)
        case BySize():
            edges = {step.at_least for step in value.steps}
            found.setdefault(value.by, set()).update(edges, {min(edges, default=Decimal(0)) - 1})
        case ForUnits():
            found.setdefault(UNIT, {OTHER_UNITS}).update(each.unit for each in value.units)
            _collect(value.otherwise, found)


def named_units(model: BaseModel) -> frozenset[str]:
    """Codes of all units that any amount inside a model names."""
    found = frozenset(each.unit for each in model.units) if isinstance(model, ForUnits) else None
    inner = [value for _, value in model]
    while inner:
        value = inner.pop()
        if isinstance(value, BaseModel):
            found = (found or frozenset()) | named_units(value)
        elif isinstance(value, tuple):
            inner.extend(value)
    return found or frozenset()


def unit_column(named: frozenset[str]) -> Field:
    """The roster column of the units' own codes, as far as amounts name any."""
    return Field(code=UNIT, title=UNIT, type=Kind.CHOICE, options=(*sorted(named), OTHER_UNITS))
