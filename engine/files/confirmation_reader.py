"""Reads 初评确认登记 back: what each unit answered, or why that cannot be told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from engine.files.confirmation_register import (
    DAY,
    HEADS,
    INDICATOR,
    OBJECTS,
    OUTCOME,
    OUTCOMES,
    PIECES,
    REASON,
    ROLE,
    SILENT,
    UNIT,
    read_register,
)
from engine.files.office_tables import Row, Table
from engine.files.personal_data import masked, problems_in
from engine.records.answers import comparable, parse_date
from engine.records.confirmation import Confirmations, Reply
from engine.records.problem import Place, Problem, Severity, problem
from engine.records.recheck import AppliedItem
from engine.records.submission import Piece

_TYPED = HEADS[2:]
_BETWEEN = str.maketrans(dict.fromkeys("，,；;/ \n\t　", "、"))


@dataclass(frozen=True, slots=True)
class Known:
    """What a register is held against: the rubric's items, and what each unit handed in."""

    confirmations: Confirmations
    units: Mapping[str, str]
    """Code → name of every unit of the roster."""
    indicators: frozenset[str]
    pieces: Mapping[str, tuple[Piece, ...]]
    new_evidence: bool
    today: date


def read_registers(paths: Iterable[Path], known: Known) -> tuple[list[Reply], list[Problem]]:
    """What the registers say, in order of units; a unit with any blocking fault has no reply.

    Raises CannotGoOn where a file cannot be read as a table.
    """
    reader = _Reader(known)
    for path in paths:
        table = read_register(path)
        reader.problems += table.problems
        for row in table.rows:
            reader.take(table, row)
    refused = {each.unit for each in reader.problems if each.blocking}
    found = [
        _reply(unit, lines)
        for (unit, _), lines in sorted(reader.lines.items())
        if unit not in refused
    ]
    return found, reader.problems


@dataclass(frozen=True, slots=True)
class _Line:
    """One filled line: who agrees or objects to what, on which day."""

    outcome: str
    day: date
    role: str
    item: AppliedItem | None
    place: Place


@dataclass(slots=True)
class _Reader:
    known: Known
    lines: dict[tuple[str, int], list[_Line]] = field(default_factory=dict)
    """By unit and by which of its sheets is answered."""
    problems: list[Problem] = field(default_factory=list)

    def take(self, table: Table, row: Row) -> None:
        """Keep one line, or say what is wrong with it."""
        unit = row.cells[UNIT]
        typed = {head: row.cells.get(head, "") for head in _TYPED}
        if not any(typed.values()) or (typed[OUTCOME] == SILENT and not typed[INDICATOR]):
            return
        if unit not in self.known.units:
            self.problems.append(problem("C423", table.place(row, UNIT), what=unit))
            return
        before = len(self.problems)
        self._check(table, row, unit, typed)
        if any(each.blocking for each in self.problems[before:]):
            return
        day = parse_date(typed[DAY]).value
        sheet = self.known.confirmations.asked_on(unit, day) if day is not None else None
        assert day is not None and sheet is not None, "a line without them was refused"
        item = self._item(unit, typed) if typed[OUTCOME] == OBJECTS else None
        place = table.place(row, UNIT)
        found = self.lines.setdefault((unit, sheet), [])
        line = _Line(typed[OUTCOME], day, masked(typed[ROLE]), item, place)
        if what := _conflict(line, found):
            self.problems.append(problem("V479", place, unit=unit, unit_code=unit, what=what))
        found.append(line)

    def _item(self, unit: str, typed: Mapping[str, str]) -> AppliedItem:
        handed_in = self._handed_in(unit)
        return AppliedItem(
            indicator=typed[INDICATOR],
            reason=masked(typed[REASON]),
            pieces=tuple(handed_in.get(_bare(n), n) for n in _numbers(typed[PIECES])),
        )

    def _handed_in(self, unit: str) -> dict[str, str]:
        """The numbers of a unit's evidence, by the form in which they are compared."""
        return {_bare(each.number): each.number for each in self.known.pieces.get(unit, ())}

    def _wrong_day(self, unit: str, text: str) -> str:
        """What is wrong with the day a unit signed on; "" for nothing."""
        day, known = parse_date(text).value, self.known
        if day is None:
            return "没有写日期" if not text else "日期看不懂，写成 2025-12-01 的样子"
        asked = known.confirmations.asked_on(unit, day)
        if asked is None:
            first = next(each.on for each in known.confirmations.sent if each.unit == unit)
            return f"比发出确认单的日子（{first}）早"
        until = known.confirmations.sent[asked].until
        if day > until:
            return f"过了回复期限（{until}）"
        return f"还没有到这一天（今天是{known.today}）" if day > known.today else ""

    def _check(self, table: Table, row: Row, unit: str, typed: Mapping[str, str]) -> None:
        """Everything that is wrong with one line."""

        def say(code: str, head: str, what: str = "") -> None:
            at = table.place(row, head if head in table.places else UNIT)
            self.problems.append(problem(code, at, unit=unit, unit_code=unit, what=what))

        if self.known.confirmations.sheet(unit) is None:
            say("V473", UNIT)
            return
        if typed[OUTCOME] not in OUTCOMES:
            say("V474", OUTCOME)
        elif typed[OUTCOME] != OBJECTS and any(typed[h] for h in (INDICATOR, REASON, PIECES)):
            say("V477", OUTCOME, what=f"结果是“{typed[OUTCOME]}”，却写了异议")
        if what := self._wrong_day(unit, typed[DAY]):
            say("V475", DAY, what=what)
        if typed[OUTCOME] == OBJECTS:
            self._check_objection(table, row, unit, typed)
        for head in (ROLE, REASON):
            if head in table.places:
                self.problems += problems_in(
                    typed[head], table.place(row, head), unit=unit, severity=Severity.WARNING
                )

    def _check_objection(self, table: Table, row: Row, unit: str, typed: Mapping[str, str]) -> None:
        def say(code: str, head: str, severity: Severity | None = None, *, what: str) -> None:
            at = table.place(row, head if head in table.places else UNIT)
            found = problem(code, at, unit=unit, severity=severity, unit_code=unit, what=what)
            self.problems.append(found)

        if not typed[INDICATOR]:
            say("V477", INDICATOR, what="没有写对哪一项有异议")
        elif typed[INDICATOR] not in self.known.indicators:
            say("V476", INDICATOR, what=typed[INDICATOR])
        if not typed[REASON]:
            say("V477", REASON, what="没有写理由")
        handed_in = self._handed_in(unit)
        unknown = [each for each in _numbers(typed[PIECES]) if _bare(each) not in handed_in]
        if unknown:
            lighter = Severity.NOTE if self.known.new_evidence else None
            say("V478", PIECES, lighter, what="、".join(unknown))


def _bare(number: str) -> str:
    """“1” and “01” are one number."""
    return comparable(number).lstrip("0")


def _numbers(text: str) -> tuple[str, ...]:
    """The numbers of evidence in a cell, each once."""
    parts = (comparable(each) for each in text.translate(_BETWEEN).split("、"))
    return tuple(dict.fromkeys(each for each in parts if each))


def _reply(unit: str, lines: Sequence[_Line]) -> Reply:
    """What a unit's lines say together."""
    items = {each.item.indicator: each.item for each in lines if each.item is not None}
    return Reply(
        unit=unit,
        outcome="objects" if items else "agrees",
        date=lines[0].day,
        role=next((each.role for each in lines if each.role), ""),
        items=tuple(items[code] for code in sorted(items)),
        place=lines[0].place,
    )


def _conflict(line: _Line, before: Sequence[_Line]) -> str:
    """How a line disagrees with an earlier one of the same unit; "" if it does not."""
    for other in before:
        if line.outcome != other.outcome:
            return "一行无异议，一行有异议"
        if line.day != other.day:
            return "日期不一样"
        mine, theirs = line.item, other.item
        if mine and theirs and mine.indicator == theirs.indicator and mine != theirs:
            return f"指标 {mine.indicator} 写了两次，理由或材料不一样"
    return ""
