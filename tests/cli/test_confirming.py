"""The commands of 初评结果确认 as an office runs them."""

from __future__ import annotations

from docx import Document

from tests.cli.said import Run, YearAt, refuses
from tests.cycle.small_year import tree
from tests.cycle.test_confirming import AGREES, OBJECTS, type_in

BY = ("confirm", "sheets", "--date", "2025-12-01", "--by", "2025-12-05")


def test_sheets_go_out_and_answers_come_back(run: Run, year_at: YearAt) -> None:
    folder = year_at("scored")
    assert "还没有发4个" in run(folder, "confirm").out
    sent = run(folder, *BY, "--to", "交到教育局五楼")
    assert sent.code == 0
    assert "已出4份初评结果确认单" in sent.out
    assert "回复期限2025-12-05" in sent.out
    assert "010105、010106" in sent.out
    steps = run(folder).out
    assert "✓ 初评结果确认：已发4个单位，回复0个" in steps
    type_in(folder, ("010101", AGREES), ("010102", OBJECTS), ("010103", AGREES | {"日期": "明天"}))
    read = run(folder, "confirm", "read")
    assert read.code == 0
    assert "无异议1个，有异议1个" in read.out
    assert "初评确认登记.xlsx·初评确认登记·D6" in read.out
    told = run(folder, "confirm")
    assert "未回复2个" in told.out
    assert "1.6\t还有一笔经费\t1" in told.out
    stages = {each["unit"]: each["stage"] for each in run(folder, "confirm", "--json").json}
    assert stages == {
        "010101": "agrees", "010102": "objects", "010103": "silent", "010104": "silent"
    }  # fmt: skip
    assert run(folder, "confirm", "forms", "--json").json == {"written": ["010102"], "blank": []}


def test_what_cannot_be_done_is_said_and_nothing_is_written(run: Run, year_at: YearAt) -> None:
    folder = year_at("scored")
    refuses(run, folder, ("confirm", "sheets"), 2, "L730", "--by")
    refuses(run, folder, ("confirm", "read"), 2, "wuhao confirm sheets")
    refuses(run, folder, ("confirm", "sheets", "--by", "十二月"), 2, "2025-12-01")


def test_an_office_makes_the_templates_its_own(run: Run, year_at: YearAt) -> None:
    folder = year_at("scored")
    assert run(folder, "templates", "--json").json["written"]
    own = folder / "templates" / "初评结果确认单.docx"
    word = Document(str(own))
    word.paragraphs[0].add_run("（{{抬头}}）")
    word.save(str(own))
    before = tree(folder)
    assert run(folder, "templates", "--json").json["written"] == []
    assert tree(folder) == before
    refuses(run, folder, BY, 3, "V471", "初评结果确认单.docx·正文·第1段", "抬头")
    assert not (folder / "papers").exists()
