"""What the screen says of a result: the summary, and what stands of a unit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from engine.records.states import UNIT_STATE_CHINESE, UnitState

Results = dict[str, Any]
_NOT_TAKING_PART = "暂不参评"
_STANDINGS = (*UNIT_STATE_CHINESE.values(), _NOT_TAKING_PART)


def summary(results: Results) -> Iterator[str]:
    """How complete the result is, and what stands of each award."""
    states = Counter(standing(unit) for unit in results["units"])
    said = "，".join(f"{state}{states[state]}个" for state in _STANDINGS if states[state])
    yield f"{results['title']}：{len(results['units'])}个单位（{said}）。"
    for each in results.get("changes", ()):
        when = "评审开始以后" if each["after_marks"] else "评审开始之前"
        yield f"名册变更 {each['number']}（{each['date']}，{when}）：{''.join(each['words'])}"
    if results["late_lock"]:
        yield f"注意：评审开始以后才锁定（原因：{results['late_lock']['reason']}）。"
    for award in results["awards"]:
        caps = "；".join(_cap(cap) for cap in award["caps"]) or "不限名额"
        yield f"{award['title']}：{caps}；拟认定{len(award['winners'])}个。"
        for tie in award["open"]:
            yield f"  有{len(tie['codes'])}个单位并列争{tie['seats']}个名额，待集体研究。"
    yield f"回头看清单{len(results['lookback'])}项；填报差错和提示{len(results['problems'])}条。"


def standing(unit: Results) -> str:
    """What stands of a unit; one that does not take part owes no workbook."""
    if unit["status"] == _NOT_TAKING_PART and unit["state"] == UnitState.ABSENT:
        return _NOT_TAKING_PART
    return UNIT_STATE_CHINESE[unit["state"]]


def _cap(cap: Results) -> str:
    if cap["share"] is None:
        return f"{cap['group']}名额{cap['cap']}个"
    return f"{cap['group']}{cap['base']}×{cap['share']}→{cap['cap']}个"
