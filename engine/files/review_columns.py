"""The columns of a 评审表, by what stands in them."""

from __future__ import annotations

from engine.files.field_words import REASON_HEAD

_HEADS = (
    ("编号", 5),
    ("指标", 12),
    ("满分", 5),
    ("评分标准", 25),
    ("项号", 6.5),
    ("填报项", 25),
    ("自报值", 12),
    ("佐证", 14),
    ("意见", 9),
    ("核定值", 12),
    ("考评分", 8),
    (REASON_HEAD, 22),
)
NUMBER, TITLE, POINTS, RULE, CODE, FIELD, CLAIM, EVIDENCE, VERDICT = range(9)
SETTLED, MARK, REASON = range(9, 12)
LAST = len(_HEADS) - 1
_HEARD = ("各方意见", 28)
"""On a sheet of 合议, in the place of the evidence that each has seen."""


def heads(*, agreed: bool) -> tuple[tuple[str, float], ...]:
    """Heading and width of each column."""
    return tuple(
        _HEARD if agreed and column == EVIDENCE else head for column, head in enumerate(_HEADS)
    )
