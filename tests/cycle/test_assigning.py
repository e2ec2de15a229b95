"""A year's assignment: drawn, kept in the ledger, changed only with a reason, seen to be clean."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from engine.cli.main import main
from engine.cycle import recheck_assigning, rechecking
from engine.cycle.assigning import assignments_of, reviewed_units, with_form
from engine.cycle.expert_panel import expert_panel
from engine.cycle.recheck_assigning import unfit
from engine.cycle.recording import result_is_current
from engine.cycle.year import open_year
from engine.files import ledger
from engine.files.expert_tables import AVOIDANCE_COLUMNS, EXPERT_COLUMNS
from engine.judging.assigning import loads
from engine.records.recheck import Application, AppliedItem
from engine.records.review import Assignment, Assignments, Ground
from tests.cycle import small_year
from tests.cycle.several_year import hand_in, marked
from tests.cycle.small_year import command, edit_settings

EXPERTS = """\
E01,甲（示例）,,,010101,,
E02,乙（示例）,,,,010102,
E03,丙（示例）,,,,,
E04,丁（示例）,,,,,
"""
DECIDED = ("--number", "示例〔2025〕15号", "--role", "评审领导小组", "--reason", "因病")
SHARED = "review: {by: team, common: 2, marks: individual, combine: mean}\n"
SINGLE = "review: {by: expert, per_unit: 2, marks: individual, combine: mean}\n"


@pytest.fixture
def folder(year_at: Callable[[str], Path]) -> Path:
    """A locked year with four experts, two for each of its five units."""
    return prepared(year_at("filled"), SINGLE, EXPERTS)


def prepared(folder: Path, terms: str, experts: str) -> Path:
    with (folder / "cycle.yaml").open("a", encoding="utf-8") as settings:
        settings.write(terms)
    head = ",".join(EXPERT_COLUMNS)
    (folder / "outside" / "专家名册.csv").write_text(f"{head}\n{experts}", "utf-8")
    assert command(folder, "lock", "--accept") == 0
    return folder


def avoid(folder: Path, *rows: str) -> None:
    text = "\n".join((",".join(AVOIDANCE_COLUMNS), *rows, ""))
    (folder / "outside" / "回避表.csv").write_text(text, "utf-8")


def newest(folder: Path, round_: Any = "main") -> Assignment:
    found = assignments_of(open_year(folder)).newest(round_)
    assert found is not None
    return found


def assign(folder: Path, *options: str) -> int:
    return command(folder, "review", "assign", *options)


def test_a_draw_avoids_what_must_be_and_stands_in_the_ledger(folder: Path) -> None:
    avoid(folder, "E03,010103,亲属在该单位,本人声明")
    assert assign(folder, "--seed", "示例号码") == 0
    told = newest(folder)
    assert told.seed == "示例号码"
    assert sorted(told.units) == ["010101", "010102", "010103", "010104", "010105"]
    forbidden = {("E01", "010101"), ("E02", "010102"), ("E03", "010103")}
    assert not forbidden & {(who, unit) for unit, sat in told.units.items() for who in sat}
    [entry] = [each for each in ledger.read(folder / "ledger.jsonl") if each.kind == "assignment"]
    assert entry.body == told.model_dump(mode="json")
    stored = (folder / "decisions" / "评审分工.json").read_text("utf-8")
    assert "甲（示例）" not in stored + (folder / "ledger.jsonl").read_text("utf-8")


def test_who_looks_again_has_not_looked_before_and_need_not_keep_away(folder: Path) -> None:
    avoid(folder, "E03,010105,亲属在该单位,本人声明")
    assert assign(folder) == 0
    year = open_year(folder)
    first = newest(folder).units["010105"]
    applied = AppliedItem(indicator="1.3", reason="有记录")
    told = Application(number="复申1", unit="010105", date=date(2025, 12, 1), items=(applied,))
    rechecking.enter(year, rechecking.APPLIED, told)
    for each in (*first, "E03", "E09"):
        assert [p.code for p in unfit(year, "010105", (each,))] == ["V487"]
    drawn = recheck_assigning.assign(year, "复申1", (), day=date(2025, 12, 2), role="办公室")
    assert not set(drawn.assessors) & {*first, "E03"}
    assert rechecking.on_record(open_year(folder)).assigned("复申1") == drawn


def test_the_seed_that_nobody_picks_follows_from_the_lock(folder: Path) -> None:
    assert assign(folder) == 0
    assert assign(folder, *DECIDED) == 0
    first, second = assignments_of(open_year(folder)).assignments
    assert (first.seed, first.units) == (second.seed, second.units)
    assert len(first.seed) == 16


def test_a_second_draw_needs_a_reason_and_keeps_the_first(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert assign(folder, "--seed", "一") == 0
    assert assign(folder, "--seed", "二") == 2
    assert "〔V424〕" in capsys.readouterr().err
    assert assign(folder, "--seed", "二", *DECIDED) == 0
    assert [each.seed for each in assignments_of(open_year(folder)).assignments] == ["一", "二"]
    assert newest(folder).reason == "因病"


def test_the_office_gets_a_workbook_with_names_and_reasons(folder: Path) -> None:
    avoid(folder, "E03,010103,亲属在该单位,本人声明")
    assert assign(folder) == 0
    book = openpyxl.load_workbook(folder / "评审分工表.xlsx")
    assert book.sheetnames == ["按单位", "按评审人", "回避", "共同评审"]
    avoided = [[cell.value for cell in row] for row in book["回避"].iter_rows(min_row=4)]
    assert ["E03", "丙（示例）", "010103", "云岭初级中学（示例）", "亲属在该单位", "本人声明"] in [
        row[:6] for row in avoided
    ]
    assert {row[-1] for row in avoided} == {"已避开"}


def test_a_later_declaration_is_told_and_the_unit_given_to_another(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert assign(folder) == 0
    unit = next(iter(newest(folder).units))
    who = newest(folder).units[unit][0]
    avoid(folder, f"{who},{unit},指导或帮扶过,单位提出")
    capsys.readouterr()
    assert assign(folder, "--show") == 0
    assert f"〔V425〕回避表.csv·第2行：{who}已分到单位 {unit}" in capsys.readouterr().out
    assert (who, unit) in expert_panel(open_year(folder)).pairs
    assert assign(folder, "--replace", f"{who}=", "--units", unit, *DECIDED) == 0
    assert who not in newest(folder).units[unit]
    assert len(newest(folder).units[unit]) == 2
    assert "V425" not in capsys.readouterr().out


def test_nobody_is_replaced_by_one_who_must_avoid_or_without_a_reason(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    avoid(folder, *(f"E04,0101{number:02d},其他,办公室" for number in range(1, 6)))
    assert assign(folder, "--uneven") == 0
    assert assign(folder, "--replace", "E03=E04") == 2
    assert "〔V424〕" in capsys.readouterr().err
    assert assign(folder, "--replace", "E03=E04", *DECIDED) == 2
    assert "〔V426〕E04不能评" in capsys.readouterr().err
    assert assign(folder, "--replace", "E09=E01", *DECIDED) == 2
    assert len(assignments_of(open_year(folder)).assignments) == 1


def test_too_few_who_may_is_said_with_who_and_how_many(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [f"{who},010105,其他,办公室" for who in ("E01", "E02", "E03")]
    avoid(folder, *rows)
    assert assign(folder) == 3
    assert (
        "〔V421〕单位 010105 要2个评审人，除去要回避的，能评的只有E04（1位）"
        in capsys.readouterr().err
    )
    avoid(folder, *(f"E04,0101{number:02d},其他,办公室" for number in range(1, 5)))
    assert assign(folder) == 3
    assert (
        "〔V423〕E04（1位）要回避的太多（或来自同一单位），一共至多分到1人次"
        in capsys.readouterr().err
    )
    assert not assignments_of(open_year(folder)).assignments
    assert assign(folder, "--uneven") == 0


def test_marks_too_far_apart_get_a_third_who_is_neither_of_the_two(
    year_at: Callable[[str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    terms = SINGLE.replace("combine: mean", 'combine: third-if-apart, apart: "0.1"')
    folder = prepared(year_at("filled"), terms, EXPERTS)
    small_year._hand_in(folder)
    assert command(folder, "intake") == 0
    assert assign(folder) == 0
    assert assign(folder, "--third") == 2
    assert "〔V429〕没有等着第三人评的单位" in capsys.readouterr().err
    two = newest(folder).units["010101"]
    hand_in(folder, "010101", two[0])
    hand_in(folder, "010101", two[1], marked(1))
    assert command(folder, "review", "read") == 0
    assert assign(folder, "--third") == 0
    [(unit, sat)] = newest(folder, "third").units.items()
    assert unit == "010101"
    assert len(sat) == 1
    assert not set(sat) & {*two, "E01"}
    assert assign(folder, "--third") == 2
    avoid(folder, f"{sat[0]},010101,其他,本人声明")
    assert assign(folder, "--third", "--replace", f"{sat[0]}=", *DECIDED) == 3
    assert "没有人能评了" in capsys.readouterr().err


CHANGE = """\
kind: roster-change
number: 示例〔2025〕16号
date: 2025-11-20
role: 评审领导小组
reason: 补办手续
changes:
  - what: status
    unit: "010106"
    status: 参评
"""


def test_a_unit_that_came_later_is_given_to_whoever_has_least(folder: Path) -> None:
    assert assign(folder) == 0
    before = newest(folder).units
    assert assign(folder, "--rest", *DECIDED) == 2
    (folder / "decisions" / "变更.yaml").write_text(CHANGE, "utf-8")
    assert command(folder, "change", "--decision", "变更.yaml") == 0
    assert assign(folder, "--rest") == 2
    assert assign(folder, "--rest", *DECIDED) == 0
    after = newest(folder).units
    assert {unit: sat for unit, sat in after.items() if unit != "010106"} == before
    counts = loads(after)
    assert sorted(counts.values()) == [3, 3, 3, 3]


def test_units_on_trial_and_mutual_looks_are_rounds_of_their_own(folder: Path) -> None:
    assert assign(folder, "--trial", "1") == 0
    [sat] = newest(folder, "trial").units.values()
    assert sat == ("E01", "E02", "E03", "E04")
    assert assign(folder, "--units", "010101", *DECIDED) == 0
    assert newest(folder, "trial").units == {"010101": ("E02", "E03", "E04")}
    avoid(folder, "010101,010102,其他,办公室")
    assert assign(folder, "--mutual") == 0
    looks = newest(folder, "mutual").units
    assert sorted(who for (who,) in looks.values()) == sorted(looks)
    assert looks["010102"] != ("010101",)
    assert assignments_of(open_year(folder)).newest("main") is None


def test_a_result_is_of_yesterday_once_somebody_else_is_to_review(folder: Path) -> None:
    ledger.append(folder / "ledger.jsonl", "run", {})
    assert result_is_current(open_year(folder))
    assert assign(folder) == 0
    assert not result_is_current(open_year(folder))


def test_teams_are_given_units_and_their_members_review_them(
    year_at: Callable[[str], Path],
) -> None:
    experts = "E01,甲,一组,✓,010101,,\nE02,乙,一组,,,,\nE03,丙,二组,✓,,,\n"
    terms = "review: {by: team, common: 2, marks: individual, combine: mean}\n"
    folder = prepared(year_at("filled"), terms, experts)
    assert assign(folder) == 0
    told = newest(folder)
    assert told.teams["010101"] == ("二组",)
    assert told.units["010101"] == ("E03",)
    both = [unit for unit, teams in told.teams.items() if len(teams) == 2]
    assert len(both) == 2
    assert all(told.units[unit] == ("E01", "E02", "E03") for unit in both)


def test_common_units_are_drawn_among_those_whose_form_counts(
    year_at: Callable[[str], Path],
) -> None:
    experts = "E01,甲,一组,✓,,,\nE02,乙,二组,✓,,,\n"
    folder = prepared(year_at("filled"), SHARED, experts)
    small_year._hand_in(folder)
    assert command(folder, "intake", "--received", "2025-11-01") == 0
    year = open_year(folder)
    ready, everybody = set(with_form(year)), set(reviewed_units(year))
    assert ready < everybody
    again = (*DECIDED[:-1], "重抽")
    for seed in "一二三四五六":
        assert assign(folder, "--seed", seed, *again) == 0
        told = newest(folder).units
        assert told.keys() == everybody
        assert {unit for unit, sat in told.items() if len(sat) == 2} <= ready


def test_a_team_that_marks_as_one_is_replaced_as_one(year_at: Callable[[str], Path]) -> None:
    experts = "E01,甲,一组,✓,010101,,\nE02,乙,一组,,,,\nE03,丙,二组,✓,,,\n"
    folder = prepared(year_at("filled"), "review: {by: team, marks: agreed}\n", experts)
    assert assign(folder) == 0
    told = newest(folder)
    assert told.units == told.teams
    unit = next(unit for unit, sat in told.units.items() if sat == ("一组",))
    assert assign(folder, "--replace", "一组=二组", "--units", unit, *DECIDED) == 0
    assert newest(folder).units[unit] == newest(folder).teams[unit] == ("二组",)
    assert assign(folder, "--replace", "二组=一组", "--units", "010101", *DECIDED) == 2


def test_who_reviewed_a_unit_last_year_avoids_it_this_year(folder: Path) -> None:
    before = folder.parent / "2024"
    (before / "decisions").mkdir(parents=True)
    (before / "outside").mkdir()
    head = ",".join(EXPERT_COLUMNS)
    (before / "outside" / "专家名册.csv").write_text(f"{head}\nE04,丁,一组,,,,\n", "utf-8")
    rows: dict[str, Any] = {"per_unit": 1, "seed": "x", "date": "2024-11-01"}
    told = Assignments.model_validate(
        {"assignments": [{**rows, "units": {"010103": ["E03"], "010104": ["一组"]}}]}
    )
    (before / "decisions" / "评审分工.json").write_text(told.model_dump_json(), "utf-8")
    with (folder / "cycle.yaml").open("a", encoding="utf-8") as settings:
        settings.write("last_year: ../2024\n")
    panel = expert_panel(open_year(folder))
    reviewed = {(a.expert, a.unit) for a in panel.avoidances if a.ground is Ground.REVIEWED}
    assert reviewed == {("E03", "010103"), ("E04", "010104")}


def test_a_year_whose_settings_say_nothing_of_review_is_told_so(
    year_at: Callable[[str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = year_at("locked")
    assert assign(folder) == 2
    assert "〔V427〕cycle.yaml" in capsys.readouterr().err
    assert assign(folder, "--mutual") == 0


def test_the_column_employers_are_held_against_must_be_on_the_roster(
    year_at: Callable[[str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = year_at("new")
    edit_settings(
        folder,
        "groups: []",
        "groups: []\nreview: {by: expert, marks: individual, combine: mean, employer: 不在}",
    )
    assert command(folder, "lock") == 3
    assert "employer 里的“不在”不是名册的栏目" in capsys.readouterr().err


def test_blank_tables_are_written_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert assign(folder, "--forms", "--json") == 0
    assert len(json.loads(capsys.readouterr().out)["written"]) == 2
    assert assign(folder, "--forms", "--json") == 0
    assert json.loads(capsys.readouterr().out)["written"] == []


def test_json_says_all_that_the_screen_says(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert main(["-C", str(folder), "review", "assign", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["linked"] is True
    assert sum(told["loads"].values()) == 10
    assert {"assessor": "E01", "unit": "010101", "ground": "本人所在单位"} in told["avoided"]
