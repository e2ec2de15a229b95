"""A crash leaves the old or the new: with real kills and real write errors."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from engine.files.atomic import clear_leftovers, folder, write_file

BEGIN = (
    "import os, resource, signal, sys\nfrom pathlib import Path\nfrom engine.files import atomic\n"
)
NO_ROOM = (
    "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
    "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
)
posix = pytest.mark.skipif(sys.platform == "win32", reason="limits and kills as POSIX has them")


def run_in(where: Path, script: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", BEGIN + script, str(where)]
    root = Path(__file__).parents[2]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)


def names(where: Path) -> list[str]:
    return sorted(path.name for path in where.iterdir())


def test_a_file_is_made_and_replaced_with_nothing_left_beside_it(tmp_path: Path) -> None:
    target = tmp_path / ("名" * 80)
    write_file(target, b"old")
    write_file(target, b"new")
    assert target.read_bytes() == b"new"
    assert len(names(tmp_path)) == 1


def test_a_file_in_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_file(tmp_path / "none" / "a", b"x")


@posix
def test_a_disk_without_room_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "a"
    target.write_bytes(b"old")
    ended = run_in(tmp_path, NO_ROOM + "atomic.write_file(Path(sys.argv[1]) / 'a', bytes(100_000))")
    assert "OSError" in ended.stderr
    assert target.read_bytes() == b"old"
    assert names(tmp_path) == ["a"]


def test_a_folder_appears_whole_when_its_block_ends(tmp_path: Path) -> None:
    with folder(tmp_path / "0001") as inside:
        (inside / "inputs").mkdir()
        (inside / "inputs" / "值.json").write_text("{}")
        assert not (tmp_path / "0001").exists()
        assert inside.parent == tmp_path
    assert names(tmp_path) == ["0001"]
    assert (tmp_path / "0001" / "inputs" / "值.json").read_text() == "{}"


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_a_block_that_fails_leaves_nothing(tmp_path: Path, error: type[BaseException]) -> None:
    with pytest.raises(error), folder(tmp_path / "0001") as inside:
        (inside / "a").write_bytes(b"x")
        raise error
    assert names(tmp_path) == []


def test_a_final_that_is_there_is_refused_before_any_work(tmp_path: Path) -> None:
    (tmp_path / "0001").mkdir()
    with pytest.raises(FileExistsError), folder(tmp_path / "0001"):
        pytest.fail("the block must not run")
    assert names(tmp_path) == ["0001"]


def test_a_final_that_appears_meanwhile_is_kept(tmp_path: Path) -> None:
    with pytest.raises(FileExistsError), folder(tmp_path / "0001"):
        (tmp_path / "0001").mkdir()
    assert names(tmp_path) == ["0001"]


@posix
def test_a_kill_half_way_leaves_only_what_the_next_start_clears(tmp_path: Path) -> None:
    (tmp_path / "0001").mkdir()
    ended = run_in(
        tmp_path,
        "with atomic.folder(Path(sys.argv[1]) / '0002') as inside:\n"
        "    (inside / 'a').write_bytes(b'half')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n",
    )
    assert ended.returncode == -signal.SIGKILL
    left = [name for name in names(tmp_path) if name != "0001"]
    assert left[0].startswith(".tmp-")
    assert clear_leftovers(tmp_path) == tuple(left)
    assert names(tmp_path) == ["0001"]


def test_clearing_follows_no_link_out_of_the_folder(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").write_bytes(b"x")
    year = tmp_path / "year"
    year.mkdir()
    (year / ".tmp-link").symlink_to(outside)
    (year / ".tmp-file").write_bytes(b"x")
    assert clear_leftovers(year) == (".tmp-file", ".tmp-link")
    assert names(outside) == ["kept"]
