"""The files of a self-check 自查: the form sent back 退回 with its faults marked, and the page."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from engine.cycle.checking import Checked, Reading
from engine.cycle.places import INBOX, RETURNED
from engine.cycle.year import Year, find_year
from engine.files.atomic import write_file
from engine.files.check_page import check_page
from engine.files.field_words import chinese_day
from engine.files.form_names import UNIT_NAME
from engine.files.form_return import Returned
from engine.files.form_sheet import write_form
from engine.files.form_stamp import stamped_cycle
from engine.files.form_typed import typed
from engine.files.personal_data import masked
from engine.records.problem import CannotGoOn, Place, problem

_NO_DAY = date(2000, 1, 1)
"""The date of a file made outside any year, which knows no clock."""


def write_return(found: Checked, out: Path | None) -> Path:
    """Write the form anew with all that was typed and a mark on every fault; where it is.

    Raises CannotGoOn (E272, 3) for a file that is no form that counts; (2) no such folder.
    """
    reading = found.reading
    if reading is None or reading.book.hand_in is not None:
        place = Place(masked(found.path.name))
        raise CannotGoOn(*found.problems, problem("E272", place), exit_code=3)
    target = out or _beside(found, "退回.xlsx")
    if not target.parent.is_dir():
        raise CannotGoOn(problem("L715", what=f"文件夹 {target.parent.name}"), exit_code=2)
    write_file(target, _return(found, reading))
    return target


def write_page(found: Checked, report: dict[str, Any]) -> Path:
    """Write the page of a check; where it is."""
    target = _beside(found, "自查.html")
    write_file(target, check_page(report).encode())
    return target


def _return(found: Checked, reading: Reading) -> bytes:
    year, standard = reading.year, reading.against.standard
    content = typed(reading.book, standard, reading.submission)
    name = reading.unit.name or content.contacts.get(UNIT_NAME, "")
    returned = Returned(
        reading.book,
        content,
        found.problems,
        {item.code: item.indicator.title for item in standard.items},
        _asked(name, year),
    )
    return write_form(
        standard,
        reading.unit.model_copy(update={"name": name}),
        year.outside.shown(reading.unit.code) if year is not None else {},
        cycle=year.settings.cycle if year is not None else stamped_cycle(reading.book),
        structure=reading.against.structure,
        hand_in_by=year.settings.hand_in_by if year is not None else None,
        created=year.settings.as_of if year is not None else _NO_DAY,
        returned=returned,
    )


def _asked(name: str, year: Year | None) -> str:
    when = f"请在{chinese_day(year.settings.mend_by)}前补正好交回。" if year is not None else ""
    return f"{name}的自评表：{when}" if name else when


def _beside(found: Checked, ending: str) -> Path:
    """Beside the file; what lies in the inbox of a year is not joined there by what we write."""
    folder = found.path.parent
    year = find_year(folder)
    if year is not None and year / INBOX in found.path.resolve().parents:
        folder = year / RETURNED
        folder.mkdir(exist_ok=True)
    stem = found.path.stem.removesuffix("-退回")
    return folder / f"{stem}-{ending}"
