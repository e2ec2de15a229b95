"""收口: gather the case from the year's store, and turn what is open into points by decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

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
from engine.files.personal_data import find
from engine.judging.case import Case
from engine.judging.outcome import Outcome, judge
from engine.records.problem import CannotGoOn, Place, Problem, problem
from engine.records.states import State
from engine.records.submission import Answer, Closing, Intake
from engine.rubric.standard import Fault

_PERSONAL = "理由里有像身份证号、手机号码、银行卡号或学生姓名的内容，请删去"


def read_closing(year: Year, path: Path) -> Closing:
    """A closing decision written by hand; looked for here, then in the year's `decisions/`.

    Raises CannotGoOn: not there (2), or unsound or with personal data in a reason (3).
    """
    path = path if path.is_file() else year.folder / DECISIONS / path
    if not path.is_file():
        raise CannotGoOn(problem("L715", what=f"文件 {path.name}"), exit_code=2)
    codes = frozenset(("unit", "indicator", "number"))
    written = read(path, Closing, code="V414", text_keys=codes)
    reasons: dict[tuple[str | int, ...], str] = {("reason",): written.value.reason}
    for at, each in enumerate(written.value.items):
        reasons["items", at, "reason"] = each.reason
    # The ledger keeps the decision for good.
    if told := [key for key, reason in reasons.items() if find(reason)]:
        raise written.refuse([Fault(key, "V414", _PERSONAL) for key in told])
    return written.value


def close(year: Year, closing: Closing) -> tuple[Outcome, Outcome]:
    """Record the decision; (outcome before, outcome after). Refused where it cannot be carried out.

    Raises CannotGoOn with every entry that names nothing we know or gives impossible points.
    """
    year.require_lock("收口")
    before = judge(gather_case(year, closing=None))
    after = judge(gather_case(year, closing=closing))
    wrong = [
        replace(each, place=_entry(closing, each))
        for each in after.problems
        if each.code in ("V410", "V411", "V412")
    ]
    if wrong:
        raise CannotGoOn(*wrong)
    path = year.folder / CLOSING
    if originals.load(path, Closing) != closing:
        ledger.append(year.folder / LEDGER, "closing", closing.model_dump(mode="json"))
        originals.save(path, closing)
    return before, after


def _entry(closing: Closing, wrong: Problem) -> Place:
    """Which entry of the decision a problem is about."""
    entry = (f"单位 {wrong.unit}", f"指标 {wrong.indicator}" if wrong.indicator else "")
    return Place(f"收口决定 {closing.number}", cell=" ".join(entry).strip())


def last_closing(year: Year) -> Closing | None:
    """The closing decision on record."""
    return originals.load(year.folder / CLOSING, Closing)


def gather_case(year: Year, *, closing: Closing | None) -> Case:
    """Everything a run judges, as it stands in the year's folder now."""
    locked = year.require_lock("计分")
    problems = (*_about_rubric(year), *year.office_problems)
    intake = last_intake(year, "计分")
    rechecks = on_record(year)
    reviews = reviewed(year)
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
        closing=closing,
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
