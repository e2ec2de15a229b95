"""The columns of 自评表, and what is already in a form that is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.files.answer_cells import Value
from engine.files.field_words import joined
from engine.records.submission import Piece

HEADS = (
    ("编号", 5),
    ("指标", 12),
    ("要求与佐证", 23),
    ("分值", 5),
    ("自评分", 7),
    ("评分标准", 23),
    ("项号", 6.5),
    ("填报项", 26),
    ("自报值", 12),
    ("自评说明", 13),
    ("佐证编号", 8),
    ("核定值", 8),
    ("考评分", 6.5),
    ("扣分理由", 10),
)
WIDTHS = [width for _, width in HEADS]
NUMBER, TITLE, REQUIRED, POINTS, SCORE, RULE, CODE, FIELD, VALUE, NOTE, EVIDENCE = range(11)
SETTLED, MARK, REASON = range(11, 14)
LAST = len(HEADS) - 1


@dataclass(frozen=True)
class Contents:
    """What is already in the form: nothing for a blank one, more for an example or a return.

    `office` holds 〔局〕 values and `values` 〔校〕 values by field code, all canonical text.
    """

    office: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Value] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    """自评说明 by indicator."""
    pieces: tuple[Piece, ...] = ()
    worth: Mapping[str, str] = field(default_factory=dict)
    """满分 of each indicator for the unit the form is made for."""

    places: int = 2
    """Decimal places of points."""

    def numbers(self, indicator: str) -> str:
        """The evidence numbers registered for an indicator."""
        return joined(dict.fromkeys(p.number for p in self.pieces if p.indicator == indicator))
