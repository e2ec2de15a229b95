"""复核申请 as they come: one written in YAML, or a table with a row for each item."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from engine.files.hand_written import read
from engine.files.office_tables import Row, Table, read_table
from engine.records.answers import parse_date
from engine.records.problem import CannotGoOn, Place, Problem, problem
from engine.records.recheck import Application, AppliedItem, WrittenApplication

NUMBER, UNIT, DAY = "申请编号", "单位编号", "申请日期"
INDICATOR, REASON, PIECES = "指标编号", "理由", "材料编号"
CODES = frozenset(("number", "unit", "indicator", "pieces", "application", "reviewers", "values"))
"""Keys of hand-written files that hold codes and must be quoted."""
_BETWEEN = re.compile(r"[、，,；;\s]+")


def read_applications(path: Path) -> tuple[Application, ...]:
    """Every application of a file, in its order.

    Raises CannotGoOn (3) with every fault at its line or cell (V480).
    """
    if path.suffix.lower() in (".xlsx", ".csv"):
        return _from_table(path)
    written = read(path, WrittenApplication, code="V480", text_keys=CODES)
    told = written.value
    place = Place(path.name, line=written.document.line_of(("number",)))
    return (
        Application(
            number=told.number, unit=told.unit, date=told.date, items=told.items, place=place
        ),
    )


def _from_table(path: Path) -> tuple[Application, ...]:
    columns = (NUMBER, UNIT, DAY, INDICATOR, REASON)
    table = read_table(path, columns, (PIECES,), codes=(NUMBER, UNIT, INDICATOR, PIECES))
    problems = list(table.problems)
    found: dict[str, Application] = {}
    for row in table.rows:
        told = _application(table, row, problems)
        if told is None:
            continue
        before = found.get(told.number)
        if before is None:
            found[told.number] = told
        elif (before.unit, before.date) != (told.unit, told.date):
            what = f"申请 {told.number} 前后写了不同的单位或日期"
            problems.append(problem("V480", table.place(row, NUMBER), what=what))
        elif told.items[0].indicator in {each.indicator for each in before.items}:
            what = f"申请 {told.number} 里指标 {told.items[0].indicator} 写了两次"
            problems.append(problem("V480", table.place(row, INDICATOR), what=what))
        else:
            items = (*before.items, *told.items)
            found[told.number] = before.model_copy(update={"items": items})
    if problems:
        raise CannotGoOn(*problems)
    return tuple(found.values())


def _application(table: Table, row: Row, problems: list[Problem]) -> Application | None:
    """What one row says; None, with problems, where something is missing."""
    cells, day = row.cells, parse_date(row.cells[DAY]).value
    empty = [name for name in (UNIT, INDICATOR, REASON) if not cells[name]]
    problems += (problem("V480", table.place(row, name), what=f"没有写“{name}”") for name in empty)
    if day is None:
        problems.append(problem("V480", table.place(row, DAY), what="“申请日期”看不懂"))
    if empty or day is None:
        return None
    pieces = _listed(cells.get(PIECES, ""))
    item = AppliedItem(indicator=cells[INDICATOR], reason=cells[REASON], pieces=tuple(pieces))
    return Application(
        number=cells[NUMBER], unit=cells[UNIT], date=day, items=(item,),
        place=table.place(row, NUMBER),
    )  # fmt: skip


def _listed(text: str) -> Iterable[str]:
    return (each for each in _BETWEEN.split(text) if each)
