"""The running total 自评合计 as expressions: what the items with points so far add up to.

They are the sums of the judging room, said in the small language over the items' points, so that
one evaluator and one formula compiler serve them too. An item without points adds nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from engine.language.expressions import (
    All,
    Answer,
    Choose,
    Compare,
    Difference,
    Expression,
    Filled,
    Greatest,
    Least,
    Not,
    Product,
    Quotient,
    Sum,
    number,
)
from engine.language.fields import Field, Kind, Scope
from engine.language.prove import Unprovable, bounds
from engine.rubric.model import Section
from engine.rubric.standard import Item, Standard
from engine.rules.amounts import Amount, lowered


@dataclass(frozen=True, slots=True)
class RunningTotal:
    """All sums of one unit. Each is known, whatever is open.

    `parts` are what they read beside the points of items, by a code of their own: where a part is
    open it counts as 0. `scope` describes the parts and the items' points (`points_of`).
    """

    parts: dict[str, Expression]
    scope: dict[str, Field]
    sections: dict[str, Expression]
    open_in: dict[str, Expression]
    """How many items of a section have no points yet."""
    whole: Expression
    """满分 of the base."""
    bonus: Expression
    penalty: Expression
    total: Expression
    open: Expression


def points_of(item: str) -> str:
    """The code by which the sums read an item's points."""
    return f"得分 {item}"


def running_total(standard: Standard) -> RunningTotal:
    """The sums of a standard, for one unit."""
    return _Adding(standard).all()


class _Adding:
    def __init__(self, standard: Standard) -> None:
        self.standard, self.rubric = standard, standard.rubric
        self.places, self.mode = standard.places, standard.rubric.rounding.mode
        self.parts: dict[str, Expression] = {}
        self.scope: dict[str, Field] = {}
        for item in standard.items:
            code = points_of(item.code)
            self.scope[code] = _number(code, self.places, _most(item, standard.scope))

    def all(self) -> RunningTotal:
        sections, wholes, mosts = {}, [], []
        for section in self.rubric.sections:
            items = self._items("base", section.code)
            sections[section.code], whole, most = self._section(section, items)
            wholes.append(whole)
            mosts.append(most)
        base, whole = self._base(list(sections.values()), _sum(wholes), _sum(mosts))
        bonus = self._got(self._items("bonus"))
        if self.rubric.bonus is not None:
            bonus = Least((bonus, number(self.rubric.bonus.cap)))
        penalty = self._penalty()
        total: Expression = Difference(Sum((base, bonus)), penalty)
        if self.rubric.penalties is not None and self.rubric.penalties.floor == "zero":
            total = Greatest((total, number(0)))
        open_in = {s.code: self._open(self._items("base", s.code)) for s in self.rubric.sections}
        everything = self._open(list(self.standard.items))
        return RunningTotal(
            self.parts, self.scope, sections, open_in, whole, bonus, penalty, total, everything
        )

    def _items(self, block: str, section: str = "") -> list[Item]:
        return [i for i in self.standard.items if i.block == block and i.section == section]

    def _part(self, code: str, node: Expression, most: Decimal, places: int) -> Expression:
        """What `node` comes to, 0 while it is open."""
        self.parts[code] = node
        self.scope[code] = _number(code, places, most)
        return Choose(Filled(code), Answer(code), number(0))

    def _got(self, items: list[Item]) -> Expression:
        known = [points_of(item.code) for item in items]
        return _sum([Choose(Filled(code), Answer(code), number(0)) for code in known])

    def _open(self, items: list[Item]) -> Expression:
        known = [Filled(points_of(item.code)) for item in items]
        return _sum([Choose(Not(each), number(1), number(0)) for each in known])

    def _worth(self, item: Item) -> Expression:
        if item.same_for_all:
            return item.full
        return self._part(f"满分 {item.code}", item.full, item.points, self.places)

    def _left(self, items: list[Item], way: str) -> Expression:
        """满分 of the items that are known to have left the table in this way."""
        found = []
        for item in items:
            if _way(item) == way and item.not_applicable is not None:
                code = f"不适用 {item.code}"
                told = Choose(item.not_applicable, number(1), number(0))
                gone = Compare("=", self._part(code, told, Decimal(1), 0), number(1))
                here = All((Filled(points_of(item.code)), gone))
                found.append(Choose(here, self._worth(item), number(0)))
        return _sum(found)

    def _section(
        self, section: Section, items: list[Item]
    ) -> tuple[Expression, Expression, Expression]:
        """Points, what it is worth to the unit, and the most the unit can reach of it."""
        got, worth = self._got(items), _sum([self._worth(item) for item in items])
        ways = {_way(item) for item in items}
        if not section.convert and ways <= {""}:
            return got, worth, worth
        there = Difference(worth, self._left(items, "section"))
        kept = Difference(there, self._left(items, "remove"))
        total = self._left(items, "total")
        if not section.convert and "section" not in ways:
            return got, kept, Difference(kept, total)
        points: Expression = worth
        if section.convert and section.points is not None:
            points = self._amount(f"折算 {section.code}", section.points)
        code, most = section.code, self._most_of(points) * _over(items, self.scope)
        return (
            self._step(f"{code} 得分折算", self._converted(got, points, there), most),
            self._step(f"{code} 满分折算", self._converted(kept, points, there), most),
            self._step(
                f"{code} 可得折算", self._converted(Difference(kept, total), points, there), most
            ),
        )

    def _step(self, code: str, node: Expression, most: Decimal) -> Expression:
        """A sum in a row of its own: it is known, and cannot be more than what it is brought to."""
        return self._part(code, node, most, self.places)

    def _most_of(self, node: Expression) -> Decimal:
        """The most that points which a section is brought to can be."""
        high = bounds(node, {**self.standard.scope, **self.scope}).high
        return Decimal(high.numerator) / Decimal(high.denominator)

    def _base(
        self, sections: list[Expression], whole: Expression, most: Expression
    ) -> tuple[Expression, Expression]:
        got, to = _sum(sections), self.rubric.convert_to
        if to is None and not any(_way(i) == "total" for i in self.standard.items):
            return got, whole
        out_of = whole if to is None else number(to)
        over = self._most_of(out_of) * _over(self.standard.items, self.scope)
        return self._step("基础分折算", self._converted(got, out_of, most), over), out_of

    def _converted(self, got: Expression, to: Expression, of: Expression) -> Expression:
        """got × to ÷ of, rounded once; 0 of nothing."""
        quotient = Quotient(Product(got, to), of, self.places, self.mode)
        return Choose(Compare(">", of, number(0)), quotient, number(0))

    def _penalty(self) -> Expression:
        penalties = self.rubric.penalties
        lost = self._got(self._items("penalty"))
        if penalties is None:
            return lost
        if penalties.coefficient is not None:
            factor = self._amount("扣分系数", penalties.coefficient)
            lost = Quotient(Product(lost, factor), number(1), self.places, self.mode)
        return lost if penalties.cap is None else Least((lost, number(penalties.cap)))

    def _amount(self, code: str, value: Amount) -> Expression:
        node = lowered(value, self.standard.scope, {})
        found = bounds(node, self.standard.scope)
        most = Decimal(found.high.numerator) / Decimal(found.high.denominator)
        return self._part(code, node, most, found.places)


def _over(items: Iterable[Item], scope: Scope) -> int:
    """How many times its 满分 an item can reach at most: once, unless its rule allows more."""
    found = [1]
    for item in items:
        most = scope[points_of(item.code)].maximum
        if most is not None and item.points:
            found.append(ceil(most / item.points))
    return max(found)


def _way(item: Item) -> str:
    """What becomes of the points of an item that does not apply: where they are brought back."""
    if item.policy is None or item.policy.gives_full:
        return ""
    return item.policy.within or "remove"


def _sum(terms: Sequence[Expression]) -> Expression:
    return Sum(tuple(terms)) if terms else number(0)


def _number(code: str, places: int, most: Decimal) -> Field:
    return Field(
        code=code, title=code, type=Kind.NUMBER, minimum=Decimal(0), maximum=most, places=places
    )


def _most(item: Item, scope: Scope) -> Decimal:
    """The most points an item can give: more than its 满分 where its rule allows that."""
    try:
        high = bounds(item.expression, scope).high
    except Unprovable:  # a divisor that is not 0 where the item applies
        return item.points
    return max(item.points, Decimal(high.numerator) / Decimal(high.denominator))
