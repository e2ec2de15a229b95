"""宽严校正: put on record which offsets are taken out of the marks, where the year announced it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from engine.cycle.places import DECISIONS, LEDGER, SEVERITY
from engine.cycle.year import Year
from engine.files import ledger, originals
from engine.files.hand_written import read
from engine.files.personal_data import PERSONAL_REASON, find
from engine.judging.adjusting import why_not
from engine.records.diagnosis import Note
from engine.records.problem import CannotGoOn, Place, problem
from engine.records.severity import SeverityCorrection, SeverityDecision
from engine.rubric.standard import Fault

KIND = "severity"
"""Kind of the ledger entries of 宽严校正."""
_UNSOUND = "V458"


def read_severity_decision(year: Year, path: Path) -> SeverityDecision:
    """A decision written by hand; looked for here, then in the year's `decisions/`.

    Raises CannotGoOn: not there (2), unsound (3), not announced before the lock (2).
    """
    refuse_unannounced(year)
    path = path if path.is_file() else year.folder / DECISIONS / path
    if not path.is_file():
        raise CannotGoOn(problem("L715", what=f"文件 {path.name}"), exit_code=2)
    written = read(path, SeverityDecision, code=_UNSOUND, text_keys=frozenset(("number",)))
    if find(written.value.reason):
        raise written.refuse([Fault(("reason",), _UNSOUND, PERSONAL_REASON)])
    return written.value


def refuse_unannounced(year: Year) -> None:
    """Raises CannotGoOn (2) where the locked settings do not say `severity: apply`."""
    year.require_lock("宽严校正")
    terms = year.settings.review
    if terms is None or terms.severity != "apply":
        raise CannotGoOn(problem("V456", Place("cycle.yaml")), exit_code=2)


def correct(year: Year, decision: SeverityDecision, found: Note) -> SeverityCorrection:
    """Record the decision with the offsets of today's marks. The same decision again is nothing.

    Raises CannotGoOn (2): there are no offsets to fix, or they were fixed by another decision.
    """
    before = correction_on_record(year)
    if before is not None:
        if before.decision == decision:
            return before
        number = before.decision.number
        raise CannotGoOn(problem("V459", Place(SEVERITY), number=number), exit_code=2)
    if not found.offsets:
        raise CannotGoOn(problem("V457", what=why_not(found)), exit_code=2)
    made = SeverityCorrection(decision=decision, offsets=dict(found.offsets))
    # The ledger first: it is what the record is held to.
    ledger.append(year.folder / LEDGER, KIND, made.model_dump(mode="json"))
    originals.save(year.folder / SEVERITY, made)
    return made


def correction_on_record(year: Year) -> SeverityCorrection | None:
    """What was decided, by the ledger. Raises CannotGoOn (4) where the record says otherwise."""
    written = originals.load(year.folder / SEVERITY, SeverityCorrection)
    entries = ledger.read(year.folder / LEDGER)
    # Without any ledger the record stands alone, as the lock does.
    if not entries:
        return written
    known = next((each.body for each in reversed(entries) if each.kind == KIND), None)
    entered = SeverityCorrection.model_validate(known) if known is not None else None
    if written is not None and written != entered:
        raise CannotGoOn(problem("L703", Place(SEVERITY), what="宽严校正记录"), exit_code=4)
    return entered


def offsets_on_record(year: Year) -> Mapping[str, Decimal]:
    """Assessor → share taken off their marks; nothing unless the year announced and decided it."""
    terms = year.settings.review
    if terms is None or terms.severity != "apply":
        return {}
    found = correction_on_record(year)
    return found.offsets if found is not None else {}
