"""The JSON Schemas of `docs/schema`, with Chinese hints, so that an editor completes and explains.

The shapes are `rubric.json_schema`; the words are those of the workbook a rubric can be written in.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.files.rubric_book_rule_words import KINDS, OWN, ROLES, RULE
from engine.files.rubric_book_words import FIELD, INDICATOR, OPTIONS, PLAN, RUBRIC, Words
from engine.rubric.diff_words import LABELS
from engine.rubric.json_schema import Schema, plan_schema, rubric_schema

_Place = tuple[Words, str]
_HEAD, _PLAN, _AWARD = RUBRIC["标准"], PLAN["方案"], PLAN["奖项"]
_PLACES: Mapping[str, _Place] = {
    "Section": ({key: (heading, "") for key, (heading, _) in RUBRIC["一级指标"].items()}, ""),
    "Indicator": (INDICATOR, ""),
    "NotApplicable": (INDICATOR, "not_applicable."),
    "Field": (FIELD, ""),
    "EvidenceNeed": (RUBRIC["佐证"], ""),
    "Basis": (RUBRIC["依据"], ""),
    "Source": (RUBRIC["来源"], ""),
    "Grade": (RUBRIC["等次"], ""),
    "Exclusion": (RUBRIC["限制情形"], ""),
    "Precision": (_HEAD, "rounding."),
    "Marking": (_HEAD, "marking."),
    "Period": (_HEAD, "period."),
    "Bonus": (_HEAD, "bonus."),
    "Penalties": (_HEAD, "penalties."),
    "Alliance": (_HEAD, "alliance."),
    "UnitAmount": ({"unit": ("单位编号", "例：010003"), "value": ("这个单位是多少", "")}, ""),
    "BySize": ({"below": ("其余", "哪一档都够不上的是多少。例：1")}, ""),
    "Step": ({"at_least": ("不低于", "含本数。例：2000")}, ""),
    "Grades": (_HEAD, "grades."),
    "Publicity": (_PLAN, "publicity."),
    "Recheck": (_PLAN, "recheck."),
    "Award": (_AWARD, ""),
    "Quota": (_AWARD, "quota."),
    "Threshold": (_AWARD, "threshold."),
    "Ties": (_AWARD, "ties."),
    "Waitlist": (_AWARD, "waitlist."),
    "HistoryGate": (PLAN["前置条件"], ""),
    "TieKey": (PLAN["同分规则"], ""),
}
"""Name of a model → its words, and what stands before its keys there; all others are rules."""
_MORE = {
    "appeal": "复核规则",
    "alliance": "捆绑评价",
    "by": "按名册的哪一栏分别规定",
    "cases": "各种情况，从上到下",
    "fields": "填报项",
    "format": "格式",
    "indicators": "指标",
    "kind": "种类",
    "penalties": "扣分",
    "recheck": "复核",
    "sections": "一级指标",
    "sources": "来源",
    "unit_fields": "名册里规则要用的栏目",
}


def editor_schemas() -> dict[str, Schema]:
    """File name (without ending) → schema."""
    return {
        "rubric-1": _explained(rubric_schema(), (_HEAD, "")),
        "award-plan-1": _explained(plan_schema(), (_PLAN, "")),
    }


def _explained(schema: Schema, head: _Place) -> Schema:
    models = schema["$defs"]
    _explain(schema, head, models)
    for name, model in models.items():
        own = name.rpartition("__")[2]
        _explain(model, _PLACES.get(own, ({**RULE, **OWN.get(own, {})}, "")), models)
        kind = model.get("properties", {}).get("kind", {})
        if kind.get("const") in KINDS:
            model["description"] = f"例：{KINDS[kind['const']][1]}"
    return schema


def _explain(model: Schema, place: _Place, models: Schema) -> None:
    for key, value in model.get("properties", {}).items():
        value["description"] = _hint(key, value, place, models)


def _hint(key: str, value: Schema, place: _Place, models: Schema) -> str:
    words, before = place
    other = _MORE.get(key) or ROLES.get(key) or LABELS.get(key, key)
    heading, note = words.get(f"{before}{key}", (other, ""))
    offered = _offered(value, models)
    if offered:
        read = {**OPTIONS.get(key, {}), **{kind: name for kind, (name, _) in KINDS.items()}}
        said = (f"{each} {read[each]}" if each in read else each for each in offered)
        return f"{heading}：{'、'.join(said)}"
    if value.get("type") == "boolean":
        return f"{heading}：true 是、false 否"
    # In a file a list is no cell with “、” in it.
    return heading if not note or value.get("type") == "array" else f"{heading}。{note}"


def _offered(value: Schema, models: Schema) -> list[str]:
    """The words one may choose from."""
    named = value.get("$ref", "").rpartition("/")[2]
    choices = [value, *value.get("anyOf", ()), models.get(named, {})]
    return [word for each in choices for word in each.get("enum", [each.get("const")]) if word]
