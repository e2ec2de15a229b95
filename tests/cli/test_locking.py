"""Locking: what it prints, what stops it, and what was changed behind its back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from engine.cycle.year import open_year
from tests.cli.said import Run, YearAt, refuses
from tests.cycle import small_year
from tests.cycle.small_year import edit_settings, edit_table

ROOT = Path(__file__).parents[2]


def test_lock_prints_the_cap_table_with_what_is_lost(run: Run, year_at: YearAt) -> None:
    said = run(year_at("filled"), "lock")
    assert said.code == 0
    assert "关工委常态化建设巩固提高奖\t全体\t4\t15/100\t0\t60/100" in said.out
    assert "“五好”关工委\t全体\t—\t—\t不限名额\t—" in said.out


def test_a_year_is_locked_once(run: Run, year_at: YearAt) -> None:
    refuses(run, year_at("locked"), ("lock",), 2, "〔L706〕")


def test_lock_shows_what_is_doubtful_in_the_offices_own_tables(run: Run, year_at: YearAt) -> None:
    folder = year_at("filled")
    edit_table(folder / "history.xlsx", 2, "常态化建设合格年份", "好像有")
    edit_table(folder / "history.xlsx", 7, "单位编号", "990001")
    refuses(
        run, folder, ("lock",), 1,
        "〔C428〕history.xlsx·往年荣誉·B2", "〔C423〕history.xlsx·往年荣誉·A7",
        "〔L716〕", "--accept",
    )  # fmt: skip
    assert run(folder, "lock", "--accept").code == 0


def test_lock_warns_of_a_period_that_outlasts_the_hand_in(run: Run, year_at: YearAt) -> None:
    folder = year_at("filled")
    edit_settings(folder, "hand_in_by: 2025-11-10", "hand_in_by: 2025-10-30")
    said = ("〔Y565〕cycle.yaml", "统计时段到 2025-10-31 才结束，截止日期是 2025-10-30", "--accept")
    refuses(run, folder, ("lock",), 1, *said)
    accepted = run(folder, "lock", "--accept")
    assert (accepted.code, "〔Y565〕" in accepted.out) == (0, True)


@pytest.mark.parametrize(
    ("head", "words"),
    [
        ("effective: 2025-01-01", ("〔Y564〕wuhao-school@2025", "2025-01-01 起施行")),
        ("checked_on: 2023-11-09", ("〔Y563〕wuhao-school@2025", "2023-11-09")),
    ],
)
def test_lock_warns_of_a_rubric_not_in_force_or_long_unchecked(
    run: Run, year_at: YearAt, head: str, words: tuple[str, ...]
) -> None:
    folder = year_at("filled")
    shipped = (ROOT / "rubrics/wuhao-school/2025.yaml").read_text("utf-8")
    own = folder / "rubrics" / "wuhao-school" / "2025-r2.yaml"
    own.parent.mkdir(parents=True)
    own.write_text(shipped.replace("status: model", f"status: model\nrevision: 2\n{head}"), "utf-8")
    refuses(run, folder, ("lock",), 1, *words, "〔L716〕")
    assert run(folder, "lock", "--accept").code == 0


def test_a_lock_that_is_gone_comes_back_as_it_was_and_is_not_made_anew(
    run: Run, year_at: YearAt
) -> None:
    folder = year_at("locked")
    before = json.loads((folder / "locked.json").read_bytes())
    (folder / "locked.json").unlink()
    edit_table(folder / "roster.xlsx", 3, "学段", "高中")
    said = run(folder, "lock")
    assert (said.code, "〔L717〕" in said.err) == (2, True)
    assert json.loads((folder / "locked.json").read_bytes()) == before
    refuses(run, folder, ("score",), 4, "〔L703〕roster.xlsx")


def begun_before_locking(year_at: YearAt) -> Path:
    """A year whose reviewers began before anybody locked it."""
    folder = year_at("filled")
    sheet = small_year.review_sheet(open_year(folder), "010101")
    (folder / "review" / "评审表-010101.xlsx").write_bytes(sheet)
    return folder


def test_a_year_is_not_locked_once_a_mark_stands(run: Run, year_at: YearAt) -> None:
    folder = begun_before_locking(year_at)
    refuses(run, folder, ("lock",), 2, "〔L704〕评审表-010101.xlsx", "--late")
    refuses(run, folder, ("lock", "--late"), 2, "--reason")


def test_a_late_lock_is_said_everywhere(run: Run, year_at: YearAt) -> None:
    folder = begun_before_locking(year_at)
    reason = "名册核对用了两周"
    assert reason in run(folder, "lock", "--late", "--reason", reason).out
    for unit in small_year.HANDED_IN:
        book = small_year.workbook(open_year(folder), unit)
        (folder / "inbox" / f"{unit}.xlsx").write_bytes(book)
    for step in (("intake",), ("review", "read")):
        assert run(folder, *step).code == 0
    scored = run(folder, "score")
    assert reason in scored.out
    [done] = (folder / "runs").iterdir()
    assert reason in (done / "report.html").read_text("utf-8")
    book = openpyxl.load_workbook(done / "results.xlsx")
    assert any(reason in str(c.value) for sheet in book for row in sheet for c in row)
    assert json.loads((done / "results.json").read_bytes())["late_lock"]["reason"] == reason


def revised(folder: Path, family: str, old: str, new: str) -> Path:
    """A second revision of the year's own: a newest revision counts where none is named."""
    own = folder / "rubrics" / family
    own.mkdir(parents=True)
    text = (ROOT / "rubrics" / family / "2025.yaml").read_text("utf-8")
    assert old in text
    text = text.replace(old, new).replace("status: model", "revision: 2\nstatus: model")
    file = own / "2025-r2.yaml"
    file.write_text(text, "utf-8")
    return file


def change_rubric(folder: Path) -> None:
    revised(folder, "wuhao-school", "title: 组织机构健全", "title: 组织机构")


def change_plan(folder: Path) -> Path:
    return revised(folder, "taicang-consolidation", "numerator: 15", "numerator: 16")


CHANGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "rubric": (change_rubric, "wuhao-school@2025：评估标准"),
    "plan": (change_plan, "taicang-consolidation@2025：名额方案"),
    "roster": (lambda f: edit_table(f / "roster.xlsx", 3, "学段", "高中"), "roster.xlsx：名册"),
    "history": (
        lambda f: edit_table(f / "history.xlsx", 3, "常态化建设合格年份", "2020"),
        "history.xlsx：往年荣誉",
    ),
    "settings": (
        lambda f: edit_settings(f, 'lost_points: "1"', 'lost_points: "2"'),
        "cycle.yaml：设置",
    ),
    "lock": (
        lambda f: (f / "locked.json").write_bytes(
            (f / "locked.json").read_bytes().replace(b'"cap": 0', b'"cap": 1')
        ),
        "locked.json：锁定记录",
    ),
    "lock file damaged": (
        lambda f: (f / "locked.json").write_bytes(b"{"), "locked.json：锁定记录"
    ),
    "ledger": (
        lambda f: (f / "ledger.jsonl").write_bytes(
            (f / "ledger.jsonl").read_bytes().replace(b'"units":6', b'"units":7')
        ),
        "〔L710〕ledger.jsonl·第1行",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", CHANGES)
def test_what_was_changed_after_locking_stops_every_command_that_writes(
    run: Run, year_at: YearAt, what: str
) -> None:
    folder = year_at("closed")
    change, said = CHANGES[what]
    change(folder)
    for command in ("sheets", "intake", "review read", "score"):
        refuses(run, folder, tuple(command.split()), 4, said)
    refuses(run, folder, ("close", "--decision", "收口决定.yaml"), 4, said)


def no_such_rubric(folder: Path) -> None:
    edit_settings(folder, "wuhao-school@2025", "nowhere@2025")


def duplicate_code(folder: Path) -> None:
    edit_table(folder / "roster.xlsx", 3, "单位编号", "010101")


def empty_roster(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "roster.xlsx")
    book.worksheets[0].delete_rows(2, 20)
    book.save(folder / "roster.xlsx")


def unsound_plan(folder: Path) -> None:
    file = change_plan(folder)
    text = file.read_text("utf-8").replace("      rounding: floor", "      rounding: floor\n"
                                           "      by: 门派\n      small_group: zero")  # fmt: skip
    file.write_text(text, "utf-8")


BAD: dict[str, tuple[Callable[[Path], object], int, tuple[str, ...]]] = {
    "no such rubric": (no_such_rubric, 3, ("〔Y502〕", "wuhao rubric list")),
    "plan of an unknown group": (unsound_plan, 3, ("〔Y544〕", "门派")),
    "roster missing": (lambda f: (f / "roster.xlsx").unlink(), 3, ("〔C403〕roster.xlsx",)),
    "roster damaged": (
        lambda f: (f / "roster.xlsx").write_bytes(b"PK\x03\x04nothing"), 3, ("roster.xlsx",),
    ),
    "a code twice": (duplicate_code, 3, ("〔C420〕roster.xlsx·名册·A3", "010101 出现了两次")),
    "an unknown status": (
        lambda f: edit_table(f / "roster.xlsx", 2, "参评状态", "参加"), 3, ("〔C421〕roster.xlsx",),
    ),
    "an empty roster": (empty_roster, 3, ("〔C429〕roster.xlsx",)),
    "history missing": (lambda f: (f / "history.xlsx").unlink(), 3, ("〔C403〕history.xlsx",)),
    "dates reversed": (
        lambda f: edit_settings(f, "hand_in_by: 2025-11-10", "hand_in_by: 2025-12-31"),
        3, ("〔Y560〕cycle.yaml·第", "日期前后颠倒"),
    ),
    "the time of objections reversed": (
        lambda f: edit_settings(f, "first: 2025-12-12", "first: 2025-12-22"),
        3, ("〔Y560〕cycle.yaml·第13行", "“last”早于前一个日期"),
    ),
    "a code that is a path": (
        lambda f: edit_table(f / "roster.xlsx", 3, "单位编号", "../../010102"),
        3, ("〔C422〕roster.xlsx·名册·A3", "单位编号"),
    ),
    "a unit without a name": (
        lambda f: edit_table(f / "roster.xlsx", 3, "单位名称", ""), 3, ("〔C422〕", "单位名称"),
    ),
    "a stage the standard does not have": (
        lambda f: edit_table(f / "roster.xlsx", 3, "学段", "九年一贯制"),
        3, ("〔C422〕roster.xlsx·名册·D3", "“学段”", "九年一贯制按初中"),
    ),
    "honours twice": (
        lambda f: edit_table(f / "history.xlsx", 3, "单位编号", "010101"),
        3, ("〔C420〕history.xlsx·往年荣誉·A3",),
    ),
    "an old table of imports": (
        lambda f: (f / "outside" / "平台导出.xls").write_bytes(b"\xd0\xcf\x11\xe0"),
        3, ("〔C404〕平台导出.xls", ".csv"),
    ),
    "no such day": (
        lambda f: edit_settings(f, "as_of: 2025-12-10", "as_of: 2025-02-30"),
        3, ("〔Y560〕cycle.yaml·第9行", "“as_of”要写成 2025-01-31 这样的日期"),
    ),
    "a key left out": (
        lambda f: edit_settings(f, "close_on: 2025-11-28", "# "), 3, ("缺少“close_on”",),
    ),
    "a key misspelt": (
        lambda f: edit_settings(f, "close_on:", "closes_on:"), 3, ("这里没有叫“closes_on”的键",),
    ),
    "an unknown exclusion": (
        lambda f: edit_settings(f, "exclusions: {}", 'exclusions: {N9: "示例〔2025〕1号"}'),
        3, ("〔Y560〕cycle.yaml", "N9"),
    ),
    "an exclusion without a document": (
        lambda f: edit_settings(f, "exclusions: {}", 'exclusions: {N1: " "}'),
        3, ("〔Y561〕cycle.yaml", "N1"),
    ),
    "a group that is no column": (
        lambda f: edit_settings(f, "groups: []", "groups: [门派]"),
        3, ("〔Y560〕cycle.yaml", "门派"),
    ),
    "settings that are no YAML": (
        lambda f: edit_settings(f, "groups: []", "groups: ["), 3, ("〔Y501〕cycle.yaml·第",),
    ),
    "settings in another encoding": (
        lambda f: (f / "cycle.yaml").write_bytes("title: 五好".encode("gb18030")),
        3, ("〔Y501〕cycle.yaml", "UTF-8"),
    ),
    "no settings": (lambda f: (f / "cycle.yaml").unlink(), 2, ("〔L705〕", "wuhao new")),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
def test_a_year_that_is_unsound_is_not_locked(run: Run, year_at: YearAt, what: str) -> None:
    folder = year_at("filled")
    spoil, code, words = BAD[what]
    spoil(folder)
    refuses(run, folder, ("lock",), code, *words)
