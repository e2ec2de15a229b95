"""What is on record of 初评结果确认, and which objections are still open."""

from __future__ import annotations

from engine.cycle.places import CONFIRMATIONS
from engine.cycle.year import Year
from engine.files import originals
from engine.records.confirmation import Confirmations
from engine.records.recheck import Objection, Rechecks


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
