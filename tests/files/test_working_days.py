"""How terms of working days 工作日 are counted, and what is said of years nobody knows."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from engine.files.working_days import WorkingDays, read_working_days
from engine.records.problem import CannotGoOn


def told(folder: Path, *lines: str, name: str = "工作日表.csv") -> WorkingDays:
    (folder / name).write_text("\n".join(("日期,安排", *lines)) + "\n", encoding="utf-8-sig")
    return read_working_days(folder)


@pytest.mark.parametrize(
    ("day", "count", "last"),
    [
        (date(2025, 11, 24), 3, date(2025, 11, 27)),  # Monday to Thursday
        (date(2025, 11, 27), 3, date(2025, 12, 2)),  # across a weekend
        (date(2025, 9, 26), 3, date(2025, 9, 30)),  # Sunday 28 September was worked on
        (date(2025, 9, 30), 1, date(2025, 10, 9)),  # the eight days of National Day
    ],
)
def test_the_day_itself_is_not_counted_and_holidays_are_passed_over(
    day: date, count: int, last: date
) -> None:
    assert WorkingDays().after(day, count) == last


def test_a_year_nobody_knows_is_said_and_not_guessed() -> None:
    with pytest.raises(CannotGoOn) as caught:
        WorkingDays().after(date(2030, 1, 1), 3)
    (said,) = caught.value.problems
    assert (said.code, "2030" in said.message) == ("C477", True)


def test_the_offices_own_table_stands_and_makes_a_year_known(tmp_path: Path) -> None:
    days = told(tmp_path, "2030-01-01,放假", "2030/1/5,补班", "2025-11-25,休息")
    assert days.after(date(2029, 12, 31), 0) == date(2029, 12, 31)
    assert days.after(date(2030, 1, 1), 4) == date(2030, 1, 5)  # a Saturday that is worked on
    assert days.after(date(2025, 11, 24), 1) == date(2025, 11, 26)


def test_every_line_that_cannot_be_read_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(CannotGoOn) as caught:
        told(tmp_path, "元旦,休息", "2030-01-02,半天", "2030-01-03,休息", "2030-01-03,上班")
    assert [p.code for p in caught.value.problems] == ["C475", "C475", "C476"]
    assert str(caught.value.problems[2].place) == "工作日表.csv·第5行"


def test_a_folder_without_a_table_says_nothing(tmp_path: Path) -> None:
    assert read_working_days(tmp_path / "outside") == WorkingDays()
