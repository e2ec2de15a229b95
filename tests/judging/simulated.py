"""An invented marking: how good units are, how lenient assessors, and some who do not look."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from engine.judging.case import Case
from engine.records.review import Review, Round
from tests.judging.builders import mark, ruling
from tests.judging.reviewed import review, reviewed

TEAMS: Mapping[str, str] = {f"E{n:02}": f"第{'一二三四'[(n - 1) // 2]}评审组" for n in range(1, 9)}
"""Experts by team, two in each."""
LENIENT: Mapping[str, float] = {"E01": 0.4, "E02": 0.3, "E04": -0.1, "E05": -0.5, "E06": -0.4}
"""Points of 4 that they give more, or less, than others."""
COMMON = 6


def marking(*, units: int = 24, round_: Round = "main") -> list[Review]:
    """Every team takes its share, `COMMON` units all of the first three; nothing joins the last."""
    draw, told = np.random.default_rng(11), []
    for at in range(units):
        unit, good = f"{at + 1:03}", 3.0 + 0.5 * float(draw.normal())
        last = at % 4 == 3
        teams = (4,) if last else (1, 2, 3) if at < COMMON * 4 // 3 else (at % 4 + 1,)
        for who in TEAMS:
            if (int(who[1:]) + 1) // 2 in teams:
                told.append(_sheet(unit, who, good, draw, round_))
    return told


def _sheet(unit: str, who: str, good: float, draw: np.random.Generator, round_: Round) -> Review:
    given = good + LENIENT.get(who, 0.0) + 0.15 * float(draw.normal())
    points = "4" if who == "E03" else f"{min(4.0, max(0.0, given)):.1f}"
    count = "3" if draw.random() < 0.2 else "4"
    why = "材料不够完整" if who == "E05" else f"示例理由{unit}{who}"
    looked = ruling("1.1", "accept") if count == "4" else ruling("1.1", "amend", A1=count)
    reasoned = mark(points).model_copy(update={"reason": "" if who == "E06" else why})
    return review(unit, who, reasoned, looked.model_copy(update={"reason": why}), round_=round_)


def marked_year(**how: object) -> Case:
    """The units that were marked, with what everybody said."""
    return reviewed(marking(**how))  # type: ignore[arg-type]
