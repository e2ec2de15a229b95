"""资料、现场、问卷: each way has assessors of its own, and the rubric's weights join them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine.judging.case import Case
from engine.judging.combining import combined
from engine.judging.inputs import as_inputs
from engine.judging.outcome import judge
from engine.judging.results import as_results
from engine.records.review import Assignments, Review
from engine.rubric.fine_marks import with_fine_marks
from engine.rubric.model import Rubric
from engine.rubric.preparing import prepare
from engine.rubric.standard import Standard
from engine.verifier import derive, differences
from tests.judging.builders import Unit, case
from tests.judging.reviewing import assigned, said, sheet, terms

DESK = {"U1": ["E1", "E2"], "U2": ["E1", "E2"]}
VISIT = {"U1": ["E3", "E4"]}


def mark(code: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "title": f"评分{code}", "type": "number", "minimum": "0",
            "maximum": "100", "places": 1, "source": "reviewer", **more}  # fmt: skip


def ready(missing: str) -> Standard:
    """One item of 4 points: desk 60 %, visit 40 %; the office says who was visited."""
    fields = [
        {"code": "V", "title": "是否实地考察", "type": "yes-no", "source": "office"},
        mark("A", way="desk"),
        mark("B", way="visit", asked_when="V = 是"),
    ]
    rule = {
        "kind": "weighted-mean", "missing": missing,
        "sources": [
            {"title": "资料", "of": "A", "out_of": "100", "weight": "0.6"},
            {"title": "现场", "of": "B", "out_of": "100", "weight": "0.4",
             "missing_when": "V = 否"},
        ],
    }  # fmt: skip
    item = {"code": "1", "title": "氛围", "points": "4", "fields": fields, "rule": rule}
    found, faults = prepare(
        Rubric.model_validate({
            "kind": "rubric", "format": "1", "family": "small", "edition": "2025",
            "title": "小表", "status": "draft", "rounding": {"places": 2, "mode": "half-up"},
            "sections": [{"code": "一", "title": "全部", "points": "4", "indicators": [item]}],
        })
    )  # fmt: skip
    assert not faults
    return found


def marks(way: str, code: str, told: dict[str, dict[str, str]]) -> list[Review]:
    """Unit → assessor → mark, each on a sheet of this way."""
    return [
        sheet(who, said("1", **{code: each}), unit=unit, way=way)
        for unit, own in told.items()
        for who, each in own.items()
    ]


SAID = [
    *marks("desk", "A", {"U1": {"E1": "85", "E2": "90.5"}, "U2": {"E1": "60", "E2": "70"}}),
    *marks("visit", "B", {"U1": {"E3": "70", "E4": "80.3"}}),
]


def reviewed(missing: str, sheets: list[Review] = SAID) -> Case:
    """U1 was visited, U2 was not."""
    given = (assigned(DESK, way="desk"), assigned(VISIT, way="visit"))
    made = replace(
        case(Unit("U1", {"V": "是"}, pieces={}), Unit("U2", {"V": "否"}, pieces={}),
             ready=with_fine_marks(ready(missing)), groups=()),
        review_terms=terms("mean"), reviews=tuple(sheets),
        assignments=Assignments(assignments=given),
    )  # fmt: skip
    return replace(made, rulings=combined(made).rulings)


def outcome(made: Case) -> list[tuple[str, Any]]:
    """State and total of each unit, as engine and verifier both have them."""
    results = as_results(judge(made))
    inputs = as_inputs(made)
    assert differences(derive(inputs), {**results, "marks": inputs["marks"]}) == []
    return [(unit["state"], unit["indicators"][0]["points"]) for unit in results["units"]]


@pytest.mark.parametrize(("missing", "unvisited"), [("rescale", "2.60"), ("zero", "1.56")])
def test_each_way_combines_by_itself_and_then_the_weights_join_them(
    missing: str, unvisited: str
) -> None:
    made = reviewed(missing)
    values = {u: {c: a.value for c, a in r["1"].values.items()} for u, r in made.rulings.items()}
    assert values == {"U1": {"A": "87.75", "B": "75.15"}, "U2": {"A": "65"}}
    assert combined(made).waiting == ()
    # 4 × (0.6 × 0.8775 + 0.4 × 0.7515) = 3.3084
    assert outcome(made) == [("final", "3.31"), ("final", unvisited)]


def test_a_visit_that_is_owed_keeps_the_item_open_and_the_desk_marks_stand() -> None:
    made = reviewed("rescale", [each for each in SAID if each.assessor != "E4"])
    assert made.rulings["U1"]["1"].values["A"].value == "87.75"
    assert [(w.unit, w.why, w.owed_by) for w in combined(made).waiting] == [
        ("U1", "no-mark", ("E4",))
    ]
    assert outcome(made) == [("provisional", None), ("final", "2.60")]


def test_a_mark_on_the_sheet_of_another_way_counts_for_nothing() -> None:
    others = [each for each in SAID if (each.unit, each.assessor) != ("U1", "E1")]
    both = sheet("E1", said("1", A="85", B="0"), unit="U1", way="desk")
    assert outcome(reviewed("rescale", [*others, both])) == outcome(reviewed("rescale"))


def test_without_an_assignment_of_its_own_a_way_stands_on_the_one_sheet() -> None:
    both = [
        sheet(who, said("1", A=a, B=b), unit="U1")
        for who, a, b in (("E1", "85", "70"), ("E2", "90.5", "80.3"))
    ]
    made = replace(
        reviewed("rescale", both),
        assignments=Assignments(assignments=(assigned({"U1": ["E1", "E2"]}),)),
    )
    found = combined(made).rulings["U1"]["1"].values
    assert {code: each.value for code, each in found.items()} == {"A": "87.75", "B": "75.15"}
