"""The sheet 计算: from the answers in 自评表 to its points, step by step, in formulas.

One row for each field: what stands in its cell, the same held against other fields, whether it is
asked, and the number that counts. One for each item with its points × 10**places; below them the
sums. A formula that gets long has its parts in the columns to the right.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from engine.files.calculation import (
    ASKED,
    CODE,
    COUNTS,
    HELD,
    NO_VALUE,
    PARTS,
    STATE,
    TYPED,
    WHAT,
    Cached,
    Calculation,
    absolute,
    shown,
)
from engine.files.calculation_items import (
    BLANK,
    FAULTY,
    HAD,
    REQUESTED,
    UNASKED,
    UNSURE,
    ItemCells,
    state_now,
)
from engine.files.field_formulas import constant, is_blank, reading, says_not_applicable, tick
from engine.files.form_names import CALCULATION, NONE_OF_THESE, option_of
from engine.files.sheet_style import Book, Page
from engine.language.fields import NONE, Field, Kind, Source
from engine.language.formula_terms import text
from engine.records.states import READABLE
from engine.records.submission import FILLED, Answer
from engine.rubric.running_total import points_of
from engine.rubric.standard import Item

_HEADS = (
    ("编号", 10),
    ("内容", 34),
    ("格里填的", 11),
    ("相互核对后", 11),
    ("要不要填", 11),
    ("计分用的数", 11),
    ("情况", 12),
    ("中间得数", 11),
)
_TEXTS = (Kind.TEXT, Kind.DOCUMENT)


def write_calculation(book: Book, calculation: Calculation, items: Mapping[str, ItemCells]) -> Page:
    """Write 计算; everything in it is locked."""
    page = book.page(CALCULATION, [width for _, width in _HEADS])
    page.block((0, 0), (0, HELD), "计算过程（不用填）", "title")
    page.height(0, 30.0)
    said = (
        "本页由公式从“自评表”算出自评分，不用填，也改不了。数都放大成整数再算（保留2位小数的分，"
        "放大100倍），最后才除回去，所以和收表后的计算一分不差。#N/A 表示还没有填或填得有误。"
    )
    page.block((1, 1), (0, STATE), said, "small")
    page.height(1, 34.0)
    for column, (head, _) in enumerate(_HEADS):
        page.text(2, column, head, "heading")
    page.sheet.freeze_panes(3, 2)
    # Who prints the whole form wants no pages of formulas: only what this sheet is.
    page.sheet.print_area(0, 0, 1, STATE)
    _Writer(page, calculation).write(items)
    return page


class _Writer:
    def __init__(self, page: Page, calculation: Calculation) -> None:
        self.page, self.of = page, calculation
        self.standard, self.score = calculation.standard, calculation.score
        self.compared = calculation.compared
        self.before: list[str] = []
        """Fields already held against others, in the order of the form."""

    def write(self, items: Mapping[str, ItemCells]) -> None:
        for item in self.standard.items:
            self._item(item, items[item.code])
            for asked in item.fields:
                self._field(asked)
        for code, formula in self.of.added.items():
            row = self.of.rows[code]
            self._head(row, "", code, "cell-bold")
            self.page.formula(row, COUNTS, formula, self.of.sum_now(code), "whole-bold")
        for (row, column), part in self.of.parts.items():
            value = self.of.now(part.node, part.places)
            self.page.formula(row, column, part.formula, value, "whole")

    def _head(self, row: int, code: str, title: str, style: str) -> None:
        """The code and title of a row, and cells without a formula so far."""
        self.page.text(row, CODE, code, "code")
        self.page.text(row, WHAT, title, style)
        for column in range(TYPED, PARTS):
            self.page.text(row, column, "", "cell")
        self.page.height(row, self.page.needed(title, WHAT))

    def _item(self, item: Item, cells: ItemCells) -> None:
        row, places = self.of.rows[points_of(item.code)], self.standard.places
        self._head(row, item.code, item.indicator.title, "cell-bold")
        self.page.formula(row, COUNTS, cells.points, shown(cells.value, places), "whole-bold")
        self.page.formula(row, STATE, cells.word, cells.said, "cell-centred")
        if cells.least:
            self.page.formula(row, HELD, cells.least, shown(cells.least_value, places), "whole")

    def _field(self, asked: Field) -> None:
        row = self.of.rows[asked.code]
        self._head(row, asked.code, asked.label, "cell")
        if asked.source is Source.SCHOOL:
            self._typed(asked, row)
        elif asked.type is Kind.CHOICES and asked.code in self.of.known:
            chosen = self.of.known[asked.code].value
            for n, option in enumerate(asked.options, start=1):
                self.page.number(row + n, TYPED, Decimal(option in chosen), "whole")
        if asked.code in self.standard.asked:
            node = self.standard.asked[asked.code]
            made, value = self.of.compiled(node, row), self.of.now(node)
            self.page.formula(row, ASKED, made, value, "cell-centred")
        self.page.formula(row, COUNTS, self._counts(asked, row), self._counts_now(asked), "whole")
        self.page.formula(
            row, STATE, self._state(asked, row), state_now(self.of, asked), "cell-centred"
        )

    def _typed(self, asked: Field, row: int) -> None:
        ticks, period = self._ticks(asked), self.standard.rubric.period
        if asked.type is Kind.CHOICES:
            self._ticked(asked, row)
        made = reading(asked, period, ticks, compared=asked.code in self.compared)
        value = self._value(asked, self.of.typed[asked.code])
        self.page.formula(row, TYPED, made, value, "whole")
        if asked.at_most or asked.at_least:
            value = self._value(asked, self.of.held[asked.code])
            self.page.formula(row, HELD, self._held(asked, row), value, "whole")
            self.before.append(asked.code)

    def _ticks(self, asked: Field) -> str:
        if asked.type is not Kind.CHOICES:
            return ""
        row = self.of.rows[asked.code]
        return f"{absolute(row + 1, TYPED)}:{absolute(row + len(asked.options) + 1, TYPED)}"

    def _ticked(self, asked: Field, row: int) -> None:
        answer = self.of.typed[asked.code]
        for below, n in enumerate((*range(1, len(asked.options) + 1), 0), start=1):
            title = asked.options[n - 1] if n else NONE_OF_THESE
            self._head(row + below, option_of(asked.code, n), f"　{title}", "cell")
            readable = answer.state <= READABLE
            now = readable and (title in answer.value if n else answer.value == ())
            self.page.formula(row + below, TYPED, tick(asked, n), int(now), "whole")

    def _held(self, asked: Field, row: int) -> str:
        typed = absolute(row, TYPED)
        found = typed
        for code, sign in ((asked.at_least, "<"), (asked.at_most, ">")):
            limit = self._limit(code) if code is not None else ""
            if limit and code is not None:
                places = max(asked.places, self.standard.scope[code].places)
                own = f"{typed}*{10 ** (places - asked.places)}"
                other = f"{limit}*{10 ** (places - self.standard.scope[code].places)}"
                found = f"IF(IFERROR({own}{sign}{other},FALSE),NA(),{found})"
        return found

    def _limit(self, code: str) -> str:
        """What a number is held against; "" for what nobody knows here."""
        other = self.standard.scope[code]
        if code in self.of.held:
            limited = other.at_most or other.at_least
            row = self.of.rows[code]
            return absolute(row, HELD if limited and code in self.before else TYPED)
        known = self.of.known.get(code)
        value = known.value if known is not None else self.of.unit.fields.get(code, "")
        return str(constant(other, value)) if isinstance(value, str) and value else ""

    def _counts(self, asked: Field, row: int) -> str:
        means = self._literal(asked, asked.blank_means) if asked.blank_means is not None else "NA()"
        if asked.source is Source.SCHOOL:
            held = bool(asked.at_most or asked.at_least)
            found = absolute(row, HELD if held else TYPED)
            if asked.blank_means is not None:
                found = f"IF({is_blank(asked, self._ticks(asked))},{means},{found})"
        elif asked.code in self.of.known:
            value = self.of.known[asked.code].value
            found = str(len(value)) if isinstance(value, tuple) else self._literal(asked, value)
        else:
            found = means
        if asked.code not in self.standard.asked:
            return found
        nothing = text(NONE) if asked.type in _TEXTS else "0"
        return f"IF({absolute(row, ASKED)},{found},{nothing})"

    def _literal(self, asked: Field, value: str) -> str:
        if asked.type in _TEXTS and value not in ("", NONE) and asked.code not in self.compared:
            value = FILLED
        found = constant(asked, value)
        return text(found) if isinstance(found, str) else str(found)

    def _value(self, asked: Field, answer: Answer) -> Cached:
        """An answer as its cell on this sheet holds it."""
        if answer.state > READABLE:
            return NO_VALUE
        if isinstance(answer.value, tuple):
            return len(answer.value)
        if asked.type is Kind.DOCUMENT and asked.code not in self.compared:
            return FILLED
        return constant(asked, answer.value)

    def _counts_now(self, asked: Field) -> Cached:
        column, state = self.score.columns[asked.code], self.score.state(asked.code)
        if state > READABLE:
            return NO_VALUE
        value = int(column.values[0])
        if asked.type is Kind.CHOICES:
            return value.bit_count()
        if asked.type not in _TEXTS:
            return value
        answer = self.score.answers.get(asked.code)
        return NONE if value == 0 or answer is None else self._value(asked, answer)

    def _state(self, asked: Field, row: int) -> str:
        counts = absolute(row, COUNTS)
        if asked.source is not Source.SCHOOL:
            return text(state_now(self.of, asked))
        blank = f'IF({is_blank(asked, self._ticks(asked))},"{BLANK}","{FAULTY}")'
        why = f'IF({says_not_applicable(asked)},"{REQUESTED}",IFERROR({blank},"{FAULTY}"))'
        found = f'IF(ISERROR({counts}),{why},"{HAD}")'
        if asked.code not in self.standard.asked:
            return found
        holds = absolute(row, ASKED)
        return f'IF(ISERROR({holds}),"{UNSURE}",IF({holds},{found},"{UNASKED}"))'
