"""专家名册 and 回避表: everything they say is read once, every slip is placed."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.files.expert_tables import (
    AVOIDANCE_COLUMNS,
    EXPERT_COLUMNS,
    EXPERT_NOTE,
    ExpertTables,
    read_expert_tables,
)
from engine.files.office_forms import blank_table
from engine.records.review import Ground
from engine.records.submission import RosterUnit

ROSTER = {
    code: RosterUnit(code=code, name=name, status="参评", fields={"主管单位": body})
    for code, name, body in (
        ("010101", "青禾路小学（示例）", "甲县教育局（示例）"),
        ("010102", "柳溪小学（示例）", "乙县教育局（示例）"),
        ("010103", "云岭初级中学（示例）", "甲县教育局（示例）"),
    )
}
HEAD = ",".join(EXPERT_COLUMNS)
AVOID = ",".join(AVOIDANCE_COLUMNS)


def tables(folder: Path, *, teams: bool = False, **files: str) -> ExpertTables:
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
    return read_expert_tables(folder, ROSTER, teams=teams, employer="主管单位")


def codes(found: ExpertTables) -> list[str]:
    return [each.code for each in found.problems]


def pairs(found: ExpertTables) -> set[tuple[str, str, Ground]]:
    return {(each.expert, each.unit, each.ground) for each in found.avoidances}


def test_where_an_expert_is_or_was_or_is_employed_is_avoided(tmp_path: Path) -> None:
    rows = (
        "E01,甲（示例）,一组,✓,010101、柳溪小学（示例）,,\n"
        "E02,乙（示例）,一组,,,010102；外县小学（示例）,\n"
        "E03,丙（示例）,二组,,,,甲县教育局（示例）\n"
    )
    found = tables(tmp_path, 专家名册=f"{HEAD}\n{rows}", teams=True)
    assert pairs(found) == {
        ("E01", "010101", Ground.OWN),
        ("E01", "010102", Ground.OWN),
        ("E02", "010102", Ground.FORMER),
        ("E03", "010101", Ground.EMPLOYER),
        ("E03", "010103", Ground.EMPLOYER),
    }
    assert [(e.code, e.team, e.leads, e.units) for e in found.experts] == [
        ("E01", "一组", True, ("010101", "010102")),
        ("E02", "一组", False, ()),
        ("E03", "二组", False, ()),
    ]
    [note] = found.problems
    assert (note.code, str(note.place)) == ("C461", "专家名册.csv·第3行")


def test_any_number_of_tables_count_together_whatever_their_order(tmp_path: Path) -> None:
    experts = f"{HEAD}\nE01,甲（示例）,,,,,\nE02,乙（示例）,,,,,\n"
    one = f"{AVOID}\nE01,010101,亲属在该单位,本人声明\n"
    other = f"{AVOID}\nE02,010102,指导或帮扶过,单位提出\nE01,010101,亲属在该单位,本人声明\n"
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    found = tables(tmp_path / "a", 专家名册=experts, 回避表1=one, 回避表2=other)
    again = tables(tmp_path / "b", 专家名册=experts, 回避表2=one, 回避表1=other)
    assert not found.problems
    assert pairs(found) == {("E01", "010101", Ground.KIN), ("E02", "010102", Ground.MENTORED)}
    assert pairs(again) == pairs(found)
    assert len(found.avoidances) == 2


def test_units_that_avoid_one_another_are_read_too(tmp_path: Path) -> None:
    found = tables(tmp_path, 回避表=f"{AVOID}\n010101,010102,其他,办公室\n")
    assert pairs(found) == {("010101", "010102", Ground.OTHER)}
    assert not found.problems


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("E02,乙,一组,,没有这个学校,,", "C460"),
        ("E01,乙,一组,,,,", "C462"),
        ("E02,乙,,,,,", "C466"),
        ("E02,乙,一组,✓,,,", "C467"),
        ("010101,乙,一组,,,,", "C469"),
        ("E/2,乙,一组,,,,", "C469"),
        ("E02,乙,一/组,,,,", "C469"),
        ("E02,乙,E01,,,,", "C469"),
    ],
)
def test_a_slip_in_the_experts_is_placed_and_stops_the_draw(
    tmp_path: Path, row: str, code: str
) -> None:
    found = tables(tmp_path, 专家名册=f"{HEAD}\nE01,甲,一组,✓,,,\n{row}\n", teams=True)
    wrong = [each for each in found.problems if each.code == code]
    assert wrong
    assert all(each.blocking and "第3行" in str(each.place) for each in wrong)


@pytest.mark.parametrize(
    ("row", "code", "kept"),
    [
        ("E09,010101,其他,办公室", "C463", False),
        ("E01,999999,其他,办公室", "C464", False),
        ("E01,010101,说不清,办公室", "C465", True),
        ("E01,010101,,办公室", "C465", True),
        ("E01,010101,其他,听说", "C468", True),
    ],
)
def test_a_slip_in_the_avoidances_still_keeps_the_expert_away(
    tmp_path: Path, row: str, code: str, kept: bool
) -> None:
    found = tables(tmp_path, 专家名册=f"{HEAD}\nE01,甲,,,,,\n", 回避表=f"{AVOID}\n{row}\n")
    [wrong] = found.problems
    assert (wrong.code, str(wrong.place)) == (code, "回避表.csv·第2行")
    assert wrong.blocking != kept
    assert pairs(found) == ({("E01", "010101", Ground.OTHER)} if kept else set())


def test_the_blank_tables_are_read_as_empty(tmp_path: Path) -> None:
    blank = blank_table("专家名册", EXPERT_COLUMNS, texts=EXPERT_COLUMNS, note=EXPERT_NOTE)
    (tmp_path / "专家名册.xlsx").write_bytes(blank)
    blank = blank_table("回避表", AVOIDANCE_COLUMNS, texts=AVOIDANCE_COLUMNS, note="说明")
    (tmp_path / "回避表.xlsx").write_bytes(blank)
    found = tables(tmp_path)
    assert (found.experts, found.avoidances, found.problems) == ((), (), [])


def test_a_year_without_the_tables_has_no_experts(tmp_path: Path) -> None:
    assert tables(tmp_path / "不在").experts == ()
