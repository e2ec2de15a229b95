"""Hand-ins of other platforms 平台填报文件: one unit as JSON or CSV, read strictly as plain values.

JSON: the document `hand_in_schema` describes. CSV: the columns 单位编号, 填报项, 值; the same
document, one value a row.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from engine.files.book import Book, HandIn
from engine.files.form_names import (
    REGISTER_COLUMNS,
    SELF_ASSESSMENT_FORM,
    STAMP_EDITION,
    STAMP_FORM,
    STAMP_STRUCTURE,
    STAMP_UNIT,
)
from engine.files.office_tables import Row, read_table
from engine.files.personal_data import masked
from engine.files.zip_guard import Unreadable
from engine.records.problem import CannotGoOn

ENDINGS = (".json", ".csv")
UNIT, FIELD, VALUE = "单位编号", "填报项", "值"
_LONGEST_NUMBER = 40
_OF_THE_WHOLE = {"标准": "edition", "结构": "structure"}
_STAMPS = {"edition": STAMP_EDITION, "structure": STAMP_STRUCTURE, "unit": STAMP_UNIT}
_REQUEST = "申请不适用"
_NOTE = re.compile(r"自评说明 ?(\S+)")
_PIECE = re.compile(r"佐证 ?([0-9]{1,4}) ?(\S+)")
_KEYS = {heading: key for key, heading in REGISTER_COLUMNS.items()}


def read_hand_in(path: Path, data: bytes) -> Book:
    """The bytes of the file at `path`. Raises Unreadable: C440 for JSON, C441 for CSV."""
    found = _of_json(data) if path.suffix.lower() == ".json" else _of_csv(path)
    return Book((), {}, (), False, "", False, (), hand_in=found)


def stamped_in(hand_in: HandIn) -> dict[str, str]:
    """What the file says of itself, under the names of 表样信息."""
    said = hand_in.document if isinstance(hand_in.document, dict) else {}
    found = {name: said.get(key) for key, name in _STAMPS.items()}
    texts = {name: text for name, text in found.items() if isinstance(text, str)}
    return texts | {STAMP_FORM: SELF_ASSESSMENT_FORM}


def pointer(*keys: str | int) -> str:
    """A JSON pointer (RFC 6901)."""
    return "".join(f"/{str(key).replace('~', '~0').replace('/', '~1')}" for key in keys)


def _of_json(data: bytes) -> HandIn:
    twice: list[str] = []
    try:
        document = json.loads(
            _text(data),
            parse_float=_number,
            parse_int=_number,
            parse_constant=_no_number,
            object_pairs_hook=_each_once(twice),
        )
    except json.JSONDecodeError as fault:
        what = f"第{fault.lineno}行第{fault.colno}个字附近的写法不对"
        raise Unreadable("C440", what=what) from fault
    except RecursionError as fault:
        raise Unreadable("C440", what="层次太深") from fault
    if twice:
        keys = "、".join(f"“{masked(key)[:20]}”" for key in dict.fromkeys(twice))
        raise Unreadable("C440", what=f"同一层里有写了两次的键：{keys}")
    return HandIn(document)


def _text(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("C440", what="按 UTF-8 和 GB18030 都读不出文字")


def _number(text: str) -> Decimal:
    try:
        if len(text) <= _LONGEST_NUMBER:
            return Decimal(text)
    except InvalidOperation:
        pass
    raise Unreadable("C440", what="有一个数字长得不能读")


def _no_number(text: str) -> Decimal:
    raise Unreadable("C440", what=f"{text} 不是数字")


def _each_once(twice: list[str]) -> Callable[[list[tuple[str, Any]]], dict[str, Any]]:
    def made(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in pairs:
            if key in found:
                twice.append(key)
            found[key] = value
        return found

    return made


def _of_csv(path: Path) -> HandIn:
    try:
        table = read_table(path, (UNIT, FIELD, VALUE))
    except CannotGoOn as fault:
        raise Unreadable("C441", what=_said(fault)) from fault
    units = {row.cells[UNIT] for row in table.rows}
    if len(units) != 1:
        what = f"一个文件只写一个单位，这里有{len(units)}个单位编号"
        raise Unreadable("C441", what=what)
    reader = _Rows({"kind": "hand-in", "format": "1", "unit": units.pop(), "answers": {}})
    for row in table.rows:
        reader.take(row)
    if reader.twice:
        lines = "、".join(map(str, reader.twice))
        raise Unreadable("C441", what=f"第{lines}行的填报项前面已经写过")
    return HandIn(reader.finish(), reader.lines)


def _said(fault: CannotGoOn) -> str:
    lines = (f"第{each.place.line}行：" if each.place.line else "" for each in fault.problems)
    said = (each.message.rstrip("。") for each in fault.problems)
    return "；".join(line + text for line, text in zip(lines, said, strict=True))


@dataclass(slots=True)
class _Rows:
    """Puts the rows of a CSV where JSON would have them."""

    document: dict[str, Any]
    lines: dict[str, int] = field(default_factory=dict)
    pieces: dict[int, dict[str, tuple[Any, int]]] = field(default_factory=dict)
    """By the number in 佐证1, 佐证2: each value with its row."""
    twice: list[int] = field(default_factory=list)

    def take(self, row: Row) -> None:
        """One row; an empty value is no value."""
        name, value = row.cells[FIELD], row.cells[VALUE]
        if not value:
            return
        if name in _OF_THE_WHOLE:
            self._put(self.document, _OF_THE_WHOLE[name], value, row)
        elif name == _REQUEST:
            requests = self.document.setdefault("na_requests", [])
            requests.append(value)
            self.lines[pointer("na_requests", len(requests) - 1)] = row.line
        elif match := _NOTE.fullmatch(name):
            self._put(self.document.setdefault("notes", {}), match[1], value, row, "notes")
        elif match := _PIECE.fullmatch(name):
            piece = self.pieces.setdefault(int(match[1]), {})
            key = _KEYS.get(match[2], match[2])
            if key in piece:
                self.twice.append(row.line)
            piece[key] = (True if key == "on_site" else value, row.line)
        else:
            self._put(self.document["answers"], name, value, row, "answers")

    def finish(self) -> dict[str, Any]:
        """The document with the pieces in the order of their numbers."""
        listed = self.document["evidence"] = []
        for at, number in enumerate(sorted(self.pieces)):
            listed.append({key: value for key, (value, _) in self.pieces[number].items()})
            for key, (_, line) in self.pieces[number].items():
                self.lines[pointer("evidence", at, key)] = line
        return self.document

    def _put(self, into: dict[str, Any], key: str, value: str, row: Row, *above: str | int) -> None:
        if key in into:
            self.twice.append(row.line)
        into[key] = value
        self.lines[pointer(*above, key)] = row.line
