"""The rows of a 评审表: each item with what the unit claims, and room for what reviewers settle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from engine.files.answer_cells import Line, choice, prompts, write_answer
from engine.files.asked_fields import asked_fields
from engine.files.field_words import (
    guidance,
    on_request,
    reason_field,
    request_words,
    takes_verdict,
)
from engine.files.form_names import item_code, reason_of, verdict_of
from engine.files.item_layout import Block, printed, spread
from engine.files.review_columns import (
    CLAIM,
    CODE,
    EVIDENCE,
    FIELD,
    MARK,
    NUMBER,
    POINTS,
    REASON,
    RULE,
    SETTLED,
    TITLE,
    VERDICT,
)
from engine.files.review_scope import Scope
from engine.files.review_words import claim_words, evidence_found
from engine.files.sheet_style import Page
from engine.files.worth import worth_words
from engine.language.fields import Source
from engine.records.review import WAY_WORDS
from engine.records.states import State
from engine.records.submission import Answer, RosterUnit, Ruling, Submission, Verdict
from engine.rubric.standard import Item, Standard

_A_LINE = 8.6
"""Millimetres a line written by hand takes; 7 are left where a wider font makes all smaller."""


@dataclass(frozen=True)
class Case:
    """One unit before its reviewers: what it claims, and what is already settled."""

    standard: Standard
    unit: RosterUnit
    submission: Submission | None
    rulings: Mapping[str, Ruling]
    office: Mapping[str, str]
    scope: Scope = field(default_factory=Scope)

    @cached_property
    def not_asked(self) -> frozenset[str]:
        """Fields this unit did not have to fill in, as far as its answers say."""
        if self.submission is None:
            return frozenset()
        verified = State.VERIFIED
        known = {code: Answer(value=value, state=verified) for code, value in self.office.items()}
        answers = {**known, **self.submission.answers}
        asked = asked_fields(self.standard, answers, self.unit)
        return frozenset(code for code, answer in asked.items() if answer is False)

    def claim(self, line: Line) -> str:
        """自报值 in words."""
        return claim_words(line, self.submission, self.office, self.not_asked)

    def evidence(self, item: Item) -> str:
        """佐证 in words; on a sheet of 合议 what each has said."""
        if self.scope.round == "agreed":
            return "\n".join(self.scope.heard.get(item.code, ()))
        return evidence_found(item, self.submission)

    def asks(self, item: Item, line: Line) -> bool:
        """Whether something is filled in on the row."""
        return line.takes_value and self.scope.asks_field(item, line.field)

    def said(self, line: Line) -> str:
        """What stands under the title of a field."""
        reviewers = line.field.source is Source.REVIEWER
        hint = guidance(line.field, self.standard) if reviewers else line.field.note
        return "；".join(filter(None, (WAY_WORDS[line.field.way], hint)))


def heights(page: Page, block: Block, case: Case) -> list[float]:
    """How tall the rows of an item are: for what is printed, and for what is written by hand."""
    least = printed(page, _A_LINE)
    own = [max(least, _line_height(page, line, case)) for line in block.lines]
    item = block.item
    ruling = case.rulings.get(item.code)
    whole = max(
        page.needed(item.standard(), RULE),
        page.needed(item.indicator.title, TITLE),
        page.needed(case.evidence(item), EVIDENCE),
        page.needed(_reason_given(item, ruling), REASON),
        2 * least if case.scope.asks_reason(item) else 0.0,
    )
    return spread(own or [least], whole)


def _line_height(page: Page, line: Line, case: Case) -> float:
    if line.option is not None:
        return page.needed(line.option_title, FIELD)
    tall = page.needed_noted(line.field.label, case.said(line), FIELD)
    return max(tall, page.needed(case.claim(line), CLAIM))


def write_item(page: Page, row: int, block: Block, case: Case) -> None:
    """Write an item and its lines from `row` on."""
    item, rows = block.item, (row, row + block.rows - 1)
    page.block(rows, (NUMBER, NUMBER), item.code, "cell-centred")
    page.name(item_code(item.code), row, NUMBER)
    page.block(rows, (TITLE, TITLE), item.indicator.title, "cell-bold")
    worth = worth_words(item, case.standard, case.unit)
    page.block(rows, (POINTS, POINTS), worth, "cell-centred")
    page.block(rows, (RULE, RULE), item.standard(), "cell")
    page.block(rows, (EVIDENCE, EVIDENCE), case.evidence(item), "cell")
    if not item.marks:
        page.block(rows, (MARK, MARK), "按标准算", "muted")
    ruling = case.rulings.get(item.code)
    _write_verdict(page, rows, item, case, ruling)
    _write_reason(page, rows, item, case, ruling)
    for offset, line in enumerate(block.lines):
        _write_line(page, row + offset, line, item, case)


def _write_verdict(
    page: Page, rows: tuple[int, int], item: Item, case: Case, ruling: Ruling | None
) -> None:
    """意见, where there is a claim to judge."""
    if not case.scope.asks_verdict(item):
        why_not = "不用写" if takes_verdict(item) else "—"
        page.block(rows, (VERDICT, VERDICT), why_not, "muted")
        return
    words = [each.chinese for each in Verdict if _offered(each, item)]
    given = ruling.verdict.chinese if ruling and ruling.verdict else ""
    page.block(rows, (VERDICT, VERDICT), given, "input-centred")
    page.name(verdict_of(item.code), rows[0], VERDICT)
    said = prompts(f"{item.code} 意见", f"选一项：{'／'.join(words)}")
    page.sheet.data_validation(rows[0], VERDICT, rows[0], VERDICT, choice(words) | said)


def _write_reason(
    page: Page, rows: tuple[int, int], item: Item, case: Case, ruling: Ruling | None
) -> None:
    """扣分理由, where the reviewers settle anything."""
    if not case.scope.asks_reason(item):
        page.block(rows, (REASON, REASON), "办公室数据，不用评", "muted")
        return
    page.block(rows, (REASON, REASON), _reason_given(item, ruling), "input")
    page.name(reason_of(item.code), rows[0], REASON)
    how: dict[str, Any] = prompts(
        f"{item.code} 扣分理由", "写清依据哪件材料、少了什么；不扣分的空着"
    )
    page.sheet.data_validation(rows[0], REASON, rows[0], REASON, {"validate": "any", **how})


def _reason_given(item: Item, ruling: Ruling | None) -> str:
    """The reason, or what the reviewers' own field for it says."""
    asked = reason_field(item)
    if ruling is None or ruling.reason or asked is None or asked.code not in ruling.values:
        return ruling.reason if ruling else ""
    return str(ruling.values[asked.code].value)


def _offered(verdict: Verdict, item: Item) -> bool:
    return verdict is not Verdict.NOT_APPLICABLE or item.policy is not None


def _write_line(page: Page, row: int, line: Line, item: Item, case: Case) -> None:
    page.text(row, CODE, line.row_code, "code")
    if line.option is not None:
        page.text(row, FIELD, f"　{line.option_title}", "cell")
    else:
        page.noted(row, FIELD, line.field.label, case.said(line), "cell")
    claimed = line.field.source is not Source.REVIEWER
    page.text(row, CLAIM, case.claim(line), "cell-centred" if claimed else "muted")
    is_mark = line.field.code in item.marks
    asked = case.asks(item, line)
    if item.marks and not (is_mark and asked):
        page.text(row, MARK, "", "muted")
    if is_mark or not asked:
        page.text(row, SETTLED, "", "muted")
    if not asked:
        return
    ruling = case.rulings.get(item.code)
    settled = ruling.values.get(line.field.code) if ruling else None
    write_answer(
        page,
        (row, MARK if is_mark else SETTLED),
        CODE,
        line,
        filled=line.share(settled.value) if settled else "",
        period=case.standard.rubric.period,
        may_not_apply=on_request(item),
        hint=request_words(item) if on_request(item) else "",
    )
