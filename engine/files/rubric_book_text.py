"""How one value of a rubric is written in a cell, and read back exactly as it was."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from typing import Any, NamedTuple

from engine.files.rubric_book_columns import Column, Form
from engine.records.answers import parse_date

_NUMBER = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?")
_YES_NO = {"是": True, "否": False, "true": True, "false": False, "√": True, "✓": True}
_APART = re.compile("[：:；;=＝\n{]")
_UNWRITTEN = {"formula": "公式", "error": "出错的值（以 # 开头）", "percent": "百分数格式的数"}
_LONGEST = 20_000


class Cell(NamedTuple):
    """One cell as the workbook has it; kind: text, number, percent, date, formula or error."""

    text: str
    kind: str = "text"


class BadCell(Exception):
    """A cell that cannot be read: the code of the problem and the words its sentence needs."""

    def __init__(self, code: str, what: str) -> None:
        super().__init__(what)
        self.code, self.what = code, what


def write(value: Any, column: Column) -> str:
    """The text of a cell; "" for None."""
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case dict() if column.form is Form.AMOUNT:
            return _groups(value)
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
            return _amount(cell.text)
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


def number(text: str) -> str:
    """A plain decimal number as text."""
    folded = unicodedata.normalize("NFKC", text).strip()
    if not _NUMBER.fullmatch(folded):
        raise BadCell("Y588", "要写一个数字，只写数字，不带单位和文字")
    return folded


def escaped(text: str) -> str:
    """A text as it stands; in quotation marks where a cell would not keep it as it is."""
    shown = all(each.isprintable() or each in "\n\u3000" for each in text)
    if text and shown and text == text.strip() and text[0] != '"' and "_x" not in text:
        return text
    quoted = json.dumps(text, ensure_ascii=False).replace("_x", "\\u005fx")
    return "".join(
        each if each.isprintable() or each == "\u3000" else json.dumps(each)[1:-1]
        for each in quoted
    )


def unescaped(text: str) -> str:
    """The text that `escaped` was given."""
    if len(text) > 1 and text[0] == text[-1] == '"':
        found = from_json(text)
        if isinstance(found, str):
            return found
    return text


def as_json(value: Any) -> str:
    """JSON in one line."""
    return json.dumps(value, ensure_ascii=False)


def from_json(text: str) -> Any:
    """JSON with every number kept as text. Raises BadCell."""
    try:
        if len(text) > _LONGEST:
            raise ValueError
        return json.loads(text, parse_int=str, parse_float=str, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise BadCell("Y588", "引号、括号没有配对，或写法不对") from error


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found


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


def _groups(value: dict[str, Any]) -> str:
    """“学段：幼儿园=3；小学=5”, or JSON where that would be read otherwise."""
    cases = value.get("cases")
    if not isinstance(cases, dict) or not cases or set(value) != {"by", "cases"}:
        return as_json(value)
    names = [value["by"], *cases]
    if any(_APART.search(each) or escaped(each) != each for each in names):
        return as_json(value)
    return f"{value['by']}：" + "；".join(f"{option}={points}" for option, points in cases.items())


def _amount(text: str) -> Any:
    if text.startswith("{"):
        return from_json(text)
    by, found, rest = text.replace(":", "：").partition("：")
    if not found:
        return number(text)
    cases: dict[str, str] = {}
    for each in re.split("[；;\n]", rest):
        option, equals, points = each.replace("＝", "=").partition("=")
        if not equals or option.strip() in cases:
            raise BadCell("Y588", "各组不同的写成“栏目：选项=数；选项=数”，选项不重复")
        cases[option.strip()] = number(points)
    return {"by": by.strip(), "cases": cases}


def _day(text: str) -> str:
    day = parse_date(text).value
    if day is None:
        raise BadCell("Y588", "要写 2025-01-31 这样的日期")
    return day.isoformat()
