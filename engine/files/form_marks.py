"""Marks 状态标记: beside every input cell how it stands, by word and mark first, colour second."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.files.field_checks import Mark
from engine.files.form_checks import Check
from engine.files.form_columns import STATE, VALUE
from engine.files.form_items import Laid
from engine.files.form_workings import state_cell
from engine.files.sheet_style import Page, cell_name
from engine.language.fields import Field

_LOOKS: Mapping[str, dict[str, Any]] = {
    Mark.BLANK: {"bg_color": "#FFE8A3", "font_color": "#7A4A00"},
    Mark.FAULTY: {"bold": True, "italic": True, "font_color": "#A33F00", "bg_color": "#F7D9C4"}
    | {"border": 1, "border_color": "#A33F00"},
    Mark.NOT_ASKED: {"pattern": 14, "fg_color": "#A6A6A6", "bg_color": "#E3E3E3"}
    | {"font_color": "#595959"},
}
"""Of an input cell and its state; what is filled well keeps the look of any input cell."""


def write_marks(laid: Laid, fields: Sequence[Field], checks: Sequence[Check]) -> None:
    """Write the state of each of `fields`, in order, and colour its cells by it."""
    page = laid.page
    own = {asked.code for asked in fields}
    for code, row in laid.rows.items():
        if code.partition(".")[0] not in own:
            page.text(row, STATE, "", "muted")
    looks = {mark: page.book.workbook.add_format(look) for mark, look in _LOOKS.items()}
    for at, (asked, check) in enumerate(zip(fields, checks, strict=False)):
        first = laid.rows[asked.code]
        last = max(row for code, row in laid.rows.items() if _belongs(code, asked.code))
        page.computed((first, last), (STATE, STATE), state_cell(at), check.state, "state")
        _colour(page, first, last, looks)


def _belongs(row_code: str, field: str) -> bool:
    return row_code == field or row_code.startswith(f"{field}.")


def _colour(page: Page, first: int, last: int, looks: Mapping[str, Any]) -> None:
    state = cell_name(first, STATE, fixed=True)
    for mark, look in looks.items():
        rule = {"type": "formula", "criteria": f'=LEFT({state},1)="{mark}"', "format": look}
        page.sheet.conditional_format(first, VALUE, last, STATE, rule)
