"""Whoever watches sees how far it is, how fast it goes and how long it will take."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

SCRIPT = """
import time
from engine.cli.output import progress

with progress("接收") as tell:
    for done in range(1, 41):
        time.sleep(0.02)
        tell(done, 40)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal as POSIX has them")
def test_a_watcher_sees_pace_and_remaining_time() -> None:
    ours, theirs = os.openpty()
    with subprocess.Popen([sys.executable, "-c", SCRIPT], stderr=theirs) as running:
        os.close(theirs)
        said = b""
        while True:
            try:
                piece = os.read(ours, 65_536)
            except OSError:  # Linux says so when the other side has closed
                break
            said += piece
            if not piece:
                break
    os.close(ours)
    assert running.returncode == 0
    shown = said.decode()
    assert all(each in shown for each in ("接收", "/40份", "　每秒", "剩余时间", "0:00:0"))
    assert "None" not in shown


def test_nobody_watching_hears_nothing() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"", b"")
