"""Small reviewed years: units of the small rubric and what each assessor said of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from engine.judging.case import Case
from engine.records.review import Review, Round
from engine.records.submission import Ruling
from tests.judging.builders import Unit, case


def review(
    unit: str, assessor: str, *rulings: Ruling, round_: Round = "main", way: str = ""
) -> Review:
    """One sheet."""
    return Review.model_validate({
        "unit": unit, "assessor": assessor, "round": round_, "way": way, "file": "评审表.xlsx",
        "sha256": "0" * 64,
        "rulings": {r.indicator: r.model_copy(update={"unit": unit}) for r in rulings},
    })  # fmt: skip


def reviewed(reviews: Iterable[Review], units: Mapping[str, Unit] | None = None) -> Case:
    """A case of the units that these reviews are of, reviewed by nobody else."""
    told = tuple(reviews)
    codes = sorted({each.unit for each in told})
    made = [(units or {}).get(code, Unit(code)).but(rulings={}) for code in codes]
    return replace(case(*made), reviews=told)
