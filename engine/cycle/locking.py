"""锁定: pin rubric, plan, roster, history and settings, and freeze the integer cap table."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from engine.cycle.places import BUSY, DECISIONS, LEDGER, LOCK, REVIEW, RUNS, SHEETS, STORE
from engine.cycle.timeliness import untimely
from engine.cycle.year import CHANGED, Year
from engine.files import ledger
from engine.files.atomic import clear_leftovers, write_file
from engine.files.originals import ORIGINALS
from engine.files.runs import json_bytes
from engine.judging.awarding import Cap, cap_table
from engine.records.problem import CannotGoOn, Place, Problem, Severity, problem


@dataclass(frozen=True, slots=True)
class Locked:
    """What was locked: digests by name, and the cap table 名额测算表 by award."""

    digests: dict[str, str]
    caps: dict[str, tuple[Cap, ...]]
    late: dict[str, str] | None
    problems: tuple[Problem, ...]
    """What is doubtful in the office's own tables and dates, to be mended before it is too late."""


@contextmanager
def working_on(year: Year) -> Iterator[None]:
    """Only one command at a time may write in a year. Raises CannotGoOn (2) when another does."""
    try:
        with FileLock(year.folder / BUSY, timeout=0):
            _clear_half_written(year.folder)
            _begin_ledger(year)
            yield
    except Timeout as error:
        raise CannotGoOn(problem("L701", Place(year.folder.name)), exit_code=2) from error


def _clear_half_written(folder: Path) -> None:
    """Remove what a command that was killed here left half-written."""
    written_to = [folder / each for each in ("", SHEETS, REVIEW, DECISIONS, STORE, RUNS)]
    for each in (*written_to, *(folder / STORE / ORIGINALS).glob("*")):
        if each.is_dir():
            clear_leftovers(each)


def _begin_ledger(year: Year) -> None:
    """A year that was handed on without its ledger begins a new one with its lock."""
    path = year.folder / LEDGER
    if year.lock is not None and not ledger.read(path):
        told = [each.model_dump(mode="json") for each in year.changes]
        ledger.append(path, "locked", year.lock)
        for change in told:
            ledger.append(path, CHANGED, change)


def caps_of(year: Year) -> dict[str, tuple[Cap, ...]]:
    """The integer cap table of every award on the roster as it stands."""
    return {award.id: cap_table(award, year.roster) for award in year.plan.awards}


def lock(year: Year, *, marked_in: str, late_reason: str | None, accept_doubts: bool) -> Locked:
    """Lock the year. `marked_in` names a review sheet that already has a mark ("" for none).

    Raises CannotGoOn: locked before (2), marks exist and no late reason was given (2), or the
    office's tables or dates raise doubts nobody has accepted (1).
    """
    if year.lock is not None:
        raise CannotGoOn(problem("L706", Place(LOCK)), exit_code=2)
    _restore(year)
    problems = (*year.office_problems, *untimely(year))
    doubts = [each for each in problems if each.severity is Severity.WARNING]
    if doubts and not accept_doubts:
        raise CannotGoOn(*doubts, problem("L716", count=len(doubts)), exit_code=1)
    if marked_in and late_reason is None:
        raise CannotGoOn(problem("L704", Place(marked_in)), exit_code=2)
    late = {"reason": late_reason, "marked": marked_in} if marked_in and late_reason else None
    found = Locked(year.digests(), caps_of(year), late, problems)
    content = _as_json(year, found)
    # The ledger first: a lock it does not know is taken for a forged one.
    ledger.append(year.folder / LEDGER, "locked", content)
    write_file(year.folder / LOCK, json_bytes(content))
    return found


def _restore(year: Year) -> None:
    """A lock the ledger knows and whose file is gone comes back as it was, never anew.

    Raises CannotGoOn (2) after restoring it.
    """
    known = [e.body for e in ledger.read(year.folder / LEDGER) if e.kind == "locked"]
    if known:
        write_file(year.folder / LOCK, json_bytes(known[-1]))
        raise CannotGoOn(problem("L717", Place(LOCK)), exit_code=2)


def _as_json(year: Year, locked: Locked) -> dict[str, Any]:
    return {
        "cycle": year.settings.cycle,
        "rubric": year.rubric.reference,
        "structure": year.structure,
        "plan": year.plan.reference,
        "units": len(year.roster),
        "digests": locked.digests,
        "caps": {
            award: [
                {
                    "group": cap.group,
                    "base": cap.base,
                    "share": cap.share,
                    "cap": cap.cap,
                    "lost": cap.lost,
                }
                for cap in caps
            ]
            for award, caps in locked.caps.items()
        },
        "late": locked.late,
    }
