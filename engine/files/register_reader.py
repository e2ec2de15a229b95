"""Reads the evidence register 佐证材料目录: one piece a row, held against the form's 佐证编号."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from engine.files.book import Book, Cell, Sheet
from engine.files.cell_readings import cell_text, computed_fault, is_ticked
from engine.files.date_values import in_period, period_in_words, read_date
from engine.files.form_cells import LOST, NamedCells, register_columns
from engine.files.form_names import (
    EVIDENCE_KINDS,
    ON_SITE,
    REGISTER,
    REGISTER_COLUMNS,
    evidence_of,
)
from engine.files.form_stamp import sheet_named
from engine.records.answers import comparable, match_choice, number_key
from engine.records.problem import Place, Problem, Severity, problem
from engine.records.submission import Piece
from engine.rubric.standard import Standard

_BETWEEN_NUMBERS = re.compile(r"[、，,；;。\s/／]+")
_MARKS_A_ROW = ("indicator", "title", "dated", "file", "link", "box", "pages", "on_site")
_VITAL = ("number", "indicator")


def read_register(
    book: Book, standard: Standard, *, file: str, unit: str
) -> tuple[tuple[Piece, ...], list[Problem]]:
    """Every row in which something was written, and what is wrong with them.

    A row with a fault is kept with `counts` False, unless nobody can tell whose it is.
    """
    sheet = sheet_named(book, REGISTER)
    if sheet is None:
        return (), []
    reader = _Register(standard, sheet, NamedCells(book, sheet, file), unit)
    reader.read()
    return tuple(reader.pieces), reader.problems


def check_references(
    pieces: Iterable[Piece], form: NamedCells, standard: Standard, *, unit: str
) -> list[Problem]:
    """The numbers of the form's 佐证编号 cells that the register lacks, and the other way round."""
    found: list[Problem] = []
    listed: dict[str, list[Piece]] = {}
    for piece in pieces:
        listed.setdefault(piece.indicator, []).append(piece)
    for item in standard.items:
        name = evidence_of(item.code)
        written = _numbers(cell_text(form.cell(name)))
        if not written:
            continue
        mine = {number_key(piece.number): piece for piece in reversed(listed.get(item.code, []))}
        place = form.place(name)
        lacking = [str(n) for n, each in enumerate(written, start=1) if each not in mine]
        if lacking:
            what = "、".join(lacking)
            found.append(problem("E224", place, unit=unit, indicator=item.code, what=what))
        found += [
            problem("P311", piece.place, unit=unit, indicator=item.code)
            for key, piece in mine.items()
            if key not in written
        ]
    return found


def _numbers(text: str) -> list[str]:
    written = (number_key(each) for each in _BETWEEN_NUMBERS.split(text) if each.strip())
    return [each for each in written if each not in ("", "无")]


@dataclass(slots=True)
class _Register:
    """Goes down the rows below the headings."""

    standard: Standard
    sheet: Sheet
    cells: NamedCells
    unit: str
    pieces: list[Piece] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    _columns: dict[str, int] = field(default_factory=dict)
    _seen: set[tuple[str, str]] = field(default_factory=set)

    def read(self) -> None:
        """Find the headings by their names, then read each row that holds anything."""
        self._columns, head = register_columns(self.cells)
        for key, heading in REGISTER_COLUMNS.items():
            if key not in self._columns:
                where = Place(self.cells.file, REGISTER)
                self._add("E207", where, title=heading, what=LOST)
        if not all(key in self._columns for key in _VITAL):
            return
        marking = {self._columns[key] for key in _MARKS_A_ROW if key in self._columns}
        rows = {row for row, column in self.sheet.cells if row > head and column in marking}
        for row in sorted(rows):
            self._read_row(row)

    def _read_row(self, row: int) -> None:
        texts = {key: cell_text(self._cell(row, key)) for key in self._columns}
        if not any(texts.get(key) for key in _MARKS_A_ROW):
            return
        before = len(self.problems)
        indicator = self._indicator(row, texts["indicator"])
        self._look_for_errors(row, indicator)
        number = texts["number"]
        if not number:
            self._add("P307", self._place(row, "number"), indicator)
        kind = match_choice(texts.get("kind", ""), EVIDENCE_KINDS) or ""
        if not kind:
            self._add("P308", self._place(row, "kind"), indicator, what="、".join(EVIDENCE_KINDS))
        piece = Piece(
            number=number,
            indicator=indicator or "",
            kind=kind,
            title=texts.get("title", ""),
            file=texts.get("file", ""),
            link=texts.get("link", ""),
            box=texts.get("box", ""),
            pages=texts.get("pages", ""),
            on_site=kind == ON_SITE or is_ticked(self._cell(row, "on_site")),
            place=self._place(row, "number"),
        )
        if not (piece.file or piece.link or piece.box or piece.on_site):
            self._add("P309", self._place(row, "file"), indicator)
        if self._is_repeated(piece):
            self._add("P310", piece.place, indicator)
        dated = self._date(row, indicator)
        faults = self.problems[before:]
        counts = all(each.severity is Severity.NOTE for each in faults)
        if indicator:
            self.pieces.append(piece.model_copy(update={"dated": dated, "counts": counts}))

    def _look_for_errors(self, row: int, indicator: str | None) -> None:
        """Formulas are let be in the register, but not those that came to nothing."""
        for key, heading in REGISTER_COLUMNS.items():
            cell = self._cell(row, key)
            fault = computed_fault(cell) if cell is not None and key != "dated" else None
            if fault is not None and fault.findings[0].code != "E203":
                code = fault.findings[0].code
                self._add(code, self._place(row, key), indicator, title=heading)

    def _indicator(self, row: int, text: str) -> str | None:
        """The code, with or without the title after it; None if there is none such."""
        code = next(iter(comparable(text).split()), "")
        if code in self.standard.by_code:
            return code
        self._add("P306", self._place(row, "indicator"))
        return None

    def _is_repeated(self, piece: Piece) -> bool:
        key = piece.indicator, number_key(piece.number)
        if not all(key):
            return False
        repeated = key in self._seen
        self._seen.add(key)
        return repeated

    def _date(self, row: int, indicator: str | None) -> date | None:
        found = read_date(self._cell(row, "dated"), date_1904=self.cells.date_1904)
        place = self._place(row, "dated")
        for finding in found.findings:
            self._add(finding.code, place, indicator, title=REGISTER_COLUMNS["dated"])
        period = self.standard.rubric.period
        if found.value is not None and not in_period(found.value, period):
            what = period_in_words(period)
            title = REGISTER_COLUMNS["dated"]
            self._add("E223", place, indicator, Severity.WARNING, title=title, what=what)
        return found.value

    def _cell(self, row: int, key: str) -> Cell | None:
        column = self._columns.get(key)
        return self.sheet.cells.get((row, column)) if column else None

    def _place(self, row: int, key: str) -> Place:
        column = self._columns.get(key)
        return self.cells.at(row, column) if column else Place(self.cells.file, REGISTER)

    def _add(
        self,
        code: str,
        place: Place,
        indicator: str | None = None,
        severity: Severity | None = None,
        **words: str,
    ) -> None:
        made = problem(code, place, unit=self.unit, indicator=indicator, severity=severity, **words)
        self.problems.append(made)
