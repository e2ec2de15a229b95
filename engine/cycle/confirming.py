"""初评结果确认: sheets to the units, what came back, and who owes an answer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from engine.cycle.confirmations import about, confirmations_of
from engine.cycle.handing_in import last_intake
from engine.cycle.places import CONFIRMATIONS, OUTSIDE, PAPERS, STORE, TEMPLATES
from engine.cycle.recording import record, result_is_current
from engine.cycle.scoring import last_run
from engine.cycle.year import Year
from engine.files import originals
from engine.files.atomic import write_file
from engine.files.confirmation_paper import CONFIRMATION, fields, told
from engine.files.confirmation_reader import Known, read_registers
from engine.files.confirmation_register import (
    lines_of,
    register_lines,
    registers,
    write_register,
)
from engine.files.papers import find_template, render
from engine.files.working_days import read_working_days
from engine.records.confirmation import Confirmations, Reply, Sent, Stage
from engine.records.problem import CannotGoOn, Problem, problem
from engine.rubric.identity import digest

FOLDER = f"{PAPERS}/{CONFIRMATION.name}"
REGISTER = f"{FOLDER}/初评确认登记.xlsx"
Tell = Callable[[int, int], None]
_POINTS = frozenset({"final", "provisional"})
"""States of units that have points to confirm."""


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
    one too early, or an unknown unit (2); a template that cannot be used (3).
    """
    year.require_lock("出确认单")
    run = last_run(year)
    if not result_is_current(year):
        raise CannotGoOn(problem("L729"), exit_code=2)
    entries = {unit["code"]: unit for unit in run.results["units"]}
    if strange := [each for each in units if each not in entries]:
        raise CannotGoOn(*(problem("L709", what=f"单位 {u}") for u in strange), exit_code=2)
    until = _last_day(year, on, by)
    template = find_template(CONFIRMATION, year.folder / TEMPLATES)
    earlier = confirmations_of(year)
    asked = [code for code in entries if not units or code in units]
    able = [code for code in asked if entries[code]["state"] in _POINTS]
    facts = {code: told(entries[code], _unsaid(year)) for code in able}
    fresh = {
        code: Sent(
            unit=code, run=run.label, facts=digest(facts[code]), on=on, until=until,
            contact=contact,
        )
        for code in able
    }  # fmt: skip
    due = [code for code in able if again or _changed(earlier.sheet(code), fresh[code])]
    lost = [code for code in able if code not in due and not _paper(year, code).is_file()]
    sent = {code: fresh[code] if code in due else earlier.sheet(code) for code in (*due, *lost)}
    for done, (code, sheet) in enumerate(sorted(sent.items()), start=1):
        assert sheet is not None, "a sheet is either new or was sent before"
        paper = render(template, fields(facts[code], sheet, about(year), _how(year)))
        path = _paper(year, code)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_file(path, paper)
        tell(done, len(sent))
    new = tuple(fresh[code] for code in sorted(due))
    whole = earlier.model_copy(update={"sent": (*earlier.sent, *new)})
    _write_register(year, whole, on)
    record(year, CONFIRMATIONS, whole, "confirmation-sheets")
    return Sheets(
        written=tuple(sorted(sent)),
        left=tuple(code for code in able if code not in sent),
        without=tuple(code for code in asked if code not in able),
        provisional=tuple(c for c in sorted(sent) if entries[c]["state"] == "provisional"),
        until=until,
    )


def take_in(year: Year, today: date) -> tuple[tuple[Reply, ...], tuple[Problem, ...]]:
    """Read the registers: the replies that are new, and what is wrong. Reading again adds nothing.

    Raises CannotGoOn where no sheet was sent yet, or there is no register (2).
    """
    earlier = confirmations_of(year)
    paths = registers(year.folder / FOLDER)
    if not earlier.sent or not paths:
        raise CannotGoOn(
            problem("L715", what=f"{REGISTER}，先运行 wuhao confirm sheets"), exit_code=2
        )
    replies, problems = read_registers(paths, _known(year, earlier, today))
    for path in paths:
        originals.keep(year.folder / STORE, path.read_bytes(), path.suffix)
    new = tuple(reply for reply in replies if not _known_before(reply, earlier))
    whole = earlier.model_copy(update={"replies": (*earlier.replies, *new)})
    moved = whole.objections() != earlier.objections()
    record(year, CONFIRMATIONS, whole, "objection" if moved else "confirmation")
    return new, tuple(problems)


@dataclass(frozen=True, slots=True)
class Standing:
    """One unit's stage; `stale` where its points or reasons changed after its sheet went out."""

    unit: str
    name: str
    stage: Stage
    sheet: Sent | None
    reply: Reply | None
    stale: bool


def standings(year: Year, today: date) -> tuple[Standing, ...]:
    """How far every unit with points in the newest run is, in code order."""
    known, terms = confirmations_of(year), year.plan.recheck
    agrees = terms is not None and terms.silence == "agrees"
    found = []
    for unit in last_run(year).results["units"]:
        if unit["state"] not in _POINTS:
            continue
        sheet = known.sheet(unit["code"])
        stale = sheet is not None and sheet.facts != digest(told(unit, _unsaid(year)))
        stage = known.stage(unit["code"], today, silence_agrees=agrees)
        reply = known.reply(unit["code"])
        found.append(Standing(unit["code"], unit["name"], stage, sheet, reply, stale))
    return tuple(found)


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


def _changed(before: Sent | None, now: Sent) -> bool:
    return before is None or before.facts != now.facts


def _known_before(reply: Reply, known: Confirmations) -> bool:
    before = known.reply_to(reply.unit, known.asked_on(reply.unit, reply.date))
    return before is not None and reply.same(before)


def _paper(year: Year, unit: str) -> Path:
    return year.folder / FOLDER / f"{CONFIRMATION.name}-{unit}.docx"


def _unsaid(year: Year) -> dict[str, str]:
    """What stands where a reason is wanted and nobody wrote one, if the sum cannot stand there."""
    items = year.standard.items
    marked = {item.code: "评审没有写明理由" for item in items if item.marks}
    return marked | {item.code: "与各单位比较得出" for item in items if item.of_cohort}


def _how(year: Year) -> str:
    """What silence and an objection come to, by the plan."""
    terms = year.plan.recheck
    silent = "到期没有回复的，视为没有异议。" if terms and terms.silence == "agrees" else ""
    evidence = "" if terms and terms.new_evidence else "异议只看已经交来的材料，请写明材料编号。"
    return f"{evidence}提出异议不影响已得的分，复核有决定的照决定改。{silent}"


def _known(year: Year, confirmations: Confirmations, today: date) -> Known:
    terms = year.plan.recheck
    return Known(
        confirmations=confirmations,
        units={unit.code: unit.name for unit in year.roster},
        indicators=frozenset(item.code for item in year.standard.items),
        pieces={code: s.pieces for code, s in last_intake(year, "确认").counted.items()},
        new_evidence=terms is not None and terms.new_evidence,
        today=today,
    )


def _write_register(year: Year, known: Confirmations, on: date) -> None:
    """The register anew, with all that was typed into it, and a line for each unit sent to."""
    path = year.folder / REGISTER
    typed: Sequence[dict[str, Any]] = lines_of(path) if path.is_file() else ()
    names = {unit.code: unit.name for unit in year.roster}
    sent = sorted({each.unit for each in known.sent})
    lines = register_lines(typed, {code: names.get(code, "") for code in sent})
    if path.is_file() and list(typed) == lines:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    write_file(path, write_register(lines, title=year.settings.title, created=on))
