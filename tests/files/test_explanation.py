"""The explanation of a unit keeps its contract and is whole: every item, value, cell and sum."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from referencing import Registry, Resource

from engine.files.explanation import explanation
from engine.files.explanation_words import review_words, value_words
from tests.invented_cohort import empty_results, results

SCHEMAS = Path(__file__).parents[2] / "docs/schema"
Json = dict[str, Any]


def validator() -> jsonschema.Draft202012Validator:
    """The contract, which takes its items and values from that of the results."""
    own, of_results = (
        json.loads((SCHEMAS / f"{name}-1.schema.json").read_text("utf-8"))
        for name in ("explanation", "results")
    )
    resource = Resource.from_contents(of_results)
    registry = Registry().with_resource("results-1.schema.json", resource)
    jsonschema.Draft202012Validator.check_schema(own)
    return jsonschema.Draft202012Validator(own, registry=registry)


def items(tree: Json) -> list[Json]:
    return [
        item
        for part in tree["parts"]
        for section in part["sections"]
        for item in section["items"]
    ]  # fmt: skip


@pytest.mark.parametrize("idle", [False, True])
@pytest.mark.parametrize("found", [results(21), results(21, closed=True), empty_results()])
def test_it_keeps_its_contract_for_every_unit_in_every_state(found: Json, idle: bool) -> None:
    contract = validator()
    for unit in found["units"]:
        tree = explanation(found, unit, idle=idle)
        assert [error.message for error in contract.iter_errors(tree)] == []
        assert {"not_fired" in item for item in items(tree)} <= {idle}


def test_the_contract_refuses_what_is_left_out() -> None:
    found = results(21)
    tree = explanation(found, found["units"][0])
    del items(tree)[0]["source"][0]["place"]
    assert not validator().is_valid(tree)


def test_every_item_and_value_of_a_unit_stands_in_its_tree() -> None:
    found = results(21)
    for unit in found["units"]:
        shown = {item["code"]: item for item in items(explanation(found, unit, idle=True))}
        assert set(shown) == {item["code"] for item in unit["indicators"]}
        for item in unit["indicators"]:
            for key in ("source", "reads", "workings", "not_fired", "reason", "reviewer"):
                assert shown[item["code"]][key] == item[key]


def test_one_item_leaves_only_the_way_to_it() -> None:
    found = results(21)
    unit = found["units"][0]
    whole, one = explanation(found, unit), explanation(found, unit, code="5.5")
    [item] = items(one)
    assert item in items(whole)
    assert [part["part"] for part in one["parts"]] == ["base"]
    assert one["parts"][0]["workings"] == whole["parts"][0]["workings"]


VALUE: Json = {
    "field": "F131", "title": "听取汇报次数", "unit": "次", "by": "school", "claimed": "2",
    "verified": "1", "state": "verified", "place": "甲.xlsx·自评表·H15",
    "review_place": "评审表-甲.xlsx·评审表·J17",
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, "〔校〕F131 听取汇报次数　自报：2次（甲.xlsx·自评表·H15）；"
             "核定：1次（评审表-甲.xlsx·评审表·J17）"),
        ({"verified": "2", "review_place": ""},
         "〔校〕F131 听取汇报次数　自报：2次（甲.xlsx·自评表·H15）；核定：2次"),
        ({"verified": "2", "review_place": "", "state": "claimed"},
         "〔校〕F131 听取汇报次数　自报：2次（甲.xlsx·自评表·H15）；未评审"),
        ({"verified": "有异议", "review_place": "", "state": "disputed"},
         "〔校〕F131 听取汇报次数　自报：2次（甲.xlsx·自评表·H15）；有异议"),
        ({"claimed": "未填", "verified": "未填", "review_place": "", "state": "blank"},
         "〔校〕F131 听取汇报次数　自报：未填（甲.xlsx·自评表·H15）"),
        ({"by": "reviewer", "claimed": "未填"},
         "〔评〕F131 听取汇报次数　评审组：1次（评审表-甲.xlsx·评审表·J17）"),
        ({"by": "roster", "claimed": "1", "place": "", "review_place": ""},
         "〔册〕F131 听取汇报次数　名册：1次"),
    ],
)  # fmt: skip
def test_a_value_is_said_beside_what_was_verified(changed: Json, expected: str) -> None:
    assert value_words(VALUE | changed) == expected


def test_a_review_is_said_with_who_what_and_why() -> None:
    item = {"verdict": "amend", "reviewer": "第一评审组", "reason": "记录只见1次。"}
    assert review_words(item) == "第一评审组，核定为：记录只见1次。"
    assert review_words(item | {"reviewer": "", "reason": ""}) == "核定为"
    assert review_words({"verdict": None, "reviewer": "", "reason": ""}) == ""
