"""Looks for the evidence files the register names, and says of each whether it counts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

from engine.files.evidence_names import path_key, unsafe
from engine.files.evidence_store import Look, Store, open_store
from engine.files.personal_data import masked, problems_in
from engine.records.problem import Place, Problem, problem
from engine.records.submission import Piece

_LINK = re.compile(r"(https?://)?[\w-]+(\.[\w-]+)+(:[0-9]{1,5})?([/?#]\S*)?", re.IGNORECASE)
_OLD_OFFICE = frozenset(("旧版 Office 文件", "Word 文档", "演示文稿", "xls", "encrypted", "zip"))
_PICTURE = frozenset(("图片",))
_PACKAGE = frozenset(("zip",))
_SUFFIXES: Mapping[str, frozenset[str] | None] = {
    ".pdf": frozenset(("PDF",)),
    **dict.fromkeys((".jpg", ".jpeg", ".png", ".gif", ".bmp", ".webp", ".heic"), _PICTURE),
    **dict.fromkeys((".tif", ".tiff"), _PICTURE),
    **dict.fromkeys((".docx", ".xlsx", ".pptx", ".ofd", ".zip"), _PACKAGE),
    **dict.fromkeys((".doc", ".xls", ".ppt", ".wps", ".et", ".dps"), _OLD_OFFICE),
    **dict.fromkeys((".txt", ".csv"), frozenset(("文本（如 CSV）",))),
    **dict.fromkeys((".html", ".htm", ".mht"), frozenset(("网页", "文本（如 CSV）"))),
    **dict.fromkeys((".mp4", ".mov", ".mp3", ".wav", ".m4a", ".rar", ".7z"), None),
}
"""What the content of a file of each ending must be; None: taken as it is."""


def check_pieces(
    pieces: Iterable[Piece], folder: Path | None, *, unit: str | None = None
) -> tuple[tuple[Piece, ...], tuple[Problem, ...]]:
    """The pieces with `counts` and `sha256` set, and the problems P301 to P305, P312 to P314.

    `folder` is a folder or a ZIP; None when nothing came with the workbook. A piece whose file
    cannot be used still counts where it also lies in a box, behind a link or on site. Links are
    judged by their shape and never fetched.
    """
    store = open_store(folder, unit=unit) if folder is not None else None
    finder = _Finder(store)
    problems = list(store.problems) if store else []
    checked = [_checked(piece, finder, problems, unit) for piece in pieces]
    if store:
        problems += _personal_names(store, unit)
    unclaimed = len(store.names) - len(finder.claimed) if store else 0
    if unclaimed and folder is not None:
        place = Place(masked(folder.name))
        problems.append(problem("P305", place, unit=unit, count=str(unclaimed)))
    return tuple(checked), tuple(problems)


def _personal_names(store: Store, unit: str | None) -> list[Problem]:
    """S601 to S604 for the names of the files themselves, shown under the mask."""
    place, found = Place(masked(store.source.name)), []
    for name in store.names:
        found += problems_in(name, place, unit=unit, where=f"材料文件名“{masked(name)}”")
    return found


def _checked(piece: Piece, finder: _Finder, problems: list[Problem], unit: str | None) -> Piece:
    elsewhere = bool(piece.box) or piece.on_site
    faults: list[Problem] = []
    digest = ""
    if piece.link:
        if _LINK.fullmatch(piece.link.strip()):
            elsewhere = True
        else:
            faults.append(problem("P312", piece.place, unit=unit, indicator=piece.indicator))
    if piece.file:
        digest, fault = _file(piece, finder, unit)
        faults += [fault] if fault else []
    problems += faults
    usable = not faults or elsewhere or bool(digest)
    return piece.model_copy(update={"counts": piece.counts and usable, "sha256": digest})


def _file(piece: Piece, finder: _Finder, unit: str | None) -> tuple[str, Problem | None]:
    """The digest of the file of `piece`, or the problem that keeps it from counting."""
    danger = unsafe(piece.file)
    if danger:
        return "", problem("P301", piece.place, unit=unit, indicator=piece.indicator, what=danger)
    look = finder.look(piece.file)
    if look.fault:
        return "", problem(
            "P303", piece.place, unit=unit, indicator=piece.indicator, what=look.fault
        )
    return look.sha256, None


class _Finder:
    """Finds files as people name them: by path, by bare name, or without the ending."""

    def __init__(self, store: Store | None) -> None:
        self._store = store
        self.claimed: set[str] = set()
        self._looks: dict[str, Look] = {}
        self._by_key: dict[str, set[str]] = defaultdict(set)
        for name in store.names if store else ():
            path = PurePosixPath(path_key(name))
            for key in (path, path.name, path.with_suffix(""), path.stem):
                self._by_key[str(key)].add(name)

    def look(self, name: str) -> Look:
        """What is seen of the file called `name`; each file is read once."""
        key = path_key(name)
        found = self._by_key.get(key, set())
        exact = {each for each in found if path_key(each) == key}
        chosen = sorted(exact or found)
        if self._store is None or not chosen:
            return Look(fault="没有找到")
        if len(chosen) > 1:
            return Look(fault="有几个同名的，分不清是哪一个")
        self.claimed.add(chosen[0])
        if chosen[0] not in self._looks:
            self._looks[chosen[0]] = _of_its_kind(chosen[0], self._store.look(chosen[0]))
        return self._looks[chosen[0]]


def _of_its_kind(name: str, look: Look) -> Look:
    """The look with a fault where the content is not what the ending promises."""
    suffix = PurePosixPath(name).suffix.lower()
    if look.fault:
        return look
    if suffix not in _SUFFIXES:
        return Look(fault="不是能收的种类（请用 PDF、图片或 Office 文件）")
    wanted = _SUFFIXES[suffix]
    if wanted is not None and look.kind not in wanted:
        return Look(fault="的内容与扩展名不符")
    return look
