"""Walks two plain JSON values side by side and says, one line each, where they differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from engine.rubric.diff_words import Part, label, part_of, shown

_KEYED = {"awards": "id", "gates": "column", "exclusions": "code", "bands": "title"}
"""Lists whose entries are told apart by a key; entries of every other list by their position."""

_PERIOD = {"first", "last"}


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `old` None: it is new; `new` None: it is gone."""

    part: Part
    where: str
    old: str | None
    new: str | None

    def __str__(self) -> str:
        if self.old is None:
            return f"{self.where}：新增（{self.new}）"
        if self.new is None:
            return f"{self.where}：取消（原为：{self.old}）"
        return f"{self.where}：{self.old} → {self.new}"


def walk(where: tuple[str, ...], part: Part, key: str, old: Any, new: Any) -> Iterator[Change]:
    """Every leaf that differs, below `where`."""
    if old == new:
        return
    if _branches(old) and _branches(new):
        for each in dict.fromkeys((*old, *new)):
            inside = (*where, label(each, part, key))
            touched = part_of(each, part, key)
            yield from walk(inside, touched, each, old.get(each), new.get(each))
    elif isinstance(old, list) and isinstance(new, list) and _records([*old, *new]):
        name = _KEYED.get(key, "")
        if name and all(_unique(each, name) for each in (old, new)):
            yield from keyed(where, part, *({e[name]: e for e in each} for each in (old, new)))
            return
        for place in range(max(len(old), len(new))):
            pair = (each[place] if place < len(each) else None for each in (old, new))
            yield from _entry((*where, f"第{place + 1}项"), part, key, *pair)
    else:
        yield Change(part, "·".join(where), shown(old, key), shown(new, key))


def keyed(
    where: tuple[str, ...], part: Part, old: dict[str, Any], new: dict[str, Any]
) -> Iterator[Change]:
    """Entries told apart by their codes; a changed order is a change too."""
    for code in dict.fromkeys((*new, *old)):
        title = (new.get(code) or old[code]).get("title", code)
        called = code if title == code else f"{code}“{title}”"
        yield from _entry((*where, called), part, "", old.get(code), new.get(code))
    both = [code for code in new if code in old]
    before = [code for code in old if code in new]
    yield from order("·".join(where), before, both, part)


def _entry(where: tuple[str, ...], part: Part, key: str, old: Any, new: Any) -> Iterator[Change]:
    """One entry of the list under `key`: new, gone, or changed inside."""
    if old is None or new is None:
        said = (shown(each, key)[1:-1] if each is not None else None for each in (old, new))
        yield Change(part, "·".join(where), *said)
    else:
        yield from walk(where, part, key, old, new)


def _branches(value: Any) -> bool:
    """Whether one looks inside: a share or a period is read as a whole."""
    return isinstance(value, dict) and not ("numerator" in value or value.keys() == _PERIOD)


def _records(values: list[Any]) -> bool:
    return bool(values) and all(isinstance(each, dict) for each in values)


def _unique(values: list[dict[str, Any]], name: str) -> bool:
    keys = [each.get(name) for each in values]
    return None not in keys and len(set(keys)) == len(keys)


def order(
    where: str, old: Sequence[str], new: Sequence[str], part: Part = Part.STRUCTURE
) -> Iterator[Change]:
    """A changed order of codes that stand in both, without the ends that did not move."""
    moved = [place for place, (a, b) in enumerate(zip(old, new, strict=True)) if a != b]
    if moved:
        span = slice(moved[0], moved[-1] + 1)
        yield Change(part, f"{where}·顺序", "、".join(old[span]), "、".join(new[span]))


def changed(part: Part, where: str, old: str, new: str) -> Iterator[Change]:
    """A change of one text, if it is one."""
    if old != new:
        yield Change(part, where, old, new)
