"""The sheet 自评表: one row per field, its item's requirement, points and rule beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.files.answer_cells import prompts
from engine.files.field_words import evidence_words
from engine.files.form_check_page import link_here
from engine.files.form_checks import Check
from engine.files.form_columns import (
    CODE,
    EVIDENCE,
    FIELD,
    HEADS,
    LAST,
    MARK,
    NOTE,
    NUMBER,
    POINTS,
    REASON,
    REQUIRED,
    RULE,
    SCORE,
    TITLE,
    VALUE,
    WIDTHS,
    Contents,
)
from engine.files.form_lines import line_height, write_lines
from engine.files.form_names import FORM, STAMP_CODE, evidence_of, item_code, note_of, score_of
from engine.files.form_scores import FormScores, Shown
from engine.files.item_layout import Block, Flow, chapters, spread
from engine.files.sheet_style import Book, Page
from engine.language.fields import Source
from engine.rubric.standard import Item, Standard

_HEAD_ROW = 2
_ROW = 21.0


@dataclass(frozen=True, slots=True)
class Laid:
    """自评表 as it was written: the row of each row code, counted from 0, and the last row."""

    page: Page
    rows: Mapping[str, int]
    end: int


def write_items(
    book: Book, standard: Standard, title: str, contents: Contents, scores: FormScores
) -> Laid:
    """Write 自评表; opens where the first answer that must be given is missing."""
    page = book.page(FORM, WIDTHS)
    _write_head(page, title, scores.total())
    flow = Flow(page, head=28.0 + 20.0, used=30.0)
    rows: dict[str, int] = {}
    row = _HEAD_ROW + 1
    first_missing: tuple[int, int] | None = None
    for section, heading, blocks in chapters(standard):
        _write_heading(page, row, heading, scores.section(section) if section else None)
        flow.place(row, [24.0], keep_with=sum(_heights(page, blocks[0], standard, contents)))
        row += 1
        for block in blocks:
            flow.place(row, _heights(page, block, standard, contents))
            _write_item(page, row, block, contents, scores.item(block.item))
            missing = write_lines(page, row, block, standard, contents)
            if first_missing is None and missing is not None:
                first_missing = (missing, row)
            rows |= {line.row_code: at for at, line in enumerate(block.lines, start=row)}
            row += block.rows
    flow.place(row, [26.0])
    flow.finish()
    _open_at(page, first_missing)
    return Laid(page, rows, row)


def _write_head(page: Page, title: str, total: Shown | None) -> None:
    page.block((0, 0), (0, RULE), title, "title")
    if total is not None:
        page.computed((0, 0), (CODE, LAST), total.formula, total.value, "running-total")
    page.height(0, 30.0)
    said = (
        "只填浅黄色的格，一格填一样。没有就填“0”或选“无”“否”，不要空着。"
        "佐证先登在“佐证材料目录”，再把编号写到本表。最后三栏由评审组填写。"
    )
    page.block((1, 1), (0, FIELD), said, "small")
    page.height(1, 20.0)
    for column, (head, _) in enumerate(HEADS):
        page.text(_HEAD_ROW, column, head, "heading")
    page.height(_HEAD_ROW, 28.0)
    page.sheet.repeat_rows(1, _HEAD_ROW)


def write_heads(laid: Laid, checks: Sequence[Check], code: str) -> None:
    """What is live outside the rows: the way to 提交前检查, 核对码 on every page and at the end."""
    link_here(laid.page, 1, (VALUE, NOTE), checks)
    for row, columns in ((1, (EVIDENCE, LAST)), (laid.end, (0, LAST))):
        made, shown = f'"核对码 "&{STAMP_CODE}', f"核对码 {code}"
        laid.page.computed((row, row), columns, made, shown, "code-shown")


def _write_heading(page: Page, row: int, heading: str, score: Shown | None) -> None:
    """A section's title, and its points so far at the right."""
    if score is None:
        page.block((row, row), (0, LAST), heading, "section")
        return
    page.block((row, row), (0, RULE), heading, "section")
    page.computed((row, row), (CODE, LAST), score.formula, score.value, "section-points")


def _open_at(page: Page, missing: tuple[int, int] | None) -> None:
    row, top = missing or (_HEAD_ROW + 1, _HEAD_ROW + 1)
    page.sheet.freeze_panes(_HEAD_ROW + 1, REQUIRED, max(_HEAD_ROW + 1, top - 1), REQUIRED)
    page.sheet.set_selection(row, VALUE, row, VALUE)
    if missing is not None:
        page.sheet.activate()


def _asked(item: Item) -> str:
    return f"{item.indicator.requirement}\n佐证：{evidence_words(item)}。".strip()


def _heights(page: Page, block: Block, standard: Standard, contents: Contents) -> list[float]:
    own = [max(_ROW, line_height(page, line, standard, contents)) for line in block.lines]
    item = block.item
    whole = max(
        page.needed_noted(_asked(item), contents.faults.get(evidence_of(item.code), ""), REQUIRED),
        page.needed(item.standard(), RULE),
        page.needed(item.indicator.title, TITLE),
        page.needed(contents.notes.get(item.code, ""), NOTE),
        page.needed(contents.numbers(item.code), EVIDENCE),
    )
    return spread(own or [_ROW], whole)


def _write_item(page: Page, row: int, block: Block, contents: Contents, score: Shown) -> None:
    item, rows = block.item, (row, row + block.rows - 1)
    page.block(rows, (NUMBER, NUMBER), item.code, "cell-centred")
    page.name(item_code(item.code), row, NUMBER)
    page.block(rows, (TITLE, TITLE), item.indicator.title, "cell-bold")
    page.block(rows, (REQUIRED, REQUIRED), _asked(item), "cell")
    if fault := contents.faults.get(evidence_of(item.code), ""):
        page.noted(row, REQUIRED, _asked(item), "", "cell", fault=fault)
    page.block(rows, (POINTS, POINTS), contents.worth[item.code], "cell-centred")
    page.computed(rows, (SCORE, SCORE), score.formula, score.value, f"points-{contents.places}")
    page.name(score_of(item.code), row, SCORE)
    page.block(rows, (RULE, RULE), item.standard(), "cell")
    _write_own_words(page, rows, item, contents)
    for column in (MARK, REASON):
        page.block(rows, (column, column), "", "cell")


def _write_own_words(page: Page, rows: tuple[int, int], item: Item, contents: Contents) -> None:
    """自评说明 and 佐证编号: input where the item has anything of the school in it."""
    if all(each.source is Source.REVIEWER for each in item.fields):
        page.block(rows, (NOTE, NOTE), "", "muted")
    else:
        page.block(rows, (NOTE, NOTE), contents.notes.get(item.code, ""), "input")
        page.name(note_of(item.code), rows[0], NOTE)
    if not any(need.from_item is None for need in item.indicator.evidence):
        shared = "、".join(f"用{need.from_item}的" for need in item.indicator.evidence) or "不用填"
        page.block(rows, (EVIDENCE, EVIDENCE), shared, "muted")
        return
    page.block(rows, (EVIDENCE, EVIDENCE), contents.numbers(item.code), "input-centred")
    page.name(evidence_of(item.code), rows[0], EVIDENCE)
    how = f"写佐证材料目录里的编号，几件用顿号隔开。要求：{evidence_words(item)}"
    said = prompts(f"{item.code} 佐证编号", how)
    page.sheet.data_validation(rows[0], EVIDENCE, rows[0], EVIDENCE, {"validate": "any", **said})
