"""A rubric of any number of items over every registered rule kind, and columns made by chance.

Each item is one of the tables that the tests of the rule kinds hold (tests/rules/*.toml), its
fields renamed so that all of them can stand in one rubric; a new kind is in as soon as it has one.
"""

from __future__ import annotations

import re
import tomllib
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import cycle, islice, zip_longest
from pathlib import Path
from random import Random
from typing import Any, Literal

import numpy as np

import engine.rules  # noqa: F401 - rule kinds register themselves
from engine.judging.case import Case, Terms
from engine.judging.cohort import Cohort
from engine.language.fields import Field, Kind, Source
from engine.records.columns import Column
from engine.records.states import State
from engine.records.submission import (
    OPEN_STATES,
    Answer,
    Closing,
    Intake,
    RosterUnit,
    Ruling,
    Submission,
    Verdict,
)
from engine.rubric.model import Rubric
from engine.rubric.plan import AwardPlan, Publicity
from engine.rubric.preparing import prepare
from engine.rubric.standard import Item, Standard
from engine.rules.base import KINDS

TABLES = Path(__file__).parents[1] / "tests" / "rules"
STAGE = {"code": "学段", "title": "学段", "type": "choice", "options": ["幼儿园", "小学", "初中"]}
UNCERTAIN = 0.3
"""The share of units of which an answer may be in any state; the others are all verified."""
Json = dict[str, Any]


def standard(items: int) -> Standard:
    """A rubric of `items` indicators that takes every kind in turn, made ready."""
    chosen = list(islice(cycle(_tables()), items))
    indicators = [_indicator(kind, table, n) for n, (kind, table) in enumerate(chosen, start=1)]
    section = {"code": "一", "title": "全部", "points": None, "indicators": indicators}
    ready, faults = prepare(
        Rubric.model_validate(
            {
                "kind": "rubric", "format": "1", "family": "chance", "edition": "1", "title": "表",
                "status": "draft", "rounding": {"places": 2, "mode": "half-up"},
                "unit_fields": [STAGE], "sections": [section],
            }
        )
    )  # fmt: skip
    if faults or len(ready.items) != items:
        raise RuntimeError(f"an item of the benchmark cannot be scored: {faults}")
    missing = KINDS.keys() - {getattr(item.rule, "kind", "") for item in ready.items}
    if missing:
        raise RuntimeError(f"{items} items are too few for every kind: no {sorted(missing)}")
    return ready


@cache
def _tables() -> list[tuple[str, Json]]:
    """Every table of every kind: first one of each kind, then the second of each, and so on."""
    by_kind = []
    for file in sorted(TABLES.glob("*.toml")):
        read = tomllib.loads(file.read_text("utf-8"), parse_float=str)
        by_kind.append([(file.stem, table) for table in read["scores"]])
    return [found for row in zip_longest(*by_kind) for found in row if found is not None]


def _indicator(kind: str, table: Json, number: int) -> Json:
    """Every fifth item may be 不适用 where that is agreed, every tenth is for kindergartens too."""
    when = {"when": f"{STAGE['code']} = 幼儿园"} if number % 10 == 0 else {}
    names = {field["code"]: f"F{number}x{n}" for n, field in enumerate(table["fields"])}
    return {
        "code": f"1.{number}",
        "title": f"指标{number}",
        "points": table["points"],
        "fields": _renamed(table["fields"], names),
        "rule": {"kind": kind, **_renamed(table["rule"], names)},
        "not_applicable": {"policy": "full", **when} if number % 5 == 0 else None,
        "evidence_none": "不要佐证",
    }


def _renamed(value: Any, names: dict[str, str]) -> Any:
    """The same with every field code that stands in a text exchanged for its new name."""
    if isinstance(value, dict):
        return {key: _renamed(inner, names) for key, inner in value.items()}
    if isinstance(value, list):
        return [_renamed(inner, names) for inner in value]
    if not isinstance(value, str):
        return value
    codes = "|".join(re.escape(code) for code in sorted(names, key=len, reverse=True))
    return re.sub(
        rf"(?<![A-Za-z0-9_])(?:{codes})(?![A-Za-z0-9_])", lambda m: names[m.group()], value
    )


def cohort(ready: Standard, size: int, seed: int) -> Cohort:
    """Columns of `size` units, drawn from a seed: every answer in its range, in every state."""
    chance = np.random.default_rng(seed)
    uncertain = chance.random(size) < UNCERTAIN
    effective: dict[str, Column] = {}
    for code, field in ready.scope.items():
        values = _values(field, chance, size)
        if field.at_most in effective:
            np.minimum(values, effective[field.at_most].values, out=values)
        drawn = chance.integers(0, len(State), size, dtype=np.uint8)
        common = drawn <= State.CLAIMED
        states = np.where(uncertain & (common | (chance.random(size) < 0.03)), drawn, 0)
        if code == STAGE["code"]:
            states = np.zeros(size)
        effective[code] = Column(values, states.astype(np.uint8))
    unit = RosterUnit(code="S1", name="第1小学", status="参评", fields={})
    flags = {item.code: _flags(item, chance, size) for item in ready.items}
    everybody = np.ones(size, dtype=np.bool_)
    return Cohort(ready, (unit,) * size, effective, effective, flags, everybody)


def closing() -> Closing:
    """A decision that gives 0 to whatever is still open, so that every unit can be ranked."""
    rules: dict[str, Literal["zero", "claimed"]] = dict.fromkeys(sorted(OPEN_STATES), "zero")
    return Closing(
        kind="closing-decision", number="1", date=date(2025, 12, 1), role="评估办公室",
        reason="补正期满", rules=rules,
    )  # fmt: skip


def _values(field: Field, chance: np.random.Generator, size: int) -> Any:
    match field.type:
        case Kind.NUMBER:
            assert field.minimum is not None and field.maximum is not None
            low, high = (int(edge.scaleb(field.places)) for edge in (field.minimum, field.maximum))
            return chance.integers(low, high, size, endpoint=True)
        case Kind.YES_NO | Kind.CHOICE:
            return chance.integers(1, len(field.options), size, endpoint=True)
        case Kind.CHOICES:
            return chance.integers(0, 1 << len(field.options), size)
        case Kind.DATE:
            return chance.integers(20_000, 20_365, size)
    return chance.integers(0, 3, size)


def case(ready: Standard, size: int, seed: int) -> Case:
    """The hand-ins of `size` units, all answered, and every second item of each accepted."""
    chance = Random(seed)
    units = tuple(
        RosterUnit(code=f"S{n:06d}", name=f"第{n}小学", status="参评", fields={"学段": "小学"})
        for n in range(size)
    )
    counted = {unit.code: _submission(ready, unit.code, chance) for unit in units}
    rulings = {
        unit.code: {
            item.code: Ruling(unit=unit.code, indicator=item.code, verdict=Verdict.ACCEPT)
            for item in ready.items[::2]
        }
        for unit in units
    }
    plan = AwardPlan(
        kind="award-plan", format="1", family="chance", edition="1", title="方案", status="draft",
        rubric="chance@1", awards=(), publicity=Publicity(working_days=5),
    )  # fmt: skip
    day = date(2025, 12, 1)
    terms = Terms("2025", "2025年度", day, day, day, day, (), {}, Decimal(1))
    return Case(ready, plan, terms, units, {}, Intake(counted=counted), {}, rulings)


def _submission(ready: Standard, unit: str, chance: Random) -> Submission:
    answers = {
        code: Answer(value=_answer(field, chance), state=State.CLAIMED)
        for code, field in ready.own_fields.items()
        if field.source is Source.SCHOOL
    }
    return Submission(
        unit=unit, file="a.xlsx", sha256="0" * 64, edition="1", structure="0", answers=answers,
        rows_read=1, rows_expected=1,
    )  # fmt: skip


def _answer(field: Field, chance: Random) -> str | tuple[str, ...]:
    match field.type:
        case Kind.NUMBER:
            assert field.minimum is not None and field.maximum is not None
            return str(chance.randint(int(field.minimum), int(field.maximum)))
        case Kind.YES_NO | Kind.CHOICE:
            return chance.choice(field.options)
        case Kind.CHOICES:
            return tuple(option for option in field.options if chance.random() < 0.5)
        case Kind.DATE:
            return f"2025-{chance.randint(1, 12):02d}-01"
    return "某教〔2025〕1号"


def _flags(item: Item, chance: np.random.Generator, size: int) -> Column:
    """One unit in a hundred asks for 不适用; where the item allows it one in a hundred has it."""
    drawn = chance.integers(0, 100, size, dtype=np.uint8)
    states = (drawn == 1) * np.uint8(State.NA_REQUESTED)
    if item.indicator.not_applicable is None:
        return Column(np.broadcast_to(np.zeros((), dtype=np.int64), (size,)), states)
    return Column((drawn == 0).astype(np.int64), states)
