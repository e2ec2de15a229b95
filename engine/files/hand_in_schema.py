"""The JSON Schema (draft 2020-12) of a hand-in 平台填报文件: what one rubric asks of one school."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from engine.files.field_words import guidance, on_request
from engine.files.form_names import EVIDENCE_KINDS, NONE_OF_THESE, REGISTER_COLUMNS
from engine.language.fields import Field, Kind, Source
from engine.rubric.identity import structure_digest
from engine.rubric.standard import Item, Standard

Schema = dict[str, Any]
_TEXT: Schema = {"type": ["string", "null"]}
_DAY: Schema = {"type": ["string", "null"], "format": "date"}


def hand_in_schema(standard: Standard) -> Schema:
    """Keys are codes, titles and descriptions Chinese; a key left out, or null, is a blank."""
    rubric = standard.rubric
    requests = [item.code for item in standard.items if on_request(item)]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{rubric.title}　平台填报文件",
        "description": f"一个单位一份。照评估标准 {rubric.reference} 由程序写出，请勿手工改。",
        **_closed(
            {
                "kind": {"title": "文件种类", "const": "hand-in"},
                "format": {"title": "格式", "const": "1"},
                "edition": {"title": "评估标准", "const": rubric.reference},
                "structure": {
                    "title": "结构摘要",
                    "description": "标准的编码、填报项、规则和分值的摘要；标准改了，它就变。",
                    "const": structure_digest(rubric),
                },
                "unit": {"title": "单位编号", "type": "string", "minLength": 1},
                "answers": {"title": "自报值", **_closed(_answers(standard))},
                "notes": {"title": "自评说明", **_closed(_notes(standard))},
                "na_requests": {
                    "title": "申请不适用的指标",
                    "type": "array",
                    "uniqueItems": True,
                    "description": f"可以申请的：{'、'.join(requests) or '没有'}。",
                    "items": {"enum": [item.code for item in standard.items]},
                },
                "evidence": {
                    "title": "佐证材料目录",
                    "description": "一件材料一条；用在几个指标上，就用同一编号各写一条。",
                    "type": "array",
                    "items": _piece(standard),
                },
            },
            required=["kind", "format", "edition", "structure", "unit", "answers"],
        ),
    }


def _closed(properties: Schema, required: list[str] | None = None) -> Schema:
    found: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return found | ({"required": required} if required else {})


def _answers(standard: Standard) -> Schema:
    return {
        field.code: _answer(item, field, standard)
        for item in standard.items
        for field in item.fields
        if field.source is Source.SCHOOL
    }


def _answer(item: Item, field: Field, standard: Standard) -> Schema:
    unit = f"（{field.unit}）" if field.unit else ""
    said = {
        "title": f"{item.code} {field.title}{unit}",
        "description": guidance(field, standard),
    }
    return said | _shape(field)


def _shape(field: Field) -> Schema:
    match field.type:
        case Kind.NUMBER:
            kind = "number" if field.places else "integer"
            assert field.minimum is not None and field.maximum is not None, "a number has its range"
            return {"type": [kind, "null"], "minimum": _plain(field.minimum)} | {
                "maximum": _plain(field.maximum)
            }
        case Kind.YES_NO | Kind.CHOICE:
            return {"enum": [*field.options, None]}
        case Kind.CHOICES:
            said = f"一样也没有（{NONE_OF_THESE}）写空的列表。"
            items = {"enum": list(field.options)}
            return {"type": ["array", "null"], "items": items, "uniqueItems": True} | {
                "$comment": said
            }
        case Kind.DATE:
            return dict(_DAY)
    return dict(_TEXT)


def _plain(number: Decimal) -> int | float:
    """JSON has no other numbers; what is read is held against the exact ones."""
    return int(number) if number == int(number) else float(number)


def _notes(standard: Standard) -> Schema:
    return {
        item.code: {"title": f"{item.code} {item.indicator.title}", **_TEXT}
        for item in standard.items
        if any(each.source is not Source.REVIEWER for each in item.fields) or not item.fields
    }


def _piece(standard: Standard) -> Schema:
    shapes: dict[str, Schema] = {
        "number": {"type": "string", "minLength": 1},
        "indicator": {"enum": [item.code for item in standard.items]},
        "kind": {"enum": list(EVIDENCE_KINDS)},
        "dated": dict(_DAY),
        "on_site": {"type": "boolean"},
    }
    properties = {
        key: {"title": heading, **shapes.get(key, _TEXT)}
        for key, heading in REGISTER_COLUMNS.items()
    }
    return _closed(properties, required=["number", "indicator", "kind"])
