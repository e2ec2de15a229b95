"""The explanation 得分由来 of one unit: a tree from total to part, section, item, value and cell.

Made from results alone; its shape is docs/schema/explanation-1.schema.json. The screen, the page
and other programs read the same tree.
"""

from __future__ import annotations

from typing import Any

from engine.files.result_words import Results

FORMAT = 1
_PARTS = {"base": "基础分", "bonus": "加分", "penalty": "扣分"}
"""What the total is made of; bonus and penalty are one section each, without a code."""


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
        **{key: results[key] for key in ("closing", "later_closings") if key in results},
        "workings": unit["workings"]["total"] if unit["workings"] is not None else "",
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


def _parts(results: Results, unit: Results, code: str | None, idle: bool) -> list[dict[str, Any]]:
    if unit["total"] is None:
        return []
    found = []
    for part, title in _PARTS.items():
        workings = unit["workings"][part]
        sections = unit["sections"]
        if part != "base":
            alone = {"code": "", "title": title, "points": unit[part], "max": None}
            sections = [alone | {"workings": workings}]
        told = [_section(results, unit, part, section, code, idle) for section in sections]
        found.append(
            {
                "part": part,
                "title": title,
                "points": unit[part],
                "workings": workings,
                "sections": [section for section in told if section["items"]],
            }
        )
    return found


def _section(
    results: Results, unit: Results, part: str, section: Results, code: str | None, idle: bool
) -> dict[str, Any]:
    items = [
        item
        for item in unit["indicators"]
        if _part(item) == part and item["section"] == section["code"]
    ]
    return {
        **{key: section[key] for key in ("code", "title", "points", "max", "workings")},
        "items": [_item(results, each, idle) for each in items if code in (None, each["code"])],
    }


def _part(item: Results) -> str:
    return "bonus" if item["bonus"] else "penalty" if item["penalty"] else "base"


def _item(results: Results, item: Results, idle: bool) -> dict[str, Any]:
    found = {
        **{key: item[key] for key in ("code", "title", "claimed", "reviewed", "points", "max")},
        **{key: item[key] for key in ("state", "open", "waits", "closed", "clause")},
        **results["rules"][item["code"]],
        **{
            key: item[key]
            for key in ("source", "reads", "verdict", "reviewer", "reason", "workings")
        },
    }
    more = ("marks", "recheck", "objection", *(("not_fired",) if idle else ()))
    return found | {key: item[key] for key in more if key in item}
