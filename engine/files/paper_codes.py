"""Codes on paper 纸质核对码: what the office typed off the stamped pages, unit by unit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from engine.files.office_tables import read_table
from engine.files.roster import CODE
from engine.records.answers import comparable
from engine.records.problem import Problem, problem
from engine.records.submission import RosterUnit

PAPER_CODES = "纸质核对码"
"""A table whose file name begins so holds the codes; its second column is `CHECK_CODE`."""
CHECK_CODE = "核对码"
PAPER_NOTE = "照盖章的纸质表抄核对码（封面和每页页头都有），8位数字；没有收到纸质表的先空着。"
_LEAST = 4
_DIGITS = re.compile(r"[0-9]{8}")
_BETWEEN = re.compile(r"[\s\-—–－_]+")


def read_paper_codes(
    path: Path, roster: Mapping[str, RosterUnit], found: dict[str, str]
) -> list[Problem]:
    """Adds unit → “4821-0937” to `found`; what is no code, or two of one unit, is a problem."""
    table = read_table(path, (CODE, CHECK_CODE))
    problems = list(table.problems)
    for row in table.rows:
        unit, typed = row.cells[CODE], row.cells[CHECK_CODE]
        place = table.place(row, CHECK_CODE)
        if unit not in roster:
            problems.append(problem("C423", table.place(row, CODE), what=unit))
            continue
        if not typed:
            continue
        code = as_code(typed)
        if not code or found.get(unit, code) != code:
            what = "同一个单位写了两个不同的核对码" if code else "不是8位数字"
            problems.append(problem("E252", place, unit=unit, unit_code=unit, what=what))
            continue
        found[unit] = code
    return problems


def as_code(typed: str) -> str:
    """“4821-0937” from what was typed, with or without the stroke; "" for anything else.

    A spreadsheet takes eight bare digits for a number and drops the noughts before them: up to
    three of them are put back.
    """
    digits = _BETWEEN.sub("", comparable(typed))
    if digits == comparable(typed) and len(digits) > _LEAST:
        digits = digits.zfill(8)
    return f"{digits[:4]}-{digits[4:]}" if _DIGITS.fullmatch(digits) else ""
