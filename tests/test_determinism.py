"""The same year gives the same bytes, whatever the machine's seed, time zone and language."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.cycle.small_year import copy_of, tree

PLACES = {
    "here": {"PYTHONHASHSEED": "0", "TZ": "Asia/Shanghai", "LC_ALL": "zh_CN.UTF-8"},
    "there": {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C", "PYTHONIOENCODING": "gbk"},
}
"""What differs from one machine to another and must not show in a single byte."""
CHAIN = (
    "lock",
    "sheets",
    "intake",
    "review sheets",
    "review read",
    "close --decision 收口决定.yaml",
    "score",
)


def carry_out(folder: Path, environment: dict[str, str]) -> None:
    """Run every command of a year as a program of its own; all speak UTF-8 into a pipe."""
    for line in CHAIN:
        done = subprocess.run(
            [sys.executable, "-m", "engine", "-C", str(folder), *line.split()],
            env={**os.environ, **environment},
            cwd=folder,
            capture_output=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr.decode(errors="replace")
        assert done.stdout.decode("utf-8")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A year ready to be carried out: everything typed in, sheets in the inbox, not locked."""
    stages = tmp_path_factory.mktemp("stages")
    year = copy_of(stages, "filled", tmp_path_factory.mktemp("source"))
    handed_in = copy_of(stages, "closed", tmp_path_factory.mktemp("handed-in"))
    for name in ("inbox", "decisions"):
        for path in (handed_in / name).iterdir():
            (year / name / path.name).write_bytes(path.read_bytes())
    return year


@pytest.fixture(scope="module")
def years(source: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The same year carried out in every surrounding."""
    found = {}
    for name, environment in PLACES.items():
        found[name] = tmp_path_factory.mktemp("place") / "2025"
        shutil.copytree(source, found[name])
        carry_out(found[name], environment)
    return found


@pytest.mark.slow
def test_every_byte_of_a_year_is_the_same_everywhere(years: dict[str, Path]) -> None:
    first, other = (tree(folder) for folder in years.values())
    assert {name for name in first if first[name] != other.get(name)} == set()
    assert set(other) == set(first)
    assert sum(name.endswith("results.json") for name in first) == 1


@pytest.mark.slow
def test_a_workbook_of_results_holds_no_clock(years: dict[str, Path]) -> None:
    for folder in years.values():
        [book] = (folder / "runs").glob("*/results.xlsx")
        with zipfile.ZipFile(book) as members:
            assert {info.date_time for info in members.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.slow
def test_the_verifier_in_a_run_agrees_wherever_it_is_run(years: dict[str, Path]) -> None:
    for name, environment in PLACES.items():
        [run] = (years[name] / "runs").iterdir()
        done = subprocess.run(
            [sys.executable, "-I", "verify.py"],
            env={**os.environ, **environment},
            cwd=run,
            capture_output=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, (done.stdout + done.stderr).decode(errors="replace")
