"""Unit codes 单位编号 as people write them: in file names, or in signs that look alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable

_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]*")
_WORD = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]*(?![0-9A-Za-z年-])")
_SHORTEST = 3
"""Shorter ones are as often the number of a copy, `(1)`, as a code."""
_OUR_NAMES = re.compile(r"([0-9A-Za-z][0-9A-Za-z-]*)-自评表|评审表-([0-9A-Za-z][0-9A-Za-z-]*)")
_TURNS_TEXT = frozenset(("LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI"))
_LOOKS_LIKE = str.maketrans(
    "OОΟ〇○IІΙ|АВЕКМНРСТХЅΑΒΕΖΗΚΜΝΡΤΧ", "00000" + "1111" + "ABEKMHPCTXSABEZHKMNPTX"
)
"""Capitals of other alphabets, and signs, that pass for a digit or a letter of a code."""


def codes_in(name: str, known: Collection[str]) -> set[str]:
    """The codes a file's name says: those that are known, and one where our own names have it.

    A year (`2025年`) is no code.
    """
    printed = _OUR_NAMES.search(name)
    found = _our_own(next(filter(None, printed.groups())), known) if printed else set()
    words = (word for each in _WORD.findall(name) for word in (each, *each.split("-")))
    return found | {word for word in words if word in known and len(word) >= _SHORTEST}


def _our_own(said: str, known: Collection[str]) -> set[str]:
    """The code in a name we gave, behind which that of an assessor may stand."""
    parts = said.split("-")
    starts = ("-".join(parts[:count]) for count in range(1, len(parts)))
    return {said, *(each for each in starts if each in known)}


def reorders(name: str) -> bool:
    """Whether a sign in `name` makes it show otherwise than it is, as in `表<RLO>xslx.exe`."""
    return any(unicodedata.bidirectional(sign) in _TURNS_TEXT for sign in name)


def straight(name: str) -> str:
    """`name` without the signs that would make it show otherwise than it is."""
    return "".join(sign for sign in name if not reorders(sign))


def is_plain(code: str) -> bool:
    """Whether a code is made of nothing but ASCII digits, letters and hyphens."""
    return _CODE.fullmatch(code) is not None


def lookalikes(code: str, known: Iterable[str]) -> list[str]:
    """The known codes that look like `code` and are not it."""
    shape = _shape(code)
    return [each for each in known if each != code and _shape(each) == shape]


def _shape(code: str) -> str:
    plain = unicodedata.normalize("NFKC", code).replace("l", "1")
    return plain.upper().translate(_LOOKS_LIKE)
