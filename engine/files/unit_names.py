"""Unit names 单位名称 as people write them: whose a file may be, for a person to confirm."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from engine.records.submission import RosterUnit

FORMER_NAMES = "曾用名"
"""A roster column, where the rubric asks for one: former names, parted by marks."""
_ASIDE = re.compile(r"[(（][^()（）]*[)）]")
_APART = re.compile(r"[、，,；;/／\s]+")
_SHORTEST = 3
_NEAR, _LEAD = 80.0, 10.0


def likely_unit(texts: Iterable[str], roster: Mapping[str, RosterUnit]) -> str:
    """The code of the unit that `texts` (names of a file and its folders) most likely mean, or "".

    A name that stands there whole wins, the longest if there are several; else the nearest one,
    if it is near enough and clearly nearer than the next.
    """
    said = _plain("/".join(texts))
    named: dict[str, str] = {}
    for unit in roster.values():
        for name in _names_of(unit):
            # Two units that share a name: it tells nobody anything.
            named[name] = unit.code if named.get(name, unit.code) == unit.code else ""
    whole = [name for name in named if name in said]
    longest = [name for name in whole if not any(name != o and name in o for o in whole)]
    if longest:
        return named[longest[0]] if len(longest) == 1 else ""
    return _nearest(said, named)


def _nearest(said: str, named: Mapping[str, str]) -> str:
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - only where a name is to be guessed

    found = process.extract(said, named.keys(), scorer=fuzz.partial_ratio, limit=2)
    clear = found and (len(found) == 1 or found[0][1] - found[1][1] >= _LEAD)
    return named[found[0][0]] if clear and found[0][1] >= _NEAR else ""


def _names_of(unit: RosterUnit) -> list[str]:
    """Its name and its former ones, as they are compared; too short ones left out."""
    former = _APART.split(unit.fields.get(FORMER_NAMES, ""))
    names = (_plain(_ASIDE.sub("", each)) for each in (unit.name, *former))
    return [each for each in names if len(each) >= _SHORTEST]


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
