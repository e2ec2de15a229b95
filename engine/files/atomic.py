"""Writes files and folders so that a crash leaves the old or the new, never a mixture."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LEFTOVER = ".tmp-"


def write_file(path: Path, data: bytes) -> None:
    """Put `data` at `path`, replacing what was there in one step. Raises OSError."""
    temporary = _beside(path)
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _flush_folder(path.parent)


@contextmanager
def folder(final: Path) -> Iterator[Path]:
    """Yield an empty folder to fill; it becomes `final` when the block ends well, else vanishes.

    Raises FileExistsError if `final` is there before or after, OSError if it cannot be written.
    """
    _refuse_existing(final)
    temporary = _beside(final)
    temporary.mkdir()
    try:
        yield temporary
        _flush_tree(temporary)
        _refuse_existing(final)
        temporary.rename(final)
    except BaseException:
        shutil.rmtree(temporary)
        raise
    _flush_folder(final.parent)


def clear_leftovers(parent: Path) -> tuple[str, ...]:
    """Remove what a killed writer left in `parent`; the names removed, sorted.

    Call it only while holding the year's lock: a writer at work looks the same as a dead one.
    """
    left = sorted(path for path in parent.iterdir() if path.name.startswith(LEFTOVER))
    for path in left:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    return tuple(path.name for path in left)


def _beside(final: Path) -> Path:
    return final.with_name(f"{LEFTOVER}{secrets.token_hex(8)}")


def _refuse_existing(final: Path) -> None:
    # A rename would silently take the place of an empty folder.
    if final.exists() or final.is_symlink():
        raise FileExistsError(f"{final.name} is already there")


def _flush_tree(top: Path) -> None:
    for path in sorted(top.rglob("*")):
        if path.is_file():
            with path.open("rb+") as file:
                os.fsync(file.fileno())
        elif path.is_dir():
            _flush_folder(path)
    _flush_folder(top)


def _flush_folder(path: Path) -> None:
    # Windows cannot open a folder, and flushes names with the file.
    if os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
