"""The burden 填报负担 of a rubric as a table, as `rubric lint` and `rubric show` print it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, astuple
from typing import Any

from engine.rubric.burden import bonus_burden, burdens, in_all
from engine.rubric.standard import Standard

BURDEN_HEADS = ("部分", "学校要填", "可以不填", "办公室填", "评审组填", "佐证最多（件次）")


def burden_rows(standard: Standard) -> list[Sequence[str]]:
    """Each section, their sum, and the bonus by itself: nobody has to earn one."""
    sections, bonus = burdens(standard), bonus_burden(standard)
    parts = [*sections, in_all("合计", sections), *([bonus] if bonus is not None else [])]
    return [[str(cell) for cell in astuple(each)] for each in parts]


def burden_json(standard: Standard) -> dict[str, Any]:
    """The same for other programs."""
    sections, bonus = burdens(standard), bonus_burden(standard)
    return {
        "sections": [asdict(each) for each in sections],
        "total": asdict(in_all("合计", sections)),
        "bonus": asdict(bonus) if bonus is not None else None,
    }
