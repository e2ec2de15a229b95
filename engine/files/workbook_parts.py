"""Workbook parts 工作簿部件: the small parts beside the sheets, each read into plain values.

The list of sheets and names, the relationships, the shared texts, the styles, the program's name.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.files.book import Properties
from engine.files.guarded_xml import MAIN, STRICT, is_on, walk, whole
from engine.files.number_format import BUILT_IN
from engine.files.zip_guard import Limits, Unreadable

_RELATION = "http://schemas.openxmlformats.org/package/2006/relationships Relationship"
_R_ID = "http://schemas.openxmlformats.org/officeDocument/2006/relationships id"
_APPLICATION = (
    "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties Application"
)
_CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_LAST_MODIFIED_BY = f"{_CORE} lastModifiedBy"
_CREATOR = "http://purl.org/dc/elements/1.1/ creator"
_CREATED = "http://purl.org/dc/terms/ created"
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_SURROGATES = range(0xD800, 0xE000)


@dataclass(frozen=True, slots=True)
class Relation:
    """Where one relationship of a part leads: its type's last word and a member's name."""

    kind: str
    target: str


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """One sheet as the workbook part lists it."""

    name: str
    hidden: bool
    relation: str


@dataclass(frozen=True, slots=True)
class NameEntry:
    """One defined name 定义名称; `local` for one that belongs to a single sheet."""

    name: str
    local: bool
    refers_to: str


@dataclass(slots=True)
class Outline:
    """What xl/workbook.xml says."""

    sheets: list[SheetEntry] = field(default_factory=list)
    names: list[NameEntry] = field(default_factory=list)
    date_1904: bool = False


def relations(members: Mapping[str, bytes], part: str) -> dict[str, Relation]:
    """The relationships of `part` ("" for the package), by id; links out of the file left out."""
    folder, name = posixpath.split(part)
    content = members.get(posixpath.join(folder, "_rels", f"{name}.rels").lower())
    found: dict[str, Relation] = {}
    if content is None:
        return found

    def start(name: str, attrs: dict[str, str]) -> None:
        if name == _RELATION and attrs.get("TargetMode") != "External":
            path = posixpath.join("/", folder, attrs.get("Target", ""))
            target = posixpath.normpath(path).lstrip("/").lower()
            kind = attrs.get("Type", "").rpartition("/")[2]
            found[attrs.get("Id", "")] = Relation(kind, target)

    walk(content, what="关系表", start=start)
    return found


def outline(content: bytes) -> Outline:
    """Read the workbook part; raises Unreadable X117 for strict Open XML."""
    found = Outline()
    naming: dict[str, str] | None = None
    pieces: list[str] = []

    def start(name: str, attrs: dict[str, str]) -> None:
        nonlocal naming
        if name == STRICT + "workbook":
            raise Unreadable("X117")
        if name == MAIN + "sheet":
            hidden = attrs.get("state", "visible") != "visible"
            entry = SheetEntry(attrs.get("name", ""), hidden, attrs.get(_R_ID, ""))
            found.sheets.append(entry)
        elif name == MAIN + "workbookPr":
            found.date_1904 = is_on(attrs.get("date1904"))
        elif name == MAIN + "definedName":
            naming = attrs
            pieces.clear()

    def end(name: str) -> None:
        nonlocal naming
        if name == MAIN + "definedName" and naming is not None:
            local = "localSheetId" in naming
            entry = NameEntry(naming.get("name", ""), local, "".join(pieces).strip())
            found.names.append(entry)
            naming = None

    def text(piece: str) -> None:
        if naming is not None:
            pieces.append(piece)

    walk(content, what="工作簿目录", start=start, end=end, text=text)
    return found


def shared_texts(content: bytes, limits: Limits) -> list[str]:
    """The shared strings 共享字符串 in order: rich text flattened, readings (拼音) dropped."""
    found: list[str] = []
    pieces: list[str] = []
    in_text = in_reading = False

    def start(name: str, _attrs: dict[str, str]) -> None:
        nonlocal in_text, in_reading
        if name == MAIN + "t":
            in_text = not in_reading
        elif name == MAIN + "si":
            pieces.clear()
        elif name == MAIN + "rPh":
            in_reading = True

    def end(name: str) -> None:
        nonlocal in_text, in_reading
        if name == MAIN + "t":
            in_text = False
        elif name == MAIN + "si":
            found.append(plain_text("".join(pieces), limits))
        elif name == MAIN + "rPh":
            in_reading = False

    def text(piece: str) -> None:
        if in_text:
            pieces.append(piece)

    walk(content, what="共享文字", start=start, end=end, text=text)
    return found


def plain_text(raw: str, limits: Limits) -> str:
    """Decode `_x000D_`-style escapes; raises Unreadable X118 for more than a cell can hold."""
    decoded = _ESCAPE.sub(_decoded, raw) if "_x" in raw else raw
    if len(decoded) > limits.text:
        raise Unreadable("X118", what=f"有一格文字超过{limits.text}字")
    return decoded


def _decoded(escape: re.Match[str]) -> str:
    sign = int(escape[1], 16)
    return escape[0] if sign in _SURROGATES else chr(sign)


def cell_formats(content: bytes) -> list[str]:
    """The number format code of each cell style, in order; "" is General 常规."""
    codes = dict(BUILT_IN)
    found: list[str] = []
    in_styles = False

    def start(name: str, attrs: dict[str, str]) -> None:
        nonlocal in_styles
        if name == MAIN + "numFmt":
            code = attrs.get("formatCode", "")
            number = whole(attrs.get("numFmtId", ""), what="数字格式编号")
            codes[number] = "" if code.lower() == "general" else code
        elif name == MAIN + "cellXfs":
            in_styles = True
        elif name == MAIN + "xf" and in_styles:
            number = whole(attrs.get("numFmtId", "0"), what="数字格式编号")
            found.append(codes.get(number, ""))

    def end(name: str) -> None:
        nonlocal in_styles
        if name == MAIN + "cellXfs":
            in_styles = False

    walk(content, what="样式", start=start, end=end)
    return found


def application(content: bytes) -> str:
    """The program that wrote the file, as docProps/app.xml says; "" if it does not."""
    return _texts(content, (_APPLICATION,))[_APPLICATION]


def properties(content: bytes) -> Properties:
    """Who made the file and when, as docProps/core.xml says."""
    found = _texts(content, (_CREATOR, _LAST_MODIFIED_BY, _CREATED))
    return Properties(found[_CREATOR], found[_LAST_MODIFIED_BY], found[_CREATED])


def _texts(content: bytes, wanted: tuple[str, ...]) -> dict[str, str]:
    """The text of each element `wanted`; "" for one that is not there."""
    pieces = dict.fromkeys(wanted, "")
    inside = ""

    def start(name: str, _attrs: dict[str, str]) -> None:
        nonlocal inside
        inside = name if name in pieces else ""

    def end(_name: str) -> None:
        nonlocal inside
        inside = ""

    def text(piece: str) -> None:
        if inside:
            pieces[inside] += piece

    walk(content, what="文档属性", start=start, end=end, text=text)
    return {name: found.strip() for name, found in pieces.items()}
