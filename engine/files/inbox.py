"""The inbox: which of its files are workbooks, which is whose evidence, and what nobody reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from engine.records.problem import Place, Problem, problem

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".et")
_LITTER = ("~$", ".", "thumbs.db", "desktop.ini")
_COPY = re.compile(r"\s*[(（][^()（）]*[)）]$|\s*-\s*副本$")
"""How people and programs mark a second copy at the end of its name."""


def workbooks(inbox: Path) -> tuple[Path, ...]:
    """Every workbook of the inbox and its folders, in name order, without lock files."""
    return tuple(path for path in _handed_in(inbox) if path.suffix.lower() in WORKBOOKS)


def unread(inbox: Path) -> tuple[Problem, ...]:
    """A warning for each file that is neither a workbook nor the evidence of one."""
    found = (path for path in _handed_in(inbox) if path.suffix.lower() not in WORKBOOKS)
    return tuple(
        problem("E237", Place(path.relative_to(inbox).as_posix()))
        for path in found
        if not (path.suffix.lower() == ".zip" and _workbook_named(path.with_suffix("")))
    )


def _handed_in(inbox: Path) -> Iterator[Path]:
    """Every file but litter of programs and what lies in the evidence folder of a workbook."""
    for path in sorted(inbox.rglob("*")):
        if path.is_file() and not path.name.lower().startswith(_LITTER):
            folders = (each for each in path.parents if inbox in each.parents)
            if not any(_workbook_named(folder) for folder in folders):
                yield path


def _workbook_named(stem: Path) -> bool:
    """Whether a workbook of this name lies beside it."""
    return any(stem.with_name(stem.name + ending).is_file() for ending in WORKBOOKS)


def evidence_of(path: Path) -> Path | None:
    """The evidence 佐证材料 handed in with a workbook: the folder or ZIP of the same name.

    A second copy, “…（改）” or “… (2)”, has the evidence of the first unless it brings its own.
    """
    first = _COPY.sub("", path.stem)
    for name in dict.fromkeys((path.stem, first)):
        folder, archive = path.with_name(name), path.with_name(f"{name}.zip")
        if folder.is_dir() or archive.is_file():
            return folder if folder.is_dir() else archive
    return None
