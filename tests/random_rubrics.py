"""Sound rubrics made by chance: every rule kind, rounding, condition, 不适用, conversion, penalty.

Each rule begins as one that was worked out by hand (tests/verifier/kind_cases.py); its conditions,
amounts and points are exchanged until the result is sound again. A new kind is in with its cases.
"""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Any

import engine.rules  # noqa: F401 - rule kinds register themselves
from engine.rubric.model import Rubric
from engine.rubric.preparing import prepare
from engine.rubric.standard import Standard
from engine.rules.base import KINDS
from tests.verifier.kind_cases import RULES
from tests.verifier.small import FIELDS as PLAIN_FIELDS
from tests.verifier.small import STAGE

Json = dict[str, Any]
MODES = ("half-up", "half-even")
PLACES = range(5)
POLICIES: list[Json] = [
    {"policy": "full"},
    {"policy": "remove"},
    {"policy": "rescale", "within": "section"},
    {"policy": "rescale", "within": "total"},
    {"policy": "waive", "held": "省级示范校", "counts": "full"},
    {"policy": "waive", "held": "省级示范校", "counts": "remove"},
]
ALLIANCES: list[Json] = [
    {"measure": measure, "of": whose, **grown}
    for measure, grown in (
        ("mean", {}), ("least", {}), ("growth", {"last": "上年得分", "most": "2.5", "points": "9"}))
    for whose in ("all", "others")
]  # fmt: skip
ROSTER: list[Json] = [
    STAGE,
    {"code": "人数", "title": "在校生数", "type": "number", "minimum": "0", "maximum": "3000"},
    {"code": "联盟", "title": "联盟", "type": "choice", "options": ["甲盟", "乙盟", "丙盟"]},
    {"code": "片区", "title": "片区", "type": "text"},
    {"code": "上年得分", "title": "上年得分", "type": "number", "minimum": "0", "maximum": "20",
     "places": 1},
]  # fmt: skip
FIELDS: list[Json] = [
    *PLAIN_FIELDS,
    {"code": "y", "title": "有无", "type": "yes-no"},
    {"code": "x", "title": "说明", "type": "text"},
    {"code": "o", "title": "统计数", "type": "number", "minimum": "0", "maximum": "9",
     "source": "office"},
]  # fmt: skip
ATOMS = (
    "a >= 3", "b = 5", "k = 乙", "k != 甲", "含(m, 丑)", "e > 月后(d, 3)", "t = u", "t != u",
    "已填(t)", "已填(x)", "已选(m) >= 2", "未选(m) < 2", "r < 3.5", "p >= 2", "y = 是", "o <= 4",
    "学段 = 幼儿园", "最小(a, b) > 1", "最大(a, b) - 2 <= b * 2",
    "计数(k = 乙, b = 5, y = 是) >= 2",
)  # fmt: skip
AMOUNTS = {"points", "per", "at_least", "above", "at_most", "target", "otherwise", "when_none"}
CONDITIONS = {"when", "void_when"}
TRIES = 12


def condition(chance: Random, depth: int = 3) -> str:
    """A condition, often of others."""
    if depth == 0 or chance.random() < 0.4:
        return chance.choice(ATOMS)
    one, other = (f"({condition(chance, depth - 1)})" for _ in range(2))
    return chance.choice((f"{one} 且 {other}", f"{one} 或 {other}", f"非 {one}"))


def rubric(chance: Random, number: int) -> Json:
    """A rubric of five to eight items; `number` sees to it that every kind and rounding comes."""
    kinds = sorted(KINDS)
    chosen = [kinds[(number * 3 + n) % len(kinds)] for n in range(3)]
    chosen += [chance.choice(kinds) for _ in range(chance.randint(2, 5))]
    mode, places = MODES[number % 2], PLACES[number // 2 % len(PLACES)]
    items = [_item(chance, kind, f"1.{n}", mode, places) for n, kind in enumerate(chosen, 1)]
    off = [_penalty_item(chance, n, mode, places) for n in range(number % 3)]
    for field in FIELDS:
        chance.choice(items + off)["fields"].append(_field(chance, field))
    bonus = items[-chance.randint(1, 2) :] if chance.random() < 0.6 else []
    base = items[: len(items) - len(bonus)]
    middle = chance.randint(1, len(base) - 1)
    sections = [_section("一", base[:middle]), _section("二", base[middle:])]
    _convert(sections, chance)
    return _whole(mode, places, sections) | {
        "convert_to": "25" if chance.random() < 0.3 else None,
        "penalties": _penalties(chance, off),
        "alliance": _alliance(chance, number),
        "bonus": {"cap": chance.choice(("1", "3")), "indicators": bonus} if bonus else None,
        "grades": {"on": chance.choice(("base", "total")), "bands": [
            {"title": "优秀", "at_least": "12"}, {"title": "合格", "at_least": "5"},
            {"title": "不合格", "at_least": "0"}]},
        "exclusions": [
            {"code": "N1", "title": "严重情形", "bars_awards": True},
            {"code": "N2", "title": "限制等次", "grade_at_most": "合格"},
            {"code": "N3", "title": "未提交", "found_by": "not-submitted", "grade": "不合格"},
        ],
    }  # fmt: skip


def standard(chance: Random, number: int) -> Standard:
    """Such a rubric made ready. Fields are scattered over items, which may spoil one: try again."""
    for _ in range(TRIES):
        ready, faults = prepare(Rubric.model_validate(rubric(chance, number)))
        if not faults:
            return ready
    raise AssertionError(f"no sound rubric after {TRIES} tries: {faults}")


def _whole(mode: str, places: int, sections: list[Json]) -> Json:
    return {
        "kind": "rubric", "format": "1", "family": "chance", "edition": "2025", "title": "随机表",
        "status": "draft", "rounding": {"places": places, "mode": mode}, "unit_fields": ROSTER,
        "sections": sections,
    }  # fmt: skip


def _section(code: str, indicators: list[Json]) -> Json:
    points = str(sum(1 for _ in indicators))
    return {"code": code, "title": f"第{code}部分", "points": points, "indicators": indicators}


def _convert(sections: list[Json], chance: Random) -> None:
    """Sections converted, or not applicable as a whole, some of the time."""
    for section in sections:
        if chance.random() < 0.4:
            section["convert"] = True
            section["points"] = chance.choice(("7", {"by": "学段", "cases": STAGE_POINTS}))
        if chance.random() < 0.2:
            for each in section["indicators"]:
                each["not_applicable"] = None
            policy = chance.choice([p for p in POLICIES if p.get("within") != "section"])
            section["not_applicable"] = {**policy, "when": chance.choice(ROSTER_CONDITIONS)}


STAGE_POINTS = {"小学": "12", "幼儿园": "8"}
ROSTER_CONDITIONS = ("学段 = 幼儿园", "人数 < 500", "人数 >= 1000 且 学段 = 小学")


def _penalty_item(chance: Random, number: int, mode: str, places: int) -> Json:
    """A penalty: of the kind of its own, with or without a limit, or of any other with one."""
    if chance.random() < 0.3:
        kind = chance.choice(sorted(KINDS))
        return _item(chance, kind, f"9.{number}", mode, places) | {"not_applicable": None}
    events = [{"title": "通报", "points": _sized(chance, "1.5"), "count": chance.choice("bp")}]
    return {
        "code": f"9.{number}", "title": f"扣分{number}", "fields": [], "evidence_none": "不要佐证",
        "points": chance.choice((None, "3")), "rule": {"kind": "penalty", "events": events},
    }  # fmt: skip


def _penalties(chance: Random, items: list[Json]) -> Json | None:
    if not items:
        return None
    coefficient = _sized(chance, "0.85") if chance.random() < 0.6 else None
    return {
        "cap": chance.choice((None, "4")), "floor": chance.choice(("zero", "none")),
        "coefficient": coefficient, "indicators": items,
    }  # fmt: skip


def _alliance(chance: Random, number: int) -> Json | None:
    if number % 2:
        return None
    own, shared = chance.choice((("0.5", "0.5"), ("0.7", "0.3"), ("0.45", "0.55")))
    by = chance.choice(("联盟", "片区"))
    return {"by": by, "own": own, "shared": shared, **ALLIANCES[number // 2 % len(ALLIANCES)]}


def _sized(chance: Random, value: str) -> Any:
    """An amount that may differ by size, by group, or for a named unit."""
    half = str(Decimal(value) / 2)
    found: Any = {"by": "人数", "below": value, "steps": [
        {"at_least": "2000", "value": half}, {"at_least": "500", "value": "1.25"}]}  # fmt: skip
    if chance.random() < 0.3:
        found = {"by": "学段", "cases": {"小学": value, "幼儿园": half}}
    if chance.random() < 0.5:
        named = [{"unit": f"S00{n}", "value": half, "reason": "一校两址"} for n in (1, 4)]
        found = {"units": named, "otherwise": chance.choice((value, found))}
    return found


def _points(chance: Random, value: str) -> Any:
    """Full points that differ; 0 where the item is not in a unit's table."""
    other = chance.choice("04")
    by_stage = {"by": "学段", "cases": {"小学": value, "幼儿园": other}}
    by_size = {"by": "人数", "steps": [{"at_least": "1000", "value": value}], "below": other}
    found: Any = chance.choice((by_stage, by_size))
    if chance.random() < 0.4:
        named = [
            {"unit": f"S00{n}", "value": chance.choice("03"), "reason": "停办"} for n in (2, 5)
        ]
        found = {"units": named, "otherwise": chance.choice((value, found))}
    return found


def _field(chance: Random, field: Json) -> Json:
    """A field, sometimes asked of some units only, or with a meaning for a blank."""
    if chance.random() < 0.2:
        return field | {"asked_when": "学段 = 小学"}
    if field["code"] == "b" and chance.random() < 0.5:
        return field | {"blank_means": "0"}
    return field


def _item(chance: Random, kind: str, code: str, mode: str, places: int) -> Json:
    """An item whose rule is as far from the one it began as stays sound."""
    for tries in range(TRIES, -1, -1):
        rule = chance.choice([rule for rule in RULES if rule["kind"] == kind])
        points: Any = chance.choice(("2", "4", "4", "5")) if tries else "4"
        raw = points if tries and chance.random() < 0.15 else None
        if raw is not None:
            points = chance.choice(("1", "3"))
        elif tries and chance.random() < 0.3:
            points = _points(chance, points)
        found = {
            "code": code, "title": f"指标{code}", "points": points, "raw": raw, "fields": [],
            "rule": _changed(rule, chance, tries / TRIES),
            "review": chance.choice(("none", "required")),
            "not_applicable": _not_applicable(chance), **_evidence(chance),
        }  # fmt: skip
        holder = {**found, "fields": FIELDS}
        try:
            _, faults = prepare(
                Rubric.model_validate(_whole(mode, places, [_section("一", [holder])]))
            )
        except ValueError:
            continue
        if not faults:
            return found
    return _item(chance, kind, code, mode, places)


def _changed(value: Any, chance: Random, rate: float, key: str = "") -> Any:
    """The same with some conditions and amounts exchanged, some amounts made to differ by 学段."""
    if isinstance(value, dict):
        return {name: _changed(inner, chance, rate, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [_changed(inner, chance, rate, key) for inner in value]
    if not isinstance(value, str) or chance.random() > rate:
        return value
    if key in CONDITIONS:
        return condition(chance)
    if key not in AMOUNTS:
        return value
    one, other = (str(Decimal(value) * Decimal(chance.choice(("0.5", "1", "1.5")))) for _ in "12")
    by_stage = {"by": "学段", "cases": {"小学": one, "幼儿园": other}}
    chosen = chance.random()
    return by_stage if chosen < 0.3 else _sized(chance, one) if chosen < 0.5 else one


def _not_applicable(chance: Random) -> Json | None:
    if chance.random() < 0.5:
        return None
    when = condition(chance, 1) if chance.random() < 0.5 else None
    return {**chance.choice(POLICIES), "when": when}


def _evidence(chance: Random) -> Json:
    if chance.random() < 0.6:
        return {"evidence_none": "不要佐证"}
    return {"evidence": [{"kinds": ["照片", "文件"],
                          "at_least": chance.choice(("1", "2", "最小(b, 2)"))}]}  # fmt: skip
