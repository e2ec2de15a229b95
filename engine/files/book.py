"""The book 工作簿记录: what was found in one workbook, as plain values that can leave a child."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

Area = tuple[int, int, int, int]
"""First row, first column, last row, last column, from 1."""


class Cell(NamedTuple):
    """One filled cell, as the file has it; `row` and `column` from 1.

    A named tuple, being made and pickled by the thousand: a frozen dataclass costs four times that.
    """

    row: int
    column: int
    kind: str
    """number, text, boolean, error or date."""
    text: str
    """The file's own digits for a number; TRUE or FALSE; #DIV/0! and the like."""
    number_format: str
    """The format code; "" for General 常规."""
    formula: bool
    has_value: bool
    """False for a formula whose value was never calculated: the text is then empty."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet: its filled cells by (row, column), and what is hidden or merged in it."""

    name: str
    hidden: bool
    cells: Mapping[tuple[int, int], Cell]
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]
    merged: tuple[Area, ...]


class Properties(NamedTuple):
    """Who made the file and when, as its properties 文档属性 say; "" where they do not."""

    creator: str = ""
    last_modified_by: str = ""
    created: str = ""


UNSAID = Properties()


@dataclass(frozen=True, slots=True)
class HandIn:
    """What a platform's file says: text, Decimal, true, false, null, lists and objects of them.

    `lines`: for a CSV the row of each value, by its JSON pointer; empty for JSON.
    """

    document: Any
    lines: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Book:
    """One workbook as handed in; nothing in it is judged or converted."""

    sheets: tuple[Sheet, ...]
    names: Mapping[str, tuple[str, int, int]]
    """Defined names 定义名称 of one cell (or one merged area): sheet name, row, column."""
    broken_names: tuple[str, ...]
    """Names that lead nowhere (`#REF!`, a sheet that is not there) or to two places."""
    date_1904: bool
    application: str
    """The program that wrote the file, by its own word; "" if it does not say."""
    external_links: bool
    """Whether it draws on anything outside: links, connections, embedded objects."""
    notes: tuple[str, ...]
    """What was set right while reading, in Chinese, without contents."""
    properties: Properties = UNSAID
    hand_in: HandIn | None = None
    """What another platform handed in; the cells are laid out when the rubric is known."""
    addresses: Mapping[tuple[str, int, int], str | int] = field(default_factory=dict)
    """Where a cell so laid out really stands: a JSON pointer, or the row of a CSV."""
