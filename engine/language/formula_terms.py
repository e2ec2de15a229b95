"""Terms of a spreadsheet formula: pieces of its text, each with what its whole number can be.

Whole numbers below `MOST` keep INT(a/b) right in every program: a/b is at least 1/b short of the
whole number above it, which is more than 1/(a + b) > 5E-15 of it. Doubles resolve 2**-53, and no
program takes two numbers for one that differ in their first fourteen digits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from engine.language.expressions import Expression

MOST = 10**14
"""Whole numbers in formulas stay below it, so that no program rounds or confuses them."""
_LONGEST_TEXT = 255
_MOST_ARGUMENTS = 200


class NoFormula(ValueError):
    """An expression nobody can work out in one workbook: it reads others, or is too large."""


@dataclass(frozen=True, slots=True)
class Term:
    """A part of a formula: its text, what its whole number lies between, and its places.

    `text` is a primary: it can stand beside any operator. `depth` counts nested functions; `known`
    is the value where no cell can change it.
    """

    text: str
    low: int = 0
    high: int = 1
    places: int = 0
    depth: int = 0
    known: int | str | None = None
    node: Expression | None = None
    """What it is, × 10**places, if it is one expression as a whole."""

    @property
    def size(self) -> int:
        """The largest the whole number can be, whatever its sign."""
        return max(abs(self.low), abs(self.high))


def value(number: int | str | bool) -> Term:
    """A constant."""
    if isinstance(number, str):
        return Term(text(number), known=number)
    if isinstance(number, bool):
        return Term("TRUE" if number else "FALSE", known=number)
    check_size(number)
    return Term(str(number) if number >= 0 else f"({number})", number, number, known=number)


def text(words: str) -> str:
    """A text as formulas write it; a long one in pieces."""
    pieces = [words[at : at + _LONGEST_TEXT] for at in range(0, len(words), _LONGEST_TEXT)] or [""]
    written = "&".join('"' + piece.replace('"', '""') + '"' for piece in pieces)
    return written if len(pieces) == 1 else f"({written})"


def scaled(term: Term, places: int) -> Term:
    """The same number at more places. Raises NoFormula where it gets too large."""
    return replace(times(term, 10 ** (places - term.places)), places=places, node=term.node)


def times(term: Term, factor: int) -> Term:
    """The whole number of a term, times a constant > 0."""
    if factor == 1:
        return term
    if isinstance(term.known, int):
        return replace(value(term.known * factor), places=term.places)
    check_size(term.size * factor)
    made = f"({factor}*{term.text})"
    low, high = term.low * factor, term.high * factor
    return replace(term, text=made, low=low, high=high, node=None)


def check_size(*numbers: int) -> None:
    """Raises NoFormula for a whole number that a program could not keep apart from the next."""
    if max(map(abs, numbers)) >= MOST:
        raise NoFormula("算出的数可能太大，表格软件算不准")


def added(terms: Sequence[Term]) -> Term:
    """Σ terms of the same places."""
    constants = [term.known for term in terms if isinstance(term.known, int)]
    rest = [term for term in terms if not isinstance(term.known, int)]
    places, known = terms[0].places, sum(constants)
    if not rest:
        return replace(value(known), places=places)
    parts = [*rest, value(known)] if known else rest
    low, high = sum(part.low for part in parts), sum(part.high for part in parts)
    check_size(low, high)
    made = "+".join(part.text for part in parts)
    depth = max(part.depth for part in parts)
    return Term(made if len(parts) == 1 else f"({made})", low, high, places, depth)


def subtracted(left: Term, right: Term) -> Term:
    """left − right, of the same places."""
    low, high = left.low - right.high, left.high - right.low
    check_size(low, high)
    if isinstance(left.known, int) and isinstance(right.known, int):
        return replace(value(left.known - right.known), places=left.places)
    depth = max(left.depth, right.depth)
    return Term(f"({left.text}-{right.text})", low, high, left.places, depth)


def multiplied(left: Term, right: Term) -> Term:
    """left × right; the places add up."""
    places = left.places + right.places
    for one, other in ((left, right), (right, left)):
        if isinstance(one.known, int) and one.known > 0:
            return replace(times(other, one.known), places=places)
    if isinstance(left.known, int) and isinstance(right.known, int):
        return replace(value(left.known * right.known), places=places)
    corners = [x * y for x in (left.low, left.high) for y in (right.low, right.high)]
    check_size(*corners)
    made, depth = f"({left.text}*{right.text})", max(left.depth, right.depth)
    return Term(made, min(corners), max(corners), places, depth)


def least(terms: Sequence[Term]) -> Term:
    """The smallest of terms of the same places."""
    return _extreme("MIN", min, terms)


def greatest(terms: Sequence[Term]) -> Term:
    """The largest of terms of the same places."""
    return _extreme("MAX", max, terms)


def _extreme(name: str, pick: Callable[[Sequence[int]], int], terms: Sequence[Term]) -> Term:
    places = terms[0].places
    if all(isinstance(term.known, int) for term in terms):
        known = pick([int(term.known or 0) for term in terms])
        return replace(value(known), places=places)
    low, high = pick([term.low for term in terms]), pick([term.high for term in terms])
    made = call(name, [term.text for term in terms])
    return Term(made, low, high, places, 2 + max(term.depth for term in terms))


def call(name: str, texts: Sequence[str]) -> str:
    """A function of any number of arguments; programs take 255 at once."""
    if len(texts) > _MOST_ARGUMENTS:
        step = _MOST_ARGUMENTS
        parts = [call(name, texts[at : at + step]) for at in range(0, len(texts), step)]
        return call(name, parts)
    return f"{name}({','.join(texts)})"
