"""Carries what is known of a year over to another rubric, and says what cannot be carried.

Only what was asked and answered in the same sense is carried: a value that does not fit its new
field, a mark out of other points, a verdict on something that was parted, all stay blank. Nothing
is clamped, and nothing that was never asked is read as an answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import NamedTuple

from engine.judging.case import Case
from engine.judging.fitting import misfit
from engine.language.fields import Field, Source
from engine.records.states import READABLE, State
from engine.records.submission import Answer, RosterUnit, Ruling, Submission, Verdict
from engine.rubric.code_map import Join
from engine.rubric.standard import Standard
from engine.rules.judged import Judged

NEVER_ASKED = "是新增的，没有问过"
_Value = str | tuple[str, ...]
_SETTLED = frozenset((Verdict.ACCEPT, Verdict.AMEND))


@dataclass(frozen=True, slots=True)
class Carried:
    """A case under the new rubric, without any closing decision yet.

    `lost`: unit → new field → why nothing stands in it. `parted`: unit → new indicators whose
    fields all stay blank because what was decided of the old ones cannot be shared out.
    """

    case: Case
    lost: Mapping[str, Mapping[str, str]]
    parted: Mapping[str, frozenset[str]]


class _Known(NamedTuple):
    """What is known of one field of one unit: what was claimed, and what reviewers settled."""

    claimed: Answer | None
    settled: Answer | None

    @property
    def layers(self) -> tuple[_Value, _Value]:
        """The value that was claimed, and the one that stands; "" where there is none."""
        claimed = _value(self.claimed)
        return claimed, _value(self.settled) or claimed


def _value(answer: Answer | None) -> _Value:
    return answer.value if answer is not None and answer.state <= READABLE else ""


_NOTHING = _Known(None, None)


@dataclass
class _Unit:
    """One unit on its way to the new rubric."""

    code: str
    known: dict[str, _Known] = field(default_factory=dict)
    lost: dict[str, str] = field(default_factory=dict)
    parted: set[str] = field(default_factory=set)
    rulings: dict[str, Ruling] = field(default_factory=dict)


def carry(case: Case, new: Standard, joined: Join) -> Carried:
    """The year's case under another standard. Pure; `case` is left as it is."""
    work = _Carrying(case, new, joined)
    units = {unit.code: work.unit(unit) for unit in case.counted}
    counted = {
        code: work.submission(case.intake.counted[code], unit) for code, unit in units.items()
    }
    office = {code: work.answers(unit, Source.OFFICE) for code, unit in units.items()}
    carried = replace(
        case,
        standard=work.asking_nobody(units),
        roster=tuple(work.roster_unit(unit) for unit in case.roster),
        intake=case.intake.model_copy(update={"counted": counted}),
        office=office,
        rulings={code: unit.rulings for code, unit in units.items()},
        closings=(),
    )
    return Carried(
        carried,
        {code: unit.lost for code, unit in units.items()},
        {code: frozenset(unit.parted) for code, unit in units.items()},
    )


class _Carrying:
    """What is the same for every unit."""

    def __init__(self, case: Case, new: Standard, joined: Join) -> None:
        self.case, self.old, self.new, self.joined = case, case.standard, new, joined
        self.alone = {code: joined.alone(code) for code in joined.items}
        marks = {f"M{code}": f"M{was}" for code, was in self.alone.items() if was is not None}
        self.fields = {c: was for c, was in {**joined.fields, **marks}.items()
                       if c in new.scope and was in case.standard.scope}  # fmt: skip
        self.owners = {f.code: item.code for item in self.old.items for f in item.fields}
        self.sources = {item.code: self._sources(item.code) for item in new.items}
        self.heirs = {
            was: joined.heirs(was) for sources in joined.items.values() for was in sources
        }
        self.marks = {
            item.rule.mark for s in (self.old, new) for item in s.items
            if isinstance(item.rule, Judged)
        }  # fmt: skip

    def _sources(self, code: str) -> tuple[str, ...]:
        """The old indicators that say something of a new one: its own, and those of its fields."""
        item = self.new.by_code[code]
        was = [self.fields[f.code] for f in item.fields if f.code in self.fields]
        own = [each for each in self.joined.items.get(code, ()) if each in self.old.by_code]
        return tuple(dict.fromkeys((*own, *(self.owners[each] for each in was))))

    def unit(self, unit: RosterUnit) -> _Unit:
        """Everything that can be carried of one unit."""
        found = _Unit(unit.code)
        for code, column in ((f.code, f) for f in self.new.rubric.unit_fields):
            reason = self._column_lost(unit, column)
            if reason:
                found.lost[code] = reason
        for code, asked in self.new.own_fields.items():
            known, reason = self._known(unit.code, asked)
            if reason:
                found.lost[code] = reason
            else:
                found.known[code] = known
        self._hold_relations(found)
        for item in self.new.items:
            self._rule(found, item.code)
        return found

    def _column_lost(self, unit: RosterUnit, column: Field) -> str:
        was = self.fields.get(column.code)
        if was is None:
            return NEVER_ASKED
        value = unit.fields.get(was, "")
        return misfit(self.old.scope[was], column, value) if value else ""

    def _known(self, unit: str, asked: Field) -> tuple[_Known, str]:
        was = self.fields.get(asked.code)
        if was is None or was not in self.owners:
            return _NOTHING, NEVER_ASKED
        before = self.old.own_fields[was]
        if asked.code in self.marks and asked.maximum != before.maximum:
            return _NOTHING, "考评分的满分变了"
        known = self._told(unit, before)
        reasons = (misfit(before, asked, value) for value in known.layers if value)
        return known, next((reason for reason in reasons if reason), "")

    def _told(self, unit: str, before: Field) -> _Known:
        answer = None
        if before.source is Source.SCHOOL:
            answer = self.case.intake.counted[unit].answers.get(before.code)
        elif before.source is Source.OFFICE:
            answer = self.case.office.get(unit, {}).get(before.code)
        ruling = self.case.rulings.get(unit, {}).get(self.owners[before.code])
        return _Known(answer, ruling.values.get(before.code) if ruling is not None else None)

    def _hold_relations(self, unit: _Unit) -> None:
        """A value beyond a new limit (不超过另一项) is not carried: the prover counts on limits."""
        for code, asked in self.new.own_fields.items():
            before = self.old.scope.get(self.fields.get(code, ""))
            for limit, kept, sign in (
                (asked.at_most, before.at_most if before else None, 1),
                (asked.at_least, before.at_least if before else None, -1),
            ):
                if limit is None or self.fields.get(limit) == kept:
                    continue
                sides = (unit.known.get(each, _NOTHING).layers for each in (code, limit))
                pairs = (pair for pair in zip(*sides, strict=True) if all(pair))
                if any(sign * (Decimal(str(a)) - Decimal(str(b))) > 0 for a, b in pairs):
                    unit.known.pop(code)
                    unit.lost[code] = f"与 {limit} 的大小关系不合新的规定"

    def _rule(self, unit: _Unit, code: str) -> None:
        """What the reviewers said of a new indicator, where they said it of all of it."""
        given = self.case.rulings.get(unit.code, {})
        sources = self.sources[code]
        rulings = [given.get(each) for each in sources]
        verdict, shared = _agreed([r.verdict if r else None for r in rulings])
        asked_na = set(self.case.intake.counted[unit.code].not_applicable) & set(sources)
        whole = self.alone[code] is not None and len(sources) == 1
        if not whole and (not shared or verdict is Verdict.NOT_APPLICABLE or asked_na):
            unit.parted.add(code)
            for each in self.new.by_code[code].fields:
                unit.known.pop(each.code, None)
            return
        values = {
            f.code: known.settled
            for f in self.new.by_code[code].fields
            if (known := unit.known.get(f.code, _NOTHING)).settled is not None
        }
        said = next((each for each in rulings if each is not None), None)
        if said is not None:
            update = {"indicator": code, "verdict": verdict, "values": values}
            unit.rulings[code] = said.model_copy(update=update)

    def answers(self, unit: _Unit, source: Source) -> dict[str, Answer]:
        """The answers of one source, what a blank was told to mean written out."""
        found = {}
        for code, asked in self.new.own_fields.items():
            known = unit.known.get(code)
            if known is None or asked.source is not source:
                continue
            answer, means = known.claimed, self._blank_meaning(asked)
            blank = answer is None or answer.state is State.BLANK
            if means is not None and (blank or (answer and answer.value == means)):
                found[code] = Answer(value=means, state=State.VERIFIED)
            elif answer is not None:
                found[code] = answer
        return found

    def _blank_meaning(self, asked: Field) -> str | None:
        """What a blank means, if it meant the same when the question was put."""
        before = self.old.own_fields.get(self.fields.get(asked.code, ""))
        if before is None or before.asked_when != asked.asked_when:
            return None
        return asked.blank_means if before.blank_means == asked.blank_means else None

    def submission(self, came: Submission, unit: _Unit) -> Submission:
        """A submission in the codes of the new rubric."""
        pieces = tuple(
            piece.model_copy(update={"indicator": heirs[0]})
            for piece in came.pieces
            if len(heirs := self.heirs.get(piece.indicator, ())) == 1
        )
        wanted = tuple(
            heirs[0]
            for code in came.not_applicable
            if len(heirs := self.heirs.get(code, ())) == 1 and self.alone[heirs[0]]
        )
        answers = self.answers(unit, Source.SCHOOL)
        return came.model_copy(
            update={"answers": answers, "pieces": pieces, "not_applicable": wanted, "problems": ()}
        )

    def roster_unit(self, unit: RosterUnit) -> RosterUnit:
        """A roster line with the columns of the new rubric."""
        columns = {f.code: f for f in self.new.rubric.unit_fields}
        fields = {code: value for code, value in unit.fields.items() if code not in columns}
        for code, column in columns.items():
            if not self._column_lost(unit, column):
                fields[code] = unit.fields.get(self.fields[code], "")
        return unit.model_copy(update={"fields": fields})

    def asking_nobody(self, units: Mapping[str, _Unit]) -> Standard:
        """The new standard in which no blank is read as an answer: `answers` has written them."""
        lost = {code for unit in units.values() for code in unit.lost}
        items = tuple(
            replace(item, fields=tuple(self._unread(f, lost) for f in item.fields))
            for item in self.new.items
        )
        return replace(self.new, items=items)

    def _unread(self, asked: Field, lost: set[str]) -> Field:
        reviewers = asked.source is Source.REVIEWER and asked.code not in lost
        kept = self._blank_meaning(asked) if reviewers else None
        return (
            asked if kept == asked.blank_means else asked.model_copy(update={"blank_means": kept})
        )


def _agreed(verdicts: list[Verdict | None]) -> tuple[Verdict | None, bool]:
    """The verdict on several indicators together, and whether there is one."""
    several = set(verdicts)
    if len(several) <= 1:
        return next(iter(several), None), True
    if several <= _SETTLED:
        return Verdict.AMEND, True
    return None, False
