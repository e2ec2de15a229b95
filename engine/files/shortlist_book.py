"""拟认定名单 as a workbook: winners, open ties, waitlist and everybody's reason, per award."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from engine.files.result_book_sheet import Book, Cell, Chosen, Column, Table
from engine.files.result_book_tables import caps_table, reasons_table
from engine.files.result_words import Results

_COLUMNS = (
    Column("奖项", 30),
    Column("结论", 18, "centred"),
    Column("次序", 8, "centred"),
    Column("单位编号", 11, "centred"),
    Column("单位名称", 28),
    Column("总分", 10, "centred"),
    Column("总分名次", 10, "centred"),
    Column("等次", 8, "centred"),
    Column("评定理由", 80),
)


def shortlist_book(results: Results, shortlist: Sequence[Results], *, label: str) -> bytes:
    """The workbook the office takes to the committee; the same results give the same bytes."""
    head = [
        f"{results['title']}　拟认定名单",
        f"{label}。内部材料，审定前不对外公布；并列待定的由评审领导小组集体研究。",
    ]
    book = Book(results["title"], date.fromisoformat(results["as_of"]))
    book.add(Table("拟认定名单", head, _COLUMNS, _rows(shortlist), frozen=2), label)
    book.add(caps_table(results), label)
    book.add(reasons_table(results), label)
    return book.finish()


def _rows(shortlist: Sequence[Results]) -> Iterator[list[Cell]]:
    for award in shortlist:
        for place, unit in enumerate(award["winners"], start=1):
            yield _row(award, Chosen("拟认定"), place, unit)
        for tie in award["open"]:
            for unit in tie["units"]:
                yield _row(award, f"并列，争{tie['seats']}个名额", 0, unit)
        for place, unit in enumerate(award["waitlist"], start=1):
            yield _row(award, "递补", place, unit)


def _row(award: Results, word: Cell, place: int, unit: Results) -> list[Cell]:
    rank = str(unit["rank"]) if unit["rank"] is not None else "不排名"
    return [
        award["title"], word, str(place) if place else "—", unit["code"], unit["name"],
        unit["total"], rank, unit["grade"] or "—", unit["reason"],
    ]  # fmt: skip
