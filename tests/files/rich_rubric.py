"""A rubric that says everything that stands around the rules, and compares; not a sound one."""

from __future__ import annotations

from typing import Any

from engine.files.rubric_book_skeleton import skeleton
from engine.rubric.model import Rubric

GROUPS = {"by": "学段", "cases": {"幼儿园": "4", "小学": "8", "初中": "8"}}
SIZES = {
    "by": "在校生数",
    "steps": [{"at_least": "2000", "value": "0.8"}, {"at_least": "1000", "value": "0.9"}],
    "below": "1",
}
NAMED = {"units": [{"unit": "010003", "value": "3", "reason": "一校两址"}], "otherwise": SIZES}
_RANKED = {"kind": "rank-points", "of": "F21", "better": "higher", "full_to": 3, "per": "0.2"}
_SHARED = {
    "kind": "forced-shares", "of": "F21", "better": "lower", "within": "学段",
    "classes": [{"title": "一等", "share": "0.2", "points": "6"},
                {"title": "二等", "share": "0.8", "points": "3"}],
    "rounding": "down", "ties": "up",
}  # fmt: skip
_WEIGHTED = {
    "kind": "weighted-mean", "missing": "rescale",
    "sources": [{"title": "资料", "of": "F21", "out_of": "100", "weight": "0.5"},
                {"title": "考察", "of": "F22", "out_of": "50", "weight": "0.5",
                 "missing_when": "F11 = 否"}],
}  # fmt: skip
_PENALTY = {"kind": "penalty", "events": [{"title": "通报", "points": NAMED, "count": "F41"}]}


def rich() -> Rubric:
    """The skeleton, and more."""
    value: dict[str, Any] = skeleton().model_dump(mode="json")
    first, second = value["sections"]
    first["points"] = GROUPS
    first["not_applicable"] = {
        "policy": "waive", "counts": "full", "held": "省级示范", "when": "F11 = 是",
    }  # fmt: skip
    first["indicators"][1]["not_applicable"] = {"policy": "rescale", "within": "section"}
    second["convert"] = True
    second["indicators"][1]["raw"] = "100"
    second["indicators"] += [
        {"code": f"2.{n}", "title": "比一比", "points": "6", "rule": rule}
        for n, rule in enumerate((_RANKED, _SHARED, _WEIGHTED), start=3)
    ]
    value["convert_to"] = "100"
    value["penalties"] = {
        "cap": None, "floor": "zero", "coefficient": SIZES,
        "indicators": [{"code": "K1", "title": "通报", "points": None, "rule": _PENALTY}],
    }  # fmt: skip
    value["alliance"] = {
        "by": "联盟", "own": "0.7", "shared": "0.3", "measure": "growth", "of": "others",
        "last": "上年得分", "most": "10", "points": "20",
    }  # fmt: skip
    return Rubric.model_validate(value)
