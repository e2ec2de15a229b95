"""The sheet 提交前检查: how much is filled, and a line with a link for all that still wants it."""

from __future__ import annotations

from collections.abc import Sequence

from engine.files.field_checks import OPEN_MARKS, Mark
from engine.files.form_checks import Check
from engine.files.form_names import CHECK, COVER, FORM, GUIDE, REGISTER, STILL_OPEN
from engine.files.form_workings import COUNT, ITEM, PLACE, STATE, TITLE, column_of
from engine.files.sheet_style import Book, Page, cell_name

_HEADS = (("序", 6), ("指标", 9), ("事项", 64), ("哪里不对", 38), ("去填", 20))
_LAST = len(_HEADS) - 1
_HEADLINE, _COUNTS, _LINKS, _HEAD_ROW = 1, 2, 3, 4
_FIRST = _HEAD_ROW + 1
_PRINTED = 34
"""Lines that go to paper: two pages; nobody hands in what is not ready."""


def write_check(book: Book, checks: Sequence[Check], fields: int) -> Page:
    """Write 提交前检查; the first `fields` of `checks` are fields, the rest is evidence."""
    page = book.page(CHECK, [width for _, width in _HEADS])
    page.block((0, 0), (0, _LAST), CHECK, "title")
    page.height(0, 34.0)
    states = [check.state for check in checks]
    open_ = [check for check in checks if check.state[:1] in OPEN_MARKS]
    _write_headline(page, len(open_))
    _write_counts(page, states, fields)
    for column, (sheet, words) in enumerate(
        ((COVER, "封面"), (FORM, "自评表"), (REGISTER, REGISTER), (GUIDE, GUIDE)), start=1
    ):
        link_to(page, _LINKS, column, sheet, f"→ {words}")
    page.height(_LINKS, 24.0)
    for column, (head, _) in enumerate(_HEADS):
        page.text(_HEAD_ROW, column, head, "heading")
    page.height(_HEAD_ROW, 24.0)
    for at in range(len(checks)):
        _write_line(page, _FIRST + at, at + 1, len(checks), open_)
    last = _FIRST + len(checks) - 1
    shown = {"type": "formula", "criteria": f'=$A{_FIRST + 1}<>""'}
    edge = book.workbook.add_format({"border": 1, "border_color": "#A6A6A6"})
    page.sheet.conditional_format(_FIRST, 0, last, _LAST, {**shown, "format": edge})
    page.sheet.print_area(0, 0, min(last, _FIRST + _PRINTED - 1), _LAST)
    page.sheet.repeat_rows(_HEAD_ROW)
    page.sheet.freeze_panes(_FIRST, 0)
    page.sheet.set_selection(_FIRST, _LAST, _FIRST, _LAST)
    return page


def link_to(page: Page, row: int, column: int, sheet: str, words: str, cell: str = "A1") -> None:
    """A cell that leads to another sheet of the form."""
    page.link(row, column, sheet, cell, tip=f"到“{sheet}”")
    page.text(row, column, words, "link")


def link_here(page: Page, row: int, columns: tuple[int, int], checks: Sequence[Check]) -> None:
    """Cells at a sheet's head that say how much is open and lead to 提交前检查."""
    count = sum(check.state[:1] in OPEN_MARKS for check in checks)
    page.block((row, row), columns, "", "link")
    page.link(row, columns[0], CHECK, "A1", tip=f"到“{CHECK}”")
    made = f'"→ {CHECK}"&IF({STILL_OPEN}=0,"（可以提交了）","（还有"&{STILL_OPEN}&"处）")'
    words = f"（还有{count}处）" if count else "（可以提交了）"
    page.formula(row, columns[0], made, f"→ {CHECK}{words}", "link")


def _write_headline(page: Page, count: int) -> None:
    """还有 N 处要处理, or that nothing is left."""
    ready, todo = "可以提交了。", " 处要处理。请照下面的单子逐处改，改好一处少一处。"
    made = f'IF({STILL_OPEN}=0,"{ready}","还有 "&{STILL_OPEN}&"{todo}")'
    words = f"还有 {count}{todo}" if count else ready
    page.computed((_HEADLINE, _HEADLINE), (0, _LAST), made, words, "headline")
    page.height(_HEADLINE, 34.0)


def _write_counts(page: Page, states: Sequence[str], fields: int) -> None:
    asked, needs = column_of(STATE, fields), column_of(STATE, len(states) - fields, fields)
    parts = (
        ("应填", (Mark.FILLED, Mark.BLANK, Mark.FAULTY), asked, states[:fields], "格"),
        ("已填好", (Mark.FILLED,), asked, states[:fields], "格"),
        ("没有填", (Mark.BLANK,), asked, states[:fields], "格"),
        ("填得不对", (Mark.FAULTY,), asked, states[:fields], "格"),
        ("不用填", (Mark.NOT_ASKED, Mark.OPTIONAL), asked, states[:fields], "格"),
        ("缺佐证", (Mark.SHORT,), needs, states[fields:], "处"),
    )
    formulas, words = [], []
    for title, marks, area, now, unit in parts:
        tests = "+".join(f'(LEFT({area},1)="{mark}")' for mark in marks)
        count = f"SUMPRODUCT(--(({tests})>0))"
        formulas.append(f'"{title} "&{count}&" {unit}"')
        words.append(f"{title} {sum(state[:1] in marks for state in now)} {unit}")
    page.block((_COUNTS, _COUNTS), (0, _LAST), "", "plain")
    between = '&"　"&'
    page.formula(_COUNTS, 0, between.join(formulas), "　".join(words), "plain")
    page.height(_COUNTS, 24.0)


def _write_line(page: Page, row: int, number: int, total: int, open_: Sequence[Check]) -> None:
    """The `number`-th thing to do; empty where there are fewer."""
    check = open_[number - 1] if number <= len(open_) else None
    at = cell_name(row, 0)
    found = f"MATCH({at},{column_of(COUNT, total)},0)"
    page.formula(
        row, 0, f'IF({STILL_OPEN}<{number},"",{number})', number if check else "", "listed-centred"
    )
    cells = (
        (1, ITEM, check.item if check else "", "listed-centred"),
        (2, TITLE, check.title if check else "", "listed"),
        (3, STATE, check.state if check else "", "listed"),
    )
    for column, source, value, style in cells:
        made = f'IF({at}="","",INDEX({column_of(source, total)},{found})&"")'
        page.formula(row, column, made, value, style)
    place = f"INDEX({column_of(PLACE, total)},{found})"
    shown = f'SUBSTITUTE(SUBSTITUTE({place},"\'",""),"!"," ")&" →"'
    made = f'IF({at}="","",HYPERLINK("#"&{place},{shown}))'
    words = f"{check.sheet} {check.cell.replace('$', '')} →" if check else ""
    page.formula(row, 4, made, words, "listed-link")
    page.height(row, 25.0)
