"""Other answers 另外的答法: how else one field could have been answered, the nearest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np

from engine.language.expressions import Constant, Expression, children
from engine.language.fields import NONE, Field, Kind
from engine.records.exact import Integers, to_units

SEARCHED_WHOLE = 50_000
"""Ranges with at most so many values are searched value by value."""
_ALL_SETS = 12
"""Of a multi-select with at most so many options every set of them is thought of."""
_FEW = 64
_EPOCH = date(1970, 1, 1)
_SOMETHING = 1 << 40
"""A text unlike any that was given."""
FILLED = "已填"

Days = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Answers:
    """Encoded values, the nearest first, and how far each is from the answer that stands.

    Of a large range only some values are tried (`whole` False), `step` apart at the closest.
    """

    values: Integers
    far: Integers
    whole: bool = True
    step: int = 1

    def before(self, at: int, current: int) -> int:
        """The value tried before the one at a place, on the same side of the one that stands."""
        side = np.sign(self.values - current) == np.sign(self.values[at] - current)
        nearer = self.values[side & (self.far < self.far[at])]
        return int(nearer[-1]) if nearer.size else current


def answers(
    field: Field, current: int | None, expressions: Iterable[Expression], days: Days
) -> Answers:
    """Every other answer a field allows, or in a large range those where points may change.

    `current` is the encoded answer that stands, None where there is none; `days` bounds dates.
    """
    match field.type:
        case Kind.NUMBER:
            return _numbers(field, current, expressions)
        case Kind.DATE:
            first, last = ((day - _EPOCH).days for day in days)
            return _in_order(np.arange(first, last + 1, dtype=np.int64), current)
        case Kind.YES_NO | Kind.CHOICE:
            options = np.arange(1, len(field.options) + 1, dtype=np.int64)
            others = options[options != current] if current is not None else options
            return Answers(others, np.ones_like(others))
        case Kind.CHOICES:
            return _sets(len(field.options), current or 0)
    other = 0 if current else _SOMETHING
    return Answers(np.array([other], dtype=np.int64), np.ones(1, dtype=np.int64))


def few(found: Answers, current: int | None) -> Integers:
    """The answer that stands and a few others, the nearest first: for trying two at once."""
    values = found.values
    if len(values) > _FEW:
        spread = np.linspace(0, len(values) - 1, _FEW, dtype=np.int64)
        values = values[np.unique(np.concatenate([np.arange(_FEW // 2), spread]))]
    standing = [current] if current is not None else []
    return np.concatenate([np.array(standing, dtype=np.int64), values])


def value_of(field: Field, encoded: int) -> str | tuple[str, ...]:
    """The canonical text of an encoded answer."""
    if field.type is Kind.CHOICES:
        return tuple(o for i, o in enumerate(field.options) if encoded >> i & 1)
    if field.type in (Kind.TEXT, Kind.DOCUMENT):
        return FILLED if encoded else NONE
    return field.show(encoded)


def _numbers(field: Field, current: int | None, expressions: Iterable[Expression]) -> Answers:
    assert field.minimum is not None and field.maximum is not None, "a number has its range"
    low, high = (to_units(limit, field.places) for limit in (field.minimum, field.maximum))
    step = to_units(field.step, field.places) if field.step is not None else 1
    low, high = -(-low // step), high // step
    if high - low < SEARCHED_WHOLE:
        return _in_order(np.arange(low, high + 1, dtype=np.int64) * step, current)
    start = current // step if current is not None else low
    tried = {low, high, *np.linspace(low, high, _FEW, dtype=np.int64).tolist()}
    tried |= {start + sign * (1 << power) for power in range(62) for sign in (-1, 1)}
    scale = Decimal(10**field.places) / step
    for constant in _constants(expressions):
        tried |= {int(constant * scale) + near for near in (-1, 0, 1)}
    values = np.array(sorted(each * step for each in tried if low <= each <= high), dtype=np.int64)
    found = _in_order(values, current)
    return Answers(found.values, found.far, whole=False, step=step)


def _in_order(values: Integers, current: int | None) -> Answers:
    """Nearest first, upwards before downwards; from below where nothing stands."""
    if current is None:
        return Answers(values, np.arange(1, len(values) + 1, dtype=np.int64))
    values = values[values != current][::-1]
    far = np.abs(values - current)
    order = np.argsort(far, kind="stable")
    return Answers(values[order], far[order])


def _sets(options: int, current: int) -> Answers:
    """Sets of options by how many of them are other than now."""
    everything = (1 << options) - 1
    if options <= _ALL_SETS:
        masks = set(range(everything + 1))
    else:
        masks = {current ^ 1 << i for i in range(options)} | {0, everything}
        for i in range(options):
            masks.add(current | (1 << i + 1) - 1)
    ordered = sorted(masks - {current}, key=lambda mask: ((mask ^ current).bit_count(), mask))
    far = [(mask ^ current).bit_count() for mask in ordered]
    return Answers(np.array(ordered, dtype=np.int64), np.array(far, dtype=np.int64))


def _constants(expressions: Iterable[Expression]) -> set[Decimal]:
    found: set[Decimal] = set()
    waiting = list(expressions)
    while waiting:
        node = waiting.pop()
        if isinstance(node, Constant):
            found.add(node.value)
        waiting += children(node)
    return found
