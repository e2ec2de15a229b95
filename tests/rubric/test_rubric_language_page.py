"""docs/rubric-language.md names every kind there is, and none that is not."""

from __future__ import annotations

import re
from pathlib import Path

import engine.rules  # noqa: F401 - kinds register themselves
from engine.rules.base import KINDS

PAGE = (Path(__file__).parents[2] / "docs" / "rubric-language.md").read_text(encoding="utf-8")


def test_every_kind_stands_in_the_table_and_no_other() -> None:
    rows = re.findall(r"^\| [^|]+ \| `([a-z-]+)` \|", PAGE, re.MULTILINE)
    assert sorted(rows) == sorted(KINDS)


def test_every_kind_named_in_an_example_exists() -> None:
    named = set(re.findall(r"kind: ([a-z-]+)", PAGE))
    assert named
    assert named <= set(KINDS)
