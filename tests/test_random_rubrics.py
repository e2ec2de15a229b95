"""Rubrics and cohorts both made by chance: the engine and the verifier agree on every one."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from engine.judging.inputs import as_inputs
from engine.judging.outcome import judge
from engine.judging.results import as_results
from engine.language.fields import Kind, Source
from engine.records.states import State
from engine.records.submission import Verdict
from engine.rubric.standard import Standard
from engine.rules.base import KINDS
from engine.verifier import derive, differences
from tests.random_rubrics import MODES, PLACES, POLICIES, standard
from tests.verifier.cohorts import case

RUBRICS = 40
BATCHES = 8
WANTED = {
    *(f"kind {kind}" for kind in KINDS),
    *(f"field {kind}" for kind in Kind),
    *(f"source {source}" for source in Source),
    *(f"state {state.key}" for state in State),
    *(f"closed from {state.key}" for state in State if state > State.NOT_APPLICABLE),
    *(f"verdict {verdict}" for verdict in (*Verdict, None)),
    *(f"policy {policy} {how}" for policy in POLICIES for how in ("on request", "by rule")),
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
    return ready, [first, replace(settled, closing=first.closing or settled.closing)]


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
            seen.update(_of_results(as_results(judge(made))))
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
    found = [f"rounding {rubric.rounding.mode} {rubric.rounding.places}"]
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
            found.append(f"policy {indicator.not_applicable.policy} {how}")
        for field in indicator.fields:
            found += [f"field {field.type}", f"source {field.source}"]
            found += ["asked of some"] if field.asked_when else []
            found += ["blank means"] if field.blank_means else []
    return found


def _of_results(results: dict[str, Any]) -> list[str]:
    found = []
    ranks = Counter(unit["rank"] for unit in results["units"] if unit["rank"] is not None)
    found += ["rank shared"] * sum(1 for count in ranks.values() if count > 1)
    found += ["award"] * sum(len(award["winners"]) for award in results["awards"])
    for unit in results["units"]:
        found += [f"unit {unit['state']}", *(["grade"] if unit["grade"] else [])]
        items = unit["indicators"]
        found += [f"state {item['state']}" for item in items]
        found += [f"closed from {item['closed']['from']}" for item in items if item["closed"]]
        extra = sum(float(item["points"] or 0) for item in items if item["bonus"])
        found += ["bonus capped"] if extra > float(unit["bonus"] or 0) else []
    return found
