"""Folder trees 文件夹树: walks what people hand in, where no link, depth or lock may stop it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

DEEPEST = 20
"""Folders within folders that are opened."""
CLOSED, TOO_DEEP = "打不开的文件夹或文件", "套得太深的文件夹"


class Found(NamedTuple):
    """A file, a link that was not followed, or (`fault` says why) what was not opened."""

    path: Path
    link: bool = False
    fault: str = ""


def files_below(top: Path) -> Iterator[Found]:
    """All there is below `top`, in the order of its paths; nothing where `top` is no folder."""
    waiting = [(each, 1) for each in _inside(top)] if top.is_dir() else []
    while waiting:
        path, depth = waiting.pop()
        try:
            if path.is_symlink():
                yield Found(path, link=True)
            elif path.is_file():
                yield Found(path)
            elif path.is_dir() and depth > DEEPEST:
                yield Found(path, fault=TOO_DEEP)
            elif path.is_dir():
                waiting += [(each, depth + 1) for each in _inside(path)]
        except OSError:
            yield Found(path, fault=CLOSED)


def _inside(folder: Path) -> list[Path]:
    """What lies in a folder, the last first."""
    return sorted(folder.iterdir(), reverse=True)
