"""A kept reading is found by exactly what it was made from, and by this program only."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from engine.files.readings import Readings, program

ENGINE = Path(__file__).parents[2] / "engine"


def test_what_is_kept_is_found_under_its_whole_key_only(tmp_path: Path) -> None:
    readings = Readings(tmp_path, "rubric")
    readings.keep(b"said", "a.xlsx", "digest")
    assert readings.find("a.xlsx", "digest") == b"said"
    assert readings.find("b.xlsx", "digest") is None
    assert readings.find("a.xlsx", "other") is None
    assert Readings(tmp_path, "another").find("a.xlsx", "digest") is None


def test_what_nobody_asked_for_is_dropped(tmp_path: Path) -> None:
    earlier = Readings(tmp_path, "rubric")
    for name in ("a", "b", "c"):
        earlier.keep(name.encode(), name)
    later = Readings(tmp_path, "rubric")
    later.find("a")
    later.keep(b"d", "d")
    later.drop_the_rest()
    assert [Readings(tmp_path, "rubric").find(name) for name in "abcd"] == [b"a", None, None, b"d"]
    assert len(list(tmp_path.glob("*/*"))) == 2


def test_another_program_makes_other_keys(tmp_path: Path) -> None:
    copy = Path(shutil.copytree(ENGINE, tmp_path / "engine"))
    assert _program_in(tmp_path) == program()
    with (copy / "files" / "cell_values.py").open("a") as file:
        file.write("# changed\n")
    assert _program_in(tmp_path) != program()


def _program_in(folder: Path) -> str:
    code = "from engine.files.readings import program; print(program())"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, check=True, text=True
    )
    return done.stdout.strip()
