"""The OpenDocument walk 逐格读 .ods: content.xml, streamed into sheets, names and notes.

Every repetition is counted before it is written out, and nothing is read but the tables themselves:
comments, drawings, tracked changes and cached links are passed over.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from engine.files.book import Area, Cell, Sheet
from engine.files.guarded_xml import is_on, walk, whole
from engine.files.sheet_walk import is_number
from engine.files.workbook_parts import NameEntry
from engine.files.zip_guard import Limits, Unreadable

_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
_TABLE, _OFFICE, _TEXT = f"{_ODF}table:1.0 ", f"{_ODF}office:1.0 ", f"{_ODF}text:1.0 "
_STYLE, _DRAWING = f"{_ODF}style:1.0 ", f"{_ODF}drawing:1.0 "
_CALC_TYPE = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 value-type"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_NAMES = (f"{_TABLE}named-range", f"{_TABLE}named-expression")
_PASSED_OVER = frozenset(
    (
        *(f"{_TABLE}tracked-changes", f"{_TABLE}dde-links", f"{_TABLE}shapes"),
        *(f"{_OFFICE}annotation", f"{_OFFICE}forms"),
        *(f"{_TEXT}note", f"{_TEXT}ruby-text"),
    )
)
_OUTSIDE = {
    **{f"{_TABLE}table-source": "外部链接", f"{_TABLE}cell-range-source": "外部链接"},
    **{f"{_TABLE}dde-links": "外部链接", f"{_OFFICE}dde-source": "外部链接"},
    **{f"{_TABLE}database-source-sql": "数据连接", f"{_TABLE}database-source-table": "数据连接"},
    f"{_TABLE}database-source-query": "数据连接",
}
_DAY_ZERO = {"1899-12-30": False, "1904-01-01": True}
_NUMBERS = {"float": "", "currency": "", "percentage": "0%"}
_BOOLEANS = {"true": "TRUE", "false": "FALSE"}
_ERROR = re.compile(r"#(?:DIV/0!|REF!|N/A|NAME\?|VALUE!|NUM!|NULL!)|Err:[0-9]{3}")
_HIDDEN = ("collapse", "filter")
_QUOTED = re.compile(r"\$?'((?:[^']|'')+)'\.(.+)", re.DOTALL)
_BARE = re.compile(r"\$?([^'.]+)\.(.+)", re.DOTALL)


@dataclass(slots=True)
class _Table:
    """One table being read."""

    name: str
    hidden: bool
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[Area] = field(default_factory=list)

    def sheet(self) -> Sheet:
        rows, columns = frozenset(self.hidden_rows), frozenset(self.hidden_columns)
        return Sheet(self.name, self.hidden, self.cells, rows, columns, tuple(self.merged))


class OdsWalk:
    """Reads content.xml: make it, `read` once, then take what was found."""

    def __init__(self, limits: Limits) -> None:
        self.sheets: list[Sheet] = []
        self.names: list[NameEntry] = []
        self.outside: dict[str, None] = {}
        self.date_1904 = False
        self._limits, self._room = limits, limits.cells
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._passing = 0
        self._table: _Table | None = None
        self._row = self._rows = self._column = self._columns = 0
        self._cell: dict[str, str] | None = None
        self._across: list[Cell] = []
        self._paragraphs = self._length = 0
        self._listening = False
        self._pieces: list[str] = []

    def read(self, content: bytes) -> None:
        """Raises Unreadable X106 (far cell, too many cells), X116, X118 (broken inside)."""
        walk(content, what="工作表", start=self._start, end=self._end, text=self._text)

    def _start(self, name: str, attrs: dict[str, str]) -> None:
        if name in _OUTSIDE:
            self.outside[_OUTSIDE[name]] = None
        if self._passing or name in _PASSED_OVER or name.startswith(_DRAWING):
            self._passing += 1
        elif self._cell is not None:
            self._start_in_cell(name, attrs)
        elif name in _CELLS:
            self._start_cell(attrs)
        elif name == f"{_TABLE}table-row":
            self._start_row(attrs)
        elif name == f"{_TABLE}table-column":
            self._start_column(attrs)
        elif name == f"{_TABLE}table":
            self._start_table(attrs)
        elif name in _NAMES:
            self._name(attrs)
        else:
            self._setting(name, attrs)

    def _setting(self, name: str, attrs: dict[str, str]) -> None:
        if name == f"{_STYLE}style":
            self._style = attrs.get(f"{_STYLE}name", "")
        elif name == f"{_STYLE}table-properties":
            if not is_on(attrs.get(f"{_TABLE}display", "true")):
                self._hidden_styles.add(self._style)
        elif name == f"{_TABLE}null-date":
            day = attrs.get(f"{_TABLE}date-value", "1899-12-30")
            if day not in _DAY_ZERO:
                raise Unreadable("X118", what="日期的起点不常见")
            self.date_1904 = _DAY_ZERO[day]

    def _end(self, name: str) -> None:
        if self._passing:
            self._passing -= 1
        elif name in _CELLS:
            self._end_cell()
        elif name == f"{_TABLE}table-row":
            self._end_row()
        elif name == f"{_TABLE}table" and self._table is not None:
            self.sheets.append(self._table.sheet())
            self._table = None
        elif name == f"{_TEXT}p":
            self._listening = False

    def _text(self, piece: str) -> None:
        if self._listening and not self._passing:
            self._take(piece)

    def _take(self, piece: str) -> None:
        """Add to the text of the cell, which may not grow beyond what a cell can hold."""
        self._length += len(piece)
        if self._length > self._limits.text:
            raise Unreadable("X118", what=f"有一格文字超过{self._limits.text}字")
        self._pieces.append(piece)

    def _start_table(self, attrs: dict[str, str]) -> None:
        if self._table is not None:
            raise Unreadable("X118", what="表里套着表")
        hidden = attrs.get(f"{_TABLE}style-name", "") in self._hidden_styles
        self._table = _Table(attrs.get(f"{_TABLE}name", ""), hidden)
        self._row = self._rows = self._columns = 0

    def _start_column(self, attrs: dict[str, str]) -> None:
        count = _repeated(attrs, "number-columns-repeated")
        if self._table is not None and attrs.get(f"{_TABLE}visibility") in _HIDDEN:
            last = min(self._columns + count, self._limits.columns)
            self._table.hidden_columns.update(range(self._columns + 1, last + 1))
        self._columns += count

    def _start_row(self, attrs: dict[str, str]) -> None:
        if self._across:
            raise Unreadable("X118", what="行里套着行")
        self._row += self._rows + (0 if self._rows else 1)
        self._rows = _repeated(attrs, "number-rows-repeated")
        self._column = 1
        if self._table is not None and attrs.get(f"{_TABLE}visibility") in _HIDDEN:
            last = min(self._row + self._rows - 1, self._limits.rows)
            self._table.hidden_rows.update(range(self._row, last + 1))

    def _end_row(self) -> None:
        """Write out what the row holds, as often as it stands."""
        if not self._across:
            return
        last = self._row + self._rows - 1
        if self._table is None or last > self._limits.rows:
            raise Unreadable("X106", what=f"第{last}行")
        self._room -= len(self._across) * self._rows
        if self._room < 0:
            raise Unreadable("X106", what=f"填了内容的格超过{self._limits.cells}个")
        for row in range(self._row, last + 1):
            for cell in self._across:
                self._table.cells[row, cell.column] = cell._replace(row=row)
        self._across.clear()

    def _start_cell(self, attrs: dict[str, str]) -> None:
        if self._table is None or not self._rows:
            raise Unreadable("X118", what="单元格不在表里")
        self._cell = attrs
        self._pieces.clear()
        self._paragraphs = self._length = 0

    def _start_in_cell(self, name: str, attrs: dict[str, str]) -> None:
        if name in _CELLS or name == f"{_TABLE}table":
            raise Unreadable("X118", what="单元格里套着表")
        if name == f"{_TEXT}p":
            if self._paragraphs:
                self._take("\n")
            self._paragraphs += 1
            self._listening = True
        elif name == f"{_TEXT}s":
            count = whole(attrs.get(f"{_TEXT}c", "1"), what="空格数")
            self._take(" " * min(count, self._limits.text + 1))
        elif name in (f"{_TEXT}tab", f"{_TEXT}line-break"):
            self._take("\t" if name.endswith("tab") else "\n")

    def _end_cell(self) -> None:
        attrs, self._cell = self._cell or {}, None
        count = _repeated(attrs, "number-columns-repeated")
        first, self._column = self._column, self._column + count
        self._merge(attrs, first)
        made = self._content(attrs, first)
        if made is None:
            return
        if self._column - 1 > self._limits.columns:
            raise Unreadable("X106", what=f"第{self._row}行第{self._column - 1}列")
        self._across += [made._replace(column=column) for column in range(first, self._column)]

    def _merge(self, attrs: dict[str, str], left: int) -> None:
        down = _repeated(attrs, "number-rows-spanned")
        across = _repeated(attrs, "number-columns-spanned")
        if self._table is None or (down, across) == (1, 1):
            return
        if self._row <= self._limits.rows and left <= self._limits.columns:
            bottom = min(self._row + down - 1, self._limits.rows)
            right = min(left + across - 1, self._limits.columns)
            self._table.merged.append((self._row, left, bottom, right))

    def _content(self, attrs: dict[str, str], column: int) -> Cell | None:
        """The cell as it stands; None where nothing was put."""
        formula = f"{_TABLE}formula" in attrs
        if "file:" in attrs.get(f"{_TABLE}formula", ""):
            self.outside["外部链接"] = None
        kind, text, code = self._value(attrs, "".join(self._pieces), formula=formula)
        if not text and not formula:
            return None
        has_value = bool(text) or (kind == "text" and f"{_OFFICE}value-type" in attrs)
        return Cell(self._row, column, kind, text, code, formula, has_value)

    def _value(self, attrs: dict[str, str], shown: str, *, formula: bool) -> tuple[str, str, str]:
        """(kind, text, number format) of a cell that shows `shown`."""
        kind = attrs.get(f"{_OFFICE}value-type", "")
        if attrs.get(_CALC_TYPE) == "error" or (formula and _ERROR.fullmatch(shown)):
            return "error", shown or "#N/A", ""
        if kind in _NUMBERS:
            number = attrs.get(f"{_OFFICE}value", "").strip()
            if not is_number(number):
                raise Unreadable("X118", what="数字单元格里不是数字")
            return "number", number, _NUMBERS[kind]
        if kind == "date":
            return "date", attrs.get(f"{_OFFICE}date-value", "")[: self._limits.text], ""
        if kind == "boolean":
            said = attrs.get(f"{_OFFICE}boolean-value", "")
            if said not in _BOOLEANS:
                raise Unreadable("X118", what="是非单元格里不是是非值")
            return "boolean", _BOOLEANS[said], ""
        if kind not in ("", "string", "time"):
            raise Unreadable("X118", what="单元格类型不明")
        text = attrs.get(f"{_OFFICE}string-value", shown) if kind == "string" else shown
        if len(text) > self._limits.text:
            raise Unreadable("X118", what=f"有一格文字超过{self._limits.text}字")
        return "text", text, ""

    def _name(self, attrs: dict[str, str]) -> None:
        where = attrs.get(f"{_TABLE}cell-range-address", attrs.get(f"{_TABLE}expression", ""))
        name = attrs.get(f"{_TABLE}name", "")
        self.names.append(NameEntry(name, self._table is not None, _reference(where)))


def _repeated(attrs: dict[str, str], key: str) -> int:
    count = whole(attrs.get(_TABLE + key, "1"), what="重复的次数")
    if not count:
        raise Unreadable("X118", what="重复的次数是 0")
    return count


def _reference(address: str) -> str:
    """`$'表 一'.$A$1:.$B$2` as `'表 一'!$A$1:$B$2`; anything else stays as it is."""
    match = _QUOTED.fullmatch(address) or _BARE.fullmatch(address)
    if match is None:
        return address
    sheet = match[1] if match.re is _QUOTED else match[1].replace("'", "''")
    first, colon, second = match[2].partition(":")
    return f"'{sheet}'!{first}{colon}{second.rpartition('.')[2]}"
