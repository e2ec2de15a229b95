"""The progress workbook 进度表: summary, units, groups with bars, and who is still missing."""

from __future__ import annotations

from collections.abc import Iterator

from engine.files.progress_words import HOW_COUNTED, by_need, changed_words, on_line, state, summary
from engine.files.result_book_sheet import Book, Cell, Chosen, Column, Percent, Table
from engine.records.progress import Completion, Count, Progress, Tally

_RATE = Column("完成率", 16, "bar")
_COUNTS = (Column("已填", 8), Column("应填", 8), _RATE)
_REST = (Column("佐证有", 8), Column("佐证应有", 9), Column("要改", 7))


def progress_book(found: Progress) -> bytes:
    """The workbook of one day; the same progress gives the same bytes."""
    book = Book(f"{found.title}　进度表", found.day)
    footer = f"进度表　{found.day}"
    for table in (_summary(found), _units(found), _groups(found), _missing(found), _changes(found)):
        book.add(table, footer)
    return book.finish()


def _summary(found: Progress) -> Table:
    columns = (
        Column("范围", 18), Column("应报", 8), Column("已接收", 8), Column("不能用", 8),
        Column("未提交", 8), *_COUNTS, *_REST, Column("到线的", 8), Column("有要改的", 9),
    )  # fmt: skip
    head = (f"{found.title}　进度表（{found.day}）", *summary(found), HOW_COUNTED)
    return Table("总的情况", head, columns, [_tally_row(found.whole, found)], frozen=1)


def _tally_row(tally: Tally, found: Progress) -> list[Cell]:
    return [
        tally.name, tally.units, tally.came, tally.blocked, tally.absent,
        *_count(tally.fields, found), tally.evidence.done, tally.evidence.of, tally.faults,
        tally.on_line, tally.to_mend,
    ]  # fmt: skip


def _count(count: Count, found: Progress) -> tuple[Cell, Cell, Cell]:
    percent = count.percent(found.line)
    return count.done, count.of, Percent(percent) if percent is not None else "—"


def _groups(found: Progress) -> Table:
    columns = (
        Column("分组栏目", 12), Column("组", 16), Column("应报", 8), Column("已接收", 8),
        Column("不能用", 8), Column("未提交", 8), *_COUNTS, *_REST, Column("到线的", 8),
        Column("有要改的", 9),
    )  # fmt: skip
    rows = (
        [column, *_tally_row(each, found)]
        for column, tallies in found.groups.items()
        for each in tallies
    )
    head = ("分组进度", f"进度线{found.line_words}；完成率的横条从0到100%。")
    return Table("分组", head, columns, rows, frozen=2)


def _units(found: Progress) -> Table:
    columns = (
        Column("单位编号", 11, "centred"), Column("单位名称", 34),
        *(Column(each, 9, "centred") for each in found.groups), Column("状态", 13, "centred"),
        *_COUNTS, Column("到线", 8, "centred"), *_REST, Column("提醒", 7),
    )  # fmt: skip
    head = ("各单位进度", f"要催的排在前面；进度线{found.line_words}，完成率的横条从0到100%。")
    rows = (_unit_row(unit, found) for unit in by_need(found))
    return Table("各单位", head, columns, rows, frozen=2)


def _unit_row(unit: Completion, found: Progress) -> list[Cell]:
    word = on_line(unit, found)
    came = unit.expected > 0
    return [
        unit.unit, unit.name, *(unit.groups.get(each) or "未填" for each in found.groups),
        state(unit), *(_count(unit.fields, found) if unit.awaited else ("—", "—", "—")),
        Chosen(word) if word == "未到线" else word,
        *((unit.evidence.done, unit.evidence.of, unit.blocking, unit.warnings) if came
          else ("—", "—", "—", "—")),
    ]  # fmt: skip


def _missing(found: Progress) -> Table:
    columns = (
        Column("单位编号", 11, "centred"), Column("单位名称", 30),
        *(Column(each, 10, "centred") for each in found.groups), Column("状态", 14, "centred"),
        Column("联系情况（手写）", 40),
    )  # fmt: skip
    rows: Iterator[list[Cell]] = (
        [unit.unit, unit.name, *(unit.groups.get(each) or "未填" for each in found.groups),
         state(unit), None]
        for unit in found.missing
    )  # fmt: skip
    head = ("没有交的、材料不能用的", f"截止{found.hand_in_by}，补正期满{found.mend_by}。")
    return Table("未交", head, columns, rows, frozen=2)


def _changes(found: Progress) -> Table:
    columns = (Column("单位编号", 11, "centred"), Column("单位名称", 30), Column("变化", 60))
    rows = ([each.unit, each.name, "，".join(each.words)] for each in found.changes)
    return Table("变化", ("新的变化", changed_words(found)), columns, rows)
