"""待补正清单.xlsx: every line stands in it, and the same lines give the same bytes."""

from __future__ import annotations

from datetime import date
from io import BytesIO

from openpyxl import load_workbook

from engine.files.mend_book import mend_book
from engine.records.to_mend import ToMend

LINES = [
    ToMend("010101", "1.3", "党组织专题研究", "1.3", "=没有填", "请补上。", "甲.xlsx·自评表·H5"),
    ToMend("010102", "", "", "", "没有提交自评表。", "请尽快填好提交。", ""),
]


def test_every_line_stands_in_it_as_text() -> None:
    data = mend_book("示例", date(2025, 11, 20), {"010101": "示例小学"}, LINES)
    assert data == mend_book("示例", date(2025, 11, 20), {"010101": "示例小学"}, LINES)
    (sheet,) = load_workbook(BytesIO(data))
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    texts = {str(value) for row in rows for value in row}
    assert {"010101", "示例小学", "1.3", "=没有填", "整份表", "没有提交自评表。"} <= texts
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
