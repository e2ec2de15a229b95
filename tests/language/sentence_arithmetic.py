"""Redoes the arithmetic of a sentence 计算 from its text alone: no rule, no field, no engine.

The grammar, loosest first (a note ［…］ may stand behind any number or bracket):

    line      := { reason ； | stated ； } stated
    stated    := sum [ ＝ number ] { ，step，得 number }
    step      := 扣完为止 | 最高 n 分 | 最低 n 分 | rounding
    sum       := term { (＋|－) term }
    term      := atom { (×|÷) atom } [ （rounding） ]
    atom      := number | field | 待定［fields］ | （ sum [ [ ＝ number ] ，按 sum 算 ] ）
    fields    := field { ，field }
    field     := title〔answer〕
    rounding  := (四舍五入 | GB/T 8170 修约)保留 n 位小数
    note      := ［ reason ］ | ［field共 n 项］ | ［sum，不足1个(按1个算|不算)］
               | ［term { ＋term } [ ，去掉 n 个最高、 n 个最低 ]］
    reason    := 不符合：condition | 其余情形：fields | condition | field
    condition := clause { 且 clause } | clause { 或 clause }
    clause    := side (＝|≠|＜|≤|＞|≥) side | field (为|不为|含)“option” | field 已填
               | （condition） | 并非（condition） | whom已定单位的差异系数不高于 n
    side      := sum [unit] | field [ 之后 n 个月 ]

Every number that a sentence states between is held against the one worked out, and every condition
against what it says; an answer that is not known (未填) leaves a condition undecided. What is not
of this grammar is refused: a new form of sentence must be taught here first.
"""

from __future__ import annotations

import calendar
import math
import operator
import re
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import TypeVar

Found = TypeVar("Found")
Value = Fraction | date | str | None
"""A number, a date, a text; None: not known."""
Truth = bool | None

_NUMBER = re.compile(r"－?\d+(?:\.\d+)?")
_TITLE = re.compile(r"(?![\d（－])[^〔〕［］＋－×÷＝≠＜≤＞≥；]+(?=〔)|“.+?”(?=〔)")
_ROUNDING = re.compile(r"(四舍五入|GB/T 8170 修约)保留(\d+)位小数")
_LIMIT = re.compile(r"(最高|最低)(－?\d+(?:\.\d+)?)分")
_HELD = re.compile(r"(＝－?[\d.]+)?，按")
_UNIT = re.compile(r"[^\d且或〔〕［］（）＋－×÷＝≠＜≤＞≥；，]*")
_STEADY = re.compile(r"(全体|同[^〔〕；]+?)已定单位的差异系数不高于\d+(\.\d+)?")
_UNKNOWN = {"未填", "缺佐证", "有异议", "填报差错", "申请不适用"}
_UNASKED = "不用填"
_COMPARE: dict[str, Callable[[object, object], bool]] = {
    "＝": operator.eq, "≠": operator.ne, "＜": operator.lt, "≤": operator.le,
    "＞": operator.gt, "≥": operator.ge,
}  # fmt: skip


class Unreadable(ValueError):
    """The text is no sentence of the grammar."""


class Untrue(ValueError):
    """The text can be read, and something it states does not hold."""


def recompute(text: str) -> Fraction:
    """The number a sentence comes to. Raises Unreadable or Untrue."""
    reader = _Reader(text)
    found = reader.line()
    if reader.at != len(text):
        reader.fail("the end")
    return found


def rounded(value: Fraction, places: int, mode: str) -> Fraction:
    """四舍五入 away from zero at a tie; GB/T 8170 to the even one."""
    scaled = abs(value) * 10**places
    below = math.floor(scaled)
    rest = scaled - below
    up = rest > Fraction(1, 2) or (
        rest == Fraction(1, 2) and (mode == "四舍五入" or below % 2 == 1)
    )
    return Fraction(below + up, 10**places) * (-1 if value < 0 else 1)


class _Reader:
    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0

    # Text

    def fail(self, wanted: str) -> None:
        raise Unreadable(f"{self.text!r} at {self.at}: no {wanted}")

    def sees(self, word: str) -> bool:
        return self.text.startswith(word, self.at)

    def took(self, *words: str) -> str:
        """The first of `words` that stands here, passed over; else ""."""
        found = next((word for word in words if self.sees(word)), "")
        self.at += len(found)
        return found

    def need(self, word: str) -> None:
        if not self.took(word):
            self.fail(word)

    def match(self, pattern: re.Pattern[str], wanted: str) -> re.Match[str]:
        found = pattern.match(self.text, self.at)
        if found is None:
            raise Unreadable(f"{self.text!r} at {self.at}: no {wanted}")
        self.at = found.end()
        return found

    def first_of(self, *forms: Callable[[], Found]) -> Found:
        """The first form that can be read here."""
        start, last = self.at, Unreadable(self.text)
        for form in forms:
            try:
                return form()
            except Unreadable as error:
                self.at, last = start, error
        raise last

    # Lines

    def line(self) -> Fraction:
        while "；" in self.text[self.at :]:
            self.first_of(lambda: self.reason("；"), self.before)
        return self.worked()

    def before(self) -> None:
        """A line of its own in front of the one that counts."""
        self.worked()
        self.need("；")

    def worked(self) -> Fraction:
        value = _known(self.sum(), self.text)
        if self.took("＝"):
            self.stated(value)
        while self.took("，"):
            value = self.step(value)
            self.need("，得")
            self.stated(value)
        return value

    def step(self, value: Fraction) -> Fraction:
        if self.took("扣完为止"):
            return max(Fraction(0), value)
        if limit := _LIMIT.match(self.text, self.at):
            self.at = limit.end()
            most = limit[1] == "最高"
            return (min if most else max)(value, _number(limit[2]))
        return self.rounding(value)

    def rounding(self, value: Fraction) -> Fraction:
        how = self.match(_ROUNDING, "step or rounding")
        return rounded(value, int(how[2]), how[1])

    def number(self) -> Fraction:
        return _number(self.match(_NUMBER, "number")[0])

    def stated(self, value: Value) -> None:
        """A number that is said to be what was worked out."""
        said = self.number()
        if value is not None and said != value:
            raise Untrue(f"{self.text!r} says {said}, it is {value}")

    # Sums

    def sum(self) -> Value:
        value = self.term()
        while sign := self.took("＋", "－"):
            value = _worked(operator.add if sign == "＋" else operator.sub, value, self.term())
        return value

    def term(self) -> Value:
        value = self.atom()
        while sign := self.took("×", "÷"):
            value = _worked(operator.mul if sign == "×" else operator.truediv, value, self.atom())
        if self.sees("（") and _ROUNDING.match(self.text, self.at + 1):
            self.need("（")
            value = self.rounding(_known(value, self.text))
            self.need("）")
        self.notes(value)
        return value

    def atom(self) -> Value:
        value: Value
        if _NUMBER.match(self.text, self.at):
            value = self.number()
        elif self.took("待定［"):
            self.fields("］")
            value = None
        elif self.took("（"):
            value = self.bracket()
        else:
            value = self.field()
        self.notes(value)
        return value

    def bracket(self) -> Value:
        value = self.sum()
        if held := _HELD.match(self.text, self.at):
            if held[1]:
                self.need("＝")
                self.stated(value)
            self.need("，按")
            value = self.sum()
            self.need("算")
        self.need("）")
        return value

    def field(self) -> Value:
        self.match(_TITLE, "number, bracket or field")
        self.need("〔")
        end = self.text.index("〕", self.at)
        answer, self.at = self.text[self.at : end], end + 1
        return _answer(answer)

    def fields(self, end: str) -> None:
        self.field()
        while self.took("，"):
            self.field()
        self.need(end)

    # Notes and reasons

    def notes(self, value: Value) -> None:
        while self.took("［"):
            self.first_of(
                lambda: self.counted(value),
                lambda: self.whole(value),
                lambda: self.reason("］"),
                lambda: self.trimmed(value),
            )

    def trimmed(self, value: Value) -> None:
        """“甲〔9〕＋乙〔8〕＋丙〔7〕，去掉1个最高、1个最低” behind an 8."""
        terms = [_known(self.term(), self.text)]
        while self.took("＋"):
            terms.append(_known(self.term(), self.text))
        kept = sorted(terms)
        if self.took("，去掉"):
            highest = int(self.number())
            self.need("个最高、")
            kept = kept[int(self.number()) : len(kept) - highest]
            self.need("个最低")
        self.need("］")
        if sum(kept, Fraction(0)) != value:
            raise Untrue(f"{self.text!r} adds {kept} up to {value}")

    def counted(self, value: Value) -> None:
        """“已具备〔计划、总结〕共2项” behind a 2."""
        chosen = self.field()
        self.need("共")
        self.stated(value)
        self.need("项］")
        items = [] if chosen in ("无", _UNASKED) else str(chosen).split("、")
        if len(items) != value:
            raise Untrue(f"{self.text!r} counts {len(items)} as {value}")

    def whole(self, value: Value) -> None:
        """“（90－完成率〔88.5〕）÷1，不足1个按1个算” behind a 2."""
        exact = _known(self.sum(), self.text)
        self.need("，不足1个")
        up = self.took("按1个算", "不算") == "按1个算"
        self.need("］")
        if value != (math.ceil if up else math.floor)(exact):
            raise Untrue(f"{self.text!r} makes {exact} whole as {value}")

    def reason(self, end: str) -> None:
        wanted = True
        if self.took("其余情形："):
            self.fields(end)
            return
        if self.took("不符合："):
            wanted = False

        def condition() -> Truth:
            found = self.condition()
            self.need(end)
            return found

        def choice() -> Truth:
            self.field()
            self.need(end)
            return None

        start = self.at
        truth = self.first_of(condition, choice) if wanted else condition()
        if truth is not None and truth is not wanted:
            raise Untrue(f"{self.text!r}: {self.text[start : self.at]!r} is {truth}")

    # Conditions

    def condition(self) -> Truth:
        terms = [self.clause()]
        word = "且" if self.sees("且") else "或"
        while self.took(word):
            terms.append(self.clause())
        deciding = word == "或"
        if deciding in terms:
            return deciding
        return None if None in terms else not deciding

    def clause(self) -> Truth:
        if steady := _STEADY.match(self.text, self.at):
            self.at = steady.end()
            return None  # it speaks of units that the sentence does not show
        if self.took("并非（"):
            found = self.condition()
            self.need("）")
            return None if found is None else not found
        return self.first_of(self.comparison, self.of_option, self.in_brackets)

    def in_brackets(self) -> Truth:
        self.need("（")
        found = self.condition()
        self.need("）")
        return found

    def of_option(self) -> Truth:
        answer = self.field()
        if self.took("已填"):
            return _filled(answer)
        how = self.took("为“", "不为“", "含“")
        if not how:
            self.fail("condition")
        end = self.text.index("”", self.at)
        option, self.at = self.text[self.at : end], end + 1
        if answer is None:
            return None
        if how == "含“":
            return f"、{option}、" in f"、{answer}、"
        return (_shown(answer) == option) is (how == "为“")

    def comparison(self) -> Truth:
        start = self.at
        left, unit = self.side()
        ratio = "÷" in self.text[start : self.at]
        sign = self.took(*_COMPARE)
        if not sign:
            self.fail("comparison")
        right, right_unit = self.side()
        if ratio and (unit or right_unit) == "%" and isinstance(right, Fraction):
            right /= 100  # a quotient stands beside a share; elsewhere % is the field's own measure
        if isinstance(left, str) or isinstance(right, str):
            return _same_text(left, right, sign)
        if left is None or right is None:
            return None
        return _COMPARE[sign](left, right)

    def side(self) -> tuple[Value, str]:
        value = self.sum()
        if self.took("之后"):
            months = int(self.number())
            self.need("个月")
            return (_months_after(value, months) if isinstance(value, date) else None), ""
        return value, self.match(_UNIT, "unit")[0]


def _number(text: str) -> Fraction:
    return Fraction(text.replace("－", "-"))


def _answer(text: str) -> Value:
    if text == f"{_UNASKED}，按0算":
        return Fraction(0)
    if text in _UNKNOWN:
        return None
    if re.fullmatch(r"-?\d+(\.\d+)?", text):
        return Fraction(text)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return date.fromisoformat(text)
    return text


def _known(value: Value, text: str) -> Fraction:
    if not isinstance(value, Fraction):
        raise Unreadable(f"{text!r}: {value!r} is no number")
    return value


def _worked(how: Callable[[Fraction, Fraction], Fraction], left: Value, right: Value) -> Value:
    if left is None or right is None:
        return None
    return how(_known(left, str(left)), _known(right, str(right)))


def _shown(value: Value) -> str:
    return f"{float(value):g}" if isinstance(value, Fraction) else str(value)


def _filled(answer: Value) -> Truth:
    """Empty in a text and an answer elsewhere, 无 and 不用填 leave it undecided."""
    if answer in ("无", _UNASKED):
        return None
    return answer is not None


def _same_text(left: Value, right: Value, sign: str) -> Truth:
    """Of texts a sentence shows only whether there is one: two may differ, one and none do."""
    empty = [each in ("无", _UNASKED) for each in (left, right)]
    if None in (left, right) or _UNASKED in (left, right) or not any(empty):
        return None
    return all(empty) is (sign == "＝")


def _months_after(start: date, months: int) -> date:
    """The same day so many months later, the month's last day where there is none."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last))
