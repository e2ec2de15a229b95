"""待补正清单 as a workbook: one line for everything a unit still owes, with the way to mend it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from engine.files.result_book_sheet import Book, Cell, Column, Table
from engine.records.to_mend import ToMend

_COLUMNS = (
    Column("单位编号", 11, "centred"),
    Column("单位名称", 28),
    Column("指标", 8, "centred"),
    Column("指标名称", 20),
    Column("条款", 9, "centred"),
    Column("缺什么、哪里不对", 60),
    Column("怎么改", 60),
    Column("位置", 40),
)


def mend_book(
    title: str, mend_by: date, names: Mapping[str, str], lines: Sequence[ToMend]
) -> bytes:
    """The workbook for the office to send on; the same lines give the same bytes."""
    head = (f"{title}　待补正清单", f"请在{mend_by.isoformat()}前补正；共{len(lines)}处。")
    rows = [_row(line, names) for line in lines]
    book = Book(title, mend_by)
    book.add(Table("待补正清单", head, _COLUMNS, rows, frozen=2), "待补正清单")
    return book.finish()


def _row(line: ToMend, names: Mapping[str, str]) -> list[Cell]:
    return [
        line.unit or "—", names.get(line.unit, "—"), line.indicator or "—", line.title or "整份表",
        line.clause or "—", line.what, line.mend, line.place or "—",
    ]  # fmt: skip
