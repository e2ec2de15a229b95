"""Date cells 日期格: a date cell, a date written as text, or a serial number, read as one day."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from engine.files.book import Cell
from engine.files.cell_readings import Finding, computed_fault
from engine.files.number_format import excel_date, is_date_format
from engine.records.answers import FIRST_YEAR, LAST_YEAR, parse_date
from engine.rubric.model import Period

_ISO_LENGTH = 10


class DateReading(NamedTuple):
    """A date, or its fault; neither when blank."""

    value: date | None
    findings: tuple[Finding, ...] = ()


def read_date(cell: Cell | None, *, date_1904: bool) -> DateReading:
    """The date in `cell`: a date cell, a text of an unambiguous pattern, or a serial number."""
    if cell is None:
        return DateReading(None)
    computed = computed_fault(cell)
    if computed is not None:
        return DateReading(None, computed.findings)
    if cell.kind == "number":
        return _numbered_date(cell, date_1904)
    text = cell.text[:_ISO_LENGTH] if cell.kind == "date" else cell.text
    parsed = parse_date(text)
    if parsed.fault is not None:
        return DateReading(None, (Finding(parsed.fault),))
    return DateReading(parsed.value, tuple(Finding(note) for note in parsed.notes))


def in_period(day: date, period: Period | None) -> bool:
    """Whether `day` lies in 统计时段; any day does where the rubric names no period."""
    return period is None or period.first <= day <= period.last


def period_in_words(period: Period | None) -> str:
    """“2024-11-01 至 2025-10-31”."""
    return f"{period.first} 至 {period.last}" if period else ""


def _numbered_date(cell: Cell, date_1904: bool) -> DateReading:
    """Eight digits are a date as typed, being more than any serial number a date can have.

    A plausible serial without a date's format is a date whose format was lost.
    """
    typed = is_date_format(cell.number_format)
    whole = cell.text.removesuffix(".0")
    if len(whole) == 8 and whole.isdigit():
        parsed = parse_date(whole)
        faults = (parsed.fault,) if parsed.fault else parsed.notes
        return DateReading(parsed.value, tuple(map(Finding, faults)))
    if not typed and not whole.isdigit():
        return DateReading(None, (Finding("E220"),))
    value = excel_date(cell.text, date_1904=date_1904)
    if value is None or not FIRST_YEAR <= value.year <= LAST_YEAR:
        return DateReading(None, (Finding("E222"),))
    return DateReading(value, () if typed and not date_1904 else (Finding("E221"),))
