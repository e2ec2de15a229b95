"""Office workbooks 办公室的工作簿: opened with openpyxl, guarded from what would choke it."""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping
from contextlib import redirect_stdout
from typing import TYPE_CHECKING

from engine.files.guarded_xml import MAIN, walk
from engine.files.sheet_walk import area_of
from engine.files.zip_guard import DEFAULT_LIMITS, Unreadable, open_members
from engine.records.catalogue import CATALOGUE

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

MOST_MERGED = 200_000
"""Cells that merged areas and links may cover in one sheet: openpyxl makes every one of them."""
_COVERING = (MAIN + "mergeCell", MAIN + "hyperlink")


class NotOpened(Exception):
    """Why a workbook was not opened, in Chinese, as it may stand in a sentence."""


def open_workbook(data: bytes, *, values: bool = False) -> Workbook:
    """The workbook as people wrote it, or with `values` as it was last computed.

    Raises NotOpened.
    """
    from openpyxl import load_workbook  # noqa: PLC0415  heavy: only where a table is read

    try:
        members = open_members(data, DEFAULT_LIMITS)
        if "mimetype" in members:
            raise NotOpened("这是 OpenDocument 文件（.ods）")
        _refuse_vast_areas(members)
    except Unreadable as fault:
        raise NotOpened(CATALOGUE[fault.code].title) from fault
    try:
        # What openpyxl only warns of comes out as the error value it makes of it. Of a style that
        # is not there it prints a line, which must not stand in what our commands say.
        with warnings.catch_warnings(), redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            return load_workbook(io.BytesIO(data), data_only=values)
    # What openpyxl was seen to raise on damaged parts; SyntaxError is what its XML parser raises.
    except (
        KeyError, ValueError, TypeError, IndexError, AttributeError, SyntaxError, OSError,
    ) as fault:  # fmt: skip
        raise NotOpened("工作簿内部有错") from fault


def _refuse_vast_areas(members: Mapping[str, bytes]) -> None:
    """Raise NotOpened for areas of so many cells that opening them would take all memory."""
    for name, part in members.items():
        if name.lower().startswith("xl/worksheets/") and name.lower().endswith(".xml"):
            covered = 0

            def start(tag: str, attrs: dict[str, str]) -> None:
                nonlocal covered
                area = area_of(attrs.get("ref", "")) if tag in _COVERING else None
                if area is not None:
                    top, left, bottom, right = area
                    covered += (bottom - top + 1) * (right - left + 1)

            walk(part, what=name, start=start, end=_ignore, text=_ignore)
            if covered > MOST_MERGED:
                raise NotOpened("合并的单元格太多，请取消整行、整列的合并")


def _ignore(*_: object) -> None:
    """What says nothing of areas."""
