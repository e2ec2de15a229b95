"""The field rows of 自评表: one for each field, one more for each option of a multi-select."""

from __future__ import annotations

from engine.files.answer_cells import Line, write_answer
from engine.files.field_words import guidance, on_request, request_words
from engine.files.form_columns import CODE, FIELD, SETTLED, VALUE, Contents
from engine.files.item_layout import Block
from engine.files.sheet_style import Page
from engine.language.fields import Field, Kind, Source
from engine.rubric.standard import Item, Standard

_ROOM_TO_WRITE = 66.0


def write_lines(
    page: Page, first: int, block: Block, standard: Standard, contents: Contents
) -> int | None:
    """Write an item's field rows; the first row that must be filled and is not, if any."""
    missing: int | None = None
    for row, line in enumerate(block.lines, start=first):
        page.text(row, CODE, line.row_code, "code")
        page.text(row, SETTLED, "", "cell")
        if line.option is not None:
            page.text(row, FIELD, f"　{line.option_title}", "cell")
        else:
            said, fault = _said(line.field, standard), contents.fault(line.field)
            page.noted(row, FIELD, line.field.label, said, "cell", fault=fault)
        _write_value(page, row, line, block.item, standard, contents)
        if missing is None and _must_fill(line.field, standard) and line.takes_value:
            missing = row if not contents.answered(line.field) else None
    return missing


def line_height(page: Page, line: Line, standard: Standard, contents: Contents) -> float:
    """How tall a row must be for what is printed and may be written in it."""
    if line.option is not None:
        return page.needed(line.option_title, FIELD)
    said = f"{_said(line.field, standard)}\n{contents.fault(line.field)}".strip()
    tall = page.needed_noted(line.field.label, said, FIELD)
    if line.field.type is Kind.TEXT and line.field.source is Source.SCHOOL:
        return max(tall, _ROOM_TO_WRITE, page.needed(contents.filled(line), VALUE))
    return tall


def _said(asked: Field, standard: Standard) -> str:
    """What stands under a field's title; what the school does not fill needs no telling how."""
    return guidance(asked, standard) if asked.source is Source.SCHOOL else asked.note


def _must_fill(asked: Field, standard: Standard) -> bool:
    needed = asked.source is Source.SCHOOL and asked.blank_means is None
    return needed and asked.code not in standard.asked


def _write_value(
    page: Page, row: int, line: Line, item: Item, standard: Standard, contents: Contents
) -> None:
    asked = line.field
    if asked.source is Source.SCHOOL and line.takes_value:
        write_answer(
            page,
            (row, VALUE),
            CODE,
            line,
            filled=contents.filled(line),
            period=standard.rubric.period,
            may_not_apply=on_request(item),
            hint=request_words(item),
        )
    elif asked.source is Source.SCHOOL:
        page.text(row, VALUE, "在下面逐样选", "muted")
    elif asked.source is Source.REVIEWER:
        page.text(row, VALUE, "由评审组填写", "muted")
    else:
        known = contents.office.get(asked.code, "")
        page.text(row, VALUE, known or "由评估办公室\n提供", "cell-centred" if known else "muted")
