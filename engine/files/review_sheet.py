"""The review workbook 评审表: what a unit claims, and room for what one assessor settles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from engine.files.field_words import reason_field
from engine.files.form_cover import Stamps, write_stamps
from engine.files.form_names import (
    REVIEW,
    REVIEW_FORM,
    STAMP_ASSESSOR,
    STAMP_ENTRY,
    STAMP_ITEMS,
    STAMP_ROUND,
    STAMP_WAY,
)
from engine.files.item_layout import Block, Flow, chapters
from engine.files.review_columns import LAST, POINTS, heads
from engine.files.review_head import (
    write_head,
    write_left_over,
    write_plain_head,
    write_signatures,
)
from engine.files.review_rows import Case, heights, write_item
from engine.files.review_scope import Scope
from engine.files.review_words import round_words
from engine.files.sheet_style import Book, Page
from engine.records.submission import RosterUnit, Ruling, Submission
from engine.rubric.standard import Standard

_NOTHING: Mapping[str, str] = MappingProxyType({})
_ONE_SHEET = Scope()
_HEADS = 26.0
_SECTION = 24.0


def write_review_sheet(
    standard: Standard,
    unit: RosterUnit,
    submission: Submission | None,
    rulings: Mapping[str, Ruling],
    *,
    cycle: str,
    structure: str,
    created: date,
    office: Mapping[str, str] = _NOTHING,
    role: str = "",
    scope: Scope = _ONE_SHEET,
) -> bytes:
    """The review workbook of one unit; the same arguments give the same bytes.

    `submission` None: nothing usable was handed in. `rulings` by indicator are laid out as already
    settled. `office` holds 〔局〕 values by field code. `role` is who reviews 评审角色. `scope` is
    whose sheet it is, where several review a unit.
    """
    edition = standard.rubric.reference
    book = Book(f"{standard.rubric.title}·{cycle}年度评审表", created)
    case = Case(standard, unit, submission, rulings, office, scope)
    columns = heads(agreed=scope.round == "agreed")
    page = book.page(REVIEW, [width for _, width in columns])
    if scope.terms is None:
        top = write_plain_head(page, case, cycle, role)
    else:
        top = write_head(page, case, scope.terms, cycle, role)
    for column, (head, _) in enumerate(columns):
        page.text(top, column, head, "heading")
    page.height(top, _HEADS)
    page.sheet.repeat_rows(top)
    page.sheet.freeze_panes(top + 1, POINTS)
    _write_blocks(page, case, top + 1)
    more = _stamps(standard, scope) if scope.terms is not None else ()
    stamps = Stamps(REVIEW_FORM, edition, structure, unit.code, cycle, more=more)
    write_stamps(book, stamps)
    book.footer(*_footer(case, edition))
    return book.finish()


def _write_blocks(page: Page, case: Case, first: int) -> None:
    flow = Flow(page, head=_HEADS, used=page.tall(first - 1))
    row = first
    for _, heading, blocks in chapters(case.standard):
        laid_out = [_on_sheet(block) for block in blocks if case.scope.lays_out(block.item)]
        if not laid_out:
            continue
        page.block((row, row), (0, LAST), heading, "section")
        flow.place(row, [_SECTION], keep_with=sum(heights(page, laid_out[0], case)))
        row += 1
        for block in laid_out:
            flow.place(row, heights(page, block, case))
            write_item(page, row, block, case)
            row += block.rows
    if case.scope.terms is not None:
        flow.place(row, [write_signatures(page, row, case, case.scope.terms)])
        write_left_over(page, (first, row - 1), case, _asked(case))
    flow.finish()


def _on_sheet(block: Block) -> Block:
    """Its lines without the field for a reason, which is the column 扣分理由."""
    elsewhere = reason_field(block.item)
    return replace(block, lines=tuple(each for each in block.lines if each.field != elsewhere))


def _asked(case: Case) -> tuple[int, int]:
    """How many 意见 and how many 考评分 the sheet asks for."""
    scope = case.scope
    items = [item for item in case.standard.items if scope.lays_out(item)]
    return (
        sum(scope.asks_verdict(item) for item in items),
        sum(
            scope.asks_field(item, asked)
            for item in items
            for asked in item.fields
            if asked.code in item.marks
        ),
    )


def _stamps(standard: Standard, scope: Scope) -> tuple[tuple[str, str, str], ...]:
    return (
        ("评审人", STAMP_ASSESSOR, scope.assessor),
        ("轮次", STAMP_ROUND, scope.round),
        ("评审方式", STAMP_WAY, scope.way),
        ("录入", STAMP_ENTRY, scope.entry),
        ("所列指标", STAMP_ITEMS, scope.stamp(standard)),
    )


def _footer(case: Case, edition: str) -> tuple[str, str]:
    """Left and middle of the footer: the unit, and whose sheet of which round it is."""
    unit, scope = case.unit, case.scope
    if scope.terms is None:
        return unit.name, f"{edition}·{unit.code}·评审表"
    whose = f"{scope.assessor}{scope.entry}·{round_words(scope.round, scope.way)}"
    return unit.name, f"{edition}·{unit.code}·评审表·{whose}"
