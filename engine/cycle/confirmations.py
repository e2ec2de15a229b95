"""What is on record of 初评结果确认, and which objections are still open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.cycle.places import CONFIRMATIONS, PAPERS
from engine.cycle.year import Year
from engine.files import originals
from engine.files.confirmation_paper import CONFIRMATION, told
from engine.records.confirmation import Confirmations, Sent
from engine.records.recheck import Objection, Rechecks
from engine.rubric.identity import digest

FOLDER = f"{PAPERS}/{CONFIRMATION.name}"
REGISTER = f"{FOLDER}/初评确认登记.xlsx"
HAS_POINTS = frozenset({"final", "provisional"})
"""States of units that have points to confirm."""


def confirmations_of(year: Year) -> Confirmations:
    """Every sheet that was sent and every reply."""
    return originals.load(year.folder / CONFIRMATIONS, Confirmations) or Confirmations()


def objections_of(year: Year, rechecks: Rechecks) -> tuple[Objection, ...]:
    """Items units object to that no 复核申请 took up yet."""
    applied = ((a.unit, item.indicator) for a in rechecks.applications for item in a.items)
    return confirmations_of(year).objections(applied)


def about(year: Year) -> dict[str, str]:
    """What every paper of the year says of the year."""
    settings = year.settings
    return {
        "评估名称": settings.title,
        "评估年度": settings.cycle,
        "依据文号": settings.document,
        "办公室": settings.office,
    }


def told_to(year: Year, unit: Mapping[str, Any]) -> dict[str, Any]:
    """What a unit's 确认单 says of its points; `unit` is its entry in `results.json`."""
    items = year.standard.items
    # Where nobody wrote a reason: the sum says nothing of a mark, and too much of a comparison.
    unsaid = {item.code: "评审没有写明理由" for item in items if item.marks}
    unsaid |= {item.code: "与各单位比较得出" for item in items if item.of_cohort}
    return told(unit, unsaid)


def is_stale(year: Year, unit: Mapping[str, Any], sheet: Sent) -> bool:
    """Whether points or reasons changed since a sheet, and no 复核决定书 told the unit so."""
    if any("recheck" in item for item in unit["indicators"]):
        return False
    return sheet.facts != digest(told_to(year, unit))
