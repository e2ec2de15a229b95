"""What must not matter does not: order, other groups, one broken form (P2, P21, P30)."""

from __future__ import annotations

import json
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from engine.judging.case import Case
from engine.records.problem import Place, problem
from engine.records.states import State
from engine.records.submission import Answer
from tests import invented_cohort
from tests.judging.builders import AWARD, Unit, by_code, case, item, mark, results

POOL: dict[str, Any] = {"closed": True}
GROUPS: dict[str, Any] = {"closed": True, "quota_by": "片区"}


def shuffled(made: Case, seed: int) -> Case:
    """The same case with everything in it written down in another order."""
    chance = Random(seed)

    def mixed(mapping: Any) -> dict[str, Any]:
        return dict(chance.sample(sorted(mapping.items()), len(mapping)))

    counted = {
        unit: submission.model_copy(update={
            "answers": mixed(submission.answers),
            "pieces": tuple(chance.sample(submission.pieces, len(submission.pieces))),
        })
        for unit, submission in mixed(made.intake.counted).items()
    }  # fmt: skip
    return replace(
        made,
        roster=tuple(chance.sample(made.roster, len(made.roster))),
        history=mixed(made.history),
        office={unit: mixed(answers) for unit, answers in mixed(made.office).items()},
        rulings={unit: mixed(found) for unit, found in mixed(made.rulings).items()},
        conclusions=tuple(chance.sample(made.conclusions, len(made.conclusions))),
        intake=made.intake.model_copy(update={"counted": counted}),
    )


@pytest.mark.parametrize("year", [POOL, GROUPS], ids=["one pool", "groups"])
@pytest.mark.parametrize("seed", range(3))
def test_no_order_of_writing_down_decides_anything(year: dict[str, Any], seed: int) -> None:
    one = invented_cohort.results(**year)
    other = results(shuffled(invented_cohort.case(**year), seed))
    assert by_code(other["units"]) == by_code(one["units"])
    assert other["awards"] == one["awards"]
    assert sorted(map(repr, other["lookback"])) == sorted(map(repr, one["lookback"]))
    assert sorted(map(repr, other["problems"])) == sorted(map(repr, one["problems"]))


def entries(result: dict[str, Any], without: str) -> dict[str, str]:
    """Every other unit's points as they are written, byte for byte; ranks look at others."""
    apart = ("rank", "group_ranks", "awards")
    return {
        unit["code"]: json.dumps({k: v for k, v in unit.items() if k not in apart})
        for unit in result["units"]
        if unit["code"] != without
    }


def test_a_unit_of_another_group_changes_nobody_s_points_nor_the_ranks_of_a_group() -> None:
    units = [Unit(code, fields={"学段": "小学"}) for code in "ABC"]
    newcomer = Unit("D", fields={"学段": "幼儿园"})
    before, after = results(case(*units)), results(case(*units, newcomer))
    assert entries(after, "D") == entries(before, "D")
    ranks = [[u["group_ranks"] for u in r["units"] if u["code"] != "D"] for r in (before, after)]
    assert ranks[0] == ranks[1]


BROKEN = "XG0008"


def broken(made: Case) -> Case:
    """The same case with every answer of one unit faulty, and a problem for it."""
    whole = made.intake.counted[BROKEN]
    place = Place(f"{BROKEN}.xlsx", "自评表", "E8")
    fault = problem("E213", place, unit=BROKEN, indicator="1.1", title="成员人数")
    faulty = whole.model_copy(update={
        "answers": {code: Answer(state=State.FAULTY) for code in whole.answers},
        "problems": (fault,), "pieces": (), "not_applicable": ("2.2",),
    })  # fmt: skip
    counted = {**made.intake.counted, BROKEN: faulty}
    return replace(made, intake=made.intake.model_copy(update={"counted": counted}))


def lost(made: Case) -> Case:
    """The same case without that unit's form."""
    counted = {code: s for code, s in made.intake.counted.items() if code != BROKEN}
    return replace(made, intake=made.intake.model_copy(update={"counted": counted}))


@pytest.mark.parametrize("harm", [broken, lost])
def test_one_broken_form_leaves_every_other_unit_as_it_was_byte_for_byte(harm: Any) -> None:
    whole = invented_cohort.case(closed=True)
    before, after = results(whole), results(harm(whole))
    assert entries(after, BROKEN) == entries(before, BROKEN)
    for one, other in zip(before["awards"], after["awards"], strict=True):
        assert [cap["cap"] for cap in one["caps"]] == [cap["cap"] for cap in other["caps"]]
    for part in ("lookback", "problems"):
        assert [each for each in before[part] if each["unit"] != BROKEN] == [
            each for each in after[part] if each["unit"] != BROKEN
        ]


def test_the_same_case_gives_the_same_bytes() -> None:
    one, other = (json.dumps(results(invented_cohort.case())) for _ in range(2))
    assert one == other


@pytest.mark.parametrize(
    ("mended", "winners"), [("2.5", ["A", "B"]), ("3.5", ["A", "C"]), ("4", ["A", "C"])]
)
def test_an_upheld_appeal_moves_its_own_entry_and_at_most_the_last_seat(
    mended: str, winners: list[str]
) -> None:
    """P30 and P31: a loser's mark rises while the cap stays."""
    quota = {"base": "roster", "rounding": "floor", "number": 2}
    marks = {"A": "3.9", "B": "3", "C": "2", "D": "1"}
    units = {code: Unit(code).ruled(mark(points)) for code, points in marks.items()}
    after = {**units, "C": units["C"].ruled(mark(mended))}
    one, other = (results(case(*each.values(), awards=[AWARD | {"quota": quota}]))
                  for each in (units, after))  # fmt: skip
    assert entries(other, "C") == entries(one, "C")
    assert one["awards"][0]["winners"] == ["A", "B"]
    assert sorted(other["awards"][0]["winners"]) == winners
    changed = {
        code for code in marks
        if item(one, code, "1.4")["points"] != item(other, code, "1.4")["points"]
    }  # fmt: skip
    assert changed == {"C"}
