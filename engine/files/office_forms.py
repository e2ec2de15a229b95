"""Blank tables for the office 空白表: a heading row to fill under, codes kept as text."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from io import BytesIO

import xlsxwriter


def blank_table(name: str, head: Sequence[str], *, texts: Collection[str], note: str = "") -> bytes:
    """A one-sheet workbook with `head`; columns in `texts` are formatted as text."""
    target = BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet = book.add_worksheet(name)
    heading = book.add_format(
        {"bold": True, "bottom": 1, "bg_color": "#F2F2F2", "text_wrap": True, "valign": "vcenter"}
    )
    text = book.add_format({"num_format": "@"})
    top = 1 if note else 0
    if note:
        sheet.write_string(0, 0, note)
    for column, heading_text in enumerate(head):
        width = max(12, 2 * len(heading_text) + 2)
        sheet.set_column(column, column, min(width, 28), text if heading_text in texts else None)
        sheet.write_string(top, column, heading_text, heading)
    sheet.freeze_panes(top + 1, 1)
    book.close()
    return target.getvalue()
