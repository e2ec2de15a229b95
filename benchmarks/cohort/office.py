"""What the office itself keeps of the year: settings, roster, honours, imported data, decisions."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from decimal import Decimal

import xlsxwriter

from benchmarks.cohort.answers import Account
from benchmarks.cohort.district import Quality, Role, School
from benchmarks.cohort.hand_in import WRITTEN
from benchmarks.cohort.reviews import NOT_IMPORTED_FIELD, closing_of
from engine.language.fields import Source
from engine.records.submission import ClosedItem, Closing
from engine.rubric.standard import Standard

NEVER, UNKNOWN = "无", "不详"

SETTINGS = """\
# 虚构示例：单位、文号、数据都是编造的，不是任何机关的文件。
# 评估年度设置。日期都由办公室定；程序从不看电脑的时钟。
kind: cycle
format: "1"
cycle: "2025"
title: "虚构区2025年度学校“五好”关工委评估（虚构示例）"
document: "示教关〔2024〕12号（虚构示例）"
rubric: "wuhao-school@2025"
plan: "taicang-consolidation@2025"
as_of: 2025-12-10
hand_in_by: 2025-11-10  # 截止
mend_by: 2025-11-20     # 补正期满
close_on: 2025-11-28    # 收口
publicity: {first: 2025-12-12, last: 2025-12-18}  # 公示
groups: [片区, 学段]
# 每条的设定依据都是虚构的文号，只为示范；正式使用须有真实的依据，没有的不要启用。
exclusions:
  N1: "示教关〔2024〕12号第一条（虚构示例）"
  N2: "示教关〔2024〕12号第二条（虚构示例）"
  N3: "示教关〔2024〕12号第三条（虚构示例）"
  N4: "示教关〔2024〕12号第四条（虚构示例）"
  N5: "示教关〔2024〕12号第五条（虚构示例）"
lookback: {lost_points: "1"}  # 一项失分超过多少列入回头看
"""

_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")
_CONCLUSIONS = {
    Role.BARRED: ("N1", "示教安〔2025〕8号", "2025-06-12"),
    Role.LIMITED: ("N4", "示教安〔2025〕5号", "2025-05-20"),
}
_HISTORY = {
    Role.UNQUALIFIED: (NEVER, NEVER),
    Role.HISTORY_UNKNOWN: (UNKNOWN, NEVER),
}


def office_values(account: Account, standard: Standard) -> dict[str, str]:
    """〔局〕 values of one school by field; one school's platform export is not there yet."""
    imported = {
        code: str(account.truth[code])
        for code, field in standard.own_fields.items()
        if field.source is Source.OFFICE and code in account.truth
    }
    if account.school.role is Role.NOT_IMPORTED:
        del imported[NOT_IMPORTED_FIELD]
    return imported


def tables(accounts: Sequence[Account], standard: Standard, seed: int) -> dict[str, str | bytes]:
    """Every file of the year that the office keeps, by its path in the year's folder."""
    schools = [account.school for account in accounts]
    return {
        "cycle.yaml": SETTINGS,
        "roster.xlsx": _roster(schools, standard),
        "history.xlsx": _history(schools, seed),
        "outside/局填数据.xlsx": _office_data(accounts, standard),
        "outside/不予评定认定.xlsx": _conclusions(schools),
        "decisions/收口决定.yaml": _as_yaml(closing_of(accounts)),
    }


def _roster(schools: Sequence[School], standard: Standard) -> bytes:
    columns = [field.code for field in standard.rubric.unit_fields]
    rows = [
        [s.code, s.unit.name, *(s.unit.fields[column] for column in columns), s.unit.status]
        for s in schools
    ]
    head = ["单位编号", "单位名称", *columns, "参评状态"]
    return _table("名册", "虚构区学校、幼儿园名册（虚构示例）", head, rows)


def _history(schools: Sequence[School], seed: int) -> bytes:
    rows = [[school.code, *_honours(school, seed)] for school in schools]
    head = ["单位编号", "常态化建设合格年份", "巩固提高奖获奖年份"]
    return _table("往年荣誉", "往年荣誉（虚构示例）", head, rows)


def _honours(school: School, seed: int) -> tuple[str, str]:
    if school.role in _HISTORY:
        return _HISTORY[school.role]
    draw = school.chance(seed, "honours")
    qualified = str(draw.randint(2016, 2020))
    if school.role is Role.HOLDER:
        return qualified, str(draw.randint(2021, 2024))
    if school.quality is Quality.STRONG:
        return qualified, NEVER
    return draw.choice((qualified, NEVER)), NEVER


def _office_data(accounts: Sequence[Account], standard: Standard) -> bytes:
    fields = [f for f in standard.own_fields.values() if f.source is Source.OFFICE]
    rows = []
    for account in accounts:
        known = office_values(account, standard)
        rows.append([account.school.code, *(known.get(field.code, "") for field in fields)])
    head = ["单位编号", *(f"{field.code} {field.title}" for field in fields)]
    return _table("局填数据", "办公室导入的数据（虚构示例）", head, rows)


def _conclusions(schools: Sequence[School]) -> bytes:
    rows = [[s.code, *_CONCLUSIONS[s.role]] for s in schools if s.role in _CONCLUSIONS]
    head = ["单位编号", "情形", "文号", "日期"]
    return _table("不予评定认定", "主管部门书面认定（虚构示例，文号均为编造）", head, rows)


def _table(name: str, title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """A plain office table: a title, a heading, a row a unit; numbers as numbers."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    book.set_properties({"title": title, "created": datetime.combine(WRITTEN, time(), tzinfo=UTC)})
    sheet = book.add_worksheet(name)
    text = book.add_format({"num_format": "@"})
    bold = book.add_format({"bold": True, "text_wrap": True, "bottom": 1})
    sheet.write_string(0, 0, title)
    sheet.write_row(1, 0, head, bold)
    sheet.set_column(0, len(head) - 1, 13)
    sheet.set_column(1, 1, 30 if head[1] == "单位名称" else 18)
    for line, row in enumerate(rows, start=2):
        sheet.write_string(line, 0, row[0], text)
        for column, cell in enumerate(row[1:], start=1):
            if _NUMBER.fullmatch(cell):
                sheet.write_number(line, column, Decimal(cell))
            elif cell:
                sheet.write_string(line, column, cell)
    book.close()
    return target.getvalue()


def _as_yaml(closing: Closing) -> str:
    lines = [
        "# 虚构示例：单位、文号、理由都是编造的。",
        f"kind: {closing.kind}",
        f'number: "{closing.number}"',
        f"date: {closing.date}",
        f"role: {closing.role}",
        f"reason: {closing.reason}",
        "# 补正期满仍未定的，按状态逐类定分",
        *_mapping("rules", closing.rules),
    ]
    if closing.items:
        lines += ["# 逐项定分", "items:", *(_item(each) for each in closing.items)]
    return "\n".join(lines) + "\n"


def _mapping(name: str, values: Mapping[str, str]) -> list[str]:
    return [f"{name}:", *(f"  {key}: {value}" for key, value in values.items())]


def _item(item: ClosedItem) -> str:
    return (
        f'  - unit: "{item.unit}"\n    indicator: "{item.indicator}"\n'
        f"    points: {item.points}\n    reason: {item.reason}"
    )
