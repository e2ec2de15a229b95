"""The review workbook 评审表: what a unit claims, and room for what the reviewers settle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.files.answer_cells import Line, choice, prompts, write_answer
from engine.files.asked_fields import asked_fields
from engine.files.field_words import (
    evidence_words,
    guidance,
    joined,
    on_request,
    request_words,
    takes_reason,
    takes_verdict,
)
from engine.files.form_cover import Stamps, write_stamps
from engine.files.form_names import (
    REVIEW,
    REVIEW_FORM,
    REVIEW_ROLE,
    item_code,
    reason_of,
    verdict_of,
)
from engine.files.item_layout import Block, Flow, chapters, spread
from engine.files.sheet_style import Book, Page
from engine.files.worth import worth_words
from engine.language.at_unit import NOT_ASKED
from engine.language.fields import Source
from engine.records.states import READABLE, State
from engine.records.submission import Answer, RosterUnit, Ruling, Submission, Verdict
from engine.rubric.standard import Item, Standard
from engine.rules.judged import Judged

_HEADS = (
    ("编号", 5),
    ("指标", 12),
    ("满分", 5),
    ("评分标准", 25),
    ("项号", 6.5),
    ("填报项", 25),
    ("自报值", 12),
    ("佐证", 14),
    ("意见", 9),
    ("核定值", 12),
    ("考评分", 8),
    ("扣分理由", 22),
)
_NUMBER, _TITLE, _POINTS, _RULE, _CODE, _FIELD, _CLAIM, _EVIDENCE, _VERDICT = range(9)
_SETTLED, _MARK, _REASON = range(9, 12)
_LAST = len(_HEADS) - 1
_HEAD_ROW = 4
_NOTHING: Mapping[str, str] = {}
_ROW = 22.0
_SAID = (
    "意见：自报属实选“认可”；与事实不符选“核定为”，写核定值和理由；材料不够选“缺佐证”；"
    "一时定不下来选“有异议”。扣了分的都写理由。评审人不评本人所在的学校。也可打印后手填，再由办公室录入。"
)


@dataclass(frozen=True)
class _Case:
    """One unit before its reviewers."""

    standard: Standard
    unit: RosterUnit
    submission: Submission | None
    rulings: Mapping[str, Ruling]
    office: Mapping[str, str]
    not_asked: frozenset[str]


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
) -> bytes:
    """The review workbook of one unit; the same arguments give the same bytes.

    `submission` None: nothing usable was handed in. `rulings` by indicator are laid out as already
    settled. `office` holds 〔局〕 values by field code; `role` is who reviews 评审角色.
    """
    edition = standard.rubric.reference
    book = Book(f"{standard.rubric.title}·{cycle}年度评审表", created)
    page = book.page(REVIEW, [width for _, width in _HEADS])
    _write_head(page, unit, cycle, role)
    not_asked = _not_asked(standard, submission, office, unit)
    _write_blocks(page, _Case(standard, unit, submission, rulings, office, not_asked))
    write_stamps(book, Stamps(REVIEW_FORM, edition, structure, unit.code, cycle))
    book.footer(unit.name, f"{edition}·{unit.code}·评审表")
    return book.finish()


def _not_asked(
    standard: Standard,
    submission: Submission | None,
    office: Mapping[str, str],
    unit: RosterUnit,
) -> frozenset[str]:
    """Fields this unit did not have to fill in, as far as its answers say."""
    if submission is None:
        return frozenset()
    known = {code: Answer(value=value, state=State.VERIFIED) for code, value in office.items()}
    asked = asked_fields(standard, {**known, **submission.answers}, unit)
    return frozenset(code for code, answer in asked.items() if answer is False)


def _write_head(page: Page, unit: RosterUnit, cycle: str, role: str) -> None:
    page.block((0, 0), (0, _LAST), f"{unit.name}　{cycle}年度评审表", "title")
    page.height(0, 30.0)
    page.block((1, 1), (0, _LAST), _SAID, "small")
    page.height(1, 34.0)
    page.block((2, 2), (_NUMBER, _TITLE), "评审角色", "label")
    page.block((2, 2), (_POINTS, _RULE), role, "input")
    page.name(REVIEW_ROLE, 2, _POINTS)
    said = prompts("评审角色", "写评审组或角色的名称，如第二评审组，不写姓名")
    page.sheet.data_validation(2, _POINTS, 2, _POINTS, {"validate": "any", **said})
    page.block((2, 2), (_CODE, _CODE), "签名", "label")
    page.block((2, 2), (_FIELD, _VERDICT), "", "cell")
    page.text(2, _SETTLED, "日期", "label")
    page.block((2, 2), (_MARK, _REASON), "", "cell")
    page.height(2, 32.0)
    page.height(3, 8.0)
    for column, (head, _) in enumerate(_HEADS):
        page.text(_HEAD_ROW, column, head, "heading")
    page.height(_HEAD_ROW, 26.0)
    page.sheet.repeat_rows(_HEAD_ROW)
    page.sheet.freeze_panes(_HEAD_ROW + 1, _POINTS)


def _write_blocks(page: Page, case: _Case) -> None:
    flow = Flow(page, head=26.0, used=104.0)
    row = _HEAD_ROW + 1
    for _, heading, blocks in chapters(case.standard):
        page.block((row, row), (0, _LAST), heading, "section")
        flow.place(row, [24.0], keep_with=sum(_heights(page, blocks[0], case)))
        row += 1
        for block in blocks:
            flow.place(row, _heights(page, block, case))
            _write_item(page, row, block.item, block.rows, case)
            for offset, line in enumerate(block.lines):
                _write_line(page, row + offset, line, block.item, case)
            row += block.rows
    flow.finish()


def _heights(page: Page, block: Block, case: _Case) -> list[float]:
    own = [max(_ROW, _line_height(page, line, case)) for line in block.lines]
    item = block.item
    ruling = case.rulings.get(item.code)
    whole = max(
        page.needed(item.standard(), _RULE),
        page.needed(item.indicator.title, _TITLE),
        page.needed(_evidence(item, case.submission), _EVIDENCE),
        page.needed(ruling.reason if ruling else "", _REASON),
    )
    return spread(own or [_ROW], whole)


def _line_height(page: Page, line: Line, case: _Case) -> float:
    if line.option is not None:
        return page.needed(line.option_title, _FIELD)
    tall = page.needed_noted(line.field.label, _said(line, case), _FIELD)
    return max(tall, page.needed(_claim(line, case), _CLAIM))


def _said(line: Line, case: _Case) -> str:
    reviewers = line.field.source is Source.REVIEWER
    return guidance(line.field, case.standard) if reviewers else line.field.note


def _evidence(item: Item, submission: Submission | None) -> str:
    """What is asked for, and what was registered and counts."""
    asked = evidence_words(item)
    registers = any(need.from_item is None for need in item.indicator.evidence)
    if not registers or submission is None:
        return asked
    pieces = [piece for piece in submission.pieces if piece.indicator == item.code]
    if not pieces:
        return f"{asked}\n（没有登记）"
    listed = joined(f"{piece.number}{'' if piece.counts else '（不算）'}" for piece in pieces)
    return f"{asked}\n登记{len(pieces)}件：{listed}"


def _write_item(page: Page, row: int, item: Item, height: int, case: _Case) -> None:
    rows = (row, row + height - 1)
    page.block(rows, (_NUMBER, _NUMBER), item.code, "cell-centred")
    page.name(item_code(item.code), row, _NUMBER)
    page.block(rows, (_TITLE, _TITLE), item.indicator.title, "cell-bold")
    page.block(
        rows, (_POINTS, _POINTS), worth_words(item, case.standard, case.unit), "cell-centred"
    )
    page.block(rows, (_RULE, _RULE), item.standard(), "cell")
    page.block(rows, (_EVIDENCE, _EVIDENCE), _evidence(item, case.submission), "cell")
    if not isinstance(item.rule, Judged):
        page.block(rows, (_MARK, _MARK), "按标准算", "muted")
    _write_verdict(page, rows, item, case.rulings.get(item.code))


def _write_verdict(page: Page, rows: tuple[int, int], item: Item, ruling: Ruling | None) -> None:
    """意见 where there is a claim to judge, 扣分理由 where the reviewers settle anything."""
    if takes_verdict(item):
        verdicts = [each for each in Verdict if _offered(each, item)]
        given = ruling.verdict.chinese if ruling and ruling.verdict else ""
        page.block(rows, (_VERDICT, _VERDICT), given, "input-centred")
        page.name(verdict_of(item.code), rows[0], _VERDICT)
        words = [each.chinese for each in verdicts]
        said = prompts(f"{item.code} 意见", f"选一项：{'／'.join(words)}")
        page.sheet.data_validation(rows[0], _VERDICT, rows[0], _VERDICT, choice(words) | said)
    else:
        page.block(rows, (_VERDICT, _VERDICT), "—", "muted")
    if not takes_reason(item):
        page.block(rows, (_REASON, _REASON), "办公室数据，不用评", "muted")
        return
    page.block(rows, (_REASON, _REASON), ruling.reason if ruling else "", "input")
    page.name(reason_of(item.code), rows[0], _REASON)
    how: dict[str, Any] = prompts(
        f"{item.code} 扣分理由", "写清依据哪件材料、少了什么；不扣分的空着"
    )
    page.sheet.data_validation(rows[0], _REASON, rows[0], _REASON, {"validate": "any", **how})


def _offered(verdict: Verdict, item: Item) -> bool:
    return verdict is not Verdict.NOT_APPLICABLE or item.policy is not None


def _write_line(page: Page, row: int, line: Line, item: Item, case: _Case) -> None:
    page.text(row, _CODE, line.row_code, "code")
    if line.option is not None:
        page.text(row, _FIELD, f"　{line.option_title}", "cell")
    else:
        page.noted(row, _FIELD, line.field.label, _said(line, case), "cell")
    claimed = line.field.source is not Source.REVIEWER
    page.text(row, _CLAIM, _claim(line, case), "cell-centred" if claimed else "muted")
    is_mark = isinstance(item.rule, Judged) and item.rule.mark == line.field.code
    if isinstance(item.rule, Judged) and not is_mark:
        page.text(row, _MARK, "", "muted")
    if is_mark or line.field.source is Source.OFFICE or not line.takes_value:
        page.text(row, _SETTLED, "", "muted")
    if line.field.source is Source.OFFICE or not line.takes_value:
        return
    ruling = case.rulings.get(item.code)
    settled = ruling.values.get(line.field.code) if ruling else None
    write_answer(
        page,
        (row, _MARK if is_mark else _SETTLED),
        _CODE,
        line,
        filled=line.share(settled.value) if settled else "",
        period=case.standard.rubric.period,
        may_not_apply=on_request(item),
        hint=request_words(item) if on_request(item) else "",
    )


def _claim(line: Line, case: _Case) -> str:
    """What the unit claimed, in words; the state where there is no value."""
    field = line.field
    if field.source is Source.REVIEWER:
        return "评审组填"
    if field.code in case.not_asked:
        return NOT_ASKED if line.option is None else ""
    if field.source is Source.OFFICE:
        return case.office.get(field.code) or "待导入"
    if case.submission is None:
        return "未交表" if line.option is None else ""
    answer = case.submission.answers.get(field.code)
    if answer is None or answer.state > READABLE:
        if line.option is not None:
            return ""
        return f"{answer.state.mark} {answer.state.chinese}" if answer else "○ 未填"
    if line.option is None and isinstance(answer.value, tuple):
        return ""
    return line.share(answer.value)
