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
VECTORS = [
    pytest.param(vector, id=f"{name}: {vector['name']}")
    for name, text in STORED.items()
    for vector in json.loads(text)
]


def test_every_kind_has_vectors_and_they_are_up_to_date() -> None:
    assert set(STORED) == {f"{kind}.json" for kind in KINDS}
    made = files()
    stale = [name for name in STORED if STORED[name] != made[name]]
    assert stale == [], "run: python -m tests.conformance.make"


def test_there_are_enough_of_them_open_and_known() -> None:
    known = [each for text in STORED.values() for each in json.loads(text) if each["points"]]
    assert len(VECTORS) >= 200
    assert len(VECTORS) - len(known) >= len(KINDS)


@pytest.mark.parametrize("vector", VECTORS)
def test_the_verifier_gives_what_a_vector_expects(vector: Json) -> None:
    told, fields = vector["answers"], vector["indicator"]["fields"]
    reviewed = [field["code"] for field in fields if field.get("source") == "reviewer"]
    answers = {
        field["code"]: {"value": told[field["code"]], "state": "claimed"}
        for field in fields
        if field["code"] in told and field["code"] not in reviewed
    }
    settled = {code: told[code] for code in reviewed if code in told}
    run = inputs(
        as_rubric(vector),
        roster=[line("S1", 学段=told["学段"])],
        values={"S1": {"state": "counted", "answers": answers}},
        marks={"S1": {"1": {"verdict": None, "values": settled, "reason": True}}},
    )
    found = derive(run)["units"][0]["indicators"][0]
    answered = all(field["code"] in told for field in fields)
    assert found["points"] == (vector["points"] if answered else None)
