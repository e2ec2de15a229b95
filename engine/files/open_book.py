"""未定项清单 as a workbook to decide in: item by item, by state, and the decision to be signed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.files.answer_cells import choice, prompts
from engine.files.open_names import (
    AFTER,
    BY_STATE,
    CYCLE,
    DATE,
    DECISION,
    HEAD,
    HOW,
    LEAVE,
    LIST,
    NAMED,
    NUMBER,
    REASON,
    ROLE,
    RULES,
    SCOPE,
    STATE_HEAD,
    WHOLE,
)
from engine.files.open_words import owed_by, points_words, reach_parts, until, why_words
from engine.files.sheet_style import Book, Page
from engine.records.exact import plain
from engine.records.open_item import OpenItem, OpenList

_WIDTHS = (9, 19, 7, 17, 6, 7, 14, 30, 15, 15, 11, 8, 24)
_STATE, _WHY = 6, 7
_DECIDED, _POINTS, _WHY_SO = 10, 11, 12
_TOP = 3
_HINT = (
    "在黄色格里定：收口处理选“按自报分”“0分”“定为”“留待”中的一项，选“定为”的写几分；“留待”以外的都写理由。"
    "空着的按“按情形”表的办法；填好“决定”表，运行 wuhao close --decision 未定项清单.xlsx。"
)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What stands around the list: whose year, the names of units, and until when."""

    cycle: str
    title: str
    names: Mapping[str, str]
    mend_by: date
    close_on: date
    created: date
    units: tuple[str, ...] = ()
    """The units it was asked for; () for all."""


def open_book(found: OpenList, around: Circumstances) -> bytes:
    """The workbook to decide in; the same list gives the same bytes."""
    book = Book(f"{around.title}　未定项清单", around.created)
    _list(book, found, around)
    _by_state(book, found.items)
    _decision(book, found, around)
    book.footer(around.title, "未定项清单　内部材料，不对外公布")
    return book.finish()


def _list(book: Book, found: OpenList, around: Circumstances) -> None:
    page = book.page(LIST, _WIDTHS)
    page.block((0, 0), (0, _WHY_SO), f"{around.title}　未定项清单（{len(found.items)}项）", "title")
    page.height(0, 28.0)
    page.block((1, 1), (0, _WHY_SO), _HINT, "small")
    page.height(1, 30.0)
    for column, head in enumerate(HEAD):
        page.text(_TOP - 1, column, head, "heading")
    page.height(_TOP - 1, 30.0)
    for row, item in enumerate(found.items, _TOP):
        _row(page, row, item, found, around)
    page.sheet.freeze_panes(_TOP, 4)
    page.sheet.repeat_rows(_TOP - 1)
    last = max(_TOP, _TOP + len(found.items) - 1)
    page.sheet.autofilter(_TOP - 1, 0, last, _WHY_SO)
    page.sheet.print_area(0, 0, last, _WHY_SO)
    page.sheet.protect("", {"format_columns": True, "format_rows": True, "autofilter": True})


def _row(page: Page, row: int, item: OpenItem, found: OpenList, around: Circumstances) -> None:
    why, reach = item.whys[0], found.reach[item.unit]
    day = until(why.owner, around.mend_by, around.close_on)
    now, least, most = reach_parts(reach)
    owes = owed_by(why) if item.compared else f"{owed_by(why)}\n{day}前"
    told = (
        (item.unit, "cell-centred"),
        (around.names.get(item.unit, ""), "cell"),
        (item.indicator, "cell-centred"),
        (item.title, "cell"),
        (points_words(item.full, "不限"), "cell-centred"),
        (points_words(item.claimed, "算不出"), "cell-centred"),
        (f"{item.state.mark} {item.state.chinese}", "cell-centred"),
        (why_words(item), "cell"),
        (owes, "cell"),
        (f"{now}\n{least}～{most}", "cell-centred"),
    )
    for column, (text, style) in enumerate(told):
        page.text(row, column, text, style)
    tall = (page.needed(text, column) for column, (text, _) in enumerate(told))
    page.height(row, max(32.0, *tall))
    if item.compared:
        page.block((row, row), (_DECIDED, _WHY_SO), AFTER, "muted")
    else:
        _to_decide(page, row, item)


def _to_decide(page: Page, row: int, item: OpenItem) -> None:
    """Where one chooses, gives points, and says why."""
    words = [word for word in HOW if item.claimed is not None or HOW[word] != "claimed"]
    page.text(row, _DECIDED, "", "input-centred")
    said = prompts(f"{item.indicator} 收口处理", f"选一项：{'／'.join(words)}；不选的按情形定")
    page.sheet.data_validation(row, _DECIDED, row, _DECIDED, choice(words) | said)
    page.text(row, _POINTS, "", "input-number")
    most = "" if item.full is None else f"，0到{plain(item.full)}分"
    limits: dict[str, Any] = {"validate": "decimal", "criteria": ">=", "value": 0}
    if item.full is not None:
        limits |= {"criteria": "between", "minimum": 0, "maximum": plain(item.full)}
        del limits["value"]
    said = prompts(f"{item.indicator} 定为几分", f"选“{NAMED}”的写几分{most}")
    page.sheet.data_validation(row, _POINTS, row, _POINTS, limits | said)
    page.text(row, _WHY_SO, "", "input")
    said = prompts(f"{item.indicator} 理由", f"写明为什么这样定；选“{LEAVE}”的可以不写")
    page.sheet.data_validation(row, _WHY_SO, row, _WHY_SO, {"validate": "any", **said})


def _by_state(book: Book, items: Sequence[OpenItem]) -> None:
    page = book.page(BY_STATE, (18, 12, 16, 60))
    page.block((0, 0), (0, 3), "按情形定", "title")
    page.height(0, 28.0)
    page.block((1, 1), (0, 3), "清单里没有逐项选的，按这里的办法定；空着的就是逐项定。", "small")
    page.height(1, 20.0)
    page.height(2, 24.0)
    for column, head in enumerate(STATE_HEAD):
        page.text(2, column, head, "heading")
    open_ = [each for each in items if not each.compared]
    row = 3
    for state in sorted({each.state for each in open_}, reverse=True):
        _rule(page, row, [each for each in open_ if each.state is state])
        row += 1
    if row == 3:
        page.block((row, row), (0, 3), "没有要定的。", "muted")


def _rule(page: Page, row: int, items: Sequence[OpenItem]) -> None:
    """Where one chooses what becomes of all items of one state."""
    state, known = items[0].state, sum(each.claimed is not None for each in items)
    words = [word for word, how in RULES.items() if known or how != "claimed"]
    claims = f"其中{known}项算得出自报分，别的不能“按自报分”。"
    if known in (0, len(items)):
        claims = "都算得出自报分。" if known else "都算不出自报分，不能“按自报分”。"
    page.text(row, 0, f"{state.mark} {state.chinese}", "cell")
    page.text(row, 1, f"{len(items)}项", "cell-centred")
    page.text(row, 2, "", "input-centred")
    said = prompts(f"{state.chinese} 怎样定", f"选一项：{'／'.join(words)}")
    page.sheet.data_validation(row, 2, row, 2, choice(words) | said)
    page.text(row, 3, claims, "cell")
    page.height(row, 24.0)


def _decision(book: Book, found: OpenList, around: Circumstances) -> None:
    page = book.page(DECISION, (16, 40, 16, 40))
    page.block((0, 0), (0, 3), f"{around.title}　收口决定", "title")
    page.height(0, 32.0)
    hints = {
        NUMBER: "写文号，如 示教关评〔2025〕3号",
        DATE: "写作出决定的日子，如 2025-11-28",
        ROLE: "写谁作的决定，如 评审领导小组，不写姓名",
        REASON: "写明为什么收口，怎样定的",
    }
    row = 1
    for label, hint in hints.items():
        page.text(row, 0, label, "label")
        page.block((row, row), (1, 3), "", "input")
        page.sheet.data_validation(row, 1, row, 1, {"validate": "any", **prompts(label, hint)})
        page.height(row, 72.0 if label == REASON else 28.0)
        row += 1
    decidable = sum(not each.compared for each in found.items)
    for label, text in (
        (CYCLE, around.cycle),
        (SCOPE, "、".join(around.units) or WHOLE),
        ("未定项", f"{len(found.items)}项，其中要定的{decidable}项，在“{LIST}”和“按情形”里定"),
    ):
        page.text(row, 0, label, "label")
        page.block((row, row), (1, 3), text, "cell")
        page.height(row, 28.0)
        row += 1
    for left, right in (("主持人签名", "记录人签名"), ("参加人签名", "签名日期")):
        for column, label in ((0, left), (2, right)):
            page.text(row, column, label, "label")
            page.text(row, column + 1, "", "cell")
        page.height(row, 48.0)
        row += 1
