"""The reading child: one bad file costs only itself, in the order given and in bounded time."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.files.reading_child import (
    MEMORY,
    Children,
    in_order,
    scan_file,
    scan_guarded,
    scan_many,
    workers_for,
)
from engine.files.sheet_scan import Book, Limits, Unreadable, scan
from engine.records.problem import problem
from tests.hostile_workbooks import book, ole, shared_texts_bomb

SOUND = book('<row r="1"><c r="A1"><v>7</v></c></row>')


def written(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def first_text(outcome: Book | Unreadable) -> str:
    """The text of A1, or the code of the refusal."""
    if isinstance(outcome, Unreadable):
        return outcome.code
    return outcome.sheets[0].cells[1, 1].text


def test_a_child_tells_what_a_scan_here_tells(tmp_path: Path) -> None:
    path = written(tmp_path, "a.xlsx", SOUND)
    assert scan_guarded(path) == scan(SOUND) == scan_file(path)


def test_outcomes_come_in_the_order_given_and_a_bad_file_costs_only_itself(tmp_path: Path) -> None:
    paths = [
        written(tmp_path, f"{n}.xlsx", book(f'<row r="1"><c r="A1"><v>{n}</v></c></row>'))
        for n in range(30)
    ]
    paths[3] = written(tmp_path, "bomb.xlsx", shared_texts_bomb())
    paths[4] = written(tmp_path, "cut.xlsx", SOUND[:-100])
    paths[5] = tmp_path / "absent.xlsx"
    paths[6] = written(tmp_path, "wps.ET", ole("Workbook"))
    outcomes = list(scan_many(paths, workers=2))
    assert [path for path, _ in outcomes] == paths
    texts = [first_text(outcome) for _, outcome in outcomes]
    assert texts[:8] == ["0", "1", "2", "X101", "X116", "X116", "X114", "7"]
    assert texts[8:] == [str(n) for n in range(8, 30)]


def halved(number: int) -> int:
    """A reader that knows nothing of files, and one file it may not survive."""
    if number < 0:
        raise MemoryError
    if number % 2:
        raise Unreadable("X115", kind="单数")
    return 100 // number


def test_a_reader_of_any_kind_works_in_a_child() -> None:
    with Children(halved, workers=1) as children:
        begun = (children.begin(number) for number in (2, 3, -1, 50))
        told = list(in_order(begun, children.ahead))
        crash = children.begin(0)
        with pytest.raises(ZeroDivisionError):
            crash()
    codes = [each.code if isinstance(each, Unreadable) else each for each in told]
    assert codes == [50, "X115", "X119", 2]


def test_no_more_is_under_way_than_may_be() -> None:
    begun: list[int] = []

    def begin(number: int) -> Callable[[], int]:
        begun.append(number)
        return lambda: number

    outcomes = in_order((begin(number) for number in range(10)), 3)
    assert next(outcomes) == 0
    assert begun == [0, 1, 2]
    assert list(outcomes) == list(range(1, 10))


def test_few_files_are_read_by_one_child_and_many_by_one_a_core() -> None:
    assert [workers_for(files) for files in (0, 1, 99)] == [1, 1, 1]
    assert workers_for(1_000_000) == workers_for(2_000_000) <= (os.cpu_count() or 1)


def test_no_files_give_nothing() -> None:
    assert list(scan_many([], workers=2)) == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_file_that_hangs_its_reader_is_given_up_and_the_next_is_read(tmp_path: Path) -> None:
    pipe = tmp_path / "hangs.xlsx"
    os.mkfifo(pipe)
    sound = written(tmp_path, "a.xlsx", SOUND)
    start = time.perf_counter()
    outcomes = dict(scan_many([pipe, sound], workers=1, timeout=0.5))
    assert time.perf_counter() - start < 10
    hung = outcomes[pipe]
    assert isinstance(hung, Unreadable)
    assert str(problem(hung.code, **hung.words)).startswith("〔X119〕")
    assert first_text(outcomes[sound]) == "7"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_reader_that_is_killed_costs_one_file(tmp_path: Path) -> None:
    pipe = tmp_path / "hangs.xlsx"
    os.mkfifo(pipe)
    sound = written(tmp_path, "a.xlsx", SOUND)
    outcomes = scan_many([sound, pipe, sound], workers=1, timeout=30)
    # One worker reads ahead of us: with the first outcome in hand it stands before the pipe.
    assert first_text(next(outcomes)[1]) == "7"
    [child] = multiprocessing.active_children()
    time.sleep(0.5)
    child.kill()
    assert [first_text(outcome) for _, outcome in outcomes] == ["X119", "7"]


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_child_is_held_to_its_memory_and_we_are_not(tmp_path: Path) -> None:
    ours = Path("/proc/self/limits").read_text("ascii")
    outcomes = scan_many([written(tmp_path, f"{n}.xlsx", SOUND) for n in range(20)], workers=1)
    next(outcomes)
    [child] = multiprocessing.active_children()
    theirs = Path(f"/proc/{child.pid}/limits").read_text("ascii")
    outcomes.close()
    [line] = [line for line in theirs.splitlines() if line.startswith("Max address space")]
    assert line.split()[3] == str(MEMORY)
    assert Path("/proc/self/limits").read_text("ascii") == ours


def test_a_walk_broken_off_leaves_no_child_behind(tmp_path: Path) -> None:
    paths = [written(tmp_path, f"{n}.xlsx", SOUND) for n in range(20)]
    outcomes = scan_many(paths, workers=2)
    next(outcomes)
    outcomes.close()
    assert multiprocessing.active_children() == []


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_memory_that_runs_out_is_a_refusal_not_a_crash(tmp_path: Path) -> None:
    texts = "".join(f"<si><t>{n}{'字' * 90}</t></si>" for n in range(150_000))
    path = written(tmp_path, "big.xlsx", book(shared=texts))
    assert isinstance(scan_file(path, Limits(ratio=1000)), Book)
    code = (
        "import resource, sys; from pathlib import Path;"
        "from engine.files.reading_child import MEMORY, scan_file, Unreadable, Limits\n"
        "used = int(Path('/proc/self/statm').read_text().split()[0]) * resource.getpagesize()\n"
        "resource.setrlimit(resource.RLIMIT_AS, (used + 70_000_000,) * 2)\n"
        "try: scan_file(Path(sys.argv[1]), Limits(ratio=1000))\n"
        "except Unreadable as refused: print(refused.code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=False
    )
    assert (done.stdout.strip(), done.stderr) == ("X119", "")
