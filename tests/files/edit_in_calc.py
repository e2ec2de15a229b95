"""Edits the form in LibreOffice itself, as a person does; run by the Python that has `uno`.

    python3 edit_in_calc.py PORT WORKBOOK insert ROW
    python3 edit_in_calc.py PORT WORKBOOK cut ROW COLUMN TO_ROW TO_COLUMN

Rows and columns count from 0.
"""

import sys
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

FORM = "自评表"


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
    for _ in range(120):
        try:
            there = resolver.resolve(
                f"uno:socket,host=127.0.0.1,port={port};urp;StarOffice.ComponentContext"
            )
            return there.ServiceManager.createInstanceWithContext(
                "com.sun.star.frame.Desktop", there
            )
        except NoConnectException:
            time.sleep(0.5)
    raise SystemExit("soffice does not listen")


def edit(sheet, what, numbers):
    """Insert a row, or cut one cell and paste it over another."""
    if what == "insert":
        sheet.getRows().insertByIndex(numbers[0], 1)
        return
    row, column, to_row, to_column = numbers
    source = sheet.getCellByPosition(column, row).getRangeAddress()
    target = sheet.getCellByPosition(to_column, to_row).getCellAddress()
    sheet.moveRange(target, source)


def main():
    """Edit, save over the workbook, end the soffice."""
    port, workbook, what, *numbers = sys.argv[1:]
    office = desktop(port)
    url = Path(workbook).resolve().as_uri()
    document = office.loadComponentFromURL(url, "_blank", 0, (prop("Hidden", True),))
    sheet = document.getSheets().getByName(FORM)
    sheet.unprotect("")
    edit(sheet, what, [int(number) for number in numbers])
    document.storeToURL(url, (prop("FilterName", "Calc MS Excel 2007 XML"),))
    document.close(True)
    office.terminate()


if __name__ == "__main__":
    main()
