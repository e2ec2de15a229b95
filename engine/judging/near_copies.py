"""Near copies 雷同文字: texts of two units that are largely the same, word for word.

Exact: every run of five characters of every text is compared, but for those of the form's own
wording and those that stand in the texts of many units.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

GRAM = 5
_LEAST_GRAMS = 15
"""A text with fewer runs of its own is too short to say anything."""
_LEAST_SHARED = 0.15
"""Of the shorter text's runs; a fifth of its characters changed leave a quarter or more."""
_LEAST_ALIKE = 60
"""Percent of a text that must stand in the other, letter by letter and in order."""
_ROWS = 1_000

_Ids = npt.NDArray[np.int64]


class Passage(NamedTuple):
    """One text of one unit."""

    unit: str
    text: str


class Copy(NamedTuple):
    """Two passages by their positions, and how much of the shorter stands in the longer (%)."""

    one: int
    other: int
    alike: int


def near_copies(passages: Sequence[Passage], boilerplate: Iterable[str]) -> list[Copy]:
    """Every pair of near copies in two different units, the most alike first."""
    from rapidfuzz import fuzz  # noqa: PLC0415 - slow to import, and only this needs it

    texts = [_letters(each.text) for each in passages]
    common = [_letters(each) for each in boilerplate]
    found = []
    for one, other in _candidates([each.unit for each in passages], texts, common):
        shorter, longer = sorted((texts[one], texts[other]), key=len)
        alike = int(fuzz.partial_ratio(shorter, longer))
        if alike >= _LEAST_ALIKE:
            found.append(Copy(one, other, alike))
    return sorted(found, key=lambda copy: (-copy.alike, copy.one, copy.other))


def _letters(text: str) -> str:
    """Only letters and digits, in plain width: nobody copies worse for changing the commas."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))


def _candidates(
    units: Sequence[str], texts: Sequence[str], common: Sequence[str]
) -> Iterator[tuple[int, int]]:
    """Pairs of texts of two units that share enough runs."""
    if not texts:
        return
    text_of, gram_of = _distinct(*_grams([*texts, *common]))
    number = np.unique(np.array(units), return_inverse=True)[1]
    own = text_of < len(texts)
    passed_over = _everybodys(number, text_of[own], gram_of[own], int(gram_of.max(initial=0)) + 1)
    passed_over[gram_of[~own]] = True
    kept = own & ~passed_over[gram_of]
    yield from _sharing(number, text_of[kept], gram_of[kept])


def _grams(texts: Sequence[str]) -> tuple[_Ids, _Ids]:
    """(text, run) of each run of five characters, a run being a number of its own."""
    joined = "".join(texts)
    points = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    text_of = np.repeat(np.arange(len(texts)), [len(each) for each in texts])
    letters = np.unique(points, return_inverse=True)[1].astype(np.int64)
    if len(letters) < GRAM:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    alphabet = int(letters.max()) + 1
    threes = (letters[:-2] * alphabet + letters[1:-1]) * alphabet + letters[2:]
    # Numbered anew before the last two letters, or the product would not fit.
    threes = np.unique(threes, return_inverse=True)[1].astype(np.int64)
    fives = (threes[:-2] * alphabet + letters[3:-1]) * alphabet + letters[4:]
    whole = text_of[: len(fives)] == text_of[GRAM - 1 :]
    return text_of[: len(fives)][whole], np.unique(fives[whole], return_inverse=True)[1]


def _distinct(one: _Ids, other: _Ids) -> tuple[_Ids, _Ids]:
    """Each pair once."""
    width = int(other.max(initial=0)) + 1
    pairs = np.sort(one.astype(np.int64) * width + other)
    # Not np.unique, which hashes: on millions of pairs that takes five times as long.
    pairs = pairs[np.diff(pairs, prepend=-1) != 0]
    return pairs // width, pairs % width


def _everybodys(number: _Ids, text_of: _Ids, gram_of: _Ids, grams: int) -> npt.NDArray[np.bool_]:
    """By run, whether so many units use it that it is the manner of the trade, nobody's copy."""
    most = min(30, max(3, (int(number.max()) + 1) // 5))
    _, used = _distinct(number[text_of], gram_of)
    return np.bincount(used, minlength=grams) > most


def _sharing(number: _Ids, text_of: _Ids, gram_of: _Ids) -> Iterator[tuple[int, int]]:
    from scipy.sparse import csr_array  # noqa: PLC0415 - slow to import, and only this needs it

    runs = np.bincount(text_of, minlength=len(number))
    used_again = np.bincount(gram_of)[gram_of] > 1
    text_of, gram_of = text_of[used_again], gram_of[used_again]
    shape = len(number), int(gram_of.max(initial=0)) + 1
    table: Any = csr_array((np.ones(len(text_of), np.int32), (text_of, gram_of)), shape=shape)
    turned = table.T.tocsr()
    for first in range(0, len(number), _ROWS):
        shared = (table[first : first + _ROWS] @ turned).tocoo()
        one, other = shared.coords[0] + first, shared.coords[1]
        fewer = np.minimum(runs[one], runs[other])
        wanted = (one < other) & (number[one] != number[other]) & (fewer >= _LEAST_GRAMS)
        wanted &= shared.data >= _LEAST_SHARED * fewer
        yield from zip(one[wanted].tolist(), other[wanted].tolist(), strict=True)
