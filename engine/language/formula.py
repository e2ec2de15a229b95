"""The one compiler to spreadsheet formulas: an expression → a formula that Excel, WPS and
LibreOffice all work out to the same last decimal.

A formula computes on whole numbers only (a field's answer × 10**places), so that nothing is left to
what a program thinks of 0.1. A field that is blank or faulty holds an error (`#N/A`), and errors
travel as states do: every function passes them on, IF reads only the side that is taken, and `and`
and `or` ask each term whether it is one. Of the parts of two programs only these functions are
used: IF, IFERROR, ISERROR, CHOOSE, MIN, MAX, SUM, SMALL, LARGE, INT, MOD, ABS, SIGN, EXACT, NOT,
NA, DATE, EDATE.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple, Protocol

from engine.language.expressions import (
    All,
    Answer,
    Choose,
    ChosenCount,
    Compare,
    Constant,
    Contains,
    Difference,
    Expression,
    Filled,
    Greatest,
    IsOption,
    Least,
    MonthsAfter,
    Not,
    Operator,
    Product,
    Quotient,
    Some,
    Sum,
    Trimmed,
    Truth,
    Whole,
)
from engine.language.fields import NONE, Kind, Scope
from engine.language.formula_terms import (
    NoFormula,
    Term,
    added,
    call,
    check_size,
    greatest,
    least,
    multiplied,
    scaled,
    subtracted,
    times,
    value,
)
from engine.language.intervals import DATES, field_bounds
from engine.records.exact import Rounding, places_of, plain, to_units

EPOCH = "DATE(1970,1,1)"
_LONGEST, _DEEPEST = 3000, 24
"""A formula beyond either is put in a cell of its own; programs stop at 8,192 and 64."""
_ATOM = re.compile(r"[$A-Z0-9.]+|\"[^\"]*\"")
_TEXTS = (Kind.TEXT, Kind.DOCUMENT)


@dataclass(frozen=True, slots=True)
class FieldCells:
    """What a formula refers to for one field.

    `value` is a cell (“$D$12”) that holds a number × 10**places, the place of a chosen option from
    1, how many options of a multi-select are chosen, days since 1970-01-01, or a text, `NONE` where
    there is nothing; where the field is not asked 0 or `NONE`, where it is blank or at fault an
    error.
    `options` are cells that hold 1 or 0 for each option of a multi-select. `known` is the value
    itself where it cannot change, such as a roster column's: then no cell is read.
    """

    value: str = ""
    options: tuple[str, ...] = ()
    known: int | str | None = None


class Keep(Protocol):
    """Puts parts in cells of their own, beside each other, and returns their references."""

    def __call__(self, *parts: Part) -> tuple[str, ...]:
        """References in the order of the parts."""


class Part(NamedTuple):
    """A part of a formula that has a cell of its own: the cell holds `node` × 10**places."""

    formula: str
    node: Expression
    places: int


def formula(
    node: Expression,
    scope: Scope,
    cells: Mapping[str, FieldCells],
    keep: Keep | None = None,
    *,
    places: int | None = None,
) -> str:
    """The formula of `node`, without “=”: TRUE or FALSE for a truth, else value × 10**places.

    `places` is at least the node's own; None: those (0 for what only counts). Without `keep` parts
    that are needed twice are written twice. Raises NoFormula for a cohort operator, for numbers
    that could reach `MOST`, and for what gets too long without `keep`.
    """
    compiler = Compiler(scope, cells, keep)
    term = compiler.of(node)
    if places is not None and not isinstance(node, Truth):
        term = scaled(term, places)
    return compiler.fitting([term])[0].text


class Compiler:
    """Makes the formulas of one sheet; see `formula`."""

    def __init__(
        self, scope: Scope, cells: Mapping[str, FieldCells], keep: Keep | None = None
    ) -> None:
        self.scope, self.cells, self._keep = scope, cells, keep

    def of(self, node: Expression) -> Term:
        """The term of `node`, short and shallow enough to stand inside another."""
        term = replace(self._of(node), node=node)
        long = term.depth > _DEEPEST or len(term.text) > _LONGEST
        return self.kept(term) if long else term

    def kept(self, term: Term) -> Term:
        """The term in a cell of its own, if it is more than a cell already."""
        if self._keep is None or term.node is None or _ATOM.fullmatch(term.text):
            return term
        [reference] = self._keep(Part(term.text, term.node, term.places))
        return replace(term, text=reference, depth=0)

    def fitting(self, terms: Sequence[Term]) -> list[Term]:
        """Terms that together are not too long: the longest are put in cells. Raises NoFormula."""
        found = list(terms)
        while sum(len(term.text) for term in found) > 2 * _LONGEST:
            longest = max(range(len(found)), key=lambda at: len(found[at].text))
            kept = self.kept(found[longest])
            if kept == found[longest]:
                raise NoFormula("公式太长")
            found[longest] = kept
        return found

    def _of(self, node: Expression) -> Term:
        match node:
            case Constant(number):
                number = Decimal(plain(number))
                places = places_of(number)
                return replace(value(to_units(number, places)), places=places)
            case Answer(code):
                return self._answer(code)
            case ChosenCount(code):
                return Term(self.cells[code].value, 0, len(self.scope[code].options))
            case Sum() | Difference() | Product() | Least() | Greatest() | Trimmed():
                return self._arithmetic(node)
            case Choose(condition, then, otherwise):
                return self._chosen(self.of(condition), then, otherwise)
            case Quotient():
                return self._quotient(node)
            case Whole(numerator, denominator, up):
                top, bottom = self._aligned((numerator, denominator))
                return self.whole(top, bottom, up=up)
            case MonthsAfter(date, months):
                inner = self.of(date)
                made = f"(EDATE({inner.text}+{EPOCH},{months})-{EPOCH})"
                return Term(made, int(DATES.low), int(DATES.high), depth=inner.depth + 1)
        return self._truth(node)

    def _answer(self, code: str) -> Term:
        cells, field = self.cells[code], self.scope[code]
        places = field.places if field.type is Kind.NUMBER else 0
        if cells.known is not None:
            return replace(value(cells.known), places=places)
        if field.type in _TEXTS:
            return Term(cells.value)
        span = field_bounds(code, self.scope)
        low, high = (int(edge * 10**places) for edge in (span.low, span.high))
        check_size(low, high)
        return Term(cells.value, low, high, places)

    def _aligned(self, nodes: Sequence[Expression]) -> list[Term]:
        terms = [self.of(node) for node in nodes]
        places = max(term.places for term in terms)
        return self.fitting([scaled(term, places) for term in terms])

    def _arithmetic(self, node: Expression) -> Term:
        match node:
            case Sum(terms):
                return added(self._aligned(terms))
            case Difference(left, right):
                return subtracted(*self._aligned((left, right)))
            case Product(left, right):
                return multiplied(*self.fitting([self.of(left), self.of(right)]))
            case Least(terms):
                return least(self._aligned(terms))
            case Greatest(terms):
                return greatest(self._aligned(terms))
            case Trimmed(terms, lowest, highest):
                return self._trimmed(self._aligned(terms), lowest, highest)
        raise AssertionError(f"{type(node).__name__} is no arithmetic")

    def _trimmed(self, terms: list[Term], lowest: int, highest: int) -> Term:
        if self._keep is None:
            raise NoFormula("去掉最高分、最低分要用单独的格")
        parts = [Part(term.text, term.node, term.places) for term in terms if term.node is not None]
        references = self._keep(*parts)
        span = f"{references[0]}:{references[-1]}"
        gone = [f"SMALL({span},{n})" for n in range(1, lowest + 1)]
        gone += [f"LARGE({span},{n})" for n in range(1, highest + 1)]
        whole = added(terms)
        size = sum(term.size for term in terms)
        made = f"({'-'.join([f'SUM({span})', *gone])})"
        return replace(whole, text=made, low=-size, high=size, depth=1, known=None)

    def _chosen(self, condition: Term, then: Expression, otherwise: Expression) -> Term:
        if condition.known is not None:
            return self.of(then if condition.known else otherwise)
        one, other = self._aligned((then, otherwise))
        condition, one, other = self.fitting([condition, one, other])
        return Term(
            f"IF({condition.text},{one.text},{other.text})",
            min(one.low, other.low),
            max(one.high, other.high),
            one.places,
            1 + max(condition.depth, one.depth, other.depth),
        )

    def _quotient(self, node: Quotient) -> Term:
        """Half-up is INT((2n + d)/2d) for n ≥ 0; half to even takes 1 off an odd one in a tie."""
        even = node.mode is Rounding.HALF_EVEN
        top, bottom = self.of(node.numerator), self.kept(self.of(node.denominator))
        if even or top.low < 0:
            top = self.kept(top)
        top, bottom = self.fitting([top, bottom])
        shift = node.places + bottom.places - top.places
        top, bottom = times(top, 10 ** max(0, shift)), times(bottom, 10 ** max(0, -shift))
        if bottom.known == 1:
            return replace(top, places=node.places)
        size = top if top.low >= 0 else replace(top, text=f"ABS({top.text})", known=None)
        above, below = (
            added([times(replace(size, places=0), 2), replace(bottom, places=0)]),
            times(bottom, 2),
        )
        check_size(2 * top.size + bottom.high, below.high)
        made = f"INT({above.text}/{below.text})"
        if even:
            tie = f"IF(MOD({made},2)=1,IF({made}*{below.text}={above.text},1,0),0)"
            made = f"({made}-{tie})"
        most = (2 * top.size + 1) // (2 * max(1, bottom.low)) + 1
        if top.low >= 0:
            return Term(made, 0, most, node.places, 4 + above.depth)
        return Term(f"(SIGN({top.text})*{made})", -most, most, node.places, 5 + above.depth)

    def whole(self, top: Term, bottom: Term, *, up: bool) -> Term:
        """Whole units of top ÷ bottom; bottom > 0 wherever it is read."""
        check_size(top.size + bottom.high)
        sign = "-" if up else ""
        made = f"INT({sign}{top.text}/{bottom.text})"
        depth = 2 + max(top.depth, bottom.depth)
        return Term(f"({sign}{made})" if up else made, -top.size - 1, top.size + 1, depth=depth)

    def _truth(self, node: Expression) -> Term:
        match node:
            case Compare(operator, left, right):
                return self._compared(operator, left, right)
            case IsOption(code, option):
                cells, place = self.cells[code], self.scope[code].options.index(option) + 1
                if cells.known is not None:
                    return value(cells.known == place)
                return Term(f"({cells.value}={place})")
            case Contains(code, option):
                cells = self.cells[code]
                one = cells.options[self.scope[code].options.index(option)]
                return Term(f"IF({cells.value}>0,{one}=1,FALSE)", depth=1)
            case Filled(code):
                return self._filled(code)
            case All(terms):
                return self._logic(terms, deciding=False)
            case Some(terms):
                return self._logic(terms, deciding=True)
            case Not(term):
                inner = self.of(term)
                if inner.known is not None:
                    return value(not inner.known)
                return Term(f"NOT({inner.text})", depth=inner.depth + 1)
        raise NoFormula("要和其他单位一起算")

    def _filled(self, code: str) -> Term:
        cells = self.cells[code]
        if cells.known is not None:
            return value(cells.known != NONE)
        there = f'({cells.value}<>"{NONE}")' if self.scope[code].type in _TEXTS else "TRUE"
        return Term(f"IF(ISERROR({cells.value}),FALSE,{there})", depth=2)

    def _compared(self, operator: Operator, left: Expression, right: Expression) -> Term:
        if any(isinstance(n, Answer) and self.scope[n.field].type in _TEXTS for n in (left, right)):
            one, other = self.of(left), self.of(right)
            if one.known is not None and other.known is not None:
                return value((one.known == other.known) == (operator == "="))
            same = f"EXACT({one.text},{other.text})"
            return Term(same if operator == "=" else f"NOT({same})", depth=2)
        one, other = self._aligned((left, right))
        if isinstance(one.known, int) and isinstance(other.known, int):
            return value(_COMPARE[operator](one.known, other.known))
        sign = "<>" if operator == "!=" else operator
        depth = max(one.depth, other.depth)
        return Term(f"({one.text}{sign}{other.text})", depth=depth)

    def _logic(self, nodes: Sequence[Expression], *, deciding: bool) -> Term:
        """2 for a term that decides, 1 for an open one, 0 for one that does not: the most stands.

        Each term is written once, and one that decides is enough.
        """
        terms = [self.of(node) for node in nodes]
        if any(term.known is not None and bool(term.known) == deciding for term in terms):
            return value(deciding)
        terms = self.fitting([term for term in terms if term.known is None])
        if not terms:
            return value(not deciding)
        if len(terms) == 1:
            return terms[0]
        yes, no = (2, 0) if deciding else (0, 2)
        weights = [f"IFERROR(IF({term.text},{yes},{no}),1)" for term in terms]
        outcomes = "FALSE,NA(),TRUE" if deciding else "TRUE,NA(),FALSE"
        made = f"CHOOSE(1+{call('MAX', weights)},{outcomes})"
        return Term(made, depth=5 + max(term.depth for term in terms))


_COMPARE: Mapping[Operator, Callable[[int, int], bool]] = {
    "=": int.__eq__,
    "!=": int.__ne__,
    "<": int.__lt__,
    "<=": int.__le__,
    ">": int.__gt__,
    ">=": int.__ge__,
}
