"""The reading child 隔离读取: every workbook handed in is scanned in a process that may be killed.

A file that hangs, eats memory or kills its reader costs that one file; the others go on.
"""

from __future__ import annotations

import multiprocessing
import sys
from collections import deque
from collections.abc import Generator, Sequence
from pathlib import Path

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


def scan_file(path: Path, limits: Limits = DEFAULT_LIMITS) -> Book:
    """Scan the file at `path` in this process, reading it once.

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
        return scan(data, limits)
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
    """Scan `paths` in `workers` children, `timeout` seconds a file; yield in the order given.

    A script that calls this needs the usual `if __name__ == "__main__":`, as for every spawn.
    """
    if not paths:
        return
    # Not fork: a child would inherit our threads' locks, and our memory against its limit.
    context = multiprocessing.get_context("spawn")
    count = max(1, min(workers, len(paths)))
    pool = ProcessPool(max_workers=count, initializer=_confine, context=context)
    waiting: deque[tuple[Path, ProcessFuture[Book | Unreadable]]] = deque()
    try:
        for path in paths:
            task = pool.schedule(_outcome_in_child, args=(path, limits, timeout), timeout=timeout)
            waiting.append((path, task))
            if len(waiting) >= count * _AHEAD:
                first, under_way = waiting.popleft()
                yield first, _outcome(under_way, timeout)
        while waiting:
            first, under_way = waiting.popleft()
            yield first, _outcome(under_way, timeout)
    finally:
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()


def _outcome(task: ProcessFuture[Book | Unreadable], timeout: float) -> Book | Unreadable:
    try:
        return task.result()
    except TimeoutError:
        return Unreadable("X119", limit=f"{timeout:g}秒")
    except MemoryError:
        return Unreadable("X119", limit="内存")
    except ProcessExpired:
        return Unreadable("X119", limit="读取进程中止")


def _confine() -> None:
    """In a child, at its start: no more address space than MEMORY, and no core files."""
    if sys.platform != "win32":
        _lower(resource.RLIMIT_AS, MEMORY)
        _lower(resource.RLIMIT_CORE, 0)


def _outcome_in_child(path: Path, limits: Limits, timeout: float) -> Book | Unreadable:
    if sys.platform != "win32":
        used = resource.getrusage(resource.RUSAGE_SELF)
        # The wall clock kills first; this holds should our parent be gone.
        _lower(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime + timeout) + 2)
    try:
        return scan_file(path, limits)
    except Unreadable as refused:
        return refused


if sys.platform != "win32":

    def _lower(kind: int, wanted: int) -> None:
        """Set the soft limit, never above the hard one, which stays as it is."""
        hard = resource.getrlimit(kind)[1]
        bounded = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(kind, (bounded, hard))
