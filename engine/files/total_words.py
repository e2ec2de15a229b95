"""What a total is made of 总分构成, in words: base, bonus, penalties, and an alliance's share."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from engine.files.result_words import Results, number


def extra_parts(results: Results) -> list[str]:
    """What the total has in it beside base and bonus: `penalty`, `alliance`."""
    return [
        part
        for part in ("penalty", "alliance")
        if any(unit[part] is not None for unit in results["units"])
    ]


def total_words(results: Results) -> str:
    """“基础分＋加分－扣分，再与联盟合算”."""
    extra = extra_parts(results)
    off = "－扣分" if "penalty" in extra else ""
    return f"基础分＋加分{off}{'，再与联盟合算' if 'alliance' in extra else ''}"


def sum_words(unit: Mapping[str, Any]) -> str:
    """“基础80.00/100＋加分2.00－扣分1.00”, and the unit's own total where an alliance shares it."""
    worth = [section["max"] for section in unit["sections"]]
    shown = f"基础{number(unit['base'])}"
    if None not in worth and "÷" not in unit["workings"]["base"]:
        whole = sum(map(Fraction, worth))
        shown += f"/{whole}" if whole.denominator == 1 else ""
    shown += f"＋加分{number(unit['bonus'])}"
    if unit["penalty"] is not None:
        shown += f"－扣分{number(unit['penalty'])}"
    if unit["alliance"] is not None and unit["alliance"]["members"]:
        shown += f"，捆绑前{number(unit['alliance']['own'])}"
    return shown
