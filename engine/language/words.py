"""Expressions in Chinese as the form says them: titles of fields, both sides of every choice."""

from __future__ import annotations

from decimal import Decimal

from engine.language.at_unit import minus
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
)
from engine.language.fields import Scope
from engine.records.exact import plain

_SIGNS = {"=": "＝", "!=": "≠", "<": "＜", "<=": "≤", ">": "＞", ">=": "≥"}
_NEGATED = {"=": "≠", "!=": "＝", "<": "≥", "<=": "＞", ">": "≤", ">=": "＜"}
_LOOSE = (Sum, Difference, Quotient, Choose)
"""What needs brackets beside × and ÷."""

_STATISTICS = {
    "above": "高于本单位的个数",
    "below": "低于本单位的个数",
    "count": "的个数",
    "sum": "的合计",
    "greatest": "的最大值",
    "least": "的最小值",
}


def statistic(node: Among | Deviation) -> str:
    """What is counted or measured."""
    return "的标准差" if isinstance(node, Deviation) else _STATISTICS[node.statistic]


class Words:
    """Renders nodes; what depends on a unit is a method of its own, for `UnitWords` to say anew."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    def name(self, code: str) -> str:
        """A field."""
        return self.scope[code].title

    def of(self, node: Expression) -> str:
        """Any node."""
        match node:
            case Constant(value):
                return minus(plain(value))
            case Answer(code):
                return self.name(code)
            case ChosenCount():
                return self.chosen_count(node)
            case MonthsAfter(date, months):
                return f"{self.of(date)}之后{months}个月"
            case Choose():
                return self.choice(node)
            case Least() | Greatest():
                return self.limited(node)
            case Trimmed():
                return self.trimmed(node)
            case Among() | Deviation():
                return self.among(node)
            case Whole():
                return self.whole(node)
            case Sum() | Difference() | Product() | Quotient():
                return self._arithmetic(node)
        return self.truth(node)

    def _arithmetic(self, node: Sum | Difference | Product | Quotient) -> str:
        match node:
            case Sum(terms):
                return "＋".join(self._term(term) for term in terms)
            case Difference(left, right):
                return f"{self._term(left)}－{self._factor(right)}"
            case Product(left, right):
                return f"{self._factor(left)}×{self._factor(right)}"
            case Quotient(numerator, denominator, places, mode):
                return f"{self.divided(numerator, denominator)}（{mode.chinese}保留{places}位小数）"

    def divided(self, numerator: Expression, denominator: Expression) -> str:
        """“3×会议÷4”; a divisor of several factors stands in brackets."""
        divisor = self._factor(denominator)
        if isinstance(self.core(denominator), Product):
            divisor = f"（{divisor}）"
        return f"{self._factor(numerator)}÷{divisor}"

    def trimmed(self, node: Trimmed) -> str:
        """A sum without its extremes: “（甲＋乙＋丙，去掉1个最高、1个最低）”."""
        marks = "＋".join(self._term(term) for term in node.terms)
        if not node.highest and not node.lowest:
            return f"（{marks}）"
        return f"（{marks}，去掉{node.highest}个最高、{node.lowest}个最低）"

    def among(self, node: Among | Deviation) -> str:
        """“同学段已定单位“完成率”的合计”: what is counted or measured over the final units."""
        return f"{self.whom(node.within)}“{self.of(node.of)}”{statistic(node)}"

    def steady(self, node: VariesAtMost) -> str:
        """“同学段已定单位“完成率”的差异系数不高于0.5”."""
        of = f"{self.whom(node.within)}“{self.of(node.of)}”"
        return f"{of}的差异系数不高于{plain(node.limit)}"

    def whom(self, within: str | None) -> str:
        """Whom a unit is compared with."""
        return f"同{self.scope[within].title}已定单位" if within is not None else "全体已定单位"

    def chosen_count(self, node: ChosenCount) -> str:
        """How many options are chosen."""
        return f"{self.name(node.field)}的已选项数"

    def whole(self, node: Whole) -> str:
        """Whole units, with what becomes of a part of one."""
        return f"（{self.of_whole(node)}）"

    def of_whole(self, node: Whole) -> str:
        """“（90－完成率）÷2，不足1个按1个算”."""
        how = "不足1个按1个算" if node.up else "不足1个不算"
        if node.denominator == Constant(Decimal(1)):
            return f"{self.of(node.numerator)}，{how}"
        return f"{self.divided(node.numerator, node.denominator)}，{how}"

    def limited(self, node: Least | Greatest) -> str:
        """The smaller or greater of several."""
        match node:
            case Greatest((Constant(limit), inner)) | Greatest((inner, Constant(limit))):
                return f"（{self.of(inner)}，最少按{plain(limit)}算）"
            case Least((Constant(limit), inner)) | Least((inner, Constant(limit))):
                return f"（{self.of(inner)}，最多按{plain(limit)}算）"
        word = "较小的" if isinstance(node, Least) else "较大的"
        return f"{word}（{'，'.join(self.of(term) for term in node.terms)}）"

    def choice(self, node: Choose) -> str:
        """Both sides of a choice."""
        condition = self.truth(node.condition)
        return f"{condition}的为{self.of(node.then)}，否则为{self.of(node.otherwise)}"

    def core(self, node: Expression) -> Expression:
        """The node whose words stand for `node`: what decides whether brackets are needed."""
        return node

    def _term(self, node: Expression) -> str:
        text = self.of(node)
        return f"（{text}）" if isinstance(self.core(node), Choose) else text

    def _factor(self, node: Expression) -> str:
        text = self.of(node)
        return f"（{text}）" if isinstance(self.core(node), _LOOSE) else text

    def truth(self, node: Expression) -> str:
        """A condition."""
        match node:
            case Compare(operator, left, right):
                return self._compare(left, _SIGNS[operator], right)
            case Not(Compare(operator, left, right)):
                return self._compare(left, _NEGATED[operator], right)
            case IsOption(code, option):
                return self.is_option(code, option)
            case Not(IsOption(code, option)):
                return f"{self.name(code)}不为“{option}”"
            case Contains(code, option):
                return f"{self.name(code)}含“{option}”"
            case Filled(code):
                return f"{self.name(code)}已填"
            case VariesAtMost():
                return self.steady(node)
            case Not(term):
                return f"并非（{self.truth(term)}）"
            case All(terms):
                return "且".join(self._clause(term) for term in terms)
            case Some(terms):
                return "或".join(self._clause(term) for term in terms)
        raise AssertionError(f"no words for {type(node).__name__}")

    def is_option(self, code: str, option: str) -> str:
        """A choice; a yes-no question without 是否 in it says itself."""
        plain_yes = option == "是" and "是否" not in self.scope[code].title
        return self.name(code) if plain_yes else f"{self.name(code)}为“{option}”"

    def bare(self, node: Expression) -> bool:
        """Whether a node reads as nothing but a number."""
        return isinstance(node, Constant)

    def as_share(self, base: Expression) -> bool:
        """Whether cross products may be said as a percentage: only where the base is above 0."""
        return False

    def _compare(self, left: Expression, sign: str, right: Expression) -> str:
        """Both sides; a bare number takes the unit of measure of the field it stands beside."""
        match (left, right):
            case (Product(part, Constant(hundred)), Product(Constant(edge), base)):
                if hundred == 100 and self.as_share(base):
                    return f"{self.divided(part, base)}{sign}{plain(edge)}%"
        sides = [self.of(left), self.of(right)]
        for i, (one, other) in enumerate(((left, right), (right, left))):
            if self.bare(one) and isinstance(other, Answer):
                sides[i] += self.scope[other.field].unit
        return sign.join(sides)

    def _clause(self, node: Expression) -> str:
        text = self.truth(node)
        return f"（{text}）" if isinstance(node, All | Some) else text
