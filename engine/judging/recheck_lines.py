"""What stands beside an item in `results.json`: an open objection, or the 复核决定 about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.judging.outcome import Outcome
from engine.records.exact import fixed

Beside = Mapping[tuple[str, str], dict[str, Any]]
"""(unit, indicator) → the further keys of that item."""


def beside_items(outcome: Outcome) -> Beside:
    """Only items that were objected to: all others keep the shape they always had."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    positions = {unit.code: at for at, unit in enumerate(outcome.before.cohort.units)}
    for (unit, code), (decision, item) in outcome.rechecked.items():
        line = {
            "number": decision.number,
            "date": decision.date.isoformat(),
            "role": decision.role,
            "application": decision.application,
            "upheld": item.upheld,
            "reason": item.reason,
        }
        if unit in positions and code in outcome.before.items:
            judged, at = outcome.before.items[code], positions[unit]
            points = fixed(int(judged.points[at]), outcome.before.places)
            line["before"] = points if judged.decided[at] else None
        found[unit, code] = {"recheck": line}
    for each in outcome.told.objections:
        line = {"number": each.number, "date": each.date.isoformat(), "reason": each.reason}
        found.setdefault((each.unit, each.indicator), {})["objection"] = line
    return found


def decisions(outcome: Outcome) -> list[dict[str, Any]]:
    """Every 复核决定, oldest first."""
    return [
        {
            "number": each.number,
            "date": each.date.isoformat(),
            "role": each.role,
            "reason": each.reason,
            "unit": each.unit,
            "application": each.application,
            "items": [{"indicator": i.indicator, "upheld": i.upheld} for i in each.items],
        }
        for each in outcome.told.rechecks
    ]
