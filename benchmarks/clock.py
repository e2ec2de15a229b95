"""Wall time and peak memory of whole commands, as a person waits for them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

WUHAO = str(Path(sys.executable).parent / "wuhao")
MEBIBYTE = 1024  # ru_maxrss counts kibibytes on Linux


class Cost(NamedTuple):
    """Seconds of wall time, and the MiB its largest process held."""

    seconds: float
    memory: float


def run(command: Sequence[str], accept: Sequence[int] = (0,)) -> Cost:
    """Run a command to its end, its output thrown away. Raises RuntimeError if it fails."""
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - start
    if child.returncode not in accept:
        raise RuntimeError(f"{' '.join(command)} ended with {child.returncode}")
    return Cost(seconds, used.ru_maxrss / MEBIBYTE)


def best(command: Sequence[str], times: int, accept: Sequence[int] = (0,)) -> Cost:
    """The quickest of several runs."""
    return min(run(command, accept) for _ in range(times))
