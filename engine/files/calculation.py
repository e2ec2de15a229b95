"""The calculation of one form 计算过程: which formula stands where, and what it comes to now.

What formulas come to is asked of the engine's own evaluator over the answers the form is written
with, so that a program which shows a form without working it out shows the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import product
from math import prod
from typing import NamedTuple

from engine.files.answer_cells import Value
from engine.files.compared_texts import compared_texts
from engine.files.field_formulas import constant
from engine.files.limits_between import hold_against_each_other
from engine.files.seen_answers import seen_answers
from engine.files.self_score import SelfScore
from engine.files.sheet_style import cell_name
from engine.language.expressions import Choose, Expression, Filled, Sum, number
from engine.language.fields import NONE, Field, Kind, Scope, Source
from engine.language.formula import Compiler, FieldCells, Part
from engine.language.formula_terms import NoFormula, scaled
from engine.records.states import READABLE, State
from engine.records.submission import Answer, RosterUnit
from engine.rubric.running_total import points_of, running_total
from engine.rubric.standard import Item, Standard

CODE, WHAT, TYPED, HELD, ASKED, COUNTS, STATE, PARTS = range(8)
"""Columns of the sheet 计算."""
FIRST_ROW = 3
NO_VALUE = "#N/A"
NOT_BY_SELF = "不能自评"
TOTAL, WHOLE, OPEN, OPEN_FOR_GOOD, BONUS, PENALTY = (
    "总分", "满分", "没有分的项", "不能自评的项", "加分", "扣分",
)  # fmt: skip
Cached = int | str | bool | Decimal


_MOST_CHOICES = 6
_AS_IT_IS: Mapping[str, FieldCells] = {}


class Choice(NamedTuple):
    """What an item comes to if others choose so: the formula, and its points now."""

    formula: str
    value: Decimal | None


def section_points(section: str) -> str:
    """The code of the row of a section's points."""
    return f"部分 {section}"


def section_open(section: str) -> str:
    """The code of the row that counts the items of a section without points."""
    return f"部分 {section} 没有分的项"


@dataclass
class Calculation:
    """Rows count from 0. `cells` are what formulas may read, `parts` the cells they were cut into.

    `office` and `values` are the canonical values a form is written with.
    """

    standard: Standard
    unit: RosterUnit
    office: Mapping[str, str]
    values: Mapping[str, Value]
    rows: dict[str, int] = field(default_factory=dict)
    """Row of every item (`points_of`), own field and sum, by its code."""
    parts: dict[tuple[int, int], Part] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.sums = running_total(self.standard)
        self.compared = compared_texts(self.standard)
        self.typed = seen_answers(self.standard, self.values, self.compared)
        self.known = {
            code: Answer(value=value, state=State.VERIFIED)
            for code, text in self.office.items()
            if (value := _canonical(self.standard.scope[code], text)) is not None
        }
        self.held = dict(self.typed)
        list(hold_against_each_other(self.standard, self.held, self.known, self.unit))
        self.score = SelfScore(self.standard, self.unit, {**self.known, **self.held}, self.sums)
        self.totals = self._totals()
        self._lay_out()
        self.cells = {code: self._cells(each) for code, each in self.standard.scope.items()}
        inner = {code: FieldCells(self.at(code, COUNTS)) for code in self.sums.scope}
        self._scope: Scope = {**self.standard.scope, **self.sums.scope}
        self._reach = {**self.cells, **inner}
        self.points = {item.code: self._compiled_points(item) for item in self.standard.items}
        beyond = frozenset(code for code, made in self.points.items() if made is None)
        self.score = replace(self.score, without=beyond)
        self.added = self._compiled_sums()

    def at(self, code: str, column: int, below: int = 0) -> str:
        """“$F$12”."""
        return absolute(self.rows[code] + below, column)

    def compiled(
        self,
        node: Expression,
        row: int,
        places: int | None = None,
        instead: Mapping[str, FieldCells] = _AS_IT_IS,
    ) -> str:
        """The formula of a node, its parts to the right of `row`. Raises NoFormula."""

        def keep(*parts: Part) -> tuple[str, ...]:
            taken = sum(1 for at, _ in self.parts if at == row)
            for n, part in enumerate(parts, start=PARTS + taken):
                self.parts[row, n] = part
            first = PARTS + taken
            return tuple(absolute(row, n) for n in range(first, first + len(parts)))

        compiler = Compiler(self._scope, {**self._reach, **instead}, keep)
        term = compiler.of(node)
        return scaled(term, places).text if places is not None else term.text

    def _compiled_points(self, item: Item) -> str | None:
        """The formula of an item's points; None where no workbook can work it out."""
        alone = self.score.for_one_unit(item)
        try:
            row = self.rows[points_of(item.code)]
            return self.compiled(alone, row, self.standard.places) if alone is not None else None
        except NoFormula:
            return None

    def _compiled_sums(self) -> dict[str, str]:
        """The formula of every sum by the code of its row; none where one gets too large."""
        places = {code: each.places for code, each in self.sums.scope.items()}
        steps = {code: (node, places[code]) for code, node in self.sums.parts.items()}
        try:
            return {
                code: self.compiled(node, self.rows[code], each)
                for code, (node, each) in (steps | self.totals).items()
            }
        except NoFormula:
            return {}

    def now(self, node: Expression, places: int = 0) -> Cached:
        """What a formula of `node` comes to: a truth, or its value × 10**places."""
        return shown(self.score.value(node), places)

    def sum_now(self, code: str) -> Cached:
        """What stands in the row of a sum or of a part of one."""
        if code in self.totals:
            return self.now(*self.totals[code])
        return self.now(self.sums.parts[code], self.sums.scope[code].places)

    def least(self, item: Item) -> list[Choice]:
        """What an item that waits for choices of others can come to, by each of their choices.

        Nothing where these cannot be listed, or the school has no part in it.
        """
        waits = [
            f for f in map(self.standard.scope.get, sorted(item.reads)) if f and self._waits(f)
        ]
        own = any(asked.source is Source.SCHOOL for asked in item.fields)
        choices = prod(len(f.options) for f in waits)
        listed = all(f.one_option and f.code not in self.standard.asked for f in waits)
        if item.of_cohort or not own or not waits or not listed or choices > _MOST_CHOICES:
            return []
        found = []
        for options in product(*(f.options for f in waits)):
            chosen = {f.code: o for f, o in zip(waits, options, strict=True)}
            answers = {c: Answer(value=o, state=State.VERIFIED) for c, o in chosen.items()}
            score = replace(self.score, answers={**self.score.answers, **answers}, texts={})
            known = {c: FieldCells(known=self.standard.scope[c].options.index(o) + 1)
                     for c, o in chosen.items()}  # fmt: skip
            made = self.compiled(item.expression, self.rows[points_of(item.code)],
                                 self.standard.places, known)  # fmt: skip
            found.append(Choice(made, score.points[item.code]))
        return found

    def beyond(self, item: Item) -> bool:
        """Whether nobody can score the item from this form: it waits for others than the school."""
        if item.of_cohort or item.code in self.score.without:
            return True
        read = item.reads.union(item.own_codes)
        return any(self._waits(self.standard.scope[code]) for code in read)

    def _waits(self, asked: Field) -> bool:
        own = asked.code in self.standard.own_fields
        if own and (asked.source is Source.SCHOOL or asked.blank_means is not None):
            return False
        if own:
            return asked.code not in self.known and self._is_asked(asked)
        return self.score.state(asked.code) > READABLE

    def _is_asked(self, asked: Field) -> bool:
        """Not where the roster alone says that it is not."""
        return asked.code not in self.standard.asked or self.score.state(asked.code) > READABLE

    def _totals(self) -> dict[str, tuple[Expression, int]]:
        """Every sum by the code of its row, and its places."""
        sums, places = self.sums, self.standard.places
        found: dict[str, tuple[Expression, int]] = {}
        for section in self.standard.rubric.sections:
            found[section_points(section.code)] = sums.sections[section.code], places
            found[section_open(section.code)] = sums.open_in[section.code], 0
        beyond = [points_of(item.code) for item in self.standard.items if self.beyond(item)]
        for_good = tuple(Choose(Filled(code), number(0), number(1)) for code in beyond)
        return found | {
            BONUS: (sums.bonus, places),
            PENALTY: (sums.penalty, places),
            TOTAL: (sums.total, places),
            WHOLE: (sums.whole, places),
            OPEN: (sums.open, 0),
            OPEN_FOR_GOOD: (Sum(for_good) if for_good else number(0), 0),
        }

    def _lay_out(self) -> None:
        row = FIRST_ROW
        for item in self.standard.items:
            self.rows[points_of(item.code)] = row
            row += 1
            for asked in item.fields:
                self.rows[asked.code] = row
                row += len(asked.options) + 2 if asked.type is Kind.CHOICES else 1
        for code in (*self.sums.parts, *self.totals):
            self.rows[code] = row
            row += 1

    def _cells(self, asked: Field) -> FieldCells:
        code = asked.code
        if code not in self.rows:
            answer = self.unit.fields.get(code, "")
            return self._roster_cells(asked, answer)
        options: tuple[str, ...] = ()
        known = self.known.get(code)
        if asked.type is Kind.CHOICES:
            options = tuple(self.at(code, TYPED, n) for n in range(1, len(asked.options) + 1))
            return FieldCells(self.at(code, COUNTS), options)
        if known is not None and code not in self.standard.asked:
            return FieldCells(known=constant(asked, str(known.value)))
        return FieldCells(self.at(code, COUNTS))

    def _roster_cells(self, asked: Field, value: str) -> FieldCells:
        column = self.score.columns[asked.code]
        if int(column.states[0]) > READABLE:
            return FieldCells("NA()")
        if asked.type in (Kind.TEXT, Kind.DOCUMENT):
            return FieldCells(known=constant(asked, value))
        return FieldCells(known=int(column.values[0]))


def absolute(row: int, column: int) -> str:
    """“$F$12”; rows and columns count from 0."""
    name = cell_name(row, column)
    letters = name.rstrip("0123456789")
    return f"${letters}${name[len(letters) :]}"


def shown(value: Decimal | bool | None, places: int) -> Cached:
    """A value as the sheet holds it."""
    if value is None:
        return NO_VALUE
    return value if isinstance(value, bool) else int(value.scaleb(places))


def _canonical(asked: Field, text: str) -> str | tuple[str, ...] | None:
    """An office value again as forms print it; None where it cannot be told."""
    if asked.type is not Kind.CHOICES:
        return text or None
    chosen = tuple(option for option in asked.options if option in text.split("、"))
    return chosen if text == ("、".join(chosen) or NONE) else None
