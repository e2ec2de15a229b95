"""`results.json` keeps its published contract, and the contract refuses what would inflate."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from engine.files import result_words
from engine.judging import eligibility, lookback
from engine.records.problem import Severity
from engine.records.states import State
from tests.invented_cohort import empty_results, results

FILE = Path(__file__).parents[1] / "docs/schema/results-1.schema.json"
SCHEMA = json.loads(FILE.read_text("utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def complaints(found: dict[str, Any]) -> list[str]:
    """What the schema says against a result."""
    return [f"{error.json_path}: {error.message[:200]}" for error in VALIDATOR.iter_errors(found)]


def test_the_schema_itself_is_sound() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"late": True},
        {"closed": True},
        {"quota_by": "学段"},
        {"closed": True, "quota_by": "片区"},
    ],
    ids=str,
)
def test_what_is_judged_keeps_the_contract(options: dict[str, Any]) -> None:
    assert complaints(results(21, **options)) == []


def test_a_year_in_which_nothing_came_in_keeps_the_contract() -> None:
    assert complaints(empty_results()) == []


def _unit(found: dict[str, Any], state: str) -> dict[str, Any]:
    return next(unit for unit in found["units"] if unit["state"] == state)


def _open_item(found: dict[str, Any]) -> dict[str, Any]:
    return next(item for item in _unit(found, "provisional")["indicators"] if item["open"])


BROKEN: dict[str, Callable[[dict[str, Any]], object]] = {
    "a total as a float": lambda r: r["units"][0].update(total=90.6),
    "a total in exponents": lambda r: r["units"][0].update(total="9.06E+1"),
    "an absent unit with zero": lambda r: _unit(r, "absent").update(total="0.00"),
    "a provisional unit with a rank": lambda r: _unit(r, "provisional").update(rank=1),
    "a provisional unit without an open item": lambda r: _unit(r, "provisional").update(
        indicators=[]
    ),
    "a final unit with an open item": lambda r: _unit(r, "final")["indicators"].append(
        _open_item(r)
    ),
    "an open item with points": lambda r: _open_item(r).update(points="0.00"),
    "an unknown state": lambda r: _open_item(r).update(state="zero"),
    "a rank of zero": lambda r: r["units"][0].update(rank=0),
    "a share as a float": lambda r: r["awards"][0]["caps"][0].update(share="0.15"),
    "an unknown reason": lambda r: r["awards"][0]["reasons"]["XG0001"].update(kind="luck"),
    "no sentence": lambda r: r["awards"][0]["reasons"]["XG0001"].pop("sentence"),
    "an unknown severity": lambda r: r["problems"][0].update(severity="fatal"),
    "a key nobody knows": lambda r: r.update(secret=1),
    "no digest": lambda r: r["rubric"].pop("sha256"),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_the_contract_refuses(fault: str) -> None:
    found = results(21)
    BROKEN[fault](found)
    assert complaints(found)


def test_every_word_of_the_contract_has_words_for_people() -> None:
    kinds = SCHEMA["$defs"]["reason"]["properties"]["kind"]["enum"]
    assert set(kinds) == set(eligibility.REASONS) == set(result_words.REASONS)
    whys = SCHEMA["$defs"]["lookback"]["properties"]["code"]["enum"]
    assert set(whys) == set(lookback.Why) == set(result_words.LOOKBACK)
    severities = SCHEMA["$defs"]["problem"]["properties"]["severity"]["enum"]
    assert set(severities) == set(Severity) == set(result_words.SEVERITIES)
    assert set(SCHEMA["$defs"]["state"]["enum"]) == {state.key for state in State}
