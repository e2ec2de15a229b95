"""Every command that cannot do its work says why, with its exit code, and leaves no trace."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click
import pytest
from filelock import FileLock

from engine.cli.main import wuhao
from tests.cli.said import Run, Said, YearAt, refuses
from tests.cycle import small_year
from tests.files.forms import edited


@pytest.mark.parametrize(
    ("stage", "arguments", "code", "words"),
    [
        ("filled", ("sheets",), 2, ("〔L702〕", "wuhao lock")),
        ("filled", ("intake",), 2, ("〔L702〕",)),
        ("filled", ("score",), 2, ("〔L702〕",)),
        ("filled", ("review", "read"), 2, ("〔L702〕",)),
        ("filled", ("shortlist",), 2, ("〔L708〕", "wuhao score")),
        ("filled", ("explain", "010101"), 2, ("〔L708〕",)),
        ("handed-in", ("score",), 2, ("〔L711〕", "wuhao intake")),
        ("handed-in", ("review", "sheets"), 2, ("〔L711〕",)),
        ("handed-in", ("intake", "--use", "没有.xlsx", "--reason", "示例"), 2, ("〔L715〕",)),
        ("handed-in", ("intake", "--use"), 2, ("--use 的写法不对",)),
        ("handed-in", ("intake", "--use", "010101-自评表.xlsx"), 2, ("--reason",)),
        ("handed-in", ("intake", "--reason", "示例"), 2, ("--use",)),
        ("handed-in", ("review", "read", "--again"), 2, ("--again",)),
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
                        "reason: 示例}\nrules:", 3, ("〔V411〕", "单位 010102 指标 1.2")),
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
        ("store/intake.json", ("score", "status", "review sheets")),
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
        for arguments in (("score",), ("intake",), ("review", "read"), ("sheets",)):
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


@pytest.mark.parametrize(
    "cells",
    [
        {"w_u_0": "很多"},
        {"w_u_4": "很多"},
        {"w_u_4": -1},
        {"w_u_5": 1e300},
        {"w_s_unit": None},
        {"w_s_edition": None},
        {"w_s_edition": "../../2025/cycle.yaml"},
        {"w_s_edition": "cycle.yaml"},
        {"w_s_edition": "taicang-consolidation@2025"},
        {"w_s_edition": "wuhao-school@1999"},
    ],
)
def test_a_stamp_that_was_changed_is_refused_by_name_and_never_followed(
    run: Run, year_at: YearAt, tmp_path: Path, cells: dict[str, object]
) -> None:
    inbox = year_at("handed-in") / "inbox"
    file = tmp_path / "自评表.xlsx"
    file.write_bytes(edited((inbox / "010101-自评表.xlsx").read_bytes(), cells))
    found = run(tmp_path, "check", str(file))
    assert found.code == 1
    assert "〔E206〕" in found.out and "表样信息" in found.out
    assert not any(str(value) in found.out for value in cells.values() if value)


@pytest.mark.parametrize("content", ["[1]", "{}", "1", "null", '{"units": 1}'])
def test_a_lock_that_is_no_lock_is_taken_for_changed(
    run: Run, year_at: YearAt, content: str
) -> None:
    folder = year_at("locked")
    (folder / "locked.json").write_text(content)
    (folder / "ledger.jsonl").unlink()
    found = run(folder, "status")
    assert (found.code, "〔L703〕" in found.err) == (4, True)


def test_a_year_may_be_called_whatever_a_folder_may(run: Run, tmp_path: Path) -> None:
    assert run(tmp_path, "new", "二〇二五\"甲'乙").code == 0
    assert run(tmp_path / "二〇二五\"甲'乙", "status").code == 0
