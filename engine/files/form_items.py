"""The sheet 自评表: one row per field, its item's requirement, points and rule beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from engine.files.answer_cells import Line, Value, prompts, write_answer
from engine.files.field_words import evidence_words, guidance, joined, on_request, request_words
from engine.files.form_check_page import link_here
from engine.files.form_checks import Check
from engine.files.form_names import FORM, STAMP_CODE, evidence_of, item_code, note_of
from engine.files.item_layout import Block, Flow, chapters, spread
from engine.files.sheet_style import Book, Page
from engine.language.fields import Field, Kind, Source
from engine.records.submission import Piece
from engine.rubric.standard import Item, Standard

_HEADS = (
    ("编号", 5),
    ("指标", 12),
    ("要求与佐证", 24),
    ("分值", 5),
    ("评分标准", 24),
    ("项号", 6.5),
    ("填报项", 26),
    ("自报值", 12),
    ("状态", 10),
    ("自评说明", 13),
    ("佐证编号", 8),
    ("核定值", 8),
    ("考评分", 6.5),
    ("扣分理由", 11),
)
_WIDTHS = [width for _, width in _HEADS]
_NUMBER, _TITLE, _ASKED, _POINTS, _RULE, _CODE, _FIELD, VALUE, STATE, _NOTE, _EVIDENCE = range(11)
_SETTLED, _MARK, _REASON = range(11, 14)
_LAST = len(_HEADS) - 1
_HEAD_ROW = 2
_ROW = 21.0
_ROOM_TO_WRITE = 66.0


@dataclass(frozen=True)
class Contents:
    """What is already in the form: nothing for a blank one, more for an example or a return.

    `office` holds 〔局〕 values and `values` 〔校〕 values by field code, all canonical text.
    """

    office: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Value] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    """自评说明 by indicator."""
    pieces: tuple[Piece, ...] = ()
    worth: Mapping[str, str] = field(default_factory=dict)
    """满分 of each indicator for the unit the form is made for."""

    def numbers(self, indicator: str) -> str:
        """The evidence numbers registered for an indicator."""
        return joined(dict.fromkeys(p.number for p in self.pieces if p.indicator == indicator))


@dataclass(frozen=True, slots=True)
class Laid:
    """自评表 as it was written: the row of each row code, counted from 0, and the last row."""

    page: Page
    rows: Mapping[str, int]
    end: int


def write_items(book: Book, standard: Standard, title: str, contents: Contents) -> Laid:
    """Write 自评表; opens where the first answer that must be given is missing."""
    page = book.page(FORM, _WIDTHS)
    rows: dict[str, int] = {}
    _write_head(page, title)
    flow = Flow(page, head=28.0 + 20.0, used=30.0)
    row = _HEAD_ROW + 1
    first_missing: tuple[int, int] | None = None
    for heading, blocks in chapters(standard):
        page.block((row, row), (0, _LAST), heading, "section")
        flow.place(row, [24.0], keep_with=_whole_height(page, blocks[0]))
        row += 1
        for block in blocks:
            flow.place(row, _heights(page, block, standard, contents))
            _write_item(page, row, block, contents)
            missing = _write_lines(page, row, block, standard, contents)
            if first_missing is None and missing is not None:
                first_missing = (missing, row)
            rows |= {line.row_code: at for at, line in enumerate(block.lines, start=row)}
            row += block.rows
    flow.place(row, [26.0])
    flow.finish()
    _open_at(page, first_missing)
    return Laid(page, rows, row)


def _write_head(page: Page, title: str) -> None:
    page.block((0, 0), (0, _FIELD), title, "title")
    page.height(0, 30.0)
    said = (
        "只填浅黄色的格，一格填一样。没有就填“0”或选“无”“否”，不要空着。"
        "佐证先登在“佐证材料目录”，再把编号写到本表。最后三栏由评审组填写。"
    )
    page.block((1, 1), (0, _FIELD), said, "small")
    page.height(1, 20.0)
    for column, (head, _) in enumerate(_HEADS):
        page.text(_HEAD_ROW, column, head, "heading")
    page.height(_HEAD_ROW, 28.0)
    page.sheet.repeat_rows(1, _HEAD_ROW)


def write_heads(laid: Laid, checks: Sequence[Check], code: str) -> None:
    """What is live outside the rows: the way to 提交前检查, 核对码 on every page and at the end."""
    link_here(laid.page, 0, (VALUE, _LAST), checks)
    for row, columns in ((1, (VALUE, _LAST)), (laid.end, (0, _LAST))):
        laid.page.block((row, row), columns, "", "code-shown")
        made, shown = f'="核对码 "&{STAMP_CODE}', f"核对码 {code}"
        laid.page.formula(row, columns[0], made, shown, "code-shown")


def _open_at(page: Page, missing: tuple[int, int] | None) -> None:
    row, top = missing or (_HEAD_ROW + 1, _HEAD_ROW + 1)
    page.sheet.freeze_panes(_HEAD_ROW + 1, _ASKED, max(_HEAD_ROW + 1, top - 1), _ASKED)
    page.sheet.set_selection(row, VALUE, row, VALUE)
    if missing is not None:
        page.sheet.activate()


def _asked(item: Item) -> str:
    return f"{item.indicator.requirement}\n佐证：{evidence_words(item)}。".strip()


def _heights(page: Page, block: Block, standard: Standard, contents: Contents) -> list[float]:
    own = [max(_ROW, _line_height(page, line, standard, contents)) for line in block.lines]
    item = block.item
    whole = max(
        page.needed(_asked(item), _ASKED),
        page.needed(item.standard(), _RULE),
        page.needed(item.indicator.title, _TITLE),
        page.needed(contents.notes.get(item.code, ""), _NOTE),
        page.needed(contents.numbers(item.code), _EVIDENCE),
    )
    return spread(own or [_ROW], whole)


def _line_height(page: Page, line: Line, standard: Standard, contents: Contents) -> float:
    if line.option is not None:
        return page.needed(line.option_title, _FIELD)
    tall = page.needed_noted(line.field.label, _said(line.field, standard), _FIELD)
    if line.field.type is Kind.TEXT and line.field.source is Source.SCHOOL:
        written = line.share(contents.values.get(line.field.code, ""))
        return max(tall, _ROOM_TO_WRITE, page.needed(written, VALUE))
    return tall


def _said(asked: Field, standard: Standard) -> str:
    """What stands under a field's title; what the school does not fill needs no telling how."""
    return guidance(asked, standard) if asked.source is Source.SCHOOL else asked.note


def _whole_height(page: Page, block: Block) -> float:
    return max(page.needed(_asked(block.item), _ASKED), _ROW * block.rows)


def _write_item(page: Page, row: int, block: Block, contents: Contents) -> None:
    item, rows = block.item, (row, row + block.rows - 1)
    page.block(rows, (_NUMBER, _NUMBER), item.code, "cell-centred")
    page.name(item_code(item.code), row, _NUMBER)
    page.block(rows, (_TITLE, _TITLE), item.indicator.title, "cell-bold")
    page.block(rows, (_ASKED, _ASKED), _asked(item), "cell")
    page.block(rows, (_POINTS, _POINTS), contents.worth[item.code], "cell-centred")
    page.block(rows, (_RULE, _RULE), item.standard(), "cell")
    _write_own_words(page, rows, item, contents)
    for column in (_MARK, _REASON):
        page.block(rows, (column, column), "", "cell")


def _write_own_words(page: Page, rows: tuple[int, int], item: Item, contents: Contents) -> None:
    """自评说明 and 佐证编号: input where the item has anything of the school in it."""
    if all(each.source is Source.REVIEWER for each in item.fields):
        page.block(rows, (_NOTE, _NOTE), "", "muted")
    else:
        page.block(rows, (_NOTE, _NOTE), contents.notes.get(item.code, ""), "input")
        page.name(note_of(item.code), rows[0], _NOTE)
    if not any(need.from_item is None for need in item.indicator.evidence):
        shared = "、".join(f"用{need.from_item}的" for need in item.indicator.evidence) or "不用填"
        page.block(rows, (_EVIDENCE, _EVIDENCE), shared, "muted")
        return
    page.block(rows, (_EVIDENCE, _EVIDENCE), contents.numbers(item.code), "input-centred")
    page.name(evidence_of(item.code), rows[0], _EVIDENCE)
    how = f"写佐证材料目录里的编号，几件用顿号隔开。要求：{evidence_words(item)}"
    said = prompts(f"{item.code} 佐证编号", how)
    page.sheet.data_validation(rows[0], _EVIDENCE, rows[0], _EVIDENCE, {"validate": "any", **said})


def _write_lines(
    page: Page, first: int, block: Block, standard: Standard, contents: Contents
) -> int | None:
    """Write an item's field rows; the first row that must be filled and is not, if any."""
    missing: int | None = None
    for row, line in enumerate(block.lines, start=first):
        page.text(row, _CODE, line.row_code, "code")
        page.text(row, _SETTLED, "", "cell")
        if line.option is not None:
            page.text(row, _FIELD, f"　{line.option_title}", "cell")
        else:
            page.noted(row, _FIELD, line.field.label, _said(line.field, standard), "cell")
        _write_value(page, row, line, block.item, standard, contents)
        if missing is None and _must_fill(line.field, standard) and line.takes_value:
            missing = row if contents.values.get(line.field.code, "") == "" else None
    return missing


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
            _CODE,
            line,
            filled=line.share(contents.values.get(asked.code, "")),
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
