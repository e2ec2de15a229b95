"""Rubrics and cohorts both made by chance: the engine and the verifier agree on every one."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from engine.judging.inputs import as_inputs
from engine.judging.outcome import judge
from engine.judging.results import as_results
from engine.language.fields import Kind, Source
from engine.records.states import State
from engine.records.submission import Verdict
from engine.rubric.model import Rubric
from engine.rubric.points import each_amount
from engine.rubric.standard import Standard
from engine.rules.amounts import ByGroup
from engine.rules.base import KINDS
from engine.verifier import derive, differences
from tests.random_rubrics import ALLIANCES, MODES, PLACES, POLICIES, standard
from tests.verifier.cohorts import case

RUBRICS = 60
BATCHES = 8
COMPARING = frozenset(
    ("rank-points", "rank-steps", "forced-shares", "relative", "min-max", "standard-score",
     "dispersion", "movement")
)  # fmt: skip


def named(policy: Any) -> str:
    """A policy of 不适用 with what it has to choose."""
    return " ".join(
        ("policy", policy["policy"], policy.get("within") or policy.get("counts") or "")
    )


WANTED = {
    *(f"kind {kind}" for kind in KINDS),
    *(f"field {kind}" for kind in Kind),
    *(f"source {source}" for source in Source),
    *(f"state {state.key}" for state in State),
    *(f"closed from {state.key}" for state in State if state > State.NOT_APPLICABLE),
    *(f"verdict {verdict}" for verdict in (*Verdict, None)),
    *(f"{named(policy)} {how}" for policy in POLICIES for how in ("on request", "by rule")),
    *(f"alliance {each['measure']} of {each['of']}" for each in ALLIANCES),
    *(f"penalties, floor {floor}" for floor in ("zero", "none")),
    "penalties capped", "penalties uncapped", "a penalty without limit", "a coefficient",
    "section converted", "section not applicable", "section of a group", "base converted",
    "points ByGroup", "points BySize", "points ForUnits", "no points for some", "raw points",
    "amount by size", "amount for units",
    "compared within a group", "compared and known", "compared and open", "total below 0",
    "alliance with members",
    *(f"rounding {mode} {places}" for mode in MODES for places in PLACES),
    *(f"review {review}" for review in ("none", "required")),
    *(f"evidence {how}" for how in ("asked", "none")),
    *(f"unit {state}" for state in ("final", "provisional", "blocked", "absent")),
    "by group", "nested condition", "asked of some", "blank means", "bonus", "bonus capped",
    "rank shared", "grade", "award",
}  # fmt: skip


def drawn(number: int) -> tuple[Standard, list[Any]]:
    """One rubric and two cohorts under it, one of whose answers are mostly fit to score."""
    chance = Random(number)
    ready = standard(chance, number)
    first = case(ready, number, size=10)
    settled = case(ready, number + 1000, size=10)
    return ready, [first, replace(settled, closings=first.closings or settled.closings)]


@pytest.mark.parametrize("batch", range(BATCHES))
def test_every_item_state_total_rank_grade_and_award_is_the_verifiers_too(batch: int) -> None:
    for number in range(batch, RUBRICS, BATCHES):
        _, cases = drawn(number)
        for made in cases:
            assert differences(derive(as_inputs(made)), as_results(judge(made))) == [], number


def test_chance_draws_every_kind_state_policy_and_rounding() -> None:
    seen: Counter[str] = Counter()
    for number in range(RUBRICS):
        ready, cases = drawn(number)
        seen.update(_of_rubric(ready))
        for made in cases:
            results = as_results(judge(made))
            seen.update(_of_results(results))
            seen.update(_of_compared(ready, results))
            seen.update(
                f"verdict {ruling.verdict}"
                for rulings in made.rulings.values()
                for ruling in rulings.values()
            )
    for what in sorted(WANTED | seen.keys()):
        print(f"{seen[what]:6} {what}")
    assert {what for what in WANTED if not seen[what]} == set()


def _of_rubric(ready: Standard) -> list[str]:
    rubric = ready.rubric
    found = [f"rounding {rubric.rounding.mode} {rubric.rounding.places}", *_of_frame(rubric)]
    found += ["bonus"] if rubric.bonus is not None else []
    for indicator in rubric.indicators:
        rule = indicator.model_dump(mode="json")["rule"]
        written = json.dumps(rule, ensure_ascii=False)
        found += [f"kind {rule['kind']}", f"review {indicator.review}"]
        found += ["by group"] if '"by": "学段"' in written else []
        found += ["nested condition"] if "(非 (" in written or ") 且 (" in written else []
        found.append(f"evidence {'asked' if indicator.evidence else 'none'}")
        if indicator.not_applicable is not None:
            how = "by rule" if indicator.not_applicable.when else "on request"
            found.append(f"{named(indicator.not_applicable.model_dump())} {how}")
        found += ["raw points"] if indicator.raw is not None else []
        if not isinstance(indicator.points, Decimal | None):
            found.append(f"points {type(indicator.points).__name__}")
            found += ["no points for some"] if 0 in each_amount(indicator.points) else []
        found += ["compared within a group"] if rule.get("within") else []
        found += ["amount by size"] if '"steps"' in written else []
        found += ["amount for units"] if '"units"' in written else []
        for field in indicator.fields:
            found += [f"field {field.type}", f"source {field.source}"]
            found += ["asked of some"] if field.asked_when else []
            found += ["blank means"] if field.blank_means else []
    return found


def _of_compared(ready: Standard, results: dict[str, Any]) -> list[str]:
    """Items that compare units, with points and without."""
    codes = {item.code for item in ready.items if getattr(item.rule, "kind", "") in COMPARING}
    items = [i for u in results["units"] for i in u["indicators"] if i["code"] in codes]
    return [f"compared and {'open' if item['points'] is None else 'known'}" for item in items]


def _of_frame(rubric: Rubric) -> list[str]:
    """What stands around the items."""
    found = []
    for section in rubric.sections:
        found += ["section converted"] if section.convert else []
        found += ["section not applicable"] if section.not_applicable else []
        found += ["section of a group"] if isinstance(section.points, ByGroup) else []
    found += ["base converted"] if rubric.convert_to is not None else []
    if rubric.penalties is not None:
        penalties = rubric.penalties
        found.append(f"penalties, floor {penalties.floor}")
        found.append("penalties uncapped" if penalties.cap is None else "penalties capped")
        found += ["a coefficient"] if penalties.coefficient is not None else []
        found += ["a penalty without limit" for i in penalties.indicators if i.points is None]
    if rubric.alliance is not None:
        found.append(f"alliance {rubric.alliance.measure} of {rubric.alliance.of}")
    return found


def _of_results(results: dict[str, Any]) -> list[str]:
    found = []
    ranks = Counter(unit["rank"] for unit in results["units"] if unit["rank"] is not None)
    found += ["rank shared"] * sum(1 for count in ranks.values() if count > 1)
    found += ["award"] * sum(len(award["winners"]) for award in results["awards"])
    for unit in results["units"]:
        found += [f"unit {unit['state']}", *(["grade"] if unit["grade"] else [])]
        items = unit["indicators"]
        found += ["total below 0"] if float(unit["total"] or 0) < 0 else []
        found += ["alliance with members"] if (unit["alliance"] or {}).get("members") else []
        found += [f"state {item['state']}" for item in items]
        found += [f"closed from {item['closed']['from']}" for item in items if item["closed"]]
        extra = sum(float(item["points"] or 0) for item in items if item["bonus"])
        found += ["bonus capped"] if extra > float(unit["bonus"] or 0) else []
    return found
