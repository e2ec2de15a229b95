"""OpenDocument values: what one cell of an .ods holds, and the addresses its names lead to."""

from __future__ import annotations

import re

from engine.files.guarded_xml import whole
from engine.files.sheet_walk import is_number
from engine.files.zip_guard import Limits, Unreadable

ODF = "urn:oasis:names:tc:opendocument:xmlns:"
TABLE, OFFICE = f"{ODF}table:1.0 ", f"{ODF}office:1.0 "
_NUMBERS = {"float": "", "currency": "", "percentage": "0%"}
_BOOLEANS = {"true": "TRUE", "false": "FALSE"}
_ERROR = re.compile(r"#(?:DIV/0!|REF!|N/A|NAME\?|VALUE!|NUM!|NULL!)|Err:[0-9]{3}")
_QUOTED = re.compile(r"\$?'((?:[^']|'')+)'\.(.+)", re.DOTALL)
_BARE = re.compile(r"\$?([^'.]+)\.(.+)", re.DOTALL)
_CALC_TYPE = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 value-type"


def cell_value(
    attrs: dict[str, str], shown: str, limits: Limits, *, formula: bool
) -> tuple[str, str, str]:
    """(kind, text, number format) of a cell that shows `shown`.

    Raises Unreadable X118 for a value that is not of its type.
    """
    kind = attrs.get(f"{OFFICE}value-type", "")
    if attrs.get(_CALC_TYPE) == "error" or (formula and _ERROR.fullmatch(shown)):
        return "error", shown or "#N/A", ""
    if kind in _NUMBERS:
        number = attrs.get(f"{OFFICE}value", "").strip()
        if formula and not is_number(number):
            # An error that is not shown as one: LibreOffice writes NaN.
            return "error", "#N/A", ""
        if not is_number(number):
            raise Unreadable("X118", what="数字单元格里不是数字")
        return "number", number, _NUMBERS[kind]
    if kind == "date":
        return "date", attrs.get(f"{OFFICE}date-value", "")[: limits.text], ""
    if kind == "boolean":
        said = attrs.get(f"{OFFICE}boolean-value", "")
        if said not in _BOOLEANS:
            raise Unreadable("X118", what="是非单元格里不是是非值")
        return "boolean", _BOOLEANS[said], ""
    if kind not in ("", "string", "time"):
        raise Unreadable("X118", what="单元格类型不明")
    text = attrs.get(f"{OFFICE}string-value", shown) if kind == "string" else shown
    if len(text) > limits.text:
        raise Unreadable("X118", what=f"有一格文字超过{limits.text}字")
    return "text", text, ""


def repeated(attrs: dict[str, str], key: str) -> int:
    """How often a row, a column or a cell stands, or how far it spans.

    Raises Unreadable X118 for no whole number above 0.
    """
    count = whole(attrs.get(TABLE + key, "1"), what="重复的次数")
    if not count:
        raise Unreadable("X118", what="重复的次数是 0")
    return count


def reference(address: str) -> str:
    """`$'表 一'.$A$1:.$B$2` as `'表 一'!$A$1:$B$2`; anything else stays as it is."""
    match = _QUOTED.fullmatch(address) or _BARE.fullmatch(address)
    if match is None:
        return address
    sheet = match[1] if match.re is _QUOTED else match[1].replace("'", "''")
    first, colon, second = match[2].partition(":")
    return f"'{sheet}'!{first}{colon}{second.rpartition('.')[2]}"
