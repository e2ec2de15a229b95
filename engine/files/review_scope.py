"""Whose 评审表 it is, and what of the standard it asks of them: which items, and which cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from engine.files.field_rows import rows_of
from engine.files.field_words import reason_field, takes_reason, takes_verdict
from engine.files.form_names import reason_of, value_of, verdict_of
from engine.language.fields import Field, Source
from engine.records.review import Entry, ReviewTerms, Round, Way, way_of_sheet
from engine.rubric.standard import Item, Standard

_NOBODY: Mapping[str, tuple[str, ...]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Scope:
    """One assessor's sheet of one unit. Without `terms` it is the one sheet of the unit."""

    assessor: str = ""
    team: str = ""
    """Their 评审组, or the team itself."""
    round: Round = "main"
    way: Way = ""
    entry: Entry = ""
    terms: ReviewTerms | None = None
    method: str = ""
    """评审办法 in words, as the year announced it."""
    used: frozenset[Way] = frozenset()
    """Ways that have sheets of their own in this round."""
    items: frozenset[str] | None = None
    """Only these indicators; None for all that are asked."""
    heard: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _NOBODY, hash=False)
    """合议: indicator → what each assessor said, in words and without saying who."""

    def asks_field(self, item: Item, asked: Field) -> bool:
        """Whether a field is filled in on this sheet; a third gives marks alone.

        The reviewers' own field for a reason is the column 扣分理由, and so has no cell.
        """
        if asked.source is Source.OFFICE or asked == reason_field(item):
            return False
        if self.round == "third" and asked.code not in item.marks:
            return False
        return self._stands_here(asked.way)

    def asks_verdict(self, item: Item) -> bool:
        """Whether 意见 is asked: with what the school claims, where everything else stands."""
        return takes_verdict(item) and self.round != "third" and self._stands_here("")

    def asks_reason(self, item: Item) -> bool:
        """Whether there is a cell for 扣分理由."""
        return takes_reason(item) and self._asks(item)

    def lays_out(self, item: Item) -> bool:
        """Whether the item stands on the sheet; what is the office's is shown beside the claims."""
        if self.items is not None:
            return item.code in self.items
        return self._stands_here("") or self._asks(item)

    def asks_anything(self, standard: Standard) -> bool:
        """Whether there is anything on the sheet to say."""
        return any(self.lays_out(item) and self._asks(item) for item in standard.items)

    def stamp(self, standard: Standard) -> str:
        """What the sheet was laid out with: items, of some only cells; "" where it is everything.

        So a row that was deleted is told from one that was never there.
        """
        laid_out = [item for item in standard.items if self.lays_out(item)]
        whole = [item for item in laid_out if self._whole(item)]
        if len(whole) == len(standard.items):
            return ""
        return "、".join(
            each
            for item in laid_out
            for each in ([item.code] if item in whole else self._cells(item))
        )

    def _asks(self, item: Item) -> bool:
        return self.asks_verdict(item) or any(self.asks_field(item, f) for f in item.fields)

    def _stands_here(self, way: Way) -> bool:
        return self.round == "agreed" or way_of_sheet(way, self.used) == self.way

    def _whole(self, item: Item) -> bool:
        elsewhere = reason_field(item)
        own = [f for f in item.fields if f.source is not Source.OFFICE and f != elsewhere]
        asked = (self.asks_field(item, f) for f in own)
        return all(asked) and self.asks_verdict(item) == takes_verdict(item)

    def _cells(self, item: Item) -> Iterator[str]:
        for asked in item.fields:
            if self.asks_field(item, asked):
                yield from map(value_of, rows_of(asked))
        if self.asks_verdict(item):
            yield verdict_of(item.code)
        if self.asks_reason(item):
            yield reason_of(item.code)
