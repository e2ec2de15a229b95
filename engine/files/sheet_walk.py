"""The sheet walk 逐格读表: one worksheet part, streamed into its filled cells and hidden places.

The declared `<dimension>` decides nothing; addresses left out follow from position.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from engine.files.book import Area, Cell, Sheet
from engine.files.guarded_xml import MAIN, STRICT, is_on, walk, whole
from engine.files.workbook_parts import plain_text
from engine.files.zip_guard import Limits, Unreadable

_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?")
_NUMBER_LENGTH = 64
_LETTERS = re.compile(r"[A-Z]{1,3}")
_AREA = re.compile(r"([A-Z]{1,3})([0-9]{1,7})(?::([A-Z]{1,3})([0-9]{1,7}))?")
_BOOLEANS = {"1": "TRUE", "true": "TRUE", "0": "FALSE", "false": "FALSE"}
_KINDS = {
    **{"n": "number", "s": "text", "str": "text", "inlineStr": "text"},
    **{"b": "boolean", "e": "error", "d": "date"},
}


def column_number(letters: str) -> int:
    """A is 1, Z 26, AA 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def area_of(text: str) -> Area | None:
    """`B2` or `B2:C4` as an area; None for anything else, whole rows and columns included."""
    match = _AREA.fullmatch(text)
    if match is None:
        return None
    left, top, right, bottom = match.groups()
    row, column = int(top), column_number(left)
    return (row, column, int(bottom), column_number(right)) if right else (row, column, row, column)


def is_number(text: str) -> bool:
    """Whether `text` is a number as a spreadsheet stores one, of a length that can be one."""
    return len(text) <= _NUMBER_LENGTH and _NUMBER.fullmatch(text) is not None


class SheetWalk:
    """Reads one worksheet part: make it, `read` once, then ask for `sheet`."""

    def __init__(self, texts: Sequence[str], formats: Sequence[str], limits: Limits) -> None:
        self.cells: dict[tuple[int, int], Cell] = {}
        self.declared: Area | None = None
        self._texts, self._formats, self._limits = texts, formats, limits
        self._columns: dict[str, int] = {}
        self._codes: dict[str, str] = {"": formats[0] if formats else ""}
        self._rows: set[int] = set()
        self._hidden_rows: set[int] = set()
        self._hidden_columns: set[tuple[int, int]] = set()
        self._merged: dict[Area, None] = {}
        self._started = self._in_cell = self._in_reading = self._listening = False
        self._row = self._column = 0
        self._row_digits, self._kind, self._style = "", "n", ""
        self._formula = self._valued = False
        self._pieces: list[str] = []
        self._starts: Mapping[str, Callable[[dict[str, str]], None]] = {
            MAIN + "c": self._start_cell,
            MAIN + "v": self._start_value,
            MAIN + "t": self._start_value,
            MAIN + "f": self._start_formula,
            MAIN + "row": self._start_row,
            MAIN + "rPh": self._start_reading,
            MAIN + "col": self._hide_columns,
            MAIN + "mergeCell": self._merge,
            MAIN + "dimension": self._declare,
        }

    def read(self, content: bytes, *, what: str) -> None:
        """Raises Unreadable X106 (far cell), X107 (twice), X116 to X118 (broken inside)."""
        walk(content, what=what, start=self._start, end=self._end, text=self._text)

    def sheet(self, *, name: str, hidden: bool) -> Sheet:
        """The record of what was read; whole hidden columns spread out up to the limit."""
        columns = (range(first, last + 1) for first, last in self._hidden_columns)
        hidden_columns = frozenset(number for run in columns for number in run)
        hidden_rows = frozenset(self._hidden_rows)
        return Sheet(name, hidden, self.cells, hidden_rows, hidden_columns, tuple(self._merged))

    def _start(self, name: str, attrs: dict[str, str]) -> None:
        action = self._starts.get(name)
        if action is not None:
            action(attrs)
        elif not self._started:
            if name != MAIN + "worksheet":
                strict = name.startswith(STRICT)
                raise Unreadable("X117") if strict else Unreadable("X118", what="工作表不是表格")
            self._started = True

    def _end(self, name: str) -> None:
        if name == MAIN + "c":
            self._end_cell()
        elif name == MAIN + "rPh":
            self._in_reading = False
        else:
            self._listening = False

    def _text(self, piece: str) -> None:
        if self._listening:
            self._pieces.append(piece)

    def _start_row(self, attrs: dict[str, str]) -> None:
        number = attrs.get("r")
        self._row = self._row + 1 if number is None else whole(number, what="行号")
        self._row_digits = str(self._row)
        self._column = 0
        if self._row in self._rows:
            raise Unreadable("X107", what=f"第{self._row}行")
        self._rows.add(self._row)
        if is_on(attrs.get("hidden")) and self._row <= self._limits.rows:
            self._hidden_rows.add(self._row)

    def _start_cell(self, attrs: dict[str, str]) -> None:
        address = attrs.get("r")
        if address is None:
            self._column += 1
        else:
            letters = address.removesuffix(self._row_digits)
            self._column = self._columns.get(letters) or self._new_column(letters)
        self._kind = attrs.get("t", "n")
        self._style = attrs.get("s", "")
        self._formula = self._valued = False
        self._in_cell = True
        self._pieces.clear()

    def _new_column(self, letters: str) -> int:
        if _LETTERS.fullmatch(letters) is None:
            raise Unreadable("X118", what="单元格地址与所在的行不符")
        return self._columns.setdefault(letters, column_number(letters))

    def _start_value(self, _attrs: dict[str, str]) -> None:
        self._listening = self._in_cell and not self._in_reading
        self._valued = True

    def _start_formula(self, _attrs: dict[str, str]) -> None:
        self._formula = True

    def _start_reading(self, _attrs: dict[str, str]) -> None:
        self._in_reading = True

    def _end_cell(self) -> None:
        self._in_cell = self._listening = False
        if not self._pieces and not self._formula:
            return
        raw = "".join(self._pieces)
        kind = self._kind
        text = self._value(kind, raw)
        if not text and not self._formula:
            return
        row, column = place = self._row, self._column
        if not (0 < row <= self._limits.rows and column <= self._limits.columns):
            raise Unreadable("X106", what=f"第{row}行第{column}列")
        if place in self.cells:
            raise Unreadable("X107", what=f"第{row}行第{column}列")
        # A formula may give an empty text; an empty number was never calculated.
        has_value = bool(text) or (self._valued and _KINDS[kind] == "text")
        code = self._codes.get(self._style)
        if code is None:
            code = self._new_style(self._style)
        self.cells[place] = Cell(row, column, _KINDS[kind], text, code, self._formula, has_value)

    def _value(self, kind: str, raw: str) -> str:
        if kind == "n":
            number = raw.strip()
            if number and not is_number(number):
                raise Unreadable("X118", what="数字单元格里不是数字")
            return number
        if kind == "s":
            index = whole(raw, what="共享文字编号")
            if index >= len(self._texts):
                raise Unreadable("X118", what="共享文字编号越界")
            return self._texts[index]
        if kind == "b":
            if raw not in _BOOLEANS:
                raise Unreadable("X118", what="是非单元格里不是是非值")
            return _BOOLEANS[raw]
        if kind not in _KINDS:
            raise Unreadable("X118", what="单元格类型不明")
        return plain_text(raw, self._limits)

    def _new_style(self, style: str) -> str:
        index = whole(style, what="样式编号")
        if index >= len(self._formats):
            raise Unreadable("X118", what="样式编号越界")
        return self._codes.setdefault(style, self._formats[index])

    def _hide_columns(self, attrs: dict[str, str]) -> None:
        if is_on(attrs.get("hidden")):
            first = whole(attrs.get("min", ""), what="列号")
            last = whole(attrs.get("max", ""), what="列号")
            self._hidden_columns.add((max(1, first), min(last, self._limits.columns)))

    def _merge(self, attrs: dict[str, str]) -> None:
        area = area_of(attrs.get("ref", ""))
        if area is None:
            raise Unreadable("X118", what="合并区域的地址有错")
        top, left, bottom, right = area
        if top <= self._limits.rows and left <= self._limits.columns:
            near = min(bottom, self._limits.rows), min(right, self._limits.columns)
            self._merged[top, left, *near] = None

    def _declare(self, attrs: dict[str, str]) -> None:
        self.declared = area_of(attrs.get("ref", ""))
