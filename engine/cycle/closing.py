"""收口: gather the case from the year's store, and turn what is open into points by decision."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from engine.cycle.confirmations import objections_of
from engine.cycle.handing_in import last_intake
from engine.cycle.places import CLOSING, DECISIONS, LEDGER
from engine.cycle.rechecking import on_record
from engine.cycle.reviewing import reviewed
from engine.cycle.settings import terms_of
from engine.cycle.severity_correction import offsets_on_record
from engine.cycle.year import Year
from engine.files import ledger, originals
from engine.files.hand_written import read
from engine.files.open_reader import Written, read_open_book
from engine.files.personal_data import PERSONAL_REASON, find
from engine.judging.case import Case
from engine.judging.outcome import Outcome, judge
from engine.records.answers import document_number
from engine.records.problem import CannotGoOn, Place, Problem, problem
from engine.records.states import State
from engine.records.submission import Answer, Closing, Closings, Intake
from engine.rubric.standard import Fault

Recorded = Literal["new", "again", "corrected", "not"]
"""What became of a decision: on record, known before, in the place of its number, only tried."""

_OF_DECISIONS = ("V410", "V411", "V412", "V415")
_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".et", ".ods", ".csv")
_NAMED = 6


def read_decision(year: Year, path: Path) -> Written:
    """A closing decision, YAML or a filled 未定项清单; looked for here, then in `decisions/`.

    Raises CannotGoOn: not there (2), or unsound or with personal data in a reason (3).
    """
    path = path if path.is_file() else year.folder / DECISIONS / path
    if not path.is_file():
        raise CannotGoOn(problem("L715", what=f"文件 {path.name}"), exit_code=2)
    if path.suffix.lower() in _WORKBOOKS:
        return read_open_book(path, year.settings.cycle)
    return Written(read_closing(path))


def read_closing(path: Path) -> Closing:
    """A closing decision written by hand.

    Raises CannotGoOn: unsound, or with personal data in a reason.
    """
    codes = frozenset(("unit", "indicator", "number"))
    written = read(path, Closing, code="V414", text_keys=codes)
    reasons: dict[tuple[str | int, ...], str] = {("reason",): written.value.reason}
    for at, each in enumerate(written.value.items):
        reasons["items", at, "reason"] = each.reason
    # The ledger keeps the decision for good.
    faults = [
        Fault(key, "V414", PERSONAL_REASON) for key, reason in reasons.items() if find(reason)
    ]
    faults += (
        Fault((key,), "V414", f"{key} 是空的")
        for key in ("number", "role", "reason")
        if not getattr(written.value, key).strip()
    )
    if faults:
        raise written.refuse(faults)
    return written.value


@dataclass(frozen=True, slots=True)
class Closed:
    """The year before a decision and after it, and whether it is on record now."""

    before: Outcome
    after: Outcome
    recorded: Recorded
    notes: tuple[Problem, ...]
    """Entries without effect, open items that a workbook does not list."""


def close(year: Year, written: Written, *, preview: bool = False) -> Closed:
    """Record a decision beside those before it, or with `preview` say what it would do.

    Raises CannotGoOn: with every fault of what is written, every entry that names nothing we know
    or gives impossible points (3), or because its number was used (2).
    """
    year.require_lock("收口")
    closing = written.closing
    closings, how = _beside(year, last_closings(year), closing)
    others = tuple(each for each in closings if each is not closing)
    before = judge(gather_case(year, closings=others))
    after = judge(gather_case(year, closings=closings))
    found = [*written.problems, *_not_listed(written, before)]
    found += (
        replace(each, place=_entry(written, each))
        for each in Counter(after.problems) - Counter(before.problems)
        if each.code in _OF_DECISIONS
    )
    if any(each.blocking for each in found):
        raise CannotGoOn(*found)
    if preview:
        return Closed(before, after, "not", tuple(found))
    if how != "again":
        ledger.append(year.folder / LEDGER, "closing", closing.model_dump(mode="json"))
        originals.save(year.folder / CLOSING, Closings(closings=closings))
    return Closed(before, after, how, tuple(found))


def _not_listed(written: Written, before: Outcome) -> list[Problem]:
    """Items that are open and have no row in the workbook: deleted, or open only since."""
    if written.rows is None:
        return []
    gone = [
        (unit.code, judged.item.code)
        for at, unit in enumerate(before.scores.cohort.units)
        if not written.scope or unit.code in written.scope
        for judged in before.scores.items.values()
        if not judged.decided[at] and not judged.waits(at)
    ]
    gone = [each for each in gone if each not in written.rows]
    if not gone:
        return []
    named = "、".join(f"{unit} 的 {code}" for unit, code in gone[:_NAMED])
    what = named + ("等" if len(gone) > _NAMED else "")
    place = Place(f"收口决定 {written.closing.number}")
    return [problem("V462", place, count=len(gone), what=what)]


def _beside(
    year: Year, known: tuple[Closing, ...], closing: Closing
) -> tuple[tuple[Closing, ...], Recorded]:
    """The decisions of the year with `closing` among them, in its old place where it is corrected.

    Raises CannotGoOn (2): one of its number says otherwise, and results were made by it.
    """
    number = document_number(closing.number)
    same = [at for at, each in enumerate(known) if document_number(each.number) == number]
    if not same:
        return (*known, closing), "new"
    at = same[0]
    if known[at] == closing:
        return (*known[:at], closing, *known[at + 1 :]), "again"
    if _scored_by(year, known[at]):
        place = Place(f"收口决定 {closing.number}")
        raise CannotGoOn(problem("V460", place, number=closing.number), exit_code=2)
    return (*known[:at], closing, *known[at + 1 :]), "corrected"


def _scored_by(year: Year, closing: Closing) -> bool:
    """Whether a run was made after a decision was recorded."""
    entries, body = ledger.read(year.folder / LEDGER), closing.model_dump(mode="json")
    recorded = (
        at for at, each in enumerate(entries) if (each.kind, each.body) == ("closing", body)
    )
    return any(each.kind == "run" for each in entries[next(recorded, 0) :])


def _entry(written: Written, wrong: Problem) -> Place:
    """Which entry of the decision a problem is about."""
    if told := written.places.get((wrong.unit or "", wrong.indicator or "")):
        return told
    entry = (f"单位 {wrong.unit}", f"指标 {wrong.indicator}" if wrong.indicator else "")
    return Place(f"收口决定 {written.closing.number}", cell=" ".join(entry).strip())


def last_closings(year: Year) -> tuple[Closing, ...]:
    """The closing decisions on record, in order."""
    found = originals.load(year.folder / CLOSING, Closings)
    return found.closings if found is not None else ()


def gather_case(year: Year, *, closings: tuple[Closing, ...]) -> Case:
    """Everything a run judges, as it stands in the year's folder now."""
    locked = year.require_lock("计分")
    problems = (*_about_rubric(year), *year.office_problems)
    intake = last_intake(year, "计分")
    reviews = reviewed(year)
    rechecks = on_record(year)
    return Case(
        standard=year.judged_by,
        plan=year.plan,
        terms=terms_of(year.settings, year.rubric, locked["late"]),
        roster=year.roster,
        locked=year.locked_roster,
        changes=year.changes,
        history=year.history,
        intake=intake,
        office=_with_days_late(year, intake),
        rulings=reviews.rulings,
        closings=closings,
        conclusions=tuple(year.outside.conclusions),
        problems=(*problems, *reviews.problems),
        review_terms=year.settings.review,
        reviews=reviews.combined,
        assignments=reviews.assignments,
        avoid=reviews.avoid,
        offsets=offsets_on_record(year),
        objections=(*objections_of(year, rechecks), *rechecks.pending),
        rechecks=rechecks.decisions,
    )


def _with_days_late(year: Year, intake: Intake) -> Mapping[str, Mapping[str, Answer]]:
    """〔局〕 values with 迟交天数 from the register; what the office's own tables say stands.

    More days than the field may hold count as its most: the rubric charges no more than that.
    """
    code, office = year.settings.late_days, year.outside.answers
    if not code:
        return office
    most = year.standard.scope[code].maximum
    known = dict(office)
    for unit, days in intake.days_late.items():
        late = days if most is None else min(days, int(most))
        answer = Answer(value=str(late), state=State.VERIFIED, place=Place("来件登记"))
        known[unit] = {code: answer, **office.get(unit, {})}
    return known


def _about_rubric(year: Year) -> list[Problem]:
    if year.rubric.status != "excerpt":
        return []
    return [problem("Y562", what=year.rubric.title)]
