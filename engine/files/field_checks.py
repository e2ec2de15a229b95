"""Field checks 填报检查: what may be wrong with one input cell, as a formula and as it stands.

Each case is said twice: as a formula that goes on watching the cell, and as what it comes to for
the content the form is written with, so that a form shows the same before and after it is
recalculated. The first case that holds is the state of the field; none means it is filled well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from engine.files.answer_cells import EARLIEST, LATEST, Value, laid_out
from engine.files.form_names import NOT_APPLICABLE, TICK
from engine.language.fields import NONE, Field, Kind
from engine.records.exact import places_of, plain
from engine.rubric.model import Period

FILLED, BLANK, FAULTY, SHORT = "✓", "○", "!", "△"
"""Marks of what is well, empty, at fault, and short of evidence; the words follow the mark."""
NOT_ASKED, OPTIONAL, UNDECIDED = "–", "·", "…"
OPEN_MARKS = (BLANK, FAULTY, SHORT)
"""States that still want something of the school."""


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
    return next((each.state for each in cases if each.holds), FILLED)


def state_formula(cases: Sequence[Case]) -> str:
    """`state_of` as a formula."""
    made = f'"{FILLED}"'
    for each in reversed(cases):
        made = f"IF({each.formula},{each.state_formula or quoted(each.state)},{made})"
    return f"={made}"


def quoted(text: str) -> str:
    """A text as formulas write it."""
    return '"' + text.replace('"', '""') + '"'


def one_of(cell: str, options: Sequence[str]) -> str:
    """A formula: the position of the option in a cell, from 1; 0 where it is none of them."""
    texts = ",".join(map(quoted, options))
    places = ",".join(str(at) for at in range(1, len(options) + 1))
    return f"SUMPRODUCT(EXACT({cell},{{{texts}}})*{{{places}}})"


def blank_case(asked: Field, formula: str, *, holds: bool) -> Case:
    """Nothing in it: owed, or with a meaning of its own."""
    state = f"{OPTIONAL} 可以不填" if asked.blank_means is not None else f"{BLANK} 没有填"
    return Case(formula, holds, state)


def ticked_cases(asked: Field, area: str, last: str, value: Value) -> list[Case]:
    """Of a multi-select: `area` holds its options' cells, `last` 以上都没有."""
    filled = f"SUMPRODUCT(--(LEN({area})>0))"
    none = "选了“以上都没有”，就不能再选别的"
    return [
        Case(f"ISERROR({filled})", False, f"{FAULTY} 是出错的值"),
        blank_case(asked, f"{filled}=0", holds=not isinstance(value, tuple)),
        Case(f'{filled}<>COUNTIF({area},"{TICK}")', False, f"{FAULTY} 只能选“{TICK}”"),
        Case(f"IF(LEN({last})>0,{filled}>1,FALSE)", False, f"{FAULTY} {none}"),
    ]


def cell_cases(asked: Field, cell: str, filled: str, period: Period | None) -> list[Case]:
    """Of any other field: its one cell."""
    content = laid_out(asked, filled)
    empty = content in ("", NONE) if asked.type is Kind.DOCUMENT else content == ""
    nothing = f'TRIM({cell})=""'
    if asked.type is Kind.DOCUMENT:
        nothing = f'OR({nothing},TRIM({cell})="{NONE}")'
    cases = [
        Case(f"ISERROR({cell})", False, f"{FAULTY} 是出错的值"),
        blank_case(asked, nothing, holds=empty),
    ]
    match asked.type:
        case Kind.NUMBER:
            return cases + _number_cases(asked, cell, content)
        case Kind.DATE:
            return cases + _date_cases(asked, cell, content, period)
        case Kind.YES_NO | Kind.CHOICE:
            known = content in asked.options
            words = f"{FAULTY} 不是给出的选项"
            return [*cases, Case(f"{one_of(cell, asked.options)}=0", not known, words)]
    return cases


def _number_cases(asked: Field, cell: str, content: Decimal | date | str) -> list[Case]:
    assert asked.minimum is not None and asked.maximum is not None, "a number has its range"
    number = content if isinstance(content, Decimal) else None
    low, high = plain(asked.minimum), plain(asked.maximum)
    outside = number is not None and not asked.minimum <= number <= asked.maximum
    fine = number is None or places_of(Decimal(plain(number))) <= asked.places
    words = f"小数多于{asked.places}位" if asked.places else "不是整数"
    cases = [
        Case(f"NOT(ISNUMBER({cell}))", number is None, f"{FAULTY} 不是数字"),
        Case(f"OR({cell}<{low},{cell}>{high})", outside, f"{FAULTY} 超出范围 {low}—{high}"),
        Case(f"ROUND({cell},{asked.places})<>{cell}", not fine, f"{FAULTY} {words}"),
    ]
    if asked.unit == "%" and asked.maximum > 1:
        share = number is not None and 0 < number <= 1
        cases.append(Case(f"AND({cell}>0,{cell}<=1)", share, f"{FAULTY} 百分之几就填几，如 90"))
    if asked.step is not None:
        odd = number is not None and number % asked.step != 0
        step = plain(asked.step)
        formula = f"ABS({cell}/{step}-ROUND({cell}/{step},0))>0.0000001"
        cases.append(Case(formula, odd, f"{FAULTY} 不是{step}的整数倍"))
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
        Case(f"NOT(ISNUMBER({cell}))", day is None, f"{FAULTY} 不是日期"),
        Case(f"OR({cell}<{before},{cell}>={after}+1)", outside, f"{FAULTY} 日期不在{where}"),
    ]


def limit_cases(
    asked: Field,
    cell: str,
    value: Value,
    others: Mapping[str, tuple[str, Decimal | None]],
) -> list[Case]:
    """A number held against the fields it may not exceed or fall below.

    `others` gives of such a field its cell (or its number as text) and its number now.
    """
    content = laid_out(asked, value) if isinstance(value, str) else ""
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
        cases.append(Case(formula, beyond, f"{FAULTY} {word}“{code}”"))
    return cases


def request_case(area: str, *, holds: bool) -> Case:
    """不适用 asked for the whole item."""
    formula = f'COUNTIF({area},"{NOT_APPLICABLE}")>0'
    return Case(formula, holds, f"{FILLED} 申请{NOT_APPLICABLE}")


def asked_cases(condition: str, asked: bool | None) -> list[Case]:
    """Not asked, or not known yet; `condition` is the formula of 何时填."""
    return [
        Case(f"ISERROR({condition})", asked is None, f"{UNDECIDED} 看前面怎么填"),
        Case(f"NOT({condition})", asked is False, f"{NOT_ASKED} 不用填"),
    ]
