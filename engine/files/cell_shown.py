"""Cells as they are seen 单元格所见: what a person reads in one, whatever it was meant to say."""

from __future__ import annotations

from engine.files.book import Book, Cell
from engine.files.cell_readings import cell_text
from engine.files.form_names import CONTACTS, COVER, UNIT_NAME
from engine.files.form_stamp import sheet_named
from engine.files.number_format import excel_date, is_date_format, is_percent_format
from engine.records.answers import clean_double, comparable
from engine.records.exact import plain


def shown(cell: Cell | None, *, date_1904: bool) -> str:
    """What stands in a cell: a date as YYYY-MM-DD, a share with its %, of a formula its value."""
    if cell is None or not cell.has_value:
        return ""
    if cell.kind != "number":
        text = cell.text[:10] if cell.kind == "date" else cell.text
        return text if text.strip() else ""
    if is_date_format(cell.number_format):
        day = excel_date(cell.text, date_1904=date_1904)
        return day.isoformat() if day is not None else "######"
    try:
        value = clean_double(cell.text)
    except ValueError:
        return cell.text
    return f"{plain(value * 100)}%" if is_percent_format(cell.number_format) else plain(value)


def read_cover(book: Book) -> dict[str, str]:
    """What stands right of each label of the cover that says who filled the form in."""
    sheet = sheet_named(book, COVER)
    if sheet is None:
        return {}
    wanted = {comparable(label): label for label in (*CONTACTS, UNIT_NAME)}
    found = {}
    for (row, column), cell in sheet.cells.items():
        label = wanted.get(comparable(cell_text(cell)))
        if label is not None:
            beside = sheet.cells.get((row, column + 1))
            found[label] = shown(beside, date_1904=book.date_1904)
    return {label: text for label, text in found.items() if text}
