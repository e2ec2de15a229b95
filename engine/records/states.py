"""States 状态 of an answer or an item, and which of them leave an item open.

The order is a law (DESIGN.md, "How states travel"): where states meet, the heaviest stands,
so the numbers below are weights and merging is `max`.
"""

from __future__ import annotations

from enum import IntEnum


class State(IntEnum):
    """What is known of an answer (field) or an item (indicator); heavier is worse."""

    VERIFIED = 0
    NOT_APPLICABLE = 1
    CLAIMED = 2
    NA_REQUESTED = 3
    BLANK = 4
    NO_EVIDENCE = 5
    DISPUTED = 6
    FAULTY = 7

    @property
    def key(self) -> str:
        """The word that stands in published JSON."""
        return self.name.lower().replace("_", "-")

    @property
    def chinese(self) -> str:
        """The word that users read."""
        return _CHINESE[self]

    @property
    def mark(self) -> str:
        """A mark that still reads on a grey printout."""
        return _MARKS[self]


_CHINESE = {
    State.VERIFIED: "已核定",
    State.NOT_APPLICABLE: "不适用",
    State.CLAIMED: "自报（未评审）",
    State.NA_REQUESTED: "申请不适用",
    State.BLANK: "未填",
    State.NO_EVIDENCE: "缺佐证",
    State.DISPUTED: "有异议",
    State.FAULTY: "填报差错",
}
_MARKS = dict(zip(State, "✓–…~○△?!", strict=True))

READABLE = int(State.CLAIMED)
"""An operand up to this state has a value one may compute with; above it there is none.

A plain number: columns of bytes are compared with one ten times as fast as with a `State`.
"""


def by_key(key: str) -> State:
    """The state a published word stands for. Raises KeyError for an unknown word."""
    return State[key.upper().replace("-", "_")]


class UnitState:
    """What stands of a whole unit; plain words of the published contract."""

    FINAL = "final"
    PROVISIONAL = "provisional"
    BLOCKED = "blocked"
    ABSENT = "absent"


UNIT_STATE_CHINESE = {
    UnitState.FINAL: "已定",
    UnitState.PROVISIONAL: "暂定",
    UnitState.BLOCKED: "材料不能用",
    UnitState.ABSENT: "未提交",
}
