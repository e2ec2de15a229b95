"""Small runs written by hand: inputs as docs/run-format.md says, one thing changed at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]
FIELDS: list[Json] = [
    {"code": "a", "title": "甲数", "type": "number", "minimum": "0", "maximum": "20", "places": 2},
    {"code": "b", "title": "乙数", "type": "number", "minimum": "0", "maximum": "20"},
    {"code": "k", "title": "级别", "type": "choice", "options": ["甲", "乙", "丙"]},
    {"code": "m", "title": "具备", "type": "choices", "options": ["子", "丑", "寅"]},
    {"code": "d", "title": "变动日", "type": "date"},
    {"code": "e", "title": "发文日", "type": "date"},
    {"code": "t", "title": "文号", "type": "document"},
    {"code": "u", "title": "另一文号", "type": "document"},
    {"code": "r", "title": "考评分", "type": "number", "minimum": "0", "maximum": "4", "places": 1,
     "source": "reviewer"},
    {"code": "p", "title": "合格人数", "type": "number", "minimum": "0", "maximum": "5",
     "source": "reviewer"},
    *({"code": code, "title": f"评委{code}", "type": "number", "minimum": "0", "maximum": "10",
       "places": 1, "source": "reviewer"} for code in "ghi"),
    {"code": "j", "title": "评委人数", "type": "number", "minimum": "1", "maximum": "3",
     "source": "reviewer"},
]  # fmt: skip
STAGE = {"code": "学段", "title": "学段", "type": "choice", "options": ["小学", "幼儿园"]}
ANSWERS: Json = {
    "a": "3", "b": "5", "k": "乙", "m": ["子", "寅"], "d": "2025-01-31", "e": "2025-05-01",
    "t": "甲发〔2025〕1号", "u": "甲发〔2025〕1号", "r": "2.9", "p": "3", "g": "8",
    "h": "9.5", "i": "7", "j": "3", "学段": "小学",
}  # fmt: skip
BY_REVIEWERS = [field["code"] for field in FIELDS if field.get("source") == "reviewer"]


def rubric(*indicators: Json, mode: str = "half-up", **more: Any) -> Json:
    """A rubric of one section. Indicator “0” holds `FIELDS` and always gives its one point."""
    holder = {
        "code": "0", "title": "填报", "points": "1", "fields": FIELDS,
        "rule": {"kind": "all-or-nothing", "when": "a >= 0"},
        "evidence_none": "只填数",
    }  # fmt: skip
    section = {"code": "一", "title": "全部", "points": "100", "indicators": [holder, *indicators]}
    return {
        "kind": "rubric", "format": "1", "family": "small", "edition": "2025", "title": "小表",
        "status": "draft", "rounding": {"places": 2, "mode": mode}, "unit_fields": [STAGE],
        "sections": [section], **more,
    }  # fmt: skip


def indicator(rule: Json, code: str = "1", points: str = "4", **more: Any) -> Json:
    """An indicator with a rule over the fields of indicator “0”, unless it has its own."""
    return {"code": code, "title": f"指标{code}", "points": points, "rule": rule,
            "evidence_none": "不要佐证", **more}  # fmt: skip


def inputs(standard: Json, **changed: Any) -> Json:
    """A run of one unit S1 of status 参评; `changed` replaces whole files."""
    return {
        "rubric": standard,
        "plan": {"awards": []},
        "cycle": {
            "cycle": "2025", "as_of": "2025-12-10", "groups": [], "exclusions": {},
            "period": {"first": "2024-11-01", "last": "2025-10-31"},
            "publicity_ends": "2025-12-19",
        },
        "roster": [line("S1")],
        "history": {},
        "values": {"S1": values()},
        "marks": {"S1": marks()},
        "decisions": {"closing": None, "conclusions": []},
        **changed,
    }  # fmt: skip


def line(code: str, status: str = "参评", **fields: str) -> Json:
    """A line of the roster."""
    return {"code": code, "name": f"学校{code}", "status": status,
            "fields": {"学段": "小学", **fields}}  # fmt: skip


def values(changed: Mapping[str, Any] | None = None, state: str = "claimed", **more: Any) -> Json:
    """What a unit handed in: `ANSWERS`, some changed; an answer None is blank."""
    told = {**ANSWERS, **(changed or {})}
    return {
        "state": "counted",
        "answers": {
            code: {"value": value, "state": state}
            for code, value in told.items()
            if value is not None and code not in (*BY_REVIEWERS, "学段")
        },
        **more,
    }


def marks(changed: Mapping[str, Any] | None = None) -> Json:
    """What the reviewers settled: their own fields of indicator “0”."""
    told = {**ANSWERS, **(changed or {})}
    settled = {code: told[code] for code in BY_REVIEWERS}
    return {"0": {"verdict": "accept", "values": settled, "reason": True}}
