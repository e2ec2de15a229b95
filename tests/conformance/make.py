"""Conformance vectors from the hand-checked tables: python -m tests.conformance.make"""

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
from tests.verifier.kind_cases import CASES

FOLDER = Path(__file__).parent
Json = dict[str, Any]
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
    for vector in (*_of_tables(), *_of_cases()):
        by_kind.setdefault(vector["indicator"]["rule"]["kind"], []).append(_answered(vector))
    return {
        f"{kind}.json": json.dumps(vectors, ensure_ascii=False, indent=1) + "\n"
        for kind, vectors in by_kind.items()
    }


def _of_tables() -> list[Json]:
    return [
        {
            "name": f"{table['title']}: {case['name']}",
            "rounding": HALF_UP,
            "unit_fields": [STAGE],
            "indicator": {
                "points": table["points"],
                "fields": table["fields"],
                "rule": {"kind": file.stem, **table["rule"]},
            },
            "answers": {"学段": "小学", **case["answers"]},
        }
        for file in FILES
        for table in read(file)["scores"]
        for case in table["cases"]
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
    """The vector with what the rule gives: points or null, state, workings."""
    ready, _ = prepare(Rubric.model_validate(as_rubric(vector)))
    (item,) = ready.items
    evaluation = Evaluation(ready.scope, _columns(ready, vector["answers"]), 1)
    result = evaluation.seen(item.expression)
    state = State(int(result.states[0]))
    units = int(rescale(result.values, result.places, ready.places)[0])
    return vector | {
        "points": fixed(units, ready.places) if state <= READABLE else None,
        "state": state.key,
        "workings": workings(item.expression, evaluation, 0),
    }


def _columns(ready: Standard, answers: Json) -> dict[str, Column]:
    texts: dict[str, int] = {}
    columns = {}
    for code, field in ready.scope.items():
        given = answers.get(code)
        value = tuple(given) if isinstance(given, list) else given
        units = 0 if value is None else field.encode(value, texts)
        columns[code] = Column.of([units], [State.BLANK if value is None else State.CLAIMED])
    return columns


if __name__ == "__main__":
    for name, text in files().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
