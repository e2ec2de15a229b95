"""接收: take what lies in `inbox/`, settle what counts, and record it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from engine.cycle.arriving import register
from engine.cycle.attributing import attributed
from engine.cycle.inbox_files import Inbox
from engine.cycle.office_decisions import (
    Approval,
    Supplement,
    approvals_of,
    decide_approval,
    decide_supplement,
    decide_use,
    supplements_of,
    uses_of,
)
from engine.cycle.places import INTAKE, TO_MEND
from engine.cycle.reading_in import Progress, read_all
from engine.cycle.recording import record
from engine.cycle.settling import Arrived, Paper, Use, readable, settle
from engine.cycle.supplementing import mend
from engine.cycle.timing import Timing, timing_of
from engine.cycle.year import Year
from engine.files import originals
from engine.files.atomic import write_file
from engine.files.form_stamp import Blocked
from engine.files.unit_names import likely_unit
from engine.judging.mending import to_mend
from engine.records.problem import CannotGoOn, Place, Problem, problem
from engine.records.submission import Intake
from engine.records.to_mend import ToMend


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person decided about a file of the inbox, to be recorded before it is settled.

    `kind` says what: it counts 采用, it is taken though late 批准 (by whom: `role`), or it only
    mends what counts 补正.
    """

    file: Path
    reason: str
    kind: Literal["use", "approve", "supplement"] = "use"
    role: str = ""


def take_in(
    year: Year,
    tell: Progress,
    *,
    wish: Wish | None = None,
    day: date | None = None,
) -> Intake:
    """Read the whole inbox and settle what counts.

    `wish` is what was decided about a file of it; `day` is when what is new was received, as the
    register is to say (None: it is not entered).
    Raises CannotGoOn for a file that is not in the inbox (2) or cannot count, and (4) where the
    register was edited.
    """
    inbox = Inbox(year.folder)
    named = inbox.named(wish.file) if wish is not None else None
    arrived = attributed(year, read_all(year, inbox.workbooks, tell))
    arrivals = register(year, arrived, day)
    if wish is not None and named is not None:
        _decide(year, arrived, named, wish)
    units = {each.sha256: each.read.unit for each in arrived if each.read.unit}
    timing = timing_of(year.settings, arrivals, approvals_of(year), units)
    mends = supplements_of(year)
    whole = [each for each in arrived if each.sha256 not in mends]
    paper = Paper(year.outside.paper_codes, counts=year.settings.paper_and_file == "paper")
    settled = settle(whole, uses_of(year), paper, timing)
    if brought := [each for each in arrived if each.sha256 in mends]:
        settled = mend(year, settled, whole, brought, timing)
    guesses = _guesses(year, arrived)
    guessed = {each.place for each in guesses}
    said = [each for each in settled.problems if each.code != "E236" or each.place not in guessed]
    problems = (*said, *guesses, *inbox.passed_over())
    days = _days_late(settled, timing)
    intake = settled.model_copy(update={"problems": problems, "days_late": days})
    record(year, INTAKE, intake, "intake")
    return intake


def _days_late(settled: Intake, timing: Timing) -> dict[str, int]:
    """迟交天数 by unit, where the settings charge them; a supplement leaves the day as it was."""
    if timing.settings.late != "deduct":
        return {}
    days = {unit: timing.days_late(unit, each.sha256) for unit, each in settled.counted.items()}
    return {unit: late for unit, late in days.items() if late is not None}


def _decide(year: Year, arrived: list[Arrived], path: Path, wish: Wish) -> None:
    """Record what was decided about a file. Raises CannotGoOn for one that cannot count."""
    chosen = next(each for each in arrived if each.path == path)
    if isinstance(chosen.read, Blocked):
        raise CannotGoOn(*chosen.read.problems)
    unit, digest, file = chosen.read.unit, chosen.sha256, chosen.read.file
    if wish.kind == "supplement":
        decide_supplement(year, Supplement(unit=unit, sha256=digest, file=file, reason=wish.reason))
        return
    if wish.kind == "approve":
        approval = Approval(unit=unit, sha256=digest, file=file, role=wish.role, reason=wish.reason)
        decide_approval(year, approval)
        return
    others = set(readable([each for each in arrived if each.read.unit == unit])) - {digest}
    not_used = tuple(sorted(others))
    use = Use(unit=unit, sha256=digest, file=file, reason=wish.reason, not_used=not_used)
    decide_use(year, use)


def _guesses(year: Year, arrived: list[Arrived]) -> list[Problem]:
    """For each file that does not say whose it is: the unit its name may mean, to be confirmed."""
    found = []
    for each in arrived:
        if each.read.unit or not each.sha256:
            continue
        place = Place(each.read.file)
        if code := likely_unit([each.read.file], year.units):
            what = f" {code} {year.units[code].name}"
            found.append(problem("E283", place, where="文件名、文件夹名", what=what))
    return found


def last_intake(year: Year, doing: str) -> Intake:
    """What was taken in last. Raises CannotGoOn (2) when nothing was."""
    intake = originals.load(year.folder / INTAKE, Intake)
    if intake is None:
        raise CannotGoOn(problem("L711", what=doing), exit_code=2)
    if not year.units.keys() >= intake.counted.keys() | intake.blocked.keys():
        raise CannotGoOn(problem("L726"), exit_code=2)
    return intake


def write_to_mend(year: Year, intake: Intake) -> tuple[ToMend, ...]:
    """Write 待补正清单.xlsx into the year's folder, replacing the one before; its lines."""
    from engine.files.mend_book import mend_book  # noqa: PLC0415 - slow to import

    lines = tuple(to_mend(year.standard, year.roster, intake))
    names = {unit.code: unit.name for unit in year.roster}
    settings = year.settings
    write_file(year.folder / TO_MEND, mend_book(settings.title, settings.mend_by, names, lines))
    return lines
