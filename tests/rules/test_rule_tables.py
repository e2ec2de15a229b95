"""Every rule kind gives exactly what its table says, over one cohort of all the table's cases."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

import engine.rules  # noqa: F401  (registers the kinds)
from engine.language.evaluate import evaluate
from engine.records.columns import Column
from engine.records.exact import fixed
from engine.records.states import READABLE, State
from engine.rubric.model import Rubric
from engine.rubric.preparing import prepare
from engine.rubric.standard import Standard
from engine.rules.base import KINDS

FILES = sorted(Path(__file__).parent.glob("*.toml"))
ROWS = ("scores", "refused")
STAGE = {"code": "学段", "title": "学段", "type": "choice", "options": ["幼儿园", "小学", "初中"]}


def read(file: Path) -> dict[str, Any]:
    """One file of tables, numbers with a point kept as text."""
    return tomllib.loads(file.read_text("utf-8"), parse_float=str)


def tables(key: str) -> list[Any]:
    """All tables under `key` in all files, each with a readable id."""
    found = []
    for file in FILES:
        for table in read(file).get(key, []):
            title = table.get("because", table.get("title", ""))
            found.append(pytest.param(file.stem, table, id=f"{file.stem}: {title}"))
    return found


def standard(kind: str, table: dict[str, Any]) -> tuple[Standard, list[str]]:
    """A rubric of the table's one indicator, made ready, and what is wrong with it."""
    indicator = {
        "code": "1.1",
        "title": "指标",
        "points": table["points"],
        "fields": table["fields"],
        "rule": {"kind": kind, **table["rule"]},
    }
    rubric = Rubric.model_validate(
        {
            "kind": "rubric", "format": "1", "family": "table", "edition": "1", "title": "表",
            "status": "draft", "rounding": {"places": 2, "mode": "half-up"},
            "unit_fields": [STAGE],
            "sections": [{"code": "1", "title": "一", "points": None, "indicators": [indicator]}],
        }
    )  # fmt: skip
    ready, faults = prepare(rubric)
    return ready, [fault.what for fault in faults]


def outcomes(ready: Standard, cases: list[dict[str, Any]]) -> dict[str, str]:
    """The points of every case; an answer that is left out is blank, and “未定” is an open item."""
    texts: dict[str, int] = {}
    columns = {}
    for code, field in ready.scope.items():
        given = [case["answers"].get(code, "小学" if code == "学段" else None) for case in cases]
        values = [tuple(each) if isinstance(each, list) else each for each in given]
        columns[code] = Column.of(
            [0 if each is None else field.encode(each, texts) for each in values],
            [State.BLANK if each is None else State.CLAIMED for each in values],
        )
    item = ready.by_code["1.1"]
    result = evaluate(item.expression, ready.scope, columns, len(cases))
    return {
        case["name"]: "未定" if state > READABLE else fixed(int(units), result.places)
        for case, units, state in zip(cases, result.values, result.states, strict=True)
    }


def test_every_kind_has_a_table_and_every_table_a_kind() -> None:
    assert {file.stem for file in FILES} == set(KINDS)
    for file in FILES:
        table = read(file)
        assert set(table) <= set(ROWS), file.name
        assert table["scores"], file.name
        names = {case["name"] for each in table["scores"] for case in each["cases"]}
        assert any("blank" in name for name in names), f"{file.name}: no case with a blank answer"


@pytest.mark.parametrize(("kind", "table"), tables("scores"))
def test_a_rule_gives_the_points_of_its_table(kind: str, table: dict[str, Any]) -> None:
    ready, wrong = standard(kind, table)
    assert not wrong
    expected = {case["name"]: case["expected"] for case in table["cases"]}
    assert len(expected) == len(table["cases"]), "two cases have one name"
    found = outcomes(ready, table["cases"])
    assert {name: _short(points) for name, points in found.items()} == expected


@pytest.mark.parametrize(("kind", "table"), tables("scores"))
def test_a_rule_says_itself_as_one_finished_chinese_sentence(
    kind: str, table: dict[str, Any]
) -> None:
    ready, _ = standard(kind, table)
    assert ready.by_code["1.1"].standard() == table["says"]


@pytest.mark.parametrize(("kind", "table"), tables("refused"))
def test_a_rule_that_cannot_be_meant_is_refused(kind: str, table: dict[str, Any]) -> None:
    try:
        _, wrong = standard(kind, table)
    except ValidationError as error:
        wrong = [str(error)]
    assert any(table["because"] in each for each in wrong), wrong


def _short(points: str) -> str:
    """“1.50” as tables write it: 1.5."""
    return points.rstrip("0").rstrip(".") if "." in points else points
