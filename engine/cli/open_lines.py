"""What the screen says of open items 未定项."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from engine.cycle.year import Year
from engine.files.open_words import (
    OWNERS,
    next_words,
    owed_by,
    points_words,
    reach_words,
    until,
    why_words,
)
from engine.records.exact import plain
from engine.records.open_item import OpenItem, OpenList, Owner

_OWNERS = list(Owner)


def item_line(item: OpenItem, name: str) -> str:
    """One open item in a line: whose, which, what it is worth, why."""
    full = "不限" if item.full is None else plain(item.full)
    worth = f"满分{full}，自报{points_words(item.claimed, '算不出')}"
    return f"{item.unit} {name}　{item.indicator} {item.title}（{worth}）　{why_words(item)}"


def lines(year: Year, found: OpenList, today: date) -> Iterator[str]:
    """Counts first, then by who owes, then how far each total may still go."""
    yield _counts(found)
    for owner, items in _by_owner(found.items):
        yield ""
        yield f"【{owner}】{len(items)}项{_until(year, items[0], today)}"
        for what, same in groupby(items, key=next_words):
            yield f"  {what}："
            for item in same:
                yield f"    {item_line(item, year.units[item.unit].name)}"
    named = dict.fromkeys(item.unit for item in found.items)
    if named:
        yield ""
        yield "总分还会怎样："
        for unit in named:
            yield f"  {unit} {year.units[unit].name}　{reach_words(found.reach[unit])}"


def _counts(found: OpenList) -> str:
    if not found.items:
        return "没有未定的项。"
    owed = Counter(item.whys[0].owner for item in found.items)
    said = "，".join(f"{OWNERS[owner]}{owed[owner]}项" for owner in _OWNERS if owed[owner])
    units = len({item.unit for item in found.items})
    return f"未定{len(found.items)}项，在{units}个单位：{said}。"


def _by_owner(items: Sequence[OpenItem]) -> Iterator[tuple[str, list[OpenItem]]]:
    """Items by who owes them, the same thing to do beside each other."""

    def order(item: OpenItem) -> tuple[int, str, str]:
        why = item.whys[0]
        return _OWNERS.index(why.owner), owed_by(why), next_words(item)

    for _, same in groupby(sorted(items, key=order), key=lambda item: order(item)[:2]):
        listed = list(same)
        yield owed_by(listed[0].whys[0]), listed


def _until(year: Year, item: OpenItem, today: date) -> str:
    if item.compared:
        return ""
    day = until(item.whys[0].owner, year.settings.mend_by, year.settings.close_on)
    return f"，{day}前" + ("（已过）" if today > day else "")


def as_json(year: Year, found: OpenList) -> dict[str, Any]:
    """The list for other programs."""
    settings = year.settings
    return {
        "count": len(found.items),
        "items": [
            {
                "unit": item.unit,
                "name": year.units[item.unit].name,
                "indicator": item.indicator,
                "title": item.title,
                "state": item.state.key,
                "max": plain(item.full) if item.full is not None else None,
                "claimed": plain(item.claimed) if item.claimed is not None else None,
                "penalty": item.penalty,
                "compared": item.compared,
                "why": why_words(item),
                "causes": [
                    {
                        "cause": why.cause.value,
                        "owner": why.owner.value,
                        "names": list(why.names),
                        "field": why.field,
                        "of": why.of,
                        "place": why.place.as_dict(),
                    }
                    for why in item.whys
                ],
                "until": until(item.whys[0].owner, settings.mend_by, settings.close_on).isoformat(),
                "next": next_words(item),
            }
            for item in found.items
        ],
        "units": {
            unit: {
                "now": plain(reach.now),
                "least": plain(reach.least) if reach.least is not None else None,
                "most": plain(reach.most),
            }
            for unit, reach in found.reach.items()
        },
    }
