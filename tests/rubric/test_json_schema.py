"""The committed JSON Schemas are those of the models, and an editor can lean on them."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from engine.files.editor_schema import editor_schemas
from engine.files.strict_yaml import load
from engine.rubric.json_schema import Schema, plan_schema, rubric_schema
from engine.rules.base import KINDS

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "schema"
MADE = editor_schemas()
CHINESE = re.compile("[\u4e00-\u9fff]")
EDITIONS = sorted(ROOT.glob("rubrics/*/*.yaml"))


@pytest.mark.parametrize("name", MADE)
def test_the_committed_schema_is_that_of_the_models(name: str) -> None:
    file = FOLDER / f"{name}.schema.json"
    text = json.dumps(MADE[name], ensure_ascii=False, indent=2) + "\n"
    if os.environ.get("REWRITE_SCHEMAS") == "1":
        file.write_text(text, "utf-8")
    how = "stale: run REWRITE_SCHEMAS=1 pytest tests/rubric/test_json_schema.py and commit"
    assert file.read_text("utf-8") == text, f"{file.name} is {how}"


@pytest.mark.parametrize("schema", MADE.values(), ids=list(MADE))
def test_a_schema_is_itself_in_order(schema: Schema) -> None:
    Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("schema", MADE.values(), ids=list(MADE))
def test_an_editor_explains_every_key_in_chinese(schema: Schema) -> None:
    models = {"": schema} | schema["$defs"]
    unsaid = [
        f"{name}.{key}"
        for name, model in models.items()
        for key, value in model.get("properties", {}).items()
        if not CHINESE.search(value.get("description", ""))
    ]
    assert (len(models) > 10, unsaid) == (True, [])


def test_an_editor_says_what_each_word_on_offer_means() -> None:
    models = MADE["rubric-1"]["$defs"]
    assert models["Field"]["properties"]["source"]["description"] == (
        "由谁填：school 学校填、office 办公室填、reviewer 评审填"
    )
    assert models["Basis"]["properties"]["source"]["description"].startswith("来源简称。")
    assert models["AllOrNothing"]["description"] == "例：做到的得满分，否则不得分"
    kinds = models["RuleKind"]["properties"]["kind"]["description"]
    assert kinds.startswith("种类：all-or-nothing 达标得分、bands 分档得分、")


def test_an_editor_is_offered_every_rule_kind() -> None:
    schema = MADE["rubric-1"]
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
