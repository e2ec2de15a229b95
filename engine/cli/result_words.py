"""What the screen says of a result: the summary, one unit, one item."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from engine.cli.output import padded, width
from engine.records.states import UNIT_STATE_CHINESE, UnitState, by_key

Results = dict[str, Any]
_NOT_TAKING_PART = "暂不参评"
_STANDINGS = (*UNIT_STATE_CHINESE.values(), _NOT_TAKING_PART)
_BY = {"school": "校", "office": "局", "reviewer": "评"}


def summary(results: Results) -> Iterator[str]:
    """How complete the result is, and what stands of each award."""
    states = Counter(_standing(unit) for unit in results["units"])
    said = "，".join(f"{state}{states[state]}个" for state in _STANDINGS if states[state])
    yield f"{results['title']}：{len(results['units'])}个单位（{said}）。"
    if results["late_lock"]:
        yield f"注意：评审开始以后才锁定（原因：{results['late_lock']['reason']}）。"
    for award in results["awards"]:
        caps = "；".join(_cap(cap) for cap in award["caps"]) or "不限名额"
        yield f"{award['title']}：{caps}；拟认定{len(award['winners'])}个。"
        for tie in award["open"]:
            yield f"  有{len(tie['codes'])}个单位并列争{tie['seats']}个名额，待集体研究。"
    yield f"回头看清单{len(results['lookback'])}项；填报差错和提示{len(results['problems'])}条。"


def _standing(unit: Results) -> str:
    """What stands of a unit; one that does not take part owes no workbook."""
    if unit["status"] == _NOT_TAKING_PART and unit["state"] == UnitState.ABSENT:
        return _NOT_TAKING_PART
    return UNIT_STATE_CHINESE[unit["state"]]


def _cap(cap: Results) -> str:
    if cap["share"] is None:
        return f"{cap['group']}名额{cap['cap']}个"
    return f"{cap['group']}{cap['base']}×{cap['share']}→{cap['cap']}个"


def explain_unit(unit: Results, results: Results) -> Iterator[str]:
    """Where a unit stands, section by section and item by item."""
    yield f"{unit['code']} {unit['name']}　{_standing(unit)}"
    if unit["total"] is None:
        yield "没有计分。"
    else:
        word = "总分" if unit["state"] == "final" else "总分（暂定，只含已定的项）"
        yield f"{word}{unit['total']}＝基础分{unit['base']}＋加分{unit['bonus']}"
        rank = f"第{unit['rank']}名" if unit["rank"] is not None else "不排名"
        groups = "，".join(
            f"{unit['groups'].get(column, column)}第{place}名"
            for column, place in unit["group_ranks"].items()
        )
        yield (
            rank
            + (f"（{groups}）" if groups else "")
            + (f"，等次{unit['grade']}" if unit["grade"] else "")
        )
    for section in unit["sections"]:
        yield f"\n{section['title']}　{section['points']}/{section['max'] or '未定'}"
        yield from _items([i for i in unit["indicators"] if i["section"] == section["code"]])
    bonus = [i for i in unit["indicators"] if i["bonus"]]
    if bonus:
        yield f"\n加分　{unit['bonus']}"
        yield from _items(bonus)
    yield ""
    for award in results["awards"]:
        yield f"【{award['title']}】{award['reasons'][unit['code']]['sentence']}"


def _items(items: Sequence[Results]) -> Iterator[str]:
    room = max((width(item["title"]) for item in items), default=0)
    for item in items:
        mark = by_key(item["state"]).mark
        title = padded(item["title"], room)
        points = padded(f"{item['points'] or '未定'}/{item['max']}", 11)
        yield f"  {mark} {item['code']}  {title}  {points}  {_state(item)}　{item['workings']}"


def _state(item: Results) -> str:
    if item["closed"]:
        return f"收口定分（原为{by_key(item['closed']['from']).chinese}）"
    return by_key(item["state"]).chinese


def explain_indicator(item: Results) -> Iterator[str]:
    """One item: clause, what was claimed and verified, where, by whom, and the arithmetic."""
    yield f"{item['code']} {item['title']}（满分{item['max']}分，条款{item['clause']}）"
    yield (
        f"自评分 {item['claimed'] or '算不出'} → 评审后 {item['reviewed'] or '未定'}"
        f" → 审定分 {item['points'] or '未定'}　{_state(item)}"
    )
    for source in item["source"]:
        line = f"  〔{_BY[source['by']]}〕{source['field']} {source['title']}：{source['claimed']}"
        if source["verified"] != source["claimed"]:
            line += f" → 核定 {source['verified']}"
        places = "；".join(p for p in (source["place"], source["review_place"]) if p)
        yield line + (f"（{places}）" if places else "")
    if item["reviewer"] or item["reason"]:
        yield f"  评审：{item['reviewer']}　{item['reason']}".rstrip()
    if item["closed"]:
        yield f"  收口决定：{item['closed']['decision']}"
    yield f"  计算：{item['workings']}"
