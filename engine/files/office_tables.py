"""Reads the office's own tables: a header somewhere near the top, then one row a unit.

Title rows above the header, blank rows, totals and notes below are as Chinese tables have them
and are passed over; a row that could be data is never dropped without a word.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, TypeAlias

from engine.files.office_grids import Cell, Grid, Line, read_grids, refuse
from engine.records.answers import comparable
from engine.records.problem import CannotGoOn, Place, Problem, problem

HEADER_WITHIN = 10
DIGITS_A_SHEET_KEEPS = 15

Columns: TypeAlias = Mapping[str, str] | Sequence[str]
"""Headers, or names for headers ({"code": "学校代码"}); rows are keyed by name."""

_TOTAL = re.compile(r"(合计|总计|小计|共计)")
_NOTE = re.compile(r"(注|备注|说明|填表|制表|审核|填报)")


class Row(NamedTuple):
    """One unit's row: its 1-based number in the file, and the text under each name, "" if blank."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one sheet, the names found there, and the faults of single cells."""

    file: str
    sheet: str | None
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    places: Mapping[str, int]

    def place(self, row: Row, name: str) -> Place:
        """Where the cell `name` of `row` stands in the file."""
        return _place(self.file, self.sheet, row.line, self.places[name])


def read_table(
    path: Path, required: Columns, optional: Columns = (), codes: Collection[str] | None = None
) -> Table:
    """Read the first visible sheet whose first ten rows hold a header with all `required`.

    The first required name is the key: a row without one is a note if at most one of its cells is
    filled, else a fault. `codes` (by default the key) are names whose cells must be text. Numbers
    come as plain decimals, dates as ISO text. Faults of cells (C408 to C411, E216) are collected
    in the table. Raises CannotGoOn for C401 to C407.
    """
    needed = _named(required)
    header_of = needed | _named(optional)
    grid, header = _find_header(read_grids(path), path.name, header_of, tuple(needed))
    found = _columns(header, header_of)
    for name in found:
        if len(found[name]) > 1:
            place = _place(path.name, grid.sheet, header.number, found[name][1])
            refuse("C407", place, header_of[name])
    reader = _Reader(
        path.name,
        grid.sheet,
        header_of,
        {name: columns[0] for name, columns in found.items()},
        key=next(iter(needed)),
        codes=frozenset(codes if codes is not None else tuple(needed)[:1]),
    )
    body = [line for line in grid.lines if line.number > header.number]
    if grid.sheet is None:
        _refuse_ragged(path.name, header, body)
    rows = tuple(row for line in body if (row := reader.row(line)))
    problems = (*reader.problems, *reader.numbers_as_codes())
    return Table(path.name, grid.sheet, tuple(found), rows, problems, reader.places)


def _named(columns: Columns) -> dict[str, str]:
    return dict(columns) if isinstance(columns, Mapping) else {each: each for each in columns}


def _heading(text: str) -> str:
    """A header as it is compared: no blanks or line breaks, no star for 必填 at either end."""
    return "".join(comparable(text).split()).strip("*")


def _columns(line: Line, header_of: Mapping[str, str]) -> dict[str, list[int]]:
    """The 0-based columns of `line` in which the header of each name stands."""
    name_of = {_heading(header): name for name, header in header_of.items()}
    found: dict[str, list[int]] = {}
    for column, cell in enumerate(line.cells):
        if name := name_of.get(_heading(cell.text)):
            found.setdefault(name, []).append(column)
    return found


def _find_header(
    grids: Sequence[Grid], file: str, header_of: Mapping[str, str], needed: Sequence[str]
) -> tuple[Grid, Line]:
    """The grid and the line of the header. Raises CannotGoOn for C401, C405, C406."""
    best: tuple[int, Place, list[str]] | None = None
    for grid in grids:
        for line in (each for each in grid.lines if each.number <= HEADER_WITHIN):
            found = _columns(line, header_of)
            missing = [header_of[name] for name in needed if name not in found]
            if not missing:
                return grid, line
            if found and (best is None or len(missing) < best[0]):
                best = len(missing), _place(file, grid.sheet, line.number), missing
    if best:
        refuse("C406", best[1], "、".join(best[2]))
    if any(grid.guessed for grid in grids):
        raise CannotGoOn(problem("C401", Place(file)))
    refuse("C405", Place(file), "、".join(header_of[name] for name in needed))


def _refuse_ragged(file: str, header: Line, body: Sequence[Line]) -> None:
    """A CSV row of another length may have slipped sideways. Raises CannotGoOn with every C402."""
    what = f"这一行的格数与表头（{len(header.cells)}格）不同"
    ragged = [
        problem("C402", Place(file, line=line.number), what=what)
        for line in body
        if len(line.cells) != len(header.cells) and sum(bool(cell.text) for cell in line.cells) > 1
    ]
    if ragged:
        raise CannotGoOn(*ragged)


def _place(file: str, sheet: str | None, line: int, column: int | None = None) -> Place:
    if sheet is None or column is None:
        return Place(file, sheet, line=line)
    first, second = divmod(column, 26)
    letters = (chr(64 + first) if first else "") + chr(65 + second)
    return Place(file, sheet, f"{letters}{line}")


@dataclass(slots=True)
class _Reader:
    """Turns the lines below the header into rows, collecting the faults of cells."""

    file: str
    sheet: str | None
    header_of: Mapping[str, str]
    places: Mapping[str, int]
    key: str
    codes: frozenset[str]
    problems: list[Problem] = field(default_factory=list)
    as_numbers: dict[str, list[int]] = field(default_factory=dict)

    def row(self, line: Line) -> Row | None:
        """The row a line holds; None for a blank one, a total, a note, or one without a key."""
        cells = {
            name: line.cells[column] if column < len(line.cells) else Cell("")
            for name, column in self.places.items()
        }
        if self._is_aside(line, cells):
            return None
        for name, cell in cells.items():
            self._check(name, cell, line.number)
        if cells[self.key] == Cell(""):
            self._note("C411", self.key, line.number)
            return None
        return Row(line.number, {name: cell.text for name, cell in cells.items()})

    def numbers_as_codes(self) -> list[Problem]:
        """One C410 for each column of codes in which some were numbers, placed at the first."""
        return [
            problem(
                "C410",
                _place(self.file, self.sheet, lines[0], self.places[name]),
                title=self.header_of[name],
                count=len(lines),
            )
            for name, lines in self.as_numbers.items()
        ]

    def _is_aside(self, line: Line, cells: Mapping[str, Cell]) -> bool:
        filled = [cell for cell in line.cells if cell != Cell("")]
        known = [cell for cell in cells.values() if cell != Cell("")]
        if not known or _TOTAL.fullmatch("".join(filled[0].text.split())):
            return True
        if len(filled) == 1 and filled[0].kind == "text":
            return cells[self.key] == Cell("") or bool(_NOTE.match(filled[0].text))
        return False

    def _check(self, name: str, cell: Cell, line: int) -> None:
        if cell.kind == "error":
            self._note("C408", name, line)
        elif cell.kind == "uncomputed":
            self._note("C409", name, line)
        elif cell.kind == "number" and name in self.codes:
            if len(cell.text) > DIGITS_A_SHEET_KEEPS:
                self._note("E216", name, line)
            else:
                self.as_numbers.setdefault(name, []).append(line)

    def _note(self, code: str, name: str, line: int) -> None:
        place = _place(self.file, self.sheet, line, self.places[name])
        self.problems.append(problem(code, place, title=self.header_of[name]))
