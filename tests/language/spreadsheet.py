"""A strict spreadsheet: formulas worked out in IEEE doubles, with nothing forgiven.

No tolerance in a comparison, no snapping to 0, no number in a text, no function it was not taught;
an error is a value and travels. What comes out right here needs no kindness of any program.
"""

from __future__ import annotations

import math
import re
from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any


class Error:
    """#N/A, #DIV/0!, #VALUE!: one is like the other."""

    def __repr__(self) -> str:
        return "#N/A"


NA = Error()
Value = float | str | bool | Error | None
"""None is an empty cell."""
Read = Callable[[str], list[Value]]
"""The values of a reference: one cell's, or those of a range."""

_DAY_0 = date(1899, 12, 30)
_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?(?:E[-+]?\d+)?)|(?P<text>\"(?:[^\"]|\"\")*\")"
    r"|(?P<call>[A-Z]+)\(|(?P<reference>(?:'[^']+'!)?\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)"
    r"|(?P<word>TRUE|FALSE)|(?P<name>[a-z]_\w[\w.]*)|(?P<sign><=|>=|<>|[-+*/&=<>(),]))"
)


def worked_out(formula: str, read: Read) -> Value:
    """The value of a formula, without its “=”. Raises AssertionError for what was not taught."""
    parser = _Parser(formula)
    tree = parser.compared()
    assert parser.at == len(parser.tokens), f"more than a formula: {formula}"
    return _scalar(tree, read)


def deepest(formula: str) -> int:
    """How deep functions are nested; programs stop at 64."""
    parser = _Parser(formula)
    parser.compared()
    return parser.deepest


@dataclass(frozen=True)
class Node:
    kind: str
    word: str
    parts: tuple[Node, ...] = ()


class _Parser:
    def __init__(self, formula: str) -> None:
        self.tokens = list(_tokens(formula))
        self.at = self.depth = self.deepest = 0

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("", "")

    def take(self, *signs: str) -> str:
        kind, word = self.peek()
        if kind == "sign" and word in signs:
            self.at += 1
            return word
        return ""

    def _level(self, part: Callable[[], Node], *signs: str) -> Node:
        found = part()
        while sign := self.take(*signs):
            found = Node("operator", sign, (found, part()))
        return found

    def compared(self) -> Node:
        return self._level(self.joined, "=", "<>", "<", "<=", ">", ">=")

    def joined(self) -> Node:
        return self._level(self.added, "&")

    def added(self) -> Node:
        return self._level(self.multiplied, "+", "-")

    def multiplied(self) -> Node:
        return self._level(self.signed, "*", "/")

    def signed(self) -> Node:
        if self.take("-"):
            return Node("negative", "", (self.signed(),))
        return self.primary()

    def primary(self) -> Node:
        kind, word = self.peek()
        self.at += 1
        if (kind, word) == ("sign", "("):
            found = self.compared()
            assert self.take(")"), "a bracket is not closed"
            return found
        assert kind in ("number", "text", "reference", "word", "name", "call"), (kind, word)
        return Node(kind, word, self.arguments() if kind == "call" else ())

    def arguments(self) -> tuple[Node, ...]:
        self.depth += 1
        self.deepest = max(self.deepest, self.depth)
        found: list[Node] = []
        if not self.take(")"):
            found.append(self.compared())
            while self.take(","):
                found.append(self.compared())
            assert self.take(")"), "a function is not closed"
        self.depth -= 1
        assert len(found) <= 255, "more arguments than a program takes"
        return tuple(found)


def _tokens(formula: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(formula):
        match = _TOKEN.match(formula, at)
        assert match is not None, f"not understood: {formula[at : at + 40]}"
        at = match.end()
        yield str(match.lastgroup), match[str(match.lastgroup)]


def _scalar(node: Node, read: Read) -> Value:
    found = _values(node, read)
    assert len(found) == 1, "a range where one value belongs"
    return found[0]


def _values(node: Node, read: Read) -> list[Value]:
    match node.kind:
        case "number":
            return [float(node.word)]
        case "text":
            return [node.word[1:-1].replace('""', '"')]
        case "word":
            return [node.word == "TRUE"]
        case "reference" | "name":
            return read(node.word)
        case "negative":
            number = _number(_scalar(node.parts[0], read))
            return [number if isinstance(number, Error) else -number]
        case "operator":
            left, right = (_scalar(part, read) for part in node.parts)
            return [_operated(node.word, left, right)]
    return [_called(node.word, node.parts, read)]


def _number(value: Value) -> float | Error:
    if value is None:
        return 0.0
    if isinstance(value, Error):
        return value
    assert isinstance(value, float), f"{value!r} is no number"
    return value


def _operated(sign: str, left: Value, right: Value) -> Value:
    if isinstance(left, Error) or isinstance(right, Error):
        return NA
    if sign in ("=", "<>"):
        left, right = _alike(left, right)
        return (left == right) == (sign == "=")
    if sign == "&":
        return _text(left) + _text(right)
    if sign in ("<", "<=", ">", ">="):
        return _ordered(sign, *_alike(left, right))
    one, other = _number(left), _number(right)
    assert isinstance(one, float) and isinstance(other, float)
    if sign == "/" and other == 0:
        return NA
    return {"+": one + other, "-": one - other, "*": one * other, "/": one / (other or 1)}[sign]


def _ordered(sign: str, left: Value, right: Value) -> bool:
    """Every text is more than every number."""
    one, other = ((isinstance(each, str), each) for each in (left, right))
    found = (one > other) - (one < other)
    return {"<": found < 0, "<=": found <= 0, ">": found > 0, ">=": found >= 0}[sign]


def _alike(left: Value, right: Value) -> tuple[Value, Value]:
    """An empty cell is 0 beside a number and "" beside a text."""
    if left is None:
        left = "" if isinstance(right, str | None) else 0.0
    if right is None:
        right = "" if isinstance(left, str) else 0.0
    return left, right


def _text(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return f"{value:.15g}"
    assert isinstance(value, str)
    return value


def _called(name: str, parts: tuple[Node, ...], read: Read) -> Value:
    if name in ("IF", "IFERROR", "CHOOSE"):
        return _choosing(name, parts, read)
    if name == "NA":
        return NA
    if name == "ISERROR":
        return isinstance(_scalar(parts[0], read), Error)
    if name in _OF_RANGES:
        inside, more = (parts[:1], parts[1:]) if name in _WITH_ONE_RANGE else (parts, ())
        found = [value for part in inside for value in _values(part, read)]
        return _OF_RANGES[name](found, [_scalar(part, read) for part in more])
    values = [_scalar(part, read) for part in parts]
    if any(isinstance(value, Error) for value in values):
        return NA
    assert name in _FUNCTIONS, f"a function that was not taught: {name}"
    return _FUNCTIONS[name](*values)


def _choosing(name: str, parts: tuple[Node, ...], read: Read) -> Value:
    first = _scalar(parts[0], read)
    if name == "IFERROR":
        return _scalar(parts[1], read) if isinstance(first, Error) else first
    if isinstance(first, Error):
        return NA
    if name == "CHOOSE":
        number = _number(first)
        assert isinstance(number, float) and number == int(number)
        return _scalar(parts[int(number)], read)
    assert isinstance(first, bool), f"IF of {first!r}"
    assert len(parts) == 3, "IF without its other side"
    return _scalar(parts[1] if first else parts[2], read)


def _numbers(values: list[Value]) -> list[float] | Error:
    """The numbers of a range: texts and empty cells are passed over, an error is not."""
    if any(isinstance(value, Error) for value in values):
        return NA
    return [value for value in values if isinstance(value, float)]


def _of(function: Callable[[list[float]], float]) -> Callable[[list[Value], list[Value]], Value]:
    def applied(values: list[Value], _: list[Value]) -> Value:
        numbers = _numbers(values)
        return numbers if isinstance(numbers, Error) else float(function(numbers))

    return applied


def _nth(descending: bool) -> Callable[[list[Value], list[Value]], Value]:
    def applied(values: list[Value], more: list[Value]) -> Value:
        numbers, n = _numbers(values), _number(more[0])
        if isinstance(numbers, Error) or isinstance(n, Error):
            return NA
        return sorted(numbers, reverse=descending)[int(n) - 1]

    return applied


def _counted(values: list[Value], more: list[Value]) -> Value:
    return float(sum(1 for value in values if type(value) is type(more[0]) and value == more[0]))


def _rounded(number: float, places: float) -> float:
    """As Excel: the double nearest to the number rounded half away from 0 in fifteen digits."""
    factor = 10 ** int(places)
    scaled = float(f"{number * factor:.15g}")
    return math.copysign(math.floor(abs(scaled) + 0.5), scaled) / factor


def _months(serial: float, months: float) -> float:
    day = _DAY_0 + timedelta(days=int(serial))
    index = day.year * 12 + day.month - 1 + int(months)
    year, month = index // 12, index % 12 + 1
    there = date(year, month, min(day.day, monthrange(year, month)[1]))
    return float((there - _DAY_0).days)


def _found(part: Value, text: Value) -> float | Error:
    at = _text(text).find(_text(part))
    return NA if at < 0 else at + 1.0


def _substitute(text: Value, old: Value, new: Value) -> str:
    return _text(text).replace(_text(old), _text(new))


_WITH_ONE_RANGE = ("SMALL", "LARGE", "COUNTIF")
_OF_RANGES: Mapping[str, Callable[[list[Value], list[Value]], Value]] = {
    "SUM": _of(sum),
    "MIN": _of(min),
    "MAX": _of(max),
    "SMALL": _nth(descending=False),
    "LARGE": _nth(descending=True),
    "COUNTIF": _counted,
}
_FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "INT": lambda x: float(math.floor(x)),
    "MOD": lambda x, d: float(x - d * math.floor(x / d)),
    "ABS": abs,
    "SIGN": lambda x: float((x > 0) - (x < 0)),
    "ROUND": _rounded,
    "NOT": lambda x: not x,
    "EXACT": lambda one, other: _text(one) == _text(other),
    "DATE": lambda y, m, d: float((date(int(y), int(m), int(d)) - _DAY_0).days),
    "EDATE": _months,
    "ISNUMBER": lambda x: isinstance(x, float),
    "TRIM": lambda x: " ".join(_text(x).split(" ")).strip(),
    "UPPER": lambda x: _text(x).upper(),
    "FIND": _found,
    "CHAR": lambda code: chr(int(code)),
    "LEN": lambda x: float(len(_text(x))),
    "LEFT": lambda x, n: _text(x)[: int(n)],
    "SUBSTITUTE": _substitute,
    "TEXT": lambda x, how: f"{x:.{how.count('0') - 1}f}",
}
