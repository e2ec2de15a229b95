"""失分与改进建议: where a unit lost points, why, and what would restore them.

Every change that is listed was applied and the whole unit scored again, caps and conversions and
all; what does not raise the total is left out, and where a cap is the reason that is said. What is
open is not here: what is missing is for the 待补正清单.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cached_property

from engine.judging.case import Case
from engine.judging.cohort import gather
from engine.judging.gain_words import closed_words, no_gain_words
from engine.judging.item_score import NOT_CLOSED, ItemScore
from engine.judging.loss import Gain, Loss, Told
from engine.judging.rechecking import with_rechecks
from engine.judging.scoring import Scores, score
from engine.language.at_unit import NOT_ASKED
from engine.language.expressions import Difference, Expression, fields_read, number
from engine.language.fields import Kind
from engine.language.raise_score import Raise, Situation, raises
from engine.language.sentence import workings
from engine.records.columns import Column
from engine.records.exact import from_units, plain
from engine.records.states import READABLE, State
from engine.records.submission import Answer, Ruling, Verdict
from engine.rubric.standard import Item, Standard

_WORTH_SAYING = 10
"""A next step is only said where it gains at least this part of what can be gained: one in ten."""


def losses(case: Case, unit: str) -> tuple[Loss, ...]:
    """Every decided item of a counted unit that lost points, what gains most first."""
    known = _Known(_narrowed(with_rechecks(case), unit), unit)
    found = [known.loss(judged) for judged in known.scores.items.values() if known.lost(judged)]
    return tuple(sorted(found, key=lambda loss: (-loss.most, -loss.lost)))


def _narrowed(case: Case, unit: str) -> Case:
    """The unit alone, where nothing compares it with others: the rest adds nothing to it."""
    standard = case.standard
    if standard.rubric.alliance is not None or any(item.of_cohort for item in standard.items):
        return case
    counted = {unit: case.intake.counted[unit]}
    return replace(
        case,
        roster=tuple(each for each in case.roster if each.code == unit),
        intake=case.intake.model_copy(update={"counted": counted}),
    )


class _Known:
    """A unit as it was scored, to hold every change against."""

    def __init__(self, case: Case, unit: str) -> None:
        self.case, self.unit = case, unit
        self.scores = score(gather(case), case.closings)
        self.at = [each.code for each in case.counted].index(unit)

    @property
    def standard(self) -> Standard:
        return self.case.standard

    @cached_property
    def owners(self) -> Mapping[str, Item]:
        """The item that asks for each field."""
        return {field.code: item for item in self.standard.items for field in item.fields}

    def lost(self, judged: ItemScore) -> bool:
        """Whether an item is decided and has less than it could have."""
        at = self.at
        if not judged.decided[at] or judged.states[at] == State.NOT_APPLICABLE:
            return False
        points = int(judged.points[at])
        return points > 0 if judged.item.block == "penalty" else points < judged.full_at(at)

    def loss(self, judged: ItemScore) -> Loss:
        """What an item lost, and what would restore it."""
        item, places, at = judged.item, self.scores.places, self.at
        points, full = int(judged.points[at]), judged.full_at(at)
        gains, note = self._gains(judged)
        return Loss(
            item,
            from_units(points, places),
            from_units(full, places),
            self._why(judged),
            tuple(sorted(gains, key=lambda gain: -gain.total)),
            note,
        )

    def _why(self, judged: ItemScore) -> str:
        """The reviewers' reason, then the arithmetic; of a closed item what it was closed from."""
        ruling = self._ruling(judged.item)
        reason = ruling.reason.rstrip("。") if ruling is not None else ""
        reason = f"评审理由：{reason}。" if reason else ""
        closed = int(judged.closed_from[self.at])
        if closed != NOT_CLOSED:
            return f"{reason}收口前为“{State(closed).chinese}”，按收口决定定分。"
        return f"{reason}{workings(judged.item.expression, self.scores.evaluation, self.at)}"

    def _gains(self, judged: ItemScore) -> tuple[list[Gain], str]:
        closed = int(judged.closed_from[self.at])
        if closed == State.NO_EVIDENCE:
            return list(self._with_evidence(judged)), ""
        if closed != NOT_CLOSED:
            return [], closed_words(State(closed))
        if judged.item.of_cohort:
            return [], "这一项与其他单位比较得分，别的单位会怎样做不知道，不能单独测算。"
        found = self._raises(judged.item)
        if not found:
            return [], "改动一处或两处都不能增加得分。"
        scored = [gain for each in found if (gain := self._scored(judged.item, each)) is not None]
        gains = _worth_saying([gain for gain in scored if gain.total > 0])
        bonus = self.standard.rubric.bonus
        cap = plain(bonus.cap) if bonus is not None else None
        return gains, "" if gains else no_gain_words(judged.item, cap)

    def _raises(self, item: Item) -> list[Raise]:
        """What the search finds; where doing more helps, reporting less is not spoken of."""
        columns = {c: self._alone(column) for c, column in self.scores.cohort.effective.items()}
        period = self.standard.rubric.period
        situation = Situation(
            _to_raise(item),
            self.standard.scope,
            self.standard.asked,
            columns,
            [field.code for field in item.fields],
            (period.first, period.last) if period is not None else None,
        )
        changeable = [c for c in self.owners if c in situation.needed and self._answered(c)]
        found = raises(situation, changeable)
        worth = [self._evasion(each) for each in found]
        return [each for each, how in zip(found, worth, strict=True) if how == min(worth)]

    def _answered(self, code: str) -> bool:
        """Whether a field has an answer, or none because nobody asked."""
        return bool(self.scores.cohort.effective[code].states[self.at] <= READABLE)

    def _alone(self, column: Column) -> Column:
        return column.part(slice(self.at, self.at + 1))

    def _evasion(self, found: Raise) -> int:
        """0 for doing more, 1 for reporting less, 2 for being a case of which less is asked."""
        heaviest = 0
        for change in found.changes:
            field, columns = self.standard.scope[change.field], self.scores.cohort.effective
            if self._asks_for_more(change.field):
                return 2
            if field.type is Kind.NUMBER and isinstance(change.value, str):
                before = from_units(int(columns[change.field].values[self.at]), field.places)
                heaviest = max(heaviest, int(Decimal(change.value) < before))
        return heaviest

    def _asks_for_more(self, code: str) -> bool:
        """Whether fields are asked because of the answer that stands."""
        conditions = self.standard.asked
        depending = [c for c, e in conditions.items() if code in fields_read(e)]
        columns = self.scores.cohort.effective
        return any(
            (asked := columns[c].asked) is not None and bool(asked[self.at]) for c in depending
        )

    def _scored(self, item: Item, found: Raise) -> Gain | None:
        """The change applied, and the unit scored again; None where its points do not rise."""
        case = self.case
        for change in found.changes:
            case = self._answering(case, change.field, change.value)
        told = tuple(self._told(each.field, each.value) for each in found.changes)
        return self._compared(item, told, case)

    def _with_evidence(self, judged: ItemScore) -> Iterator[Gain]:
        ruling = self._ruling(judged.item) or self._new_ruling(judged.item)
        accepted = ruling.model_copy(update={"verdict": Verdict.ACCEPT})
        gain = self._compared(judged.item, (), self._ruled(self.case, accepted))
        if gain is not None and gain.total > 0:
            yield gain

    def _compared(self, item: Item, told: tuple[Told, ...], case: Case) -> Gain | None:
        after = score(gather(case), case.closings)
        moved = {
            code: self._points(after, code) - self._points(self.scores, code)
            for code in self.scores.items
        }
        sign = -1 if item.block == "penalty" else 1
        if sign * moved[item.code] <= 0:
            return None
        places = self.scores.places
        return Gain(
            told,
            from_units(self._points(after, item.code), places),
            from_units(int(after.total[self.at]) - int(self.scores.total[self.at]), places),
            tuple(
                (self.standard.by_code[code], from_units(by, places))
                for code, by in moved.items()
                if by and code != item.code
            ),
        )

    def _points(self, scores: Scores, code: str) -> int:
        return int(scores.items[code].points[self.at])

    def _told(self, code: str, value: str | tuple[str, ...]) -> Told:
        field, column = self.standard.scope[code], self.scores.cohort.effective[code]
        unasked = column.asked is not None and not column.asked[self.at]
        before = NOT_ASKED if unasked else field.show(int(column.values[self.at]))
        return Told(field, before, value)

    def _answering(self, case: Case, code: str, value: str | tuple[str, ...]) -> Case:
        """The case with one field verified as `value`, whoever supplies it."""
        item = self.owners[code]
        ruling = case.rulings.get(self.unit, {}).get(item.code) or self._new_ruling(item)
        values = {**ruling.values, code: Answer(value=value, state=State.VERIFIED)}
        return self._ruled(case, ruling.model_copy(update={"values": values}))

    def _ruled(self, case: Case, ruling: Ruling) -> Case:
        mine = {**case.rulings.get(self.unit, {}), ruling.indicator: ruling}
        return replace(case, rulings={**case.rulings, self.unit: mine})

    def _ruling(self, item: Item) -> Ruling | None:
        return self.case.rulings.get(self.unit, {}).get(item.code)

    def _new_ruling(self, item: Item) -> Ruling:
        return Ruling(unit=self.unit, indicator=item.code)


def _to_raise(item: Item) -> Expression:
    """What is to become greater: the item's points, or what a penalty does not cost."""
    if item.block != "penalty":
        return item.expression
    return Difference(number(0), item.expression)


def _worth_saying(gains: Iterable[Gain]) -> list[Gain]:
    """Without steps of a field that are next to nothing of what the same field can gain."""
    found = list(gains)
    best: dict[tuple[str, ...], Decimal] = {}
    for gain in found:
        codes = tuple(told.field.code for told in gain.changes)
        best[codes] = max(best.get(codes, Decimal(0)), gain.total)
    return [
        gain
        for gain in found
        if gain.total * _WORTH_SAYING >= best[tuple(told.field.code for told in gain.changes)]
    ]
