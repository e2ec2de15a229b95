"""What differs between two results 两版结果之差: every leaf and nothing else, fit to be applied.

`applied(old, differences(old, new)) == new` for any two results.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final

Path = tuple[str, ...]
"""Keys from the top; an entry of a list by its code or id, a piece of another list by `~n`."""


class _Absent:
    """What stands where one of the two has no such key or entry."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final = _Absent()
ORDER: Final = "~order"
"""The last step of a path that says in which order the entries of a list stand."""
_KEYS = ("code", "id", "field", "number")


@dataclass(frozen=True, slots=True)
class Change:
    """One leaf that differs. A piece `~n` of a list replaces what stood from its n-th entry on."""

    path: Path
    old: Any
    new: Any


def differences(old: Any, new: Any) -> tuple[Change, ...]:
    """Every leaf in which two plain JSON values differ, in the order of the old one."""
    return tuple(_walk((), old, new))


def _walk(path: Path, old: Any, new: Any) -> Iterator[Change]:
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        yield from _entries(path, old, new)
    elif isinstance(old, list) and isinstance(new, list):
        ours, theirs = _keyed(old), _keyed(new)
        if ours is None or theirs is None:
            yield from _pieces(path, old, new)
            return
        yield from _entries(path, ours, theirs)
        if list(ours) != list(theirs):
            yield Change((*path, ORDER), list(ours), list(theirs))
    else:
        yield Change(path, old, new)


def _entries(path: Path, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    for key in dict.fromkeys((*old, *new)):
        if key in old and key in new:
            yield from _walk((*path, key), old[key], new[key])
        else:
            yield Change((*path, key), old.get(key, ABSENT), new.get(key, ABSENT))


def _keyed(entries: list[Any]) -> dict[str, Any] | None:
    """The entries by what tells them apart; None where nothing does."""
    for key in _KEYS:
        if entries and all(isinstance(each, dict) and key in each for each in entries):
            found = {str(each[key]): each for each in entries}
            return found if len(found) == len(entries) else None
    return None


def _pieces(path: Path, old: list[Any], new: list[Any]) -> Iterator[Change]:
    """The runs of entries that differ, equal ends left aside first."""
    start, ours, theirs = 0, list(map(_text, old)), list(map(_text, new))
    while start < min(len(ours), len(theirs)) and ours[start] == theirs[start]:
        start += 1
    end = 0
    while end < min(len(ours), len(theirs)) - start and ours[-1 - end] == theirs[-1 - end]:
        end += 1
    middle = ours[start : len(ours) - end], theirs[start : len(theirs) - end]
    for what, a, b, c, d in SequenceMatcher(None, *middle, autojunk=False).get_opcodes():
        if what != "equal":
            was, now = old[start + a : start + b], new[start + c : start + d]
            yield Change((*path, f"~{start + a}"), was, now)


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def applied(old: Any, changes: Iterable[Change]) -> Any:
    """The value `old` becomes when every change is made."""
    below: dict[str, list[Change]] = {}
    for each in changes:
        if not each.path:
            return each.new
        step = Change(each.path[1:], each.old, each.new)
        below.setdefault(each.path[0], []).append(step)
    if not below:
        return old
    if isinstance(old, list):
        return _list_after(old, below)
    return _dict_after(old, below)


def _dict_after(old: Mapping[str, Any], below: Mapping[str, list[Change]]) -> dict[str, Any]:
    found = dict(old)
    for key, changes in below.items():
        value = applied(found.get(key, ABSENT), changes)
        found.pop(key, None) if value is ABSENT else found.update({key: value})
    return found


def _list_after(old: list[Any], below: Mapping[str, list[Change]]) -> list[Any]:
    known = _keyed(old)
    if known is None or all(key[1:].isdecimal() and key[0] == "~" for key in below):
        found = list(old)
        for key in sorted(below, key=lambda each: int(each[1:]), reverse=True):
            [change] = below[key]
            at = int(key[1:])
            found[at : at + len(change.old)] = change.new
        return found
    order = below.get(ORDER)
    rest = {key: changes for key, changes in below.items() if key != ORDER}
    entries = _dict_after(known, rest)
    return [entries[key] for key in (order[0].new if order else known)]
