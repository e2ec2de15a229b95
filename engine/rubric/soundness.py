"""Whether a rubric 评估标准 as a whole is sound."""

from __future__ import annotations

from engine.rubric.model import Rubric
from engine.rubric.standard import Fault, prepare


def faults(rubric: Rubric) -> tuple[Fault, ...]:
    return prepare(rubric)[1]
