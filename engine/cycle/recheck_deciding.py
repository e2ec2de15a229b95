"""复核决定: read one, see that it can be carried out, and put it on record with what it changes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from engine.cycle import rechecking
from engine.cycle.asking import unit_of
from engine.cycle.closing import gather_case, last_closings
from engine.cycle.places import DECISIONS
from engine.cycle.recheck_assigning import unfit
from engine.cycle.scoring import last_run
from engine.cycle.year import Year
from engine.files.atomic import write_file
from engine.files.hand_written import HandWritten, read
from engine.files.outside import canonical_answer
from engine.files.personal_data import PERSONAL_REASON, find
from engine.files.recheck_draft import decision_draft
from engine.files.recheck_forms import CODES
from engine.judging.item_score import NOT_CLOSED
from engine.judging.outcome import Outcome, judge
from engine.language.fields import Source
from engine.records.exact import LIMIT, fixed, from_units, places_of, plain, to_units
from engine.records.problem import CannotGoOn, Place, problem
from engine.records.recheck import Application, DecidedItem, Recheck, WrittenItem, WrittenRecheck
from engine.records.states import State
from engine.records.submission import Answer, Verdict
from engine.rubric.standard import Fault

Path_ = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """One decided item: points before and after, "" where it was open."""

    indicator: str
    title: str
    most: str
    upheld: bool
    before: str
    after: str
    reason: str


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision and what it changes of its own items, and of the unit's total."""

    recheck: Recheck
    items: tuple[Changed, ...]
    totals: tuple[str, str]


def decide(year: Year, path: Path, *, preview: bool = False) -> Decided:
    """Put a decision written by hand on record, unless it is only looked at.

    Raises CannotGoOn: no such file or application, or decided already (2), the decision unsound,
    by somebody who may not, or with an item still open after it (3).
    """
    year.require_lock("复核")
    path = rechecking.found_file(year, path)
    written = read(path, WrittenRecheck, code="V485", text_keys=CODES)
    told = rechecking.open_application(year, written.value.application)
    recheck = _Reader(year, written, told).recheck()
    before, after = _judged(year, recheck)
    _refuse_open(after, recheck)
    if not preview:
        rechecking.enter(year, rechecking.DECIDED, recheck)
    return _decided(before, after, recheck)


def _judged(year: Year, recheck: Recheck) -> tuple[Outcome, Outcome]:
    """The year without and with one more decision."""
    case = gather_case(year, closings=last_closings(year))
    return judge(case), judge(case.with_recheck(recheck))


def draft(year: Year, application: str) -> Path:
    """Write a decision to be filled in into `decisions/`, beside what is there; its path.

    Raises CannotGoOn (2): no such open application, no run, or a file of that name is there.
    """
    told = rechecking.open_application(year, application)
    path = year.folder / DECISIONS / f"复核决定-{_as_file_name(application)}.yaml"
    if path.exists():
        what = f"{path.name} 已经写出过，没有动它；要重写，请先移走"
        raise CannotGoOn(problem("V486", unit=told.unit, what=what), exit_code=2)
    unit = unit_of(last_run(year).results, told.unit)
    assigned = rechecking.on_record(year).assigned(application)
    reviewers = assigned.assessors if assigned is not None else ()
    write_file(path, decision_draft(unit, told, reviewers, path.name).encode())
    return path


def _as_file_name(number: str) -> str:
    """An application's number without what no file may be called."""
    return re.sub(r'[\\/:*?"<>|\s]+', "-", number)


def effect_of(year: Year, recheck: Recheck) -> Decided:
    """What a decision on record changed: the year with those up to it, against those before it."""
    case = gather_case(year, closings=last_closings(year))
    at = case.rechecks.index(recheck)
    outcomes = (judge(replace(case, rechecks=case.rechecks[:n])) for n in (at, at + 1))
    before, after = outcomes
    return _decided(before, after, recheck)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Holds what was written to the application, the rubric and the plan."""

    year: Year
    written: HandWritten[WrittenRecheck]
    told: Application

    def recheck(self) -> Recheck:
        """The decision in canonical values. Raises CannotGoOn with every fault on its line."""
        said = self.written.value
        wrong = list(self._faults())
        items = tuple(self._item(each, ("items", at), wrong) for at, each in enumerate(said.items))
        if wrong:
            raise self.written.refuse(wrong)
        known = rechecking.on_record(self.year).assigned(self.told.number)
        reviewers = said.reviewers or (known.assessors if known is not None else ())
        if wrong_ones := unfit(self.year, self.told.unit, reviewers):
            raise CannotGoOn(*wrong_ones)
        return Recheck(
            application=self.told.number, unit=self.told.unit, number=said.number, date=said.date,
            role=said.role, reason=said.reason, reviewers=reviewers, items=items,
            place=Place(self.written.file),
        )  # fmt: skip

    def _faults(self) -> Iterator[Fault]:
        said = self.written.value
        applied = {each.indicator for each in self.told.items}
        named = [each.indicator for each in said.items]
        for at, code in enumerate(named):
            if code not in applied:
                what = f"复核申请 {self.told.number} 里没有指标 {code}"
                yield Fault(("items", at, "indicator"), "V485", what)
        if left := sorted(applied.difference(named)):
            yield Fault(("items",), "V485", f"指标 {'、'.join(left)} 申请了复核，没有写结论")
        if said.date < self.told.date:
            yield Fault(("date",), "V485", f"决定的日期早于申请的日期（{self.told.date}）")
        decisions = rechecking.on_record(self.year).decisions
        if said.number in {each.number for each in decisions}:
            yield Fault(("number",), "V485", f"文号 {said.number} 已经用过")
        reasons: list[tuple[Path_, str]] = [(("reason",), said.reason)]
        reasons += [(("items", at, "reason"), each.reason) for at, each in enumerate(said.items)]
        yield from (Fault(key, "V485", PERSONAL_REASON) for key, text in reasons if find(text))

    def _item(self, said: WrittenItem, path: Path_, wrong: list[Fault]) -> DecidedItem:
        values = {
            code: answer
            for code, text in said.values.items()
            if (answer := self._value(said.indicator, code, text, path, wrong)) is not None
        }
        own = self.year.standard.own_fields
        school = any(own[code].source is Source.SCHOOL for code in values)
        verdict = said.verdict or (Verdict.AMEND if school else None)
        return DecidedItem(
            indicator=said.indicator, upheld=said.upheld, verdict=verdict, values=values,
            points=said.points, reason=said.reason,
        )  # fmt: skip

    def _value(
        self, indicator: str, code: str, text: str | tuple[str, ...], path: Path_,
        wrong: list[Fault],
    ) -> Answer | None:  # fmt: skip
        item = self.year.standard.by_code.get(indicator)
        asked = next((f for f in item.fields if f.code == code), None) if item else None
        key = (*path, "values", code)
        if asked is None or asked.source is Source.OFFICE:
            by = (
                "由办公室填，请改导入的表"
                if asked is not None
                else f"不是指标 {indicator} 的填报项"
            )
            wrong.append(Fault(key, "V485", f"{code} {by}"))
            return None
        typed = text if isinstance(text, str) else "、".join(text)
        value, fault = canonical_answer(asked, typed)
        if fault:
            wrong.append(Fault(key, "V485", f"{code} 的核定值不能用：{fault}"))
            return None
        return Answer(value=value, state=State.VERIFIED, place=Place(self.written.file, cell=code))


def _refuse_open(after: Outcome, recheck: Recheck) -> None:
    """An upheld item must have its points by the decision. Raises CannotGoOn (V485, V488)."""
    at = [unit.code for unit in after.scores.cohort.units].index(recheck.unit)
    problems = []
    for each in recheck.items:
        judged = after.scores.items[each.indicator]
        closed = judged.closed_from[at] != NOT_CLOSED
        if not each.upheld:
            continue
        if each.points is not None:
            places, full = after.scores.places, judged.full_at(at)
            most = full if judged.item.context.capped else LIMIT
            fits = places_of(each.points) <= places and to_units(each.points, places) <= most
            if closed and fits:
                continue
            what = f"分数应在0到{plain(from_units(most, places))}分之间、最多{places}位小数"
            if not closed and judged.decided[at]:
                what = "这一项不是收口定的分，要写核定值（values），由规则算出分数"
            place = Place(recheck.place.file, cell=f"指标 {each.indicator}")
            problems.append(problem("V485", place, unit=recheck.unit, what=what))
        elif closed or not (judged.decided[at] or judged.waits(at)):
            state = int(judged.closed_from[at] if closed else judged.states[at])
            said = State(state).chinese
            problems.append(
                problem("V488", unit=recheck.unit, indicator=each.indicator, state=said)
            )
    if problems:
        raise CannotGoOn(*problems)


def _decided(before: Outcome, after: Outcome, recheck: Recheck) -> Decided:
    at = [unit.code for unit in after.scores.cohort.units].index(recheck.unit)
    outcomes = (before, after)
    items = []
    for each in recheck.items:
        was, now = (_points(outcome, each.indicator, at) for outcome in outcomes)
        judged = after.scores.items[each.indicator]
        title, most = judged.item.indicator.title, ""
        if judged.item.context.capped:
            most = fixed(judged.full_at(at), after.scores.places)
        items.append(Changed(each.indicator, title, most, each.upheld, was, now, each.reason))
    places = after.scores.places
    was, now = (fixed(int(outcome.scores.total[at]), places) for outcome in outcomes)
    return Decided(recheck, tuple(items), (was, now))


def _points(outcome: Outcome, code: str, at: int) -> str:
    judged = outcome.scores.items[code]
    return fixed(int(judged.points[at]), outcome.scores.places) if judged.decided[at] else ""
