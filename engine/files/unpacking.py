"""拆包: opens the archives of an inbox, so that each form lies beside its own evidence.

Trusts no archive: names are judged before anything is written, and every byte is counted.
"""

from __future__ import annotations

import io
import shutil
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from hashlib import file_digest
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from engine.files.atomic import folder
from engine.files.evidence_names import path_key, unsafe
from engine.files.evidence_store import LARGEST, MOST_FILES, is_litter, name_in_zip
from engine.files.inbox import WORKBOOKS, archives
from engine.files.zip_guard import MEGABYTE

MOST_BYTES = 1_000 * MEGABYTE
"""Of one archive, inflated."""
_RATIO, _RATIO_FREE = 200, MEGABYTE
_STAMP_MARK = b"w_s_form"
_NAMES_PART, _NAMES_LIMIT = "xl/workbook.xml", 2 * MEGABYTE
_ENCRYPTED_FLAG = 0x1


class Opened(NamedTuple):
    """An archive of the inbox: where it was unpacked, or in a few words why it was not."""

    archive: Path
    folder: Path | None = None
    fault: str = ""


class _Refused(Exception):
    """Why an archive is not unpacked, in a few Chinese words."""


class _Member(NamedTuple):
    """One file of an archive, or of an archive within it."""

    archive: zipfile.ZipFile
    info: zipfile.ZipInfo


def open_archives(inbox: Path, unpacked: Path) -> tuple[Opened, ...]:
    """Unpack every archive of `inbox` that brings workbooks; what is there already is left alone.

    One goes to `unpacked`/<digest>/<its path in the inbox>; what belongs to none any more is
    removed. Archives without workbooks are nobody's and are not named here.
    """
    found = [_open(path, inbox, unpacked) for path in archives(inbox)]
    current = {each.folder for each in found}
    for old in unpacked.glob("*") if unpacked.is_dir() else ():
        if not any(each is not None and old in each.parents for each in current):
            shutil.rmtree(old)
    return tuple(each for each in found if each.folder or each.fault)


def came_as(path: Path, inbox: Path, unpacked: Path) -> str:
    """The name a file came under: its path in the inbox, an archive being a folder like others."""
    if path.is_relative_to(inbox):
        return path.relative_to(inbox).as_posix()
    return PurePosixPath(*path.relative_to(unpacked).parts[1:]).as_posix()


def _open(path: Path, inbox: Path, unpacked: Path) -> Opened:
    try:
        with path.open("rb") as stream:
            digest = file_digest(stream, "sha256").hexdigest()
        target = unpacked / digest[:16] / path.relative_to(inbox)
        if target.is_dir():
            return Opened(path, target)
        with zipfile.ZipFile(path) as archive:
            members = _members(archive)
            if not any(_is_workbook(name) for name in members):
                return Opened(path)
            target.parent.mkdir(parents=True, exist_ok=True)
            with folder(target) as working:
                _write(members, working)
    except _Refused as refused:
        return Opened(path, fault=str(refused))
    # What zipfile was seen to raise on archives that were tampered with.
    except (OSError, EOFError, ValueError, NotImplementedError, zipfile.BadZipFile, zlib.error):
        return Opened(path, fault="打不开，可能已损坏")
    return Opened(path, target)


def _members(archive: zipfile.ZipFile) -> dict[str, _Member]:
    """Every file by its path, those of an archive within this one below the archive's name."""
    found: dict[str, _Member] = {}
    for name, member in _listed(archive):
        inner = _inner(member) if name.lower().endswith(".zip") else None
        if inner is None:
            _add(found, name, member)
            continue
        for below, each in _listed(inner):
            _add(found, f"{name[:-4]}/{below}", each)
    return found


def _add(found: dict[str, _Member], name: str, member: _Member) -> None:
    if len(found) == MOST_FILES:
        raise _Refused(f"里面的文件超过{MOST_FILES}个")
    if danger := unsafe(name):
        raise _Refused(f"里面有文件名{danger}")
    if name in found:
        raise _Refused("里面有重名的文件")
    found[name] = member


def _listed(archive: zipfile.ZipFile) -> Iterator[tuple[str, _Member]]:
    for info in archive.infolist():
        name = name_in_zip(info)
        if info.is_dir() or any(map(is_litter, name.split("/"))):
            continue
        if info.flag_bits & _ENCRYPTED_FLAG:
            raise _Refused("加了密码")
        yield name, _Member(archive, info)


def _inner(member: _Member) -> zipfile.ZipFile | None:
    """The archive within an archive; None where it is none, and stays the file it is."""
    try:
        return zipfile.ZipFile(io.BytesIO(_content(member)))
    except zipfile.BadZipFile:
        return None


def _content(member: _Member) -> bytes:
    """All of one member, inflated under a count."""
    packed = member.info.compress_size
    most = min(LARGEST, max(_RATIO_FREE, _RATIO * packed))
    with member.archive.open(member.info) as stream:
        data = stream.read(most + 1)
    if len(data) > LARGEST:
        raise _Refused(f"里面有文件超过{LARGEST // MEGABYTE} MB")
    if len(data) > most:
        raise _Refused("压缩比异常")
    return data


def _write(members: dict[str, _Member], working: Path) -> None:
    stamped = [name for name in members if _is_workbook(name) and _bears_stamp(members[name])]
    left = MOST_BYTES
    for name, target in placed(members, stamped).items():
        data = _content(members[name])
        left -= len(data)
        if left < 0:
            raise _Refused(f"解压后超过{MOST_BYTES // MEGABYTE} MB")
        path = working / target
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _is_workbook(name: str) -> bool:
    return PurePosixPath(name).suffix.lower() in WORKBOOKS


def _bears_stamp(member: _Member) -> bool:
    """Whether it is a form of ours, as far as its list of names says."""
    try:
        with (
            zipfile.ZipFile(io.BytesIO(_content(member))) as book,
            book.open(_NAMES_PART) as stream,
        ):
            return _STAMP_MARK in stream.read(_NAMES_LIMIT)
    except (KeyError, EOFError, ValueError, NotImplementedError, zipfile.BadZipFile, zlib.error):
        return False


def placed(names: Iterable[str], stamped: Iterable[str]) -> dict[str, str]:
    """Where each file goes: what came with one form alone goes into the folder of its name.

    A folder (or the whole archive) has one form alone if just one workbook below it bears our
    stamp, or, where none does, if it holds just one workbook. A folder of several is left as it
    is, and each folder in it is looked at by itself.
    """
    targets: dict[str, str] = {}
    _place([PurePosixPath(each) for each in names], frozenset(stamped), 0, targets)
    # Names that fall together, on a disk that minds neither case nor width, stay where they were.
    keys = [path_key(each) for each in targets.values()]
    apart = len(set(keys)) == len(keys)
    return targets if apart else {name: name for name in targets}


def _place(
    paths: list[PurePosixPath], stamped: frozenset[str], depth: int, targets: dict[str, str]
) -> None:
    books = [each for each in paths if _is_workbook(each.name)]
    forms = [each for each in books if str(each) in stamped] or books
    if len(forms) == 1:
        own = forms[0].with_suffix("")
        for each in paths:
            keeps = each == forms[0] or own in each.parents
            targets[str(each)] = str(each if keeps else own.joinpath(*each.parts[depth:]))
        return
    below: dict[str, list[PurePosixPath]] = {}
    for each in paths:
        if len(each.parts) == depth + 1:
            targets[str(each)] = str(each)
        else:
            below.setdefault(each.parts[depth], []).append(each)
    for inside in below.values():
        _place(inside, stamped, depth + 1, targets)
