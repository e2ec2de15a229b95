"""The conformance vectors are those of the tables, and the verifier gives them too."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine.rules.base import KINDS
from engine.verifier import derive
from tests.conformance.make import FOLDER, as_rubric, files
from tests.verifier.small import inputs, line

Json = dict[str, Any]
STORED = {path.name: path.read_text("utf-8") for path in sorted(FOLDER.glob("*.json"))}
EVERY = [(name, vector) for name, text in STORED.items() for vector in json.loads(text)]
VECTORS = [
    pytest.param(vector, id=f"{name}: {vector['name']}")
    for name, vector in EVERY
    if "units" not in vector
]
COHORTS = [
    pytest.param(vector, id=f"{name}: {vector['name']}")
    for name, vector in EVERY
    if "units" in vector
]


def test_every_kind_has_vectors_and_they_are_up_to_date() -> None:
    assert set(STORED) == {f"{kind}.json" for kind in KINDS}
    made = files()
    stale = [name for name in STORED if STORED[name] != made[name]]
    assert stale == [], "run: python -m tests.conformance.make"


def test_there_are_enough_of_them_open_and_known() -> None:
    told = [unit for _, vector in EVERY for unit in vector.get("units", (vector,))]
    known = [each for each in told if each["points"]]
    assert len(told) >= 400
    assert len(told) - len(known) >= len(KINDS)


@pytest.mark.parametrize("vector", VECTORS)
def test_the_verifier_gives_what_a_vector_expects(vector: Json) -> None:
    assert verified(vector, [vector]) == [vector["points"] if whole(vector, vector) else None]


@pytest.mark.parametrize("vector", COHORTS)
def test_the_verifier_gives_every_unit_of_a_cohort_what_it_expects(vector: Json) -> None:
    complete = [unit for unit in vector["units"] if whole(vector, unit)]
    assert verified(vector, complete) == [unit["points"] for unit in complete]


def whole(vector: Json, unit: Json) -> bool:
    """Whether every field that is asked of everybody is answered."""
    fields = vector["indicator"]["fields"]
    return all(f["code"] in unit["answers"] for f in fields if "asked_when" not in f)


def verified(vector: Json, units: list[Json]) -> list[str | None]:
    """What the verifier gives the only indicator of some units, after a closing decision."""
    answers, settled = {}, {}
    for number, unit in enumerate(units):
        answers[f"S{number:02d}"], settled[f"S{number:02d}"] = split(vector, unit["answers"])
    run = inputs(
        as_rubric(vector),
        roster=[line(code, 学段=unit["answers"]["学段"])
                for code, unit in zip(answers, units, strict=True)],
        values={c: {"state": "counted", "answers": told} for c, told in answers.items()},
        marks={c: {"1": {"verdict": None, "values": told, "reason": True}}
               for c, told in settled.items()},
        decisions={"closing": {"number": "1", "rules": {}, "items": []}, "conclusions": []},
    )  # fmt: skip
    return [unit["indicators"][0]["points"] for unit in derive(run)["units"]]


def split(vector: Json, told: Json) -> tuple[Json, Json]:
    """What the unit claims, and what the reviewers settled."""
    fields = vector["indicator"]["fields"]
    reviewed = [field["code"] for field in fields if field.get("source") == "reviewer"]
    answers = {
        field["code"]: {"value": told[field["code"]], "state": "claimed"}
        for field in fields
        if field["code"] in told and field["code"] not in reviewed
    }
    settled = {code: told[code] for code in reviewed if code in told}
    return answers, settled
