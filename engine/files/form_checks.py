"""The checks 检查 of a whole form: one per field of the school and per need of evidence.

Each has a state that the workbook keeps up to date, and for a field the value that conditions
read: the same fields, conditions and minimums as the engine's, compiled to formulas.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from engine.files.answer_cells import Value, laid_out
from engine.files.asked_fields import known_column
from engine.files.field_checks import (
    FAULTY,
    FILLED,
    NOT_ASKED,
    OPTIONAL,
    SHORT,
    UNDECIDED,
    Case,
    asked_cases,
    cell_cases,
    limit_cases,
    one_of,
    quoted,
    request_case,
    state_of,
    ticked_cases,
)
from engine.files.field_rows import rows_of
from engine.files.field_words import on_request
from engine.files.form_names import FORM, NOT_APPLICABLE, REGISTER, TICK
from engine.files.form_register import (
    STATE,
    register_area,
    register_cell,
    register_rows,
    register_states,
)
from engine.files.sheet_style import cell_name
from engine.language.asked import asked_columns
from engine.language.evaluate import evaluate
from engine.language.expressions import Constant, Expression, Whole, fields_read
from engine.language.fields import NONE, Field, Kind, Source
from engine.language.formula import FieldCells, formula
from engine.records.columns import Column
from engine.records.states import READABLE, State
from engine.records.submission import FILLED as SOME_TEXT
from engine.records.submission import Answer, Piece, RosterUnit
from engine.rubric.model import EvidenceNeed
from engine.rubric.standard import Item, Standard

_UNKNOWN = "NA()"
_DAYS_TO_1970 = 25569


@dataclass(frozen=True, slots=True)
class Check:
    """One line of 提交前检查: of what item, what is looked at, where, and its states."""

    item: str
    title: str
    sheet: str
    cell: str
    """“$H$12”."""
    cases: tuple[Case, ...]
    value: str = ""
    """A formula: the field's value as conditions read it, or how many pieces are wanted."""
    known: int | str = ""
    """What `value` comes to."""

    @property
    def place(self) -> str:
        """“'自评表'!H12”, as a link leads there."""
        return f"'{self.sheet}'!{self.cell.replace('$', '')}"

    @property
    def place_formula(self) -> str:
        """`place`, following the cell when rows are put in above it."""
        column = self.cell.replace("$", "").rstrip("0123456789")
        return f"=\"'{self.sheet}'!{column}\"&ROW({self.sheet}!{self.cell})"

    @property
    def state(self) -> str:
        """Mark and words, as it stands."""
        return state_of(self.cases)


@dataclass(frozen=True)
class Filled:
    """What a form is written with, and where its cells are.

    `rows` gives the row of 自评表 of each row code, from 0; `states` and `values` name the cells
    of the form's own table that hold a field's state and value.
    """

    standard: Standard
    unit: RosterUnit
    office: Mapping[str, str]
    values: Mapping[str, Value]
    pieces: tuple[Piece, ...]
    rows: Mapping[str, int]
    value_column: int
    state_cell: Callable[[int], str]
    value_cell: Callable[[int], str]

    def cell(self, row_code: str, sheet: str = f"{FORM}!") -> str:
        """The input cell of a row, “自评表!$H$12”."""
        return sheet + cell_name(self.rows[row_code], self.value_column, fixed=True)

    def area(self, first: str, last: str) -> str:
        """The input cells from one row to another."""
        return f"{self.cell(first)}:{self.cell(last, '')}"


def checks_of(form: Filled) -> tuple[Check, ...]:
    """Every field of the school in order, then every need of evidence, then the register."""
    return _Checks(form).all()


class _Checks:
    def __init__(self, form: Filled) -> None:
        self.form, self.standard = form, form.standard
        self.fields = [
            (item, asked)
            for item in self.standard.items
            for asked in item.fields
            if asked.source is Source.SCHOOL
        ]
        self.number = {asked.code: at for at, (_, asked) in enumerate(self.fields)}
        self.requested = {item.code for item in self.standard.items if self._requests(item)}
        self.own = {asked.code: self._own_cases(item, asked) for item, asked in self.fields}
        self._texts: dict[str, int] = {}
        self._rows = register_rows(form.pieces)
        self._pieces = register_states(form.pieces, self.standard)
        self.columns = self._columns()
        self.cells = {code: self._known(field) for code, field in self.standard.scope.items()}

    def all(self) -> tuple[Check, ...]:
        fields = [self._field(item, asked) for item, asked in self.fields]
        wanted = [(item, *need) for item in self.standard.items for need in item.evidence]
        needs = [
            self._need(at, item, need, expression)
            for at, (item, need, expression) in enumerate(wanted, start=len(fields))
        ]
        return (*fields, *needs, self._register())

    def _filled(self, code: str) -> Value:
        return self.form.values.get(code, "")

    def _requests(self, item: Item) -> bool:
        own = [self._filled(f.code) for f in item.fields if f.source is Source.SCHOOL]
        return on_request(item) and NOT_APPLICABLE in own

    def _own_cases(self, item: Item, asked: Field) -> list[Case]:
        """What may be wrong with a field where it is asked."""
        rows, value = rows_of(asked), self._filled(asked.code)
        if asked.type is Kind.CHOICES:
            return ticked_cases(
                asked, self.form.area(rows[0], rows[-1]), self.form.cell(rows[-1]), value
            )
        filled = value if isinstance(value, str) else ""
        cell = self.form.cell(asked.code)
        others = {code: other for code in (asked.at_most, asked.at_least)
                  if code is not None and (other := self._other(code)) is not None}  # fmt: skip
        cases = cell_cases(asked, cell, filled, self.standard.rubric.period)
        return [*cases, *limit_cases(asked, cell, value, others)]

    def _other(self, code: str) -> tuple[str, Decimal | None] | None:
        """The cell and number of a field another is held against; None while nobody knows it."""
        field = self.standard.scope[code]
        if field.source is Source.SCHOOL and code in self.form.rows:
            filled = self._filled(code)
            content = laid_out(field, filled) if isinstance(filled, str) else ""
            return self.form.cell(code), content if isinstance(content, Decimal) else None
        known = self.form.office.get(code) or self.form.unit.fields.get(code, "")
        return (known, Decimal(known)) if known else None

    def _columns(self) -> dict[str, Column]:
        """What conditions and minimums read, as it stands."""
        conditions = self.standard.asked
        needs = [need for item in self.standard.items for _, need in item.evidence]
        read = set(conditions).union(*(fields_read(e) for e in (*conditions.values(), *needs)))
        answers = {code: self._answer(code) for code in read if code in self.standard.own_fields}
        raw = {
            code: known_column(self.standard.scope[code], answers, self.form.unit, self._texts)
            for code in read
        }
        return dict(asked_columns(self.standard.scope, conditions, raw, 1))

    def _answer(self, code: str) -> Answer:
        field = self.standard.own_fields[code]
        if field.source is not Source.SCHOOL:
            return self._of_office(field)
        state, value = state_of(self.own[code]), self._filled(code)
        if state != FILLED:
            return Answer(state=State.FAULTY if state[0] == FAULTY else State.BLANK)
        if field.type is Kind.TEXT:
            value = NONE if value == NONE else SOME_TEXT
        return Answer(value=value, state=State.CLAIMED)

    def _of_office(self, field: Field) -> Answer:
        known: Value = self.form.office.get(field.code, "")
        if field.source is not Source.OFFICE or known == "":
            return Answer(state=State.BLANK)
        if field.type is Kind.CHOICES:
            known = tuple(option for option in field.options if option in str(known).split("、"))
        return Answer(value=known, state=State.VERIFIED)

    def _known(self, field: Field) -> FieldCells:
        """Where formulas find a field: its value in the form's own table, or what is known."""
        if field.code in self.number:
            ticks = rows_of(field)[:-1] if field.type is Kind.CHOICES else []
            options = tuple(f'IF({self.form.cell(row)}="{TICK}",1,0)' for row in ticks)
            return FieldCells(self.form.value_cell(self.number[field.code]), options)
        known = field.code in self.standard.own_fields
        answers = {field.code: self._of_office(field)} if known else {}
        column = known_column(field, answers, self.form.unit, self._texts)
        if int(column.states[0]) > READABLE:
            return FieldCells(_UNKNOWN, (_UNKNOWN,) * len(field.options))
        if field.type in (Kind.TEXT, Kind.DOCUMENT):
            text = self.form.office.get(field.code, "") or self.form.unit.fields.get(field.code, "")
            return FieldCells(known="" if text == NONE else text)
        number = int(column.values[0])
        if field.type is Kind.CHOICES:
            ticks = [str(number >> at & 1) for at in range(len(field.options))]
            return FieldCells(str(number.bit_count()), tuple(ticks))
        return FieldCells(known=number)

    def _field(self, item: Item, asked: Field) -> Check:
        rows = rows_of(asked)
        cases: list[Case] = []
        if on_request(item):
            own = [row for f in item.fields if f.code in self.number for row in rows_of(f)]
            area = self.form.area(own[0], own[-1])
            cases.append(request_case(area, holds=item.code in self.requested))
        if asked.code in self.standard.asked:
            condition = formula(self.standard.asked[asked.code], self.standard.scope, self.cells)
            cases += asked_cases(condition, self._holds(asked.code))
        cases += self.own[asked.code]
        at = self.form.cell(rows[0], "")
        title = f"{asked.code} {asked.title}"
        value, known = self._value(asked), self._known_value(asked, state_of(cases))
        return Check(item.code, title, FORM, at, tuple(cases), value, known)

    def _holds(self, code: str) -> bool | None:
        found = evaluate(self.standard.asked[code], self.standard.scope, self.columns, 1)
        return bool(found.values[0]) if int(found.states[0]) <= READABLE else None

    def _value(self, asked: Field) -> str:
        """What conditions read of a field, where it is filled well; an error elsewhere."""
        state = self.form.state_cell(self.number[asked.code])
        text = asked.type in (Kind.TEXT, Kind.DOCUMENT)
        none = '""' if text else "0"
        meant, given = asked.blank_means, self._encoded(asked)
        default = none
        if meant is not None and not text:
            default = str(asked.encode(meant, {}))
        made = f'IF({state}="{FILLED}",{given},NA())'
        if meant is not None:
            made = f'IF(LEFT({state},1)="{OPTIONAL}",{default},{made})'
        if asked.code in self.standard.asked:
            made = f'IF(LEFT({state},1)="{NOT_ASKED}",{none},{made})'
        return f"={made}"

    def _known_value(self, asked: Field, state: str) -> int | str:
        """What `_value` comes to."""
        text, given = asked.type in (Kind.TEXT, Kind.DOCUMENT), self._filled(asked.code)
        if state == FILLED:
            if asked.type is Kind.CHOICES:
                return len(given)
            if text:
                return "" if given == NONE else str(given)
            return asked.encode(given, {})
        if state[:1] == OPTIONAL and not text and asked.blank_means is not None:
            return asked.encode(asked.blank_means, {})
        return ("" if text else 0) if state[:1] in (NOT_ASKED, OPTIONAL) else "#N/A"

    def _encoded(self, asked: Field) -> str:
        if asked.type is Kind.CHOICES:
            rows = rows_of(asked)
            return f'COUNTIF({self.form.area(rows[0], rows[-2])},"{TICK}")'
        cell = self.form.cell(asked.code)
        match asked.type:
            case Kind.NUMBER:
                return f"ROUND({cell}*{10**asked.places},0)"
            case Kind.DATE:
                return f"(INT({cell})-{_DAYS_TO_1970})"
            case Kind.YES_NO | Kind.CHOICE:
                return one_of(cell, asked.options)
        return f'IF(TRIM({cell})="{NONE}","",{cell})'

    def _need(self, at: int, item: Item, need: EvidenceNeed, expression: Expression) -> Check:
        """Whether enough of the right kinds is registered."""
        scope, under = self.standard.scope, need.from_item or item.code
        pieces = Whole(expression, Constant(Decimal(1)), up=True)
        owed = self.form.value_cell(at)
        have = self._registered(under, need.kinds)
        found = evaluate(pieces, scope, self.columns, 1)
        readable = int(found.states[0]) <= READABLE
        wanted = int(found.values[0]) if readable else 0
        there = sum(
            piece.indicator == under and piece.kind in need.kinds and state == FILLED
            for piece, state in zip(self.form.pieces, self._pieces, strict=True)
        )
        words = f"{SHORT} 佐证要{wanted}件，登记了{there}件"
        changing = f'"{SHORT} 佐证要"&{owed}&"件，登记了"&{have}&"件"'
        cases = (
            Case(f"ISERROR({owed})", not readable, f"{UNDECIDED} 看上面怎么填"),
            Case(f"{owed}=0", wanted == 0, f"{NOT_ASKED} 不用备"),
            Case(f"{owed}>{have}", wanted > there, words, changing),
        )
        title = f"佐证：{'或'.join(need.kinds)}" + (f"（登在{under}）" if need.from_item else "")
        value = f"={formula(pieces, scope, self.cells)}"
        known = wanted if readable else "#N/A"
        return Check(item.code, title, REGISTER, register_cell(), cases, value, known)

    def _registered(self, under: str, kinds: Sequence[str]) -> str:
        indicators, kind = register_area("indicator", self._rows), register_area("kind", self._rows)
        right = "+".join(f"({kind}={quoted(each)})" for each in kinds)
        begins = f'(LEFT({indicators}&" ",{len(under) + 1})={quoted(under + " ")})'
        states = register_area(STATE, self._rows)
        return f'SUMPRODUCT(({states}="{FILLED}")*{begins}*({right}))'

    def _register(self) -> Check:
        """Whether every row of the register that was begun is whole."""
        states = register_area(STATE, self._rows)
        faults = f'SUMPRODUCT(--(LEFT({states},1)="{FAULTY}"))'
        count = sum(state[:1] == FAULTY for state in self._pieces)
        words = "行没有填全，见各行最后一栏"
        case = Case(
            f"{faults}>0",
            count > 0,
            f"{FAULTY} 有{count}{words}",
            f'"{FAULTY} 有"&{faults}&"{words}"',
        )
        return Check("", "佐证材料目录", REGISTER, register_cell(), (case,))
