"""待补正清单: every heavy fault and every missing piece of evidence, with its mend."""

from __future__ import annotations

import pytest

from engine.judging.mending import evidence_missing, to_mend
from engine.records.problem import Place, problem
from engine.records.states import State
from engine.records.submission import Intake
from tests.judging.builders import Unit, case


def missing(unit: Unit) -> list[tuple[str | None, str]]:
    made = case(unit)
    return [(p.indicator, p.message) for p in evidence_missing(made)]


def test_enough_evidence_is_not_mentioned() -> None:
    assert missing(Unit("01")) == []


def test_too_few_pieces_are_named_with_how_many_are_needed_and_had() -> None:
    ((indicator, message),) = missing(Unit("01", pieces={"1.1": 1, "J1": 1}))
    assert indicator == "1.1"
    assert "2件" in message and "有1件" in message


def test_evidence_is_not_asked_of_what_cannot_be_computed_yet() -> None:
    assert missing(Unit("01", pieces={}))
    assert missing(Unit("01", pieces={}).telling(A1=State.BLANK)) == []


@pytest.mark.parametrize("status", ["参评", "首次试评"])
def test_a_unit_that_handed_nothing_in_stands_on_the_list(status: str) -> None:
    made = case(Unit("01"), Unit("02", told=None, status=status))
    (line,) = to_mend(made.standard, made.roster, made.intake)
    assert (line.unit, line.indicator) == ("02", "")


def test_a_unit_that_does_not_take_part_owes_nothing() -> None:
    made = case(Unit("01"), Unit("02", told=None, status="暂不参评"))
    assert to_mend(made.standard, made.roster, made.intake) == []


def test_faults_stand_by_unit_and_in_the_order_of_the_rubric_and_notes_do_not() -> None:
    made = case(Unit("02"), Unit("01"))
    place = Place("甲.xlsx", "自评表", "H5")
    words = {"title": "应到", "what": "x"}
    found = (
        problem("E235", unit="01", indicator="1.1", count=2, files="甲"),
        problem("P315", place, unit="01", indicator="1.4", title="1.4", kinds="文件", needed=1,
                have=0, listed="1.4"),
        problem("P315", place, unit="01", indicator="1.1", title="1.1", kinds="文件", needed=1,
                have=0, listed="1.1"),
        problem("C424", unit="02", unit_code="02", **words),
    )  # fmt: skip
    intake = Intake(counted=made.intake.counted, problems=found)
    lines = to_mend(made.standard, made.roster, intake)
    assert [(line.unit, line.indicator) for line in lines] == [
        ("01", "1.1"), ("01", "1.4"), ("02", ""),
    ]  # fmt: skip
    assert lines[0].clause and lines[0].mend and lines[0].place == "甲.xlsx·自评表·H5"
