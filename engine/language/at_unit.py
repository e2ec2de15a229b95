"""One unit of an evaluation: what a node is worth there, whether it holds, how an answer reads."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce

from engine.language.evaluate import Evaluation
from engine.language.expressions import (
    Choose,
    Constant,
    Expression,
    Greatest,
    IsOption,
    Least,
    fields_read,
)
from engine.language.fields import Kind
from engine.records.exact import from_units, plain
from engine.records.states import READABLE, State

NOT_ASKED = "不用填"
"""What stands for the answer to a field that is not asked of a unit."""
"""A plain number: numpy compares slowly with an enumeration, and this is asked of every node."""
_MISTAKABLE = re.compile(r"^[\d（－]|[＋－×÷＝≠＜≤＞≥〔〕［］；]|，按|，得|，最|，扣")
"""A title that could be read as part of the arithmetic is put in quotation marks."""


@dataclass(frozen=True, slots=True)
class AtUnit:
    """The unit that stands at a position of an evaluation's columns."""

    evaluation: Evaluation
    unit: int

    def readable(self, node: Expression) -> bool:
        """Whether a node has a value at all."""
        return int(self.evaluation.seen(node).states[self.unit]) <= READABLE

    def holds(self, condition: Expression) -> bool:
        """Whether a condition is known to hold."""
        result = self.evaluation.seen(condition)
        known = int(result.states[self.unit]) <= READABLE
        return known and bool(result.values[self.unit])

    def value(self, node: Expression) -> Decimal:
        """The exact value of a node."""
        result = self.evaluation.seen(node)
        return from_units(int(result.values[self.unit]), result.places)

    def number(self, node: Expression) -> str:
        """The value of a node as people write it."""
        return minus(plain(self.value(node)))

    def state(self, code: str) -> State:
        """What is known of a field."""
        return State(int(self.evaluation.columns[code].states[self.unit]))

    def asked(self, code: str) -> bool:
        """Whether a field is asked of the unit."""
        asked = self.evaluation.columns[code].asked
        return asked is None or bool(asked[self.unit])

    def answer(self, code: str) -> str:
        """The answer in words; where there is none, its state."""
        field, state = self.evaluation.scope[code], self.state(code)
        if state > READABLE:
            return state.chinese
        if not self.asked(code):
            return f"{NOT_ASKED}，按0算" if field.type is Kind.NUMBER else NOT_ASKED
        return field.show(int(self.evaluation.columns[code].values[self.unit]))

    def named(self, code: str) -> str:
        """“会议〔3〕”: a field's title and its answer."""
        title = self.evaluation.scope[code].title
        quoted = f"“{title}”" if _MISTAKABLE.search(title) else title
        return f"{quoted}〔{self.answer(code)}〕"

    def waits_for(self, node: Expression) -> str:
        """Every field without an answer that a node reads, with its state."""
        read = fields_read(node)
        open_ = (code for code in self.evaluation.scope if self.state(code) > READABLE)
        return "，".join(self.named(code) for code in open_ if code in read)

    def all_named(self, *nodes: Expression) -> str:
        """Every field that some nodes read, with its answer."""
        read = reduce(frozenset.union, map(fields_read, nodes))
        return "，".join(self.named(code) for code in self.evaluation.scope if code in read)

    def chain(self, node: Choose) -> tuple[tuple[Expression, ...], Expression | None, Expression]:
        """Of conditions in order: those that failed, the one that holds if any, what it gives."""
        failed: list[Expression] = []
        while not self.holds(node.condition):
            failed.append(node.condition)
            if not isinstance(node.otherwise, Choose):
                return tuple(failed), None, node.otherwise
            node = node.otherwise
        return tuple(failed), node.condition, node.then

    def taken(self, node: Least | Greatest) -> Expression:
        """The term that counts, the measured one where it does."""
        terms = (measured(node), *node.terms)
        return next(term for term in terms if self.value(term) == self.value(node))


def measured(node: Least | Greatest) -> Expression:
    """What is held between limits: the one term that is no plain number, else the first."""
    varying = [term for term in node.terms if not isinstance(term, Constant)]
    return varying[0] if len(varying) == 1 else node.terms[0]


def one_choice(conditions: tuple[Expression, ...]) -> str | None:
    """The choice that all conditions ask about, if there is one."""
    asked = {each.field if isinstance(each, IsOption) else None for each in conditions}
    return asked.pop() if len(asked) == 1 else None


def minus(text: str) -> str:
    """A number with a minus sign that stands out among Chinese characters."""
    return text.replace("-", "－")
