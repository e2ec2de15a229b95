"""The sheet scan 工作簿扫描: the bytes of one workbook, turned safely into a plain `Book`.

It knows nothing of rubrics, converts nothing and judges nothing; whatever it cannot read whole
it refuses whole. Light on purpose, so that a child process that only scans starts at once.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from engine.files.book import UNSAID, Book, Cell, Sheet
from engine.files.defined_names import resolve_names
from engine.files.guarded_xml import check_markup
from engine.files.number_format import excel_date, is_date_format, is_percent_format
from engine.files.ods_scan import is_open_document, scan_ods
from engine.files.sheet_glance import harmless
from engine.files.sheet_walk import SheetWalk
from engine.files.workbook_parts import (
    Outline,
    Relation,
    SheetEntry,
    application,
    cell_formats,
    outline,
    properties,
    relations,
    shared_texts,
)
from engine.files.zip_guard import DEFAULT_LIMITS, Limits, Unreadable, open_members

__all__ = [
    "Book",
    "Cell",
    "Limits",
    "Sheet",
    "Unreadable",
    "excel_date",
    "is_date_format",
    "is_percent_format",
    "scan",
]

_OUTSIDE = (
    ("xl/externallinks/", "外部链接"),
    ("xl/connections.xml", "数据连接"),
    ("xl/querytables/", "数据查询"),
    ("xl/embeddings/", "嵌入对象"),
)
_MACRO_SHEETS = ("xlMacrosheet", "xlIntlMacrosheet")


def scan(data: bytes, limits: Limits = DEFAULT_LIMITS, *, unread: Collection[str] = ()) -> Book:
    """Read the bytes of one .xlsx or .ods.

    Sheets named in `unread` are left without their cells where they are plainly harmless.

    Raises Unreadable with a code X101 to X118; memory that runs out stays a MemoryError.
    """
    members = {name.lower(): part for name, part in open_members(data, limits).items()}
    if is_open_document(members):
        return scan_ods(members, limits)
    _refuse_macros(members)
    markup = (part for name, part in members.items() if name.endswith((".xml", ".rels")))
    check_markup(markup, limits)
    book_part = _workbook_part(members)
    listed = outline(members[book_part])
    notes = [f"含有{what}" for start, what in _OUTSIDE if _has(members, start)]
    external = bool(notes)
    sheets = _sheets(members, book_part, listed, limits, notes, unread)
    names, broken = resolve_names(listed.names, sheets)
    app, core = members.get("docprops/app.xml"), members.get("docprops/core.xml")
    return Book(
        sheets=sheets,
        names=names,
        broken_names=broken,
        date_1904=listed.date_1904,
        application=application(app) if app is not None else "",
        external_links=external,
        notes=tuple(notes),
        properties=properties(core) if core is not None else UNSAID,
    )


def _has(members: Mapping[str, bytes], start: str) -> bool:
    return any(name.startswith(start) for name in members)


def _refuse_macros(members: Mapping[str, bytes]) -> None:
    named = any(name.endswith("/vbaproject.bin") for name in members)
    if named or b"macroEnabled" in members.get("[content_types].xml", b""):
        raise Unreadable("X110")


def _workbook_part(members: Mapping[str, bytes]) -> str:
    links = relations(members, "").values()
    found = (link.target for link in links if link.kind == "officeDocument")
    part = next(found, "xl/workbook.xml")
    if part not in members:
        raise Unreadable("X116", what="缺少工作簿目录")
    return part


def _sheets(
    members: Mapping[str, bytes],
    book_part: str,
    listed: Outline,
    limits: Limits,
    notes: list[str],
    unread: Collection[str],
) -> tuple[Sheet, ...]:
    links = relations(members, book_part)
    by_kind = {link.kind: members[link.target] for link in links.values() if link.target in members}
    texts_part, styles_part = by_kind.get("sharedStrings"), by_kind.get("styles")
    texts = shared_texts(texts_part, limits) if texts_part is not None else []
    formats = cell_formats(styles_part) if styles_part is not None else [""]
    sheets: list[Sheet] = []
    room = limits.cells
    for number, entry in enumerate(listed.sheets, start=1):
        content = _sheet_part(members, entry, links)
        if content is None:
            notes.append(f"第{number}张表不是普通工作表，未读")
            continue
        what = f"第{number}张工作表"
        reader = SheetWalk(texts, formats, limits)
        if entry.name not in unread or not harmless(content, limits, what=what):
            reader.read(content, what=what)
        room -= len(reader.cells)
        if room < 0:
            raise Unreadable("X106", what=f"填了内容的格超过{limits.cells}个")
        if _declares_less(reader):
            notes.append(f"第{number}张工作表声明的范围小于实际内容，已全部读入")
        sheets.append(reader.sheet(name=entry.name, hidden=entry.hidden))
    if not sheets:
        raise Unreadable("X118", what="没有工作表")
    if len({sheet.name.casefold() for sheet in sheets}) < len(sheets):
        raise Unreadable("X118", what="两张工作表同名")
    return tuple(sheets)


def _sheet_part(
    members: Mapping[str, bytes], entry: SheetEntry, links: Mapping[str, Relation]
) -> bytes | None:
    """The part of a worksheet; None for a chart or dialog sheet, which holds no cells."""
    link = links.get(entry.relation)
    if link is None:
        raise Unreadable("X118", what="工作表的关系不明")
    if link.kind in _MACRO_SHEETS:
        raise Unreadable("X110")
    if link.kind != "worksheet":
        return None
    if link.target not in members:
        raise Unreadable("X118", what="缺少一张工作表的内容")
    return members[link.target]


def _declares_less(reader: SheetWalk) -> bool:
    if reader.declared is None:
        return False
    bottom, right = reader.declared[2:]
    return any(row > bottom or column > right for row, column in reader.cells)
