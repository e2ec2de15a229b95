"""Rows 53–55: a disk that fills up, a kill half-way, two runs at once, a clock that is wrong."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from hashlib import sha256
from itertools import count
from pathlib import Path

import openpyxl
import pytest
from filelock import FileLock

from engine.cycle.handing_in import take_in
from engine.cycle.places import BUSY
from engine.cycle.year import open_year
from engine.files import ledger
from engine.files.atomic import LEFTOVER
from tests.bad_inputs.forked import killed_at, with_room_for
from tests.cli.conftest import run
from tests.cli.said import Run
from tests.cycle.conftest import year_at, year_stages
from tests.cycle.small_year import command, tree

__all__ = ["run", "year_at", "year_stages"]

YearAt = Callable[[str], Path]
posix = pytest.mark.skipif(sys.platform == "win32", reason="forks")
STEPS = {"lock": ("filled", 1), "score": ("scored", 2), "intake": ("handed-in", 4)}
"""What is stopped half-way: the stage it begins at, and of how many changes one is tried."""


@pytest.fixture(params=STEPS)
def half_way(
    request: pytest.FixtureRequest, year_at: YearAt, tmp_path: Path
) -> tuple[str, Path, dict[str, str]]:
    """A command, a year before it, and the files of the year after it."""
    name = str(request.param)
    before = year_at(STEPS[name][0])
    if name == "score":
        table = openpyxl.load_workbook(before / "outside" / "局填数据.xlsx")
        table.worksheets[0]["E3"] = "2"
        table.save(before / "outside" / "局填数据.xlsx")
    done = Path(shutil.copytree(before, tmp_path / "done"))
    assert command(done, name) == 0
    return name, before, tree(done)


def copies(before: Path) -> Iterator[Path]:
    """One fresh copy of a year after another, each gone before the next."""
    for number in count(1):
        folder = Path(shutil.copytree(before, before.parent / f"copy{number}"))
        yield folder
        shutil.rmtree(folder)


def assert_old_or_new(folder: Path, before: dict[str, str], after: dict[str, str]) -> None:
    """Every file is as it was or as it is to be; whole runs only, and the ledger holds."""
    now = {path: digest for path, digest in tree(folder).items() if LEFTOVER not in path}
    for path, digest in now.items():
        assert digest in (before.get(path), after.get(path)) or path == "ledger.jsonl", path
    runs = {path.split("/")[1] for path in now if path.startswith("runs/")}
    for name in runs:
        whole = {path for path in {**before, **after} if path.startswith(f"runs/{name}/")}
        assert whole == {path for path in now if path.startswith(f"runs/{name}/")}
    ledger.read(folder / "ledger.jsonl")


def assert_mended(folder: Path, name: str, after: dict[str, str]) -> None:
    """The command, run again, ends where it would have ended; nothing half-done is left."""
    assert command(folder, name) in (0, 2)
    now = tree(folder)
    assert {path for path in now if LEFTOVER in path} == set()
    # A lock restored from the ledger says the same in another order; opening the year compares it.
    same = dict.fromkeys(("ledger.jsonl", "locked.json"), "")
    assert {**now, **same} == {**after, **same}
    assert open_year(folder).lock is not None


@posix
def test_row_53_a_kill_at_any_step_leaves_the_old_or_the_new(
    half_way: tuple[str, Path, dict[str, str]],
) -> None:
    name, year, after = half_way
    before, ended, tried = tree(year), -9, 0
    steps = count(1, STEPS[name][1])
    for step, folder in zip(steps, copies(year), strict=False):
        ended = killed_at(step, folder, name)
        assert_old_or_new(folder, before, after)
        if step % 3 == 0 or step == 1:
            assert_mended(folder, name, after)
        if ended != -9:
            break
        tried += 1
    assert ended == 0
    assert tried >= 3


@posix
def test_row_53_a_disk_that_fills_up_leaves_the_old_or_the_new(
    half_way: tuple[str, Path, dict[str, str]],
) -> None:
    name, year, after = half_way
    before, ended = tree(year), []
    for power, folder in zip(count(), copies(year), strict=False):
        ended.append(with_room_for(4**power, folder, name))
        assert_old_or_new(folder, before, after)
        if ended[-1] == 0:
            break
        assert ended[-1] == 5
        if power % 3 == 0:
            assert_mended(folder, name, after)
    assert len(ended) > 3


def test_row_54_a_second_command_at_once_is_turned_away(run: Run, year_at: YearAt) -> None:
    folder = year_at("closed")
    before = tree(folder)
    with FileLock(folder / BUSY):
        for line in ("intake", "score", "review read"):
            said = run(folder, *line.split())
            assert (said.code, "〔L701〕" in said.err) == (2, True)
    assert tree(folder) == before
    assert run(folder, "score").code == 0


def test_row_54_a_file_saved_during_the_run_is_read_as_it_was(year_at: YearAt) -> None:
    folder = year_at("handed-in")
    path = folder / "inbox" / "010104-自评表.xlsx"
    was = sha256(path.read_bytes()).hexdigest()
    other = (folder / "inbox" / "010101-自评表.xlsx").read_bytes()

    def save_again(_done: int, _of: int) -> None:
        path.write_bytes(other)

    found = take_in(open_year(folder), save_again).counted["010104"]
    assert (found.sha256, found.unit) == (was, "010104")
    [kept] = (folder / "store").rglob(f"{was}.xlsx")
    assert sha256(kept.read_bytes()).hexdigest() == was


CLOCK = """\
import datetime, time
class Earlier(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls(1999, 12, 31, 23, 59, 59, tzinfo=tz)
    today = utcnow = now
datetime.datetime = Earlier
time.time = lambda: 946684799.0
"""


def test_row_55_clock_zone_and_language_change_no_byte(year_at: YearAt, tmp_path: Path) -> None:
    folder = year_at("closed")
    here = Path(shutil.copytree(folder, tmp_path / "here"))
    (tmp_path / "clock").mkdir()
    (tmp_path / "clock" / "sitecustomize.py").write_text(CLOCK, "utf-8")
    there = {"TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "7"}
    done = subprocess.run(
        [sys.executable, "-m", "engine", "-C", str(folder), "score"],
        env={**os.environ, **there, "PYTHONPATH": str(tmp_path / "clock")},
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert command(here, "score") == 0
    assert tree(here) == tree(folder)
