"""失分与改进建议 of one unit, on what was verified in the newest run."""

from __future__ import annotations

from typing import Any

from engine.cycle.asking import unit_of
from engine.cycle.closing import gather_case, last_closings
from engine.cycle.recording import result_is_current
from engine.cycle.scoring import last_run
from engine.cycle.year import Year
from engine.judging.gain_words import HONEST
from engine.judging.gains import losses
from engine.records.problem import CannotGoOn, problem


def feedback(year: Year, unit: str) -> dict[str, Any]:
    """What a unit lost and what would restore it, as plain JSON.

    Raises CannotGoOn (2): nothing was scored yet, something changed since, or the unit is unknown
    or has no workbook that counts.
    """
    results = last_run(year).results
    entry = unit_of(results, unit)
    if not result_is_current(year):
        raise CannotGoOn(problem("E270", unit=unit), exit_code=2)
    case = gather_case(year, closings=last_closings(year))
    if unit not in case.intake.counted:
        raise CannotGoOn(problem("E271", unit=unit, unit_code=unit), exit_code=2)
    return {
        "unit": unit,
        "name": entry["name"],
        "title": results["title"],
        "total": entry["total"],
        "state": entry["state"],
        "open": [each["code"] for each in entry["indicators"] if each["open"]],
        "losses": [each.as_dict() for each in losses(case, unit)],
        "note": HONEST,
    }
