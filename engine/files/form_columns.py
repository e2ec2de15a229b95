"""The columns of 自评表, and what is already in a form that is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.files.answer_cells import Line, Value, lines_of
from engine.files.field_words import joined
from engine.files.form_names import value_of
from engine.language.fields import Field
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
    ("状态", 10),
    ("自评说明", 12),
    ("佐证编号", 8),
    ("核定值", 8),
    ("考评分", 6.5),
    ("扣分理由", 10),
)
WIDTHS = [width for _, width in HEADS]
NUMBER, TITLE, REQUIRED, POINTS, SCORE, RULE, CODE, FIELD = range(8)
VALUE, STATE, NOTE, EVIDENCE, SETTLED, MARK, REASON = range(8, 15)
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
    evidence: Mapping[str, str] | None = None
    """佐证编号 by indicator as they were typed; None: as the pieces are registered."""
    faults: Mapping[str, str] = field(default_factory=dict)
    """What is wrong, by the name of the cell that must be mended."""

    def filled(self, line: Line) -> str:
        """What stands in a line's cell; of an option its own text where it has one."""
        typed = self.values.get(line.row_code) if line.option is not None else None
        return typed if isinstance(typed, str) else line.share(self.value(line.field))

    def value(self, asked: Field) -> Value:
        """What is known of a field as a whole."""
        return self.values.get(asked.code, "")

    def answered(self, asked: Field) -> bool:
        """Whether anything stands in any row of a field."""
        return self.value(asked) != "" or any(map(self.filled, lines_of(asked)))

    def fault(self, asked: Field) -> str:
        """What is wrong with a field, wherever among its rows."""
        names = (value_of(line.row_code) for line in lines_of(asked))
        return "".join(self.faults.get(name, "") for name in names)

    def numbers(self, indicator: str) -> str:
        """The evidence numbers registered for an indicator."""
        if self.evidence is not None:
            return self.evidence.get(indicator, "")
        return joined(dict.fromkeys(p.number for p in self.pieces if p.indicator == indicator))
