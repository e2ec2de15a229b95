"""From answers and rulings to columns: what was claimed, and what stands (docs/run-format.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from engine.judging.case import PARTICIPATING, Case
from engine.judging.evidence import evidence_owed
from engine.language.asked import asked_columns
from engine.language.fields import Field, Source
from engine.records.columns import Column, Columns
from engine.records.exact import Truths
from engine.records.states import READABLE, State
from engine.records.submission import RosterUnit, Ruling, Verdict
from engine.rubric.standard import Item, Standard
from engine.rules.amounts import OTHER_UNITS, UNIT

_SETTLING = (Verdict.ACCEPT, Verdict.AMEND)
_NOBODY: Mapping[str, Ruling] = {}
_Told = tuple[str | tuple[str, ...], State]
"""What is known of one field of one unit: canonical value, state."""
_BLANK: _Told = ("", State.BLANK)


@dataclass(frozen=True, slots=True)
class Cohort:
    """The counted units of a case as columns; arrays are in the order of `units`."""

    standard: Standard
    units: tuple[RosterUnit, ...]
    claimed: Columns
    effective: Columns
    flags: Mapping[str, Column]
    """Indicator → values: 1 where 不适用 was agreed; states: what the item itself lacks."""
    participating: Truths
    """Who takes part (参评): only they are ever compared with."""

    @property
    def size(self) -> int:
        """How many units."""
        return len(self.units)


def gather(case: Case) -> Cohort:
    """The columns of a case. Pure: the same case gives the same columns."""
    standard, units = case.standard, case.counted
    texts: dict[str, int] = {}
    told = _told(case)
    later: dict[str, list[_Told]] = {}
    for item in standard.items:
        rulings = _rulings(case, item, units)
        for field in item.fields:
            pairs = zip(told[field.code], rulings, strict=True)
            later[field.code] = [_effective(each, ruling, field) for each, ruling in pairs]
    claimed = _columns(case, told, texts)
    effective = _columns(case, {**told, **later}, texts)
    flags = {item.code: _flags(item, case, units, claimed) for item in standard.items}
    takes_part = np.array([unit.status == PARTICIPATING for unit in units], dtype=np.bool_)
    return Cohort(standard, units, claimed, effective, flags, takes_part)


def claimed_columns(case: Case) -> Columns:
    """What the counted units of a case claimed, without what anybody made of it."""
    return _columns(case, _told(case), {})


def unasked(case: Case) -> dict[str, frozenset[str]]:
    """Unit → fields that its claims and roster columns leave out, which nobody can owe anything in.

    Every field of a unit without a workbook that counts.
    """
    columns = claimed_columns(case)
    gone = {code: ~column.asked for code, column in columns.items() if column.asked is not None}
    found = dict.fromkeys((unit.code for unit in case.roster), frozenset(case.standard.own_fields))
    for at, unit in enumerate(case.counted):
        found[unit.code] = frozenset(code for code, out in gone.items() if out[at])
    return found


def _told(case: Case) -> dict[str, list[_Told]]:
    """What is known of every field by claim and roster, unit by unit."""
    units = case.counted
    told = {
        field.code: [_on_roster(unit, field) for unit in units]
        for field in case.standard.roster_fields
    }
    for code, field in case.standard.own_fields.items():
        told[code] = [_claimed(case, unit.code, field) for unit in units]
    return told


def _columns(case: Case, told: Mapping[str, list[_Told]], texts: dict[str, int]) -> Columns:
    """Columns of every field in reach, with those emptied that are not asked."""
    standard, size = case.standard, len(case.counted)
    raw = {
        # An indicator that is not scored is not asked of anybody either.
        code: _column(field, told[code], texts) if code in told else Column.blank(size)
        for code, field in standard.scope.items()
    }
    return asked_columns(standard.scope, standard.asked, raw, size)


def _on_roster(unit: RosterUnit, field: Field) -> _Told:
    value = unit.fields.get(field.code, "")
    if field.code == UNIT:
        value = unit.code if unit.code in field.options else OTHER_UNITS
    return (value, State.VERIFIED) if value else _BLANK


def _column(field: Field, told: list[_Told], texts: dict[str, int]) -> Column:
    """Each answer that occurs is encoded once, however many units gave it."""
    known = dict.fromkeys(value for value, state in told if state <= READABLE)
    units = {value: field.encode(value, texts) for value in known}
    values = [units[value] if state <= READABLE else 0 for value, state in told]
    return Column.of(values, [state for _, state in told])


def _claimed(case: Case, unit: str, field: Field) -> _Told:
    """Steps 1 and 2: the raw answer, and what a blank means."""
    answer = None
    if field.source is Source.SCHOOL:
        answer = case.intake.counted[unit].answers.get(field.code)
    elif field.source is Source.OFFICE:
        answer = case.office.get(unit, {}).get(field.code)
    value, state = (answer.value, answer.state) if answer is not None else _BLANK
    means = field.blank_means
    if means is not None and (state is State.BLANK or (state, value) == (State.CLAIMED, means)):
        return means, State.VERIFIED
    return value, state


def _rulings(case: Case, item: Item, units: tuple[RosterUnit, ...]) -> list[Ruling | None]:
    return [case.rulings.get(unit.code, _NOBODY).get(item.code) for unit in units]


def _effective(told: _Told, ruling: Ruling | None, field: Field) -> _Told:
    """Step 3: what the reviewers settled."""
    if ruling is None:
        return told
    if field.code in ruling.values:
        return ruling.values[field.code].value, State.VERIFIED
    value, state = told
    if ruling.verdict in _SETTLING and state is State.CLAIMED:
        return value, State.VERIFIED
    school = field.source is Source.SCHOOL and state in (State.CLAIMED, State.VERIFIED)
    if ruling.verdict is Verdict.DISPUTED and school:
        return "", State.DISPUTED
    return told


def _flags(item: Item, case: Case, units: tuple[RosterUnit, ...], claimed: Columns) -> Column:
    size = len(units)
    short = np.zeros(size, dtype=bool)
    for owed in evidence_owed(item, case, units, claimed):
        short |= owed.short
    agreed, states = [0] * size, [State.VERIFIED] * size
    allowed = item.policy is not None
    for position, (unit, ruling) in enumerate(zip(units, _rulings(case, item, units), strict=True)):
        verdict = ruling.verdict if ruling is not None else None
        if verdict is Verdict.NOT_APPLICABLE and allowed:
            agreed[position] = 1
        elif verdict is Verdict.NO_EVIDENCE or (short[position] and verdict not in _SETTLING):
            states[position] = State.NO_EVIDENCE
        elif item.code in case.intake.counted[unit.code].not_applicable:
            states[position] = State.NA_REQUESTED
    return Column.of(agreed, states)
