"""The one parser for what a person types into a cell: numbers, dates, choices, text, 文号.

Nothing is guessed. What can only mean one thing is read, with a note of how it was tidied;
everything else comes back as the code of a fault. No function here raises on any text a person
can type.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from engine.records.exact import plain

NUMBER_AS_TEXT = "E210"
TIDIED = "E211"
NOT_A_NUMBER = "E213"
ODD_NUMBER = "E214"
UNCLEAR_DATE = "E220"
DATE_TIDIED = "E221"
IMPOSSIBLE_DATE = "E222"
UNSEEN_REMOVED = "E230"

FIRST_YEAR, LAST_YEAR = 1990, 2100

_MINUS = "\N{MINUS SIGN}"
_WIDTH_FORMS = ("<wide>", "<narrow>", "<small>", "<noBreak>")
_NUMBER = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,6})?%?")
_GROUPED = re.compile(r"-?[0-9]{1,3}(?:([, ])[0-9]{3})(?:\1[0-9]{3})*(?:\.[0-9]+)?%?")
_WITH_UNIT = re.compile(r"(-?[0-9][0-9., ]*)([^0-9., ].*)")
_SIGNS_OF_A_NUMBER = re.compile(
    r"[-+]?(nan|inf(inity)?|0x[0-9a-f]+|[0-9.,_ +\-]+(e[0-9+\-]+)?)%?", re.IGNORECASE
)
_STORED = re.compile(r"-?[0-9]+(\.[0-9]*)?([eE][-+]?[0-9]{1,4})?")
_DATES = (
    re.compile(r"([0-9]{4})([-./])([0-9]{1,2})\2([0-9]{1,2})"),
    re.compile(r"([0-9]{4})( ?)年 ?([0-9]{1,2}) ?月 ?([0-9]{1,2}) ?日"),
    re.compile(r"([0-9]{4})()([0-9]{2})([0-9]{2})"),
)
_BRACKETS = str.maketrans(
    dict.fromkeys("[(【〖{", "〔") | dict.fromkeys("])】〗}", "〕"),
)


@dataclass(frozen=True, slots=True)
class Parsed:
    """A number that was typed: its exact value, or the code of its fault; both None when blank."""

    value: Decimal | None
    fault: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedDate:
    """A date that was typed: its value, or the code of its fault; both None when blank."""

    value: date | None
    fault: str | None = None
    notes: tuple[str, ...] = ()


def parse_number(text: str, *, unit: str = "", percent: bool = False) -> Parsed:
    """Read a number written as text, such as `１，２３４` or, with the unit declared, `50 人`.

    A `%` is allowed only when `percent`, and keeps its number: `90%` is 90. The note E210 always
    stands beside a value, because a number cell never comes here (see `clean_double`); E211 says
    that width, grouping, sign, unit or unseen characters were tidied. Faults: E213, E214.
    """
    folded = _fold(text)
    if not folded:
        return Parsed(None)
    bare = _without_unit(folded, unit)
    grouped = _GROUPED.fullmatch(bare)
    digits = bare.replace(grouped[1], "") if grouped else bare
    if not _NUMBER.fullmatch(digits):
        return Parsed(None, ODD_NUMBER if _SIGNS_OF_A_NUMBER.fullmatch(digits) else NOT_A_NUMBER)
    if digits.endswith("%") and not percent:
        return Parsed(None, NOT_A_NUMBER)
    notes = (NUMBER_AS_TEXT,) if digits == text else (NUMBER_AS_TEXT, TIDIED)
    value = Decimal(digits.removesuffix("%"))
    return Parsed(value if value else abs(value), None, notes)


def clean_double(raw: str) -> Decimal:
    """The decimal a spreadsheet shows for the double stored as `raw`: 15 significant digits.

    `0.30000000000000004` is 0.3. Raises ValueError for anything that is not a finite number.
    """
    if not _STORED.fullmatch(raw):
        raise ValueError("not a stored number")
    stored = float(raw)
    if not math.isfinite(stored):
        raise ValueError("not a finite number")
    return Decimal(plain(Decimal(format(stored, ".15g"))))


def parse_date(text: str) -> ParsedDate:
    """Read `2024-09-01`, `2024.9.1`, `2024/9/1`, `2024年9月1日` or `20240901`, in either width.

    Note E221 when it was not already in the first form. Faults: E220 for any other writing, E222
    for a day that does not exist or lies outside 1990–2100.
    """
    folded = _fold(text)
    if not folded:
        return ParsedDate(None)
    found = next((match for each in _DATES if (match := each.fullmatch(folded))), None)
    if not found:
        return ParsedDate(None, UNCLEAR_DATE)
    year, month, day = int(found[1]), int(found[3]), int(found[4])
    try:
        value = date(year, month, day)
    except ValueError:
        return ParsedDate(None, IMPOSSIBLE_DATE)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return ParsedDate(None, IMPOSSIBLE_DATE)
    return ParsedDate(value, None, () if value.isoformat() == text else (DATE_TIDIED,))


def plain_text(text: str) -> tuple[str, tuple[str, ...]]:
    """`text` without unseen characters and outer blanks, and the note E230 if any were unseen.

    Full-width forms stay as typed: they are meant in Chinese. Compare with `comparable`.
    """
    if text.isprintable():
        return text.strip(), ()
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    cleaned = "".join(char for char in lines if not _unseen(char))
    return cleaned.strip(), () if cleaned == lines else (UNSEEN_REMOVED,)


def comparable(text: str) -> str:
    """The form in which two texts are compared: NFKC, nothing unseen, no outer blanks."""
    return plain_text(unicodedata.normalize("NFKC", text))[0]


def document_number(text: str) -> str:
    """A document number 文号 in the form in which two are compared; "" when there is none.

    `闽教 [2024] 5号` and `闽教〔２０２４〕5号` are the same number.
    """
    joined = "".join(comparable(text).split()).translate(_BRACKETS).upper()
    return "" if joined == "无" else joined


def number_key(number: str) -> str:
    """The form in which two evidence numbers are compared: 003 and 3 are one, and p1 and P1."""
    text = "".join(comparable(number).split()).upper()
    return text.lstrip("0") if text.isdigit() else text


def match_choice(text: str, options: Iterable[str]) -> str | None:
    """The declared option that `text` names, as declared; None if none does. 是 is never 有."""
    wanted = comparable(text)
    return next((option for option in options if comparable(option) == wanted), None)


def _unseen(char: str) -> bool:
    return unicodedata.category(char) == "Cf" or (
        unicodedata.category(char) == "Cc" and char not in "\n\t"
    )


def _fold(text: str) -> str:
    """`text` in plain width, without unseen characters; ², ① and other digits stay what they are.

    Whole NFKC would read `5²` as 52, so only forms of width and blanks are folded.
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    return "".join(_fold_character(char) for char in text if not _unseen(char)).strip()


def _fold_character(char: str) -> str:
    if char == _MINUS:
        return "-"
    if unicodedata.category(char) == "Zs":
        return " "
    if unicodedata.decomposition(char).startswith(_WIDTH_FORMS):
        return unicodedata.normalize("NFKC", char)
    return char


def _without_unit(folded: str, unit: str) -> str:
    """`folded` without its declared unit at the end and the blanks before it or a `%`."""
    parts = _WITH_UNIT.fullmatch(folded)
    if unit and parts and comparable(parts[2]) == comparable(unit):
        folded = parts[1]
    return re.sub(r" +%$", "%", folded.rstrip())
