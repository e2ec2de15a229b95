"""The head of a 评审表: whose it is, how it is to be filled in, who signs."""

from __future__ import annotations

from collections.abc import Sequence

from engine.files.answer_cells import prompts
from engine.files.form_names import REVIEW_ROLE, REVIEW_WHY
from engine.files.item_layout import printed
from engine.files.review_columns import (
    CLAIM,
    CODE,
    EVIDENCE,
    FIELD,
    LAST,
    MARK,
    NUMBER,
    POINTS,
    REASON,
    RULE,
    SETTLED,
    TITLE,
    VERDICT,
)
from engine.files.review_rows import Case
from engine.files.review_words import (
    REASONS,
    VERDICTS,
    round_words,
    signs,
    task_words,
    title_of,
)
from engine.files.sheet_style import Page, cell_name
from engine.records.review import AGREED, ReviewTerms
from engine.records.submission import Verdict

_GAP = 8.0
_WRITTEN = 9.0
"""Millimetres on paper of a line that is signed."""


def write_plain_head(page: Page, case: Case, cycle: str, role: str) -> int:
    """The head of the one sheet a unit has; how many rows it takes."""
    page.block((0, 0), (0, LAST), f"{case.unit.name}　{cycle}年度评审表", "title")
    page.height(0, 30.0)
    said = f"{VERDICTS}扣了分的都写理由。评审人不评本人所在的学校。也可打印后手填，再由办公室录入。"
    page.block((1, 1), (0, LAST), said, "small")
    page.height(1, 34.0)
    _write_role(page, 2, role)
    page.block((2, 2), (CODE, CODE), "签名", "label")
    page.block((2, 2), (FIELD, VERDICT), "", "cell")
    page.text(2, SETTLED, "日期", "label")
    page.block((2, 2), (MARK, REASON), "", "cell")
    page.height(2, 32.0)
    page.height(3, _GAP)
    return 4


def write_head(page: Page, case: Case, terms: ReviewTerms, cycle: str, role: str) -> int:
    """The head of one assessor's sheet; how many rows it takes."""
    scope = case.scope
    title = f"{case.unit.name}　{cycle}年度{title_of(scope.round, scope.way)}"
    page.block((0, 0), (0, LAST), title, "title")
    page.height(0, 30.0)
    said = f"{task_words(terms, scope.round)}{VERDICTS if scope.round != 'third' else ''}{REASONS}"
    page.block((1, 1), (0, LAST), said, "small")
    page.height(1, page.needed(said, *range(LAST)))
    team = f"（{scope.team}）" if scope.team not in ("", scope.assessor) else ""
    _write_pair(page, 2, (NUMBER, TITLE), "评审人", (POINTS, RULE), f"{scope.assessor}{team}")
    _write_pair(
        page, 2, (CODE, CODE), "单位", (FIELD, CLAIM), f"{case.unit.code}　{case.unit.name}"
    )
    round_ = round_words(scope.round, scope.way) + (f"　录入：{scope.entry}" if scope.entry else "")
    _write_pair(page, 2, (EVIDENCE, EVIDENCE), "轮次", (VERDICT, LAST), round_)
    page.height(2, 24.0)
    how = scope.method
    _write_pair(page, 3, (NUMBER, TITLE), "评审办法", (POINTS, LAST), how)
    page.height(3, max(22.0, page.needed(how, *range(POINTS, LAST))))
    _write_role(page, 4, role or scope.team or (AGREED if scope.round == "agreed" else "评审专家"))
    page.text(4, CODE, "改动原因", "label")
    page.block((4, 4), (FIELD, EVIDENCE), "", "input")
    page.name(REVIEW_WHY, 4, FIELD)
    _prompt(page, 4, FIELD, "改动原因", "只有改过已经交了的表才写：为什么改")
    page.text(4, VERDICT, "还差", "label")
    page.height(4, 30.0)
    page.height(5, _GAP)
    return 6


def write_left_over(page: Page, rows: tuple[int, int], case: Case, asked: tuple[int, int]) -> None:
    """How many 意见 and 考评分 are not filled in yet: a live count beside 还差."""
    verdicts, marks = asked
    words = [each.chinese for each in Verdict]
    given = [each.verdict for each in case.rulings.values() if each.verdict is not None]
    items = case.standard.by_code
    marked = [
        code
        for each in case.rulings.values()
        for code in each.values
        if each.indicator in items and code in items[each.indicator].marks
    ]
    at = _range(rows, VERDICT), _range(rows, MARK)
    told = "+".join(f'COUNTIF({at[0]},"{word}")' for word in words)
    left = f'{verdicts}-({told})&"项意见，"&{marks}-COUNT({at[1]})&"个考评分"'
    now = f"{verdicts - len(given)}项意见，{marks - len(marked)}个考评分"
    page.computed((4, 4), (SETTLED, LAST), left, now, "cell-centred")


def write_signatures(page: Page, row: int, case: Case, terms: ReviewTerms) -> float:
    """Who signs, below the last item; how tall it is."""
    first, second = signs(terms, case.scope.round)
    _write_pair(page, row, (NUMBER, TITLE), first, (POINTS, RULE if second else VERDICT), "")
    if second:
        _write_pair(page, row, (CODE, CODE), second, (FIELD, VERDICT), "")
    _write_pair(page, row, (SETTLED, SETTLED), "日期", (MARK, REASON), "")
    return printed(page, _WRITTEN)


def _write_role(page: Page, row: int, role: str) -> None:
    page.block((row, row), (NUMBER, TITLE), "评审角色", "label")
    page.block((row, row), (POINTS, RULE), role, "input")
    page.name(REVIEW_ROLE, row, POINTS)
    _prompt(page, row, POINTS, "评审角色", "写评审组或角色的名称，如第二评审组，不写姓名")


def _prompt(page: Page, row: int, column: int, title: str, how: str) -> None:
    said = prompts(title, how)
    page.sheet.data_validation(row, column, row, column, {"validate": "any", **said})


def _write_pair(
    page: Page, row: int, label: tuple[int, int], title: str, cells: tuple[int, int], text: str
) -> None:
    page.block((row, row), label, title, "label")
    page.block((row, row), cells, text, "cell")


def _range(rows: Sequence[int], column: int) -> str:
    return f"{cell_name(rows[0], column)}:{cell_name(rows[1], column)}"
