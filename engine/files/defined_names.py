"""Defined names 定义名称: which single cell each name of a workbook leads to."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import repeat

from engine.files.book import Sheet
from engine.files.sheet_walk import area_of
from engine.files.workbook_parts import NameEntry

CellPlace = tuple[str, int, int]
"""Sheet name, row, column."""
_Parts = tuple[str, str]

_REFERENCE = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!([A-Z0-9$:]+)")
_REFERENCE_LENGTH = 512
_BROKEN = "#REF!"
_BUILT_IN = "_xlnm."


def resolve_names(
    entries: Iterable[NameEntry], sheets: Sequence[Sheet]
) -> tuple[dict[str, CellPlace], tuple[str, ...]]:
    """The names of one cell or one merged area, and the broken names: lost or of two minds.

    A name of the whole book goes before one that copying a sheet has left on the copy.
    Names of larger areas, constants and formulas are left out.
    """
    meanings: dict[str, list[NameEntry]] = defaultdict(list)
    for entry in entries:
        if not entry.name.startswith(_BUILT_IN):
            meanings[entry.name].append(entry)
    by_name = {sheet.name: sheet for sheet in sheets}
    names: dict[str, CellPlace] = {}
    broken: list[str] = []
    for name, same in meanings.items():
        chosen = [entry for entry in same if not entry.local] or same
        references = {entry.refers_to for entry in chosen}
        parts = [_split(reference) for reference in references]
        if len(references) > 1 or any(map(_is_lost, references, parts, repeat(by_name))):
            broken.append(name)
        elif place := _one_cell(parts[0], by_name):
            names[name] = place
    return names, tuple(broken)


def _split(reference: str) -> _Parts | None:
    """The sheet and the area of a plain reference such as `'表 一'!$A$1`."""
    if len(reference) > _REFERENCE_LENGTH:
        return None
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        return None
    quoted, bare, area = match.groups()
    return quoted.replace("''", "'") if quoted else bare, area.replace("$", "")


def _is_lost(reference: str, parts: _Parts | None, by_name: dict[str, Sheet]) -> bool:
    return _BROKEN in reference or (parts is not None and parts[0] not in by_name)


def _one_cell(parts: _Parts | None, by_name: dict[str, Sheet]) -> CellPlace | None:
    area = area_of(parts[1]) if parts else None
    if parts is None or area is None:
        return None
    top, left, bottom, right = area
    if (top, left) != (bottom, right) and area not in by_name[parts[0]].merged:
        return None
    return parts[0], top, left
