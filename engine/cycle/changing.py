"""名册变更: read a decision, show what it would change, and put it on record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from engine.cycle import handing_in, review_folder, reviewing
from engine.cycle.laying_out import sheets_of
from engine.cycle.places import CHANGES, DECISIONS, INTAKE, LEDGER, REVIEWS
from engine.cycle.reading_in import Progress
from engine.cycle.year import CHANGED, Year
from engine.files import ledger, originals
from engine.files.hand_written import HandWritten, read
from engine.files.personal_data import find
from engine.files.roster import canonical_text, is_code
from engine.judging.awarding import Cap, cap_table
from engine.judging.case import PARTICIPATING
from engine.judging.roster_change_words import sentences
from engine.judging.roster_changes import carried_out, faults, sources, successors
from engine.records.problem import CannotGoOn, Place, Problem, problem
from engine.records.roster_change import ChangeDecision, RosterChange, RosterChanges, Successor
from engine.records.submission import RosterUnit
from engine.rubric.standard import Fault

_UNSOUND = "L727"
_CODES = frozenset(("unit", "units", "number", "code", "submission_from", "honours_from", "name"))
_PERSONAL = "原因里有像身份证号、手机号码、银行卡号或学生姓名的内容，请删去"


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change does to a year, before → after."""

    change: RosterChange
    words: tuple[str, ...]
    before: tuple[RosterUnit, ...]
    after: tuple[RosterUnit, ...]
    groups: Mapping[str, tuple[tuple[str, int, int], ...]]
    """Roster column → (group, units that take part before, after), where they differ."""
    caps: Mapping[str, tuple[Cap, ...]]
    """Award → its cap table, which is the locked one."""
    honours: tuple[str, ...]
    """Which honours units have from now on, and which nobody carries on, in words."""
    hand_ins: tuple[str, ...]
    """What becomes of workbooks and review sheets that came in, in words."""


def read_decision(year: Year, path: Path) -> ChangeDecision:
    """A decision written by hand; looked for here, then in the year's `decisions/`.

    Fields come back as canonical texts. Raises CannotGoOn: not there (2), unsound, not possible on
    this roster, or with personal data in its reason (3), on record already (2).
    """
    path = path if path.is_file() else year.folder / DECISIONS / path
    if not path.is_file():
        raise CannotGoOn(problem("L715", what=f"文件 {path.name}"), exit_code=2)
    written = read(path, ChangeDecision, code=_UNSOUND, text_keys=_CODES)
    if any(each.decision.number == written.value.number for each in year.changes):
        raise CannotGoOn(problem("C459", Place(path.name), what=written.value.number), exit_code=2)
    wrong: list[Fault] = []
    if find(written.value.reason):
        wrong.append(Fault(("reason",), _UNSOUND, _PERSONAL))
    changes = tuple(
        each.model_copy(update=_canonical(year, each, ("changes", at), wrong))
        for at, each in enumerate(written.value.changes)
    )
    if wrong:
        raise written.refuse(wrong)
    decision = written.value.model_copy(update={"changes": changes})
    _refuse_impossible(year, decision, written)
    return decision


def _canonical(
    year: Year, change: object, path: tuple[str | int, ...], wrong: list[Fault]
) -> dict[str, object]:
    """`into` of a change with its roster columns as canonical texts."""
    into = getattr(change, "into", None)
    if isinstance(into, tuple):
        return {
            "into": tuple(
                _texts(year, one, (*path, "into", at), wrong) for at, one in enumerate(into)
            )
        }
    return {"into": _texts(year, into, (*path, "into"), wrong)} if into is not None else {}


def _texts(
    year: Year, one: Successor, path: tuple[str | int, ...], wrong: list[Fault]
) -> Successor:
    columns = {field.code: field for field in year.rubric.unit_fields}
    if not is_code(one.code):
        what = "编号只能用数字、字母和“-”，不超过30个字"
        wrong.append(Fault((*path, "code"), _UNSOUND, what))
    found = {}
    for column, text in (one.fields or {}).items():
        key = (*path, "fields", column)
        if column not in columns:
            wrong.append(Fault(key, _UNSOUND, f"名册里没有“{column}”这一栏"))
            continue
        value, fault = canonical_text(columns[column], text)
        if fault:
            wrong.append(Fault(key, _UNSOUND, f"“{column}”不能用：{fault}"))
        found[column] = value
    return one.model_copy(update={"fields": found or None})


def _refuse_impossible(
    year: Year, decision: ChangeDecision, written: HandWritten[ChangeDecision]
) -> None:
    gone = [code for each in year.changes for code in each.left]
    wrong = faults(decision, year.roster, gone)
    if wrong:
        raise CannotGoOn(*(_placed(each.path, each.code, each.what, written) for each in wrong))


def _placed(
    path: tuple[str | int, ...], code: str, what: str, written: HandWritten[ChangeDecision]
) -> Problem:
    return problem(code, Place(written.file, line=written.document.line_of(path)), what=what)


def work_out(year: Year, decision: ChangeDecision) -> Effect:
    """What a decision would change.

    Raises CannotGoOn: the year is not locked (2), or was altered since (4).
    """
    year.require_lock("变更名册")
    marked = bool(review_folder.first_marked(year))
    change = carried_out(decision, year.roster, after_marks=marked)
    then = year.as_if(change)
    return Effect(
        change=change,
        words=sentences(year.roster, (change,))[0],
        before=year.roster,
        after=then.roster,
        groups=dict(_groups(year, then)),
        caps={
            award.id: cap_table(award, year.locked_roster, then.roster)
            for award in year.plan.awards
        },
        honours=tuple(_honours(year, then, change)),
        hand_ins=tuple(_hand_ins(year, change)),
    )


def _groups(year: Year, then: Year) -> Iterator[tuple[str, tuple[tuple[str, int, int], ...]]]:
    for column in year.settings.groups:
        counts = [
            Counter(u.fields.get(column, "未填") for u in each if u.status == PARTICIPATING)
            for each in (year.roster, then.roster)
        ]
        names = sorted(counts[0].keys() | counts[1].keys())
        moved = tuple(
            (n, counts[0][n], counts[1][n]) for n in names if counts[0][n] != counts[1][n]
        )
        if moved:
            yield column, moved


def _honours(year: Year, then: Year, change: RosterChange) -> Iterator[str]:
    """What becomes of the honours history: nothing is inherited silently, nor lost silently."""
    for unit in change.honours:
        known = then.history.get(unit, {})
        told = "，".join(f"{column}{known[column]}" for column in sorted(known))
        yield f"{unit} 的往年荣誉：{told or '不详'}。"
    touched = {
        code for each in change.decision.changes if successors(each) for code in sources(each)
    }
    for code in sorted((touched | set(change.left)) - set(change.honours.values())):
        won = {c: v for c, v in year.history.get(code, {}).items() if v.isdecimal()}
        if won:
            told = "，".join(f"{column}{won[column]}" for column in sorted(won))
            yield f"{code} 原有的往年荣誉（{told}）没有单位沿用。"


def _hand_ins(year: Year, change: RosterChange) -> Iterator[str]:
    """What becomes of everything that came in about the units a change touches."""
    came = {}
    if (year.folder / INTAKE).is_file():
        came = handing_in.last_intake(year, "变更名册").counted
    for each in change.decision.changes:
        made = {one.code for one in successors(each)}
        for code in sources(each):
            goes_to = change.submissions.get(code)
            if code in came and goes_to is not None and goes_to != code:
                yield f"{code} 交来的自评表（{came[code].file}）归 {goes_to}。"
            elif code in came and (made or code in change.left) and goes_to is None:
                yield f"{code} 交来的自评表（{came[code].file}）不再采用。"
            if (code in change.left or code in made) and goes_to != code:
                later = f"归 {goes_to}" if goes_to else "不再采用，请移走"
                for name in sheets_of(year, code):
                    yield f"{code} 的评审表（{name}）{later}。"
        for one in successors(each):
            if one.submission_from == "none":
                yield f"{one.code} 还没有自评表：运行 wuhao sheets 出表样，请它填报。"


def put_on_record(year: Year, effect: Effect, tell: Progress) -> None:
    """Record a change in the ledger, and read by the new roster again what was read before."""
    change = effect.change
    # The ledger first: it is what a year is held to.
    ledger.append(year.folder / LEDGER, CHANGED, change.model_dump(mode="json"))
    after = RosterChanges(changes=(*year.changes, change))
    originals.save(year.folder / CHANGES, after)
    now = replace(year)
    if (year.folder / INTAKE).is_file():
        handing_in.write_to_mend(now, handing_in.take_in(now, tell))
    if (year.folder / REVIEWS).is_file():
        reviewing.read_back(now)
