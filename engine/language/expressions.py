"""Expressions: the twenty-odd operators every rule lowers to. Data only; other rooms give meaning.

Numeric nodes carry exact fixed-point numbers; truth nodes carry yes or no. Dates count as days and
texts as ids, both comparable, never added.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from engine.records.exact import Rounding

Operator = Literal["=", "!=", "<", "<=", ">", ">="]
Statistic = Literal["above", "below", "count", "sum", "greatest", "least"]


@dataclass(frozen=True, slots=True)
class Constant:
    """A number written in the rubric."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Answer:
    """The value of a number, date, text or document field."""

    field: str


@dataclass(frozen=True, slots=True)
class Sum:
    """Σ terms."""

    terms: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """left − right."""

    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Product:
    """left × right."""

    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Least:
    """The smallest of the terms."""

    terms: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Greatest:
    """The largest of the terms."""

    terms: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Trimmed:
    """Σ terms but for the `lowest` smallest and the `highest` largest; the k-th smallest too."""

    terms: tuple[Expression, ...]
    lowest: int
    highest: int


@dataclass(frozen=True, slots=True)
class Among:
    """How `of` stands among the units whose total is final, or among those of one group.

    `above` and `below` count the others with a greater and a smaller value; `count`, `sum`,
    `greatest` and `least` are the same for every unit of a group. `within` is a roster column.
    """

    statistic: Statistic
    of: Expression
    within: str | None = None


@dataclass(frozen=True, slots=True)
class Deviation:
    """The standard deviation of `of` among the final units, rounded once to `places` by `mode`.

    The squared distances are divided by n, or by n − 1 for a `sample`.
    """

    of: Expression
    within: str | None
    sample: bool
    places: int
    mode: Rounding


@dataclass(frozen=True, slots=True)
class VariesAtMost:
    """Whether deviation ÷ mean of `of` among the final units is at most `limit`, exactly."""

    of: Expression
    within: str | None
    sample: bool
    limit: Decimal


@dataclass(frozen=True, slots=True)
class Choose:
    """`then` where `condition` holds, `otherwise` elsewhere; only the chosen side is read."""

    condition: Expression
    then: Expression
    otherwise: Expression


@dataclass(frozen=True, slots=True)
class Quotient:
    """numerator ÷ denominator, rounded once to `places` by `mode`."""

    numerator: Expression
    denominator: Expression
    places: int
    mode: Rounding


@dataclass(frozen=True, slots=True)
class Whole:
    """Whole units of numerator ÷ denominator, rounded up or down."""

    numerator: Expression
    denominator: Expression
    up: bool


@dataclass(frozen=True, slots=True)
class MonthsAfter:
    """The same day `months` calendar months later, the month's last day where there is none."""

    date: Expression
    months: int


@dataclass(frozen=True, slots=True)
class ChosenCount:
    """How many options of a multi-select are chosen."""

    field: str


@dataclass(frozen=True, slots=True)
class Compare:
    """left operator right, for numbers, dates and texts of one kind."""

    operator: Operator
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class IsOption:
    """Whether a choice (or yes-no) field is `option`."""

    field: str
    option: str


@dataclass(frozen=True, slots=True)
class Contains:
    """Whether a multi-select has `option` among the chosen."""

    field: str
    option: str


@dataclass(frozen=True, slots=True)
class Filled:
    """Whether a field has an answer; itself never open."""

    field: str


@dataclass(frozen=True, slots=True)
class All:
    """Every term holds; decided as soon as one decided term fails."""

    terms: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """At least one term holds; decided as soon as one decided term holds."""

    terms: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The term does not hold."""

    term: Expression


Numeric = (
    Constant
    | Answer
    | Sum
    | Difference
    | Product
    | Least
    | Greatest
    | Trimmed
    | Among
    | Deviation
    | Choose
    | Quotient
    | Whole
    | MonthsAfter
    | ChosenCount
)
Truth = Compare | IsOption | Contains | Filled | VariesAtMost | All | Some | Not
Expression = Numeric | Truth


def number(value: Decimal | int | str) -> Constant:
    """A constant from what is at hand."""
    return Constant(Decimal(value))


def tally(conditions: tuple[Expression, ...]) -> Sum:
    """How many of the conditions hold."""
    return Sum(tuple(Choose(each, number(1), number(0)) for each in conditions))


def children(node: Expression) -> tuple[Expression, ...]:
    """The direct operands of a node, left to right."""
    match node:
        case Sum(terms) | Least(terms) | Greatest(terms) | All(terms) | Some(terms):
            return terms
        case Trimmed(terms):
            return terms
        case Among(_, of) | Deviation(of) | VariesAtMost(of):
            return (of,)
        case Difference(left, right) | Product(left, right) | Compare(_, left, right):
            return (left, right)
        case Choose(condition, then, otherwise):
            return (condition, then, otherwise)
        case Quotient(numerator, denominator) | Whole(numerator, denominator):
            return (numerator, denominator)
        case MonthsAfter(date) | Not(date):
            return (date,)
    return ()


def fields_read(node: Expression) -> frozenset[str]:
    """Codes of every field a node may read."""
    match node:
        case Answer(field) | ChosenCount(field) | Filled(field):
            return frozenset((field,))
        case IsOption(field) | Contains(field):
            return frozenset((field,))
    found = frozenset().union(*(fields_read(child) for child in children(node)))
    if isinstance(node, Among | Deviation | VariesAtMost) and node.within is not None:
        return found | {node.within}
    return found


def needs_cohort(node: Expression) -> bool:
    """Whether a node reads other units, so that nobody can work it out from one form."""
    if isinstance(node, Among | Deviation | VariesAtMost):
        return True
    return any(needs_cohort(child) for child in children(node))
