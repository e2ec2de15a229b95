"""The sheet 佐证材料目录: one row per piece of evidence and indicator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from engine.files.answer_cells import choice, prompts
from engine.files.form_names import (
    EVIDENCE_KINDS,
    REGISTER,
    REGISTER_COLUMNS,
    TICK,
    register_heading,
)
from engine.files.sheet_style import Book, Page
from engine.records.submission import Piece
from engine.rubric.model import Period

INPUT_ROWS = 80
_WIDTHS = {
    "number": 9,
    "indicator": 8,
    "title": 36,
    "kind": 9,
    "dated": 13,
    "file": 30,
    "link": 30,
    "box": 12,
    "pages": 10,
    "on_site": 9,
}
_HEAD_ROW = 2
FIRST_ROW = _HEAD_ROW + 1
"""The row of the first line of the register, from 0."""
_CENTRED = ("number", "indicator", "kind", "pages", "on_site")
_STYLES = dict.fromkeys(_CENTRED, "input-centred") | {"dated": "input-date"}


Row = Mapping[str, str | date]
"""One line of the register, by the keys of its columns."""


def row_of(piece: Piece) -> Row:
    """A registered piece as a line."""
    known = {key: getattr(piece, key) for key in REGISTER_COLUMNS}
    return {key: TICK if value is True else (value or "") for key, value in known.items()}


def write_register(
    book: Book, indicators: str, period: Period | None, written: Sequence[Row]
) -> Page:
    """Write 佐证材料目录 with what is `written` and empty rows after it, 80 rows or more in all.

    `indicators` is the range of cells that lists the indicators one may choose.
    """
    page = book.page(REGISTER, list(_WIDTHS.values()))
    last_column = len(_WIDTHS) - 1
    page.block((0, 0), (0, last_column), REGISTER, "title")
    page.height(0, 30.0)
    said = (
        "一件材料一行；用在几个指标上，就用同一编号各登一行。文件名、网址、盒号至少写一样，"
        "要到现场看的在“现场查”选“✓”。不要写学生姓名和身份证号。"
    )
    page.block((1, 1), (0, last_column), said, "small")
    page.height(1, 20.0)
    for column, (key, head) in enumerate(REGISTER_COLUMNS.items()):
        page.text(_HEAD_ROW, column, head, "heading")
        page.name(register_heading(key), _HEAD_ROW, column)
    page.height(_HEAD_ROW, 24.0)
    first = FIRST_ROW
    rows = max(INPUT_ROWS, len(written) + 20)
    for offset in range(rows):
        _write_row(page, first + offset, written[offset] if offset < len(written) else {})
    for column, key in enumerate(REGISTER_COLUMNS):
        limits = _limits(key, indicators, period)
        page.sheet.data_validation(first, column, first + rows - 1, column, limits)
    page.sheet.repeat_rows(_HEAD_ROW)
    page.sheet.freeze_panes(first, 2)
    page.sheet.set_selection(first, 0, first, 0)
    return page


def _write_row(page: Page, row: int, written: Row) -> None:
    tall = 21.0
    for column, key in enumerate(REGISTER_COLUMNS):
        value = written.get(key, "")
        if isinstance(value, date):
            page.date(row, column, value, "input-date")
            continue
        page.text(row, column, value, _STYLES.get(key, "input"))
        tall = max(tall, page.needed(value, column))
    page.height(row, tall)


def _limits(key: str, indicators: str, period: Period | None) -> dict[str, Any]:
    match key:
        case "indicator":
            limits: dict[str, Any] = {"validate": "list", "source": indicators}
            return limits | prompts("指标", "从下拉表里选指标的编号，如1.3")
        case "kind":
            return choice(list(EVIDENCE_KINDS)) | prompts("类型", "从下拉表里选一种")
        case "on_site":
            return choice([TICK]) | prompts("现场查", "要到现场看、不上传的选“✓”，别的空着")
        case "dated" if period is not None:
            how = f"填材料上的日期，在{period.first}到{period.last}之间，如{period.last}"
            limits = {"validate": "date", "criteria": "between"}
            limits |= {"minimum": period.first, "maximum": period.last, "error_type": "warning"}
            return limits | prompts("日期", how)
        case "number":
            return {"validate": "any"} | prompts(
                "编号", "给材料编个号，如01；同一件材料用同一个编号"
            )
        case "pages":
            return {"validate": "any"} | prompts(
                "起止页", "从第几页到第几页，如3-5；整份材料的空着"
            )
    return {"validate": "any"} | prompts(REGISTER_COLUMNS[key], _HOW[key])


_HOW = {
    "title": "写材料的名称，如“关于成立关工委的通知”；不写学生姓名",
    "dated": "填材料上的日期，如2025-03-31",
    "file": "写一起交来的文件的名字，如01成立文件.pdf",
    "link": "写完整的网址",
    "box": "纸质材料写档案盒号",
}
