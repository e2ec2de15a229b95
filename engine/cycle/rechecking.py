"""复核: applications taken in, reviewers named, decisions put on record; nothing is overwritten."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

from engine.cycle.confirmations import confirmations_of, objections_of
from engine.cycle.handing_in import last_intake
from engine.cycle.places import CONFIRMATIONS, DECISIONS, LEDGER, OUTSIDE, RECHECKS
from engine.cycle.year import Year
from engine.files import ledger, originals
from engine.files.personal_data import masked
from engine.files.recheck_forms import read_applications
from engine.files.working_days import read_working_days
from engine.records.problem import CannotGoOn, Place, Problem, problem
from engine.records.recheck import Application, Recheck, Rechecks, Reviewers
from engine.records.submission import Record

APPLIED, ASSIGNED, DECIDED = "recheck-application", "recheck-reviewers", "recheck-decision"
"""Kinds of the ledger entries of 复核."""


def on_record(year: Year) -> Rechecks:
    """Everything about 复核 so far. Raises CannotGoOn (4) where the ledger says otherwise."""
    found = originals.load(year.folder / RECHECKS, Rechecks) or Rechecks()
    entries = ledger.read(year.folder / LEDGER)
    told = {
        APPLIED: found.applications, ASSIGNED: found.reviewers, DECIDED: found.decisions
    }  # fmt: skip
    for kind, records in told.items():
        known = [each.body["sha256"] for each in entries if each.kind == kind]
        # Without any ledger the record stands alone, as the lock does.
        if entries and known != [_digest(each) for each in records]:
            raise CannotGoOn(problem("V489", Place(RECHECKS)), exit_code=4)
    return found


def enter(year: Year, kind: str, entry: Application | Reviewers | Recheck) -> None:
    """Put one more entry on record, the ledger first: it is what a year is held to."""
    before = on_record(year)
    body: dict[str, ledger.JSON] = {"file": RECHECKS, "sha256": _digest(entry)}
    match entry:
        case Application():
            body |= {"number": entry.number, "unit": entry.unit, "date": entry.date.isoformat()}
            after = before.model_copy(update={"applications": (*before.applications, entry)})
        case Reviewers():
            body |= {"application": entry.application, "assessors": entry.assessors}
            after = before.model_copy(update={"reviewers": (*before.reviewers, entry)})
        case Recheck():
            body |= {"number": entry.number, "unit": entry.unit, "date": entry.date.isoformat()}
            body |= {"application": entry.application, "role": entry.role}
            after = before.model_copy(update={"decisions": (*before.decisions, entry)})
    ledger.append(year.folder / LEDGER, kind, body)
    originals.save(year.folder / RECHECKS, after)


def _digest(entry: Record) -> str:
    return sha256(originals.as_bytes(entry)).hexdigest()


def found_file(year: Year, path: Path) -> Path:
    """The file here, or in the year's `decisions/`. Raises CannotGoOn (2): in neither."""
    path = path if path.is_file() else year.folder / DECISIONS / path
    if not path.is_file():
        raise CannotGoOn(problem("L715", what=f"文件 {path.name}"), exit_code=2)
    return path


def apply(year: Year, path: Path) -> tuple[Application, ...]:
    """Register every application of a file; all of them, or none where one cannot be taken.

    Raises CannotGoOn: no such file, or the year is not locked (2), with every fault placed (3).
    """
    year.require_lock("登记复核申请")
    return _register(year, read_applications(found_file(year, path)))


def _register(year: Year, told: tuple[Application, ...]) -> tuple[Application, ...]:
    known = on_record(year)
    problems: list[Problem] = []
    taken = []
    numbers = {each.number for each in known.applications}
    for each in told:
        until = last_day(year, each.unit) if each.unit in year.units else None
        faults = [problem("V484", what=f"{each.number} 已经登记过")]
        if each.number not in numbers:
            faults = _faults(year, each, until, known)
        problems += (replace(fault, place=each.place, unit=each.unit) for fault in faults)
        items = tuple(i.model_copy(update={"reason": masked(i.reason)}) for i in each.items)
        taken.append(each.model_copy(update={"until": until, "items": items}))
        # The next of the same file is held to this one too.
        known = known.model_copy(update={"applications": (*known.applications, taken[-1])})
    if problems:
        raise CannotGoOn(*problems)
    for each in taken:
        enter(year, APPLIED, each)
    return tuple(taken)


def apply_objections(year: Year, unit: str, number: str, day: date) -> tuple[Application, ...]:
    """Register as an application what a unit objected to in its 初评结果确认, all of it.

    Raises CannotGoOn: nothing open that it objects to, or the year is not locked (2), or the
    application cannot be taken (3).
    """
    year.require_lock("登记复核申请")
    told = confirmations_of(year).last_reply(unit)
    taken = {(o.unit, o.indicator) for o in objections_of(year, on_record(year))}
    items = tuple(i for i in (told.items if told else ()) if (unit, i.indicator) in taken)
    if not items:
        what = f"单位 {unit} 没有登记过、还没有申请复核的异议"
        raise CannotGoOn(problem("V486", unit=unit, what=what), exit_code=2)
    application = Application(
        number=number, unit=unit, date=day, items=items, place=Place(CONFIRMATIONS)
    )
    return _register(year, (application,))


def last_day(year: Year, unit: str) -> date | None:
    """The last day on which a unit may apply; None where the plan sets no term.

    Raises CannotGoOn: the term runs from a paper that was never sent (V481), or over days of a
    year whose holidays nobody knows (C477).
    """
    terms = year.plan.recheck
    if terms is None:
        return None
    since = year.settings.publicity.first if terms.since == "publicity" else _notice(year, unit)
    if since is None:
        raise CannotGoOn(
            problem("V481", unit=unit, unit_code=unit, what="还没有发出初评结果确认单")
        )
    return read_working_days(year.folder / OUTSIDE).after(since, terms.apply_days)


def _notice(year: Year, unit: str) -> date | None:
    """The day a unit was sent its 初评结果确认单."""
    sheet = confirmations_of(year).sheet(unit)
    return sheet.on if sheet is not None else None


def _faults(year: Year, told: Application, until: date | None, known: Rechecks) -> list[Problem]:
    """What is wrong with one application, all of it at once."""
    counted = last_intake(year, "登记复核申请").counted
    if told.unit not in counted:
        return [problem("V480", what=f"单位 {told.unit} 没有采用的自评表，没有可以复核的分")]
    found = []
    if until is not None and told.date > until:
        what = f"是{told.date}提出的，最后一天是{until}"
        found.append(problem("V481", unit_code=told.unit, what=what))
    new = year.plan.recheck is not None and year.plan.recheck.new_evidence
    pieces = {piece.number for piece in counted[told.unit].pieces}
    waiting = {each.indicator for each in known.pending if each.unit == told.unit}
    decided = {i.indicator for d in known.decisions if d.unit == told.unit for i in d.items}
    signed = _signed(year, told.unit)
    for item in told.items:
        code = item.indicator
        if code not in year.standard.by_code:
            found.append(problem("V480", what=f"没有指标 {code}"))
        elif signed is not None and code not in signed:
            what = f"初评结果确认时没有对指标 {code} 提出异议"
            found.append(problem("V480", what=what))
        elif code in waiting | decided:
            what = f"指标 {code} 已经{'申请过、还没有决定' if code in waiting else '复核决定过'}"
            found.append(problem("V484", what=what))
        missing = [number for number in item.pieces if number not in pieces]
        if missing and not new:
            what = "、".join(missing)
            found.append(problem("V482", indicator=code, unit_code=told.unit, what=what))
    return found


def open_application(year: Year, number: str) -> Application:
    """An application nothing was decided about. Raises CannotGoOn (2): none, or decided (V486)."""
    known = on_record(year)
    told = next((each for each in known.applications if each.number == number), None)
    if told is None:
        raise CannotGoOn(problem("V486", what=f"没有登记过复核申请 {number}"), exit_code=2)
    decided = known.decided(number)
    if decided is not None:
        what = f"复核申请 {number} 已由 {decided.number} 决定"
        raise CannotGoOn(problem("V486", unit=told.unit, what=what), exit_code=2)
    return told


def _signed(year: Year, unit: str) -> frozenset[str] | None:
    """What a unit objected to when it signed; None where it did not answer, or may object later."""
    terms, reply = year.plan.recheck, confirmations_of(year).last_reply(unit)
    if reply is None or (terms is not None and terms.since == "publicity"):
        return None
    return frozenset(each.indicator for each in reply.items)
