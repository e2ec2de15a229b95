"""The JSON Schema of rubric and plan files, made from the models, for editors and for lint.

A number may stand there as a number or as text: YAML is read with every scalar as typed, and an
editor sees 1.5 as a number.
"""

from __future__ import annotations

import re
import sys
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue, models_json_schema
from pydantic_core import core_schema

from engine.rubric.model import Rubric
from engine.rubric.plan import AwardPlan
from engine.rules.base import KINDS, RuleKind

Schema = dict[str, Any]
DECIMAL = r"^-?\d+(\.\d+)?$"
WHOLE = r"^-?\d+$"
DAY = r"^\d{4}-\d{2}-\d{2}$"
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_CHINESE = re.compile("[\u4e00-\u9fff]+")
_NOT_SAID = ("title", "description", "default")


class _Generator(GenerateJsonSchema):
    """Exact numbers and dates as they are written in a file."""

    def decimal_schema(self, schema: core_schema.DecimalSchema) -> JsonSchemaValue:
        return {"anyOf": [{"type": "number"}, {"type": "string", "pattern": DECIMAL}]}

    def int_schema(self, schema: core_schema.IntSchema) -> JsonSchemaValue:
        return {"anyOf": [super().int_schema(schema), {"type": "string", "pattern": WHOLE}]}

    def date_schema(self, schema: core_schema.DateSchema) -> JsonSchemaValue:
        return {"type": "string", "pattern": DAY}


def rubric_schema() -> Schema:
    """The schema of an assessment standard 评估标准."""
    return _schema(Rubric, "rubric-1", "评估标准")


def plan_schema() -> Schema:
    """The schema of an award plan 名额方案."""
    return _schema(AwardPlan, "award-plan-1", "名额方案")


def _schema(model: type[BaseModel], name: str, title: str) -> Schema:
    kinds = sorted(KINDS)
    wanted: list[type[BaseModel]] = [model]
    wanted += [KINDS[kind] for kind in kinds] if model is Rubric else []
    references, whole = models_json_schema(
        [(each, "validation") for each in wanted], schema_generator=_Generator
    )
    defined: Schema = {key: _terse(value) for key, value in whole["$defs"].items()}
    if model is Rubric:
        branches = []
        for kind in kinds:
            reference = references[KINDS[kind], "validation"]
            branches.append(reference)
            defined[reference["$ref"].rpartition("/")[2]]["title"] = _chinese(KINDS[kind])
        defined[RuleKind.__name__] = {
            "type": "object",
            "required": ["kind"],
            "properties": {"kind": {"enum": kinds}},
            "anyOf": branches,
        }
    top = defined.pop(model.__name__)
    return {"$schema": _DIALECT, "$id": f"urn:wuhao:{name}", "title": title, **top} | {
        "$defs": dict(sorted(defined.items()))
    }


def _chinese(kind: type[RuleKind]) -> str:
    """The Chinese name of a rule kind, which its module's docstring gives."""
    found = _CHINESE.search(sys.modules[kind.__module__].__doc__ or "")
    return found[0] if found else kind.__name__


def _terse(schema: Any) -> Any:
    """Without the English names and defaults that an editor would show to a Chinese reader."""
    if isinstance(schema, list):
        return [_terse(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: value for key, value in schema.items() if key not in _NOT_SAID}
    for key, value in kept.items():
        if key == "properties":
            kept[key] = {name: _terse(each) for name, each in value.items()}
        else:
            kept[key] = _terse(value)
    return kept
