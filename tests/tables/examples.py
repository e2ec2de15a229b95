"""Reads `*.answers.yaml`: filled examples of a table, their points worked out by hand."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from engine.files.rubric_store import standard_store
from engine.files.strict_yaml import load
from engine.rubric.preparing import prepare
from engine.rubric.standard import Standard
from tests.judging.builders import Value

FOLDER = Path(__file__).parent
FILES = sorted(FOLDER.glob("*.answers.yaml"))
STORE = standard_store()
OPEN = "未定"
_OPERATORS: Mapping[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


@dataclass(frozen=True)
class Example:
    """One invented unit. Points, sections and base are lines such as “10 - 2 × 1 = 8”."""

    name: str
    answers: Mapping[str, Value]
    points: Mapping[str, str]
    sections: Mapping[str, str]
    base: str

    @property
    def expected(self) -> dict[str, Fraction | str | None]:
        """Everything a program must give for the unit; None where an item is open."""
        points = {f"指标 {code}": worked_out(line) for code, line in self.points.items()}
        state = "provisional" if None in points.values() else "final"
        sections = {f"一级指标 {code}": worked_out(line) for code, line in self.sections.items()}
        return {**points, **sections, "base": worked_out(self.base), "state": state}


@dataclass(frozen=True)
class Table:
    """A table: where its rubric stands (a reference or a file beside this one), its examples."""

    target: str
    standard: Standard
    examples: tuple[Example, ...]


def read(file: Path) -> Table:
    """The table of one file of examples."""
    told: Any = load(file.read_bytes(), file.name, frozenset()).value
    target = str(FOLDER / told["rubric"]) if "@" not in told["rubric"] else told["rubric"]
    standard, _ = prepare(STORE.load(target).rubric)
    examples: dict[str, Example] = {}
    for each in told["examples"]:
        assert each["name"] not in examples, f"{file.name}: two examples have one name"
        examples[each["name"]] = _example(each, examples)
    return Table(target, standard, tuple(examples.values()))


def _example(told: dict[str, Any], before: Mapping[str, Example]) -> Example:
    """`like` takes over an earlier example but for what is said anew; null leaves a field blank."""
    like = before[told["like"]] if "like" in told else Example("", {}, {}, {}, "")
    answers = {
        code: tuple(value) if isinstance(value, list) else value
        for code, value in {**like.answers, **told["answers"]}.items()
        if value is not None
    }
    points, sections = ({**getattr(like, key), **told[key]} for key in ("points", "sections"))
    return Example(told["name"], answers, points, sections, told["base"])


def worked_out(line: str) -> Fraction | None:
    """The number a line ends in, once its arithmetic has been done again; None for 未定."""
    if line == OPEN:
        return None
    arithmetic, _, said = line.partition(" = ")
    given = _value(ast.parse(arithmetic.replace("×", "*").replace("÷", "/"), mode="eval").body)
    if given != Fraction(said):
        raise ValueError(f"{line}: it is {given}")
    return given


def _value(node: ast.expr) -> Fraction:
    match node:
        case ast.Constant():
            return Fraction(str(node.value))
        case ast.BinOp():
            return _OPERATORS[type(node.op)](_value(node.left), _value(node.right))
        case ast.Call(func=ast.Name(id="min")):
            return min(map(_value, node.args))
        case ast.Call(func=ast.Name(id="max")):
            return max(map(_value, node.args))
    raise ValueError(f"no arithmetic: {ast.unparse(node)}")
