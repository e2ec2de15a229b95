"""复核: applications taken in, reviewers named, decisions put on record; nothing is overwritten."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

from engine.cycle.confirmations import confirmations_of
from engine.cycle.handing_in import last_intake
from engine.cycle.places import DECISIONS, LEDGER, OUTSIDE, RECHECKS
from engine.cycle.reviewing import last_reviews
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
    told = read_applications(found_file(year, path))
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
    if problems:
        raise CannotGoOn(*problems)
    for each in taken:
        enter(year, APPLIED, each)
    return tuple(taken)


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
    for item in told.items:
        code = item.indicator
        if code not in year.standard.by_code:
            found.append(problem("V480", what=f"没有指标 {code}"))
        elif code in waiting | decided:
            what = f"指标 {code} 已经{'申请过、还没有决定' if code in waiting else '复核决定过'}"
            found.append(problem("V484", what=what))
        missing = [number for number in item.pieces if number not in pieces]
        if missing and not new:
            what = "、".join(missing)
            found.append(problem("V482", indicator=code, unit_code=told.unit, what=what))
    return found


def reviewed_by(year: Year, unit: str) -> frozenset[str]:
    """Who has reviewed a unit before, as the review sheets say."""
    return frozenset(each.role for each in last_reviews(year).get(unit, {}).values() if each.role)


def assign(
    year: Year, application: str, assessors: tuple[str, ...], *, day: date, role: str
) -> Reviewers:
    """Put on record who looks at an application again.

    Raises CannotGoOn: no such open application (V486), or somebody who may not (V487).
    """
    year.require_lock("复核")
    told = open_application(year, application)
    if wrong := unfit(year, told.unit, assessors):
        raise CannotGoOn(*wrong)
    entry = Reviewers(application=application, assessors=assessors, date=day, role=role)
    enter(year, ASSIGNED, entry)
    return entry


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


def unfit(year: Year, unit: str, assessors: tuple[str, ...]) -> list[Problem]:
    """Why these may not look at a unit again; only others may, unless the plan says otherwise."""
    terms = year.plan.recheck
    if terms is not None and terms.reviewers == "anybody":
        return []
    if not assessors:
        return [problem("V487", unit=unit, what="没有写由谁复核")]
    before = reviewed_by(year, unit)
    return [
        problem("V487", unit=unit, what=f"“{each}”原来评过单位 {unit}")
        for each in assessors
        if each in before
    ]
