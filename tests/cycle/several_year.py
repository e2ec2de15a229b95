"""The small year with several experts to a unit: who may review what, and sheets they hand in."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path

import openpyxl
from openpyxl.workbook.defined_name import DefinedName

from engine.cycle.places import ASSIGNMENTS
from engine.cycle.year import open_year
from engine.files import originals
from engine.files.form_names import (
    REVIEW_WHY,
    STAMP,
    STAMP_ASSESSOR,
    STAMP_ENTRY,
    reason_of,
    value_of,
)
from engine.records.review import Assignment, Assignments
from tests.cycle import small_year
from tests.cycle.small_year import command, review_sheet

TERMS = """\
review:
  by: expert
  per_unit: 2
  marks: individual
  combine: mean
"""
EXPERTS = ("E01", "E02", "E03")
UNITS = ("010101", "010102", "010103")
GIVEN = {"010101": ("E01", "E02"), "010102": ("E01", "E03"), "010103": ("E02", "E03")}
DAY = date(2025, 11, 20)
MARK, ITEM = "F431", "4.3"
"""A mark reviewers give, and its item of 4 points."""


@cache
def several(root: Path, more: str = "") -> Path:
    """The year of three experts, handed in and assigned, with `more` lines under `review`."""
    folder = root / f"several{len(list(root.iterdir()))}" / "2025"
    shutil.copytree(small_year.stages(root) / "filled" / "2025", folder)
    with (folder / "cycle.yaml").open("a", encoding="utf-8") as settings:
        settings.write(TERMS + more)
    rows = [["专家编号", "姓名", "评审组", "所在单位"], *([e, "", "", ""] for e in EXPERTS)]
    write_table(folder / "outside" / "专家名册.csv", rows)
    assert command(folder, "lock", "--accept") == 0
    small_year._hand_in(folder)
    assert command(folder, "intake", "--received", "2025-11-01") == 0
    assign(folder, GIVEN)
    return folder


def write_table(path: Path, rows: Iterable[Iterable[str]]) -> None:
    """A table of the office as CSV."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    path.write_text(text.getvalue(), "utf-8-sig")


def avoid(folder: Path, expert: str, unit: str) -> None:
    """A 回避 is declared."""
    rows = [["专家编号", "单位编号", "缘由"], [expert, unit, "亲属在该单位"]]
    write_table(folder / "outside" / f"回避表-{expert}.csv", rows)


def assign(folder: Path, given: Mapping[str, tuple[str, ...]], **more: str) -> None:
    """Put an assignment on record, without a draw."""
    path = folder / ASSIGNMENTS
    before = originals.load(path, Assignments) or Assignments()
    made = Assignment.model_validate(
        {"per_unit": 2, "seed": "1", "units": given, "date": DAY, **more}
    )
    originals.save(path, Assignments(assignments=(*before.assignments, made)))


@cache
def accepted(folder: Path, unit: str) -> bytes:
    """A sheet on which all is accepted and every mark is full."""
    return review_sheet(open_year(folder), unit)


def hand_in(
    folder: Path,
    unit: str,
    assessor: str,
    cells: Mapping[str, str | float] | None = None,
    *,
    why: str = "",
    entry: str = "",
    name: str = "",
    **stamps: str,
) -> Path:
    """Put a sheet into `review/`, everything accepted but what `cells` says by name."""
    path = folder / "review" / assessor / (name or _name(unit, assessor, entry))
    path.parent.mkdir(parents=True, exist_ok=True)
    told = {STAMP_ASSESSOR: assessor, STAMP_ENTRY: entry, **stamps}
    filled = {**(cells or {}), REVIEW_WHY: why}
    path.write_bytes(stamped(accepted(folder, unit), told, filled))
    return path


def _name(unit: str, assessor: str, entry: str) -> str:
    return f"评审表-{unit}-{assessor}{'-' if entry else ''}{entry}.xlsx"


def marked(mark: float, reason: str = "推广不够") -> dict[str, str | float]:
    """The cells of a mark below full points."""
    return {value_of(MARK): mark, reason_of(ITEM): reason}


def stamped(data: bytes, stamps: Mapping[str, str], filled: Mapping[str, str | float]) -> bytes:
    """A sheet with stamps, and cells filled in by name."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for row, (name, text) in enumerate(stamps.items(), start=40):
        book[STAMP].cell(row, 2, text)
        _name_cell(book, name, STAMP, f"$B${row}")
    _name_cell(book, REVIEW_WHY, "评审表", "$N$2")
    for name, value in filled.items():
        [(sheet, address)] = book.defined_names[name].destinations
        book[sheet][address].value = value
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def _name_cell(book: openpyxl.Workbook, name: str, sheet: str, cell: str) -> None:
    if name not in book.defined_names:
        book.defined_names[name] = DefinedName(name, attr_text=f"'{sheet}'!{cell}")
