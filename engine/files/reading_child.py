"""The reading child 隔离读取: every workbook handed in is read in a process that may be killed.

A file that hangs, eats memory or kills its reader costs that one file; the others go on.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections import deque
from collections.abc import Callable, Collection, Generator, Iterable, Sequence
from pathlib import Path
from typing import Any, Generic, TypeVar

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from engine.files.book import Book
from engine.files.hand_in import ENDINGS, read_hand_in
from engine.files.sheet_scan import scan
from engine.files.zip_guard import DEFAULT_LIMITS, MEGABYTE, Limits, Unreadable, sniff

if sys.platform != "win32":
    import resource

MEMORY = 1_500 * MEGABYTE
"""Address space of a child in bytes, where the system can hold it to that."""
TIMEOUT = 20.0
"""Seconds for one file."""
_AHEAD = 4  # files under way for each worker: results waiting to be taken are held in memory
_FILES_WORTH_A_CHILD = 50

Result = TypeVar("Result")
_reader: Callable[..., Any]
"""In a child: what it reads a file with."""


def scan_file(path: Path, limits: Limits = DEFAULT_LIMITS, *, unread: Collection[str] = ()) -> Book:
    """Scan the file at `path` in this process, reading it once; `unread` as in `scan`.

    Raises Unreadable with a code X101 to X119; only here does the suffix tell an .et from an .xls.
    """
    try:
        with path.open("rb") as handle:
            data = handle.read(limits.inflated + 1)
    except OSError as fault:
        raise Unreadable("X116", what="文件打不开") from fault
    if len(data) > limits.inflated:
        raise Unreadable("X101", limit=f"{limits.inflated // MEGABYTE} MB")
    try:
        if path.suffix.lower() in ENDINGS and sniff(data) != "zip":
            return read_hand_in(path, data)
        return scan(data, limits, unread=unread)
    except MemoryError as fault:
        raise Unreadable("X119", limit="内存") from fault
    except Unreadable as refused:
        if refused.code == "X113" and path.suffix.lower() == ".et":
            raise Unreadable("X114") from refused
        raise


def scan_guarded(path: Path, *, timeout: float = TIMEOUT, limits: Limits = DEFAULT_LIMITS) -> Book:
    """Scan one file in a child of its own; raises Unreadable."""
    outcomes = scan_many([path], workers=1, timeout=timeout, limits=limits)
    _, outcome = next(outcomes)
    outcomes.close()
    if isinstance(outcome, Unreadable):
        raise outcome
    return outcome


def scan_many(
    paths: Sequence[Path],
    *,
    workers: int,
    timeout: float = TIMEOUT,
    limits: Limits = DEFAULT_LIMITS,
) -> Generator[tuple[Path, Book | Unreadable]]:
    """Scan `paths` in `workers` children, `timeout` seconds a file; yield in the order given."""
    count = max(1, min(workers, len(paths)))
    with Children(scan_file, workers=count, timeout=timeout) as children:
        begun = (children.begin(path, limits) for path in paths)
        yield from zip(paths, in_order(begun, children.ahead), strict=True)


def in_order(begun: Iterable[Callable[[], Result]], ahead: int) -> Generator[Result]:
    """The outcomes of what `begun` begins as it is walked, in that order, `ahead` under way."""
    waiting: deque[Callable[[], Result]] = deque()
    for each in begun:
        waiting.append(each)
        if len(waiting) >= ahead:
            yield waiting.popleft()()
    while waiting:
        yield waiting.popleft()()


def workers_for(files: int) -> int:
    """How many children read so many files soonest: one a core, if each has enough to do."""
    if sys.platform == "linux":
        cores = len(os.sched_getaffinity(0))
    else:
        cores = os.cpu_count() or 1
    return max(1, min(cores, files // _FILES_WORTH_A_CHILD))


class Children(Generic[Result]):
    """Up to `workers` children that call `reader`, `timeout` seconds a file; none before the first.

    `reader` is pickled once a child. It raises Unreadable for a file it refuses; whatever else it
    raises is raised here. A script that uses this needs the usual `if __name__ == "__main__":`,
    as for every spawn.
    """

    def __init__(
        self, reader: Callable[..., Result], *, workers: int, timeout: float = TIMEOUT
    ) -> None:
        self._timeout = timeout
        self.ahead = workers * _AHEAD
        # numpy would lay aside address space for a thread a core, which counts against MEMORY.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        # Not fork: a child would inherit our threads' locks, and our memory against its limit.
        context = multiprocessing.get_context("spawn")
        self._pool = ProcessPool(
            max_workers=workers, initializer=_prepare, initargs=(reader,), context=context
        )

    def __enter__(self) -> Children[Result]:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()

    def begin(self, *arguments: object) -> Callable[[], Result | Unreadable]:
        """Let a child read; the call that waits for what came of it."""
        timeout = self._timeout
        task: ProcessFuture[Result | Unreadable] = self._pool.schedule(
            _outcome_in_child, args=(arguments, timeout), timeout=timeout
        )

        def outcome() -> Result | Unreadable:
            try:
                return task.result()
            except TimeoutError:
                return Unreadable("X119", limit=f"{timeout:g}秒")
            except MemoryError:
                return Unreadable("X119", limit="内存")
            except ProcessExpired:
                return Unreadable("X119", limit="读取进程中止")

        return outcome


def _prepare(reader: Callable[..., Any]) -> None:
    """In a child, at its start: no more address space than MEMORY, and no core files."""
    global _reader  # noqa: PLW0603 - a child has one reader for its whole life
    _reader = reader
    if sys.platform != "win32":
        _lower(resource.RLIMIT_AS, MEMORY)
        _lower(resource.RLIMIT_CORE, 0)


def _outcome_in_child(arguments: tuple[object, ...], timeout: float) -> Any:
    if sys.platform != "win32":
        used = resource.getrusage(resource.RUSAGE_SELF)
        # The wall clock kills first; this holds should our parent be gone.
        _lower(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime + timeout) + 2)
    try:
        return _reader(*arguments)
    except Unreadable as refused:
        return refused


if sys.platform != "win32":

    def _lower(kind: int, wanted: int) -> None:
        """Set the soft limit, never above the hard one, which stays as it is."""
        hard = resource.getrlimit(kind)[1]
        bounded = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(kind, (bounded, hard))
