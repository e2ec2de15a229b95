"""Guarded XML 受限的 XML 读取: walk one part with expat; no DTD, no entity, nothing fetched.

These are the refusals of defusedxml with `forbid_dtd`, set on expat itself: going through
ElementTree's Python parser would cost as much again as all the rest of the reading.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from xml.parsers import expat

from engine.files.zip_guard import Limits, Unreadable

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str], None]

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main "
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main "
_NO_MEMORY = expat.errors.codes[expat.errors.XML_ERROR_NO_MEMORY]
_MOST_DIGITS = 9


def check_markup(parts: Iterable[bytes], limits: Limits) -> None:
    """Refuse, before any parsing, a DTD in any part (X105) or more tags than allowed (X101)."""
    tags = 0
    for part in parts:
        if b"<!DOCTYPE" in part or b"<!ENTITY" in part:
            raise Unreadable("X105")
        tags += part.count(b"<")
    if tags > limits.tags:
        raise Unreadable("X101", limit=f"{limits.tags // 10_000}万个标记")


def walk(
    part: bytes,
    *,
    what: str,
    start: Start | None = None,
    end: End | None = None,
    text: Text | None = None,
) -> None:
    """Call the handlers there are through `part`; element names come as "namespace name".

    Raises Unreadable X105 (DTD), X116 (broken XML, said to be `what`), X118 (odd encoding).
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    # Nothing of a DTD can come before its opening, entities included.
    parser.StartDoctypeDeclHandler = _refuse_dtd
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    try:
        parser.Parse(part, True)
    except expat.ExpatError as fault:
        if fault.code == _NO_MEMORY:
            raise MemoryError from fault
        raise Unreadable("X116", what=f"{what}第{fault.lineno}行") from fault
    except (LookupError, ValueError) as fault:
        # expat asks Python for any encoding it does not know; OOXML allows UTF-8 and UTF-16.
        raise Unreadable("X118", what=f"{what}的文字编码不常见") from fault


def _refuse_dtd(*_: object) -> None:
    raise Unreadable("X105")


def whole(text: str, *, what: str) -> int:
    """An attribute that must be a whole number from 0; raises Unreadable X118 otherwise."""
    if not (text.isdecimal() and text.isascii() and len(text) <= _MOST_DIGITS):
        raise Unreadable("X118", what=f"{what}不是整数")
    return int(text)


def is_on(text: str | None) -> bool:
    """An attribute that is an XML boolean, absent meaning no."""
    return text in ("1", "true", "on")
