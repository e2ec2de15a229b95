"""Re-saves workbooks with LibreOffice, and inserts a row as a person does, through UNO."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from engine.files.form_names import FORM

SYSTEM_PYTHON = "/usr/bin/python3"
"""The Python for which Debian packages `uno`."""
_SECONDS = 900
_AT_ONCE = 200
"""Files a call: more would not fit on a command line of Windows."""


def resave(workbooks: Sequence[Path]) -> None:
    """Convert every workbook to .xlsx by LibreOffice, in place. Raises RuntimeError if one fails.

    Needs `soffice` on PATH.
    """
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        # By number, because the command writes all results into one folder.
        numbered = {folder / "in" / f"{n}.xlsx": path for n, path in enumerate(workbooks)}
        (folder / "in").mkdir()
        for copy, path in numbered.items():
            shutil.copyfile(path, copy)
        copies = list(numbered)
        for start in range(0, len(copies), _AT_ONCE):
            batch = [str(copy) for copy in copies[start : start + _AT_ONCE]]
            outdir = ["--convert-to", "xlsx", "--outdir", str(folder / "out")]
            command = [*_soffice(folder), *outdir, *batch]
            subprocess.run(command, check=True, timeout=_SECONDS, capture_output=True)
        for copy, path in numbered.items():
            made = folder / "out" / copy.name
            if not made.is_file():
                raise RuntimeError(f"LibreOffice did not write {path.name}")
            shutil.move(made, path)


def insert_row(workbook: Path, below: str) -> None:
    """Insert a row in 自评表 below the row whose 项号 is `below`, in place.

    Needs `soffice` on PATH and the system's Python with `uno`.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    script = Path(__file__).with_name("insert_row_uno.py")
    with tempfile.TemporaryDirectory() as scratch:
        listen = f"--accept=socket,host=127.0.0.1,port={port};urp;"
        with subprocess.Popen(
            [*_soffice(Path(scratch)), "--norestore", listen],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        ) as office:
            command = [SYSTEM_PYTHON, str(script), port, str(workbook), FORM, below]
            try:
                subprocess.run(command, check=True, timeout=_SECONDS)
                office.wait(timeout=60)
            except (subprocess.SubprocessError, OSError):
                # `soffice` is a script: what it started must end with it.
                os.killpg(office.pid, signal.SIGKILL)
                raise


def _soffice(folder: Path) -> list[str]:
    """LibreOffice without a window, in a profile of its own."""
    return ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
