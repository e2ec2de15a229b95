"""The burden of the model standard is that which model-rubric.md gives, and lint prints it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.cli.main import main
from engine.files.rubric_store import standard_store
from engine.rubric.burden import bonus_burden, burdens, in_all
from engine.rubric.preparing import prepare
from engine.rubric.standard import Standard

BAD = Path(__file__).parents[1] / "bad_rubrics"


@pytest.fixture(scope="module")
def model() -> Standard:
    return prepare(standard_store(None).load("wuhao-school@2025").rubric)[0]


def test_the_model_standard_asks_what_it_says_it_asks(model: Standard) -> None:
    parts = burdens(model)
    assert [each.school for each in parts] == [16, 12, 4, 6, 11]
    total = in_all("合计", parts)
    assert (total.school, total.optional, total.office, total.reviewer) == (49, 0, 9, 5)
    assert (total.evidence, [each.evidence for each in parts]) == (35, [8, 8, 3, 6, 10])


def test_the_bonus_is_asked_for_apart(model: Standard) -> None:
    bonus = bonus_burden(model)
    assert bonus is not None
    # The number of a commendation is asked only of those who report one, and must be filled then.
    assert (bonus.title, bonus.school, bonus.optional, bonus.evidence) == ("加分", 1, 5, 8)


def test_lint_and_show_print_the_burden_of_a_rubric(capsys: pytest.CaptureFixture[str]) -> None:
    head = "部分\t学校要填\t可以不填\t办公室填\t评审组填\t佐证最多（件次）"
    rows = ["活动经常\t4\t0\t0\t0\t2", "合计\t4\t0\t0\t0\t2", "加分\t0\t1\t0\t0\t0"]
    for command in ("lint", "show"):
        assert main(["--rubrics", str(BAD), "rubric", command, "small@2025"]) == 0
        assert capsys.readouterr().out.splitlines()[-4:] == [head, *rows]


def test_lint_prints_no_burden_of_what_must_be_mended(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rubric", "lint", str(BAD / "total-sum.yaml")]) == 1
    assert "学校要填" not in capsys.readouterr().out


def test_the_burden_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    call = ["--rubrics", str(BAD), "rubric", "lint", "small@2025", "small-plan@2025", "--json"]
    assert main(call) == 0
    rubric, plan = json.loads(capsys.readouterr().out)
    assert (rubric["burden"]["total"]["school"], rubric["burden"]["bonus"]["optional"]) == (4, 1)
    assert plan["burden"] is None
