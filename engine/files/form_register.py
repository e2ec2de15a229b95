"""The sheet 佐证材料目录: one row per piece of evidence and indicator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from engine.files.answer_cells import choice, prompts
from engine.files.date_values import in_period
from engine.files.form_names import (
    EVIDENCE_KINDS,
    ON_SITE,
    REGISTER,
    REGISTER_COLUMNS,
    TICK,
    register_heading,
)
from engine.files.sheet_style import Book, Page, cell_name
from engine.records.submission import Piece
from engine.rubric.model import Period
from engine.rubric.standard import Standard

INPUT_ROWS = 80
STATE = "state"
"""The last column: whether a row that was begun is whole. It is ours and has no name."""
_WIDTHS = {
    "number": 9,
    "indicator": 8,
    "title": 36,
    "kind": 9,
    "dated": 13,
    "file": 30,
    "link": 30,
    "box": 12,
    "pages": 10,
    "on_site": 9,
    STATE: 16,
}
_HEAD_ROW = 2
FIRST_ROW = _HEAD_ROW + 1
"""The row of the first line of the register, from 0."""
_CENTRED = ("number", "indicator", "kind", "pages", "on_site")
_STYLES = dict.fromkeys(_CENTRED, "input-centred") | {"dated": "input-date"}


Row = Mapping[str, str | date]
"""One line of the register, by the keys of its columns."""


def row_of(piece: Piece) -> Row:
    """A registered piece as a line."""
    known = {key: getattr(piece, key) for key in REGISTER_COLUMNS}
    return {key: TICK if value is True else (value or "") for key, value in known.items()}


def write_register(
    book: Book,
    indicators: str,
    period: Period | None,
    written: Sequence[Row],
    states: Sequence[str],
) -> Page:
    """Write 佐证材料目录 with what is `written` and empty rows after it, 80 rows or more in all.

    `indicators` is the range of cells that lists the indicators one may choose; `states` says of
    each piece whether its row is whole.
    """
    page = book.page(REGISTER, list(_WIDTHS.values()))
    last_column = len(_WIDTHS) - 1
    page.block((0, 0), (0, 6), REGISTER, "title")
    page.height(0, 30.0)
    said = (
        "一件材料一行；用在几个指标上，就用同一编号各登一行。文件名、网址、盒号至少写一样，"
        "要到现场看的在“现场查”选“✓”。不要写学生姓名和身份证号。"
    )
    page.block((1, 1), (0, last_column), said, "small")
    page.height(1, 20.0)
    for column, (key, head) in enumerate(REGISTER_COLUMNS.items()):
        page.text(_HEAD_ROW, column, head, "heading")
        page.name(register_heading(key), _HEAD_ROW, column)
    page.text(_HEAD_ROW, last_column, "填全没有", "heading")
    page.height(_HEAD_ROW, 24.0)
    first = FIRST_ROW
    rows = register_rows(written)
    states = [*states, *[""] * (rows - len(written))]
    for offset in range(rows):
        _write_row(page, first + offset, written[offset] if offset < len(written) else {})
        made = _state_formula(first + offset, indicators, period)
        page.formula(first + offset, last_column, made, states[offset], "state")
    for column, key in enumerate(REGISTER_COLUMNS):
        limits = _limits(key, indicators, period)
        page.sheet.data_validation(first, column, first + rows - 1, column, limits)
    page.sheet.repeat_rows(_HEAD_ROW)
    page.sheet.freeze_panes(first, 2)
    page.sheet.set_selection(first, 0, first, 0)
    return page


def register_rows(written: Sequence[Row]) -> int:
    """How many rows one may write in."""
    return max(INPUT_ROWS, len(written) + 20)


def indicator_of(written: Row) -> str:
    """The code of a line's indicator, whose title may stand behind it."""
    return str(written.get("indicator", "")).partition(" ")[0]


def register_cell() -> str:
    """Where one begins to write."""
    return cell_name(_HEAD_ROW + 1, 0, fixed=True)


def register_area(key: str, rows: int) -> str:
    """The cells of one column, as formulas on other sheets call them."""
    column = list(_WIDTHS).index(key)
    first, last = (cell_name(_HEAD_ROW + 1 + at, column, fixed=True) for at in (0, rows - 1))
    return f"{REGISTER}!{first}:{last}"


def register_states(written: Sequence[Row], standard: Standard) -> tuple[str, ...]:
    """Of each line, whether it is whole: ✓, or ! and what is wrong."""
    listed = {item.code for item in standard.items if item.evidence}
    period, seen, found = standard.rubric.period, set[tuple[str, object]](), []
    for row in written:
        code, dated = indicator_of(row), row.get("dated", "")
        key = code, row.get("number", "")
        where = any(row.get(each) for each in ("file", "link", "box", "on_site"))
        inside = isinstance(dated, date) and in_period(dated, period)
        cases = (
            (not row.get("number"), _NO_NUMBER),
            (code not in listed, _NO_INDICATOR),
            (row.get("kind") not in EVIDENCE_KINDS, _NO_KIND),
            (not where and row.get("kind") != ON_SITE, _NO_WHERE),
            (bool(dated) and not inside, _NO_DATE),
            (key in seen, _TWICE),
        )
        found.append(next((words for holds, words in cases if holds), "✓"))
        seen.add(key)
    return tuple(found)


def _state_formula(row: int, indicators: str, period: Period | None) -> str:
    """`register_states` for one row, as a formula."""
    at = {key: cell_name(row, column) for column, key in enumerate(REGISTER_COLUMNS)}
    kinds = ",".join(f'"{kind}"' for kind in EVIDENCE_KINDS)
    code, kind = f'{at["indicator"]}&" "', at["kind"]
    code = f'LEFT({code},FIND(" ",{code})-1)'
    where = "&".join(at[key] for key in ("file", "link", "box", "on_site"))
    cases = [
        (f'{at["number"]}=""', _NO_NUMBER),
        (f"ISNA(MATCH({code},{indicators.removeprefix('=')},0))", _NO_INDICATOR),
        (f"SUMPRODUCT(--({kind}={{{kinds}}}))=0", _NO_KIND),
        (f'IF({kind}="{ON_SITE}",FALSE,{where}="")', _NO_WHERE),
    ]
    if period is not None:
        first, last = (f"DATE({d.year},{d.month},{d.day})" for d in (period.first, period.last))
        dated = at["dated"]
        outside = f"OR({dated}<{first},{dated}>={last}+1)"
        cases.append((f'IF({dated}="",FALSE,IF(ISNUMBER({dated}),{outside},TRUE))', _NO_DATE))
    if row > _HEAD_ROW + 1:
        numbers, codes = (
            f"{cell_name(_HEAD_ROW + 1, column, fixed=True)}:{cell_name(row - 1, column)}"
            for column in (0, 1)
        )
        same = f"({numbers}={at['number']})*({codes}={at['indicator']})"
        cases.append((f"SUMPRODUCT({same})>0", _TWICE))
    made = '"✓"'
    for condition, words in reversed(cases):
        made = f'IF({condition},"{words}",{made})'
    begun = "&".join(at[key] for key in REGISTER_COLUMNS if key not in ("number", "kind"))
    return f'IF({begun}="","",{made})'


_NO_NUMBER = "! 没有编号"
_NO_INDICATOR = "! 指标要从下拉表里选"
_NO_KIND = "! 没有选类型"
_NO_WHERE = "! 文件名、网址、盒号都没有"
_NO_DATE = "! 日期不在统计时段"
_TWICE = "! 和上面的一行重复"


def _write_row(page: Page, row: int, written: Row) -> None:
    tall = 21.0
    for column, key in enumerate(REGISTER_COLUMNS):
        value = written.get(key, "")
        if isinstance(value, date):
            page.date(row, column, value, "input-date")
            continue
        page.text(row, column, value, _STYLES.get(key, "input"))
        tall = max(tall, page.needed(value, column))
    page.height(row, tall)


def _limits(key: str, indicators: str, period: Period | None) -> dict[str, Any]:
    match key:
        case "indicator":
            limits: dict[str, Any] = {"validate": "list", "source": indicators}
            return limits | prompts("指标", "从下拉表里选指标的编号，如1.3")
        case "kind":
            return choice(list(EVIDENCE_KINDS)) | prompts("类型", "从下拉表里选一种")
        case "on_site":
            return choice([TICK]) | prompts("现场查", "要到现场看、不上传的选“✓”，别的空着")
        case "dated" if period is not None:
            how = f"填材料上的日期，在{period.first}到{period.last}之间，如{period.last}"
            limits = {"validate": "date", "criteria": "between"}
            limits |= {"minimum": period.first, "maximum": period.last, "error_type": "warning"}
            return limits | prompts("日期", how)
        case "number":
            return {"validate": "any"} | prompts(
                "编号", "给材料编个号，如01；同一件材料用同一个编号"
            )
        case "pages":
            return {"validate": "any"} | prompts(
                "起止页", "从第几页到第几页，如3-5；整份材料的空着"
            )
    return {"validate": "any"} | prompts(REGISTER_COLUMNS[key], _HOW[key])


_HOW = {
    "title": "写材料的名称，如“关于成立关工委的通知”；不写学生姓名",
    "dated": "填材料上的日期，如2025-03-31",
    "file": "写一起交来的文件的名字，如01成立文件.pdf",
    "link": "写完整的网址",
    "box": "纸质材料写档案盒号",
}
