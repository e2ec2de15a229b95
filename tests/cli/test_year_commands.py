"""The commands of a year as the office meets them: help, next step, screens, JSON."""

from __future__ import annotations

from pathlib import Path

import click
import openpyxl
import pytest

from engine.cli.main import COMMANDS, main, wuhao
from engine.cycle import steps
from tests.cli.said import Run, YearAt
from tests.cycle import small_year


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_has_chinese_help_with_an_example(
    capsys: pytest.CaptureFixture[str], command: str
) -> None:
    assert main([command, "--help"]) == 0
    said = capsys.readouterr().out
    assert "例：wuhao " in said
    assert "用法：" in said
    assert "Usage" not in said


@pytest.mark.parametrize("command", sorted(set(COMMANDS) - {"rubric", "problems"}))
def test_every_command_of_a_year_reports_as_json(command: str) -> None:
    found = wuhao.get_command(click.Context(wuhao), command)
    within = [found]
    if isinstance(found, click.Group):
        context = click.Context(found)
        within = [found.get_command(context, name) for name in found.list_commands(context)]
    assert within
    for each in within:
        assert each is not None
        assert any("--json" in option.opts for option in each.params)


@pytest.mark.parametrize(
    ("stage", "following"),
    [
        ("new", "wuhao lock"),
        ("filled", "wuhao lock"),
        ("locked", "wuhao sheets"),
        ("handed-in", "wuhao intake"),
        ("taken-in", "wuhao review sheets"),
        ("reviewed", steps.CLOSE),
        ("closed", "wuhao score"),
        ("scored", "wuhao shortlist"),
    ],
)
def test_wuhao_alone_names_the_next_step(
    run: Run, year_at: YearAt, stage: str, following: str
) -> None:
    folder = year_at(stage)
    alone = run(folder)
    assert alone.code == 0
    assert alone.out.splitlines()[-1] == f"下一步：{following}"
    assert run(folder, "status", "--json").json["next"] == following


def test_each_command_reports_its_part_as_json(run: Run, year_at: YearAt) -> None:
    folder = year_at("filled")
    assert set(run(folder, "lock", "--json").json["digests"]) == {
        "评估标准", "名额方案", "名册", "往年荣誉", "设置",
    }  # fmt: skip
    assert run(folder, "sheets", "--json").json == {"written": 5}
    taken = year_at_again(folder, year_at, "handed-in")
    found = run(taken, "intake", "--json").json
    assert found["counted"] == ["010101", "010102", "010103", "010104"]
    assert found["absent"] == ["010105"]
    assert {each["rows_read"] == each["rows_expected"] for each in found["units"]} == {True}
    assert {each["code"] for each in found["problems"]} >= {"E213", "E219"}
    assert run(taken, "review", "sheets", "--json").json == {
        "written": 4, "left": 0, "by_assessor": {"": 4}, "without_form": [], "problems": [],
    }  # fmt: skip
    assert run(taken, "review", "read", "--json").json["rulings"] == 0


def year_at_again(folder: Path, year_at: YearAt, stage: str) -> Path:
    """Another stage beside the one in use."""
    folder.rename(folder.with_name("earlier"))
    return year_at(stage)


def test_the_end_of_the_chain_reports_as_json(run: Run, year_at: YearAt) -> None:
    folder = year_at("reviewed")
    decision = folder / "decisions" / "收口决定.yaml"
    decision.write_text(small_year.CLOSING, "utf-8")
    closed = run(folder, "close", "--decision", str(decision), "--json").json
    assert (closed["number"], closed["recorded"]) == ("示例〔2025〕12号", "new")
    assert (closed["open_before"], closed["open_after"]) == (3, 0)
    scored = run(folder, "score", "--json").json
    assert scored["new"] is True
    assert run(folder, "score", "--json").json == {"run": scored["run"], "new": False}
    listed = run(folder, "shortlist", "--json").json
    assert [[u["code"] for u in award["winners"]] for award in listed] == [
        ["010101", "010103", "010102"],
        [],
    ]
    unit = run(folder, "explain", "010102", "--json").json
    [part] = run(folder, "explain", "010102", "1.2", "--json").json["parts"]
    [section] = part["sections"]
    [item] = section["items"]
    assert unit["total"] == "93.60"
    assert item["closed"]["from"] == "blank"
    assert item in unit["parts"][0]["sections"][0]["items"]
    assert "not_fired" not in item


def test_a_check_says_the_same_within_the_year_and_alone(
    run: Run, year_at: YearAt, tmp_path: Path
) -> None:
    folder = year_at("handed-in")
    file = str(folder / "inbox" / "010102-自评表.xlsx")
    within, alone = (run(where, "check", file, "--json") for where in (folder, tmp_path))
    assert within.code == alone.code == 1
    assert [p["code"] for p in within.json["problems"]] == [
        p["code"] for p in alone.json["problems"]
    ]
    assert within.json["rows_read"] == alone.json["rows_read"] == 55
    assert within.json["sections"][3] == alone.json["sections"][3]
    assert within.json["sections"][0]["missing"] == ["1.2"]
    # 1.7 needs what only the office knows.
    assert alone.json["sections"][0]["missing"] == ["1.2", "1.7"]


def test_intake_says_each_unit_in_one_line(run: Run, year_at: YearAt) -> None:
    folder = year_at("handed-in")
    (folder / "inbox" / "照片.jpg").write_bytes(b"\xff\xd8\xff")
    said = run(folder, "intake")
    lines = said.out.splitlines()
    assert lines[0] == "名册6个单位：采用4份，表不能用的0个单位，未提交的1个单位。"
    assert "〔E237〕照片.jpg：" in lines[2]
    by_unit = {line[:6]: line for line in lines if line[:2] == "01"}
    assert list(by_unit) == sorted(small_year.UNITS)
    assert by_unit["010101"].endswith("读到55行/应有55行；没有问题")
    assert by_unit["010102"].endswith("读到55行/应有55行；要改1处")
    assert by_unit["010105"].endswith("未提交")
    assert by_unit["010106"].endswith("暂不参评")
    assert "〔E219〕" not in said.out
    assert "〔E219〕010102-自评表.xlsx·自评表·" in run(folder, "intake", "--all").out


def test_with_nothing_reviewed_and_nobody_listed_the_screen_says_what_next(
    run: Run, year_at: YearAt
) -> None:
    folder = year_at("handed-in")
    for command in (["intake"], ["review", "sheets"]):
        assert run(folder, *command).code == 0
    read_back = run(folder, "review", "read").out
    assert read_back.endswith("再运行 wuhao review read。\n")
    assert "wuhao close" not in read_back
    assert "○ 读回评审表：还没有评审意见" in run(folder, "status").out
    assert "下一步：收齐评审表" in run(folder, "review").out
    assert run(folder, "score").code == 0
    assert (
        "没有列入的单位。各单位为什么，用 wuhao shortlist --all 看。"
        in run(folder, "shortlist").out
    )


def test_status_counts_what_is_asked_and_filled(run: Run, year_at: YearAt) -> None:
    units = {u["unit"]: u for u in run(year_at("taken-in"), "status", "--json").json["units"]}
    for code, missing in (("010101", 0), ("010102", 1), ("010103", 1)):
        assert units[code]["asked"] - units[code]["filled"] == missing
        assert units[code]["blocking"] == missing
    assert units["010105"]["state"] == "未提交"


def test_explain_tells_one_item_from_claim_to_decision(run: Run, year_at: YearAt) -> None:
    said = run(year_at("scored"), "explain", "010103", "1.6").out
    assert "自评分 算不出 → 评审后 未定 → 审定分 0.00　收口定分（原为填报差错）" in said
    assert "010103-自评表.xlsx·自评表·" in said
    assert "第一评审组" in said
    assert "示例〔2025〕12号" in said


def test_explain_goes_from_the_total_down_to_the_cell_of_each_value(
    run: Run, year_at: YearAt
) -> None:
    folder = year_at("scored")
    said = run(folder, "explain", "010102", "5.5").out
    lines = [line.lstrip("│├└─ ") for line in said.splitlines()]
    assert lines[0].startswith("010102 柳溪小学（示例）")
    assert [line[:3] for line in lines[1:4]] == ["总分9", "基础分", "活动经"]
    assert lines[4].startswith("✓ 5.5 ")
    assert lines[5].startswith("条款5.5：")
    assert any(line.startswith("计分规则：得分＝4分×") for line in lines)
    [value] = [line for line in lines if "F551" in line]
    assert "自报：13次（010102-自评表.xlsx·自评表·" in value
    assert "；核定：13次" in value
    assert any(line.startswith("评审：第一评审组，认可") for line in lines)
    assert "没有用上的规则" not in said


def test_explain_tells_on_request_what_did_not_fire(run: Run, year_at: YearAt) -> None:
    folder = year_at("scored")
    assert "未请假缺席〔0〕＝0" in run(folder, "explain", "010101", "1.7", "--all").out
    parts = run(folder, "explain", "010101", "1.7", "--all", "--json").json["parts"]
    [item] = parts[0]["sections"][0]["items"]
    assert [each["rule"] for each in item["not_fired"]] == ["扣0.5×未请假缺席", "扣完为止"]


def test_the_shortlist_is_saved_as_a_workbook(run: Run, year_at: YearAt, tmp_path: Path) -> None:
    out = tmp_path / "名单.xlsx"
    said = run(year_at("scored"), "shortlist", "--out", str(out))
    assert said.code == 0
    assert str(out) in said.out
    cells = [str(c.value) for row in openpyxl.load_workbook(out).worksheets[0] for c in row]
    assert "青禾路小学（示例）" in cells


def test_a_unit_that_does_not_take_part_owes_nothing(run: Run, year_at: YearAt) -> None:
    folder = year_at("scored")
    assert "6个单位（已定4个，未提交1个，暂不参评1个）" in run(folder, "score").out
    assert run(folder, "explain", "010106").out.startswith("010106 竹海高级中学（示例）　暂不参评")
