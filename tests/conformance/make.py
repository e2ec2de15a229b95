"""Conformance vectors from the hand-checked tables: python -m tests.conformance.make

A vector has the answers of one unit and the points they give. Of a rule that compares units it has
`units` instead: several units, all of them final, each with its answers and points.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from engine.language.evaluate import Evaluation
from engine.language.sentence import workings
from engine.records.columns import Column
from engine.records.exact import fixed, rescale
from engine.records.states import READABLE, State
from engine.rubric.model import Rubric
from engine.rubric.preparing import prepare
from engine.rubric.standard import Standard
from tests.rules.test_rule_tables import FILES, STAGE, read
from tests.verifier import small
from tests.verifier.kind_cases import CASES, COHORTS

FOLDER = Path(__file__).parent
Json = dict[str, Any]
COMPARING = {rule["kind"] for rule, *_ in COHORTS}
HALF_UP = {"places": 2, "mode": "half-up"}


def as_rubric(vector: Json) -> Json:
    """The whole rubric that a vector is a fragment of."""
    indicator = {"code": "1", "title": "指标", **vector["indicator"], "evidence_none": "不要佐证"}
    section = {"code": "一", "title": "一", "points": None, "indicators": [indicator]}
    return {
        "kind": "rubric", "format": "1", "family": "vector", "edition": "1", "title": "表",
        "status": "draft", "rounding": vector["rounding"], "unit_fields": vector["unit_fields"],
        "sections": [section],
    }  # fmt: skip


def files() -> dict[str, str]:
    """File name → text, one file a kind."""
    by_kind: dict[str, list[Json]] = {}
    for vector in (*_of_tables(), *_of_cases(), *_of_cohorts()):
        by_kind.setdefault(vector["indicator"]["rule"]["kind"], []).append(_answered(vector))
    return {
        f"{kind}.json": json.dumps(vectors, ensure_ascii=False, indent=1) + "\n"
        for kind, vectors in by_kind.items()
    }


def _of_tables() -> list[Json]:
    found = []
    for file in FILES:
        for table in read(file)["scores"]:
            indicator = {
                "points": table["points"],
                "fields": table["fields"],
                "rule": {"kind": file.stem, **table["rule"]},
            }
            frame = {"rounding": HALF_UP, "unit_fields": [STAGE], "indicator": indicator}
            told = [{"学段": "小学", **case["answers"]} for case in table["cases"]]
            names = [f"{table['title']}: {case['name']}" for case in table["cases"]]
            if file.stem in COMPARING:
                units = [{"answers": each} for each in told]
                found.append({"name": table["title"], **frame, "units": units})
            else:
                found += [{"name": n, **frame, "answers": a}
                          for n, a in zip(names, told, strict=True)]  # fmt: skip
    return found


def _of_cohorts() -> list[Json]:
    """Several units each that were compared by hand."""
    return [
        {
            "name": f"{len(units)} units, as given",
            "rounding": HALF_UP,
            "unit_fields": [small.STAGE],
            "indicator": {"points": "4", "fields": small.FIELDS, "rule": rule},
            "units": [{"answers": {**small.ANSWERS, **changed}} for changed in units],
        }
        for rule, units, _ in COHORTS
    ]


def _of_cases() -> list[Json]:
    """The cases of the verifier's tests, each in both ways of rounding."""
    return [
        {
            "name": f"{', '.join(f'{k} = {v}' for k, v in changed.items()) or 'as given'} ({mode})",
            "rounding": {"places": 2, "mode": mode},
            "unit_fields": [small.STAGE],
            "indicator": {"points": "4", "fields": small.FIELDS, "rule": rule},
            "answers": {**small.ANSWERS, **changed},
        }
        for rule, cases in CASES
        for mode in (("half-up", "half-even") if rule["kind"] == "proportional" else ("half-up",))
        for changed, _ in cases
    ]  # fmt: skip


def _answered(vector: Json) -> Json:
    """The vector with what the rule gives every unit: points or null, state, workings."""
    ready, _ = prepare(Rubric.model_validate(as_rubric(vector)))
    (item,) = ready.items
    told = [each["answers"] for each in vector.get("units", (vector,))]
    evaluation = Evaluation(ready.scope, _columns(ready, told), len(told))
    result = evaluation.seen(item.expression)
    values = rescale(result.values, result.places, ready.places)
    given = []
    for at, state in enumerate(State(int(each)) for each in result.states):
        known = state <= READABLE
        given.append(
            {
                "points": fixed(int(values[at]), ready.places) if known else None,
                "state": state.key,
                "workings": workings(item.expression, evaluation, at),
            }
        )
    if "units" not in vector:
        return vector | given[0]
    pairs = zip(vector["units"], given, strict=True)
    return vector | {"units": [unit | found for unit, found in pairs]}


def _columns(ready: Standard, told: list[Json]) -> dict[str, Column]:
    texts: dict[str, int] = {}
    columns = {}
    for code, field in ready.scope.items():
        given = [each.get(code) for each in told]
        values = [tuple(each) if isinstance(each, list) else each for each in given]
        columns[code] = Column.of(
            [0 if each is None else field.encode(each, texts) for each in values],
            [State.BLANK if each is None else State.CLAIMED for each in values],
        )
    return columns


if __name__ == "__main__":
    for name, text in files().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
