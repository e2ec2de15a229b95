"""Cell values 单元格取值: one cell's content, read as the answer of one field or found at fault."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from engine.files.book import Cell
from engine.files.cell_readings import (
    NOTHING,
    Reading,
    cell_text,
    claimed,
    computed_fault,
    faulty,
    is_ticked,
)
from engine.files.date_values import in_period, period_in_words, read_date
from engine.files.number_format import is_date_format, is_percent_format
from engine.language.fields import NONE, Field, Kind
from engine.records.answers import (
    clean_double,
    comparable,
    document_number,
    match_choice,
    parse_number,
    plain_text,
)
from engine.records.exact import places_of, plain
from engine.records.states import State
from engine.records.submission import FILLED
from engine.rubric.model import Period

_EXACT_DIGITS = 10**15
_NO_TICKS = frozenset(("", *"×✗✘□否无0-", "没有"))


def read_value(
    field: Field, cell: Cell | None, *, date_1904: bool, period: Period | None = None
) -> Reading:
    """The answer to `field` in `cell`; a formula, an error or a doubtful writing is a fault.

    `period` bounds a date that must lie in 统计时段. Multi-select fields: see `read_choices`.
    """
    if cell is None:
        return NOTHING
    computed = computed_fault(cell)
    if computed is not None:
        return computed
    match field.type:
        case Kind.NUMBER:
            return _number(field, cell)
        case Kind.DATE:
            return _dated(field, cell, date_1904, period)
        case Kind.YES_NO | Kind.CHOICE:
            return _choice(field, cell)
        case Kind.DOCUMENT:
            return _document(cell)
    cleaned, notes = plain_text(cell.text)
    if not cleaned:
        return NOTHING
    # “无” answers the question and owes no evidence; any other text is only known to be there.
    return claimed(NONE if cleaned.strip("。") in (NONE, "没有") else FILLED, *notes)


def read_choices(field: Field, cells: Mapping[int, Cell | None]) -> Reading:
    """The chosen options from the cells of their rows (1…n; 0 = 以上都没有)."""
    ticked: list[int] = []
    for index, cell in cells.items():
        if cell is None:
            continue
        computed = computed_fault(cell)
        if computed is not None:
            return computed
        if is_ticked(cell):
            ticked.append(index)
        elif comparable(cell_text(cell)) not in _NO_TICKS:
            return faulty("E218", "有的选“✓”，没有的空着")
    if not ticked:
        return NOTHING
    if 0 in ticked and len(ticked) > 1:
        return faulty("E218", "选了“以上都没有”，就不能再选别的")
    chosen = tuple(o for n, o in enumerate(field.options, start=1) if n in ticked)
    return Reading(chosen, State.CLAIMED)


def _number(field: Field, cell: Cell) -> Reading:
    if cell.kind == "number":
        return _stored_number(field, cell)
    if cell.kind != "text":
        return faulty("E213")
    percent = field.unit == "%"
    parsed = parse_number(cell.text, unit=field.unit, percent=percent)
    if parsed.fault is not None:
        return faulty(parsed.fault)
    if parsed.value is None:
        return NOTHING
    if percent and "%" not in comparable(cell.text) and _may_be_a_share(field, parsed.value):
        return faulty("E212")
    return _within(field, parsed.value, *parsed.notes)


def _stored_number(field: Field, cell: Cell) -> Reading:
    if is_date_format(cell.number_format):
        return faulty("E213")
    try:
        value = clean_double(cell.text)
    except ValueError:
        return faulty("E214")
    if is_percent_format(cell.number_format):
        if field.unit != "%":
            return faulty("E215", "单元格是百分比格式，而这一项不填百分数")
        return _within(field, value * 100, "E211")
    if field.unit == "%" and _may_be_a_share(field, value):
        return faulty("E212")
    return _within(field, value)


def _may_be_a_share(field: Field, value: Decimal) -> bool:
    return 0 < value <= 1 and field.maximum is not None and field.maximum > 1


def _within(field: Field, value: Decimal, *notes: str) -> Reading:
    value = Decimal(plain(value))
    what = _out_of_range(field, value)
    return faulty("E215", what) if what else claimed(plain(value), *notes)


def _out_of_range(field: Field, value: Decimal) -> str:
    """What is wrong with the size or the places of `value`; "" if nothing."""
    if field.minimum is not None and value < field.minimum:
        return f"不能小于{plain(field.minimum)}"
    if field.maximum is not None and value > field.maximum:
        return f"不能大于{plain(field.maximum)}"
    if places_of(value) > field.places:
        return f"最多{field.places}位小数" if field.places else "要填整数"
    if field.step is not None and value % field.step:
        return f"要填{plain(field.step)}的整数倍"
    return ""


def _dated(field: Field, cell: Cell, date_1904: bool, period: Period | None) -> Reading:
    found = read_date(cell, date_1904=date_1904)
    if found.value is None:
        return Reading("", State.FAULTY, found.findings) if found.findings else NOTHING
    if field.in_period and not in_period(found.value, period):
        return faulty("E223", period_in_words(period))
    return Reading(found.value.isoformat(), State.CLAIMED, found.findings)


def _choice(field: Field, cell: Cell) -> Reading:
    text = cell_text(cell)
    if text in field.options:
        return claimed(text)
    if not text:
        return NOTHING
    chosen = match_choice(text, field.options)
    if chosen is None:
        return faulty("E218", f"请从下拉列表里选一项：{'、'.join(field.options)}")
    return claimed(chosen)


def _document(cell: Cell) -> Reading:
    if cell.kind == "date" or (cell.kind == "number" and _lost_digits(cell)):
        return faulty("E216")
    number = document_number(cell_text(cell))
    _, notes = plain_text(cell.text)
    return claimed(number, *notes) if number else NOTHING


def _lost_digits(cell: Cell) -> bool:
    """A number of more digits than a spreadsheet keeps, or one it has turned into a date."""
    if is_date_format(cell.number_format):
        return True
    try:
        return abs(clean_double(cell.text)) >= _EXACT_DIGITS
    except ValueError:
        return True
