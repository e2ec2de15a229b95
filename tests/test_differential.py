"""Two programs that share no code agree: the engine's scoring and the stand-alone verifier."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from engine.judging.combining import combined
from engine.judging.inputs import as_inputs
from engine.judging.outcome import judge
from engine.judging.results import as_results
from engine.records.submission import OPEN_STATES, Closing, Conclusion, Intake, RosterUnit
from engine.rubric.model import Rubric
from engine.rubric.plan import Award
from engine.rubric.preparing import prepare
from engine.rubric.standard import Standard
from engine.verifier import derive, differences
from tests.rubric.test_model_rubric import FULL
from tests.verifier.cohorts import case, standard
from tests.verifier.kind_cases import RULES
from tests.verifier.reviews import reviewed
from tests.verifier.small import indicator, rubric

MODEL = standard("wuhao-school/2025")
OTHERS = ("district-targets/2012", "parent-school/2009", "hangzhou-wuhao/excerpt")
DAY = date(2025, 12, 1)
BEST = {code: value for code, value in FULL.items() if value is not None}


def both(made: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the engine says of a case, and what follows from its inputs."""
    return as_results(judge(made)), derive(as_inputs(made))


@pytest.mark.parametrize("seed", range(40))
def test_cohorts_made_by_chance_come_out_the_same_under_the_model_standard(seed: int) -> None:
    results, derived = both(case(MODEL, seed, best=BEST))
    assert differences(derived, results) == []


@pytest.mark.parametrize("reference", OTHERS)
def test_they_do_under_every_other_shipped_standard(reference: str) -> None:
    ready = standard(reference)
    for seed in range(8):
        results, derived = both(case(ready, seed))
        assert differences(derived, results) == []


def every_kind(mode: str) -> Standard:
    """A standard in which every worked-out rule stands, whatever its prover says of the points."""
    indicators = [indicator(rule, f"{n}.1") for n, rule in enumerate(RULES, start=1)]
    plain = rubric(*indicators, mode=mode)
    ready, _ = prepare(Rubric.model_validate(plain))
    assert len(ready.items) == len(RULES) + 1
    return ready


@pytest.mark.parametrize("mode", ["half-up", "half-even"])
def test_they_do_under_every_rule_kind_and_every_option_of_it(mode: str) -> None:
    ready = every_kind(mode)
    for seed in range(12):
        results, derived = both(case(ready, seed))
        assert differences(derived, results) == []


def test_the_cohorts_hold_what_a_year_can_hold() -> None:
    seen: Counter[str] = Counter()
    for seed in range(40):
        derived = derive(as_inputs(case(MODEL, seed, best=BEST)))
        for unit in derived["units"]:
            seen[unit["state"]] += 1
            seen.update(item["state"] for item in unit["indicators"])
            seen.update("closed" for item in unit["indicators"] if item["closed"])
        for award in derived["awards"]:
            seen.update(reason["kind"] for reason in award["reasons"].values())
    wanted = """final provisional blocked absent verified not-applicable claimed na-requested blank
        no-evidence disputed faulty closed winner tie-open cap not-participating open-items
        excluded gate holder threshold section-threshold"""
    assert {what for what in wanted.split() if seen[what] < 2} == set()


def test_an_exclusion_that_bars_awards_bars_those_too_whose_plan_forgot_it() -> None:
    made = case(MODEL, 1, best=BEST)
    unit = next(unit for unit in made.roster if unit.status == "参评")
    found = Conclusion(unit=unit.code, exclusion="N1", document="某教〔2025〕3号", date=DAY)
    award = Award(id="甲", title="甲奖")
    made = replace(
        made,
        roster=(unit,),
        intake=Intake(counted={unit.code: made.intake.counted[unit.code]}),
        closings=(Closing(kind="closing-decision", number="7", date=DAY, role="办公室", reason="满",
                          rules=dict.fromkeys(OPEN_STATES, "zero")),),
        terms=replace(made.terms, exclusions={"N1": "某教〔2025〕9号"}),
        conclusions=(found,),
        plan=made.plan.model_copy(update={"awards": (award,)}),
    )  # fmt: skip
    for result in both(made):
        assert result["awards"][0]["reasons"][unit.code]["kind"] == "excluded"


def test_nobody_is_graded_for_not_handing_in_who_was_excused() -> None:
    made = case(MODEL, 1, best=BEST)
    excused = RosterUnit(code="T1", name="停办学校", status="暂不参评", fields={})
    made = replace(
        made,
        roster=(*made.roster, excused),
        conclusions=(),
        terms=replace(made.terms, exclusions={"N5": "某教〔2025〕9号"}),
    )
    for result in both(made):
        assert result["units"][-1]["grade"] is None


def test_a_year_in_which_nothing_has_come_in_is_judged_too() -> None:
    made = replace(case(MODEL, 1, best=BEST), intake=Intake())
    results, derived = both(made)
    assert differences(derived, results) == []


@pytest.mark.parametrize("reference", ["wuhao-school/2025", "hangzhou-wuhao/excerpt"])
def test_what_several_assessors_said_becomes_the_same_rulings_in_both(reference: str) -> None:
    ready = standard(reference)
    seen: Counter[str] = Counter()
    for seed in range(18):
        made = reviewed(case(ready, seed, size=8, best=BEST if ready is MODEL else None), seed)
        inputs, results = as_inputs(made), as_results(judge(made))
        assert differences(derive(inputs), {**results, "marks": inputs["marks"]}) == []
        assert made.review_terms is not None
        found = combined(made)
        seen[str(made.review_terms.combine)] += 1
        seen.update(each.why for each in found.waiting)
        pooled = [one for of in found.pooled.values() for own in of.values() for one in own]
        seen["third"] += sum(bool(each.third) for each in pooled)
        seen["offset"] += sum(each.taken != {**each.marks, **each.third} for each in pooled)
    rules = {"mean", "median", "three", "third-if-apart", "trimmed-mean", "None"}
    owed = {"no-mark", "differs", "must-avoid"}
    marked = {"third-mark", "third", "offset"} if reference != "wuhao-school/2025" else {"offset"}
    assert {each for each in seen if seen[each]} >= rules | owed | marked
