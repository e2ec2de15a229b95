"""The points follow from the sentence of workings alone: every vector, every rubric of chance."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from random import Random

from engine.judging.outcome import judge
from engine.judging.results import as_results
from engine.rules.base import KINDS
from tests.conformance.make import FOLDER
from tests.invented_cohort import case as invented
from tests.language.recomputing import DECIDED, SUMS, recomputed
from tests.language.sentence_arithmetic import recompute
from tests.random_rubrics import standard
from tests.verifier.cohorts import case

RUBRICS = 40


def shown(seen: Counter[str]) -> None:
    for what in sorted(seen):
        print(f"{seen[what]:6} {what}")


def test_the_points_of_every_conformance_vector_follow_from_its_sentence() -> None:
    seen: Counter[str] = Counter()
    for path in sorted(FOLDER.glob("*.json")):
        for vector in json.loads(path.read_text("utf-8")):
            for unit in vector.get("units", (vector,)):
                if unit["points"] is None:
                    continue
                assert recompute(unit["workings"]) == Fraction(unit["points"]), vector["name"]
                seen[vector["indicator"]["rule"]["kind"]] += 1
    shown(seen)
    assert set(seen) == set(KINDS)


def test_the_points_of_every_item_of_chance_follow_from_its_sentence() -> None:
    seen: Counter[str] = Counter()
    for number in range(RUBRICS):
        ready = standard(Random(number), number)
        first = case(ready, number, size=10)
        for made in (first, replace(first, closings=()), case(ready, number + 1000, size=10)):
            seen += recomputed(as_results(judge(made)), ready)
    shown(seen)
    assert set(seen) == {*KINDS, DECIDED, SUMS}


def test_the_points_of_an_invented_year_follow_from_their_sentences() -> None:
    made = invented(49, closed=True)
    seen = recomputed(as_results(judge(made)), made.standard)
    shown(seen)
    assert seen[SUMS] > 49 * 8
