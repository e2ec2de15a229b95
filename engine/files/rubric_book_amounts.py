"""Amounts that differ, as people write them in a cell: by group, by size, for a named unit.

“学段：幼儿园=3；小学=5”, “在校生数：≥2000=0.8；其余=1”, “5；单位010003=3（一校两址）”. What such
a text would not give back exactly is written as JSON.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from engine.files.rubric_book_cell import BadCell, as_json, escaped, from_json, number

_REST = "其余"
_STEP = re.compile("(?:≥|>=|不低于)(.+)")
_UNIT = re.compile("单位(.+?)[=＝](.+?)[（(](.*)[）)]")
_GROUPS = "各组不同的写成“学段：幼儿园=3；小学=5”，选项不重复"
_FORMS = (
    f"{_GROUPS}；各规模不同的写成“在校生数：≥1000=0.9；其余=1”；"
    "单个单位另定的接着写“；单位010003=3（理由）”"
)


def amount_text(value: Any) -> str:
    """The text of an amount that differs."""
    text = _said(value)
    try:
        if escaped(text) == text and read_amount(text) == value:
            return text
    except BadCell:
        pass
    return as_json(value)


def _said(value: Any) -> str:
    match value:
        case {"units": units, "otherwise": otherwise}:
            named = (f"单位{e['unit']}={e['value']}（{e['reason']}）" for e in units)
            return "；".join((_said(otherwise), *named))
        case {"by": by, "steps": steps, "below": below}:
            edges = [f"≥{each['at_least']}={each['value']}" for each in steps]
            return f"{by}：" + "；".join((*edges, f"{_REST}={below}"))
        case {"by": by, "cases": cases}:
            return f"{by}：" + "；".join(f"{option}={points}" for option, points in cases.items())
    return str(value)


def read_amount(text: str) -> Any:
    """A number, or an amount that differs. Raises BadCell."""
    if text.startswith("{"):
        return from_json(text)
    own, units = [], []
    for part in filter(None, (each.strip() for each in re.split("[；;\n]", text))):
        if found := _UNIT.fullmatch(part):
            unit, value, reason = found.groups()
            units.append({"unit": unit.strip(), "value": number(value), "reason": reason.strip()})
        else:
            own.append(part)
    return {"units": units, "otherwise": _own(own)} if units else _own(own)


def _own(parts: Sequence[str]) -> Any:
    by, apart, first = "；".join(parts[:1]).replace(":", "：").partition("：")
    if not apart:
        if len(parts) > 1:
            raise BadCell("Y588", _FORMS)
        return number(by)
    pairs: dict[str, str] = {}
    for each in filter(None, (first, *parts[1:])):
        name, equals, points = each.replace("＝", "=").rpartition("=")
        if not equals or name.strip() in pairs:
            raise BadCell("Y588", _FORMS)
        pairs[name.strip()] = number(points)
    if not pairs:
        raise BadCell("Y588", _FORMS)
    *edges, last = pairs
    steps = [found for edge in edges if (found := _STEP.fullmatch(edge))]
    if last != _REST or not steps or len(steps) < len(edges):
        return {"by": by.strip(), "cases": pairs}
    return {
        "by": by.strip(),
        "steps": [{"at_least": number(each[1]), "value": pairs[each[0]]} for each in steps],
        "below": pairs[_REST],
    }
