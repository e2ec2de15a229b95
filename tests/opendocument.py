"""Writes a `Book` as an .ods, the way spreadsheet programs do: blanks and equal cells as counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from engine.files.book import Book, Cell, Sheet
from engine.files.form_cells import address
from engine.files.number_format import excel_date, is_date_format
from tests.hostile_workbooks import packed

_NAMESPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (
        *(("office", "office"), ("table", "table"), ("text", "text"), ("style", "style")),
        *(("draw", "drawing"), ("meta", "meta")),
    )
)
MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
_MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
HIDDEN = (
    '<style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>'
)


def ods(tables: str, *, names: str = "", before: str = "", **parts: str | bytes) -> bytes:
    """An .ods of the XML of its tables and names; `before` stands before the first table."""
    content = (
        f"<office:document-content {_NAMESPACES}><office:automatic-styles>{HIDDEN}"
        f"</office:automatic-styles><office:body><office:spreadsheet>{before}{tables}"
        f"<table:named-expressions>{names}</table:named-expressions>"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    members: dict[str, str | bytes] = {
        "mimetype": MIMETYPE,
        "content.xml": content,
        "META-INF/manifest.xml": manifest(),
        **parts,
    }
    return packed(members)


def manifest(inside: str = "") -> str:
    """The list of an .ods' parts, with more entries in it."""
    return f'<m:manifest xmlns:m="{_MANIFEST}">{inside}</m:manifest>'


def table(rows: str, name: str = "表一") -> str:
    """One table of an .ods."""
    return f'<table:table table:name="{name}">{rows}</table:table>'


def as_ods(book: Book) -> bytes:
    """What is in `book`; formulas lose what they compute with."""
    names = (
        f'<table:named-range table:name="{name}" table:cell-range-address='
        f"\"$'{sheet}'.${address(row, column)}\"/>"
        for name, (sheet, row, column) in book.names.items()
    )
    return ods("".join(map(_table, book.sheets)), names="".join(names))


def _table(sheet: Sheet) -> str:
    style = ' table:style-name="ta2"' if sheet.hidden else ""
    rows = "".join(_rows(sheet))
    return f"<table:table table:name={quoteattr(sheet.name)}{style}>{rows}</table:table>"


def _rows(sheet: Sheet) -> Iterator[str]:
    spans = {(top, left): (bottom, right) for top, left, bottom, right in sheet.merged}
    last = 0
    for row in sorted({row for row, _ in (*sheet.cells, *spans)} | sheet.hidden_rows):
        if row > last + 1:
            again = f'table:number-rows-repeated="{row - last - 1}"'
            yield f"<table:table-row {again}><table:table-cell/></table:table-row>"
        hidden = ' table:visibility="collapse"' if row in sheet.hidden_rows else ""
        filled = {c: cell for (r, c), cell in sheet.cells.items() if r == row}
        wide = {c: spans[r, c] for (r, c) in spans if r == row}
        widest = max((*filled, *wide), default=1)
        cells = (_cell(filled.get(c), _span(row, c, wide.get(c))) for c in range(1, widest + 1))
        yield f"<table:table-row{hidden}>{''.join(_counted(cells))}</table:table-row>"
        last = row


def _span(row: int, column: int, end: tuple[int, int] | None) -> str:
    if end is None:
        return ""
    down, across = end[0] - row + 1, end[1] - column + 1
    return f' table:number-rows-spanned="{down}" table:number-columns-spanned="{across}"'


def _counted(cells: Iterable[str]) -> Iterator[str]:
    for cell, same in groupby(cells):
        count = len(list(same))
        again = f' table:number-columns-repeated="{count}"' if count > 1 else ""
        yield cell.replace("<table:table-cell", f"<table:table-cell{again}", 1)


def _cell(cell: Cell | None, span: str) -> str:
    if cell is None:
        return f"<table:table-cell{span}/>"
    text = escape(cell.text, {"\r": "&#13;"}).replace("\n", "</text:p><text:p>")
    date = excel_date(cell.text, date_1904=False) if is_date_format(cell.number_format) else None
    if date is not None:
        cell = cell._replace(kind="date", text=date.isoformat())
    value = {
        "number": f'office:value-type="float" office:value="{cell.text}"',
        "date": f'office:value-type="date" office:date-value="{cell.text}"',
        "boolean": f'office:value-type="boolean" office:boolean-value="{cell.text.lower()}"',
    }.get(cell.kind, 'office:value-type="string"')
    formula = ' table:formula="of:=1"' if cell.formula else ""
    return f"<table:table-cell{span}{formula} {value}><text:p>{text}</text:p></table:table-cell>"
