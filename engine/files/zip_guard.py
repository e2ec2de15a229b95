"""The ZIP guard 压缩包关卡: what a file really is, and its members, inflated under a count.

It trusts neither the suffix nor any size written in the file, and knows nothing of worksheets.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass

MEGABYTE = 1_000_000
_RATIO_FREE_BYTES = 100_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_FLAG = 0x1
_TEXT_SAMPLE = 4096

_MAGIC = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"%PDF", "PDF"),
    (b"Rar!\x1a\x07", "RAR 压缩包"),
    (b"7z\xbc\xaf\x27\x1c", "7z 压缩包"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"BM", "图片"),
    (b"II*\x00", "图片"),
    (b"MM\x00*", "图片"),
    (b"\x09\x08", "xls"),
    (b"\x09\x04", "xls"),
)
_OLE_STREAMS = (
    ("EncryptedPackage", "encrypted"),
    ("WordDocument", "Word 文档"),
    ("PowerPoint Document", "演示文稿"),
    ("Workbook", "xls"),
    ("Book", "xls"),
)
_WEB_PAGE = (b"<!doctype html", b"<html", b"<head", b"<meta", b"<table", b"mime-version:")
_WORKBOOK = "xl/workbook.xml"
_ANOTHER_PACKAGE = (
    ("word/document.xml", "Word 文档"),
    ("ppt/presentation.xml", "演示文稿"),
    ("xl/workbook.bin", "二进制工作簿（.xlsb）"),
)


class Unreadable(Exception):
    """A file refused whole: a code of the catalogue, and the words its sentence needs."""

    def __init__(self, code: str, **words: str) -> None:
        super().__init__(code)
        self.code = code
        self.words = words

    def __str__(self) -> str:
        return " ".join((self.code, *self.words.values()))


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a workbook may hold before it is refused; sizes in bytes."""

    members: int = 200
    inflated: int = 50 * MEGABYTE
    ratio: int = 100
    tags: int = 3_000_000
    rows: int = 20_000
    columns: int = 200
    cells: int = 200_000
    text: int = 32_767


DEFAULT_LIMITS = Limits()


def sniff(data: bytes) -> str:
    """What `data` is by its bytes: "zip", "encrypted", "xls", "empty", "zeros" or a Chinese name.

    A WPS .et file is an OLE file with the streams of an .xls: the bytes cannot tell the two apart.
    """
    if not data:
        return "empty"
    if data.startswith(_OLE):
        streams = (kind for name, kind in _OLE_STREAMS if name.encode("utf-16-le") in data)
        return next(streams, "旧版 Office 文件")
    if data[4:12] in (b"ftypheic", b"ftypmif1") or (data[:4], data[8:12]) == (b"RIFF", b"WEBP"):
        return "图片"
    magic = next((kind for start, kind in _MAGIC if data.startswith(start)), None)
    return magic or _sniff_text(data)


def _sniff_text(data: bytes) -> str:
    if not data.strip(b"\x00"):
        return "zeros"
    sample = data[:_TEXT_SAMPLE].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if any(mark in sample for mark in _WEB_PAGE):
        return "网页"
    if sample.startswith(b"<?xml"):
        return "XML 文件"
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" not in sample:
        return "文本（如 CSV）"
    return "无法识别的内容"


def refuse_unless_zip(data: bytes) -> None:
    """Raise Unreadable (X112, X113, X115, X116), naming the real type, unless `data` is a ZIP."""
    kind = sniff(data)
    if kind == "zip":
        return
    if kind == "encrypted":
        raise Unreadable("X112")
    if kind == "xls":
        raise Unreadable("X113")
    if kind == "empty":
        raise Unreadable("X116", what="文件是空的")
    if kind == "zeros":
        raise Unreadable("X116", what="内容全是零")
    raise Unreadable("X115", kind=kind)


def open_members(data: bytes, limits: Limits, main: str = _WORKBOOK) -> dict[str, bytes]:
    """Every member of the ZIP `data`, by name; folders left out. `main` is the one it must have.

    Raises Unreadable X101 to X104 for a hostile archive, X112 for an encrypted member,
    X115 for a package of another program, X116 for a damaged one, X118 for an odd method.
    """
    refuse_unless_zip(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            _check_directory(infos, len(data), limits, main)
            return _inflate(archive, infos, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError) as fault:
        raise Unreadable("X116", what="压缩包损坏或不完整") from fault
    except (NotImplementedError, UnicodeDecodeError, ValueError, OSError) as fault:
        # zipfile: a version it does not know, a name that is not UTF-8, an offset below zero.
        raise Unreadable("X116", what="压缩包目录有错") from fault


def _check_directory(infos: list[zipfile.ZipInfo], size: int, limits: Limits, main: str) -> None:
    if len(infos) > limits.members:
        raise Unreadable("X102", what=f"成员超过{limits.members}个")
    if sum(info.compress_size for info in infos) > size:
        raise Unreadable("X102", what="成员互相重叠")
    seen: set[str] = set()
    for info in infos:
        if _is_unsafe(info.orig_filename):
            raise Unreadable("X104")
        name = info.filename.casefold()
        if name in seen:
            raise Unreadable("X103", what=_shown(info.filename))
        seen.add(name)
        if info.flag_bits & _ENCRYPTED_FLAG:
            raise Unreadable("X112")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Unreadable("X118", what="压缩方式不常见")
    if main not in seen:
        other = next((kind for name, kind in _ANOTHER_PACKAGE if name in seen), None)
        if other or not seen & {"[content_types].xml", "mimetype"}:
            raise Unreadable("X115", kind=other or "普通压缩包")


def _is_unsafe(name: str) -> bool:
    """A name that could leave the folder it is unpacked into, on any system."""
    odd = not name or any(sign in name for sign in "\\:") or not name.isprintable()
    return odd or name.startswith("/") or ".." in name.split("/")


def _shown(name: str) -> str:
    """The last part of a member's name, short enough for a sentence."""
    return name.rpartition("/")[2][:40]


def _inflate(
    archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo], limits: Limits
) -> dict[str, bytes]:
    members: dict[str, bytes] = {}
    left = limits.inflated
    for info in infos:
        if info.is_dir():
            continue
        fair = max(_RATIO_FREE_BYTES, limits.ratio * info.compress_size)
        with archive.open(info) as stream:
            content = stream.read(min(left, fair) + 1)
        if len(content) > left:
            raise Unreadable("X101", limit=f"{limits.inflated // MEGABYTE} MB")
        if len(content) > fair:
            raise Unreadable("X102", what=f"压缩比超过{limits.ratio}倍")
        left -= len(content)
        members[info.filename] = content
    return members
