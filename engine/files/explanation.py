"""The explanation 得分由来 of one unit: a tree from total to part, section, item, value and cell.

Made from results alone; its shape is docs/schema/explanation-1.schema.json. The screen, the page
and other programs read the same tree.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from engine.files.result_words import Results
from engine.language.at_unit import minus

FORMAT = 1
_BONUS = {"code": "", "title": "加分", "max": None}
"""The one section of the bonus, which the rubric gives no code."""


def explanation(
    results: Results, unit: Results, *, code: str | None = None, idle: bool = False
) -> dict[str, Any]:
    """How a unit came by its total; of one item only where `code` names it.

    `idle` brings in the rules that did not fire.
    """
    return {
        "format": FORMAT,
        **{key: unit[key] for key in ("code", "name", "status", "state", "groups")},
        **{key: unit[key] for key in ("total", "rank", "group_ranks", "grade")},
        "closing": results["closing"],
        "workings": _total(unit),
        "parts": [part for part in _parts(results, unit, code, idle) if part["sections"]],
        "awards": [
            {
                "id": award["id"],
                "title": award["title"],
                "reason": award["reasons"][unit["code"]]["sentence"],
            }
            for award in results["awards"]
        ],
    }


def _total(unit: Results) -> str:
    if unit["total"] is None:
        return ""
    return f"{minus(unit['base'])}＋{minus(unit['bonus'])}＝{minus(unit['total'])}"


def _parts(results: Results, unit: Results, code: str | None, idle: bool) -> list[dict[str, Any]]:
    base = [_section(results, unit, section, code, idle) for section in unit["sections"]]
    extra = _section(results, unit, _BONUS | {"points": unit["bonus"]}, code, idle)
    return [
        {
            "part": part,
            "title": title,
            "points": unit[part],
            "workings": workings,
            "sections": [section for section in sections if section["items"]],
        }
        for part, title, workings, sections in (
            ("base", "基础分", sum_words([s["points"] for s in base], unit["base"]), base),
            ("bonus", "加分", extra["workings"], [extra]),
        )
    ]


def _section(
    results: Results, unit: Results, section: Results, code: str | None, idle: bool
) -> dict[str, Any]:
    items = [item for item in unit["indicators"] if item["section"] == section["code"]]
    return {
        **{key: section[key] for key in ("code", "title", "points", "max")},
        "workings": sum_words([item["points"] for item in items], section["points"]),
        "items": [_item(results, each, idle) for each in items if code in (None, each["code"])],
    }


def sum_words(points: list[str | None], result: str | None) -> str:
    """“2.00＋3.00＝5.00” of what is decided; a cap on the sum is said."""
    decided = [each for each in points if each is not None]
    if not decided or result is None:
        return ""
    total = sum(map(Decimal, decided))
    line, most = f"{'＋'.join(map(minus, decided))}＝{minus(str(total))}", minus(result)
    return line if total == Decimal(result) else f"{line}，最高{most}分，得{most}"


def _item(results: Results, item: Results, idle: bool) -> dict[str, Any]:
    found = {
        **{key: item[key] for key in ("code", "title", "claimed", "reviewed", "points", "max")},
        **{key: item[key] for key in ("state", "open", "closed", "clause")},
        **results["rules"][item["code"]],
        **{
            key: item[key]
            for key in ("source", "reads", "verdict", "reviewer", "reason", "workings")
        },
    }
    return found | {"not_fired": item["not_fired"]} if idle else found
