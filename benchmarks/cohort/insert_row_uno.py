"""Inserts a row in LibreOffice itself, as a person does, and saves the workbook.

Run by the Python that has `uno`, beside a soffice that listens:
    python3 insert_row_uno.py PORT WORKBOOK SHEET CODE
The row is inserted below the row in which a cell of SHEET holds CODE.
"""

import sys
import time
from pathlib import Path
from typing import Any

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

COLUMNS, ROWS = 20, 400
ATTEMPTS = 60


def prop(name: str, value: object) -> PropertyValue:
    """A named argument in the form LibreOffice takes."""
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def desktop(port: str) -> Any:
    """The desktop of the soffice that listens on `port`; waits half a minute for it to start."""
    here = uno.getComponentContext()
    resolver = here.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", here
    )
    address = f"uno:socket,host=127.0.0.1,port={port};urp;StarOffice.ComponentContext"
    for attempt in range(ATTEMPTS):
        try:
            there = resolver.resolve(address)
            break
        except NoConnectException:
            if attempt == ATTEMPTS - 1:
                raise
            time.sleep(0.5)
    return there.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", there)


def row_of(sheet: Any, code: str) -> int:
    """The row, from 0, in which a cell holds `code`. Raises ValueError if none does."""
    for row in range(ROWS):
        if any(sheet.getCellByPosition(c, row).getString() == code for c in range(COLUMNS)):
            return row
    raise ValueError(f"no cell holds {code}")


def main() -> None:
    """Insert the row, save over the workbook, end the soffice."""
    port, workbook, sheet_name, code = sys.argv[1:]
    office = desktop(port)
    url = Path(workbook).resolve().as_uri()
    document = office.loadComponentFromURL(url, "_blank", 0, (prop("Hidden", True),))
    sheet = document.getSheets().getByName(sheet_name)
    sheet.unprotect("")
    sheet.getRows().insertByIndex(row_of(sheet, code) + 1, 1)
    document.storeToURL(url, (prop("FilterName", "Calc MS Excel 2007 XML"),))
    document.close(True)
    office.terminate()


if __name__ == "__main__":
    main()
