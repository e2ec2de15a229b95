"""Workbooks built part by part, sound ones and hostile ones, for the tests of reading."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
from collections.abc import Callable, Iterable

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

Parts = dict[str, str | bytes]


def parts(rows: str = '<row r="1"><c r="A1"><v>1</v></c></row>', **changed: str) -> Parts:
    """The parts of a small sound workbook of one sheet 表一 that holds `rows`.

    `names`, `shared`, `formats` (cell styles), `before` and `after` (beside the rows), `settings`
    (of the workbook) put further XML in its place.
    """
    more = dict.fromkeys(("names", "shared", "formats", "before", "after", "settings"), "")
    more |= changed
    return {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": _relations(("r1", "officeDocument", "xl/workbook.xml")),
        "xl/_rels/workbook.xml.rels": _relations(
            ("r1", "worksheet", "worksheets/sheet1.xml"),
            ("r2", "sharedStrings", "/xl/sharedStrings.xml"),
            ("r3", "styles", "styles.xml"),
        ),
        "xl/workbook.xml": (
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{more["settings"]}<sheets>'
            f'<sheet name="表一" sheetId="1" r:id="r1"/></sheets>'
            f"<definedNames>{more['names']}</definedNames></workbook>"
        ),
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{more["shared"]}</sst>',
        "xl/styles.xml": (
            f'<styleSheet xmlns="{MAIN}"><fills><fill/></fills><cellXfs><xf numFmtId="0"/>'
            f"{more['formats']}</cellXfs></styleSheet>"
        ),
        "xl/worksheets/sheet1.xml": (
            f'<worksheet xmlns="{MAIN}">{more["before"]}<sheetData>{rows}</sheetData>'
            f"{more['after']}</worksheet>"
        ),
    }


def _relations(*links: tuple[str, str, str]) -> str:
    inside = (
        f'<Relationship Id="{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for number, kind, target in links
    )
    return f'<Relationships xmlns="{PACKAGE}">{"".join(inside)}</Relationships>'


def packed(members: Parts | Iterable[tuple[str, str | bytes]]) -> bytes:
    """A ZIP of `members`; pairs may repeat a name."""
    pairs = members.items() if isinstance(members, dict) else members
    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")
        for name, content in pairs:
            archive.writestr(name, content)
    return buffer.getvalue()


def book(rows: str = '<row r="1"><c r="A1"><v>1</v></c></row>', **changed: str) -> bytes:
    """A small workbook; see `parts`."""
    return packed(parts(rows, **changed))


def with_parts(**changed: str | bytes | None) -> bytes:
    """A sound workbook with whole parts replaced, added, or (None) left out."""
    kept = parts() | {name: part for name, part in changed.items() if part is not None}
    return packed({name: kept[name] for name in kept if changed.get(name, "") is not None})


def shared_texts_bomb() -> bytes:
    """1 MB that would inflate to 1 GiB of shared strings."""
    buffer = io.BytesIO()
    sound = parts()
    del sound["xl/sharedStrings.xml"]
    block = b"<si><t>" + b"A" * (1 << 20) + b"</t></si>"
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sound.items():
            archive.writestr(name, content)
        with archive.open("xl/sharedStrings.xml", "w", force_zip64=True) as stream:
            stream.write(f'<sst xmlns="{MAIN}">'.encode())
            for _ in range(1024):
                stream.write(block)
    return buffer.getvalue()


def heavy_images() -> bytes:
    """60 MB of members that hardly deflate at all."""
    noise = b"".join(struct.pack("<I", n * 2654435761 % 2**32) for n in range(25_000))
    return packed(parts() | {f"xl/media/image{n}.png": noise * 50 for n in range(12)})


def tag_bomb() -> bytes:
    """Millions of empty shared strings, salted with comments to keep the ratio modest."""
    return book(shared="".join("<si/>" * 8 + f"<!--{n:x}-->" for n in range(400_000)))


def overlapping() -> bytes:
    """A directory that lists one member's bytes under many names."""
    data = packed({"a.bin": bytes(range(256)) * 40})
    start = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    entry = data[start:end]
    entries = b"".join(entry.replace(b"a.bin", b"a.b%02d" % n) for n in range(50))
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 50, 50, len(entries), start, 0)
    local = data[:start]
    return local + entries + tail


def encrypted_member() -> bytes:
    """A ZIP whose members carry the flag of a password."""
    data = bytearray(book())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 1)
    return bytes(data)


def ole(*streams: str) -> bytes:
    """The head of an OLE file with the names of its streams."""
    return OLE + bytes(504) + b"".join(name.encode("utf-16-le").ljust(128) for name in streams)


def deflated_twice(name: str) -> bytes:
    """A workbook that holds the member `name` twice, with other content."""
    sound = list(parts().items())
    return packed([*sound, (name, sound[-1][1])])


def strict() -> bytes:
    """A workbook in strict Open XML."""
    text = str(parts()["xl/workbook.xml"])
    return with_parts(
        **{"xl/workbook.xml": text.replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main")}
    )


LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "哈哈"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    f'<sst xmlns="{MAIN}"><si><t>&b;</t></si></sst>'
)
REACHING = (
    '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    f'<sst xmlns="{MAIN}"><si><t>&a;</t></si></sst>'
)

_ONE = '<row r="1"><c r="A1"><v>1</v></c></row>'

HOSTILE: tuple[tuple[str, str, Callable[[], bytes]], ...] = (
    ("X101", "zip bomb in shared strings", shared_texts_bomb),
    ("X101", "heavy images", heavy_images),
    (
        "X102",
        "sheet of extreme ratio",
        lambda: with_parts(**{"xl/worksheets/sheet1.xml": " " * 10**6}),
    ),
    ("X101", "millions of tags", tag_bomb),
    ("X102", "many members", lambda: packed(parts() | {f"x{n}": "" for n in range(300)})),
    ("X102", "overlapping members", overlapping),
    ("X103", "duplicate member", lambda: deflated_twice("xl/worksheets/sheet1.xml")),
    ("X103", "duplicate member in capitals", lambda: deflated_twice("xl/worksheets/SHEET1.xml")),
    ("X104", "parent folder", lambda: with_parts(**{"../evil.xml": "x"})),
    ("X104", "absolute path", lambda: with_parts(**{"/etc/evil": "x"})),
    ("X104", "backslash", lambda: with_parts(**{"xl\\evil.xml": "x"})),
    ("X104", "drive", lambda: with_parts(**{"C:evil.xml": "x"})),
    ("X105", "entities", lambda: with_parts(**{"xl/sharedStrings.xml": LAUGHS})),
    ("X105", "external entity", lambda: with_parts(**{"xl/sharedStrings.xml": REACHING})),
    (
        "X105",
        "entities in UTF-16",
        lambda: with_parts(**{"xl/sharedStrings.xml": LAUGHS.encode("utf-16")}),
    ),
    ("X105", "DTD in a part nobody reads", lambda: with_parts(**{"xl/a.xml": LAUGHS})),
    (
        "X106",
        "last cell of all",
        lambda: book('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    ),
    ("X106", "far column", lambda: book('<row r="1"><c r="ZZ1"><v>1</v></c></row>')),
    ("X106", "cell outside any row", lambda: book("<c><v>1</v></c>")),
    (
        "X107",
        "duplicate cell",
        lambda: book('<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>'),
    ),
    ("X107", "duplicate row", lambda: book(_ONE + '<row r="1"><c r="B1"><v>1</v></c></row>')),
    ("X110", "macros", lambda: with_parts(**{"xl/vbaProject.bin": b"\x00"})),
    (
        "X110",
        "macro-enabled type",
        lambda: with_parts(
            **{"[Content_Types].xml": "<Types>application/vnd.ms-excel.sheet.macroEnabled</Types>"}
        ),
    ),
    ("X112", "encrypted OLE", lambda: ole("EncryptionInfo", "EncryptedPackage")),
    ("X112", "encrypted member", encrypted_member),
    ("X113", ".xls", lambda: ole("Workbook")),
    ("X113", "bare BIFF", lambda: b"\x09\x08\x10\x00" + bytes(100)),
    ("X115", "Word", lambda: ole("WordDocument")),
    ("X115", "html", lambda: b"\xef\xbb\xbf\n<HTML><table></table>"),
    ("X115", "csv in GBK", lambda: "学校,人数\n".encode("gb18030")),
    ("X115", "pdf", lambda: b"%PDF-1.7"),
    ("X115", "rar", lambda: b"Rar!\x1a\x07\x00"),
    ("X115", "7z", lambda: b"7z\xbc\xaf\x27\x1c"),
    ("X115", "png", lambda: b"\x89PNG\r\n\x1a\n"),
    ("X115", "plain zip", lambda: packed({"a.txt": "x"})),
    ("X115", "docx", lambda: packed({"[Content_Types].xml": "", "word/document.xml": ""})),
    ("X116", "zero bytes", lambda: b""),
    ("X116", "all zeros", lambda: bytes(4096)),
    ("X116", "truncated", lambda: book()[:-200]),
    ("X116", "cut XML", lambda: with_parts(**{"xl/workbook.xml": "<workbook"})),
    ("X116", "no workbook part", lambda: with_parts(**{"xl/workbook.xml": None})),
    ("X117", "strict", strict),
    ("X118", "no sheet part", lambda: with_parts(**{"xl/worksheets/sheet1.xml": None})),
    ("X118", "style out of range", lambda: book('<row r="1"><c r="A1" s="9"><v>1</v></c></row>')),
    (
        "X118",
        "text out of range",
        lambda: book('<row r="1"><c r="A1" t="s"><v>9</v></c></row>'),
    ),
    ("X118", "number in words", lambda: book('<row r="1"><c r="A1"><v>nan</v></c></row>')),
    (
        "X118",
        "number too great",
        lambda: book('<row r="1"><c r="A1"><v>1E9999999</v></c></row>'),
    ),
    ("X118", "cell of another row", lambda: book('<row r="1"><c r="A2"><v>1</v></c></row>')),
    (
        "X118",
        "boundless text",
        lambda: book(
            f'<row r="1"><c r="A1" t="str"><v>{"".join(map(str, range(9000)))}</v></c></row>'
        ),
    ),
    (
        "X118",
        "unknown encoding",
        lambda: with_parts(
            **{"xl/sharedStrings.xml": '<?xml version="1.0" encoding="punycode"?><sst/>'}
        ),
    ),
    (
        "X118",
        "no sheets",
        lambda: with_parts(**{"xl/workbook.xml": f'<workbook xmlns="{MAIN}"><sheets/></workbook>'}),
    ),
    (
        "X118",
        "a sheet that is something else",
        lambda: with_parts(**{"xl/worksheets/sheet1.xml": "<html/>"}),
    ),
)
"""The code each must be refused with, what it is, and how to build it."""
