"""初评结果确认: a unit hears its own points; what it answers is kept, and moves no point."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from docx import Document

from engine.cycle import confirm_sending, confirming
from engine.cycle.confirmations import FOLDER, REGISTER, confirmations_of, is_stale
from engine.cycle.scoring import last_run
from engine.cycle.year import open_year
from engine.files import ledger
from engine.records.problem import CannotGoOn
from tests.cycle import small_year
from tests.cycle.small_year import UNITS, command, edit_settings, tree

if TYPE_CHECKING:
    from tests.conftest import Soffice

YearAt = Callable[[str], Path]
SENT, UNTIL, TODAY = date(2025, 12, 1), date(2025, 12, 5), date(2025, 12, 4)
AGREES = {"结果": "无异议", "日期": "2025-12-03", "签字人角色": "校长"}
OBJECTS = AGREES | {"结果": "有异议", "异议指标": "1.6", "理由": "还有一笔经费", "材料编号": "1"}


def send(folder: Path, *units: str, on: date = SENT, by: date | None = UNTIL, again: bool = False,
         contact: str = "") -> confirm_sending.Sheets:  # fmt: skip
    """Send the sheets of a year."""
    return confirm_sending.send(
        open_year(folder), on=on, by=by, units=units, again=again, contact=contact,
        tell=lambda _done, _of: None,
    )  # fmt: skip


def register(folder: Path) -> Path:
    return folder / REGISTER


def type_in(folder: Path, *lines: tuple[str, Mapping[str, str]]) -> None:
    """Fill in lines of the register as the office does; a further one of a unit goes below all."""
    book = openpyxl.load_workbook(register(folder))
    sheet = book.worksheets[0]
    head = {str(cell.value): cell.column for cell in sheet[3]}
    used: set[int] = set()
    for unit, cells in lines:
        rows = range(4, sheet.max_row + 1)
        mine = [r for r in rows if sheet.cell(r, 1).value == unit and r not in used]
        free = [r for r in rows if not sheet.cell(r, 1).value]
        row = (mine or free)[0]
        used.add(row)
        sheet.cell(row, 1, unit)
        for name, value in cells.items():
            sheet.cell(row, head[name]).value = value or None
    book.save(register(folder))


def take_in(folder: Path, today: date = TODAY) -> tuple[list[str], list[tuple[str, str]]]:
    """Units with a new reply, and code and cell of every problem."""
    new, problems = confirming.take_in(open_year(folder), today)
    return [r.unit for r in new], sorted((p.code, str(p.place.cell)) for p in problems)


def stages(folder: Path, today: date = TODAY) -> dict[str, str]:
    return {s.unit: s.stage.value for s in confirming.standings(open_year(folder), today)}


def paper(folder: Path, unit: str) -> str:
    """All that a unit's sheet says."""
    path = folder / FOLDER / f"初评结果确认单-{unit}.docx"
    word = Document(BytesIO(path.read_bytes()))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in word.paragraphs), *cells])


def item(folder: Path, unit: str, code: str) -> dict[str, Any]:
    """One item of the newest run."""
    newest = sorted((folder / "runs").iterdir())[-1]
    units = json.loads((newest / "results.json").read_bytes())["units"]
    [found] = [i for u in units if u["code"] == unit for i in u["indicators"] if i["code"] == code]
    return dict(found)


def test_a_sheet_tells_a_unit_its_own_points_and_of_no_other(year_at: YearAt) -> None:
    folder = year_at("scored")
    found = send(folder, contact="交到教育局五楼")
    assert found.written == ("010101", "010102", "010103", "010104")
    assert found.without == ("010105", "010106")
    said = paper(folder, "010102")
    for unit, (name, _, _) in UNITS.items():
        assert (name in said) == (unit == "010102")
    for word in ("第一评审组", "名次", "排名", "入选"):
        assert word not in said
    lost = item(folder, "010102", "1.2")
    assert lost["closed"]
    assert f"定为{lost['points']}分" in said
    assert "请在2025年12月5日以前，把签字盖章的本单交到教育局五楼。" in said
    assert said.index("得了满分") < said.index("总分")


def test_what_is_not_decided_is_said_and_the_total_is_provisional(year_at: YearAt) -> None:
    folder = year_at("reviewed")
    assert command(folder, "score") == 0
    assert send(folder).provisional == ("010102", "010103", "010104")
    said = paper(folder, "010103")
    assert "这是暂定的总分：还有" in said
    assert item(folder, "010103", "1.6")["open"]
    assert "1.6工作经费（填报差错）" in said
    assert "暂定" not in paper(folder, "010101")


def test_reasons_are_masked_where_they_name_people() -> None:
    from engine.files.confirmation_paper import told  # noqa: PLC0415

    line = {
        "code": "1.1", "title": "甲", "section": "1", "bonus": False, "penalty": False,
        "claimed": "2.00", "reviewed": "1.00", "points": "1.00", "max": "2.00", "open": False,
        "state": "verified", "waits": False, "closed": None, "clause": "1.1", "workings": "2－1＝1",
        "reason": "学生张小明的家长电话13812345678没有打通",
    }  # fmt: skip
    section = {"code": "1", "title": "一", "points": "1.00", "max": "2.00"}
    unit = {"code": "1", "name": "甲", "total": "1.00", "bonus": "0.00", "penalty": None,
            "sections": [section], "indicators": [line]}  # fmt: skip
    [group] = told(unit, {})["一级指标"]
    assert "138****" in group["指标"][0]["理由"]
    assert "13812345678" not in json.dumps(told(unit, {}), ensure_ascii=False)
    unsaid = told({**unit, "indicators": [line | {"reason": ""}]}, {"1.1": "没有写明"})
    assert unsaid["一级指标"][0]["指标"][0]["理由"] == "没有写明"


def test_a_sheet_that_was_sent_is_not_sent_again_unless_something_changed(year_at: YearAt) -> None:
    folder = year_at("reviewed")
    assert command(folder, "score") == 0
    send(folder)
    type_in(folder, ("010101", AGREES))
    before = tree(folder)
    again = send(folder, on=date(2025, 12, 2))
    assert (again.written, len(again.left)) == ((), 4)
    assert tree(folder) == before
    (folder / FOLDER / "初评结果确认单-010101.docx").unlink()
    send(folder, on=date(2025, 12, 2))
    assert tree(folder) == before
    (folder / "decisions" / "收口决定.yaml").write_text(small_year.CLOSING, "utf-8")
    assert command(folder, "close", "--decision", "收口决定.yaml") == 0
    with pytest.raises(CannotGoOn, match="L729"):
        send(folder)
    assert command(folder, "score") == 0
    changed = send(folder, on=date(2025, 12, 3))
    assert changed.written == ("010102", "010103", "010104")
    assert [each.on for each in confirmations_of(open_year(folder)).sent[-3:]] == [
        date(2025, 12, 3)
    ] * 3
    book = openpyxl.load_workbook(register(folder))
    assert [c.value for c in book.worksheets[0][4]][2:5] == ["无异议", "2025-12-03", "校长"]


def test_what_a_recheck_decided_asks_for_no_new_sheet(year_at: YearAt) -> None:
    folder = year_at("scored")
    send(folder, "010101")
    year = open_year(folder)
    sheet = confirmations_of(year).sheet("010101")
    unit = next(u for u in last_run(year).results["units"] if u["code"] == "010101")
    first, *rest = unit["indicators"]
    changed = first | {"points": "0.00"}
    assert sheet is not None
    assert not is_stale(year, unit, sheet)
    assert is_stale(year, unit | {"indicators": [changed, *rest]}, sheet)
    decided = changed | {"recheck": {"number": "1"}}
    assert not is_stale(year, unit | {"indicators": [decided, *rest]}, sheet)


def test_an_answer_is_taken_once_and_a_later_one_is_kept_beside_it(year_at: YearAt) -> None:
    folder = year_at("scored")
    send(folder)
    type_in(folder, ("010101", AGREES), ("010102", OBJECTS))
    assert take_in(folder) == (["010101", "010102"], [])
    before = tree(folder)
    assert take_in(folder) == ([], [])
    assert tree(folder) == before
    assert stages(folder) == {
        "010101": "agrees", "010102": "objects", "010103": "awaited", "010104": "awaited"
    }  # fmt: skip
    assert stages(folder, date(2025, 12, 6))["010103"] == "silent"
    blank = dict.fromkeys(("异议指标", "理由", "材料编号"), "")
    type_in(folder, ("010102", AGREES | blank | {"日期": "2025-12-04"}))
    assert take_in(folder) == (["010102"], [])
    known = confirmations_of(open_year(folder))
    assert [r.outcome for r in known.replies if r.unit == "010102"] == ["objects", "agrees"]
    kinds = [entry.kind for entry in ledger.read(folder / "ledger.jsonl")]
    assert kinds[-3:] == ["confirmation-sheets", "objection", "objection"]


def test_an_objection_stands_beside_its_item_and_moves_no_point(year_at: YearAt) -> None:
    folder = year_at("scored")
    before = item(folder, "010102", "1.6")
    send(folder)
    type_in(folder, ("010102", OBJECTS))
    take_in(folder)
    assert command(folder, "score") == 0
    after = item(folder, "010102", "1.6")
    assert after.pop("objection") == {"number": "", "date": "2025-12-03", "reason": "还有一笔经费"}
    assert after == before
    run = sorted((folder / "runs").iterdir())[-1]
    assert "还有一笔经费" not in (run / "inputs" / "decisions.json").read_text("utf-8")


def test_each_slip_of_the_register_is_said_at_its_cell_and_nothing_of_the_unit_is_taken(
    year_at: YearAt,
) -> None:
    folder = year_at("scored")
    send(folder, "010101", "010102", "010103")
    day = {"日期": "2025-11-30"}
    cases: list[tuple[tuple[tuple[str, Mapping[str, str]], ...], list[tuple[str, str]]]] = [
        ((("010101", AGREES | {"结果": "没意见"}),), [("V474", "C4")]),
        ((("010101", AGREES | {"日期": ""}),), [("V475", "D4")]),
        ((("010101", AGREES | day),), [("V475", "D4")]),
        ((("010101", AGREES | {"日期": "2025-12-06"}),), [("V475", "D4")]),
        ((("010101", OBJECTS | {"异议指标": "9.9"}),), [("V476", "F4")]),
        ((("010101", OBJECTS | {"异议指标": ""}),), [("V477", "F4")]),
        ((("010101", OBJECTS | {"理由": ""}),), [("V477", "G4")]),
        ((("010101", OBJECTS | {"结果": "无异议"}),), [("V477", "C4")]),
        ((("010101", OBJECTS | {"材料编号": "1、977"}),), [("V478", "H4")]),
        ((("010101", AGREES), ("010101", OBJECTS)), [("V479", "A7")]),
        ((("010101", OBJECTS), ("010101", OBJECTS | {"理由": "别的"})), [("V479", "A7")]),
        ((("010104", AGREES),), [("V473", "A7")]),
        ((("999999", AGREES),), [("C423", "A7")]),
    ]
    blank = register(folder).read_bytes()
    for lines, problems in cases:
        register(folder).write_bytes(blank)
        type_in(folder, *lines, ("010103", AGREES))
        new, said = take_in(folder, today=date(2025, 12, 7))
        assert said == problems, lines
        assert "010101" not in new
    assert stages(folder)["010103"] == "agrees"
    assert stages(folder)["010101"] == "awaited"


def test_several_items_take_a_line_each_and_personal_data_is_masked(year_at: YearAt) -> None:
    folder = year_at("scored")
    send(folder)
    told = OBJECTS | {"异议指标": "1.1", "理由": "请打13812345678问"}
    type_in(folder, ("010102", OBJECTS), ("010102", told))
    assert take_in(folder) == (["010102"], [("S602", "G8")])
    reply = confirmations_of(open_year(folder)).reply("010102")
    assert reply is not None
    assert [(i.indicator, i.reason) for i in reply.items] == [
        ("1.1", "请打138****问"), ("1.6", "还有一笔经费")
    ]  # fmt: skip
    assert command(folder, "confirm", "forms") == 0
    assert command(folder, "confirm", "forms", "--unit", "010101") == 0
    forms = sorted(p.name for p in (folder / "papers" / "复核申请表").iterdir())
    assert forms == ["复核申请表-010101.docx", "复核申请表-010102.docx"]


def test_days_and_what_silence_means_come_from_the_plan(year_at: YearAt) -> None:
    folder = year_at("filled")
    shipped = Path(__file__).parents[2] / "rubrics" / "taicang-consolidation" / "2025.yaml"
    own = folder / "rubrics" / "own-plan" / "2025.yaml"
    own.parent.mkdir(parents=True)
    terms = (
        "recheck: {confirm_days: 3, silence: agrees, apply_days: 5, since: notice,"
        " new_evidence: true, reviewers: others, effect: keep}\n"
    )
    text = shipped.read_text("utf-8").replace("taicang-consolidation", "own-plan", 1)
    own.write_text(text + terms, "utf-8")
    edit_settings(folder, "taicang-consolidation@2025", "own-plan@2025")
    for stage in small_year.STAGES[2:]:
        small_year._STEPS[stage](folder)
    assert send(folder, on=date(2025, 12, 5), by=None).until == date(2025, 12, 10)
    assert "视为没有异议" in paper(folder, "010101")
    with pytest.raises(CannotGoOn, match="2025-12-10"):
        send(folder, on=date(2025, 12, 5), by=date(2025, 12, 9), again=True)
    assert stages(folder, date(2025, 12, 11))["010101"] == "deemed"
    type_in(folder, ("010102", OBJECTS | {"日期": "2025-12-08", "材料编号": "977"}))
    assert take_in(folder, date(2025, 12, 9)) == (["010102"], [("V478", "H5")])


def test_without_days_in_the_plan_the_last_day_must_be_said(year_at: YearAt) -> None:
    folder = year_at("scored")
    before = tree(folder)
    with pytest.raises(CannotGoOn, match="L730"):
        send(folder, by=None)
    with pytest.raises(CannotGoOn, match="L731"):
        send(folder, by=date(2025, 11, 30))
    with pytest.raises(CannotGoOn, match="L709"):
        send(folder, "999999")
    assert tree(folder) == before


@pytest.mark.libreoffice
def test_a_register_saved_by_another_program_reads_the_same(
    year_at: YearAt, soffice: Soffice, tmp_path: Path
) -> None:
    folder = year_at("scored")
    send(folder)
    type_in(folder, ("010101", AGREES), ("010102", OBJECTS))
    [saved] = soffice.convert([register(folder)], "xlsx", tmp_path)
    register(folder).write_bytes(saved.read_bytes())
    assert take_in(folder) == (["010101", "010102"], [])
    reply = confirmations_of(open_year(folder)).reply("010102")
    assert reply is not None
    assert [i.model_dump() for i in reply.items] == [
        {"indicator": "1.6", "reason": "还有一笔经费", "pieces": ("1",)}
    ]
