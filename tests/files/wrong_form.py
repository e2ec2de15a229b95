"""An invented school that got everything wrong, for looking at what a check makes of it."""

from __future__ import annotations

import io
from datetime import date
from functools import cache

import openpyxl
from openpyxl.workbook import Workbook

from engine.files.form_names import COVER, REGISTER, evidence_of, note_of, option_of, value_of
from engine.records.submission import Piece
from tests.files.forms import edited, form

WRONG: dict[str, object] = {
    "F111": "有", "F112": None, "F113": "是", "F114": "否", "F115": "三四个",
    "F121": "有", "F122": "2025.3", "F123": "是", "F124": date(2023, 7, 1), "F125": -1,
    "F131": 2.5, "F141": "是", "F142": True, "F143": "#N/A",
    "F161": "约两千元", "F211": "1e5", "F212": 3, "F221": None, "F231": 0.5, "F241": "５",
    "F251": 900, "F261": "10个月", "F262": "不适用", "F411": "=1+1", "F422": 20250000000000123,
    "F511": "\u200b4",
}  # fmt: skip
TYPED: dict[str, object] = {
    option_of("F151", 1): "✓", option_of("F151", 2): "大概有", option_of("F151", 0): "✓",
}  # fmt: skip
PIECES = (
    Piece(number="01", indicator="1.1", kind="文件", title="关于成立关工委的通知", box="第1盒"),
    Piece(number="01", indicator="1.1", kind="文件", title="又写了一遍", box="第1盒"),
    Piece(number="", indicator="1.3", kind="记录", title="会议记录", file="会议记录.pdf"),
    Piece(number="5", indicator="2.5", kind="照片", title="宣讲照片", link="看群文件"),
)
CONTACTS = {"联系人": "示例甲", "联系电话": "0000-0000000", "填报人": "示例乙"}


@cache
def wrong_form() -> bytes:
    """The workbook as such a school hands it in."""
    names = {value_of(code): value for code, value in {**WRONG, **TYPED}.items()}
    names |= {note_of("1.1"): "校长兼任主任。", evidence_of("1.1"): "01、09"}
    book = openpyxl.load_workbook(io.BytesIO(edited(form(pieces=PIECES), names)))
    _write_contacts(book)
    book[REGISTER]["B4"].value = "第一项"
    book[REGISTER]["E6"].value = "去年春天"
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def _write_contacts(book: Workbook) -> None:
    for row in book[COVER].iter_rows():
        for cell in row:
            if cell.value in CONTACTS:
                book[COVER].cell(cell.row, cell.column + 1).value = CONTACTS[str(cell.value)]
