"""The commands of a year as the office meets them: the whole chain, and all that goes wrong."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import openpyxl
import pytest
from filelock import FileLock

from engine.cli.main import COMMANDS, main, wuhao
from engine.cycle.year import open_year
from engine.files import ledger
from tests.cycle import small_year
from tests.cycle.small_year import edit_settings, edit_table, tree

YearAt = Callable[[str], Path]
WUHAO = Path(sys.executable).with_name("wuhao")


class Said:
    """One run of a command on a year: exit code, what it printed, what it complained of."""

    def __init__(self, capsys: pytest.CaptureFixture[str], folder: Path, *arguments: str) -> None:
        capsys.readouterr()
        self.code = main(["-C", str(folder), *arguments])
        self.out, self.err = capsys.readouterr()
        assert "Traceback" not in self.out + self.err

    @property
    def json(self) -> Any:
        """What it printed, as JSON."""
        return json.loads(self.out)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """Run one command."""
    return lambda folder, *arguments: Said(capsys, folder, *arguments)


Run = Callable[..., Said]


def refuses(run: Run, folder: Path, arguments: tuple[str, ...], code: int, *words: str) -> None:
    """The command ends with `code`, says `words`, and leaves every file as it was."""
    before = tree(folder)
    said = run(folder, *arguments)
    assert said.code == code, said.err or said.out
    for word in words:
        assert word in said.err, said.err
    assert tree(folder) == before


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
    assert found is not None
    assert any("--json" in each.opts for each in found.params)


@pytest.mark.parametrize(
    ("stage", "following"),
    [
        ("new", "wuhao lock"),
        ("filled", "wuhao lock"),
        ("locked", "wuhao sheets"),
        ("handed-in", "wuhao intake"),
        ("taken-in", "wuhao review --sheets"),
        ("reviewed", "wuhao close --decision 收口决定.yaml"),
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
    assert run(taken, "review", "--sheets", "--json").json == {"written": 4, "left": 0}
    assert run(taken, "review", "--json").json["rulings"] == 0


def year_at_again(folder: Path, year_at: YearAt, stage: str) -> Path:
    """Another stage beside the one in use."""
    folder.rename(folder.with_name("earlier"))
    return year_at(stage)


def test_the_end_of_the_chain_reports_as_json(run: Run, year_at: YearAt) -> None:
    folder = year_at("reviewed")
    decision = folder / "decisions" / "收口决定.yaml"
    decision.write_text(small_year.CLOSING, "utf-8")
    closed = run(folder, "close", "--decision", str(decision), "--json").json
    assert closed == {"number": "示例〔2025〕12号", "open_before": 3, "open_after": 0}
    scored = run(folder, "score", "--json").json
    assert scored["new"] is True
    assert run(folder, "score", "--json").json == {"run": scored["run"], "new": False}
    listed = run(folder, "shortlist", "--json").json
    assert [[u["code"] for u in award["winners"]] for award in listed] == [
        ["010101", "010103", "010102"],
        [],
    ]
    unit = run(folder, "explain", "010102", "--json").json
    item = run(folder, "explain", "010102", "1.2", "--json").json
    assert unit["total"] == "93.60"
    assert item["closed"]["from"] == "blank"
    assert item in unit["indicators"]


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
    said = run(folder, "lock")
    assert said.code == 0
    assert "〔C428〕history.xlsx·往年荣誉·B2" in said.out
    assert "〔C423〕history.xlsx·往年荣誉·A7" in said.out


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
    for step in (("intake",), ("review",)):
        assert run(folder, *step).code == 0
    scored = run(folder, "score")
    assert reason in scored.out
    [done] = (folder / "runs").iterdir()
    assert reason in (done / "report.html").read_text("utf-8")
    book = openpyxl.load_workbook(done / "results.xlsx")
    assert any(reason in str(c.value) for sheet in book for row in sheet for c in row)
    assert json.loads((done / "results.json").read_bytes())["late_lock"]["reason"] == reason


def change_rubric(folder: Path) -> None:
    own = folder / "rubrics" / "wuhao-school"
    own.mkdir(parents=True)
    shipped = Path(__file__).parents[2] / "rubrics" / "wuhao-school" / "2025.yaml"
    text = shipped.read_text("utf-8").replace("title: 组织机构健全", "title: 组织机构")
    (own / "2025.yaml").write_text(text, "utf-8")


def change_plan(folder: Path) -> None:
    own = folder / "rubrics" / "taicang-consolidation"
    own.mkdir(parents=True)
    shipped = Path(__file__).parents[2] / "rubrics" / "taicang-consolidation" / "2025.yaml"
    text = shipped.read_text("utf-8").replace("numerator: 15", "numerator: 16")
    (own / "2025.yaml").write_text(text, "utf-8")


CHANGES: dict[str, tuple[Callable[[Path], None], str]] = {
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
    for command in ("sheets", "intake", "review", "score"):
        refuses(run, folder, (command,), 4, said)
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
    change_plan(folder)
    file = folder / "rubrics" / "taicang-consolidation" / "2025.yaml"
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


@pytest.mark.parametrize(
    ("stage", "arguments", "code", "words"),
    [
        ("filled", ("sheets",), 2, ("〔L702〕", "wuhao lock")),
        ("filled", ("intake",), 2, ("〔L702〕",)),
        ("filled", ("score",), 2, ("〔L702〕",)),
        ("filled", ("review",), 2, ("〔L702〕",)),
        ("filled", ("shortlist",), 2, ("〔L708〕", "wuhao score")),
        ("filled", ("explain", "010101"), 2, ("〔L708〕",)),
        ("handed-in", ("score",), 2, ("〔L711〕", "wuhao intake")),
        ("handed-in", ("review", "--sheets"), 2, ("〔L711〕",)),
        ("handed-in", ("intake", "--use", "没有.xlsx", "--reason", "示例"), 2, ("〔L715〕",)),
        ("handed-in", ("intake", "--use"), 2, ("--use 的写法不对",)),
        ("handed-in", ("intake", "--use", "010101-自评表.xlsx"), 2, ("--reason",)),
        ("handed-in", ("intake", "--reason", "示例"), 2, ("--use",)),
        ("handed-in", ("review", "--again"), 2, ("--sheets",)),
        ("handed-in", ("check", "没有.xlsx"), 2, ("〔L715〕", "没有.xlsx")),
        ("reviewed", ("close", "--decision", "没有.yaml"), 2, ("〔L715〕", "没有.yaml")),
        ("reviewed", ("close",), 2, ("还缺 --decision 文件",)),
        ("scored", ("explain", "999999"), 2, ("〔L709〕", "单位 999999")),
        ("scored", ("explain", "010101", "9.9"), 2, ("〔L709〕", "指标 9.9")),
        ("scored", ("explain", "010105", "1.1"), 2, ("〔L709〕", "指标 1.1")),
        ("scored", ("shortlist", "--out", "没有/名单.xlsx"), 2, ("〔L715〕", "文件夹 没有")),
        ("scored", ("shortlist", "--out", "名单.doc"), 2, (".xlsx",)),
        ("scored", ("--rubrics", "没有", "score"), 3, ("〔Y502〕", "没有")),
    ],
)  # fmt: skip
def test_a_command_called_too_early_or_wrongly_says_what_to_do(
    run: Run, year_at: YearAt, stage: str, arguments: tuple[str, ...], code: int,
    words: tuple[str, ...],
) -> None:  # fmt: skip
    refuses(run, year_at(stage), arguments, code, *words)


def test_new_never_touches_what_is_there(run: Run, tmp_path: Path) -> None:
    (tmp_path / "2025").mkdir()
    refuses(run, tmp_path, ("new", "2025"), 2, "〔L707〕", "2025")
    refuses(run, tmp_path, ("new", "没有/2026"), 2, "〔L715〕")
    refuses(run, tmp_path, ("new", "2026", "--rubric", "nowhere@1"), 3, "〔Y502〕")
    refuses(run, tmp_path, ("new", "2026", "--rubric", "taicang-consolidation@2025"), 3, "评估标准")


CLOSINGS = {
    "an unknown state": ("  faulty: zero", "  lost: zero", 3, ("〔V414〕", "“lost”")),
    "an unknown word": ("  faulty: zero", "  faulty: half", 3, ("〔V414〕", "zero")),
    "no number": ("number: 示例〔2025〕12号\n", "", 3, ("〔V414〕", "缺少“number”")),
    "no such day": ("2025-11-28", "2025-11-31", 3, ("〔V414〕", "“date”")),
    "another kind": ("closing-decision", "rubric", 3, ("〔V414〕", "“kind”")),
    "an unknown unit": ("rules:", "items:\n  - {unit: \"999999\", indicator: \"1.2\", points: 1, "
                        "reason: 示例}\nrules:", 3, ("〔V412〕", "999999")),
    "an absent unit": ("rules:", "items:\n  - {unit: \"010105\", indicator: \"1.2\", points: 1, "
                       "reason: 示例}\nrules:", 3, ("〔V412〕", "010105")),
    "an unknown indicator": ("rules:", "items:\n  - {unit: \"010102\", indicator: \"9.9\", "
                             "points: 1, reason: 示例}\nrules:", 3, ("〔V412〕", "9.9")),
    "too many points": ("rules:", "items:\n  - {unit: \"010102\", indicator: \"1.2\", points: 3, "
                        "reason: 示例}\nrules:", 3, ("〔V411〕",)),
    "a bare code": ("rules:", "items:\n  - {unit: 010102, indicator: 1.2, points: 1, "
                    "reason: 示例}\nrules:", 3, ("〔Y501〕", "引号")),
    "claimed where nothing is": ("  faulty: zero", "  faulty: claimed", 3, ("〔V410〕",)),
}  # fmt: skip


@pytest.mark.parametrize("what", CLOSINGS)
def test_a_closing_decision_that_cannot_be_carried_out_closes_nothing(
    run: Run, year_at: YearAt, what: str
) -> None:
    folder = year_at("reviewed")
    old, new, code, words = CLOSINGS[what]
    assert old in small_year.CLOSING
    file = folder / "decisions" / "收口决定.yaml"
    file.write_text(small_year.CLOSING.replace(old, new), "utf-8")
    refuses(run, folder, ("close", "--decision", str(file)), code, *words)


@pytest.mark.parametrize(
    ("path", "commands"),
    [
        ("store/intake.json", ("score", "status", "review --sheets")),
        ("store/review.json", ("score",)),
        ("store/closing.json", ("score",)),
    ],
)
def test_a_damaged_record_is_named_and_nothing_is_built_on_it(
    run: Run, year_at: YearAt, path: str, commands: tuple[str, ...]
) -> None:
    folder = year_at("scored")
    (folder / path).write_bytes((folder / path).read_bytes()[:-9])
    for command in commands:
        refuses(run, folder, tuple(command.split()), 3, f"〔L714〕{Path(path).name}", "备份")


def damage(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"93.60", b"99.60"))


RUN_DAMAGE: dict[str, Callable[[Path], object]] = {
    "a changed total": lambda run: damage(run / "results.json"),
    "no results": lambda run: (run / "results.json").unlink(),
    "no manifest": lambda run: (run / "manifest.json").unlink(),
    "a broken manifest": lambda run: (run / "manifest.json").write_bytes(b"[]"),
}


@pytest.mark.parametrize("what", RUN_DAMAGE)
def test_a_run_that_was_changed_is_not_shown_and_can_be_made_anew(
    run: Run, year_at: YearAt, what: str
) -> None:
    folder = year_at("scored")
    [first] = (folder / "runs").iterdir()
    RUN_DAMAGE[what](first)
    for arguments in (("shortlist",), ("explain", "010101")):
        refuses(run, folder, arguments, 4, "〔L713〕", "results.json")
    assert run(folder, "score").code == 0
    assert run(folder, "shortlist").code == 0
    assert [each.name[:4] for each in sorted((folder / "runs").iterdir())] == ["0001", "0002"]


def test_only_one_command_at_a_time_works_on_a_year(run: Run, year_at: YearAt) -> None:
    folder = year_at("scored")
    with FileLock(folder / ".wuhao.lock"):
        for arguments in (("score",), ("intake",), ("review",), ("sheets",)):
            refuses(run, folder, arguments, 2, "〔L701〕", "另一个命令")
        assert run(folder, "status").code == 0
    assert run(folder, "score").code == 0


def test_a_disk_that_fails_ends_with_5_and_says_what_to_look_at(run: Run, year_at: YearAt) -> None:
    folder = year_at("scored")
    (folder / "store").rename(folder / "gone")
    (folder / "store").write_text("a file where a folder must be", "utf-8")
    said = run(folder, "intake")
    assert said.code == 5
    assert "没有做成" in said.err
    assert "不是您填错了" not in said.err


def test_an_interrupted_command_ends_with_130(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, year_at: YearAt
) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    monkeypatch.setitem(wuhao.commands, "stop", click.Command("stop", callback=stop))
    assert Said(capsys, year_at("new"), "stop").code == 130


@pytest.mark.parametrize(
    ("data", "code", "said"),
    [(b"PK\x03\x04\x14", 3, "〔X116〕"), (b"%PDF-1.7", 3, "〔X115〕"), (None, 1, "〔E206〕")],
)
@pytest.mark.parametrize("within", [True, False])
def test_a_check_of_what_is_no_form_says_so(
    run: Run, year_at: YearAt, tmp_path: Path, data: bytes | None, code: int, said: str,
    within: bool,
) -> None:  # fmt: skip
    folder = year_at("filled")
    file = tmp_path / "自评表.xlsx"
    file.write_bytes((folder / "roster.xlsx").read_bytes() if data is None else data)
    found = run(folder if within else tmp_path, "check", str(file))
    assert (found.code, said in found.out + found.err) == (code, True)


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
    assert lines[0] == "名册6个单位：采用4份，不能用0个单位，未提交1个单位。"
    assert "〔E237〕照片.jpg：" in lines[2]
    by_unit = {line[:6]: line for line in lines if line[:2] == "01"}
    assert list(by_unit) == sorted(small_year.UNITS)
    assert by_unit["010101"].endswith("读到55行/应有55行；没有问题")
    assert by_unit["010102"].endswith("读到55行/应有55行；要改1处")
    assert by_unit["010105"].endswith("未提交")
    assert by_unit["010106"].endswith("暂不参评")
    assert "〔E219〕" not in said.out
    assert "〔E219〕010102-自评表.xlsx·自评表·" in run(folder, "intake", "--all").out


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


def test_the_shortlist_is_saved_as_a_workbook(run: Run, year_at: YearAt, tmp_path: Path) -> None:
    out = tmp_path / "名单.xlsx"
    said = run(year_at("scored"), "shortlist", "--out", str(out))
    assert said.code == 0
    assert str(out) in said.out
    cells = [str(c.value) for row in openpyxl.load_workbook(out).worksheets[0] for c in row]
    assert "青禾路小学（示例）" in cells


def test_a_whole_year_runs_as_a_program_of_its_own(year_at: YearAt) -> None:
    folder = year_at("handed-in")
    (folder / "decisions" / "收口决定.yaml").write_text(small_year.CLOSING, "utf-8")
    for line in ("intake", "review --sheets", "review", "close --decision 收口决定.yaml", "score",
                 "shortlist", "explain 010101 1.1", ""):  # fmt: skip
        done = subprocess.run(
            [WUHAO, *line.split()], cwd=folder, capture_output=True, check=False, timeout=60
        )
        assert done.returncode == 0, done.stderr.decode()
        assert done.stdout.decode("utf-8")
    assert len(ledger.read(folder / "ledger.jsonl")) == 3


def test_a_check_of_one_workbook_brings_in_nothing_heavy(year_at: YearAt, tmp_path: Path) -> None:
    folder = year_at("handed-in")
    book = shutil.copy(folder / "inbox" / "010101-自评表.xlsx", tmp_path / "自评表.xlsx")
    script = (
        "import sys\n"
        "from engine.cli.main import main\n"
        "if __name__ == '__main__':\n"
        "    assert main(['-C', sys.argv[1], 'check', sys.argv[2]]) in (0, 1)\n"
        "    print(sorted(set(sys.argv[3:]) & set(sys.modules)))\n"
    )
    program = tmp_path / "checked.py"
    program.write_text(script, "utf-8")
    heavy = ("openpyxl", "xlsxwriter", "pandas", "scipy", "jsonschema", "jinja2", "rich")
    done = subprocess.run(
        [sys.executable, program, tmp_path, book, *heavy],
        capture_output=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.decode("utf-8").splitlines()[-1] == "[]"


def test_a_program_says_faults_on_stderr_with_its_exit_code(year_at: YearAt) -> None:
    folder = year_at("handed-in")
    file = "inbox/010102-自评表.xlsx"
    environment = {**os.environ, "PYTHONUTF8": "1"}
    checked = subprocess.run(
        [WUHAO, "check", file], cwd=folder, env=environment, capture_output=True, check=False
    )
    assert checked.returncode == 1
    assert "〔E219〕" in checked.stdout.decode("utf-8")
    early = subprocess.run(
        [WUHAO, "score"], cwd=folder, env=environment, capture_output=True, check=False
    )
    assert (early.returncode, early.stdout) == (2, b"")
    assert "〔L711〕" in early.stderr.decode("utf-8")


def test_a_unit_that_does_not_take_part_owes_nothing(run: Run, year_at: YearAt) -> None:
    folder = year_at("scored")
    assert "6个单位（已定4个，未提交1个，暂不参评1个）" in run(folder, "score").out
    assert run(folder, "explain", "010106").out.startswith("010106 竹海高级中学（示例）　暂不参评")
