"""名册变更: every kind of change after locking, before and after marks, to a verified run."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.cycle.changing import read_decision, work_out
from engine.cycle.handing_in import last_intake
from engine.cycle.reviewing import reviewed
from engine.cycle.scoring import last_run
from engine.cycle.year import Year, open_year
from engine.files import ledger
from engine.judging.awarding import cap_table
from engine.records.problem import CannotGoOn
from tests.cycle.small_year import command, edit_table, tree, workbook

YearAt = Callable[[str], Path]
HEAD = """\
kind: roster-change
number: "示例〔2025〕{number}号"
date: 2025-11-15
role: 评估办公室
reason: 布局调整。
changes:
"""
RENAMED = '  - {what: renamed, unit: "010101", name: 青禾路实验小学（示例）}\n'
CLOSED = '  - {what: closed, unit: "010102"}\n'
STATUS = '  - {what: status, unit: "010104", status: 参评}\n'
MERGED = """\
  - what: merged
    units: ["010101", "010102"]
    into: {code: "010101", submission_from: "{whose}", honours_from: "010101"}
"""
ANEW = """\
  - what: merged
    units: ["010101", "010102"]
    into:
      code: "010201"
      name: 青柳小学（示例）
      status: 参评
      fields: {学段: 小学, 单位类型: 学校, 办学性质: 公办, 片区: 西片, 在校生数: "1800"}
      submission_from: "010101"
      honours_from: none
"""
SPLIT = """\
  - what: split
    unit: "010101"
    into:
      - {code: "010101", submission_from: "010101", honours_from: "010101"}
      - code: "010301"
        name: 青禾路小学东校（示例）
        status: 参评
        fields: {学段: 小学, 单位类型: 学校, 办学性质: 公办, 片区: 东片, 在校生数: "300"}
        submission_from: none
        honours_from: none
"""
ADDED = """\
  - what: added
    into:
      code: "010302"
      name: 新苑小学（示例）
      status: 首次试评
      fields: {学段: 小学, 单位类型: 学校, 办学性质: 公办, 片区: 东片, 在校生数: "300"}
      submission_from: none
      honours_from: none
"""


def write(folder: Path, changes: str, number: int = 5) -> Path:
    """A decision in the year's folder."""
    path = folder / "decisions" / f"名册变更单-{number}.yaml"
    path.write_text(HEAD.format(number=number) + changes, "utf-8")
    return path


def change(folder: Path, changes: str, number: int = 5) -> int:
    """Put a decision on record; the exit code."""
    return command(folder, "change", "--decision", str(write(folder, changes, number)))


def merged(whose: str) -> str:
    return MERGED.replace("{whose}", whose)


def scored(folder: Path) -> dict[str, Any]:
    """Score and let a stranger verify: the result."""
    assert command(folder, "score") == 0
    run = last_run(open_year(folder))
    found = subprocess.run(
        [sys.executable, "-I", str(run.path / "verify.py")], capture_output=True, check=False
    )
    assert found.returncode == 0, found.stdout.decode()
    return run.results


def unit(results: dict[str, Any], code: str) -> dict[str, Any]:
    [found] = [each for each in results["units"] if each["code"] == code]
    return dict(found)


def caps(results: dict[str, Any]) -> list[tuple[int, int]]:
    return [(cap["base"], cap["cap"]) for award in results["awards"] for cap in award["caps"]]


def test_a_renamed_unit_keeps_everything_but_its_name(year_at: YearAt) -> None:
    folder = year_at("scored")
    before = last_run(open_year(folder)).results
    assert change(folder, RENAMED) == 0
    after = scored(folder)
    assert unit(after, "010101") == unit(before, "010101") | {"name": "青禾路实验小学（示例）"}
    assert caps(after) == caps(before)
    [told] = after["changes"]
    assert told["after_marks"] is True
    assert told["words"] == [
        "010101 青禾路小学（示例）更名为青禾路实验小学（示例），编号、自评表、往年荣誉都不变。"
    ]


def test_a_closed_unit_leaves_and_base_and_cap_stay_as_locked(year_at: YearAt) -> None:
    folder = year_at("scored")
    before = last_run(open_year(folder)).results
    assert change(folder, CLOSED) == 0
    after = scored(folder)
    assert [each["code"] for each in after["units"]] == [
        each["code"] for each in before["units"] if each["code"] != "010102"
    ]
    assert caps(after) == caps(before) == [(4, 0)]
    assert "010102" not in json.loads(
        (last_run(open_year(folder)).path / "inputs" / "marks.json").read_bytes()
    )
    problems = last_intake(open_year(folder), "看").problems
    assert [each.code for each in problems].count("C456") == 1


def test_a_trial_unit_that_takes_part_may_be_ranked_and_adds_no_base(year_at: YearAt) -> None:
    folder = year_at("scored")
    assert unit(last_run(open_year(folder)).results, "010104")["rank"] is None
    assert change(folder, STATUS) == 0
    after = scored(folder)
    assert unit(after, "010104")["status"] == "参评"
    assert unit(after, "010104")["rank"] is not None
    assert caps(after) == [(4, 0)]


@pytest.mark.parametrize("whose", ["010101", "010102"])
def test_of_merged_units_the_workbook_that_was_named_counts(year_at: YearAt, whose: str) -> None:
    folder = year_at("scored")
    digest = {
        unit: each.sha256 for unit, each in last_intake(open_year(folder), "看").counted.items()
    }
    assert change(folder, merged(whose)) == 0
    year = open_year(folder)
    intake = last_intake(year, "看")
    assert intake.counted["010101"].sha256 == digest[whose]
    assert "010102" not in intake.counted
    assert {p.unit for p in intake.counted["010101"].problems} <= {"010101"}
    assert {r.unit for r in reviewed(year).rulings["010101"].values()} == {"010101"}
    results = scored(folder)
    assert caps(results) == [(4, 0)]
    assert unit(results, "010101")["total"] is not None


def test_a_new_code_takes_over_workbook_and_marks_but_no_honours_unless_told(
    year_at: YearAt,
) -> None:
    folder = year_at("scored")
    assert change(folder, ANEW) == 0
    year = open_year(folder)
    assert year.history["010201"] == {"常态化建设合格年份": "无", "巩固提高奖获奖年份": "无"}
    assert "010101" not in year.history
    assert last_intake(year, "看").counted["010201"].file == "010101-自评表.xlsx"
    assert len(reviewed(year).rulings["010201"]) > 20
    results = scored(folder)
    reason = results["awards"][1]["reasons"]["010201"]
    assert (reason["kind"], reason["found"]) == ("gate", "无")
    assert caps(results) == [(4, 0)]


def test_a_division_gives_a_blank_form_to_the_new_unit(year_at: YearAt) -> None:
    folder = year_at("taken-in")
    assert change(folder, SPLIT) == 0
    assert command(folder, "sheets") == 0
    assert (folder / "sheets" / "010301-自评表.xlsx").is_file()
    year = open_year(folder)
    assert {"010101", "010301"} <= year.units.keys()
    (folder / "inbox" / "010301-自评表.xlsx").write_bytes(workbook(year, "010301"))
    assert command(folder, "intake") == 0
    assert last_intake(open_year(folder), "看").counted.keys() >= {"010101", "010301"}
    results = scored(folder)
    assert results["changes"][0]["after_marks"] is False
    assert caps(results) == [(4, 0)]


def test_several_decisions_are_carried_out_in_order(year_at: YearAt) -> None:
    folder = year_at("reviewed")
    assert change(folder, ADDED) == 0
    assert change(folder, ANEW, 6) == 0
    assert change(folder, RENAMED.replace("010101", "010201"), 7) == 0
    year = open_year(folder)
    assert year.units["010201"].name == "青禾路实验小学（示例）"
    assert year.units["010302"].status == "首次试评"
    assert last_intake(year, "看").counted["010201"].file == "010101-自评表.xlsx"
    assert [each["number"] for each in scored(folder)["changes"]] == [
        "示例〔2025〕5号", "示例〔2025〕6号", "示例〔2025〕7号",
    ]  # fmt: skip


def test_the_same_changes_give_the_same_bytes(year_at: YearAt, tmp_path: Path) -> None:
    folder = year_at("reviewed")
    other = tmp_path / "other" / "2025"
    shutil.copytree(folder, other)
    for each in (folder, other):
        assert change(each, ANEW) == 0
        scored(each)
    assert tree(folder) == tree(other)
    run = last_run(open_year(folder)).path.name
    scored(folder)
    assert last_run(open_year(folder)).path.name == run


IMPOSSIBLE = {
    "nobody of that code": ('  - {what: closed, unit: "999999"}\n', "C450"),
    "one unit twice": (CLOSED + RENAMED.replace("010101", "010102"), "C451"),
    "a code that is taken": (ADDED.replace("010302", "010103"), "C452"),
    "a code twice": (ADDED + ADDED, "C452"),
    "a new unit half said": (
        '  - {what: added, into: {code: "010302", submission_from: none, honours_from: none}}\n',
        "C453",
    ),
    "honours of a stranger": (
        merged("010101").replace('honours_from: "010101"', 'honours_from: "010103"'), "C454",
    ),
    "no workbook for a code that stays": (
        merged("010101").replace('submission_from: "010101"', "submission_from: none"), "C454",
    ),
    "a workbook for two": (
        SPLIT.replace("submission_from: none", 'submission_from: "010101"'), "C455",
    ),
    "a cap": (CLOSED + "cap: 9\n", "L727"),
    "nothing said of honours": (merged("010101").replace(', honours_from: "010101"', ""), "L727"),
    "a column nobody has": (ADDED.replace("学段: 小学", "学校规模: 大"), "L727"),
    "a value no roster may have": (ADDED.replace("学段: 小学", "学段: 大学"), "L727"),
    "a code that can be no file": (ADDED.replace("010302", "../x"), "L727"),
    "a change of no kind": ('  - {what: moved, unit: "010101"}\n', "L727"),
    "a bare code": ("  - {what: closed, unit: 010102}\n", "Y50"),
}  # fmt: skip


@pytest.mark.parametrize(("changes", "code"), IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_what_cannot_be_is_refused_on_its_line(
    year_at: YearAt, capsys: pytest.CaptureFixture[str], changes: str, code: str
) -> None:
    folder = year_at("locked")
    path = write(folder, changes)
    before = tree(folder)
    assert command(folder, "change", "--decision", path.name) == 3
    said = capsys.readouterr().err
    assert f"〔{code}" in said
    assert "·第" in said
    assert tree(folder) == before


def test_a_decision_is_recorded_once(year_at: YearAt, capsys: pytest.CaptureFixture[str]) -> None:
    folder = year_at("locked")
    assert change(folder, CLOSED) == 0
    assert change(folder, RENAMED) == 2
    assert "C459" in capsys.readouterr().err
    assert change(folder, ADDED.replace("010302", "010102"), 6) == 3


def test_a_preview_shows_and_changes_nothing(
    year_at: YearAt, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = year_at("reviewed")
    path = write(folder, ANEW)
    before = tree(folder)
    capsys.readouterr()
    assert command(folder, "change", "--decision", path.name, "--preview", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert tree(folder) == before
    assert (found["recorded"], found["after_marks"]) == (False, True)
    assert (found["before"]["单位"], found["after"]["单位"]) == (6, 5)
    assert found["caps"]["W2"][0]["cap"] == 0
    assert found["honours"] == [
        "010201 的往年荣誉：巩固提高奖获奖年份无，常态化建设合格年份无。",
        "010101 原有的往年荣誉（常态化建设合格年份2021）没有单位沿用。",
    ]
    assert found["hand_ins"] == [
        "010101 交来的自评表（010101-自评表.xlsx）归 010201。",
        "010101 的评审表（评审表-010101.xlsx）归 010201。",
        "010102 交来的自评表（010102-自评表.xlsx）不再采用。",
        "010102 的评审表（评审表-010102.xlsx）不再采用，请移走。",
    ]


def test_before_locking_the_roster_is_simply_edited(year_at: YearAt) -> None:
    assert change(year_at("filled"), CLOSED) == 2


def test_neither_roster_nor_record_can_be_edited_silently(
    year_at: YearAt, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = year_at("closed")
    assert change(folder, CLOSED) == 0
    record = folder / "decisions" / "名册变更.json"
    kept = record.read_bytes()
    record.write_bytes(kept.replace("布局调整".encode(), "另有原因".encode()))
    assert command(folder, "score") == 4
    assert "L725" in capsys.readouterr().err
    record.unlink()
    assert len(open_year(folder).changes) == 1
    record.write_bytes(kept)
    edit_table(folder / "roster.xlsx", 2, "单位名称", "改了名的小学（示例）")
    assert command(folder, "score") == 4
    assert "L703" in capsys.readouterr().err


def test_a_year_handed_on_without_its_ledger_keeps_its_changes(year_at: YearAt) -> None:
    folder = year_at("closed")
    assert change(folder, CLOSED) == 0
    (folder / "ledger.jsonl").unlink()
    assert len(open_year(folder).roster) == 5
    scored(folder)
    kinds = [entry.kind for entry in ledger.read(folder / "ledger.jsonl")]
    assert kinds[:2] == ["locked", "roster-change"]
    assert len(open_year(folder).roster) == 5


def test_a_result_before_a_change_is_no_longer_current(
    year_at: YearAt, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = year_at("scored")
    assert change(folder, CLOSED) == 0
    capsys.readouterr()
    assert command(folder, "status") == 0
    assert "之后又有变化，要重新计分" in capsys.readouterr().out


def test_the_verifier_finds_a_roster_that_does_not_follow(year_at: YearAt) -> None:
    folder = year_at("closed")
    assert change(folder, CLOSED) == 0
    scored(folder)
    run = last_run(open_year(folder)).path
    decisions = run / "inputs" / "decisions.json"
    told = json.loads(decisions.read_bytes())
    told["roster"]["changes"][0]["left"] = []
    decisions.write_bytes(json.dumps(told, ensure_ascii=False).encode())
    found = subprocess.run(
        [sys.executable, "-I", str(run / "verify.py")], capture_output=True, check=False
    )
    assert found.returncode == 4
    assert "inputs/roster.json 不是锁定的名册按名册变更改过的样子" in found.stdout.decode()


def test_a_merged_unit_may_hand_in_its_own_workbook_once_the_other_is_gone(
    year_at: YearAt,
) -> None:
    folder = year_at("taken-in")
    assert change(folder, merged("010102")) == 0
    problems = last_intake(open_year(folder), "看").problems
    assert [each.code for each in problems] == ["C457"]
    (folder / "inbox" / "010102-自评表.xlsx").unlink()
    assert command(folder, "intake") == 0
    assert last_intake(open_year(folder), "看").counted["010101"].file == "010101-自评表.xlsx"


def test_a_reason_with_personal_data_never_reaches_the_ledger(year_at: YearAt) -> None:
    folder = year_at("locked")
    path = write(folder, CLOSED)
    path.write_text(path.read_text("utf-8").replace("布局调整", "电话13800138000"), "utf-8")
    with pytest.raises(CannotGoOn):
        read_decision(open_year(folder), path)


def test_a_group_that_a_change_brings_has_no_seat(year_at: YearAt) -> None:
    folder = year_at("locked")
    year: Year = open_year(folder)
    effect = work_out(year, read_decision(year, write(folder, ADDED)))
    [award] = [each for each in year.plan.awards if each.quota is not None]
    assert award.quota is not None
    by_stage = award.model_copy(update={"quota": award.quota.model_copy(update={"by": "片区"})})

    west = effect.after[0].model_copy(update={"fields": {"片区": "西片"}})
    found = {cap.group: (cap.base, cap.cap) for cap in cap_table(by_stage, effect.before, (west,))}
    assert found == {"东片": (4, 0), "西片": (0, 0)}
