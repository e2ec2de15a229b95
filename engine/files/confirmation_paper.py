"""初评结果确认单: what it tells one unit of its own points, and nothing of any other."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from engine.files.field_words import chinese_day
from engine.files.paper_kinds import PAPERS
from engine.files.papers import Fields
from engine.files.personal_data import masked
from engine.files.result_words import item_state, number, short
from engine.records.confirmation import Sent

CONFIRMATION = PAPERS["初评结果确认单"]
Results = Mapping[str, Any]
_OPEN, _NONE = "未定", "—"
_SHOWN_BEST = 2


def told(unit: Results, unsaid: Mapping[str, str]) -> dict[str, Any]:
    """What the paper says of a unit's points: the same until one of them, or a reason, changes.

    `unit` is its entry in `results.json`. `unsaid`: by indicator what stands where nobody wrote a
    reason, of items whose arithmetic says nothing or would tell how others stand.
    """
    items = unit["indicators"]
    groups = [
        _group(section["code"], section["title"], section["points"], section["max"],
               [i for i in items if i["section"] == section["code"]], unsaid)
        for section in unit["sections"]
    ]  # fmt: skip
    bonus = [i for i in items if i["bonus"]]
    penalty = [i for i in items if i["penalty"]]
    if bonus:
        groups.append(_group("", "加分", unit["bonus"], None, bonus, unsaid))
    if penalty:
        groups.append(_group("", "扣分", unit["penalty"], None, penalty, unsaid))
    waiting = [item for item in items if item["open"]]
    return {
        "单位编号": unit["code"],
        "单位名称": unit["name"],
        "总分": number(unit["total"]),
        "满分": _whole(unit["sections"]),
        "加分": unit["bonus"] if bonus else "",
        "扣分": unit["penalty"] if penalty else "",
        "好在哪里": _good(unit),
        "暂定": f"这是暂定的总分：还有{len(waiting)}项没有定，没有定的不是0分。" if waiting else "",
        "未定": [
            {"编号": i["code"], "名称": i["title"], "状态": item_state(i).word} for i in waiting
        ],
        "一级指标": groups,
    }


def fields(about: Mapping[str, Any], sent: Sent, settings: Mapping[str, str], how: str) -> Fields:
    """All that the template is told.

    `about` is what `told` gave; `settings` holds 评估名称, 评估年度, 依据文号 and 办公室.
    `how` says what silence and objections come to.
    """
    last = chinese_day(sent.until)
    whom = sent.contact or f"交到{settings['办公室']}"
    return {
        **about,
        **settings,
        "回复期限": last,
        "回复方式": f"请在{last}以前，把签字盖章的本单{whom}。{how}",
        "印发日期": chinese_day(sent.on),
        "版本": sent.run,
    }


def _group(
    code: str, title: str, points: str | None, most: str | None, items: list[Any],
    unsaid: Mapping[str, str],
) -> dict[str, Any]:  # fmt: skip
    return {
        "编号": code,
        "名称": title,
        "得分": number(points or ""),
        "满分": short(most) if most is not None else "",
        "指标": [_line(item, unsaid) for item in items],
    }


def _line(item: Results, unsaid: Mapping[str, str]) -> dict[str, str]:
    return {
        "编号": item["code"],
        "名称": item["title"],
        "自报": _points(item["claimed"], _NONE),
        "核定": _points(item["reviewed"], _NONE if item["closed"] else _OPEN),
        "得分": _points(item["points"], _OPEN),
        "满分": short(item["max"]) if item["max"] is not None else "",
        "理由": _why(item, unsaid),
        "条款": item["clause"],
    }


def _points(points: str | None, otherwise: str) -> str:
    return otherwise if points is None else number(points)


def _why(item: Results, unsaid: Mapping[str, str]) -> str:
    """Why an item did not get what it might: what closed it, the reviewers' words, the sum."""
    if item["open"]:
        return item_state(item).word
    lost = not item["bonus"] and item["max"] is not None and item["points"] != item["max"]
    changed = item["claimed"] is not None and item["claimed"] != item["points"]
    if not (lost or changed or item["closed"]):
        return ""
    if item["closed"]:
        return str(item["workings"])
    return masked(item["reason"] or unsaid.get(item["code"], item["workings"]))


def _whole(sections: list[Any]) -> str:
    """满分 of the base score; "" where a section shows none."""
    if not sections or any(section["max"] is None for section in sections):
        return ""
    return short(str(sum(Decimal(section["max"]) for section in sections)))


def _good(unit: Results) -> str:
    """What is good, first: the items with full points, and the sections that came nearest."""
    base = [i for i in unit["indicators"] if not i["bonus"] and not i["penalty"]]
    worth = [i for i in base if i["max"] is not None and Decimal(i["max"])]
    full = [i for i in worth if i["points"] == i["max"]]
    said = [f"计分的{len(worth)}项指标里，有{len(full)}项得了满分。"] if full else []
    rated = [
        (Decimal(section["points"]) / Decimal(section["max"]), section)
        for section in unit["sections"]
        if section["max"] is not None and Decimal(section["max"]) and Decimal(section["points"])
    ]
    best = [s for rate, s in rated if rate == max(rate for rate, _ in rated)]
    if best:
        names = "、".join(
            f"“{_inner(s['title'])}”（{number(s['points'])}分，满分{short(s['max'])}分）"
            for s in best[:_SHOWN_BEST]
        )
        said.append(f"做得最好的是{names}。")
    return "".join(said)


def _inner(text: str) -> str:
    """A text as it stands within quotes: its own become ‘’, as GB/T 15834 asks."""
    return text.replace("“", "‘").replace("”", "’")
