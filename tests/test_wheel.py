"""What is shipped: only the engine and the rubrics, never a submission, and it runs anywhere."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAPERS = sorted(path.name for path in ROOT.glob("engine/files/templates/papers/*.docx"))
EDITIONS = sorted(path.relative_to(ROOT / "rubrics") for path in ROOT.glob("rubrics/*/*.yaml"))


def run(*command: str, cwd: Path, **environment: str) -> str:
    """What a command printed; its own words are shown if it fails."""
    done = subprocess.run(
        command, cwd=cwd, env=os.environ | environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist and the wheel made from it."""
    out = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), cwd=ROOT)
    return out


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    return next(built.glob("*.whl"))


@pytest.mark.slow
def test_the_wheel_holds_only_the_engine_and_the_rubrics(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.partition("/")[0] for name in names}
    assert tops == {"engine", "-".join(wheel.name.split("-")[:2]) + ".dist-info"}
    assert EDITIONS
    assert {f"engine/editions/{edition.as_posix()}" for edition in EDITIONS} <= set(names)
    assert "engine/py.typed" in names
    assert PAPERS
    assert {f"engine/files/templates/papers/{name}" for name in PAPERS} <= set(names)
    assert not [name for name in names if "submissions" in name.split("/")[:-1]]


@pytest.mark.slow
def test_the_source_archive_holds_no_submission(built: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        names = [name.partition("/")[2] for name in archive.getnames()]
    assert "cli.py" in names
    assert not [name for name in names if name.startswith("submissions")]


@pytest.mark.slow
def test_an_installed_wheel_lists_its_rubrics_from_any_folder(wheel: Path, tmp_path: Path) -> None:
    site, elsewhere = tmp_path / "site", tmp_path / "elsewhere"
    elsewhere.mkdir()
    pip = ("-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(site))
    run(sys.executable, *pip, str(wheel), cwd=elsewhere)
    where = "import engine; print(engine.__file__)"
    said = run(sys.executable, "-c", where, cwd=elsewhere, PYTHONPATH=str(site))
    assert Path(said.strip()).is_relative_to(site)
    listed = run(
        sys.executable, "-m", "engine", "rubric", "list", cwd=elsewhere, PYTHONPATH=str(site)
    )
    for edition in EDITIONS:
        assert edition.parent.name in listed
        assert edition.stem in listed


@pytest.mark.parametrize("launcher", ["cli.py", "engine/__main__.py"])
def test_a_launcher_only_forwards(launcher: str) -> None:
    source = (ROOT / launcher).read_text("utf-8")
    body = [ast.unparse(each) for each in ast.parse(source).body[1:]]
    assert body == [
        "from engine.cli.main import main",
        "if __name__ == '__main__':\n    raise SystemExit(main())",
    ]
