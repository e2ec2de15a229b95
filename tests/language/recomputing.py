"""Every decided item of a result, its points worked out anew from its sentence alone."""

from __future__ import annotations

import re
from collections import Counter
from fractions import Fraction
from typing import Any

from engine.files.explanation import explanation
from engine.rubric.standard import Standard
from tests.language.sentence_arithmetic import recompute

BY_DECISION = re.compile(
    r"收口前为“.+?”，按收口决定 .+ 定为([\d.]+)分|评审组同意不适用，得([\d.]+)分"
)
"""What stands instead of arithmetic where somebody decided: no rule was asked."""
DECIDED = "by decision"
SUMS = "sums"


def recomputed(results: dict[str, Any], standard: Standard) -> Counter[str]:
    """How many sentences of each rule kind gave the points of the result; raises if not."""
    seen: Counter[str] = Counter()
    for unit in results["units"]:
        for item in unit["indicators"]:
            if item["open"]:
                continue
            where = f"{unit['code']} {item['code']}: {item['workings']}"
            decided = BY_DECISION.fullmatch(item["workings"])
            number = Fraction(decided[1] or decided[2]) if decided else recompute(item["workings"])
            assert number == Fraction(item["points"]), where
            assert bool(decided) == bool(item["closed"] or _agreed(item, standard)), where
            seen[DECIDED if decided else kind(standard, item["code"])] += 1
        seen[SUMS] += _sums(results, unit)
    return seen


def kind(standard: Standard, code: str) -> str:
    """The name of the rule kind of an indicator."""
    return str(standard.by_code[code].rule.model_dump()["kind"])


def _agreed(item: dict[str, Any], standard: Standard) -> bool:
    """Whether the reviewers said so, where the rubric lets them."""
    allowed = standard.by_code[item["code"]].policy is not None
    return allowed and item["verdict"] == "na-agreed" and item["state"] == "not-applicable"


def _sums(results: dict[str, Any], unit: dict[str, Any]) -> int:
    """The sums above the items: each section, base and bonus, and the total."""
    tree = explanation(results, unit)
    said = [(tree["workings"], tree["total"])]
    for part in tree["parts"]:
        said.append((part["workings"], part["points"]))
        said += [(section["workings"], section["points"]) for section in part["sections"]]
    stated = [(line, points) for line, points in said if line]
    for line, points in stated:
        assert recompute(line) == Fraction(points), line
    return len(stated)
