"""The committed JSON Schemas are those of the models, and an editor can lean on them."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from engine.files.strict_yaml import load
from engine.rubric.json_schema import Schema, plan_schema, rubric_schema
from engine.rules.base import KINDS

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "schema"
MADE = {"rubric-1": rubric_schema, "award-plan-1": plan_schema}
EDITIONS = sorted(ROOT.glob("rubrics/*/*.yaml"))


@pytest.mark.parametrize(("name", "make"), MADE.items(), ids=list(MADE))
def test_the_committed_schema_is_that_of_the_models(name: str, make: Callable[[], Schema]) -> None:
    file = FOLDER / f"{name}.schema.json"
    text = json.dumps(make(), ensure_ascii=False, indent=2) + "\n"
    if os.environ.get("REWRITE_SCHEMAS") == "1":
        file.write_text(text, "utf-8")
    how = "stale: run REWRITE_SCHEMAS=1 pytest tests/rubric/test_json_schema.py and commit"
    assert file.read_text("utf-8") == text, f"{file.name} is {how}"


@pytest.mark.parametrize("make", MADE.values(), ids=list(MADE))
def test_a_schema_is_itself_in_order(make: Callable[[], Schema]) -> None:
    Draft202012Validator.check_schema(make())


def test_an_editor_is_offered_every_rule_kind() -> None:
    schema = rubric_schema()
    rule = schema["$defs"]["RuleKind"]
    names = [branch["$ref"].rpartition("/")[2] for branch in rule["anyOf"]]
    offered = [schema["$defs"][name]["properties"]["kind"]["const"] for name in names]
    assert offered == rule["properties"]["kind"]["enum"] == sorted(KINDS)


@pytest.mark.parametrize("file", EDITIONS, ids=[file.parent.name for file in EDITIONS])
def test_what_we_ship_is_valid_against_the_schema(file: Path) -> None:
    value = load(file.read_bytes(), file.name, frozenset()).value
    assert isinstance(value, dict)
    schema = rubric_schema() if value["kind"] == "rubric" else plan_schema()
    assert list(Draft202012Validator(schema).iter_errors(value)) == []
