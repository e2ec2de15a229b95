"""Whether an award plan 名额方案 is sound, and fits the rubric it is written for."""

from __future__ import annotations

from engine.rubric.model import Rubric
from engine.rubric.plan import AwardPlan
from engine.rubric.standard import Fault


def faults(plan: AwardPlan, rubric: Rubric | None) -> tuple[Fault, ...]:
    return ()
