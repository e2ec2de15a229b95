"""The one renderer: an expression in Chinese, for the form (no values) and as a unit's workings.

In workings every field shows its value, `if` shows the side that was taken and why, and the line
ends with the result, so that a reader can redo the arithmetic with a pencil.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from engine.language.evaluate import Evaluation
from engine.language.expressions import (
    All,
    Among,
    Answer,
    Choose,
    ChosenCount,
    Compare,
    Constant,
    Contains,
    Deviation,
    Difference,
    Expression,
    Filled,
    Greatest,
    IsOption,
    Least,
    MonthsAfter,
    Not,
    Product,
    Quotient,
    Some,
    Sum,
    Trimmed,
    VariesAtMost,
    Whole,
    fields_read,
)
from engine.language.fields import Scope
from engine.records.exact import from_units, plain
from engine.records.states import READABLE, State

NOT_ASKED = "不用填"
"""What stands for the answer to a field that is not asked of a unit."""

_SIGNS = {"=": "＝", "!=": "≠", "<": "＜", "<=": "≤", ">": "＞", ">=": "≥"}
_NEGATED = {"=": "≠", "!=": "＝", "<": "≥", "<=": "＞", ">": "≤", ">=": "＜"}

_STATISTICS = {
    "above": "高于本单位的个数",
    "below": "低于本单位的个数",
    "count": "的个数",
    "sum": "的合计",
    "greatest": "的最大值",
    "least": "的最小值",
}


def say(node: Expression, scope: Scope) -> str:
    """`node` in words, with the titles of its fields."""
    return _Words(scope, lambda code: scope[code].title, None).of(node)


def workings(node: Expression, evaluation: Evaluation, unit: int) -> str:
    """The arithmetic of one unit (its position in the columns), ending in “＝ result”.

    An open result names what it waits for instead.
    """
    name = _shown(evaluation, unit)
    result = evaluation.seen(node)
    if result.states[unit] > READABLE:
        read = (code for code in evaluation.scope if code in fields_read(node))
        waits = [name(code) for code in read if _state(evaluation, code, unit) > READABLE]
        return f"还不能计算：{'，'.join(waits)}"
    words = _Words(evaluation.scope, name, (evaluation, unit))
    end = words.number(node)
    clamp = _clamp(node)
    if clamp is None or words.within(*clamp):
        text = words.of(node)
        return text if text == end else f"{text}＝{end}"
    inner = clamp[0]
    why = "扣完为止" if isinstance(node, Greatest) else f"最高{end}分"
    return f"{words.of(inner)}＝{words.number(inner)}，{why}，得{end}"


def _clamp(node: Expression) -> tuple[Expression, Decimal, bool] | None:
    """(what is held, at which number, whether from below) of 扣完为止 and of a cap."""
    match node:
        case Greatest((Constant(value), inner)):
            return inner, value, True
        case Least((Constant(value), inner)) | Least((inner, Constant(value))):
            return inner, value, False
    return None


def _shown(evaluation: Evaluation, unit: int) -> Callable[[str], str]:
    def show(code: str) -> str:
        field, column = evaluation.scope[code], evaluation.columns[code]
        state = _state(evaluation, code, unit)
        if state > READABLE:
            return f"{field.title}〔{state.chinese}〕"
        if column.asked is not None and not column.asked[unit]:
            return f"{field.title}〔{NOT_ASKED}〕"
        return f"{field.title}〔{field.show(int(column.values[unit]))}〕"

    return show


def _state(evaluation: Evaluation, code: str, unit: int) -> State:
    return State(int(evaluation.columns[code].states[unit]))


class _Words:
    """Renders nodes; `at` = (evaluation, unit) shows the branch an `if` took, None shows both."""

    def __init__(
        self, scope: Scope, name: Callable[[str], str], at: tuple[Evaluation, int] | None
    ) -> None:
        self.scope, self.name, self.at = scope, name, at

    def of(self, node: Expression) -> str:
        match node:
            case Constant(value):
                return plain(value)
            case Answer(code):
                return self.name(code)
            case ChosenCount(code):
                name = self.name(code)
                return f"{name}的已选项数" if self.at is None else f"{self.number(node)}［{name}］"
            case MonthsAfter(date, months):
                return f"{self.of(date)}之后{months}个月"
            case Choose():
                return self._choose(node)
            case Among() | Deviation():
                return self._among(node)
            case (
                Sum()
                | Difference()
                | Product()
                | Least()
                | Greatest()
                | Trimmed()
                | Quotient()
                | Whole()
            ):
                return self._arithmetic(node)
        return self.truth(node)

    def _arithmetic(self, node: Expression) -> str:
        match node:
            case Sum(terms):
                return "＋".join(self._term(term) for term in terms)
            case Difference(left, right):
                return f"{self._term(left)}－{self._factor(right)}"
            case Product(left, right):
                return f"{self._factor(left)}×{self._factor(right)}"
            case Trimmed(terms, lowest, highest):
                each = "，".join(self.of(term) for term in terms)
                return f"（{each}，去掉{highest}个最高、{lowest}个最低后相加）"
            case Least(terms) | Greatest(terms):
                return self._held(node) if _clamp(node) else self._extreme(node, terms)
            case Quotient(numerator, denominator, places, mode):
                return (
                    f"{self._factor(numerator)}÷{self._factor(denominator)}"
                    f"（{mode.chinese}保留{places}位小数）"
                )
            case Whole(numerator, denominator, up):
                how = "不足1个按1个算" if up else "不足1个不算"
                return f"{self._factor(numerator)}÷{self._factor(denominator)}（{how}）"
        raise AssertionError(f"no words for {type(node).__name__}")

    def _among(self, node: Among | Deviation) -> str:
        """What is counted or measured over the final units; for a unit with its number."""
        where = f"同{self.scope[node.within].title}" if node.within is not None else "全体"
        what = "标准差" if isinstance(node, Deviation) else _STATISTICS[node.statistic]
        inner = "" if what == _STATISTICS["count"] else f"“{say(node.of, self.scope)}”"
        text = f"{where}已定单位{inner}{what}"
        return text if self.at is None else f"{text}〔{self.number(node)}〕"

    def number(self, node: Expression) -> str:
        """The value of a node at the unit, as people write it."""
        assert self.at is not None
        result = self.at[0].seen(node)
        return plain(from_units(int(result.values[self.at[1]]), result.places)).replace("-", "－")

    def within(self, inner: Expression, limit: Decimal, below: bool) -> bool:
        """Whether a limit changes nothing at the unit."""
        assert self.at is not None
        result = self.at[0].seen(inner)
        value = from_units(int(result.values[self.at[1]]), result.places)
        return value >= limit if below else value <= limit

    def _held(self, node: Expression) -> str:
        """A value held by a limit; for a unit only where the limit bites."""
        clamp = _clamp(node)
        assert clamp is not None
        inner, limit, below = clamp
        if self.at is None:
            return f"{'最低' if below else '最高'}{plain(limit)}（{self.of(inner)}）"
        if self.within(inner, limit, below):
            return self.of(inner)
        shown = "" if isinstance(inner, Answer) else f"＝{self.number(inner)}"
        return f"（{self.of(inner)}{shown}，按{plain(limit)}算）"

    def _extreme(self, node: Expression, terms: tuple[Expression, ...]) -> str:
        """The smaller or greater of several; for a unit the first, and the one that counts."""
        if self.at is None:
            word = "较小的" if isinstance(node, Least) else "较大的"
            return f"{word}（{'，'.join(self.of(term) for term in terms)}）"
        taken = next(term for term in terms if self.number(term) == self.number(node))
        if taken is terms[0]:
            return self.of(taken)
        return f"（{self.of(terms[0])}，按{self.of(taken)}算）"

    def _choose(self, node: Choose) -> str:
        if self.at is None:
            condition = self.truth(node.condition)
            return f"{condition}的为{self.of(node.then)}，否则为{self.of(node.otherwise)}"
        taken, chained = self._holds(node), False
        while not taken and isinstance(node.otherwise, Choose):
            node, chained = node.otherwise, True
            taken = self._holds(node)
        if taken:
            return f"{self.of(node.then)}［{self._because(node.condition)}］"
        why = "其余情形" if chained else self._because(node.condition, failed="不符合：")
        return f"{self.of(node.otherwise)}［{why}］"

    def _holds(self, node: Choose) -> bool:
        assert self.at is not None
        evaluation, unit = self.at
        return bool(evaluation.trace[id(node.condition)].values[unit])

    def _because(self, condition: Expression, failed: str = "") -> str:
        """A condition that decided; a choice shows its answer, which says enough."""
        if isinstance(condition, IsOption):
            return self.name(condition.field)
        return f"{failed}{self.truth(condition)}"

    def _term(self, node: Expression) -> str:
        text = self.of(node)
        return f"（{text}）" if isinstance(node, Choose) and self.at is None else text

    def _factor(self, node: Expression) -> str:
        text, inside = self.of(node), node
        clamp = _clamp(node)
        if self.at is not None and clamp is not None and self.within(*clamp):
            inside = clamp[0]
        return f"（{text}）" if isinstance(inside, Sum | Difference | Choose | Quotient) else text

    def truth(self, node: Expression) -> str:
        match node:
            case Compare(operator, left, right):
                return self._compare(left, _SIGNS[operator], right)
            case Not(Compare(operator, left, right)):
                return self._compare(left, _NEGATED[operator], right)
            case IsOption(code, "是") if self.at is None and "是否" not in self.name(code):
                return self.name(code)
            case IsOption(code, option):
                return f"{self.name(code)}为“{option}”"
            case Not(IsOption(code, option)):
                return f"{self.name(code)}不为“{option}”"
            case Contains(code, option):
                return f"{self.name(code)}含“{option}”"
            case Filled(code):
                return f"{self.name(code)}已填"
            case VariesAtMost(of, within, _, limit):
                where = f"同{self.scope[within].title}" if within is not None else "全体"
                return f"{where}已定单位“{say(of, self.scope)}”的差异系数≤{plain(limit)}"
            case Not(term):
                return f"并非（{self.truth(term)}）"
            case All(terms):
                return "且".join(self._clause(term) for term in terms)
            case Some(terms):
                return "或".join(self._clause(term) for term in terms)
        raise AssertionError(f"no words for {type(node).__name__}")

    def _compare(self, left: Expression, sign: str, right: Expression) -> str:
        """Both sides; a bare number takes the unit of measure of the field it stands beside."""
        sides = [self.of(left), self.of(right)]
        for i, (one, other) in enumerate(((left, right), (right, left))):
            if isinstance(one, Constant) and isinstance(other, Answer):
                sides[i] += self.scope[other.field].unit
        return sign.join(sides)

    def _clause(self, node: Expression) -> str:
        text = self.truth(node)
        return f"（{text}）" if isinstance(node, All | Some) else text
