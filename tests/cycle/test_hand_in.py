"""A unit's JSON in the inbox is checked, counted and scored as its workbook would be."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.cycle.handing_in import last_intake
from engine.cycle.year import open_year
from engine.files.form_names import REGISTER_COLUMNS
from engine.language.fields import Kind
from tests.cycle.small_year import command


def of_platform(folder: Path, unit: str) -> str:
    """What the counted workbook of `unit` said, as a platform would write it."""
    year = open_year(folder)
    counted = last_intake(year, "").counted[unit]
    answers: dict[str, object] = {}
    for code, answer in counted.answers.items():
        number = year.standard.own_fields[code].type is Kind.NUMBER
        if answer.value != "":
            answers[code] = json.loads(str(answer.value)) if number else answer.value
    shown = [
        piece.model_dump(mode="json", include=set(REGISTER_COLUMNS)) for piece in counted.pieces
    ]
    evidence = [{key: value for key, value in each.items() if value} for each in shown]
    return json.dumps(
        {"kind": "hand-in", "format": "1", "edition": year.rubric.reference, "unit": unit,
         "structure": year.structure, "answers": answers, "evidence": evidence}
    )  # fmt: skip


def test_a_hand_in_takes_the_place_of_a_workbook_and_scores_the_same(
    year_at: Callable[[str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = year_at("scored")
    first = sorted((folder / "runs").iterdir())[-1]
    inbox = folder / "inbox"
    (inbox / "010101-自评表.json").write_text(of_platform(folder, "010101"), "utf-8")
    (inbox / "010101-自评表.xlsx").unlink()
    capsys.readouterr()
    assert command(folder, "check", str(inbox / "010101-自评表.json")) == 0
    assert "可以提交" in capsys.readouterr().out
    assert command(folder, "intake") == 0 and command(folder, "score") == 0
    second = sorted((folder / "runs").iterdir())[-1]
    assert second != first
    before, after = (json.loads((run / "results.json").read_text()) for run in (first, second))
    assert [each["total"] for each in after["units"]] == [each["total"] for each in before["units"]]


def test_a_hand_in_can_be_checked_outside_any_year(
    year_at: Callable[[str], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = of_platform(year_at("taken-in"), "010101")
    alone = tmp_path / "elsewhere"
    alone.mkdir()
    (alone / "a.json").write_text(text, "utf-8")
    capsys.readouterr()
    assert command(alone, "check", str(alone / "a.json")) == 0
    (alone / "a.json").write_text(text.replace('"kind"', '"kin"'), "utf-8")
    assert command(alone, "check", str(alone / "a.json")) == 1
    said = capsys.readouterr().out
    assert "C442" in said and "kin" in said and "缺少：kind" in said
