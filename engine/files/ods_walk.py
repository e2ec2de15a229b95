"""The OpenDocument walk 逐格读 .ods: content.xml, streamed into sheets, names and notes.

Every repetition is counted before it is written out, and nothing is read but the tables themselves:
comments, drawings, tracked changes and cached links are passed over.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.files.book import Area, Cell, Sheet
from engine.files.guarded_xml import is_on, walk, whole
from engine.files.ods_values import ODF, OFFICE, TABLE, cell_value, reference, repeated
from engine.files.workbook_parts import NameEntry
from engine.files.zip_guard import Limits, Unreadable

_TEXT = f"{ODF}text:1.0 "
_STYLE, _DRAWING = f"{ODF}style:1.0 ", f"{ODF}drawing:1.0 "
_CELLS = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")
_NAMES = (f"{TABLE}named-range", f"{TABLE}named-expression")
_PASSED_OVER = frozenset(
    (
        *(f"{TABLE}tracked-changes", f"{TABLE}dde-links", f"{TABLE}shapes"),
        *(f"{OFFICE}annotation", f"{OFFICE}forms"),
        *(f"{_TEXT}note", f"{_TEXT}ruby-text"),
    )
)
_OUTSIDE = {
    **{f"{TABLE}table-source": "外部链接", f"{TABLE}cell-range-source": "外部链接"},
    **{f"{TABLE}dde-links": "外部链接", f"{OFFICE}dde-source": "外部链接"},
    **{f"{TABLE}database-source-sql": "数据连接", f"{TABLE}database-source-table": "数据连接"},
    f"{TABLE}database-source-query": "数据连接",
}
_DAY_ZERO = {"1899-12-30": False, "1904-01-01": True}
_HIDDEN = ("collapse", "filter")


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
        elif name == f"{TABLE}table-row":
            self._start_row(attrs)
        elif name == f"{TABLE}table-column":
            self._start_column(attrs)
        elif name == f"{TABLE}table":
            self._start_table(attrs)
        elif name in _NAMES:
            self._name(attrs)
        else:
            self._setting(name, attrs)

    def _setting(self, name: str, attrs: dict[str, str]) -> None:
        if name == f"{_STYLE}style":
            self._style = attrs.get(f"{_STYLE}name", "")
        elif name == f"{_STYLE}table-properties":
            if not is_on(attrs.get(f"{TABLE}display", "true")):
                self._hidden_styles.add(self._style)
        elif name == f"{TABLE}null-date":
            day = attrs.get(f"{TABLE}date-value", "1899-12-30")
            if day not in _DAY_ZERO:
                raise Unreadable("X118", what="日期的起点不常见")
            self.date_1904 = _DAY_ZERO[day]

    def _end(self, name: str) -> None:
        if self._passing:
            self._passing -= 1
        elif name in _CELLS:
            self._end_cell()
        elif name == f"{TABLE}table-row":
            self._end_row()
        elif name == f"{TABLE}table" and self._table is not None:
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
        hidden = attrs.get(f"{TABLE}style-name", "") in self._hidden_styles
        self._table = _Table(attrs.get(f"{TABLE}name", ""), hidden)
        self._row = self._rows = self._columns = 0

    def _start_column(self, attrs: dict[str, str]) -> None:
        count = repeated(attrs, "number-columns-repeated")
        if self._table is not None and attrs.get(f"{TABLE}visibility") in _HIDDEN:
            last = min(self._columns + count, self._limits.columns)
            self._table.hidden_columns.update(range(self._columns + 1, last + 1))
        self._columns += count

    def _start_row(self, attrs: dict[str, str]) -> None:
        if self._across:
            raise Unreadable("X118", what="行里套着行")
        self._row += self._rows + (0 if self._rows else 1)
        self._rows = repeated(attrs, "number-rows-repeated")
        self._column = 1
        if self._table is not None and attrs.get(f"{TABLE}visibility") in _HIDDEN:
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
        if name in _CELLS or name == f"{TABLE}table":
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
        count = repeated(attrs, "number-columns-repeated")
        first, self._column = self._column, self._column + count
        self._merge(attrs, first)
        made = self._content(attrs, first)
        if made is None:
            return
        if self._column - 1 > self._limits.columns:
            raise Unreadable("X106", what=f"第{self._row}行第{self._column - 1}列")
        self._across += [made._replace(column=column) for column in range(first, self._column)]

    def _merge(self, attrs: dict[str, str], left: int) -> None:
        down = repeated(attrs, "number-rows-spanned")
        across = repeated(attrs, "number-columns-spanned")
        if self._table is None or (down, across) == (1, 1):
            return
        if self._row <= self._limits.rows and left <= self._limits.columns:
            bottom = min(self._row + down - 1, self._limits.rows)
            right = min(left + across - 1, self._limits.columns)
            self._table.merged.append((self._row, left, bottom, right))

    def _content(self, attrs: dict[str, str], column: int) -> Cell | None:
        """The cell as it stands; None where nothing was put."""
        formula = f"{TABLE}formula" in attrs
        if "file:" in attrs.get(f"{TABLE}formula", ""):
            self.outside["外部链接"] = None
        kind, text, code = cell_value(attrs, "".join(self._pieces), self._limits, formula=formula)
        if not text and not formula:
            return None
        has_value = bool(text) or (kind == "text" and f"{OFFICE}value-type" in attrs)
        return Cell(self._row, column, kind, text, code, formula, has_value)

    def _name(self, attrs: dict[str, str]) -> None:
        where = attrs.get(f"{TABLE}cell-range-address", attrs.get(f"{TABLE}expression", ""))
        name = attrs.get(f"{TABLE}name", "")
        self.names.append(NameEntry(name, self._table is not None, reference(where)))
