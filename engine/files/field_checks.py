"""Field checks 填报检查: what is wrong with one input cell that 计算 calls 有误, in words.

Each case is said twice: as a formula that goes on watching the cell, and as what it comes to for
the content the form is written with, so that a form shows the same before and after it is
recalculated. The first case that holds is the state of the field; none means it is filled well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from engine.files.answer_cells import EARLIEST, LATEST, laid_out
from engine.files.form_names import TICK
from engine.language.fields import Field, Kind
from engine.records.exact import places_of, plain
from engine.rubric.model import Period


class Mark(StrEnum):
    """What a state begins with: read on a grey printout as well."""

    FILLED = "✓"
    BLANK = "○"
    FAULTY = "!"
    SHORT = "△"
    NOT_ASKED = "–"
    OPTIONAL = "·"
    UNDECIDED = "…"


OPEN_MARKS = (Mark.BLANK, Mark.FAULTY, Mark.SHORT)
"""States that still want something of the school."""
_ERROR = f"{Mark.FAULTY} 是出错的值"


@dataclass(frozen=True, slots=True)
class Case:
    """A state, when it holds as a formula, and whether it does now."""

    formula: str
    holds: bool
    state: str
    state_formula: str = ""
    """Where the words themselves change: a formula instead of `state`."""


def state_of(cases: Sequence[Case]) -> str:
    """The first state that holds: its mark, then its words."""
    return next((each.state for each in cases if each.holds), Mark.FILLED)


def state_formula(cases: Sequence[Case]) -> str:
    """`state_of` as a formula."""
    made = f'"{Mark.FILLED}"'
    for each in reversed(cases):
        made = f"IF({each.formula},{each.state_formula or quoted(each.state)},{made})"
    return made


def quoted(text: str) -> str:
    """A text as formulas write it."""
    return '"' + text.replace('"', '""') + '"'


def tick_faults(area: str, last: str) -> list[Case]:
    """Of a multi-select: `area` holds its options' cells, `last` 以上都没有."""
    filled = f"SUMPRODUCT(--(LEN({area})>0))"
    none = "选了“以上都没有”，就不能再选别的"
    return [
        Case(f"ISERROR({filled})", False, _ERROR),
        Case(f"IF(LEN({last})>0,{filled}>1,FALSE)", False, f"{Mark.FAULTY} {none}"),
        Case("TRUE", False, f"{Mark.FAULTY} 只能选“{TICK}”"),
    ]


def faults(asked: Field, cell: str, filled: str, period: Period | None) -> list[Case]:
    """Of any other field: what may be wrong with its one cell where it is not empty."""
    content, cases = laid_out(asked, filled), [Case(f"ISERROR({cell})", False, _ERROR)]
    match asked.type:
        case Kind.NUMBER:
            return cases + _number_cases(asked, cell, content)
        case Kind.DATE:
            return cases + _date_cases(asked, cell, content, period)
        case Kind.YES_NO | Kind.CHOICE:
            return [
                *cases,
                Case("TRUE", content not in asked.options, f"{Mark.FAULTY} 不是给出的选项"),
            ]
    return cases


def _number_cases(asked: Field, cell: str, content: Decimal | date | str) -> list[Case]:
    assert asked.minimum is not None and asked.maximum is not None, "a number has its range"
    number = content if isinstance(content, Decimal) else None
    low, high = plain(asked.minimum), plain(asked.maximum)
    outside = number is not None and not asked.minimum <= number <= asked.maximum
    fine = number is None or places_of(Decimal(plain(number))) <= asked.places
    words = f"小数多于{asked.places}位" if asked.places else "不是整数"
    cases = [
        Case(f"NOT(ISNUMBER({cell}))", number is None, f"{Mark.FAULTY} 不是数字"),
        Case(f"OR({cell}<{low},{cell}>{high})", outside, f"{Mark.FAULTY} 超出范围 {low}—{high}"),
        Case(f"ROUND({cell},{asked.places})<>{cell}", not fine, f"{Mark.FAULTY} {words}"),
    ]
    if asked.unit == "%" and asked.maximum > 1:
        share = number is not None and 0 < number <= 1
        cases.append(
            Case(f"AND({cell}>0,{cell}<=1)", share, f"{Mark.FAULTY} 百分之几就填几，如 90")
        )
    if asked.step is not None:
        odd = number is not None and number % asked.step != 0
        step = plain(asked.step)
        formula = f"ABS({cell}/{step}-ROUND({cell}/{step},0))>0.0000001"
        cases.append(Case(formula, odd, f"{Mark.FAULTY} 不是{step}的整数倍"))
    return cases


def _date_cases(
    asked: Field, cell: str, content: Decimal | date | str, period: Period | None
) -> list[Case]:
    day = content if isinstance(content, date) else None
    first, last, where = EARLIEST, LATEST, "1990—2100年"
    if asked.in_period and period is not None:
        first, last, where = period.first, period.last, "统计时段"
    outside = day is not None and not first <= day <= last
    before, after = (f"DATE({each.year},{each.month},{each.day})" for each in (first, last))
    return [
        Case(f"NOT(ISNUMBER({cell}))", day is None, f"{Mark.FAULTY} 不是日期"),
        Case(f"OR({cell}<{before},{cell}>={after}+1)", outside, f"{Mark.FAULTY} 日期不在{where}"),
    ]


def limit_faults(
    asked: Field,
    cell: str,
    filled: str,
    others: Mapping[str, tuple[str, Decimal | None]],
) -> list[Case]:
    """A number held against the fields it may not exceed or fall below.

    `others` gives of such a field its cell (or its number as text) and its number now.
    """
    content = laid_out(asked, filled)
    number = content if isinstance(content, Decimal) else None
    cases = []
    for code, sign, word in ((asked.at_most, ">", "大于"), (asked.at_least, "<", "小于")):
        if code is None or code not in others:
            continue
        other, known = others[code]
        beyond = False
        if number is not None and known is not None:
            beyond = number > known if sign == ">" else number < known
        formula = f"IF(ISNUMBER({other}),{cell}{sign}{other},FALSE)"
        cases.append(Case(formula, beyond, f"{Mark.FAULTY} {word}“{code}”"))
    return cases
