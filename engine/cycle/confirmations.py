"""What is on record of 初评结果确认, and which objections are still open."""

from __future__ import annotations

from engine.cycle.places import CONFIRMATIONS, RECHECKS
from engine.cycle.year import Year
from engine.files import originals
from engine.records.confirmation import Confirmations
from engine.records.recheck import Objection, Rechecks


def confirmations_of(year: Year) -> Confirmations:
    """Every sheet that was sent and every reply."""
    return originals.load(year.folder / CONFIRMATIONS, Confirmations) or Confirmations()


def objections_of(year: Year) -> tuple[Objection, ...]:
    """Items units object to that no 复核申请 took up yet."""
    rechecks = originals.load(year.folder / RECHECKS, Rechecks) or Rechecks()
    applied = ((a.unit, item.indicator) for a in rechecks.applications for item in a.items)
    return confirmations_of(year).objections(applied)
