"""未定项清单: what is chosen in the workbook is the closing decision that the like YAML is."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from engine.files.open_book import Circumstances, open_book
from engine.files.open_names import BY_STATE, DECISION, LIST
from engine.files.open_reader import Written, read_open_book
from engine.judging.outcome import judge
from engine.judging.still_open import still_open
from engine.records.problem import CannotGoOn
from engine.records.states import State
from engine.records.submission import Closing
from tests.conftest import Soffice
from tests.judging.builders import Unit, case, closing, ruling
from tests.judging.test_waiting import ranked
from tests.verifier import cohorts

Edit = Callable[[Any], object]
DAY = date(2025, 12, 8)
UNITS = (
    Unit("010101").unruled("1.1", "1.4"),
    Unit("010102").telling(B1=State.BLANK, C1=State.BLANK).ruled(ruling("2.4", "disputed")),
)
ROWS = (("010101", "1.1"), ("010101", "1.4"), ("010102", "1.2"), ("010102", "1.3"),
        ("010102", "2.4"))  # fmt: skip
HEAD: Mapping[str, object] = {
    "B2": "示例〔2025〕12号", "B3": "2025-12-08", "B4": "评审领导小组", "B5": "补正期已满。",
}  # fmt: skip
CHOSEN: Mapping[str, object] = {
    "K4": "按自报分", "M4": "材料能核实", "K5": "定为", "L5": 2.5, "M5": "照记录",
    "K6": "留待", "K8": "0分", "M8": "没有办",
}  # fmt: skip
DECIDED = closing(
    [("010101", "1.1", "claimed"), ("010101", "1.4", "2.5"), ("010102", "1.2", "open"),
     ("010102", "2.4", "0")],
    blank="zero",
)  # fmt: skip


def around(**other: Any) -> Circumstances:
    names = {unit.code: f"示例{unit.code}" for unit in UNITS}
    return replace(Circumstances("2025", "示例评估", names, DAY, DAY, DAY), **other)


def blank() -> bytes:
    return open_book(still_open(judge(case(*UNITS))), around())


def filled(
    tmp_path: Path,
    rows: Mapping[str, object] = CHOSEN,
    head: Mapping[str, object] = HEAD,
    rules: Mapping[str, object] | None = None,
) -> Path:
    """The workbook with cells of its three sheets filled in, as somebody typing would."""
    book = openpyxl.load_workbook(io.BytesIO(blank()))
    told = {LIST: rows, DECISION: head, BY_STATE: rules or {}}
    for sheet, cells in told.items():
        for cell, value in cells.items():
            book[sheet][cell] = value
    if rules is None:
        state = next(row for row in book[BY_STATE].iter_rows(min_row=4) if row[0].value == "○ 未填")
        state[2].value = "0分"
    path = tmp_path / "未定项清单.xlsx"
    book.save(path)
    return path


def read(path: Path) -> Written:
    return read_open_book(path, "2025")


def like(decided: Closing) -> dict[str, Any]:
    """A decision without its reasons, which the tests' own decisions all word alike."""
    items = [each.model_copy(update={"reason": ""}) for each in decided.items]
    return {**decided.model_dump(), "reason": "", "items": [each.model_dump() for each in items]}


def faults(path: Path) -> list[tuple[str, str]]:
    """Cell and sentence of everything that is wrong."""
    problems = [each for each in read(path).problems if each.blocking]
    return [(f"{each.place.sheet}·{each.place.cell}", each.message) for each in problems]


def test_the_same_list_gives_the_same_bytes_and_has_a_row_for_every_open_item() -> None:
    assert blank() == blank()
    sheet = openpyxl.load_workbook(io.BytesIO(blank()))[LIST]
    rows = [(row[0].value, row[2].value) for row in sheet.iter_rows(min_row=4)]
    assert tuple(rows) == ROWS


def test_what_is_chosen_is_the_decision_that_the_like_yaml_is(tmp_path: Path) -> None:
    written = read(filled(tmp_path))
    assert written.problems == ()
    assert like(written.closing) == like(DECIDED)
    assert [each.reason for each in written.closing.items] == ["材料能核实", "照记录", "", "没有办"]
    assert written.rows == frozenset(ROWS)
    assert str(written.places["010101", "1.4"]) == "未定项清单.xlsx·清单·K5"


def test_it_is_the_same_after_another_program_saved_it(tmp_path: Path, soffice: Soffice) -> None:
    [saved] = soffice.convert([filled(tmp_path)], "xlsx", tmp_path / "saved")
    assert read(saved) == read(filled(tmp_path))


def test_nothing_chosen_is_a_decision_on_nothing(tmp_path: Path) -> None:
    written = read(filled(tmp_path, rows={}, rules={}))
    assert (written.closing.items, written.closing.rules, written.problems) == ((), {}, ())


def test_what_is_only_compared_cannot_be_chosen_and_decides_nothing(tmp_path: Path) -> None:
    outcome = judge(replace(cohorts.case(ranked(), 3, size=30), closings=()))
    found = still_open(outcome)
    path = tmp_path / "清单.xlsx"
    path.write_bytes(open_book(found, around()))
    assert any(each.compared for each in found.items)
    sheet = openpyxl.load_workbook(path)[LIST]
    said = [row[10].value for row in sheet.iter_rows(min_row=4)]
    assert [each == "收口后自动算" for each in said] == [each.compared for each in found.items]
    written = read(path)
    assert written.closing.items == ()
    assert written.rows is not None and len(written.rows) == len(found.items)


@pytest.mark.parametrize(
    ("cells", "cell", "said"),
    [
        ({"K4": "差不多"}, "K4", "收口处理只能选：按自报分、0分、定为、留待"),
        ({"K5": "定为", "M5": "照记录"}, "L5", "没有写几分"),
        ({"K5": "定为", "L5": "两分", "M5": "照记录"}, "L5", "几分写的不是一个数"),
        ({"K5": "0分", "L5": 2, "M5": "照记录"}, "L5", "却又写了几分"),
        ({"K5": "0分"}, "M5", "没有写理由"),
        ({"K5": "定为", "L5": 2}, "M5", "没有写理由"),
        ({"L5": 2}, "K5", "没有选收口处理"),
        ({"M5": "照记录"}, "K5", "没有选收口处理"),
        ({"K5": "0分", "M5": "电话13800138000核实"}, "M5", "像身份证号、手机号码"),
        ({"A5": "010101", "C5": "1.1"}, "A5", "单位 010101 的指标 1.1 有两行"),
        ({"A5": None, "K5": "0分"}, "A5", "“单位编号”却是空的"),
        ({"L5": "=1/0", "K5": "定为"}, "L5", "公式"),
    ],
)
def test_a_row_at_fault_is_said_with_its_cell(
    tmp_path: Path, cells: Mapping[str, object], cell: str, said: str
) -> None:
    found = faults(filled(tmp_path, rows=cells))
    assert any(where == f"清单·{cell}" and said in message for where, message in found), found


@pytest.mark.parametrize(
    ("cells", "cell", "said"),
    [
        ({"B2": None}, "B2", "没有写“决定编号”"),
        ({"B3": None}, "B3", "没有写“日期”"),
        ({"B3": "年底"}, "B3", "日期看不懂"),
        ({"B4": None}, "B4", "没有写“角色”"),
        ({"B5": None}, "B5", "没有写“理由”"),
        ({"B5": "问过13800138000"}, "B5", "像身份证号、手机号码"),
        ({"B6": "2024"}, "B6", "这不是2025年度的未定项清单"),
    ],
)
def test_a_decision_that_is_not_whole_is_said_with_its_cell(
    tmp_path: Path, cells: Mapping[str, object], cell: str, said: str
) -> None:
    found = faults(filled(tmp_path, head={**HEAD, **cells}))
    assert [where for where, _ in found] == [f"决定·{cell}"]
    assert said in found[0][1]


def test_every_fault_is_said_in_one_pass(tmp_path: Path) -> None:
    path = filled(tmp_path, rows={"K4": "x", "K5": "0分"}, head={}, rules={"C4": "x"})
    where = [each for each, _ in faults(path)]
    assert where == ["决定·B2", "决定·B3", "决定·B4", "决定·B5", "清单·K4", "清单·M5", "按情形·C4"]


@pytest.mark.parametrize("day", [date(2025, 12, 8), "2025年12月8日", "20251208", "２０２５-12-08"])
def test_a_date_is_read_however_it_is_typed(tmp_path: Path, day: object) -> None:
    assert read(filled(tmp_path, head={**HEAD, "B3": day})).closing.date == DAY


@pytest.mark.parametrize("points", ["2.5", "２．５", 2.5])
def test_points_are_exact_however_they_are_typed(tmp_path: Path, points: object) -> None:
    cells = {"K5": "定为", "L5": points, "M5": "照记录"}
    [entry] = read(filled(tmp_path, rows=cells)).closing.items
    assert entry.points == Decimal("2.5")


def test_a_workbook_without_its_sheets_is_refused(tmp_path: Path) -> None:
    for sheet in (LIST, BY_STATE, DECISION):
        book = openpyxl.load_workbook(filled(tmp_path))
        del book[sheet]
        book.save(tmp_path / "缺.xlsx")
        with pytest.raises(CannotGoOn) as refused:
            read(tmp_path / "缺.xlsx")
        assert [each.code for each in refused.value.problems] in (["C405"], ["C406"], ["V461"])
