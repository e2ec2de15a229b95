"""进度: how far every unit has come, added up by groups, and what is new since an earlier day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

import numpy as np

from engine.judging.alone import unjudged
from engine.judging.case import EXCUSED
from engine.judging.cohort import claimed_columns
from engine.judging.evidence import evidence_owed
from engine.language.evaluate import evaluate
from engine.language.fields import Kind, Source
from engine.records.exact import Integers
from engine.records.progress import (
    ABSENT,
    BLOCKED,
    IN,
    NOTHING,
    Change,
    Completion,
    Count,
    Day,
    Standing,
    Tally,
)
from engine.records.states import READABLE, State
from engine.records.submission import Answer, Intake, RosterUnit, Submission
from engine.rubric.standard import Standard

NO_GROUP = "未填"
_MOST_GROUPS = 40
"""A text column with more different values than this names its units rather than groups them."""
Office = Mapping[str, Mapping[str, Answer]]


def completions(
    standard: Standard, roster: Sequence[RosterUnit], intake: Intake, office: Office
) -> tuple[Completion, ...]:
    """Every roster unit, in roster order."""
    evidence = _evidence(standard, roster, intake, office)
    without = tuple(unit for unit in roster if unit.code not in intake.counted)
    asked = dict(zip((u.code for u in without), _asked(standard, without, office), strict=True))
    return tuple(
        _handed_in(unit, intake.counted[unit.code], evidence[unit.code])
        if unit.code in intake.counted
        else _without_workbook(unit, intake, asked[unit.code])
        for unit in roster
    )


def _without_workbook(unit: RosterUnit, intake: Intake, asked: int) -> Completion:
    state = BLOCKED if unit.code in intake.blocked else ABSENT
    if state == ABSENT and unit.status == EXCUSED:
        state, asked = EXCUSED, 0
    fields = Count(0, asked)
    return Completion(
        unit.code, unit.name, unit.fields, state, 0, 0, fields, NOTHING, 0, 0,
        why=intake.blocked.get(unit.code, ""),
    )  # fmt: skip


def _handed_in(unit: RosterUnit, submission: Submission, evidence: Count) -> Completion:
    heavy = [each for each in submission.problems if each.blocking]
    light = sum(1 for p in submission.problems if p.severity == "warning")
    to_mend = {p.place for p in heavy}
    answers = submission.answers.values()
    filled = sum(1 for each in answers if each.state is State.CLAIMED)
    # A blank that nobody owes is no fault: only those that must be mended are still asked for.
    owed = sum(1 for each in answers if each.state is not State.CLAIMED and each.place in to_mend)
    return Completion(
        unit.code,
        unit.name,
        unit.fields,
        IN,
        submission.rows_read,
        submission.rows_expected,
        Count(filled, filled + owed),
        evidence,
        len(heavy),
        light,
        submission.sha256,
    )


def _evidence(
    standard: Standard, roster: Sequence[RosterUnit], intake: Intake, office: Office
) -> dict[str, Count]:
    """Unit → pieces had of pieces owed; more than is owed for one need makes up for no other."""
    case = unjudged(standard, roster, intake, office)
    units, claimed = case.counted, claimed_columns(case)
    had: Integers = np.zeros(len(units), dtype=np.int64)
    owed: Integers = np.zeros(len(units), dtype=np.int64)
    for item in standard.items:
        for need in evidence_owed(item, case, units, claimed):
            had += np.minimum(need.had, need.asked)
            owed += need.asked
    pairs = zip(units, had.tolist(), owed.tolist(), strict=True)
    return {unit.code: Count(some, all_) for unit, some, all_ in pairs}


def _asked(standard: Standard, units: Sequence[RosterUnit], office: Office) -> list[int]:
    """How many fields each of some units without a workbook would have to fill in.

    Whether a field is asked is taken over roster and 〔局〕 data; what nobody can say is left out.
    """
    nothing = {unit.code: _empty(unit.code) for unit in units}
    case = unjudged(standard, units, Intake(counted=nothing), office)
    columns = claimed_columns(case)
    found: Integers = np.zeros(len(units), dtype=np.int64)
    for code, field in standard.own_fields.items():
        if field.source is not Source.SCHOOL or field.blank_means is not None:
            continue
        condition = standard.asked.get(code)
        if condition is None:
            found += 1
        else:
            result = evaluate(condition, standard.scope, columns, len(units))
            found += result.truths & (result.states <= READABLE)
    return [int(each) for each in found]


def _empty(unit: str) -> Submission:
    return Submission(
        unit=unit, file="", sha256="", edition="", structure="", answers={},
        rows_read=0, rows_expected=0,
    )  # fmt: skip


def tally(name: str, units: Iterable[Completion], line: Decimal) -> Tally:
    """Units added up; those nobody waits for are left out."""
    awaited = [unit for unit in units if unit.awaited]
    return Tally(
        name=name,
        units=len(awaited),
        came=sum(unit.state == IN for unit in awaited),
        blocked=sum(unit.state == BLOCKED for unit in awaited),
        absent=sum(unit.state == ABSENT for unit in awaited),
        on_line=sum(unit.on_line(line) for unit in awaited),
        to_mend=sum(unit.blocking > 0 for unit in awaited),
        fields=sum((unit.fields for unit in awaited), NOTHING),
        evidence=sum((unit.evidence for unit in awaited), NOTHING),
        faults=sum(unit.blocking for unit in awaited),
    )


def grouped(
    standard: Standard, units: Sequence[Completion], also: Iterable[str], line: Decimal
) -> dict[str, tuple[Tally, ...]]:
    """Roster column → its groups, for every column that groups units, and for those of `also`.

    Options stand in the rubric's order, other values in order of their text.
    """
    found = {}
    for column in standard.roster_fields:
        options = column.options if column.type is Kind.CHOICE else ()
        if not options and column.type is not Kind.TEXT:
            continue
        members: dict[str, list[Completion]] = {}
        for unit in units:
            if unit.awaited:
                members.setdefault(unit.groups.get(column.code) or NO_GROUP, []).append(unit)
        named = column.code in also
        if not named and not 1 < len(members) <= (len(options) + 1 if options else _MOST_GROUPS):
            continue
        names = sorted(members, key=lambda each: (_position(each, options), each))
        found[column.code] = tuple(tally(name, members[name], line) for name in names)
    return found


def _position(name: str, options: Sequence[str]) -> int:
    return options.index(name) if name in options else len(options) + (name == NO_GROUP)


def standing(unit: Completion) -> Standing:
    """What is remembered of a unit."""
    return Standing(state=unit.state, sha256=unit.sha256, blocking=unit.blocking)


def changes(before: Day, units: Iterable[Completion]) -> tuple[Change, ...]:
    """Units of which something is new since an earlier day, in roster order."""
    found = []
    for unit in units:
        words = tuple(_new(before.units.get(unit.unit), unit))
        if words:
            found.append(Change(unit.unit, unit.name, words))
    return tuple(found)


def _new(before: Standing | None, now: Completion) -> Iterable[str]:
    was = before.state if before is not None else ABSENT
    if was != IN and now.state == IN:
        yield "新交" if was in (ABSENT, EXCUSED) else "重交的能用了"
    elif was != now.state:
        gone = {ABSENT: "撤回了", BLOCKED: "交来的不能用", EXCUSED: "改为暂不参评"}
        yield gone[now.state]
    elif before is not None and before.sha256 != now.sha256:
        yield "换了新表"
    faults = before.blocking if before is not None else 0
    if was == IN and now.state == IN and now.blocking < faults:
        yield f"改好{faults - now.blocking}处"
    elif now.state == IN and now.blocking > (faults if was == IN else 0):
        yield f"新查出{now.blocking - (faults if was == IN else 0)}处要改"
