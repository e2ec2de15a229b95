"""初评确认登记.xlsx: one line a unit for the office to fill in as sheets come back, and its reader.

A unit that objects to several items takes a line for each, every line with the unit's code.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from engine.files.answer_cells import choice
from engine.files.office_tables import Table, read_table
from engine.files.sheet_style import Book

REGISTER = "初评确认登记"
"""Every table whose file name begins so is read."""
UNIT, NAME, OUTCOME, DAY, ROLE = "单位编号", "单位名称", "结果", "日期", "签字人角色"
INDICATOR, REASON, PIECES = "异议指标", "理由", "材料编号"
HEADS = (UNIT, NAME, OUTCOME, DAY, ROLE, INDICATOR, REASON, PIECES)
AGREES, OBJECTS, SILENT = "无异议", "有异议", "未回复"
OUTCOMES = (AGREES, OBJECTS, SILENT)
_WIDTHS = (11, 32, 11, 13, 16, 11, 52, 24)
_SPARE = 200
_NOTE = (
    "收回一份填一行：结果从下拉里选；有几项异议就写几行，每行都写单位编号和异议指标。"
    "日期是单位签字的日子；签字人写职务，不写姓名；材料编号是该单位佐证材料目录里的编号，用“、”隔开。"
)


def write_register(lines: Sequence[Mapping[str, str]], *, title: str, created: date) -> bytes:
    """The register with these lines already in it; the same arguments give the same bytes."""
    book = Book(REGISTER, created)
    page = book.page(REGISTER, _WIDTHS)
    last = len(HEADS) - 1
    page.block((0, 0), (0, last), f"{title}　{REGISTER}", "title")
    page.height(0, 30.0)
    page.block((1, 1), (0, last), _NOTE, "small")
    page.height(1, 32.0)
    for column, head in enumerate(HEADS):
        page.text(2, column, head, "heading")
    for row in range(3, 3 + len(lines) + _SPARE):
        line = lines[row - 3] if row - 3 < len(lines) else {}
        for column, head in enumerate(HEADS):
            centred = head not in (NAME, REASON, PIECES)
            page.text(row, column, line.get(head, ""), "input-centred" if centred else "input")
    end = 2 + len(lines) + _SPARE
    page.sheet.data_validation(3, 2, end, 2, choice(list(OUTCOMES)))
    page.sheet.freeze_panes(3, 2)
    page.sheet.repeat_rows(2)
    page.sheet.print_area(0, 0, 2 + max(len(lines), 1), last)
    book.footer(title, REGISTER)
    return book.finish()


def register_lines(
    typed: Sequence[Mapping[str, str]], units: Mapping[str, str]
) -> list[dict[str, str]]:
    """What was typed, as it stands, and a line for every unit that has none; code → name."""
    known = {line[UNIT] for line in typed}
    fresh = ({UNIT: code, NAME: name} for code, name in units.items() if code not in known)
    return [{head: line.get(head, "") for head in HEADS} for line in (*typed, *fresh)]


def registers(folder: Path) -> list[Path]:
    """The registers of a folder, in name order."""
    found = folder.glob(f"{REGISTER}*") if folder.is_dir() else ()
    return sorted(path for path in found if path.suffix.lower() in (".xlsx", ".csv"))


def lines_of(path: Path) -> list[dict[str, str]]:
    """What stands in a register, as it was typed. Raises CannotGoOn where it cannot be read."""
    return [dict(row.cells) for row in read_register(path).rows]


def read_register(path: Path) -> Table:
    """One register as a table. Raises CannotGoOn where it cannot be read as one."""
    return read_table(path, (UNIT, OUTCOME, DAY), (NAME, ROLE, INDICATOR, REASON, PIECES))
