"""The workings 底数 beside 表样信息: what 核对码 and 提交前检查 are worked out from, live."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from engine.files.check_code import CodedCell, code_formula, number_formula
from engine.files.field_checks import OPEN_MARKS, state_formula
from engine.files.form_checks import Check
from engine.files.form_names import STAMP, STILL_OPEN
from engine.files.sheet_style import Page, cell_name

_HEADS = ("项号", "数", "权一", "权二", "", "第几处", "指标", "事项", "状态", "位置", "要几件")
_CODE, _NUMBER, _ONE, _TWO, _, COUNT, ITEM, TITLE, STATE, PLACE, _WANTED = range(3, 14)
_HEAD_ROW, _FIRST = 1, 2


@dataclass(frozen=True, slots=True)
class Coded:
    """One cell that goes into 核对码: where it stands, and the number for it now."""

    cell: CodedCell
    at: str
    number: int


def column_of(column: int, count: int, start: int = 0) -> str:
    """`count` cells of one column of the workings, as other sheets call them."""
    ends = (_FIRST + start, _FIRST + start + count - 1)
    return f"{STAMP}!{':'.join(cell_name(row, column, fixed=True) for row in ends)}"


def state_cell(check: int) -> str:
    """The cell that holds the state of a check, counted from 0."""
    return f"{STAMP}!{cell_name(_FIRST + check, STATE, fixed=True)}"


def wanted_cell(check: int) -> str:
    """The cell that says how many pieces a check wants, counted from 0."""
    return f"{STAMP}!{cell_name(_FIRST + check, _WANTED, fixed=True)}"


def code_written(starts: Sequence[int], coded: Sequence[Coded]) -> str:
    """核对码 as a formula over the workings."""
    numbers, *weights = (column_of(column, len(coded)) for column in (_NUMBER, _ONE, _TWO))
    return code_formula(starts, numbers, weights)


def write_workings(page: Page, coded: Sequence[Coded], checks: Sequence[Check]) -> None:
    """Write both tables to the right of what is printed of 表样信息."""
    page.text(0, _CODE, "以下各栏是“核对码”和“提交前检查”的底数，自动计算，请勿改动。", "working")
    for column, head in enumerate(_HEADS, start=_CODE):
        page.text(_HEAD_ROW, column, head, "working")
    for row, each in enumerate(coded, start=_FIRST):
        page.text(row, _CODE, each.cell.row_code, "working")
        page.formula(row, _NUMBER, number_formula(each.cell, each.at), each.number, "working")
        for column, weight in zip((_ONE, _TWO), each.cell.weights, strict=True):
            page.sheet.write_number(row, column, weight, page.book.style("working"))
    still_open = sum(check.state[:1] in OPEN_MARKS for check in checks)
    made = f"MAX({column_of(COUNT, len(checks))})"
    page.formula(0, COUNT, made, still_open, "working")
    page.name(STILL_OPEN, 0, COUNT)
    counts = accumulate(int(check.state[:1] in OPEN_MARKS) for check in checks)
    for row, check, count in zip(_rows(), checks, counts, strict=False):
        _write_check(page, row, check, count)


def _rows() -> Iterator[int]:
    row = _FIRST
    while True:
        yield row
        row += 1


def _write_check(page: Page, row: int, check: Check, count: int) -> None:
    state = cell_name(row, STATE)
    marks = ",".join(f'LEFT({state},1)="{mark}"' for mark in OPEN_MARKS)
    before = f"{cell_name(row - 1, COUNT)}+" if row > _FIRST else ""
    page.formula(row, COUNT, f"{before}IF(OR({marks}),1,0)", count, "working")
    page.text(row, ITEM, check.item, "working")
    page.text(row, TITLE, check.title, "working")
    page.formula(row, STATE, state_formula(check.cases), check.state, "working")
    page.formula(row, PLACE, check.place_formula, check.place, "working")
    if check.wanted:
        page.formula(row, _WANTED, check.wanted, check.wanted_now, "working")
