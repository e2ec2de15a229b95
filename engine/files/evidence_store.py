"""Where evidence files lie 材料存放处: a folder or a ZIP, listed and read, trusting neither."""

from __future__ import annotations

import lzma
import os
import zipfile
import zlib
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO, NamedTuple

from engine.files.evidence_names import unsafe
from engine.files.folder_tree import files_below
from engine.files.personal_data import masked
from engine.files.zip_guard import MEGABYTE, sniff
from engine.records.problem import Place, Problem, problem

MOST_FILES = 10_000
LARGEST = 50 * MEGABYTE
_HEAD = 65_536
_ENCRYPTED_FLAG = 0x1
_UTF8_FLAG = 0x800
_UNSEEN = frozenset((".ds_store", "thumbs.db", "desktop.ini"))


class Look(NamedTuple):
    """What was seen of one file: its digest, its kind by content (see `sniff`), what is wrong."""

    sha256: str = ""
    kind: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Store:
    """The files by their path inside the store, and the faults of the store itself."""

    source: Path
    names: tuple[str, ...]
    members: dict[str, zipfile.ZipInfo]
    problems: tuple[Problem, ...]

    def look(self, name: str) -> Look:
        """Read one file of the store, counting as it goes."""
        try:
            if self.members:
                with (
                    zipfile.ZipFile(self.source) as archive,
                    archive.open(self.members[name]) as stream,
                ):
                    return _look(stream)
            flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
            with os.fdopen(os.open(self.source / name, flags), "rb") as stream:
                return _look(stream)
        # What zipfile was seen to raise on members that were tampered with.
        except (
            OSError, EOFError, ValueError, NotImplementedError,
            zipfile.BadZipFile, zlib.error, lzma.LZMAError,
        ):  # fmt: skip
            return Look(fault="打不开")


def open_store(source: Path, *, unit: str | None) -> Store:
    """List a folder or a ZIP. P302 links that lead outside, P313 too many files, P314 a bad ZIP."""
    return _folder(source, unit) if source.is_dir() else _archive(source, unit)


def _look(stream: IO[bytes]) -> Look:
    head = stream.read(_HEAD)
    if not head:
        return Look(fault="是空的（0 字节）")
    running, size, piece = sha256(), 0, head
    while piece:
        size += len(piece)
        if size > LARGEST:
            return Look(fault=f"超过 {LARGEST // MEGABYTE} MB")
        running.update(piece)
        piece = stream.read(MEGABYTE)
    return Look(running.hexdigest(), sniff(head))


def _folder(source: Path, unit: str | None) -> Store:
    names: list[str] = []
    problems: list[Problem] = []
    place = Place(masked(source.name))
    for path, link, fault in files_below(source):
        inside = path.relative_to(source)
        if any(map(is_litter, inside.parts)):
            continue
        if link or not path.resolve().is_relative_to(source.resolve()):
            problems.append(problem("P302", place, unit=unit))
        elif fault:
            problems.append(problem("P316", place, unit=unit, what=fault))
        elif len(names) == MOST_FILES:
            problems.append(problem("P313", place, unit=unit, limit=str(MOST_FILES)))
            break
        else:
            names.append(inside.as_posix())
    return Store(source, tuple(names), {}, tuple(problems))


def is_litter(name: str) -> bool:
    """Whether programs left it behind and nobody handed it in."""
    return name.startswith(("~$", "._", "__MACOSX")) or name.lower() in _UNSEEN


def _archive(source: Path, unit: str | None) -> Store:
    place = Place(masked(source.name))
    members: dict[str, zipfile.ZipInfo] = {}
    problems: list[Problem] = []
    try:
        with zipfile.ZipFile(source) as archive:
            infos = [info for info in archive.infolist() if not info.filename.endswith("/")]
    except (OSError, zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError, ValueError):
        return Store(source, (), {}, (problem("P314", place, unit=unit, what="已损坏"),))
    if any(info.flag_bits & _ENCRYPTED_FLAG for info in infos):
        return Store(source, (), {}, (problem("P314", place, unit=unit, what="加了密码"),))
    if len(infos) > MOST_FILES:
        problems.append(problem("P313", place, unit=unit, limit=str(MOST_FILES)))
    for info in infos[:MOST_FILES]:
        name = name_in_zip(info)
        if any(map(is_litter, name.split("/"))):
            continue
        fault = unsafe(name) or ("重复" if name in members else "")
        if fault:
            problems.append(problem("P314", place, unit=unit, what=f"里面有文件名{fault}"))
        else:
            members[name] = info
    return Store(source, tuple(members), members, tuple(problems))


def name_in_zip(info: zipfile.ZipInfo) -> str:
    """The name as it was meant: Chinese systems write GBK, some UTF-8, neither saying so."""
    if info.flag_bits & _UTF8_FLAG:
        return info.filename
    raw = info.orig_filename.encode("cp437")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", errors="replace")
