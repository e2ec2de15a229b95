"""The renderer: an expression in Chinese, for the form (`say`) and as one unit's `workings`.

In workings every field shows its answer, `if` shows the side that was taken and why, and the line
ends with the result, so that a reader can redo the arithmetic with a pencil. A test does so, from
the line alone (tests/language/sentence_arithmetic.py).
"""

from __future__ import annotations

from engine.language.at_unit import AtUnit, measured
from engine.language.evaluate import Evaluation
from engine.language.expressions import (
    Choose,
    Constant,
    Expression,
    Greatest,
    Least,
    Quotient,
    fields_read,
)
from engine.language.fields import Scope
from engine.language.unit_words import UnitWords
from engine.language.words import Words


def say(node: Expression, scope: Scope) -> str:
    """`node` in words, with the titles of its fields."""
    return Words(scope).of(node)


def workings(node: Expression, evaluation: Evaluation, unit: int) -> str:
    """The arithmetic of one unit (its position in the columns), ending in “＝result”.

    An open result names what it waits for instead.
    """
    at = AtUnit(evaluation, unit)
    if at.readable(node):
        return _line(node, UnitWords(at))
    return f"还不能计算：{at.waits_for(node)}"


def _line(node: Expression, words: UnitWords) -> str:
    """“how＝number”, and step by step what changes that number: “，扣完为止，得0”.

    Where a condition decided for what must itself be worked out, the condition stands in front.
    """
    at = words.at
    end = at.number(node)
    if isinstance(node, Choose):
        branch = at.chain(node)[2]
        if fields_read(branch):
            return f"{words.because(node)}；{_line(branch, words)}"
    step = _last_step(node, end)
    if step is not None:
        inner, why = step
        line = _line(inner, words)
        return line if at.value(inner) == at.value(node) else f"{line}，{why}，得{end}"
    text = words.of(node)
    return text if text == end else f"{text}＝{end}"


def _last_step(node: Expression, end: str) -> tuple[Expression, str] | None:
    """What a limit or the one rounding is applied to, and how it is called."""
    match node:
        case Greatest((Constant(), _)):
            return measured(node), "扣完为止" if end == "0" else f"最低{end}分"
        case Least((Constant(), _)) | Least((_, Constant())):
            return measured(node), f"最高{end}分"
        case Quotient(inner, Constant(one), places, mode) if one == 1:
            return inner, f"{mode.chinese}保留{places}位小数"
    return None
