"""One item of a 评审表: 意见, 核定值, marks and 扣分理由 become a ruling, or say what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from engine.files.cell_readings import Finding, cell_text, computed_fault
from engine.files.field_rows import read_field, rows_of
from engine.files.field_words import REASON_HEAD, reason_field, takes_reason, takes_verdict
from engine.files.form_cells import LOST, NamedCells
from engine.files.form_names import PREFIX, reason_of, value_of, verdict_of
from engine.files.personal_data import masked, problems_in
from engine.language.fields import Field, Kind, Source
from engine.records.answers import comparable
from engine.records.problem import Place, Problem, Severity, problem
from engine.records.states import State
from engine.records.submission import FILLED, Answer, Ruling, Verdict
from engine.rubric.standard import Item, Standard
from engine.rules.judged import Judged

_WORDS = {verdict.chinese: verdict for verdict in Verdict}


@dataclass(frozen=True, slots=True)
class LaidOut:
    """Which cells a sheet was laid out with; without any, with all there are."""

    cells: frozenset[str] = frozenset()

    @classmethod
    def of(cls, stamp: str, standard: Standard) -> LaidOut | None:
        """What the stamp says; None where it names an indicator there is not."""
        names: set[str] = set()
        for each in filter(None, stamp.split("、")):
            if each.startswith(PREFIX):
                names.add(each)
            elif each in standard.by_code:
                names |= names_of(standard.by_code[each])
            else:
                return None
        return cls(frozenset(names))

    def items(self, standard: Standard) -> tuple[str, ...]:
        """Indicators of which any cell was laid out; () where all there is was."""
        if not self.cells:
            return ()
        return tuple(each.code for each in standard.items if names_of(each) & self.cells)

    def has(self, name: str) -> bool:
        """Whether the cell `name` was laid out, so that it is missed where it is gone."""
        return not self.cells or name in self.cells


def names_of(item: Item) -> set[str]:
    """Every cell of an item that a sheet may have."""
    values = {value_of(row) for asked in item.fields for row in rows_of(asked)}
    return values | {verdict_of(item.code), reason_of(item.code)}


@dataclass(slots=True)
class ItemReader:
    """Reads the items of one sheet into rulings and problems."""

    standard: Standard
    unit: str
    role: str
    cells: NamedCells
    laid_out: LaidOut = field(default_factory=LaidOut)
    rulings: dict[str, Ruling] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def read(self, item: Item) -> None:
        """Add the ruling on `item`, if there is one and nothing in it is at fault."""
        before = len(self.problems)
        values = self._values(item)
        verdict = self._verdict(item)
        reason = self._reason(item)
        values |= self._reason_as_value(item, values, reason)
        if not self._blocked(before):
            self._agree(item, verdict, values, reason)
        untouched = verdict is None and not values and not reason
        if untouched or self._blocked(before):
            return
        ruling = Ruling(
            unit=self.unit,
            indicator=item.code,
            verdict=verdict,
            values=values,
            reason=reason,
            role=self.role,
            place=self._place(item),
        )
        self.rulings[item.code] = ruling

    def _blocked(self, before: int) -> bool:
        return any(each.blocking for each in self.problems[before:])

    def _values(self, item: Item) -> dict[str, Answer]:
        found: dict[str, Answer] = {}
        for asked in item.fields:
            first = value_of(rows_of(asked)[0])
            if asked.source is Source.OFFICE or not self.laid_out.has(first):
                continue
            # Sheets laid out before the two became one still have the cell.
            if asked == reason_field(item) and first not in self.cells.places:
                continue
            reading = read_field(self.cells, asked, self.standard.rubric.period)
            place = self.cells.place(first)
            for finding in reading.findings:
                self._note(finding, item, asked, place)
            if reading.state is State.CLAIMED:
                answer = Answer(value=reading.value, state=State.VERIFIED, place=place)
                found[asked.code] = answer
        return found

    def _reason(self, item: Item) -> str:
        name = reason_of(item.code)
        self._find(name, item, REASON_HEAD, expected=takes_reason(item))
        cell = self.cells.cell(name)
        fault = computed_fault(cell) if cell is not None else None
        if fault is not None and fault.findings[0].code != "E203":
            self._add(fault.findings[0].code, item, self.cells.place(name), title=REASON_HEAD)
        written = cell_text(cell)
        # What is masked does no more harm, so the ruling counts all the same.
        self.problems += problems_in(
            written,
            self.cells.place(name),
            unit=self.unit,
            indicator=item.code,
            severity=Severity.WARNING,
        )
        return masked(written)

    def _reason_as_value(
        self, item: Item, values: Mapping[str, Answer], reason: str
    ) -> dict[str, Answer]:
        """The reviewers' own field for a reason, where the column 扣分理由 says it."""
        asked = reason_field(item)
        if asked is None or asked.code in values or not reason or not _below_full(item, values):
            return {}
        place = self.cells.place(reason_of(item.code))
        return {asked.code: Answer(value=FILLED, state=State.VERIFIED, place=place)}

    def _find(self, name: str, item: Item, title: str, *, expected: bool) -> None:
        """Say that a cell is lost, in which a reviewer may have written what nobody can find."""
        if expected and self.laid_out.has(name) and name not in self.cells.places:
            self._add("E207", item, self.cells.place(name), title=f"{item.code} {title}", what=LOST)

    def _verdict(self, item: Item) -> Verdict | None:
        name = verdict_of(item.code)
        self._find(name, item, "意见", expected=takes_verdict(item))
        cell = self.cells.cell(name)
        if cell is None:
            return None
        fault = computed_fault(cell)
        text = comparable(cell_text(cell))
        if not text and fault is None:
            return None
        verdict = _WORDS.get(text) if fault is None else None
        if verdict is None:
            self._add("V401", item, self.cells.place(name), what="、".join(_WORDS))
        return verdict

    def _agree(
        self, item: Item, verdict: Verdict | None, values: dict[str, Answer], reason: str
    ) -> None:
        """Hold verdict, values and reason of one item against each other."""
        settled = [
            each.code
            for each in item.fields
            if each.source is Source.SCHOOL and each.code in values
        ]
        place = self._place(item)
        if verdict is Verdict.AMEND and not values:
            self._add("V402", item, place)
        if settled and verdict is None:
            self._add("V403", item, values[settled[0]].place, what="核定值")
        elif settled and verdict is not None and verdict is not Verdict.AMEND:
            self._add("V407", item, values[settled[0]].place, what=verdict.chinese)
        if reason and verdict is None and not values:
            self._add("V403", item, self.cells.place(reason_of(item.code)), what=REASON_HEAD)
        if verdict is Verdict.NOT_APPLICABLE and item.policy is None:
            self._add("V406", item, place)
        if self._lacks_reason(item, values) and not reason:
            self._add("V404", item, self.cells.place(reason_of(item.code)))

    @staticmethod
    def _lacks_reason(item: Item, values: dict[str, Answer]) -> bool:
        """Whether a mark is below full points and no text field of the reviewers says why."""
        if not _below_full(item, values):
            return False
        return not any(
            each.code in values and each.type is Kind.TEXT and each.source is Source.REVIEWER
            for each in item.fields
        )

    def _place(self, item: Item) -> Place:
        """Where the ruling on `item` stands: its 意见, or the first value given."""
        names = [verdict_of(item.code), *(value_of(rows_of(each)[0]) for each in item.fields)]
        known = next((name for name in names if name in self.cells.places), names[0])
        return self.cells.place(known)

    def _note(self, finding: Finding, item: Item, asked: Field, place: Place) -> None:
        self._add(finding.code, item, place, title=asked.title, what=finding.what)

    def _add(self, code: str, item: Item, place: Place, *, title: str = "", what: str = "") -> None:
        made = problem(code, place, unit=self.unit, indicator=item.code, title=title, what=what)
        self.problems.append(made)


def _below_full(item: Item, values: Mapping[str, Answer]) -> bool:
    mark = values.get(item.rule.mark) if isinstance(item.rule, Judged) else None
    return mark is not None and Decimal(str(mark.value)) < item.points
