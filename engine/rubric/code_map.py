"""The code map 编码对照表: how the codes of one edition became those of the next, written by hand.

Nothing is guessed: what the map does not name joins only with its own code. An old code that the
map calls dropped and a new one that it calls new are never joined, even where both read the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from pydantic import Field as Column

from engine.rubric.model import Model, Rubric
from engine.rubric.standard import Fault, Path

Codes = tuple[str, ...]
_OLD, _NEW = "原标准", "新标准"


class Renamed(Model):
    """One code that only changed its name 改编码."""

    old: str = Column(alias="from")
    new: str = Column(alias="to")


class Split(Model):
    """One indicator that became several 拆分."""

    old: str = Column(alias="from")
    new: Codes = Column(alias="to", min_length=2)


class Merged(Model):
    """Several indicators that became one 合并."""

    old: Codes = Column(alias="from", min_length=2)
    new: str = Column(alias="to")


class FieldMap(Model):
    """The same for fields 填报项 and roster columns 名册栏目, which are never split or merged."""

    renamed: tuple[Renamed, ...] = ()
    dropped: Codes = ()
    added: Codes = Column(default=(), alias="new")


class CodeMap(Model):
    """How the indicators of one edition became those of another."""

    kind: Literal["code-map"]
    format: Literal["1"]
    old: str = Column(alias="from")
    """The edition before, as `family@edition`."""
    new: str = Column(alias="to")
    note: str = ""
    renamed: tuple[Renamed, ...] = ()
    split: tuple[Split, ...] = ()
    merged: tuple[Merged, ...] = ()
    dropped: Codes = ()
    added: Codes = Column(default=(), alias="new")
    fields: FieldMap = FieldMap()

    @property
    def sources(self) -> dict[str, Codes]:
        """New indicator → the old ones it came from, as far as the map says."""
        found: dict[str, Codes] = {each.new: (each.old,) for each in self.renamed}
        found |= {new: (each.old,) for each in self.split for new in each.new}
        found |= {each.new: each.old for each in self.merged}
        return found | {code: () for code in self.added}


@dataclass(frozen=True, slots=True)
class Join:
    """Which codes of two editions mean the same; an implicit mark follows its indicator."""

    items: Mapping[str, Codes]
    """New indicator → the old ones it came from; () for a new one."""
    fields: Mapping[str, str]
    """New field or roster column → the old one it was."""

    def heirs(self, old: str) -> Codes:
        """The new indicators that came from an old one; () where it was dropped."""
        return tuple(new for new, sources in self.items.items() if old in sources)

    def alone(self, new: str) -> str | None:
        """The old indicator that became this one and no other; None where there is none."""
        sources = self.items[new]
        return sources[0] if len(sources) == 1 and len(self.heirs(sources[0])) == 1 else None


def join(old: Rubric, new: Rubric, code_map: CodeMap | None = None) -> Join:
    """Join two editions by their codes and by the map."""
    given = code_map.sources if code_map is not None else {}
    spent = {code for _, side, code in _indicators(code_map) if side == _OLD}
    before = {each.code for each in old.indicators} - spent
    items = {
        each.code: given.get(each.code, (each.code,) if each.code in before else ())
        for each in new.indicators
    }
    return Join(items, _fields(old, new, code_map))


def faults(code_map: CodeMap, old: Rubric, new: Rubric) -> tuple[Fault, ...]:
    """What a map says that the two editions do not bear out."""
    found = []
    for key, said, rubric in (("from", code_map.old, old), ("to", code_map.new, new)):
        if said not in (rubric.reference, f"{rubric.family}@{rubric.edition}"):
            found.append(_fault((key,), f"写的是 {said}，比较的却是 {rubric.reference}"))
    sides = {_OLD: old, _NEW: new}
    indicators = {side: {each.code for each in r.indicators} for side, r in sides.items()}
    fields = {side: set(_owners(r)) for side, r in sides.items()}
    found += _named(list(_indicators(code_map)), indicators, "指标")
    found += _named(list(_field_codes(code_map)), fields, "填报项")
    return tuple(found)


_Named = tuple[Path, str, str]
"""Where in the map a code is named, of which edition it is, and the code."""


def _named(named: list[_Named], known: Mapping[str, set[str]], what: str) -> Iterator[Fault]:
    times = Counter((side, code) for _, side, code in named)
    for path, side, code in named:
        if code not in known[side]:
            yield _fault(path, f"{side}里没有{what} {code}")
        elif times[side, code] > 1:
            yield _fault(path, f"{side}的{what} {code} 写了{times[side, code]}次")


def _fault(path: Path, what: str) -> Fault:
    return Fault(path, "Y591", what)


def _indicators(code_map: CodeMap | None) -> Iterator[_Named]:
    if code_map is None:
        return
    yield from _pairs(("renamed",), code_map.renamed)
    for i, split in enumerate(code_map.split):
        yield ("split", i, "from"), _OLD, split.old
        yield from _listed(("split", i, "to"), _NEW, split.new)
    for i, merged in enumerate(code_map.merged):
        yield from _listed(("merged", i, "from"), _OLD, merged.old)
        yield ("merged", i, "to"), _NEW, merged.new
    yield from _listed(("dropped",), _OLD, code_map.dropped)
    yield from _listed(("new",), _NEW, code_map.added)


def _field_codes(code_map: CodeMap | None) -> Iterator[_Named]:
    if code_map is None:
        return
    yield from _pairs(("fields", "renamed"), code_map.fields.renamed)
    yield from _listed(("fields", "dropped"), _OLD, code_map.fields.dropped)
    yield from _listed(("fields", "new"), _NEW, code_map.fields.added)


def _pairs(path: Path, pairs: tuple[Renamed, ...]) -> Iterator[_Named]:
    for i, each in enumerate(pairs):
        yield (*path, i, "from"), _OLD, each.old
        yield (*path, i, "to"), _NEW, each.new


def _listed(path: Path, side: str, codes: Codes) -> Iterator[_Named]:
    for i, code in enumerate(codes):
        yield (*path, i), side, code


def _fields(old: Rubric, new: Rubric, code_map: CodeMap | None) -> dict[str, str]:
    """Fields of a dropped indicator join nothing by themselves, nor do those of a new one."""
    before, after = _owners(old), _owners(new)
    if code_map is None:
        return {code: code for code in after if code in before}
    said = {code for _, _, code in _field_codes(code_map)}
    gone, come = set(code_map.dropped), set(code_map.added)
    found = {
        code: code
        for code, owner in after.items()
        if code in before and code not in said and before[code] not in gone and owner not in come
    }
    return found | {each.new: each.old for each in code_map.fields.renamed}


def _owners(rubric: Rubric) -> dict[str, str]:
    """Field → its indicator, "" for a roster column."""
    found = {field.code: "" for field in rubric.unit_fields}
    return found | {field.code: each.code for each in rubric.indicators for field in each.fields}
