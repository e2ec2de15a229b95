"""录入核对单: where two people typed one sheet otherwise, to be compared with the paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from engine.files.result_book_sheet import Book, Cell, Column, Table
from engine.records.review import TypedApart

_COLUMNS = (
    Column("单位编号", 11, "centred"),
    Column("单位名称", 26),
    Column("评审人", 10, "centred"),
    Column("指标", 8, "centred"),
    Column("填报项", 28),
    Column("甲录的", 14, "centred"),
    Column("乙录的", 14, "centred"),
    Column("纸上写的", 14, "centred"),
    Column("甲录在", 40),
    Column("乙录在", 40),
)


def typed_apart_book(
    title: str, created: date, names: Mapping[str, str], listed: Sequence[TypedApart]
) -> bytes:
    """The workbook for whoever compares with the paper; the same lines give the same bytes."""
    said = f"共{len(listed)}处。请对照纸质评审表，改好录错的那一份，再运行 wuhao review read。"
    book = Book(title, created)
    head = (f"{title}　录入核对单", said)
    book.add(
        Table("录入核对单", head, _COLUMNS, [_row(e, names) for e in listed], frozen=2),
        "录入核对单",
    )
    return book.finish()


def _row(each: TypedApart, names: Mapping[str, str]) -> list[Cell]:
    return [
        each.unit, names.get(each.unit, "—"), each.assessor, each.indicator, each.title,
        each.first, each.second, "", str(each.first_place), str(each.second_place),
    ]  # fmt: skip
