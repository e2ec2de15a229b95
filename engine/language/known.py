"""What is known of one unit put into an expression: what is left depends on open answers alone.

So the prover can say how much an item may still become, with all that was answered standing.
"""

from __future__ import annotations

from engine.language.at_unit import AtUnit
from engine.language.evaluate import Evaluation
from engine.language.expressions import (
    All,
    Choose,
    Compare,
    Constant,
    Difference,
    Expression,
    Greatest,
    Least,
    Not,
    Product,
    Quotient,
    Some,
    Sum,
    Trimmed,
    Whole,
)


def with_known(node: Expression, evaluation: Evaluation, unit: int) -> Expression:
    """A numeric `node` with every part that has a value for `unit` replaced by that value."""
    return _Known(AtUnit(evaluation, unit)).number(node)


class _Known:
    def __init__(self, at: AtUnit) -> None:
        self.at = at

    def number(self, node: Expression) -> Expression:
        if self.at.readable(node):
            return Constant(self.at.value(node))
        match node:
            case Choose(condition, then, otherwise):
                if self.at.readable(condition):
                    return self.number(then if self.at.holds(condition) else otherwise)
                sides = self.number(then), self.number(otherwise)
                return Choose(self.truth(condition), *sides)
            case Sum(terms):
                return Sum(self.numbers(terms))
            case Least(terms):
                return Least(self.numbers(terms))
            case Greatest(terms):
                return Greatest(self.numbers(terms))
            case Trimmed(terms, lowest, highest):
                return Trimmed(self.numbers(terms), lowest, highest)
            case Difference(left, right):
                return Difference(self.number(left), self.number(right))
            case Product(left, right):
                return Product(self.number(left), self.number(right))
            case Quotient(numerator, denominator, places, mode):
                parts = self.number(numerator), self.number(denominator)
                return Quotient(*parts, places, mode)
            case Whole(numerator, denominator, up):
                return Whole(self.number(numerator), self.number(denominator), up)
        return node

    def numbers(self, terms: tuple[Expression, ...]) -> tuple[Expression, ...]:
        return tuple(map(self.number, terms))

    def truth(self, node: Expression) -> Expression:
        """A truth that is open. What is known inside an open `and` or `or` decides nothing."""
        match node:
            case Not(term):
                return Not(self.truth(term))
            case All(terms):
                return All(self._open(terms))
            case Some(terms):
                return Some(self._open(terms))
            case Compare(operator, left, right):
                return Compare(operator, self.number(left), self.number(right))
        return node

    def _open(self, terms: tuple[Expression, ...]) -> tuple[Expression, ...]:
        return tuple(self.truth(term) for term in terms if not self.at.readable(term))
