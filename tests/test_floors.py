"""The house stands on its floors: imports only go down, and the pure rooms touch no world."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ENGINE = Path(__file__).parents[1] / "engine"
FLOOR = {"records": 0, "language": 1, "rules": 2, "rubric": 3, "judging": 4, "files": 4}
FLOOR |= {"verifier": 4, "cycle": 5, "cli": 6, "__main__": 7, "__init__": -1}
PURE = {"records", "language", "rules", "rubric", "judging"}
WORLD = {"pathlib", "os", "io", "shutil", "tempfile", "subprocess", "socket", "random", "secrets"}
WORLD |= {"time", "openpyxl", "xlsxwriter", "pandas", "importlib.resources"}
BARE_CALLS = {"open", "print", "input", "eval", "exec"}
CLOCK_CALLS = {"now", "utcnow", "today"}
FILES = sorted(path.relative_to(ENGINE).as_posix() for path in ENGINE.rglob("*.py"))


def imported(node: ast.AST) -> Iterator[str]:
    """The full names one import statement asks for; a relative one is shown by its dots."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        base = "." * node.level + (node.module or "")
        yield from (f"{base}.{alias.name}" for alias in node.names)


def import_fault(room: str, name: str) -> str | None:
    """What is wrong with a file of `room` importing `name`, if anything."""
    top, _, rest = name.partition(".")
    other = rest.partition(".")[0]
    up = top == "engine" and other != room and FLOOR.get(other, -1) >= FLOOR[room]
    world = room in PURE and any(name == each or name.startswith(f"{each}.") for each in WORLD)
    alone = room == "verifier" and top not in sys.stdlib_module_names
    return f"imports {name}" if not top or up or world or alone else None


def call_fault(call: ast.Call) -> str | None:
    """What a pure room must not call: disk, screen, clock, unseeded chance."""
    name = ast.unparse(call.func)
    last = name.rpartition(".")[2]
    chance = "random" in name.split(".")[:-1] and not (call.args or call.keywords)
    return f"calls {name}" if name in BARE_CALLS or last in CLOCK_CALLS or chance else None


def faults(file: str, source: str) -> list[str]:
    """Every way in which one file (named from engine/ on) breaks the house."""
    room = file.removesuffix(".py").partition("/")[0]
    if room not in FLOOR:
        return [f"{room} is no room of the house"]
    nodes = list(ast.walk(ast.parse(source)))
    found = [import_fault(room, name) for node in nodes for name in imported(node)]
    if room in PURE:
        found += [call_fault(node) for node in nodes if isinstance(node, ast.Call)]
    return [fault for fault in found if fault]


BROKEN = """
records/a.py   | from engine.language import fields
judging/a.py   | from engine.files import runs
files/a.py     | def f():\\n    import engine.judging.scoring
rubric/a.py    | from engine import cycle
cycle/a.py     | from engine.cli.main import main
rules/a.py     | from . import banded
verifier.py    | from engine.records.exact import half_up
verifier.py    | import numpy
judging/a.py   | from pathlib import Path
rules/a.py     | import os.path
language/a.py  | from importlib import resources
rubric/a.py    | x = open('a')
judging/a.py   | print(1)
judging/a.py   | x = date.today()
records/a.py   | x = datetime.datetime.now(UTC)
judging/a.py   | x = np.random.default_rng()
helpers/a.py   | x = 1
"""
SOUND = """
judging/a.py   | from engine.records.problem import problem\\nfrom engine.rules import banded
judging/a.py   | x = np.random.default_rng(seed)
files/a.py     | import os\\nprint(open('a'))
cycle/a.py     | from engine.files import runs\\nfrom engine.judging import scoring
verifier.py    | import json\\nfrom fractions import Fraction
cli/main.py    | from engine import __version__
"""


def rows(table: str) -> list[tuple[str, str]]:
    """The file and the source of each row, `\\n` being a new line."""
    split = [line.partition("|") for line in table.strip().splitlines()]
    return [(file.strip(), source.strip().replace("\\n", "\n")) for file, _, source in split]


@pytest.mark.parametrize(("file", "source"), rows(BROKEN))
def test_a_broken_rule_is_seen(file: str, source: str) -> None:
    assert faults(file, source)


@pytest.mark.parametrize(("file", "source"), rows(SOUND))
def test_sound_code_is_left_in_peace(file: str, source: str) -> None:
    assert faults(file, source) == []


@pytest.mark.parametrize("room", sorted(FLOOR))
def test_every_room_of_the_plan_is_there(room: str) -> None:
    assert [file for file in FILES if file.removesuffix(".py").partition("/")[0] == room]


def test_imports_only_go_down_and_pure_rooms_stay_pure() -> None:
    assert FILES
    broken = {file: faults(file, (ENGINE / file).read_text("utf-8")) for file in FILES}
    assert {file: found for file, found in broken.items() if found} == {}
