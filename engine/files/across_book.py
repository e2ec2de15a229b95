"""跨校比对 as a workbook: both places of each flag side by side, and how a person checks it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from engine.files.result_book_sheet import Book, Cell, Column, Table
from engine.records.catalogue import CATALOGUE
from engine.records.flags import Flag, Side

_COLUMNS = (
    Column("序号", 5, "centred"),
    Column("线索", 13),
    Column("甲　在哪里", 22),
    Column("甲　内容", 34),
    Column("乙　在哪里", 22),
    Column("乙　内容", 34),
    Column("怎样核查", 34),
    Column("核查结果", 14),
)
_SHOWN = 300


def across_book(
    title: str, created: date, names: Mapping[str, str], flags: Sequence[Flag]
) -> bytes:
    """The workbook the office looks into; the same flags give the same bytes."""
    head = (
        f"{title}　跨校比对",
        f"共{len(flags)}条线索，只供办公室核查，不扣分，不发给学校，不写进结果。"
        "每条左右两处对照着看；核查的结果写在最后一栏。",
    )
    rows = [_row(number, each, names) for number, each in enumerate(flags, start=1)]
    book = Book(title, created)
    book.add(Table("跨校比对", head, _COLUMNS, rows, frozen=2), "跨校比对")
    return book.finish()


def _row(number: int, flag: Flag, names: Mapping[str, str]) -> list[Cell]:
    return [
        str(number),
        CATALOGUE[flag.said.code].title,
        *_side(flag.one, names),
        *_side(flag.other, names),
        f"{flag.said.message}{flag.said.mend}",
        "",
    ]


def _side(side: Side, names: Mapping[str, str]) -> list[Cell]:
    name = names.get(side.unit, "")
    place = side.place
    cell = " ".join(part for part in (place.sheet, place.cell) if part)
    of = f"指标 {side.indicator}" if side.indicator else ""
    where = (f"{side.unit} {name}".strip(), of, cell or place.file)
    shows = side.shows if len(side.shows) <= _SHOWN else f"{side.shows[:_SHOWN]}……"
    return ["\n".join(filter(None, where)), shows]
