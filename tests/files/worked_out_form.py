"""A form's formulas worked out by the strict evaluator, and held against what the form says."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import openpyxl
from openpyxl.utils.datetime import to_excel

from engine.files.form_names import CALCULATION, FORM
from tests.language.spreadsheet import NA, Error, Value, deepest, worked_out

SHEETS = (FORM, CALCULATION)
LONGEST, DEEPEST = 8192, 64
_SCORED = f"'{CALCULATION}'!"
"""Other formulas of 自评表, such as its 核对码, are not about points."""


class _Workbook:
    """Cells by sheet and address; a reference without a sheet is to the sheet it stands in."""

    def __init__(self, data: bytes) -> None:
        self.book = openpyxl.load_workbook(io.BytesIO(data))
        self.known: dict[tuple[str, str], Value] = {}
        self.names = {
            name: next(iter(each.destinations)) for name, each in self.book.defined_names.items()
        }

    def value(self, sheet: str, address: str) -> Value:
        address = address.replace("$", "")
        if (sheet, address) not in self.known:
            self.known[sheet, address] = self._value(sheet, self.book[sheet][address])
        return self.known[sheet, address]

    def _value(self, sheet: str, cell: Any) -> Value:
        content = cell.value
        if cell.data_type == "f":
            assert len(content) <= LONGEST and deepest(content[1:]) <= DEEPEST
            return worked_out(content[1:], lambda reference: self.read(sheet, reference))
        if isinstance(content, datetime):
            return float(to_excel(content))
        return float(content) if isinstance(content, int | float) else content

    def read(self, sheet: str, reference: str) -> list[Value]:
        if reference in self.names:
            return [self.value(*self.names[reference])]
        where, _, cells = reference.rpartition("!")
        found = self.book[where.strip("'") or sheet][cells.replace("$", "")]
        rows = found if isinstance(found, tuple) else ((found,),)
        inside = [cell for row in rows for cell in (row if isinstance(row, tuple) else (row,))]
        return [self.value(where.strip("'") or sheet, cell.coordinate) for cell in inside]


def worked_out_form(data: bytes) -> int:
    """How many formulas came to the value that is stored beside them; every one of them must."""
    workbook, seen = _Workbook(data), 0
    stored = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    for sheet in SHEETS:
        for row in workbook.book[sheet].iter_rows():
            for cell in row:
                if cell.data_type == "f" and _scored(sheet, cell):
                    found = workbook.value(sheet, cell.coordinate)
                    wanted = stored[sheet][cell.coordinate].value
                    assert _same(found, wanted), (sheet, cell.coordinate, cell.value, found, wanted)
                    seen += 1
    return seen


def _scored(sheet: str, cell: Any) -> bool:
    """Whether a formula is about points alone; one that reads 提交前检查 too is not."""
    return "w_k_" not in cell.value and (sheet == CALCULATION or _SCORED in cell.value)


def _same(found: Value, stored: Any) -> bool:
    if isinstance(found, Error):
        return bool(stored == "#N/A")
    if isinstance(found, bool) or isinstance(stored, bool):
        return found is stored
    return found == stored and found is not NA
