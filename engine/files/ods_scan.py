"""The scan of an .ods 开放文档表格: the same plain `Book`, from the parts of an OpenDocument file.

LibreOffice writes these, and WPS can. The ZIP guard and every limit are those of an .xlsx.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.files.book import Book
from engine.files.defined_names import resolve_names
from engine.files.guarded_xml import check_markup, walk
from engine.files.ods_walk import OdsWalk
from engine.files.zip_guard import Limits, Unreadable

_SPREADSHEET = b"application/vnd.oasis.opendocument.spreadsheet"
_CHART = "application/vnd.oasis.opendocument.chart"
_MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0 "
_GENERATOR = "urn:oasis:names:tc:opendocument:xmlns:meta:1.0 generator"
_MACROS = ("basic/", "scripts/")


def is_open_document(members: Mapping[str, bytes]) -> bool:
    """Whether the members, by lower-case name, are those of an OpenDocument file."""
    return "mimetype" in members and "xl/workbook.xml" not in members


def scan_ods(members: Mapping[str, bytes], limits: Limits) -> Book:
    """Read the members of an .ods.

    Raises Unreadable: X105 and X106 as for an .xlsx, X110 macros, X112 a password, X115 another
    kind of document, X116 and X118 broken inside.
    """
    embedded = _embedded(members)
    if members["mimetype"].strip() != _SPREADSHEET:
        raise Unreadable("X115", kind="OpenDocument 的其他文件")
    if any(name.startswith(_MACROS) for name in members):
        raise Unreadable("X110")
    if "content.xml" not in members:
        raise Unreadable("X116", what="缺少工作表的内容")
    check_markup((part for name, part in members.items() if name.endswith(".xml")), limits)
    found = OdsWalk(limits)
    found.read(members["content.xml"])
    sheets = tuple(found.sheets)
    if not sheets:
        raise Unreadable("X118", what="没有工作表")
    if len({sheet.name.casefold() for sheet in sheets}) < len(sheets):
        raise Unreadable("X118", what="两张工作表同名")
    names, broken = resolve_names(found.names, sheets)
    outside = [*found.outside, *(["嵌入对象"] if embedded else [])]
    return Book(
        sheets=sheets,
        names=names,
        broken_names=broken,
        date_1904=found.date_1904,
        application=_application(members.get("meta.xml", b"<none/>")),
        external_links=bool(outside),
        notes=tuple(f"含有{what}" for what in outside),
    )


def _embedded(members: Mapping[str, bytes]) -> bool:
    """Whether the manifest lists an object that is no chart; X112 where it lists a password."""
    if "encrypted-package" in members:
        raise Unreadable("X112")
    objects: list[str] = []

    def start(name: str, attrs: dict[str, str]) -> None:
        if name == f"{_MANIFEST}encryption-data":
            raise Unreadable("X112")
        if name == f"{_MANIFEST}file-entry":
            path = attrs.get(f"{_MANIFEST}full-path", "").removeprefix("./")
            inside = path.startswith("Object ") and path.count("/") == path.endswith("/")
            if inside and attrs.get(f"{_MANIFEST}media-type") != _CHART:
                objects.append(path)

    manifest = members.get("meta-inf/manifest.xml")
    if manifest is None:
        raise Unreadable("X116", what="缺少文件清单")
    walk(manifest, what="文件清单", start=start, end=_ignore, text=_ignore)
    return bool(objects)


def _application(content: bytes) -> str:
    pieces: list[str] = []
    inside = False

    def start(name: str, _attrs: dict[str, str]) -> None:
        nonlocal inside
        inside = name == _GENERATOR

    def end(_name: str) -> None:
        nonlocal inside
        inside = False

    def text(piece: str) -> None:
        if inside:
            pieces.append(piece)

    walk(content, what="文档属性", start=start, end=end, text=text)
    return "".join(pieces).strip()


def _ignore(*_: object) -> None:
    """What the manifest has nothing to say to."""
