"""`wuhao status`: how far the hand-ins have come, in every form, and what is new since a day."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pytest

from engine.cycle.year import open_year
from tests.cli.said import Run, YearAt
from tests.cycle import small_year

DAY, NEXT = "2025-11-05", "2025-11-06"


def looked_at(run: Run, folder: Path, day: str) -> None:
    """Look at the year on a day, as if it were the first that is remembered."""
    path = folder / "store" / "standings.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | {"days": []}), "utf-8")
    assert run(folder, "status", "--on", day).code == 0


def test_it_counts_by_unit_and_by_every_column_that_groups(run: Run, year_at: YearAt) -> None:
    found = run(year_at("taken-in"), "status", "--on", DAY, "--json").json
    assert found["whole"]["units"] == 5
    assert (found["whole"]["came"], found["whole"]["absent"]) == (4, 1)
    assert list(found["groups"]) == ["单位类型", "学段"]
    stages = {each["name"]: each for each in found["groups"]["学段"]}
    assert list(stages) == ["幼儿园", "小学", "初中"]
    assert stages["小学"]["units"] == 3
    assert stages["小学"]["asked"] == sum(
        each["asked"] for each in found["units"] if each["unit"] in ("010101", "010102", "010105")
    )
    units = {each["unit"]: each for each in found["units"]}
    assert units["010101"]["percent"] == "100"
    assert units["010105"]["filled"] == 0 < units["010105"]["asked"]
    assert units["010105"]["percent"] == "0"
    assert units["010106"]["percent"] is None
    assert units["010102"]["filled"] == units["010102"]["asked"] - 1
    assert units["010101"]["evidence_had"] == units["010101"]["evidence_owed"] > 0


def test_a_unit_that_fills_in_nothing_is_asked_what_an_absent_one_would_be(
    run: Run, year_at: YearAt
) -> None:
    folder = year_at("taken-in")
    before = run(folder, "status", "--json").json["units"][4]
    year = open_year(folder)
    empty = small_year.workbook(year, "010105", dict.fromkeys(small_year.GOOD, ""))
    (folder / "inbox" / "010105-自评表.xlsx").write_bytes(empty)
    assert run(folder, "intake").code == 0
    after = run(folder, "status", "--json").json["units"][4]
    assert (after["state"], after["filled"], after["asked"]) == ("已接收", 0, before["asked"])


def test_the_next_day_says_what_is_new(run: Run, year_at: YearAt) -> None:
    folder = year_at("taken-in")
    looked_at(run, folder, DAY)
    year = open_year(folder)
    (folder / "inbox" / "010105-自评表.xlsx").write_bytes(small_year.workbook(year, "010105"))
    mended = small_year.workbook(year, "010103", {"F161": "2000"})
    (folder / "inbox" / "010103-自评表.xlsx").write_bytes(mended)
    (folder / "inbox" / "010104-自评表.xlsx").unlink()
    waiting = run(folder, "status", "--on", NEXT, "--json").json
    assert (waiting["waiting"], waiting["changes"]) == (2, [])
    assert run(folder, "intake").code == 0
    found = run(folder, "status", "--on", NEXT, "--json").json
    assert (found["since"], found["waiting"]) == (DAY, 0)
    words = {each["unit"]: each["words"] for each in found["changes"]}
    assert words.pop("010103")[0] == "换了新表"
    assert words == {"010104": ["撤回了"], "010105": ["新交"]}
    same_day = run(folder, "status", "--on", NEXT, "--json").json
    assert same_day["changes"] == found["changes"]


@pytest.mark.filterwarnings("ignore:.*extension is not supported")
def test_it_writes_a_workbook_a_page_and_reminders(run: Run, year_at: YearAt) -> None:
    folder = year_at("taken-in")
    said = run(folder, "status", "--on", DAY, "--xlsx", "--html", "--reminders")
    assert said.code == 0
    book = openpyxl.load_workbook(folder / "进度表.xlsx")
    assert book.sheetnames == ["总的情况", "各单位", "分组", "未交", "变化"]
    assert [row[0].value for row in book["未交"].iter_rows(min_row=4)] == ["010105"]
    assert book["分组"].conditional_formatting
    page = (folder / "进度表.html").read_text("utf-8")
    assert '<html lang="zh-CN">' in page
    assert page.count(">进度线90%</text>") == 2
    assert "http" not in page
    texts = (folder / "催报.txt").read_text("utf-8-sig")
    group, *units = texts.split("－" * 20)
    assert [re.findall("【只发给：(.*)】", text) for text in units] == [
        [small_year.UNITS[code][0]] for code in ("010102", "010103", "010104", "010105")
    ]
    assert "11月10日" in group
    names = [name for name, _, _ in small_year.UNITS.values()]
    assert not any(name in group for name in names)
    for text in units:
        assert sum(name in text for name in names) == 1
    again = (folder / "进度表.xlsx").read_bytes()
    assert run(folder, "status", "--on", DAY, "--xlsx").code == 0
    assert (folder / "进度表.xlsx").read_bytes() == again


def test_the_group_text_names_the_missing_only_when_asked(run: Run, year_at: YearAt) -> None:
    folder = year_at("taken-in")
    assert "桐园小学" not in run(folder, "status", "--on", DAY, "--reminders").out
    said = run(folder, "status", "--on", "2025-11-15", "--reminders", "--named").out
    assert "桐园小学" in said
    assert "11月20日" in said
    assert "柳溪小学" not in said


def test_the_line_is_a_setting_and_includes_its_own_number(run: Run, year_at: YearAt) -> None:
    folder = year_at("filled")
    small_year.edit_settings(folder, 'completion_line: "90"', 'completion_line: "101"')
    said = run(folder, "status")
    assert said.code == 3
    assert "completion_line" in said.err
    small_year.edit_settings(folder, 'completion_line: "101"', 'completion_line: "97.5"')
    assert run(folder, "status").code == 0


@pytest.mark.parametrize("option", ["--xlsx", "--html", "--reminders"])
def test_before_anything_came_in_there_is_nothing_to_write(
    run: Run, year_at: YearAt, option: str
) -> None:
    said = run(year_at("locked"), "status", option)
    assert said.code == 2
    assert "L711" in said.err


def test_watching_shows_what_comes_in_and_ends_with_ctrl_c(run: Run, year_at: YearAt) -> None:
    folder = year_at("taken-in")
    command = [sys.executable, "-u", "-m", "engine", "-C", str(folder)]
    watching = subprocess.Popen(
        [*command, "status", "--watch", "--every", "1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    try:
        assert watching.stdout is not None
        seen = _until(watching, "Ctrl-C")
        assert "inbox 里有1份还没有接收" not in seen
        year = open_year(folder)
        (folder / "inbox" / "010105-自评表.xlsx").write_bytes(small_year.workbook(year, "010105"))
        assert "inbox 里有1份还没有接收" in _until(watching, "Ctrl-C")
        watching.send_signal(signal.SIGINT)
        rest, _ = watching.communicate(timeout=20)
        assert watching.returncode == 130
        assert "Traceback" not in rest.decode()
    finally:
        watching.kill()


def _until(process: subprocess.Popen[bytes], word: str) -> str:
    """What a program says up to a line with `word`."""
    assert process.stdout is not None
    said, began = "", time.monotonic()
    while word not in said and time.monotonic() - began < 60:
        said += process.stdout.readline().decode()
    return said
