"""One line of arithmetic, done again: “4 - 0.2 × 13 = 1.4”. Exact fractions, no code executed."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from fractions import Fraction
from math import floor, isqrt

OPEN = "未定"
_OPERATORS: Mapping[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def worked_out(line: str) -> Fraction | None:
    """The number a line ends in, once its arithmetic has been done again; None for 未定."""
    if line == OPEN:
        return None
    arithmetic, _, said = line.partition(" = ")
    given = _value(ast.parse(arithmetic.replace("×", "*").replace("÷", "/"), mode="eval").body)
    if given != Fraction(said):
        raise ValueError(f"{line}: it is {given}")
    return given


def number_of(line: str) -> Fraction | None:
    """The same, or a number that needs no arithmetic."""
    return worked_out(line if " = " in line or line == OPEN else f"{line} = {line}")


def _value(node: ast.expr) -> Fraction:
    match node:
        case ast.Constant():
            return Fraction(str(node.value))
        case ast.UnaryOp(op=ast.USub()):
            return -_value(node.operand)
        case ast.BinOp():
            return _OPERATORS[type(node.op)](_value(node.left), _value(node.right))
        case ast.Call(func=ast.Name(id=name)):
            return _FUNCTIONS[name](*map(_value, node.args))
    raise ValueError(f"no arithmetic: {ast.unparse(node)}")


def _rounded(value: Fraction, places: Fraction) -> Fraction:
    """四舍五入."""
    scale = 10 ** int(places)
    size = Fraction(floor(abs(value) * scale + Fraction(1, 2)), scale)
    return size if value >= 0 else -size


def _root(value: Fraction, places: Fraction) -> Fraction:
    """The square root, rounded: the whole number below four times as fine settles the half."""
    scale = 10 ** int(places)
    halves = isqrt(floor(4 * value * scale * scale))
    return Fraction((halves + 1) // 2, scale)


_FUNCTIONS: Mapping[str, Callable[..., Fraction]] = {
    "min": min,
    "max": max,
    "round": _rounded,
    "root": _root,
}
