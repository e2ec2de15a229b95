"""Reads the sheet 计分规则: a first row for each rule, then the rows of its lists and mappings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from engine.files.rubric_book_assembly import Assembly
from engine.files.rubric_book_cell import BadCell
from engine.files.rubric_book_columns import Column
from engine.files.rubric_book_grids import BLANK, Line, Table
from engine.files.rubric_book_layout import REST, Path, get, own_cells
from engine.files.rubric_book_rules import (
    KIND_COLUMN,
    OPTION_COLUMN,
    ROLE_COLUMN,
    Role,
    RuleForm,
    form_of,
    kinds,
)
from engine.files.rubric_book_text import read


@dataclass(slots=True)
class RuleReader:
    """Goes down the rows, keeping the rule that the rows below a first row belong to."""

    into: Assembly
    table: Table
    owner_headings: frozenset[str]
    path: Path | None = None
    kind: str = ""

    def take(self, line: Line, owner: Path) -> None:
        """One row of the indicator at `owner`."""
        path = (*owner, "rule")
        if KIND_COLUMN.heading in line.cells:
            self._begin(line, path)
        elif path != self.path:
            self.path = None
            if path not in self.into.lines:
                self._note(line, KIND_COLUMN, "这个指标的第一行没有写计分种类")
        elif self.kind:
            self._part(line, path)

    def _begin(self, line: Line, path: Path) -> None:
        if path in self.into.lines:
            self._note(line, KIND_COLUMN, "这个指标已经有一条计分规则了", "Y589")
            self.path, self.kind = path, ""
            return
        self.path, self.kind = path, ""
        self.into.spot(path, self.table, line.number, KIND_COLUMN.heading)
        try:
            kind = read(line.cells[KIND_COLUMN.heading], replace(KIND_COLUMN, options=kinds()))
        except BadCell as fault:
            self._note(line, KIND_COLUMN, fault.what, fault.code)
            return
        self.kind = kind
        self.into.put((*path, "kind"), kind)
        self.into.spot((*path, "kind"), self.table, line.number, KIND_COLUMN.heading)
        self._fill(line, form_of(kind).columns, path)

    def _part(self, line: Line, path: Path) -> None:
        form = form_of(self.kind)
        role = self._role(line, form)
        if role is None:
            return
        at: Path = (*path, role.key)
        inside = get(self.into.value, at)
        self.into.spot(at, self.table, line.number, ROLE_COLUMN.heading)
        if role.shape == "map":
            self._entry(line, at, role)
            return
        if role.shape == "many":
            at = (*at, len(inside or ()))
        elif inside is not None:
            self._note(line, ROLE_COLUMN, f"“{role.word}”只能写一行", "Y589")
            return
        self.into.put(at, {})
        self.into.spot(at, self.table, line.number, ROLE_COLUMN.heading)
        self._fill(line, role.columns, at)

    def _role(self, line: Line, form: RuleForm) -> Role | None:
        words = "、".join(role.word for role in form.roles.values())
        cell = line.cells.get(ROLE_COLUMN.heading, BLANK)
        for role in form.roles.values():
            if cell.text in (role.word, role.key) or (cell == BLANK and len(form.roles) == 1):
                return role
        what = f"“{kinds()[self.kind]}”只有一行" if not words else f"这里只能写：{words}"
        self._note(line, ROLE_COLUMN, what)
        return None

    def _entry(self, line: Line, at: Path, role: Role) -> None:
        option, value = role.columns
        cell = line.cells.get(option.heading, BLANK)
        if cell == BLANK:
            self._note(line, option, "没有写是哪个选项")
            return
        try:
            key = read(cell, option)
        except BadCell as fault:
            self._note(line, option, fault.what, fault.code)
            return
        if get(self.into.value, (*at, key)) is not None:
            self._note(line, OPTION_COLUMN, "这个选项写了两次", "Y589")
            return
        if get(self.into.value, at) is None:
            self.into.put(at, {})
        self._fill(line, (option, replace(value, path=(key,))), at)

    def _fill(self, line: Line, columns: tuple[Column, ...], at: Path) -> None:
        """Fill in a row, and say which of its cells this rule has no use for."""
        values = tuple(each for each in columns if each is not OPTION_COLUMN)
        used = {each.heading for each in (*own_cells(columns), KIND_COLUMN, ROLE_COLUMN, REST)}
        for heading in line.cells:
            if heading not in used | self.owner_headings:
                what = f"“{kinds()[self.kind]}”的这一行用不着这一列"
                self.into.note("Y587", self.table, line.number, heading, what)
        self.into.fill(self.table, line, values, at)
        self.into.fill_rest(self.table, line, _rest(values), at)

    def _note(self, line: Line, column: Column, what: str, code: str = "Y587") -> None:
        self.into.note(code, self.table, line.number, column.heading, what)


def _rest(columns: Iterable[Column]) -> tuple[Column, ...]:
    kept = set(map(id, own_cells(tuple(columns))))
    return tuple(each for each in columns if id(each) not in kept)
