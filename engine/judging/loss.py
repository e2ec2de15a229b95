"""A loss 失分 of one item and the gains that would restore it, in words and as plain JSON."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from engine.judging.gain_words import change_words, owner_words
from engine.language.fields import Field
from engine.records.exact import plain
from engine.rubric.standard import Item


@dataclass(frozen=True, slots=True)
class Told:
    """One answer as it is and as it would have to be. `after` is canonical."""

    field: Field
    before: str
    after: str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gain:
    """What would restore points, as the engine scored it.

    No `changes`: the claim stands, and its evidence is found. `elsewhere` holds the other items
    whose points move with it.
    """

    changes: tuple[Told, ...]
    points: Decimal
    """What the item then has."""
    total: Decimal
    """How much the unit's total rises."""
    elsewhere: tuple[tuple[Item, Decimal], ...]

    def sentence(self) -> str:
        """The gain in words."""
        said = "，并且".join(change_words(t.field, t.before, t.after) for t in self.changes)
        said = said or "备齐佐证，经评审认可"
        also = "".join(
            f"；{item.code}同时{'增加' if moved > 0 else '减少'}{plain(abs(moved))}分"
            for item, moved in self.elsewhere
        )
        owners = dict.fromkeys(owner_words(told.field) for told in self.changes)
        owner = "".join(f"（{each}）" for each in owners if each)
        points = format(self.points, "f")
        return f"{said}，这一项可得{points}分，总分增加{plain(self.total)}分{also}。{owner}"

    def as_dict(self) -> dict[str, Any]:
        """The gain as plain JSON."""
        return {
            "changes": [
                {
                    "field": told.field.code,
                    "title": told.field.title,
                    "unit": told.field.unit,
                    "by": told.field.source.value,
                    "before": told.before,
                    "after": list(told.after) if isinstance(told.after, tuple) else told.after,
                }
                for told in self.changes
            ],
            "points": format(self.points, "f"),
            "gain": plain(self.total),
            "elsewhere": [{"code": i.code, "change": plain(moved)} for i, moved in self.elsewhere],
            "sentence": self.sentence(),
        }


@dataclass(frozen=True, slots=True)
class Loss:
    """One item that has less than it could have. Of a penalty `points` is what it costs."""

    item: Item
    points: Decimal
    full: Decimal
    why: str
    gains: tuple[Gain, ...]
    note: str

    @property
    def lost(self) -> Decimal:
        """Points that are not there."""
        return self.points if self.item.block == "penalty" else self.full - self.points

    @property
    def most(self) -> Decimal:
        """The most that any listed change adds to the total."""
        return max((gain.total for gain in self.gains), default=Decimal(0))

    def as_dict(self) -> dict[str, Any]:
        """The loss as plain JSON."""
        return {
            "code": self.item.code,
            "title": self.item.indicator.title,
            "block": self.item.block,
            "points": format(self.points, "f"),
            "max": format(self.full, "f"),
            "lost": format(self.lost, "f"),
            "why": self.why,
            "gains": [each.as_dict() for each in self.gains],
            "note": self.note,
        }
