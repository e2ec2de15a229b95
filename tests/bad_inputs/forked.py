"""A command carried out in a forked process that a full disk or a kill stops half-way."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from engine.cli.main import main

if sys.platform != "win32":
    import resource

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_CHANGES = frozenset(("os.rename", "os.mkdir", "os.remove", "os.rmdir"))


def in_fork(work: Callable[[], int]) -> int:
    """The exit code of `work` in a process of its own; minus the signal that killed it."""
    child = os.fork()
    if child == 0:
        code = 99
        try:
            with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
                sys.stdout = sys.stderr = nowhere
                code = work()
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def with_room_for(size: int, folder: Path, *command: str) -> int:
    """Run a command while no file may grow beyond `size` bytes, as on a disk that fills up."""

    def work() -> int:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        return main(["-C", str(folder), *command])

    return in_fork(work)


def killed_at(step: int, folder: Path, *command: str) -> int:
    """Run a command and kill it at the `step`th change it makes below `folder`, counting from 1."""
    left = step

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal left
        if event != "open" and event not in _CHANGES:
            return
        if event == "open" and not (isinstance(arguments[2], int) and arguments[2] & _WRITES):
            return
        if str(folder) in str(arguments[0]):
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)

    def work() -> int:
        sys.addaudithook(watch)
        return main(["-C", str(folder), *command])

    return in_fork(work)
