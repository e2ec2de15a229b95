"""The inbox: which of its files are workbooks, which is whose evidence, and what nobody reads."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from functools import cache
from pathlib import Path, PurePosixPath

from engine.files.folder_tree import Found, files_below
from engine.files.personal_data import masked
from engine.records.problem import Place, Problem, problem

WORKBOOKS = (".xlsx", ".ods", ".xlsm", ".xls", ".et", ".json", ".csv")
_LITTER = ("~$", ".", "thumbs.db", "desktop.ini")
_COPY = re.compile(r"\s*[(（][^()（）]*[)）]$|\s*-\s*(副本|退回)$")
"""How people and programs mark a second copy at the end of its name."""


def workbooks(inbox: Path) -> tuple[Path, ...]:
    """Every workbook of the inbox and its folders, in name order, without lock files."""
    return tuple(
        path
        for path, link, fault in _handed_in(inbox)
        if path.suffix.lower() in WORKBOOKS and not (link or fault)
    )


def archives(inbox: Path) -> tuple[Path, ...]:
    """Every archive of the inbox that is not the evidence of a workbook beside it."""
    return tuple(
        path
        for path, link, fault in _handed_in(inbox)
        if path.suffix.lower() == ".zip" and not (link or fault or _is_evidence(path))
    )


def unread(
    inbox: Path, *, inside: str = "", apart: Container[Path] = frozenset()
) -> tuple[Problem, ...]:
    """A warning for each file or folder that was passed over and is no workbook's evidence.

    `inside` is what an unpacked archive is called; those in `apart` are told of elsewhere.
    """
    found = []
    for path, link, fault in _handed_in(inbox):
        called = PurePosixPath(inside) / path.relative_to(inbox).as_posix()
        place = Place(masked(called.as_posix()))
        if fault:
            found.append(problem("P316", place, what=fault))
        elif path not in apart and (
            link or not (path.suffix.lower() in WORKBOOKS or _is_evidence(path))
        ):
            found.append(problem("E237", place))
    return tuple(found)


def _is_evidence(path: Path) -> bool:
    return path.suffix.lower() == ".zip" and _workbook_named(path.with_suffix(""))


def _handed_in(inbox: Path) -> Iterator[Found]:
    """Everything but litter of programs and what lies in the evidence folder of a workbook."""
    is_evidence = cache(_workbook_named)  # a folder of evidence holds many files
    for found in files_below(inbox):
        path = found.path
        if not path.name.lower().startswith(_LITTER):
            folders = (each for each in path.parents if inbox in each.parents)
            if not any(map(is_evidence, folders)):
                yield found


def _workbook_named(stem: Path) -> bool:
    """Whether a workbook of this name lies beside it, its ending in either case."""
    return any(_beside(stem, ending) is not None for ending in WORKBOOKS)


def _beside(stem: Path, ending: str) -> Path | None:
    """The file of this name and ending; `.ZIP` is as good as `.zip` where the disk minds."""
    spelled = (stem.with_name(stem.name + each) for each in (ending, ending.upper()))
    return next((each for each in spelled if each.is_file()), None)


def evidence_of(path: Path) -> Path | None:
    """The evidence 佐证材料 handed in with a workbook: the folder or ZIP of the same name.

    A second copy, “…（改）” or “… (2)”, or a form sent back, “…-退回”, has the evidence of the
    first unless it brings its own.
    """
    # A file called nothing but “（改）” is a copy of no other.
    first = _COPY.sub("", path.stem) or path.stem
    for name in dict.fromkeys((path.stem, first)):
        folder = path.with_name(name)
        if folder.is_dir():
            return folder
        if archive := _beside(folder, ".zip"):
            return archive
    return None
