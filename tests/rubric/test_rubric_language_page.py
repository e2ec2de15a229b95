"""docs/rubric-language.md maps every shape and every kind there is to an example, and no other."""

from __future__ import annotations

import re
from pathlib import Path

import engine.rules  # noqa: F401 - kinds register themselves
from engine.records.catalogue import CATALOGUE
from engine.rules.base import KINDS
from tests.hand_checked.reading import END
from tests.shapes.test_choices import AMBIGUOUS, LEFT_OUT, SAID_OTHERWISE, shape_of

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "rubric-language.md").read_text(encoding="utf-8")
SHAPES = {n for n in range(1, 44) if n not in range(34, 38)}
"""C1–C33 and C38–C43; C34–C37 are the award plan's, C44 is of 回头看."""
ROWS = {
    int(number): cells
    for number, *cells in re.findall(
        r"^\| C(\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", PAGE, re.MULTILINE
    )
}
OTHERS = re.findall(r"^\| [^|C]+ \| ([^|]+) \| [^|]+ \| \[[^|]+ \|$", PAGE, re.MULTILINE)
LINKS = re.findall(r"\[([^\]]+)\]\(\.\./tests/shapes/([^)]+)\.yaml\)", PAGE)


def test_every_shape_has_its_row_and_a_row_its_own_example() -> None:
    assert set(ROWS) == SHAPES
    for number, cells in ROWS.items():
        named = {shape_of(name) for name in re.findall(r"\[([^\]]+)\]", cells[-1])}
        assert number in named, f"C{number}: {cells[-1]}"


def test_every_example_stands_in_the_page_and_every_link_is_one() -> None:
    folder = ROOT / "tests" / "shapes"
    examples = {file.stem for file in folder.glob("*.yaml") if not file.name.endswith(END)}
    assert all(said == file for said, file in LINKS)
    assert {file for _, file in LINKS} == examples


def test_every_kind_stands_in_the_tables_and_no_other() -> None:
    written = [cells[1] for cells in ROWS.values()] + OTHERS
    kinds = {kind for cell in written for kind in re.findall(r"`([a-z]+(?:-[a-z]+)*)`", cell)}
    assert sorted(kinds) == sorted(KINDS)


def test_a_row_names_what_lint_asks_of_a_shape_that_is_left_open() -> None:
    """Of each of them at least one key that may not be left out, or the code that asks."""
    for number in AMBIGUOUS:
        keys = {path.split("/")[-1] for name, path, _ in LEFT_OUT if shape_of(name) == number}
        codes = {code for name, *_, code in SAID_OTHERWISE if shape_of(name) == number}
        said = set(re.findall(r"`([a-z_]+)`|\b(Y\d{3})\b", ROWS[number][2]))
        assert {a or b for a, b in said} & (keys | codes), f"C{number}: {ROWS[number][2]}"


def test_every_code_of_the_page_is_one_that_lint_gives() -> None:
    codes = set(re.findall(r"\bY\d{3}\b", PAGE))
    assert codes
    assert codes <= set(CATALOGUE)
