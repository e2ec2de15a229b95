"""Working days 工作日: the holidays the program knows, and what the office's table says of days.

The State Council announces a year's holidays late in the year before; a year that neither the
library nor the office's table knows is said, never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from engine.files.office_tables import Row, Table, read_table
from engine.records.answers import parse_date
from engine.records.problem import CannotGoOn, Problem, problem

WORKING_DAYS = "工作日表"
"""A table whose file name begins so says of single days whether they are worked on."""
DAY, WORKS = "日期", "安排"
_WORDS = {"休息": False, "放假": False, "上班": True, "补班": True}
_DAY = timedelta(days=1)
_WEEKEND = 5


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """Which days are worked on. `told`: what the office's table says, which stands above all."""

    told: Mapping[date, bool] = field(default_factory=dict)

    def is_working(self, day: date) -> bool:
        """Whether people work on a day. Raises CannotGoOn (3) for a year nobody knows (C477)."""
        if day in self.told:
            return self.told[day]
        from chinese_calendar import is_workday  # noqa: PLC0415 - not needed to score

        try:
            return bool(is_workday(day))
        except NotImplementedError:
            pass
        if day.year not in {each.year for each in self.told}:
            raise CannotGoOn(problem("C477", what=str(day.year)), exit_code=3)
        return day.weekday() < _WEEKEND

    def after(self, day: date, count: int) -> date:
        """The last day of a term of `count` working days; `day` itself is not counted."""
        while count:
            day += _DAY
            count -= self.is_working(day)
        return day


def read_working_days(folder: Path) -> WorkingDays:
    """What the tables of `folder` say, in whatever order they are read.

    Raises CannotGoOn (3) with every line that cannot be read, or says two things of one day.
    """
    told: dict[date, bool] = {}
    problems: list[Problem] = []
    for path in sorted(folder.glob(f"{WORKING_DAYS}*")) if folder.is_dir() else []:
        if path.suffix.lower() not in (".xlsx", ".csv"):
            continue
        table = read_table(path, (DAY, WORKS), codes=())
        problems += table.problems
        for row in table.rows:
            problems += _take(table, row, told)
    if problems:
        raise CannotGoOn(*problems, exit_code=3)
    return WorkingDays(told)


def _take(table: Table, row: Row, told: dict[date, bool]) -> list[Problem]:
    day, works = parse_date(row.cells[DAY]).value, _WORDS.get(row.cells[WORKS])
    if day is None or works is None:
        where = table.place(row, DAY if day is None else WORKS)
        return [problem("C475", where, what="、".join(_WORDS))]
    if told.setdefault(day, works) != works:
        return [problem("C476", table.place(row, DAY), day=day)]
    return []
