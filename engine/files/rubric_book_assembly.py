"""A rubric being put together out of cells: its value, and the cell every part of it came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from engine.files.rubric_book_cell import BadCell, from_json, unescaped
from engine.files.rubric_book_columns import Column, Form, alternatives
from engine.files.rubric_book_columns import parts_of as models_in
from engine.files.rubric_book_grids import BLANK, Line, Table
from engine.files.rubric_book_layout import REST, Path, get
from engine.files.rubric_book_text import read
from engine.records.problem import Place, Problem, problem
from engine.rules.base import KINDS, RuleKind


@dataclass(slots=True)
class Assembly:
    """`spots` are the cells of the workbook in order; `lines` says which one (from 1) a path of
    the value stands in, so that whatever can place a fault by line can place it by cell."""

    file: str
    value: dict[str, Any] = field(default_factory=dict)
    spots: list[Place] = field(default_factory=list)
    lines: dict[Path, int] = field(default_factory=dict)
    headings: dict[Path, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def spot(self, path: Path, table: Table, line: int, heading: str = "") -> None:
        """Say in which cell a path stands, the first time it is said; `heading` "" for a row."""
        if path not in self.lines:
            self.spots.append(Place(self.file, table.sheet, table.cell(line, heading)))
            self.lines[path] = len(self.spots)
            if heading:
                self.headings[path] = heading

    def note(self, code: str, table: Table, line: int, heading: str, what: str) -> None:
        """Collect a fault of one cell."""
        place = Place(self.file, table.sheet, table.cell(line, heading))
        self.problems.append(problem(code, place, what=what))

    def put(self, path: Path, value: Any) -> None:
        """Put a value at a path, making what is not there yet on the way."""
        into: Any = self.value
        for step, after in zip(path, (*path[1:], None), strict=True):
            made: Any = value if after is None else [] if isinstance(after, int) else {}
            if isinstance(step, int):
                if step == len(into):
                    into.append(made)
            elif after is None or step not in into:
                into[step] = made
            into = into[step]

    def fill(self, table: Table, line: Line, columns: tuple[Column, ...], at: Path) -> None:
        """Put what a row says in these columns below `at`."""
        for column in columns:
            path = (*at, *column.path)
            if column.form is Form.OTHER:
                continue
            for length in range(len(at) + 1, len(path)):
                self.spot(path[:length], table, line.number, column.heading)
            self.spot(path, table, line.number, column.heading)
            cell = line.cells.get(column.heading, BLANK)
            if cell == BLANK:
                continue
            try:
                self.put(path, read(cell, column))
            except BadCell as fault:
                self.note(fault.code, table, line.number, column.heading, fault.what)

    def fill_rest(
        self,
        table: Table,
        line: Line,
        columns: tuple[Column, ...],
        at: Path,
        heading: str = REST.heading,
    ) -> None:
        """Put what 其他参数 says, one `name=value` a line, below `at`."""
        text = line.cells.get(heading, BLANK).text
        known = {".".join(each.path): each for each in columns}
        for each in filter(None, (part.strip() for part in text.split("\n"))):
            name, equals, written = (part.strip() for part in each.partition("="))
            if not equals or name not in known or get(self.value, (*at, *known[name].path)):
                what = "没有这个名称，或者它有专门的一列" if equals else "要写成“名称=内容”"
                self.note("Y588", table, line.number, heading, what)
                continue
            path = (*at, *known[name].path)
            self.spot(path, table, line.number, heading)
            try:
                made = from_json(written) if written[:1] in '[{"' else unescaped(written)
                self.put(path, _CONSTANTS.get(written, made))
            except BadCell as fault:
                self.note(fault.code, table, line.number, heading, fault.what)


_CONSTANTS: Mapping[str, Any] = {"true": True, "false": False, "null": None}


def complete(model: type[BaseModel], value: Any) -> None:
    """Add what a model requires and no cell said: empty lists and mappings, and null."""
    if not isinstance(value, dict):
        return
    for name, info in model.model_fields.items():
        if info.is_required() and type(None) in get_args(info.annotation):
            value.setdefault(name, None)
    for name, annotation in models_in(model):
        container = get_origin(annotation)
        if name not in value:
            if container is not None and model.model_fields[name].is_required():
                value[name] = {} if container is dict else []
            continue
        inner = annotation if container is None else alternatives(get_args(annotation)[-1])[0]
        if container is tuple:
            inner = alternatives(get_args(annotation)[0])[0]
        found = value[name]
        if isinstance(inner, type) and issubclass(inner, BaseModel) and found is not None:
            each = found.values() if container is dict else found if container else [found]
            for part in each:
                complete(inner, part)
    for name, info in model.model_fields.items():
        kinds = alternatives(info.annotation)
        rule = value.get(name)
        if isinstance(rule, dict) and any(_is_rule(kind) for kind in kinds):
            complete(KINDS.get(str(rule.get("kind")), RuleKind), rule)


def _is_rule(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, RuleKind)
