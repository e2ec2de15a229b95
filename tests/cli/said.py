"""One run of a command on a year, and what a refusal must be like."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.cli.main import main
from tests.cycle.small_year import tree

YearAt = Callable[[str], Path]


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


Run = Callable[..., Said]


def refuses(run: Run, folder: Path, arguments: tuple[str, ...], code: int, *words: str) -> None:
    """The command ends with `code`, says `words`, and leaves every file as it was."""
    before = tree(folder)
    said = run(folder, *arguments)
    assert said.code == code, said.err or said.out
    for word in words:
        assert word in said.err, said.err
    assert tree(folder) == before
