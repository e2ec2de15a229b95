"""Conditions 条件: the short text form of expressions that rubrics are written in.

    F121 = 有 且 (F123 = 否 或 F124 > 月后(F122, 3))

Words: 且/and, 或/or, 非/not; = != < <= > >= (also ≠ ≤ ≥); + - * (also − ×); parentheses; functions
计数(条件, …)/tally, 已选(F)/count, 未选(F)/missing, 含(F, 选项)/contains, 已填(F)/filled,
月后(F, n)/months_after, 最小(…)/min, 最大(…)/max. A name is a field code or a roster heading;
an option of a choice field is written bare or in quotes.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import NoReturn

from engine.language.expressions import (
    All,
    Answer,
    ChosenCount,
    Compare,
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
    Some,
    Sum,
    number,
    tally,
)
from engine.language.fields import Field, Kind, Scope
from engine.language.tokens import BadCondition, tokens

__all__ = ["DEEPEST", "MOST_NODES", "BadCondition", "parse_number", "parse_truth"]

MOST_NODES = 60
DEEPEST = 20
_COMPARISONS: tuple[Operator, ...] = ("=", "!=", "<", "<=", ">", ">=")


def parse_truth(text: str, scope: Scope) -> Expression:
    """The yes-or-no expression `text` stands for. Raises BadCondition."""
    node, truth = _Parser(text, scope).whole()
    if not truth:
        raise BadCondition(f"“{text}”是一个数，这里要写成能判断是否成立的条件。")
    return node


def parse_number(text: str, scope: Scope) -> Expression:
    """The numeric expression `text` stands for. Raises BadCondition."""
    parser = _Parser(text, scope)
    node, truth = parser.whole()
    if truth:
        raise BadCondition(f"“{text}”是一个条件，这里要写成一个数；计个数请用 计数(条件)。")
    if parser.kind(node) != "number":
        raise BadCondition(f"“{text}”不是数，这里要写成一个数。")
    return node


class _Parser:
    """Recursive descent over one text; each method returns (node, whether it is a truth)."""

    def __init__(self, text: str, scope: Scope) -> None:
        self.text, self.scope = text, scope
        self.tokens = tokens(text)
        self.at = 0
        self.nodes = 0
        self.depth = 0

    def whole(self) -> tuple[Expression, bool]:
        found = self.either()
        if self.at < len(self.tokens):
            self.fail(f"多出了“{self.tokens[self.at].typed}”")
        return found

    def fail(self, why: str) -> NoReturn:
        raise BadCondition(f"条件“{self.text}”写得不对：{why}。")

    def peek(self) -> str:
        return self.tokens[self.at].text if self.at < len(self.tokens) else ""

    def take(self, *texts: str) -> str:
        """The next token if it is one of `texts`, else ""."""
        if self.at < len(self.tokens):
            token = self.tokens[self.at]
            if token.text in texts and token.kind in ("operator", "keyword", "name"):
                self.at += 1
                return token.text
        return ""

    def need(self, text: str) -> None:
        if not self.take(text):
            self.fail(f"缺“{text}”")

    def count(self, node: Expression) -> Expression:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            raise BadCondition(f"条件太复杂，最多{MOST_NODES}个部分；请拆成几条。")
        return node

    def either(self) -> tuple[Expression, bool]:
        self.depth += 1
        if self.depth > DEEPEST:
            raise BadCondition(f"条件的括号套得太深，最多{DEEPEST}层；请拆成几条。")
        found = self._joined(self.both, "or")
        self.depth -= 1
        return found

    def both(self) -> tuple[Expression, bool]:
        return self._joined(self.negated, "and")

    def _joined(
        self, part: Callable[[], tuple[Expression, bool]], word: str
    ) -> tuple[Expression, bool]:
        first = part()
        terms = [first]
        while self.take(word):
            terms.append(part())
        if len(terms) == 1:
            return first
        if not all(truth for _, truth in terms):
            self.fail("“且”“或”两边都要是条件")
        nodes = tuple(node for node, _ in terms)
        return self.count(All(nodes) if word == "and" else Some(nodes)), True

    def negated(self) -> tuple[Expression, bool]:
        negations = 0
        while self.take("not"):
            negations += 1
        node, truth = self.compared()
        if negations and not truth:
            self.fail("“非”后面要是条件")
        for _ in range(negations):
            node = self.count(Not(node))
        return node, truth

    def compared(self) -> tuple[Expression, bool]:
        start = self.at
        field = self._choice_field()
        if field is not None:
            return self._option(field)
        self.at = start
        left, truth = self.added()
        operator = next((each for each in _COMPARISONS if self.take(each)), None)
        if operator is None:
            return left, truth
        right, right_truth = self.added()
        if truth or right_truth:
            self.fail("比较的两边都要是数、日期或文字")
        self._same_kind(left, right, operator)
        return self.count(Compare(operator, left, right)), True

    def _choice_field(self) -> Field | None:
        if self.at >= len(self.tokens) or self.tokens[self.at].kind != "name":
            return None
        field = self.scope.get(self.tokens[self.at].text)
        self.at += 1
        return field if field and field.type in (Kind.YES_NO, Kind.CHOICE) else None

    def _option(self, field: Field) -> tuple[Expression, bool]:
        operator = self.take("=", "!=")
        if not operator:
            self.fail(f"“{field.title}”是选择题，后面要写 = 或 != 和一个选项")
        node = self.count(IsOption(field.code, self._option_name(field)))
        return (node if operator == "=" else self.count(Not(node))), True

    def _option_name(self, field: Field) -> str:
        option = self.peek()
        self.at += 1
        if option not in field.options:
            self.fail(f"“{option}”不是“{field.title}”的选项（{'、'.join(field.options)}）")
        return option

    def _same_kind(self, left: Expression, right: Expression, operator: str) -> None:
        kinds = {self.kind(left), self.kind(right)}
        if len(kinds) != 1:
            self.fail("比较的两边不是同一类")
        if kinds == {"text"} and operator not in ("=", "!="):
            self.fail("文字只能比较是否相同")

    def kind(self, node: Expression) -> str:
        """“number”, “date”, “text” (文号 too) or a choice's own: only like compares with like."""
        if isinstance(node, MonthsAfter):
            return "date"
        if isinstance(node, Answer):
            kind = self.scope[node.field].type
            return "text" if kind is Kind.DOCUMENT else kind.value
        return "number"

    def added(self) -> tuple[Expression, bool]:
        node, truth = self.multiplied()
        while operator := self.take("+", "-"):
            right, right_truth = self.multiplied()
            self._numbers(node, truth, right, right_truth)
            made = Sum((node, right)) if operator == "+" else Difference(node, right)
            node = self.count(made)
        return node, truth

    def multiplied(self) -> tuple[Expression, bool]:
        node, truth = self.atom()
        while self.take("*"):
            right, right_truth = self.atom()
            self._numbers(node, truth, right, right_truth)
            node = self.count(Product(node, right))
        return node, truth

    def _numbers(self, left: Expression, lt: bool, right: Expression, rt: bool) -> None:
        if lt or rt or {self.kind(left), self.kind(right)} != {"number"}:
            self.fail("只有数才能加、减、乘")

    def atom(self) -> tuple[Expression, bool]:
        if self.take("("):
            found = self.either()
            self.need(")")
            return found
        if self.at >= len(self.tokens):
            self.fail("没有写完")
        token = self.tokens[self.at]
        self.at += 1
        if token.kind == "number":
            return self.count(number(Decimal(token.text))), False
        if token.kind in ("name", "keyword") and token.text not in ("and", "or", "not"):
            if self.peek() == "(" and token.text not in self.scope:
                return self.function(token.text)
            return self.count(self.answer(token.text)), False
        self.fail(f"“{token.typed}”不该在这里")

    def answer(self, name: str) -> Expression:
        field = self.field(name)
        if field.type is Kind.CHOICES:
            self.fail(
                f"“{field.title}”是多选题，请用 已选({name})、未选({name}) 或 含({name}, 选项)"
            )
        return Answer(name)

    def field(self, name: str) -> Field:
        if name not in self.scope:
            self.fail(f"没有叫“{name}”的填报项或名册栏目")
        return self.scope[name]

    def function(self, name: str) -> tuple[Expression, bool]:
        self.need("(")
        node, truth = self._call(name)
        self.need(")")
        return self.count(node), truth

    def _call(self, name: str) -> tuple[Expression, bool]:
        match name:
            case "count" | "missing" | "contains":
                field = self.field(self.peek())
                self.at += 1
                if field.type is not Kind.CHOICES:
                    self.fail(f"“{field.title}”不是多选题")
                if name == "contains":
                    self.need(",")
                    return Contains(field.code, self._option_name(field)), True
                chosen = ChosenCount(field.code)
                if name == "count":
                    return chosen, False
                return Difference(number(len(field.options)), chosen), False
            case "filled":
                field = self.field(self.peek())
                self.at += 1
                return Filled(field.code), True
            case "months_after":
                field = self.field(self.peek())
                self.at += 1
                self.need(",")
                months = self.tokens[self.at].text if self.at < len(self.tokens) else ""
                self.at += 1
                if field.type is not Kind.DATE or not months.isdecimal():
                    self.fail("月后(日期项, 月数) 的两个部分写得不对")
                return MonthsAfter(Answer(field.code), int(months)), False
            case "tally":
                return tally(self._list(truths=True)), False
            case "min":
                return Least(self._list(truths=False)), False
            case "max":
                return Greatest(self._list(truths=False)), False
        self.fail(f"没有叫“{name}”的函数")

    def _list(self, *, truths: bool) -> tuple[Expression, ...]:
        found = [self.either()]
        while self.take(","):
            found.append(self.either())
        wrong = any(truth is not truths for _, truth in found)
        if wrong or not (truths or all(self.kind(node) == "number" for node, _ in found)):
            self.fail("计数(…)里要写条件，最小(…)、最大(…)里要写数")
        return tuple(node for node, _ in found)
