"""Rules that did not fire 没有用上的规则: what an expression would have given, and why it did not.

Found on the expression alone, for every rule kind: sides of a choice that were not taken, products
that came to 0, limits that were not reached. Conditions are named whole, never taken apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from engine.language.at_unit import AtUnit, one_choice
from engine.language.evaluate import Evaluation
from engine.language.expressions import (
    Answer,
    Choose,
    Compare,
    Constant,
    Difference,
    Expression,
    Greatest,
    Least,
    Product,
    Quotient,
    Sum,
    Whole,
    children,
    fields_read,
)
from engine.language.fields import Kind
from engine.language.unit_words import UnitWords
from engine.language.words import Words
from engine.records.exact import plain


@dataclass(frozen=True, slots=True)
class Unfired:
    """One rule that did not fire: “会议≥3次，得4分”, “不符合，实为2次”."""

    rule: str
    why: str


def unfired(node: Expression, evaluation: Evaluation, unit: int) -> tuple[Unfired, ...]:
    """What did not fire for one unit; nothing where the result is open, for nothing is decided."""
    at = AtUnit(evaluation, unit)
    return tuple(_Search(at).of(node, _Role.GAIN)) if at.readable(node) else ()


class _Role(StrEnum):
    """What a part of an expression does to the points."""

    GAIN = "得"
    LOSS = "扣"
    AMOUNT = "按"
    """No points by itself: a factor, a target, a divisor."""

    @property
    def opposite(self) -> _Role:
        """The same on the right of a minus sign."""
        return {_Role.GAIN: _Role.LOSS, _Role.LOSS: _Role.GAIN}.get(self, self)


class _Titles(Words):
    """Fields by their titles, amounts that differ by group by the one that holds for the unit."""

    def __init__(self, at: AtUnit) -> None:
        super().__init__(at.evaluation.scope)
        self.at = at

    def choice(self, node: Choose) -> str:
        return self.of(self.at.chain(node)[2])

    def core(self, node: Expression) -> Expression:
        return self.core(self.at.chain(node)[2]) if isinstance(node, Choose) else node

    def bare(self, node: Expression) -> bool:
        return isinstance(self.core(node), Constant)

    def as_share(self, base: Expression) -> bool:
        return self.at.readable(base) and self.at.value(base) > 0


class _Search:
    def __init__(self, at: AtUnit) -> None:
        self.at, self.titles, self.words = at, _Titles(at), UnitWords(at)

    def of(self, node: Expression, role: _Role) -> Iterator[Unfired]:
        match node:
            case Choose():
                yield from self._choice(node, role)
            case Sum(terms):
                for term in terms:
                    yield from self.of(term, role)
            case Difference(left, right):
                yield from self.of(left, role)
                yield from self.of(right, role.opposite)
            case Product():
                yield from self._product(node, role)
            case Least() | Greatest():
                yield from self._limited(node, role)
            case Quotient(numerator, Constant(one)) if one == 1:
                yield from self.of(numerator, role)
            case Quotient() | Whole():
                yield from self._amounts(node)

    def _amounts(self, node: Expression) -> Iterator[Unfired]:
        for part in children(node):
            yield from self.of(part, _Role.AMOUNT)

    def _choice(self, node: Choose, role: _Role) -> Iterator[Unfired]:
        """Conditions are asked in order; what stands behind the one that holds is not looked at."""
        if role is _Role.AMOUNT and _by_group(node):
            return
        settled = False
        while True:
            if not settled and self.at.holds(node.condition):
                settled = True
                yield from self.of(node.then, role)
            else:
                rule = f"{self.titles.truth(node.condition)}，{self._given(node.then, role)}"
                yield Unfired(rule, self._why_not(node.condition))
            if not isinstance(node.otherwise, Choose):
                break
            node = node.otherwise
        if not settled:
            yield from self.of(node.otherwise, role)
        elif not _gives_nothing(node.otherwise):
            yield Unfired(f"其余情形，{self._given(node.otherwise, role)}", _SETTLED)

    def _given(self, node: Expression, role: _Role) -> str:
        """“得4分”, “扣1分”, “按0.6算”."""
        amount = self.titles.of(node) if fields_read(node) else self.at.number(node)
        return f"按{amount}算" if role is _Role.AMOUNT else f"{role}{amount}分"

    def _why_not(self, condition: Expression) -> str:
        if self.at.holds(condition) or not self.at.readable(condition):
            return _SETTLED
        match condition:
            case Compare(_, Answer(code), _) if self.at.asked(code):
                field = self.at.evaluation.scope[code]
                if field.type is Kind.NUMBER:
                    return f"不符合，实为{self.at.answer(code)}{field.unit}"
        return f"不符合：{self.at.all_named(condition)}"

    def _product(self, node: Product, role: _Role) -> Iterator[Unfired]:
        """So much for each, of which there were none; but a choice that gave 0 says it better."""
        counts = role is not _Role.AMOUNT and fields_read(node) and not _chooses(node.right)
        if counts and self.at.value(node) == 0:
            rule = f"{role}{self.titles.of(node)}"
            yield Unfired(rule, f"{self.words.of(node)}＝{self.at.number(node)}")
        yield from self._amounts(node)

    def _limited(self, node: Least | Greatest, role: _Role) -> Iterator[Unfired]:
        """A limit on points that was not reached; a limit on an amount is no rule by itself."""
        taken = self.at.taken(node)
        yield from self.of(taken, role)
        limits = [term for term in node.terms if isinstance(term, Constant) and term != taken]
        if role is not _Role.AMOUNT and fields_read(taken):
            for limit in limits:
                yield Unfired(_limit_words(node, limit), f"没有超出，为{self.at.number(taken)}分")


_SETTLED = "前面的已经符合，不再看"


def _limit_words(node: Least | Greatest, limit: Constant) -> str:
    if isinstance(node, Greatest) and limit.value == 0:
        return "扣完为止"
    return f"{'最高' if isinstance(node, Least) else '最低'}{plain(limit.value)}分"


def _by_group(node: Expression) -> bool:
    """Whether a choice only says which amount a group has: no rule that could have fired."""
    conditions = []
    while isinstance(node, Choose):
        conditions.append(node.condition)
        node = node.otherwise
    return one_choice(tuple(conditions)) is not None and not _gives_nothing(node)


def _gives_nothing(node: Expression) -> bool:
    return isinstance(node, Constant) and node.value == 0


def _chooses(node: Expression) -> bool:
    return isinstance(node, Choose) or any(_chooses(child) for child in children(node))
