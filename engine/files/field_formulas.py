"""Field formulas 填报格读法: what reads one input cell as the reader would, or calls it 有误.

They never see more in a cell than the reader does. They see less where a reader tidies up: a number
or a date written as text, a choice with a blank behind it. Such a cell is 有误 in the workbook and
read all the same when the form comes back.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from engine.files.form_names import NOT_APPLICABLE, option_of, value_of
from engine.language.fields import NONE, Field, Kind
from engine.language.formula import EPOCH
from engine.language.formula_terms import text
from engine.records.answers import FIRST_YEAR, LAST_YEAR
from engine.records.exact import places_of, plain, to_units
from engine.records.submission import FILLED
from engine.rubric.model import Period

_TICKED, _NOT_TICKED = "✓✔√☑■vV是有对1", "×✗✘□否无0-"
_BLANKS = ("\u3000", "\u00a0", "\n", "\r", "\t", "\u200b", "\u200c", "\u200d", "\ufeff")
_SAME_IN_NUMBERS = {
    **{each: "〔" for each in "[(【〖{（［｛"},
    **{each: "〕" for each in "])】〗}）］｝"},
    **{chr(ord("０") + n): str(n) for n in range(10)},
    "－": "-",
}
"""How document numbers that mean the same may be typed otherwise (`records.answers`)."""
_ODD = (
    *(chr(ord("Ａ") + n) for n in range(26)),
    *(chr(ord("ａ") + n) for n in range(26)),
    *"①②③④⑤⑥⑦⑧⑨⑩ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩№²³",
)
"""What a reader folds and a formula does not: nobody can say then whether two are the same."""


def reading(asked: Field, period: Period | None, ticks: str = "", *, compared: bool = False) -> str:
    """What stands in a field's cell as a whole number or a text; an error where that is none.

    `ticks` is the range of a multi-select's rows as `tick` reads them, 以上都没有 the last of
    them. A document number that is never `compared` is only 已填 or not.
    """
    cell = value_of(asked.code)
    match asked.type:
        case Kind.NUMBER:
            return _number(asked, cell)
        case Kind.YES_NO | Kind.CHOICE:
            found = "NA()"
            for place, option in reversed(list(enumerate(asked.options, start=1))):
                found = f"IF(EXACT({cell},{text(option)}),{place},{found})"
            return found
        case Kind.CHOICES:
            none = f"IF({ticks.rpartition(':')[2]}=1,"
            some = f"SUM({ticks})"
            return f"{none}IF({some}=1,0,NA()),IF({some}=0,NA(),{some}))"
        case Kind.DATE:
            return _date(asked, cell, period)
        case Kind.DOCUMENT if compared:
            return _document(cell)
    bare = _bare(cell)
    word = f'SUBSTITUTE({bare},"。","")'
    nothing = f'IF(EXACT({word},"{NONE}"),"{NONE}",IF(EXACT({word},"没有"),"{NONE}","{FILLED}"))'
    if asked.type is Kind.DOCUMENT:
        nothing = f'IF(EXACT({bare},"{NONE}"),NA(),"{FILLED}")'
    return f"IF(LEN({bare})=0,NA(),{nothing})"


def is_odd(asked: Field, value: object) -> bool:
    """Whether a document number is written so that a formula cannot tell it from others."""
    return asked.type is Kind.DOCUMENT and any(each in str(value) for each in _ODD)


def tick(asked: Field, option: int) -> str:
    """1 where the row of an option is ticked, 0 where it is not, an error for anything else."""
    cell = value_of(option_of(asked.code, option))
    one = (
        f'IF(ISERROR(FIND({cell},"{_TICKED}")),IF(ISERROR(FIND({cell},"{_NOT_TICKED}")),NA(),0),1)'
    )
    return f'IF(LEN({cell})=0,0,IF(LEN({cell})=1,{one},IF(EXACT({cell},"没有"),0,NA())))'


def is_blank(asked: Field, ticks: str = "") -> str:
    """Whether nothing is written in the cell or cells of a field."""
    if asked.type is Kind.CHOICES:
        return f"(IFERROR(SUM({ticks}),1)=0)"
    cell = value_of(asked.code)
    if asked.type is Kind.DOCUMENT:
        return f'IF(LEN({_bare(cell)})=0,TRUE,EXACT({_bare(cell)},"{NONE}"))'
    return f"(LEN({_bare(cell)})=0)"


def says_not_applicable(asked: Field) -> str:
    """Whether 不适用 stands in the cell or one of the cells of a field."""
    rows = [asked.code]
    if asked.type is Kind.CHOICES:
        rows = [option_of(asked.code, n) for n in range(len(asked.options) + 1)]
    said = "FALSE"
    for row in reversed(rows):
        said = f'IF(IFERROR(EXACT({value_of(row)},"{NOT_APPLICABLE}"),FALSE),TRUE,{said})'
    return said


def _bare(cell: str) -> str:
    """The text of a cell without any blanks."""
    for blank in (" ", *_BLANKS):
        cell = f'SUBSTITUTE({cell},{_character(blank)},"")'
    return cell


def _character(char: str) -> str:
    return {"\n": "CHAR(10)", "\r": "CHAR(13)", "\t": "CHAR(9)"}.get(char, text(char))


def _number(asked: Field, cell: str) -> str:
    """ROUND(x × 10**k) of a number in its range with no more than k places; it is whole then."""
    assert asked.minimum is not None and asked.maximum is not None, "a number has its range"
    low, high = to_units(asked.minimum, asked.places), to_units(asked.maximum, asked.places)
    whole = f"ROUND({cell}*{10**asked.places},0)" if asked.places else f"ROUND({cell},0)"
    found = whole
    if asked.step:
        places = max(0, places_of(asked.step) - asked.places)
        step = to_units(asked.step, asked.places + places)
        found = f"IF(MOD({_scaled(whole, places)},{step})=0,{found},NA())"
    found = f"IF(ROUND({cell},{asked.places})={cell},{found},NA())"
    found = f"IF({whole}>={low},IF({whole}<={high},{found},NA()),NA())"
    if asked.unit == "%" and asked.maximum > 1:
        found = f"IF({cell}>0,IF({cell}<=1,NA(),{found}),{found})"
    return f"IF(ISNUMBER({cell}),{found},NA())"


def _scaled(whole: str, places: int) -> str:
    return f"{10**places}*{whole}" if places else whole


def _date(asked: Field, cell: str, period: Period | None) -> str:
    first, last = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)
    if asked.in_period and period is not None:
        first, last = max(first, period.first), min(last, period.last)
    low, high = (f"DATE({day.year},{day.month},{day.day})" for day in (first, last))
    found = f"IF(INT({cell})>={low},IF(INT({cell})<={high},INT({cell})-{EPOCH},NA()),NA())"
    return f"IF(ISNUMBER({cell}),{found},NA())"


def _document(cell: str) -> str:
    """A document number as the reader brings it to one form, so that two can be compared."""
    bare = _bare(cell)
    for typed, meant in _SAME_IN_NUMBERS.items():
        bare = f'SUBSTITUTE({bare},"{typed}","{meant}")'
    odd = ",".join(f'IFERROR(FIND("{each}",{cell}),0)' for each in _ODD)
    same = f"IF(MAX({odd})>0,NA(),UPPER({bare}))"
    return f'IF(LEN({_bare(cell)})=0,NA(),IF(EXACT({_bare(cell)},"{NONE}"),NA(),{same}))'


def constant(asked: Field, value: str) -> int | str:
    """A canonical value as `FieldCells` hold it; not of a multi-select."""
    match asked.type:
        case Kind.NUMBER:
            return to_units(Decimal(plain(Decimal(value))), asked.places)
        case Kind.TEXT | Kind.DOCUMENT:
            return NONE if value in ("", NONE) else value
    return asked.encode(value, {})
