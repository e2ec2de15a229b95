"""Expressions in Chinese as one unit's own arithmetic: every answer, the side taken and why.

Brackets have three meanings. 〔 〕 hold an answer; ［ ］ behind a number say where it comes from;
（ ） group, and say where a limit holds a number: “（会议〔6〕，按4算）”.
"""

from __future__ import annotations

from engine.language.at_unit import AtUnit, measured, one_choice
from engine.language.expressions import (
    Among,
    Answer,
    Choose,
    ChosenCount,
    Deviation,
    Difference,
    Expression,
    Greatest,
    IsOption,
    Least,
    Sum,
    Trimmed,
    VariesAtMost,
    Whole,
)
from engine.language.words import Words, statistic
from engine.records.exact import plain


class UnitWords(Words):
    """Renders nodes at one unit."""

    def __init__(self, at: AtUnit) -> None:
        super().__init__(at.evaluation.scope)
        self.at = at

    def name(self, code: str) -> str:
        return self.at.named(code)

    def of(self, node: Expression) -> str:
        """Beside what decides a condition may stand what is not known: it gets no number."""
        worked_out = isinstance(
            node, ChosenCount | Choose | Least | Greatest | Trimmed | Among | Deviation | Whole
        )
        if worked_out and not self.at.readable(node):
            return f"待定［{self.at.waits_for(node)}］"
        return super().of(node)

    def chosen_count(self, node: ChosenCount) -> str:
        number = self.at.number(node)
        return f"{number}［{self.name(node.field)}共{number}项］"

    def trimmed(self, node: Trimmed) -> str:
        return f"{self.at.number(node)}［{super().trimmed(node)[1:-1]}］"

    def among(self, node: Among | Deviation) -> str:
        """Without its measure, which the rule names: what is counted, and how many it is."""
        return f"{self.whom(node.within)}{statistic(node)}〔{self.at.number(node)}〕"

    def steady(self, node: VariesAtMost) -> str:
        return f"{self.whom(node.within)}的差异系数不高于{plain(node.limit)}"

    def whole(self, node: Whole) -> str:
        return f"{self.at.number(node)}［{self.of_whole(node)}］"

    def limited(self, node: Least | Greatest) -> str:
        """The measured term; where another one counts, that it does."""
        first, taken = measured(node), self.at.taken(node)
        if taken is first:
            return self.of(first)
        shown = "" if isinstance(first, Answer) else f"＝{self.at.number(first)}"
        return f"（{self.of(first)}{shown}，按{self.of(taken)}算）"

    def choice(self, node: Choose) -> str:
        """The side that was taken, and why."""
        branch = self.at.chain(node)[2]
        text = self.of(branch)
        if isinstance(self.core(branch), Sum | Difference):
            text = f"（{text}）"
        return f"{text}［{self.because(node)}］"

    def because(self, node: Choose) -> str:
        """Why a side was taken; a choice shows its answer, which says enough."""
        failed, condition, _ = self.at.chain(node)
        if isinstance(condition, IsOption):
            return self.name(condition.field)
        if condition is not None:
            return self.truth(condition)
        choice = one_choice(failed)
        if choice is not None:
            return self.name(choice)
        if len(failed) == 1:
            return f"不符合：{self.truth(failed[0])}"
        return f"其余情形：{self.at.all_named(*failed)}"

    def core(self, node: Expression) -> Expression:
        match node:
            case Sum((only,)):
                return self.core(only)
            case Choose() | Least() | Greatest() if not self.at.readable(node):
                return node
            case Choose():
                branch = self.core(self.at.chain(node)[2])
                return node if isinstance(branch, Sum | Difference) else branch
            case Least() | Greatest() if self.at.taken(node) is measured(node):
                return self.core(measured(node))
        return node

    def is_option(self, code: str, option: str) -> str:
        return f"{self.name(code)}为“{option}”"

    def as_share(self, base: Expression) -> bool:
        return self.at.readable(base) and self.at.value(base) > 0
