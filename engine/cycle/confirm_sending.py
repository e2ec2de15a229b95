"""初评结果确认单 to the units: which are due, until when they may answer, and the register."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from engine.cycle.confirmations import (
    FOLDER,
    HAS_POINTS,
    REGISTER,
    about,
    confirmations_of,
    is_stale,
    told_to,
)
from engine.cycle.places import CONFIRMATIONS, OUTSIDE, TEMPLATES
from engine.cycle.recording import record, result_is_current
from engine.cycle.scoring import last_run
from engine.cycle.year import Year
from engine.files.atomic import write_file
from engine.files.confirmation_paper import CONFIRMATION, fields
from engine.files.confirmation_register import lines_of, register_lines, write_register
from engine.files.papers import find_template, render
from engine.files.working_days import read_working_days
from engine.records.confirmation import Confirmations, Sent
from engine.records.problem import CannotGoOn, problem
from engine.rubric.identity import digest

Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Sheets:
    """What one run of the command wrote: codes of units."""

    written: tuple[str, ...]
    left: tuple[str, ...]
    """Units that were sent the same points and reasons before: nothing was touched."""
    without: tuple[str, ...]
    """Units that have no points: nothing usable was handed in."""
    provisional: tuple[str, ...]
    """Of those written, the ones whose total is 暂定."""
    until: date


def send(
    year: Year, *, on: date, by: date | None, units: Collection[str], again: bool, contact: str,
    tell: Tell,
) -> Sheets:  # fmt: skip
    """Write the sheets of units (all where none is named) that were not sent the same before.

    `on` is the day they go out, `by` the last day to reply, which the plan's days may not outlast.
    Raises CannotGoOn: no run, or one that is no longer of the year as it stands (2); no last day,
    one too early, or an unknown unit (2); a template or a register that cannot be read (3).
    """
    year.require_lock("出确认单")
    label, asked = _asked(year, units)
    until, earlier = _last_day(year, on, by), confirmations_of(year)
    able = {code: unit for code, unit in asked.items() if unit["state"] in HAS_POINTS}
    facts = {code: told_to(year, unit) for code, unit in able.items()}
    new: dict[str, Sent] = {}
    lost: dict[str, Sent] = {}
    for code, unit in able.items():
        before, now = earlier.sheet(code), digest(facts[code])
        if before is None or again or is_stale(year, unit, before):
            new[code] = Sent(unit=code, run=label, facts=now, on=on, until=until, contact=contact)
        elif before.facts == now and not _paper(year, code).is_file():
            lost[code] = before
    whole = earlier.model_copy(update={"sent": (*earlier.sent, *new.values())})
    register = _register(year, whole, on)
    _write_papers(year, new | lost, facts, tell)
    if register is not None:
        write_file(year.folder / REGISTER, register)
    record(year, CONFIRMATIONS, whole, "confirmation-sheets")
    written = sorted(new | lost)
    return Sheets(
        written=tuple(written),
        left=tuple(code for code in able if code not in written),
        without=tuple(code for code in asked if code not in able),
        provisional=tuple(code for code in written if able[code]["state"] == "provisional"),
        until=until,
    )


def _asked(year: Year, units: Collection[str]) -> tuple[str, dict[str, Any]]:
    """The newest run's label and its entries of the units asked for, in code order."""
    run = last_run(year)
    if not result_is_current(year):
        raise CannotGoOn(problem("L729"), exit_code=2)
    entries = {unit["code"]: unit for unit in run.results["units"]}
    if strange := [each for each in units if each not in entries]:
        raise CannotGoOn(*(problem("L709", what=f"单位 {u}") for u in strange), exit_code=2)
    return run.label, {code: entries[code] for code in sorted(units or entries)}


def _write_papers(
    year: Year, sheets: Mapping[str, Sent], facts: Mapping[str, Any], tell: Tell
) -> None:
    template = find_template(CONFIRMATION, year.folder / TEMPLATES)
    (year.folder / FOLDER).mkdir(parents=True, exist_ok=True)
    for done, (code, sheet) in enumerate(sheets.items(), start=1):
        paper = render(template, fields(facts[code], sheet, about(year), _how(year)))
        write_file(_paper(year, code), paper)
        tell(done, len(sheets))


def _last_day(year: Year, on: date, by: date | None) -> date:
    terms = year.plan.recheck
    if terms is None:
        if by is None:
            raise CannotGoOn(problem("L730"), exit_code=2)
        least = on
    else:
        least = read_working_days(year.folder / OUTSIDE).after(on, terms.confirm_days)
    if by is not None and by < least:
        days = f"（名额方案给{terms.confirm_days}个工作日）" if terms is not None else ""
        raise CannotGoOn(problem("L731", what=f"{least}{days}"), exit_code=2)
    return by or least


def _paper(year: Year, unit: str) -> Path:
    return year.folder / FOLDER / f"{CONFIRMATION.name}-{unit}.docx"


def _how(year: Year) -> str:
    """What silence and an objection come to, by the plan."""
    terms = year.plan.recheck
    silent = "到期没有回复的，视为没有异议。" if terms and terms.silence == "agrees" else ""
    evidence = "" if terms and terms.new_evidence else "异议只看已经交来的材料，请写明材料编号。"
    return f"{evidence}提出异议不影响已得的分，复核有决定的照决定改。{silent}"


def _register(year: Year, known: Confirmations, on: date) -> bytes | None:
    """The register with all that was typed into it and a line for each unit sent to.

    None where it holds them already.
    """
    path = year.folder / REGISTER
    typed = lines_of(path) if path.is_file() else []
    names = {unit.code: unit.name for unit in year.roster}
    sent = sorted({each.unit for each in known.sent})
    lines = register_lines(typed, {code: names.get(code, "") for code in sent})
    if path.is_file() and typed == lines:
        return None
    return write_register(lines, title=year.settings.title, created=on)
