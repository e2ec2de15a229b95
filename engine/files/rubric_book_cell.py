"""What stands in one cell of a rubric workbook: text kept exactly, plain numbers, JSON."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from typing import Any, NamedTuple

_NUMBER = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?")
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
