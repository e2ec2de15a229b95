"""Edits workbooks in LibreOffice itself, as a person does; run by the Python that has `uno`.

    python3 edit_in_calc.py PORT JOBS.json

A job is {"open": path, "edits": [[verb, argument, …], …], "save": [path, …], "password": text};
cells are given by defined name; the password is for .ods alone. One soffice does all jobs and ends.
"""

import json
import sys
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.lang import Locale
from com.sun.star.table import TableSortField
from com.sun.star.util import Date

FILTERS = {".xlsx": "Calc MS Excel 2007 XML", ".ods": "calc8"}


def prop(name, value):
    """A named argument in the form LibreOffice takes."""
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def desktop(port):
    """The desktop of the soffice that listens on `port`, once it does."""
    here = uno.getComponentContext()
    resolver = here.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", here
    )
    for _ in range(240):
        try:
            there = resolver.resolve(
                f"uno:socket,host=127.0.0.1,port={port};urp;StarOffice.ComponentContext"
            )
            return there.ServiceManager.createInstanceWithContext(
                "com.sun.star.frame.Desktop", there
            )
        except NoConnectException:
            time.sleep(0.25)
    raise SystemExit("soffice does not listen")


class Hands:
    """What a person can do to an open workbook; every method is a verb of a job."""

    def __init__(self, document):
        self.document = document
        self.sheets = document.getSheets()

    def cell(self, name):
        """The cell of a defined name."""
        return self.document.NamedRanges.getByName(name).getReferredCells().getCellByPosition(0, 0)

    def at(self, name):
        """(sheet, address) of a defined name's cell."""
        cell = self.cell(name)
        return cell.getSpreadsheet(), cell.getCellAddress()

    def text(self, name, text):
        self.cell(name).setString(text)

    def number(self, name, value, code=""):
        cell = self.cell(name)
        cell.setValue(value)
        if code:
            cell.NumberFormat = self.format(code)

    def format(self, code):
        formats, locale = self.document.NumberFormats, Locale("zh", "CN", "")
        key = formats.queryKey(code, locale, False)
        return key if key >= 0 else formats.addNew(code, locale)

    def enter(self, name, typed):
        """Type into a cell and let Calc make of it what it makes."""
        self.cell(name).setFormula(typed)

    def insert_row(self, name):
        sheet, at = self.at(name)
        sheet.getRows().insertByIndex(at.Row, 1)

    def delete_row(self, name):
        sheet, at = self.at(name)
        sheet.getRows().removeByIndex(at.Row, 1)

    def insert_column(self, name):
        sheet, at = self.at(name)
        sheet.getColumns().insertByIndex(at.Column, 1)

    def cut_row(self, name, to):
        """Cut a whole row and paste it far below."""
        sheet, at = self.at(name)
        row = sheet.getRows().getByIndex(at.Row).getRangeAddress()
        sheet.moveRange(sheet.getCellByPosition(0, to).getCellAddress(), row)

    def cut(self, name, to):
        """Cut one cell and paste it over another."""
        sheet, _ = self.at(name)
        sheet.moveRange(self.at(to)[1], self.cell(name).getRangeAddress())

    def merge(self, name, to):
        sheet, first = self.at(name)
        _, last = self.at(to)
        sheet.getCellRangeByPosition(first.Column, first.Row, last.Column, last.Row).merge(True)

    def hide_row(self, name):
        sheet, at = self.at(name)
        sheet.getRows().getByIndex(at.Row).IsVisible = False

    def hide_sheet(self, sheet):
        self.sheets.getByName(sheet).IsVisible = False

    def comment(self, name, text):
        sheet, at = self.at(name)
        sheet.getAnnotations().insertNew(at, text)

    def autofilter(self, name, to):
        sheet, first = self.at(name)
        _, last = self.at(to)
        area = sheet.getCellRangeByPosition(0, first.Row - 1, last.Column, last.Row)
        self.document.DatabaseRanges.addNewByName("filtered", area.getRangeAddress())
        self.document.DatabaseRanges.getByName("filtered").AutoFilter = True

    def sort(self, name, to):
        """Sort the area between two cells by its last column."""
        sheet, first = self.at(name)
        _, last = self.at(to)
        area = sheet.getCellRangeByPosition(first.Column, first.Row, last.Column, last.Row)
        field = TableSortField()
        field.Field, field.IsAscending = last.Column - first.Column, True
        fields = uno.Any("[]com.sun.star.table.TableSortField", (field,))
        uno.invoke(area, "sort", ((prop("SortFields", fields), prop("ContainsHeader", False)),))

    def rename_sheet(self, sheet, name):
        self.sheets.getByName(sheet).setName(name)

    def delete_sheet(self, sheet):
        self.sheets.removeByName(sheet)

    def move_sheet(self, sheet, position):
        self.sheets.moveByName(sheet, position)

    def add_sheet(self, sheet):
        self.sheets.insertNewByName(sheet, 0)

    def count_from_1904(self):
        self.document.NullDate = Date(1, 1, 1904)


def carry_out(office, job):
    """One job: open, edit, save under every name."""
    url = Path(job["open"]).resolve().as_uri()
    document = office.loadComponentFromURL(url, "_blank", 0, (prop("Hidden", True),))
    hands = Hands(document)
    for index in range(hands.sheets.getCount()):
        hands.sheets.getByIndex(index).unprotect("")
    for verb, *arguments in job["edits"]:
        getattr(hands, verb)(*arguments)
    for path in map(Path, job["save"]):
        asked = [prop("FilterName", FILTERS[path.suffix])]
        if job["password"]:
            asked.append(prop("Password", job["password"]))
        document.storeToURL(path.resolve().as_uri(), tuple(asked))
    document.close(True)


def main():
    """Every job in turn, then the end of the soffice."""
    port, jobs = sys.argv[1:]
    office = desktop(port)
    try:
        for job in json.loads(Path(jobs).read_text("utf-8")):
            carry_out(office, job)
    finally:
        office.terminate()


if __name__ == "__main__":
    main()
