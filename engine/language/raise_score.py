"""Search for what would raise the score: the smallest change of one answer, else of two.

Every candidate is worked out by the one evaluator, as a column of one unit that answered otherwise.
Small ranges are searched whole; in large ones the threshold is closed in upon, taking it that
points do not fall again on the way. What it finds is true of the expression alone: whoever uses it
applies the change and scores again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property, reduce
from itertools import combinations

import numpy as np

from engine.language.asked import asked_columns
from engine.language.candidates import Answers, Days, answers, few, value_of
from engine.language.evaluate import evaluate
from engine.language.expressions import Expression, fields_read
from engine.language.fields import Field, Scope
from engine.language.result import heavier
from engine.records.answers import FIRST_YEAR, LAST_YEAR
from engine.records.columns import Column, Columns
from engine.records.exact import Integers, Truths, from_units, to_units
from engine.records.states import READABLE, State

_ANY_DAY: Days = (date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))
_PROBES = 256
"""How many values are tried at once where a threshold is closed in upon."""


@dataclass(frozen=True, slots=True)
class Change:
    """One answer as it would have to be, in canonical text."""

    field: str
    value: str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Raise:
    """Changes that raise the points together, and what the expression gives then."""

    changes: tuple[Change, ...]
    points: Decimal


@dataclass(frozen=True)
class Situation:
    """One unit's answers, and what they give.

    `columns` hold one entry each; a field that is not asked counts as unanswered should it come to
    be asked. `own` are fields that must all have an answer for there to be points at all. `days`
    bounds dates that need not lie in any period.
    """

    expression: Expression
    scope: Scope
    asked: Mapping[str, Expression]
    columns: Columns
    own: Sequence[str]
    period: Days | None = None

    @cached_property
    def needed(self) -> frozenset[str]:
        """Every field that has a say: read, asked here, a condition of those, or a limit."""
        found: frozenset[str] = frozenset(self.own) | fields_read(self.expression)
        while True:
            more = [fields_read(self.asked[code]) for code in found if code in self.asked]
            wider = reduce(frozenset.union, more, found)
            limits = {limit for code in wider for limit in _limits(self.scope[code])}
            limited = {c for c, f in self.scope.items() if set(_limits(f)) & wider}
            wider |= limits | limited
            if wider == found:
                return found
            found = wider

    @cached_property
    def raw(self) -> Columns:
        """The answers before anybody looked at who is asked what."""
        found = {}
        for code in self.needed:
            column = self.columns[code]
            unasked = column.asked is not None and not column.asked[0]
            found[code] = Column.blank(1) if unasked else Column(column.values, column.states)
        return found

    @cached_property
    def conditions(self) -> dict[str, Expression]:
        """Who is asked what, of the fields that have a say."""
        return {code: each for code, each in self.asked.items() if code in self.needed}

    def current(self, code: str) -> int | None:
        """The encoded answer to a field; None where there is none."""
        column = self.raw[code]
        return int(column.values[0]) if column.states[0] <= READABLE else None

    def points(self, changed: Mapping[str, Integers]) -> tuple[Integers, Truths, int]:
        """What each way to answer gives, whether it gives anything at all, and the places."""
        size = max((len(values) for values in changed.values()), default=1)
        raw = {}
        for code, column in self.raw.items():
            states = np.broadcast_to(column.states, size)
            raw[code] = Column(np.broadcast_to(column.values, size), states)
            if code in changed:
                raw[code] = Column(changed[code], np.full(size, State.VERIFIED, dtype=np.uint8))
        scope = {code: self.scope[code] for code in self.needed}
        columns = asked_columns(scope, self.conditions, raw, size)
        found = evaluate(self.expression, scope, columns, size).spread(size)
        states = reduce(heavier, (columns[code].states for code in self.own), found.states)
        fits = _within_limits(scope, columns, size)
        return found.values, (states <= READABLE) & fits, found.places


def _limits(field: Field) -> tuple[str, ...]:
    return tuple(code for code in (field.at_most, field.at_least) if code is not None)


def _within_limits(scope: Scope, columns: Columns, size: int) -> Truths:
    """Where no number exceeds or falls below the field it is held against."""
    fits = np.ones(size, dtype=np.bool_)
    for code, field in scope.items():
        for other, sign in ((field.at_most, 1), (field.at_least, -1)):
            if other is None:
                continue
            places = max(field.places, scope[other].places)
            mine, limit = columns[code], columns[other]
            left = mine.values * 10 ** (places - field.places)
            right = limit.values * 10 ** (places - scope[other].places)
            known = (mine.states <= READABLE) & (limit.states <= READABLE)
            for column in (mine, limit):
                known = known & (column.asked if column.asked is not None else np.True_)
            fits &= ~known | (sign * left <= sign * right)
    return fits


def raises(situation: Situation, changeable: Sequence[str]) -> tuple[Raise, ...]:
    """The smallest changes that raise the points at all, and to the most that they can.

    `changeable` are the fields one may think of as answered otherwise. Two are only changed
    together where no single one helps. Nothing where the points are not known.
    """
    _, known, _ = situation.points({})
    if not known[0]:
        return ()
    search = _Search(situation)
    codes = [code for code in changeable if code in situation.needed]
    alone = [each for code in codes for each in search.alone(code)]
    if alone:
        return tuple(alone)
    return tuple(each for pair in combinations(codes, 2) for each in search.together(*pair))


class _Search:
    def __init__(self, situation: Situation) -> None:
        self.situation = situation
        points, _, self.places = situation.points({})
        self.now = int(points[0])

    def alone(self, code: str) -> Iterator[Raise]:
        """The nearest answer that raises the points at all, and the nearest that raises them most.

        All options of one choice are equally near: there the one that gives least is the next step.
        """
        tried = self._answers(code)
        points, reached = self._tried({code: tried.values})
        if not reached.any():
            return
        best = int(points[reached].max())
        far = points if self.situation.scope[code].one_option else tried.far
        for goal in (self.now + 1, best):
            at = _nearest(reached & (points >= goal), far)
            value = int(tried.values[at])
            if not tried.whole:
                value = self._closed_in(code, tried.before(at, self._current(code)), value, goal)
            found = self._raise({code: value})
            yield found
            if self._whole(found) >= best:
                return

    def together(self, one: str, other: str) -> Iterator[Raise]:
        """The same for two answers at once, of which a few are tried in a large range."""
        first, second = (few(self._answers(c), self.situation.current(c)) for c in (one, other))
        values = {
            one: np.repeat(first, len(second)),
            other: np.tile(second, len(first)),
        }
        points, reached = self._tried(values)
        if not reached.any():
            return
        far = np.add.outer(np.arange(len(first)), np.arange(len(second))).ravel()
        best = int(points[reached].max())
        for goal in (self.now + 1, best):
            at = _nearest(reached & (points >= goal), far)
            found = self._raise({code: int(each[at]) for code, each in values.items()})
            yield found
            if self._whole(found) >= best:
                return

    def _answers(self, code: str) -> Answers:
        situation = self.situation
        field = situation.scope[code]
        first, last = situation.period or _ANY_DAY
        days = first if field.in_period else _ANY_DAY[0], last
        read = (situation.expression, *situation.conditions.values())
        return answers(field, situation.current(code), read, days)

    def _current(self, code: str) -> int:
        """The answer from which one sets out; the least one may give where there is none."""
        field, current = self.situation.scope[code], self.situation.current(code)
        if current is None and field.minimum is not None:
            return to_units(field.minimum, field.places)
        return current or 0

    def _tried(self, values: Mapping[str, Integers]) -> tuple[Integers, Truths]:
        points, known, _ = self.situation.points(values)
        return points, known & (points > self.now)

    def _closed_in(self, code: str, near: int, far: int, goal: int) -> int:
        """The value nearest to `near` that reaches `goal`, where `far` does."""
        step = self._answers(code).step
        while abs(far - near) > step:
            apart = abs(far - near) // step
            count = min(_PROBES, apart)
            taken = np.arange(1, count + 1, dtype=np.int64) * apart // count
            probes = near + np.sign(far - near) * taken * step
            probes[-1] = far
            points, known, _ = self.situation.points({code: probes})
            hit = int(np.argmax(known & (points >= goal)))
            near, far = int(probes[hit - 1]) if hit else near, int(probes[hit])
            if count == apart:
                break
        return far

    def _whole(self, found: Raise) -> int:
        return to_units(found.points, self.places)

    def _raise(self, found: Mapping[str, int]) -> Raise:
        values = {code: np.array([value], dtype=np.int64) for code, value in found.items()}
        points, _, places = self.situation.points(values)
        changes = tuple(
            Change(code, value_of(self.situation.scope[code], value))
            for code, value in found.items()
            if value != self.situation.current(code)
        )
        return Raise(changes, from_units(int(points[0]), places))


def _nearest(reached: Truths, far: Integers) -> int:
    """The place of the reached entry that is nearest, the first of equals."""
    return int(np.argmin(np.where(reached, far, np.iinfo(np.int64).max)))
