"""The sheets 封面 and 表样信息: whose form this is, until when, and the stamps it is known by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from engine.files.field_words import chinese_day
from engine.files.form_names import (
    CONTACTS,
    COVER,
    STAMP,
    STAMP_CODE,
    STAMP_CYCLE,
    STAMP_EDITION,
    STAMP_FORM,
    STAMP_STRUCTURE,
    STAMP_UNIT,
    UNIT_NAME,
    stamped_field,
)
from engine.files.sheet_style import Book, Page
from engine.records.submission import RosterUnit
from engine.rubric.standard import Standard

_NOTHING: Mapping[str, str] = {}
_STAMPED = (
    ("表样", STAMP_FORM),
    ("评估标准版本", STAMP_EDITION),
    ("结构摘要", STAMP_STRUCTURE),
    ("单位编号", STAMP_UNIT),
    ("评估年度", STAMP_CYCLE),
)


@dataclass(frozen=True, slots=True)
class Stamps:
    """What a workbook is known by when it comes back."""

    form: str
    edition: str
    structure: str
    unit: str
    cycle: str
    roster: tuple[tuple[str, str], ...] = ()
    """Label and value of each roster column, in the order of the rubric's `unit_fields`."""
    more: tuple[tuple[str, str, str], ...] = ()
    """Label, name and value of what only this kind of form is known by."""


def write_cover(
    book: Book,
    standard: Standard,
    unit: RosterUnit,
    *,
    cycle: str,
    hand_in_by: date | None,
    code: str,
    contacts: Mapping[str, str] = _NOTHING,
) -> Page:
    """Write 封面: the unit as the roster has it, contact and signature to fill in.

    `code` is 核对码 as the form is written; the cell follows it. `contacts` holds what the school
    wrote there before, by label.
    """
    page = book.page(COVER, [16, 34, 16, 34])
    rubric = standard.rubric
    page.block((0, 0), (0, 3), rubric.title, "title-centred")
    page.height(0, 66.0)
    page.block((1, 1), (0, 3), f"{cycle}年度自评表", "plain-centred")
    page.height(1, 30.0)
    known = [(UNIT_NAME, unit.name), ("单位编号", unit.code)]
    for asked in rubric.unit_fields:
        if unit.fields.get(asked.code, "") != "":
            known.append((asked.label, unit.fields[asked.code]))
    if rubric.period is not None:
        period = f"{chinese_day(rubric.period.first)}至{chinese_day(rubric.period.last)}"
        known.append(("统计时段", period))
    row = _write_pairs(page, 3, known, "cell")
    said = "以上各栏由评估办公室预先填好。如有不对，请告诉评估办公室，不用自己改。"
    page.block((row, row), (0, 3), said, "small")
    page.height(row, 22.0)
    asked_of_school = [(label, contacts.get(label, "")) for label in CONTACTS]
    row = _write_pairs(page, row + 1, asked_of_school, "input")
    page.text(row, 0, "核对码", "label")
    page.formula(row, 1, STAMP_CODE, code, "code-cell")
    page.block((row, row), (2, 3), "随填写变化；印出来的要与电子表上的一样。", "small")
    page.height(row, 28.0)
    _write_steps(page, row + 2, hand_in_by)
    page.sheet.fit_to_pages(1, 1)
    return page


def _write_pairs(page: Page, row: int, pairs: list[tuple[str, str]], style: str) -> int:
    """Two labelled cells a row; the row below them."""
    for number, (label, value) in enumerate(pairs):
        at, column = row + number // 2, number % 2 * 2
        page.text(at, column, label, "label")
        if number == len(pairs) - 1 and column == 0:
            page.block((at, at), (1, 3), value, style)
        else:
            page.text(at, column + 1, value, style)
        page.height(at, max(28.0, page.needed(label, 0), page.needed(value, 1)))
    return row + -(-len(pairs) // 2)


def _write_steps(page: Page, row: int, hand_in_by: date | None) -> None:
    when = f"请在{chinese_day(hand_in_by)}前（含当日）" if hand_in_by else "请按通知的日期"
    steps = (
        f"{when}交给评估办公室。",
        "1. 填“自评表”里浅黄色的格；怎么填见“填表说明”。",
        "2. 把佐证材料逐件登在“佐证材料目录”里，材料放在同一个文件夹一起交。",
        "3. “提交前检查”写着“可以提交了”，再填好本页的联系人和填报人，打印本页签字盖章。",
        "4. 电子表和签字盖章的纸质表都要交。打印以后又改了电子表的，核对码会变，要重新打印。",
        "联系人和电话只用来联系，不公开。",
    )
    for offset, step in enumerate(steps):
        page.block((row + offset, row + offset), (0, 3), step, "bold" if not offset else "plain")
        page.height(row + offset, 21.0)


def write_stamps(book: Book, stamps: Stamps) -> Page:
    """Write 表样信息: the stamps, each in a cell of its own name."""
    page = book.page(STAMP, [22, 80])
    page.text(0, 0, "请勿改动", "title")
    page.height(0, 34.0)
    said = "本页用来认表：收表时据此核对是哪个单位、哪一版标准的表。请不要改动，也不要删除。"
    page.block((1, 1), (0, 1), said, "small")
    values = (stamps.form, stamps.edition, stamps.structure, stamps.unit, stamps.cycle)
    rows = ((*known, value) for known, value in zip(_STAMPED, values, strict=True))
    known = (
        (label, stamped_field(index), value) for index, (label, value) in enumerate(stamps.roster)
    )
    for row, (label, name, value) in enumerate((*rows, *known, *stamps.more), start=3):
        page.text(row, 0, label, "label")
        page.text(row, 1, value, "cell")
        page.name(name, row, 1)
        page.height(row, 24.0)
    return page


def write_code(page: Page, stamps: Stamps, code: str, formula: str) -> None:
    """Write 核对码 below the stamps; only down to it is printed."""
    row = 3 + len(_STAMPED) + len(stamps.roster) + len(stamps.more)
    page.text(row, 0, "核对码", "label")
    page.formula(row, 1, formula, code, "cell")
    page.name(STAMP_CODE, row, 1)
    page.height(row, 24.0)
    page.sheet.print_area(0, 0, row, 1)
