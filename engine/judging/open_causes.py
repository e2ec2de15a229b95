"""Why an item of a unit is open 未定, field by field, and who has to do something about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property

from engine.judging.item_score import ItemScore
from engine.judging.outcome import Outcome
from engine.language.expressions import fields_read
from engine.language.fields import Field, Source
from engine.records.open_item import Cause, Owner, Why
from engine.records.problem import NOWHERE, Place
from engine.records.review import Waiting
from engine.records.states import State
from engine.records.submission import Verdict
from engine.rubric.standard import Item

_OF_STATE = {
    State.FAULTY: (Cause.FAULTY, Owner.SCHOOL),
    State.DISPUTED: (Cause.DISPUTED, Owner.CHAIR),
    State.NO_EVIDENCE: (Cause.NO_EVIDENCE, Owner.SCHOOL),
    State.NA_REQUESTED: (Cause.NA_REQUESTED, Owner.REVIEWERS),
    State.CLAIMED: (Cause.NO_MARK, Owner.REVIEWERS),
    State.BLANK: (Cause.NOT_FILLED, Owner.SCHOOL),
}
_BLANK_OF = {
    Source.SCHOOL: (Cause.NOT_FILLED, Owner.SCHOOL),
    Source.OFFICE: (Cause.NOT_IMPORTED, Owner.OFFICE),
    Source.REVIEWER: (Cause.NO_MARK, Owner.REVIEWERS),
}
_SETTLED_BY = {
    Cause.NO_MARK: Owner.REVIEWERS,
    Cause.THIRD_MARK: Owner.OFFICE,
    Cause.DIFFERS: Owner.CHAIR,
    Cause.TYPED_APART: Owner.OFFICE,
    Cause.MUST_AVOID: Owner.OFFICE,
}
"""Who acts on what waits where no assessor is named: the office finds one, the chair settles."""
_HEAVIEST_FIRST = (
    Cause.FAULTY,
    Cause.DISPUTED,
    Cause.NO_EVIDENCE,
    Cause.NOT_FILLED,
    Cause.NOT_IMPORTED,
    Cause.NOT_ON_ROSTER,
    Cause.NO_MARK,
    Cause.NA_REQUESTED,
    Cause.COMPARED,
)


class Causes:
    """Says of any open item of an outcome why it is open."""

    def __init__(
        self,
        outcome: Outcome,
        waiting: Iterable[Waiting],
        assessors: Mapping[str, tuple[str, ...]],
    ) -> None:
        self.outcome, self.cohort = outcome, outcome.scores.cohort
        self.standard, self.assessors = outcome.case.standard, assessors
        self.waiting: dict[tuple[str, str], list[Waiting]] = {}
        for each in waiting:
            self.waiting.setdefault((each.unit, each.indicator), []).append(each)

    def of(self, judged: ItemScore, at: int) -> tuple[Why, ...]:
        """Every cause of one open item, the main one first; at least one."""
        state, unit = State(int(judged.states[at])), self.cohort.units[at].code
        told = [self._told(each) for each in self.waiting.get((unit, judged.item.code), ())]
        found = list(self._own(judged, at, state))
        if told:
            # The combination says it more closely than a blank mark or an unreviewed claim does.
            found = [each for each in found if each.owner not in (Owner.REVIEWERS, Owner.CHAIR)]
        elif not any(each.cause in _explaining(state) for each in found):
            found += self._elsewhere(judged.item, at, state)
        if not told and not found:
            found = [self._by_state(judged.item, at, state)]
        found.sort(key=lambda each: _HEAVIEST_FIRST.index(each.cause))
        return (*told, *dict.fromkeys(found))

    def _told(self, waiting: Waiting) -> Why:
        cause = Cause(waiting.why)
        owner = Owner.REVIEWERS if waiting.owed_by else _SETTLED_BY[cause]
        return Why(cause, owner, waiting.owed_by, said=waiting.said)

    def _own(self, judged: ItemScore, at: int, state: State) -> Iterator[Why]:
        """What the item's own fields, evidence and requests leave open."""
        item = judged.item
        for code in item.own_codes:
            if self._state(code, at) > State.CLAIMED and not self._hangs_on_another(code, at):
                yield self._field(self.standard.scope[code], at)
        if (lacks := self._lacks(item, at)) is not State.VERIFIED:
            yield self._by_state(judged.item, at, lacks)
        if state is State.CLAIMED and self._unreviewed(item, at):
            yield self._by_state(judged.item, at, state)
        if judged.waits(at):
            yield Why(Cause.COMPARED, Owner.CLOSING)

    def _elsewhere(self, item: Item, at: int, state: State) -> Iterator[Why]:
        """Fields of other indicators, or of the roster, that it reads and that keep it open."""
        for code in sorted(item.reads.difference(item.own_codes)):
            if self._state(code, at) is state and not self._hangs_on_another(code, at):
                field, owner = self.standard.scope[code], self._owners.get(code)
                if owner is None:
                    yield self._field(field, at)
                    continue
                why, lacks = self._field(field, at), self._lacks(owner, at)
                if state is State.CLAIMED and lacks is not State.VERIFIED:
                    why = replace(self._by_state(owner, at, lacks), field=why.field)
                yield replace(why, of=owner.code)

    def _field(self, field: Field, at: int) -> Why:
        """Why one field has no value that stands."""
        unit, state = self.cohort.units[at].code, self._state(field.code, at)
        title, place = f"{field.code} {field.title}", self._place(unit, field)
        if field.code not in self.standard.own_fields:
            return Why(Cause.NOT_ON_ROSTER, Owner.OFFICE, field=field.title)
        cause, owner = _OF_STATE[state]
        if state is State.BLANK:
            cause, owner = _BLANK_OF[field.source]
        return Why(cause, owner, self._names(unit, owner), field=title, place=place)

    def _by_state(self, item: Item, at: int, state: State) -> Why:
        unit = self.cohort.units[at].code
        cause, owner = _OF_STATE[state]
        ruling = self.outcome.case.rulings.get(unit, {}).get(item.code)
        told = ruling is not None and ruling.verdict is Verdict.NO_EVIDENCE
        place = ruling.place if ruling is not None and told else NOWHERE
        return Why(cause, owner, self._names(unit, owner), place=place)

    def _names(self, unit: str, owner: Owner) -> tuple[str, ...]:
        return self.assessors.get(unit, ()) if owner is Owner.REVIEWERS else ()

    def _place(self, unit: str, field: Field) -> Place:
        submission = self.outcome.case.intake.counted[unit]
        answer = submission.answers.get(field.code)
        return answer.place if answer is not None else NOWHERE

    def _lacks(self, item: Item, at: int) -> State:
        """What the item itself lacks, whatever its fields: evidence, or a yes to 不适用."""
        return State(int(self.cohort.flags[item.code].states[at]))

    def _state(self, code: str, at: int) -> State:
        return State(int(self.cohort.effective[code].states[at]))

    def _unreviewed(self, item: Item, at: int) -> bool:
        """Whether a claim of its own is what nobody has looked at, and not one it reads."""
        mine = any(self._state(code, at) is State.CLAIMED for code in item.own_codes)
        return mine or not any(self._state(code, at) is State.CLAIMED for code in item.reads)

    def _hangs_on_another(self, code: str, at: int) -> bool:
        """Whether a field is open only because nobody knows yet whether it is asked at all."""
        asked = self.standard.asked.get(code)
        if asked is None:
            return False
        return any(self._state(each, at) > State.CLAIMED for each in fields_read(asked))

    @cached_property
    def _owners(self) -> dict[str, Item]:
        """The indicator that asks for each field."""
        return {field.code: item for item in self.standard.items for field in item.fields}


def _explaining(state: State) -> tuple[Cause, ...]:
    """The causes that account for a state."""
    if state is State.BLANK:
        blank = (cause for cause, _ in _BLANK_OF.values())
        return (*blank, Cause.NOT_ON_ROSTER, Cause.COMPARED)
    return (_OF_STATE[state][0],)
