"""The checks 检查 of a whole form: one per field of the school, per need of evidence, and a last.

Whether a field is asked, blank or 有误 is what the sheet 计算 says of it; here it is put in words,
and evidence is counted against its minimums, by the same formulas of the same expressions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from engine.files.answer_cells import Value, laid_out
from engine.files.calculation import NO_VALUE, STATE, Cached, Calculation
from engine.files.calculation_items import (
    BLANK,
    FAULTY,
    HAD,
    REQUESTED,
    UNASKED,
    UNSURE,
    state_now,
)
from engine.files.field_checks import (
    Case,
    Mark,
    faults,
    limit_faults,
    quoted,
    state_of,
    tick_faults,
)
from engine.files.field_rows import rows_of
from engine.files.field_words import on_request
from engine.files.form_columns import VALUE
from engine.files.form_names import CALCULATION, FORM, NOT_APPLICABLE, REGISTER
from engine.files.form_register import STATE as ROW_STATE
from engine.files.form_register import (
    Row,
    indicator_of,
    register_area,
    register_cell,
    register_rows,
    register_states,
)
from engine.files.sheet_style import cell_name
from engine.language.expressions import Constant, Expression, Whole
from engine.language.fields import Field, Kind, Source
from engine.language.formula import FieldCells, formula
from engine.rubric.model import EvidenceNeed
from engine.rubric.standard import Item


@dataclass(frozen=True, slots=True)
class Check:
    """One line of 提交前检查: of what item, what is looked at, where, and its states."""

    item: str
    title: str
    sheet: str
    cell: str
    """“$H$12”."""
    cases: tuple[Case, ...]
    wanted: str = ""
    """A formula: how many pieces of evidence are wanted; "" for a field."""
    wanted_now: Cached = ""

    @property
    def state(self) -> str:
        """Mark and words, as it stands."""
        return state_of(self.cases)

    @property
    def place(self) -> str:
        """“'自评表'!H12”, as a link leads there."""
        return f"'{self.sheet}'!{self.cell.replace('$', '')}"

    @property
    def place_formula(self) -> str:
        """`place`, following the cell when rows are put in above it."""
        column = self.cell.replace("$", "").rstrip("0123456789")
        return f"\"'{self.sheet}'!{column}\"&ROW({self.sheet}!{self.cell})"


@dataclass(frozen=True, slots=True)
class FormCells:
    """Where a form has what: the row of 自评表 of each row code, from 0, and of each check, by its
    number from 0, the cell that holds how many pieces it wants."""

    rows: Mapping[str, int]
    wanted: Callable[[int], str]

    def cell(self, row_code: str, sheet: str = f"{FORM}!") -> str:
        """The input cell of a row, “自评表!$H$12”."""
        return sheet + cell_name(self.rows[row_code], VALUE, fixed=True)

    def area(self, first: str, last: str) -> str:
        """The input cells from one row to another."""
        return f"{self.cell(first)}:{self.cell(last, '')}"


def checks_of(
    calculation: Calculation, registered: Sequence[Row], cells: FormCells
) -> tuple[Check, ...]:
    """Every field of the school in order, then every need of evidence, then the register."""
    own = _FieldChecks(calculation, cells).all()
    evidence = _EvidenceChecks(calculation, registered, cells, len(own)).all()
    return (*own, *evidence)


@dataclass(frozen=True, slots=True)
class _FieldChecks:
    of: Calculation
    cells: FormCells

    def all(self) -> list[Check]:
        """In the order of the form."""
        return [
            self._check(item, asked)
            for item in self.of.standard.items
            for asked in item.fields
            if asked.source is Source.SCHOOL
        ]

    def _check(self, item: Item, asked: Field) -> Check:
        rows, said = rows_of(asked), f"{CALCULATION}!{self.of.at(asked.code, STATE)}"
        now = state_now(self.of, asked)
        nothing = f"SUMPRODUCT(LEN({self.cells.area(rows[0], rows[-1])}))=0"
        empty = asked.blank_means is not None and self._value(asked) == ""
        states = [
            (UNASKED, f"{Mark.NOT_ASKED} 不用填"),
            (UNSURE, f"{Mark.UNDECIDED} 先填前面"),
            (REQUESTED, f"{Mark.FILLED} 申请{NOT_APPLICABLE}"),
            (BLANK, f"{Mark.BLANK} 没有填"),
        ]
        cases = [Case(f'{said}="{word}"', now == word, state) for word, state in states]
        if on_request(item):
            cases.insert(0, self._request(item))
        if asked.blank_means is not None:
            holds = f'IF({said}="{HAD}",{nothing},FALSE)'
            cases.append(Case(holds, empty and now == HAD, f"{Mark.OPTIONAL} 可以不填"))
        cases.append(Case(f'{said}="{HAD}"', now == HAD, Mark.FILLED))
        cases += self._faults(asked)
        cases.append(Case("TRUE", now == FAULTY, f"{Mark.FAULTY} 填得不对"))
        title = f"{asked.code} {asked.title}"
        return Check(item.code, title, FORM, self.cells.cell(rows[0], ""), tuple(cases))

    def _request(self, item: Item) -> Case:
        """不适用 asked for the whole item: nothing else in it need be filled."""
        own = [f for f in item.fields if f.source is Source.SCHOOL]
        area = self.cells.area(rows_of(own[0])[0], rows_of(own[-1])[-1])
        holds = any(self._value(asked) == NOT_APPLICABLE for asked in own)
        words = f"{Mark.FILLED} 申请{NOT_APPLICABLE}"
        return Case(f'COUNTIF({area},"{NOT_APPLICABLE}")>0', holds, words)

    def _faults(self, asked: Field) -> list[Case]:
        rows, value = rows_of(asked), self._value(asked)
        if asked.type is Kind.CHOICES:
            return tick_faults(self.cells.area(rows[0], rows[-1]), self.cells.cell(rows[-1]))
        cell, filled = self.cells.cell(asked.code), value if isinstance(value, str) else ""
        codes = [code for code in (asked.at_most, asked.at_least) if code is not None]
        others = {code: other for code in codes if (other := self._other(code)) is not None}
        found = faults(asked, cell, filled, self.of.standard.rubric.period)
        return [*found, *limit_faults(asked, cell, filled, others)]

    def _other(self, code: str) -> tuple[str, Decimal | None] | None:
        """The cell and number of a field another is held against; None while nobody knows it."""
        field = self.of.standard.scope[code]
        if field.source is Source.SCHOOL and code in self.cells.rows:
            value = self._value(field)
            content = laid_out(field, value) if isinstance(value, str) else ""
            return self.cells.cell(code), content if isinstance(content, Decimal) else None
        known = self.of.office.get(code) or self.of.unit.fields.get(code, "")
        return (known, Decimal(known)) if known else None

    def _value(self, asked: Field) -> Value:
        return self.of.values.get(asked.code, "")


class _EvidenceChecks:
    def __init__(
        self, of: Calculation, registered: Sequence[Row], cells: FormCells, first: int
    ) -> None:
        self.of, self.registered, self.cells, self.first = of, registered, cells, first
        self.states = register_states(registered, of.standard)
        self.rows = register_rows(registered)
        self.fields = {code: _on_other_sheet(each) for code, each in of.cells.items()}

    def all(self) -> list[Check]:
        """Needs in the order of their items, then whether the register is whole."""
        wanted = [(item, *need) for item in self.of.standard.items for need in item.evidence]
        found = [self._need(at, *each) for at, each in enumerate(wanted, start=self.first)]
        return [*found, self._register()]

    def _need(self, at: int, item: Item, need: EvidenceNeed, expression: Expression) -> Check:
        """Whether enough of the right kinds is registered."""
        pieces = Whole(expression, Constant(Decimal(1)), up=True)
        cell, under = self.cells.wanted(at), need.from_item or item.code
        have, wanted = self._registered(under, need.kinds), self.of.now(pieces)
        there = sum(
            indicator_of(row) == under and row.get("kind") in need.kinds and state == Mark.FILLED
            for row, state in zip(self.registered, self.states, strict=True)
        )
        short = wanted != NO_VALUE and int(wanted) > there
        cases = (
            Case(f"ISERROR({cell})", wanted == NO_VALUE, f"{Mark.UNDECIDED} 先填自评表"),
            Case(f"{cell}=0", wanted == 0, f"{Mark.NOT_ASKED} 不用备"),
            Case(
                f"{cell}>{have}",
                short,
                f"{Mark.SHORT} 佐证要{wanted}件，登记了{there}件",
                f'"{Mark.SHORT} 佐证要"&{cell}&"件，登记了"&{have}&"件"',
            ),
        )
        title = f"佐证：{'或'.join(need.kinds)}" + (f"（登在{under}）" if need.from_item else "")
        made = formula(pieces, self.of.standard.scope, self.fields)
        return Check(item.code, title, REGISTER, register_cell(), cases, made, wanted)

    def _registered(self, under: str, kinds: Sequence[str]) -> str:
        codes, kind = register_area("indicator", self.rows), register_area("kind", self.rows)
        right = "+".join(f"({kind}={quoted(each)})" for each in kinds)
        begins = f'(LEFT({codes}&" ",{len(under) + 1})={quoted(under + " ")})'
        states = register_area(ROW_STATE, self.rows)
        return f'SUMPRODUCT(({states}="{Mark.FILLED}")*{begins}*({right}))'

    def _register(self) -> Check:
        """Whether every row of the register that was begun is whole."""
        states = register_area(ROW_STATE, self.rows)
        found = f'SUMPRODUCT(--(LEFT({states},1)="{Mark.FAULTY}"))'
        count = sum(state[:1] == Mark.FAULTY for state in self.states)
        words = "行没有填全，见各行最后一栏"
        changing = f'"{Mark.FAULTY} 有"&{found}&"{words}"'
        case = Case(f"{found}>0", count > 0, f"{Mark.FAULTY} 有{count}{words}", changing)
        return Check("", REGISTER, REGISTER, register_cell(), (case,))


def _on_other_sheet(cells: FieldCells) -> FieldCells:
    """The same cells, called from outside 计算."""
    return replace(
        cells,
        value=_called(cells.value),
        options=tuple(_called(option) for option in cells.options),
    )


def _called(cell: str) -> str:
    return f"{CALCULATION}!{cell}" if cell.startswith("$") else cell
