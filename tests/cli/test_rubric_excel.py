"""A rubric made only in Excel: from the skeleton to points, as an office without YAML does it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from engine.cli.main import main
from engine.files.rubric_store import standard_store
from engine.rubric.identity import content_digest
from engine.rubric.preparing import prepare
from tests.judging.builders import Unit, case, closing, results, ruling

BOOK, FILE = "标准.xlsx", "标准.yaml"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def say(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    capsys.readouterr()
    code = main(["rubric", *words])
    out, err = capsys.readouterr()
    return code, out, err


def write(sheet: Worksheet, row: int, **cells: str | None) -> None:
    """Fill in cells of a row by their headings."""
    heads = {str(cell.value): cell.column for cell in sheet[1]}
    for heading, text in cells.items():
        sheet.cell(row, heads[heading]).value = text


def first_empty(sheet: Worksheet) -> int:
    return next(n for n in range(2, 999) if all(cell.value is None for cell in sheet[n]))


def made_by_a_clerk() -> None:
    """Writes the skeleton over into 某县's own table: one item changed, one added, one dropped."""
    book = load_workbook(BOOK)
    head = {str(row[0].value): row[1] for row in book["标准"].iter_rows(min_row=2)}
    head["系列代号"].value, head["标题"].value = "county-table", "某县考核表（虚构）"
    head["总分"].value, head["性质"].value = "25", "示范"
    items = book["指标"]
    write(items, 2, 一级指标分值="13", 指标名称="班子齐全")
    items.insert_rows(4)
    write(items, 4, 一级指标编码="1", 指标编码="1.10", 指标名称="谈心谈话", 指标分值="5",
          考核要求="老同志与学生谈心，每年不少于10次。", 要不要评审="须评审")  # fmt: skip
    fields = book["填报项"]
    write(fields, first_empty(fields), 指标编码="1.10", 编码="F110", 名称="谈心次数", 类型="数字",
          计量单位="次", 最小值="0", 最大值="300")  # fmt: skip
    rules = book["计分规则"]
    row = first_empty(rules)
    write(rules, row, 指标编码="1.10", 计分种类="分档得分", 看哪一项="F110", 其余得几分="0")
    write(rules, row + 1, 不低于="10", 分数="5")
    write(rules, row + 2, 高于="4", 分数="2.5")
    proofs = book["佐证"]
    write(proofs, first_empty(proofs), 指标编码="1.10", 佐证种类="记录", 至少几件="最小(F110, 1)")
    sources = book["依据"]
    write(sources, first_empty(sources), 指标编码="1.10", 关系="自拟")
    book.save(BOOK)


def test_a_rubric_made_only_in_excel_is_sound_and_gives_points(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert say(capsys, "excel", "--new", "--out", BOOK)[0] == 0
    made_by_a_clerk()
    code, out, err = say(capsys, "from-excel", BOOK, "--out", FILE)
    assert (code, err) == (0, ""), out
    assert "county-table@2025" in out
    code, out, _ = say(capsys, "lint", FILE)
    assert (code, out.splitlines()[0]) == (0, f"{FILE}：合格。")

    standard, faults = prepare(standard_store().load(FILE).rubric)
    assert faults == ()
    told = {"F11": "是", "F12": "2", "F13": "1", "F110": "7", "F21": "5", "F22": "1", "F31": "市级"}
    rulings = {item.code: ruling(item.code, "accept") for item in standard.items}
    unit = Unit("A", told=told, fields={"学段": "幼儿园"}, pieces={}, rulings=rulings)
    [result] = results(case(unit, ready=standard))["units"]
    points = {each["code"]: each["points"] for each in result["indicators"]}
    assert points == {
        "1.1": "2.00", "1.2": "2.00", "1.10": "2.50", "2.1": "6.00", "2.2": "5.50", "J1": "2.00",
    }  # fmt: skip
    assert (result["base"], result["total"], result["grade"]) == ("18.00", "20.00", "优秀")


def made_by_a_practised_clerk() -> None:
    """Into the skeleton: a converted section, a rescaled 不适用, points by rank, a penalty."""
    book = load_workbook(BOOK)
    head = {str(row[0].value): row[1] for row in book["标准"].iter_rows(min_row=2)}
    head["总分扣到哪里"].value, head["扣分系数"].value = (
        "扣到0分为止",
        "学段：幼儿园=0.5；小学=1；初中=1",
    )
    items = book["指标"]
    write(items, 3, 不适用怎么算="折算", 何时不适用="学段 = 幼儿园", 折算到哪里="本一级指标")
    write(items, 4, 一级指标要折算="是")
    write(
        items,
        first_empty(items),
        一级指标编码="2",
        指标编码="2.3",
        指标名称="活动名次",
        指标分值="6",
    )
    rules = book["计分规则"]
    row = first_empty(rules)
    write(rules, row, 指标编码="2.3", 计分种类="名次分", 看哪一项="F21", 怎样算好="越高越好",
          前几名得满分="1", 每个几分="2")  # fmt: skip
    write(rules, row + 1, 指标编码="K1", 计分种类="按次扣分")
    write(rules, row + 2, 这一行叫什么="省级通报", 分数="3", 按什么数扣="F41")
    write(rules, row + 3, 这一行叫什么="市级通报", 分数="2；单位B=1（首次）", 按什么数扣="F42")
    off = book["扣分"]
    write(off, 2, 指标编码="K1", 指标名称="受到通报", 不要佐证的理由="由办公室查档")
    fields = book["填报项"]
    for code, name in (("F41", "省级通报"), ("F42", "市级通报")):
        write(fields, first_empty(fields), 指标编码="K1", 编码=code, 名称=name, 类型="数字",
              计量单位="次", 最小值="0", 最大值="9", 由谁填="办公室填")  # fmt: skip
    sources = book["依据"]
    for code in ("2.3", "K1"):
        write(sources, first_empty(sources), 指标编码=code, 关系="自拟")
    book.save(BOOK)


def test_conversions_ranks_and_penalties_made_only_in_excel_give_points(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert say(capsys, "excel", "--new", "--out", BOOK)[0] == 0
    made_by_a_practised_clerk()
    code, out, err = say(capsys, "from-excel", BOOK, "--out", FILE)
    assert (code, err) == (0, ""), out
    code, out, _ = say(capsys, "lint", FILE)
    assert (code, out.splitlines()[0]) == (0, f"{FILE}：合格。")

    standard, faults = prepare(standard_store().load(FILE).rubric)
    assert faults == ()
    told = {"F11": "是", "F12": "2", "F13": "1", "F21": "5", "F22": "1", "F31": "无"}
    told |= {"F41": "0", "F42": "2"}
    better = told | {"F12": "3", "F21": "8", "F22": "0", "F41": "1"}
    rulings = {item.code: ruling(item.code, "accept") for item in standard.items}
    units = (
        Unit("A", told=told, fields={"学段": "幼儿园"}, pieces={}, rulings=rulings),
        Unit("B", told=better, fields={"学段": "小学"}, pieces={}, rulings=rulings),
    )
    found = results(case(*units, ready=standard, closing=closing()))["units"]
    points = [{item["code"]: item["points"] for item in unit["indicators"]} for unit in found]
    assert [each["2.3"] for each in points] == ["4.00", "6.00"]
    # A: 2 of 4 brought back to 8, (6 + 5.5 + 4) of 18 converted to 12, 2 × 2 off by half.
    # B: 4 + 2, all 18 converted to 12, 1 × 3 and 2 × 1 off.
    assert [(unit["base"], unit["total"]) for unit in found] == [
        ("14.33", "12.33"),
        ("18.00", "13.00"),
    ]


@pytest.mark.parametrize("reference", ["parent-school@2009", "taicang-consolidation@2025"])
def test_out_and_in_by_command_keeps_the_digest(
    reference: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert say(capsys, "excel", reference, "--out", BOOK)[0] == 0
    code, out, _ = say(capsys, "from-excel", BOOK, "--out", FILE, "--json")
    assert code == 0
    digest = content_digest(standard_store().load(reference).value)
    assert json.loads(out) == {"file": FILE, "digest": digest, "problems": []}
    assert content_digest(standard_store().load(FILE).value) == digest


def test_a_workbook_with_faults_is_not_written_and_every_cell_is_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    say(capsys, "excel", "--new", "--out", BOOK)
    book = load_workbook(BOOK)
    book["指标"]["D2"] = 1.1
    book["计分规则"]["B5"] = "随便"
    book.save(BOOK)
    code, out, _ = say(capsys, "from-excel", BOOK, "--out", FILE)
    assert code == 1
    assert "〔Y583〕标准.xlsx·指标·D2：这一格存成了数字" in out
    assert "〔Y585〕标准.xlsx·计分规则·B5：这一格写的不是给出的词。" in out
    assert not Path(FILE).exists()
    code, out, _ = say(capsys, "from-excel", BOOK, "--out", FILE, "--json")
    found = json.loads(out)
    assert (code, found["file"]) == (1, None)
    assert {each["place"]["cell"] for each in found["problems"]} == {"D2", "B5"}


def test_nothing_is_written_over_unless_it_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    Path(BOOK).write_text("我的", "utf-8")
    code, _, err = say(capsys, "excel", "--new", "--out", BOOK)
    assert (code, Path(BOOK).read_text("utf-8")) == (2, "我的")
    assert "没有动它" in err
    assert say(capsys, "excel", "--new", "--out", BOOK, "--force")[0] == 0
    Path(FILE).write_text("我的", "utf-8")
    assert say(capsys, "from-excel", BOOK, "--out", FILE)[0] == 2
    assert say(capsys, "from-excel", BOOK, "--out", FILE, "--force")[0] == 0


@pytest.mark.parametrize("words", [("--new", "wuhao-school@2025"), ()])
def test_a_skeleton_or_an_edition_is_asked_for_and_not_both(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert say(capsys, "excel", *words, "--out", BOOK)[0] == 2
    assert not Path(BOOK).exists()


def test_what_is_no_rubric_workbook_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    Path(BOOK).write_bytes(b"PK")
    code, _, err = say(capsys, "from-excel", BOOK, "--out", FILE)
    assert code == 3
    assert "C404" in err
