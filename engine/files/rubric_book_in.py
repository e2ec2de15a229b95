"""Reads a rubric workbook 评估标准工作簿 or plan workbook into the plain value its YAML would give.

Headings are found by name, in any order; a number under a code, a formula or a word that is not on
offer is refused with its cell. Whether the value is a sound rubric is asked by `rubric_book`.
"""

from __future__ import annotations

from pathlib import Path as File
from typing import TYPE_CHECKING, get_args

from engine.files.rubric_book_assembly import Assembly, complete
from engine.files.rubric_book_cell import BadCell
from engine.files.rubric_book_columns import Column, Form
from engine.files.rubric_book_grids import (
    ALIASES,
    BLANK,
    Line,
    Table,
    find_table,
    open_book,
    read_aliases,
    same,
)
from engine.files.rubric_book_layout import (
    CONSTANTS,
    GROUP_REST,
    OWNERS,
    REST,
    Path,
    Sheet,
    get,
    owned,
    sheets,
)
from engine.files.rubric_book_rows import KEY, VALUE, headings
from engine.files.rubric_book_rules_in import RuleReader
from engine.files.rubric_book_text import read
from engine.records.problem import CannotGoOn, Place, problem
from engine.rubric.model import Rubric
from engine.rubric.plan import AwardPlan

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

NOT_READ = ("说明", "计分种类", "选项", ALIASES)
_HEADS: dict[str, type[Rubric | AwardPlan]] = {"标准": Rubric, "方案": AwardPlan}


def read_book(path: File) -> Assembly:
    """The value of a workbook, the cell of each of its parts, and what was amiss in the cells.

    Raises CannotGoOn: C403, C404 no workbook; Y580, Y581 its sheets or headings are not ours.
    """
    book = open_book(path)
    into = Assembly(path.name)
    model = next((model for name, model in _HEADS.items() if name in book.sheetnames), None)
    if model is None:
        what = "没有“标准”表（评估标准）或“方案”表（名额方案）"
        raise CannotGoOn(problem("Y580", Place(path.name), what=what))
    layout = sheets(model)
    tables = _tables(book, layout, into)
    for name in sorted(CONSTANTS):
        into.put((name,), get_args(model.model_fields[name].annotation)[0])
    # What rows may belong to must be there before the rows that name it.
    for sheet in sorted(layout, key=lambda each: bool(each.owners)):
        if sheet.name in tables:
            _Reader(into, sheet, tables[sheet.name], layout).read()
    complete(model, into.value)
    return into


def _tables(book: Workbook, layout: tuple[Sheet, ...], into: Assembly) -> dict[str, Table]:
    """The tables of the sheets. Raises CannotGoOn where one cannot be found or read."""
    aliases = read_aliases(book, into.file)
    tables = {}
    for sheet in layout:
        if sheet.name in book.sheetnames:
            wanted = [each.heading for each in headings(sheet)]
            wanted += [each.heading for each in (REST, GROUP_REST) if each.heading not in wanted]
            table = find_table(book[sheet.name], book, into.file, wanted, aliases)
            tables[sheet.name] = table
            into.problems += table.problems
            _refuse_missing(sheet, table, into)
        elif sheet.required:
            what = f"没有“{sheet.name}”这张工作表"
            into.problems.append(problem("Y580", Place(into.file), what=what))
    known = {*NOT_READ, *(sheet.name for sheet in layout)}
    for name in book.sheetnames:
        if name not in known:
            place = Place(into.file, name)
            into.problems.append(problem("Y582", place, what="这张工作表不认识"))
    if any(each.code in ("Y580", "Y581") for each in into.problems):
        raise CannotGoOn(*into.problems)
    return tables


def _refuse_missing(sheet: Sheet, table: Table, into: Assembly) -> None:
    if not table.letters:
        if sheet.shape == "head" and not table.problems:
            place = Place(into.file, sheet.name)
            into.problems.append(problem("Y581", place, what="这张工作表是空的"))
        return
    needed = [KEY, VALUE] if sheet.shape == "head" else [OWNERS[each] for each in sheet.owners[:1]]
    if sheet.shape != "head":
        needed += [each.heading for each in (*sheet.group, *sheet.columns) if each.required]
    missing = [each for each in needed if each not in table.letters]
    if missing:
        place = Place(into.file, sheet.name, f"A{table.header}")
        what = f"表头里少了：{'、'.join(missing)}"
        into.problems.append(problem("Y581", place, what=what))


class _Reader:
    """Reads the rows of one sheet into the assembly."""

    def __init__(
        self, into: Assembly, sheet: Sheet, table: Table, layout: tuple[Sheet, ...]
    ) -> None:
        self.into, self.sheet, self.table = into, sheet, table
        self.owners = {OWNERS[noun]: dict(owned(into.value, layout, noun)) for noun in sheet.owners}
        self.section = ""
        self.rules = RuleReader(into, table, frozenset(self.owners))

    def read(self) -> None:
        """Every row from the top."""
        if self.sheet.shape == "head":
            self._head()
            return
        current: Path | None = None
        for line in self.table.lines:
            if self.owners:
                current = self._owner(line, current)
            elif self.sheet.shape == "groups":
                current = self._group(line, current)
            elif self.sheet.shape == "keyed":
                self._keyed(line)
                continue
            else:
                current = ()
            if current is not None:
                self._row(line, current)

    def _row(self, line: Line, owner: Path) -> None:
        if self.sheet.shape == "rules":
            self.rules.take(line, owner)
            return
        columns = self.sheet.columns
        if self.sheet.shape == "groups":
            if not any(each.heading in line.cells for each in (*columns, REST)):
                return
            base: Path = (*owner, "indicators")
        else:
            base = (*owner, *self.sheet.at)
        at = (*base, len(get(self.into.value, base) or ()))
        self.into.spot(base, self.table, line.number)
        self.into.put(at, {})
        self.into.fill(self.table, line, columns, at)
        self.into.spot(at, self.table, line.number, columns[0].heading)
        self.into.fill_rest(self.table, line, _other(columns), at)

    def _owner(self, line: Line, current: Path | None) -> Path | None:
        """What a row belongs to: what it names, else what the row above belongs to."""
        named = [each for each in self.owners if each in line.cells]
        if not named:
            if current is None:
                self._note(line, next(iter(self.owners)), "没有写这一行属于哪一个", "Y586")
            return current
        if len(named) > 1:
            self._note(line, named[1], f"{'、'.join(named)}只能写一个", "Y586")
            return None
        try:
            code = read(line.cells[named[0]], Column((), Form.CODE, named[0]))
        except BadCell as fault:
            self._note(line, named[0], fault.what, fault.code)
            return None
        # Where one of them has no code it is most likely that one, and said there.
        if code not in self.owners[named[0]] and "" not in self.owners[named[0]]:
            self._note(line, named[0], f"没有{named[0]}是这个编码的", "Y586")
        return self.owners[named[0]].get(code)

    def _group(self, line: Line, current: Path | None) -> Path | None:
        """The section of a row; a new one begins where its code changes."""
        code, *others = self.sheet.group
        cell = line.cells.get(code.heading, BLANK)
        if cell == BLANK and current is None:
            self._note(line, code.heading, "没有写这一行属于哪个一级指标", "Y586")
            return None
        if cell != BLANK and (current is None or cell.text != self.section):
            self.section = cell.text
            at: Path = (*self.sheet.at, len(get(self.into.value, self.sheet.at) or ()))
            self.into.put(at, {"indicators": []})
            self.into.fill(self.table, line, self.sheet.group, at)
            self.into.spot(at, self.table, line.number, code.heading)
            self.into.fill_rest(self.table, line, _other(self.sheet.group), at, GROUP_REST.heading)
            return at
        assert current is not None
        for column in others:
            self._again(line, column, current)
        return current

    def _again(self, line: Line, column: Column, section: Path) -> None:
        """A section's title or points on a later row of it: the first time, or the same again."""
        cell = line.cells.get(column.heading, BLANK)
        if cell == BLANK or column.form is Form.OTHER:
            return
        path = (*section, *column.path)
        before = get(self.into.value, path)
        self.into.fill(self.table, line, (column,), section)
        if before is not None and get(self.into.value, path) != before:
            self.into.put(path, before)
            self._note(line, column.heading, "与上面同一个一级指标写的不一样", "Y589")

    def _keyed(self, line: Line) -> None:
        key, *others = self.sheet.columns
        cell = line.cells.get(key.heading, BLANK)
        try:
            name = read(cell, key) if cell != BLANK else ""
        except BadCell as fault:
            self._note(line, key.heading, fault.what, fault.code)
            return
        path = (*self.sheet.at, name)
        if cell == BLANK or path in self.into.lines:
            self._note(line, key.heading, "没有写" if cell == BLANK else "写了两次", "Y589")
            return
        self.into.put(path, {})
        self.into.spot(path, self.table, line.number, key.heading)
        self.into.fill(self.table, line, tuple(others), path)
        self.into.fill_rest(self.table, line, _other(tuple(others)), path)

    def _head(self) -> None:
        """One key a row: found by what the column 项目 says."""
        self.into.spot((), self.table, self.table.header)
        columns = {same(each.heading): each for each in (*self.sheet.columns, REST)}
        found: dict[str, Line] = {}
        for line in self.table.lines:
            key = same(line.cells.get(KEY, BLANK).text)
            if key not in columns or key in found:
                if VALUE in line.cells:
                    what, code = ("写了两次", "Y589") if key in found else ("这一行不认识", "Y582")
                    self._note(line, KEY, what, code)
                continue
            found[key] = line
        for key, column in columns.items():
            line = found.get(key, Line(self.table.header, {}))
            here = Table(
                self.table.sheet, {column.heading: self.table.letters[VALUE]}, (), 0, ()
            )  # fmt: skip
            cell = line.cells.get(VALUE, BLANK)
            said = Line(line.number, {column.heading: cell} if cell != BLANK else {})
            if column is REST:
                self.into.fill_rest(here, said, _other(self.sheet.columns), ())
            else:
                self.into.fill(here, said, (column,), ())

    def _note(self, line: Line, heading: str, what: str, code: str) -> None:
        self.into.note(code, self.table, line.number, heading, what)


def _other(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    return tuple(each for each in columns if each.form is Form.OTHER)
