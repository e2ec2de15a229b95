"""Reads a filled 未定项清单 back as the closing decision it is, every fault with its cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal, NoReturn

from engine.files.office_grids import Grid, read_grids
from engine.files.office_tables import Row, Table, read_table
from engine.files.open_names import (
    AFTER,
    CYCLE,
    DATE,
    DECIDED,
    DECISION,
    HOW,
    INDICATOR,
    LEAVE,
    NAMED,
    NUMBER,
    POINTS,
    REASON,
    ROLE,
    RULE,
    RULES,
    SCOPE,
    STATE,
    UNIT,
    WHOLE,
)
from engine.files.personal_data import find
from engine.records.answers import match_choice, parse_date, parse_number
from engine.records.problem import CannotGoOn, Place, Problem, problem
from engine.records.states import State
from engine.records.submission import OPEN_STATES, ClosedItem, Closing

_STATES = {state.chinese: state.key for state in State if state.key in OPEN_STATES}
_MARKS = "".join(state.mark for state in State) + " "
_PERSONAL = "里有像身份证号、手机号码、银行卡号或学生姓名的内容，请删去"


@dataclass(frozen=True, slots=True)
class Written:
    """A closing decision as it was written, where it names each item, and what is wrong with it.

    `rows` are the unit and indicator of every row of a workbook, None for a decision that has none;
    `scope` the units it was asked for, () for all. With a blocking problem the decision is unfit.
    """

    closing: Closing
    places: Mapping[tuple[str, str], Place] = field(default_factory=dict)
    rows: frozenset[tuple[str, str]] | None = None
    scope: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_open_book(path: Path, cycle: str) -> Written:
    """The decision a filled workbook holds. Raises CannotGoOn: no such workbook (C401 to C407)."""
    table = read_table(path, (UNIT, INDICATOR, DECIDED, POINTS, REASON), codes=(UNIT, INDICATOR))
    rules = read_table(path, (STATE, RULE), codes=())
    reader = _Reader(path.name, [*table.problems, *rules.problems])
    decided = reader.decision(read_grids(path), cycle)
    items = [reader.item(table, row) for row in table.rows]
    closing = Closing(
        kind="closing-decision",
        number=decided[NUMBER],
        date=reader.day,
        role=decided[ROLE],
        reason=decided[REASON],
        rules=reader.rules(rules),
        items=tuple(each for each in items if each is not None),
    )
    scope = decided[SCOPE]
    return Written(
        closing,
        reader.places,
        frozenset(reader.places),
        () if scope in ("", WHOLE) else tuple(scope.split("、")),
        tuple(reader.problems),
    )


@dataclass(slots=True)
class _Reader:
    """Reads the three sheets, collecting what is wrong with them."""

    file: str
    problems: list[Problem]
    places: dict[tuple[str, str], Place] = field(default_factory=dict)
    day: date = date.min

    def _wrong(self, place: Place, what: str) -> None:
        self.problems.append(problem("V461", place, what=what))

    def decision(self, grids: tuple[Grid, ...], cycle: str) -> dict[str, str]:
        """What the sheet 决定 says, by label; a missing one is "" and a fault."""
        grid = next((each for each in grids if each.sheet == DECISION), None)
        if grid is None:
            _refuse(self.file, f"没有“{DECISION}”这张工作表")
        found: dict[str, str] = {}
        lines: dict[str, Place] = {}
        for line in grid.lines:
            label, *rest = [cell.text for cell in line.cells]
            found.setdefault(label, next((each for each in rest if each), ""))
            lines.setdefault(label, Place(self.file, DECISION, f"B{line.number}"))
        nowhere = Place(self.file, DECISION)
        for label in (NUMBER, DATE, ROLE, REASON):
            if not found.setdefault(label, ""):
                self._wrong(lines.get(label, nowhere), f"没有写“{label}”")
            elif find(found[label]):
                self._wrong(lines[label], f"“{label}”{_PERSONAL}")
        if found.setdefault(CYCLE, "") != cycle:
            self._wrong(lines.get(CYCLE, nowhere), f"这不是{cycle}年度的未定项清单")
        found.setdefault(SCOPE, "")
        day = parse_date(found[DATE]).value
        if day is not None:
            self.day = day
        elif found[DATE]:
            self._wrong(lines[DATE], "日期看不懂，请写成 2025-11-28 这样")
        return found

    def rules(self, table: Table) -> dict[str, Literal["zero", "claimed"]]:
        """State → how its items are closed, for those of which the sheet 按情形 says so."""
        found: dict[str, Literal["zero", "claimed"]] = {}
        for row in table.rows:
            said, place = row.cells[RULE], table.place(row, RULE)
            chosen = match_choice(said, RULES)
            state = match_choice(row.cells[STATE].lstrip(_MARKS), _STATES)
            if said and chosen is None:
                self._wrong(place, f"怎样定只能选：{'、'.join(RULES)}")
            elif said and state is None:
                self._wrong(table.place(row, STATE), "没有这种情形")
            elif state is not None and (how := RULES.get(chosen or "", "")):
                found[_STATES[state]] = "claimed" if how == "claimed" else "zero"
        return found

    def item(self, table: Table, row: Row) -> ClosedItem | None:
        """What a row decides; None where it is left to the rules, or at fault."""
        named = row.cells[UNIT], row.cells[INDICATOR]
        place = table.place(row, DECIDED)
        if named in self.places:
            self._wrong(table.place(row, UNIT), f"单位 {named[0]} 的指标 {named[1]} 有两行")
            return None
        self.places[named] = place
        said, given, reason = row.cells[DECIDED], row.cells[POINTS], row.cells[REASON]
        chosen = match_choice(said, HOW)
        if said == AFTER or not (said or given or reason):
            return None
        before = len(self.problems)
        if not said:
            self._wrong(place, "写了分数或理由，没有选收口处理")
        elif chosen is None:
            self._wrong(place, f"收口处理只能选：{'、'.join(HOW)}")
        elif given and chosen != NAMED:
            self._wrong(table.place(row, POINTS), f"收口处理是“{chosen}”，却又写了几分")
        if chosen not in (None, LEAVE) and not reason:
            self._wrong(table.place(row, REASON), "没有写理由")
        elif find(reason):
            self._wrong(table.place(row, REASON), f"理由{_PERSONAL}")
        points = self._points(chosen, given, table.place(row, POINTS))
        if points is None or len(self.problems) > before:
            return None
        return ClosedItem(unit=named[0], indicator=named[1], points=points, reason=reason)

    def _points(
        self, chosen: str | None, given: str, place: Place
    ) -> Decimal | Literal["claimed", "open"] | None:
        if chosen == NAMED:
            points = parse_number(given).value
            if points is None:
                self._wrong(place, "选了“定为”，没有写几分" if not given else "几分写的不是一个数")
            return points
        how = HOW.get(chosen or "")
        if how == "claimed":
            return "claimed"
        if how == "open":
            return "open"
        return Decimal(0) if how == "zero" else None


def _refuse(file: str, what: str) -> NoReturn:
    raise CannotGoOn(problem("V461", Place(file), what=what))
