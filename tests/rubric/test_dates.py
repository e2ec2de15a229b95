"""A rubric held against days: stale, not yet in force, a period that outlasts the hand-in."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from engine.files.rubric_lint import Days, lint
from engine.files.rubric_store import Store

FOLDER = Path(__file__).parents[1] / "bad_rubrics"


def said(tmp_path: Path, head: str, days: Days) -> list[tuple[str, int | None]]:
    """Codes and lines of what lint says of the small rubric with `head` after its status."""
    file = tmp_path / "dated.yaml"
    text = (FOLDER / "small/2025.yaml").read_text("utf-8")
    file.write_text(text.replace("status: model", f"status: model\n{head}"), "utf-8")
    return [(p.code, p.place.line) for p in lint(Store([FOLDER]), str(file), days).problems]


@pytest.mark.parametrize(
    ("checked", "on", "stale"),
    [
        ("2023-05-01", date(2025, 5, 1), False),
        ("2023-05-01", date(2025, 5, 2), True),
        ("2022-02-28", date(2024, 2, 29), False),
        ("2022-02-27", date(2024, 2, 29), True),
        ("2023-05-01", None, False),
    ],
)
def test_a_check_is_good_for_two_years(
    tmp_path: Path, checked: str, on: date | None, stale: bool
) -> None:
    found = said(tmp_path, f"checked_on: {checked}", Days(on))
    assert found == ([("Y563", 7)] if stale else [])


@pytest.mark.parametrize(
    ("day", "early"), [(date(2025, 10, 30), True), (date(2025, 10, 31), False)]
)
def test_a_period_is_over_by_the_hand_in(tmp_path: Path, day: date, early: bool) -> None:
    found = said(tmp_path, "note: 照常", Days(hand_in_by=day))
    assert found == ([("Y565", 8)] if early else [])


@pytest.mark.parametrize(("day", "late"), [("2024-11-02", True), ("2024-11-01", False)])
def test_a_rubric_is_in_force_on_the_first_day_of_its_period(
    tmp_path: Path, day: str, late: bool
) -> None:
    found = said(tmp_path, f"effective: {day}", Days())
    assert found == ([("Y564", 7)] if late else [])
