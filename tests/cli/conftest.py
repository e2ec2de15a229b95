"""The small year for commands, and a way to run one."""

from __future__ import annotations

import pytest

from tests.cli.said import Run, Said
from tests.cycle.conftest import year_at, year_stages

__all__ = ["run", "year_at", "year_stages"]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run one command on the year in a folder."""
    return lambda folder, *arguments: Said(capsys, folder, *arguments)
