"""The glance 粗看: whether a worksheet that nobody will read may be left unread.

It is harmless where its bytes alone show that walking it would find nothing to refuse in where
its cells stand, and nothing to note. Whatever is not plainly so is walked like any other.
"""

from __future__ import annotations

import re

from engine.files.guarded_xml import MAIN, walk
from engine.files.sheet_walk import area_of, column_number
from engine.files.zip_guard import Limits

_ROOT = re.compile(
    rb"""(<\?xml version=["']1\.0["'] encoding=["'](?i:UTF-8)["'][^<>?]*\?>\s*)?"""
    rb"""<worksheet xmlns=["']%s["'][\s>]""" % re.escape(MAIN.strip().encode())
)
_ANY_CELL = re.compile(rb"<c[\s/>]")
_CELL = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"')
_DECLARED = re.compile(rb'<dimension ref="([A-Z0-9:]+)"')


def harmless(part: bytes, limits: Limits, *, what: str) -> bool:
    """Whether the worksheet `part` may be left unread; raises Unreadable X105, X116 as `walk`."""
    cells = _CELL.findall(part)
    if (
        _ROOT.match(part) is None
        or b"<!" in part
        or not len(cells) == len(_ANY_CELL.findall(part)) <= limits.cells
    ):
        return False
    declared = _DECLARED.search(part)
    area = area_of(declared[1].decode()) if declared else None
    most_rows, most_columns = (limits.rows, limits.columns) if area is None else area[2:]
    bottom = max((int(row) for _, row in cells), default=1)
    right = max((column_number(each.decode()) for each in {c for c, _ in cells}), default=1)
    if bottom > min(most_rows, limits.rows) or right > min(most_columns, limits.columns):
        return False
    walk(part, what=what)
    return True
