"""The glance 粗看: whether a worksheet that nobody will read may be left unread.

Only one written the way spreadsheet programs write is judged by its bytes; whatever is not
plainly so is walked like any other.
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
_CELL = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"')
_OTHER_CELL = re.compile(rb'<c(?! r="[A-Z])[\s/>]')
_DECLARED = re.compile(rb'<dimension ref="([A-Z0-9:]+)"')


def harmless(part: bytes, limits: Limits, *, what: str) -> bool:
    """Whether walking the worksheet `part` would find no cell too far and nothing to note.

    Raises Unreadable X105, X116 as `walk`.
    """
    plain = _ROOT.match(part) is not None and b"<!" not in part and not _OTHER_CELL.search(part)
    cells = _CELL.findall(part)
    if not plain or len(cells) > limits.cells:
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
