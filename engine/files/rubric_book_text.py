"""How one value of a rubric is written in a cell, and read back exactly as it was."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any

from engine.files.rubric_book_amounts import amount_text, read_amount
from engine.files.rubric_book_cell import (
    BadCell,
    Cell,
    as_json,
    escaped,
    from_json,
    number,
    unescaped,
)
from engine.files.rubric_book_columns import Column, Form
from engine.records.answers import parse_date

_YES_NO = {"是": True, "否": False, "true": True, "false": False, "√": True, "✓": True}
_UNWRITTEN = {"formula": "公式", "error": "出错的值（以 # 开头）", "percent": "百分数格式的数"}


def write(value: Any, column: Column) -> str:
    """The text of a cell; "" for None."""
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case dict() if column.form is Form.AMOUNT:
            return amount_text(value)
        case list() if column.form is Form.LIST:
            return _listed(value)
        case str() if column.form is Form.CHOICE:
            return column.options.get(value, value)
        case str():
            return escaped(value)
    return as_json(value)


def read(cell: Cell, column: Column) -> Any:
    """The value of a cell that is not blank. Raises BadCell."""
    refuse_unwritten(cell)
    match column.form:
        case Form.NUMBER:
            return number(cell.text)
        case Form.AMOUNT:
            return read_amount(cell.text)
        case Form.DATE:
            return _day(cell.text)
        case Form.YES_NO:
            if _folded(cell.text) not in _YES_NO:
                raise BadCell("Y585", "是、否")
            return _YES_NO[_folded(cell.text)]
        case Form.CHOICE:
            return choice(cell.text, column)
        case Form.LIST:
            return _list(_typed(cell, code=True))
        case Form.OTHER:
            return from_json(cell.text)
    return unescaped(_typed(cell, code=column.form is Form.CODE))


def refuse_unwritten(cell: Cell) -> None:
    """Raise BadCell for a cell that shows something else than what was written into it."""
    if cell.kind in _UNWRITTEN:
        raise BadCell("Y584", _UNWRITTEN[cell.kind])


def choice(text: str, column: Column) -> str:
    """What the file writes for a chosen word, in Chinese or as the file writes it."""
    for written, word in column.options.items():
        if _folded(text) in (_folded(written), _folded(word)):
            return written
    raise BadCell("Y585", "、".join(column.options.values()))


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()


def _typed(cell: Cell, *, code: bool) -> str:
    """The text of a cell that must be text; a whole number passes where no zero can be lost."""
    if cell.kind == "date":
        raise BadCell("Y583", "日期")
    if cell.kind == "number" and (code or "." in cell.text):
        raise BadCell("Y583", "数字")
    return cell.text


def _listed(values: Sequence[Any]) -> str:
    if not values or any(
        "\n" in each or escaped(each) != each or each[0] == "[" for each in values
    ):
        return as_json(list(values))
    if any("、" in each for each in values):
        return "\n".join(values) if len(values) > 1 else as_json(list(values))
    return "、".join(values)


def _list(text: str) -> list[str]:
    if text.startswith("["):
        found = from_json(text)
        if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
            raise BadCell("Y588", "方括号里只能是带引号的文字")
        return found
    parts = text.split("\n") if "\n" in text else text.split("、")
    return [each.strip() for each in parts if each.strip()]


def _day(text: str) -> str:
    day = parse_date(text).value
    if day is None:
        raise BadCell("Y588", "要写 2025-01-31 这样的日期")
    return day.isoformat()
