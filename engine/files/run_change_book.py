"""两版结果的不同 as a workbook: a sentence a unit, then every difference, then what caused them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from engine.files.result_book_sheet import Book, Column, Table
from engine.files.result_words import Results
from engine.files.run_change_words import UnitChange, lines

_UNIT = (Column("单位编号", 11, "centred"), Column("单位名称", 28))
_UNITS = (*_UNIT, Column("有什么不同、为什么", 110))
_LINES = (
    *_UNIT,
    Column("指标", 8, "centred"),
    Column("哪一处", 26),
    Column("原来", 34),
    Column("现在", 34),
    Column("原因", 44),
)
_CAUSES = (Column("变动", 110),)
_ALL = "没有列在这里的，两版完全相同。"


def run_change_book(
    results: Results, labels: tuple[str, str], causes: Sequence[str], changes: Sequence[UnitChange]
) -> bytes:
    """The workbook of one comparison; the same two runs give the same bytes."""
    said = f"从{labels[0]}到{labels[1]}。内部材料，不对外公布。"
    head = f"{results['title']}　两版结果的不同"
    rows = ([unit.code, unit.name, unit.sentence] for unit in changes)
    tables = (
        Table("各单位", (head, said), _UNITS, rows, frozen=2),
        Table(
            "每一处", ("每一处不同", f"{said}{_ALL}"), _LINES, map(list, lines(changes)), frozen=2
        ),
        Table("原因", ("输入有什么变动", said), _CAUSES, ([each] for each in causes)),
    )
    book = Book(results["title"], date.fromisoformat(results["as_of"]))
    for table in tables:
        book.add(table, labels[1])
    return book.finish()
