"""跨校比对 of a whole year: the screen, the workbook and `across.json`; nothing enters a run."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from engine.cycle.year import open_year
from tests.cycle.small_year import command, edit_settings, tree, workbook

COPIED = "老教师每周三到社区讲家史，自己做教具，坚持了四十多次，家长和孩子都盼着下一回再来听一听。"


@pytest.fixture
def copied(year_at: Callable[[str], Path]) -> Path:
    """A year in which two units wrote the same text."""
    folder = year_at("scored")
    year = open_year(folder)
    for unit in ("010101", "010102"):
        handed_in = workbook(year, unit, {"F433": f"{COPIED}电话13800138000"})
        (folder / "inbox" / f"{unit}-自评表.xlsx").write_bytes(handed_in)
    assert command(folder, "intake") == 0
    return folder


def test_copies_are_told_with_both_places(copied: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert command(copied, "across", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    texts = [each for each in said["flags"] if each["sides"][0]["indicator"] == "4.3"]
    assert [each["code"] for each in texts] == ["S612"]
    assert [side["unit"] for side in texts[0]["sides"]] == ["010101", "010102"]
    assert all(side["place"]["sheet"] == "自评表" for side in texts[0]["sides"])
    assert "138****" in texts[0]["sides"][0]["shows"]
    assert json.loads((copied / "store" / "across.json").read_text("utf-8")) == said["flags"]
    rows = openpyxl.load_workbook(copied / "跨校比对.xlsx")["跨校比对"].iter_rows(values_only=True)
    assert any(COPIED in str(row[3]) and COPIED in str(row[5]) for row in rows)
    assert command(copied, "across") == 0
    out = capsys.readouterr().out
    assert "〔S612〕" in out and "不扣分" in out and "13800138000" not in out


def test_looking_across_leaves_runs_and_records_as_they_were(copied: Path) -> None:
    assert command(copied, "score") == 0
    before = tree(copied)
    assert command(copied, "across") == 0
    added = set(tree(copied)) - set(before)
    assert added == {"store/across.json", "跨校比对.xlsx"}
    assert {name: tree(copied)[name] for name in before} == before
    for run in (copied / "runs").iterdir():
        for path in [*(run / "inputs").iterdir(), run / "results.json"]:
            assert COPIED not in path.read_text("utf-8")


def test_last_years_numbers_are_compared_where_the_settings_name_its_folder(
    year_at: Callable[[str], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = year_at("scored")
    shutil.copytree(folder, tmp_path / "2024")
    (folder / "locked.json").unlink()
    (folder / "ledger.jsonl").unlink()
    edit_settings(folder, 'lookback: {lost_points: "1"}', 'last_year: "../2024"\nlookback: {}')
    assert command(folder, "lock", "--late", "--reason", "示例") == 0
    year = open_year(folder)
    handed_in = workbook(year, "010101", {"F161": "99999"})
    (folder / "inbox" / "010101-自评表.xlsx").write_bytes(handed_in)
    assert command(folder, "intake") == 0
    capsys.readouterr()
    assert command(folder, "across", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    jumps = [each for each in said["flags"] if each["code"] == "S615"]
    assert said["last_year"] is True
    assert [each["sides"][0]["shows"] for each in jumps] == ["今年99999元"]
    shutil.rmtree(tmp_path / "2024")
    assert command(folder, "across") == 2
