"""Personal data 个人信息 in free text: found by shape, said without being shown, masked one way.

Found: 18-digit identity numbers 身份证号 (GB 11643 check digit, a day that exists, a province),
mobile numbers, bank cards (Luhn), and names beside a label or a class that says they are a pupil's.
Not found: old 15-digit numbers, landlines, passports, and names that stand alone in a sentence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from enum import Enum
from typing import NamedTuple

from engine.files.pupil_names import pupil_names
from engine.records.problem import Place, Problem, Severity, problem


class Kind(Enum):
    """What kind of personal data."""

    ID_NUMBER = "身份证号"
    PHONE = "手机号码"
    BANK_CARD = "银行卡号"
    PUPIL_NAME = "学生姓名"


PERSONAL_REASON = "理由里有像身份证号、手机号码、银行卡号或学生姓名的内容，请删去"
"""What is said of a decision written by hand whose reason holds any: the ledger keeps it."""

_CODES = {
    Kind.ID_NUMBER: "S601",
    Kind.PHONE: "S602",
    Kind.BANK_CARD: "S603",
    Kind.PUPIL_NAME: "S604",
}


class Found(NamedTuple):
    """One find: the characters `start` to `end` of the text."""

    kind: Kind
    start: int
    end: int


_GAP = r"[\s._·•*/\\|,，、\-‐-―]{0,3}"
# Not \d below: the text is folded first, so that every digit is one of these ten.
_ID_NUMBER = re.compile(rf"(?<![0-9])(?=([1-9](?:{_GAP}[0-9]){{16}}{_GAP}[0-9Xx])(?![0-9A-Za-z]))")
_CARD = re.compile(
    r"(?<![0-9])(?:62[0-9]{2}|[45][0-9]{3})(?:[ -]?[0-9]{4}){3}(?:[ -]?[0-9]{1,3})?(?![0-9])"
)
_PHONE = re.compile(r"(?<![0-9.])(?:\+?86[ -]?)?(1[3-9][0-9](?:[ -]?[0-9]{4}){2})(?![0-9])")
_MAY_HOLD_NUMBERS = re.compile(r"\d(?:\D{0,3}\d){10}")

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
_PROVINCES = frozenset(
    str(area * 10 + each)
    for area, provinces in ((1, "12345"), (2, "123"), (3, "1234567"), (4, "123456"), (5, "01234"),
                            (6, "12345"), (7, "1"), (8, "123"), (9, "1"))
    for each in map(int, provinces)
)  # fmt: skip


def find(text: str) -> tuple[Found, ...]:
    """Everything in `text` that looks like personal data, in its order, none over another."""
    found: list[Found] = []
    numbers = _numbers(_fold(text)) if _MAY_HOLD_NUMBERS.search(text) else ()
    names = (Found(Kind.PUPIL_NAME, *span) for span in pupil_names(text))
    for each in (*numbers, *names):
        if not any(each.start < other.end and other.start < each.end for other in found):
            found.append(each)
    return tuple(sorted(found, key=lambda each: each.start))


def masked(text: str) -> str:
    """`text` with the one mask 脱敏: 11****, 138****, 张*; the same length is not kept."""
    pieces, at = [], 0
    for each in find(text):
        pieces += [text[at : each.start], _mask(each.kind, text[each.start : each.end])]
        at = each.end
    return "".join((*pieces, text[at:]))


def problems_in(
    text: str,
    place: Place,
    *,
    unit: str | None,
    indicator: str | None = None,
    where: str = "这一格",
    severity: Severity | None = None,
) -> list[Problem]:
    """S601 to S604 for `text` at `place`, one for each kind; never with what was found.

    `severity` replaces the catalogue's where the text is masked as it is read.
    """
    kinds = {each.kind for each in find(text)}
    return [
        problem(code, place, unit=unit, indicator=indicator, severity=severity, where=where)
        for kind, code in _CODES.items()
        if kind in kinds
    ]


def _fold(text: str) -> str:
    """`text` with digits, X and blanks in plain width, character for character."""
    return text if text.isascii() else "".join(map(_fold_character, text))


def _fold_character(char: str) -> str:
    if char.isascii():
        return char
    if unicodedata.category(char) in ("Cf", "Zs"):
        return " "
    digit = unicodedata.decimal(char, None)
    if digit is not None:
        return str(digit)
    plain = unicodedata.normalize("NFKC", char)
    return plain if len(plain) == 1 and plain.isascii() else char


def _numbers(folded: str) -> Iterator[Found]:
    for match in _ID_NUMBER.finditer(folded):
        if is_id_number(_digits(match[1])):
            yield Found(Kind.ID_NUMBER, *match.span(1))
    for match in _CARD.finditer(folded):
        if _passes_luhn(_digits(match[0])):
            yield Found(Kind.BANK_CARD, *match.span())
    for match in _PHONE.finditer(folded):
        yield Found(Kind.PHONE, *match.span(1))


def is_id_number(digits: str) -> bool:
    """Whether 18 characters are an identity number by GB 11643: province, day and check digit."""
    if digits[:2] not in _PROVINCES:
        return False
    try:
        born = date(int(digits[6:10]), int(digits[10:12]), int(digits[12:14]))
    except ValueError:
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits[:17], strict=True))
    return 1900 <= born.year <= 2099 and _CHECK_DIGITS[total % 11] == digits[17]


def _passes_luhn(digits: str) -> bool:
    doubled = [int(digit) * (1 + at % 2) for at, digit in enumerate(reversed(digits))]
    return sum(each // 10 + each % 10 for each in doubled) % 10 == 0


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isascii() and char.isalnum()).upper()


def _mask(kind: Kind, written: str) -> str:
    match kind:
        case Kind.ID_NUMBER:
            return f"{_digits(_fold(written))[:2]}****"
        case Kind.PHONE:
            return f"{_digits(_fold(written))[:3]}****"
        case Kind.BANK_CARD:
            return "****"
        case Kind.PUPIL_NAME:
            return f"{written[0]}*"
