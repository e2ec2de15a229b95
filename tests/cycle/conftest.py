"""The small year at every stage, built once, copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cycle.several_year import Desk, several
from tests.cycle.small_year import copy_of


@pytest.fixture(scope="session")
def year_stages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty folder for the stages; they are built in it when first asked for."""
    return tmp_path_factory.mktemp("stages")


@pytest.fixture
def year_at(year_stages: Path, tmp_path: Path) -> Callable[[str], Path]:
    """The folder of a fresh year as it stands after a stage."""
    return lambda stage: copy_of(year_stages, stage, tmp_path)


@pytest.fixture
def desk(year_stages: Path, tmp_path: Path) -> Desk:
    """A year in which two experts review a unit, nothing handed in."""
    return Desk(Path(shutil.copytree(several(year_stages), tmp_path / "2025")))


@pytest.fixture
def typed(year_stages: Path, tmp_path: Path) -> Desk:
    """The same with every sheet typed twice."""
    folder = several(year_stages, "  typed_twice: true\n")
    return Desk(Path(shutil.copytree(folder, tmp_path / "2025")))
