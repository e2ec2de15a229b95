"""Whether a rubric is in force, fresh and timely on given days. The days are arguments."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from engine.rubric.model import Period, Rubric
from engine.rubric.standard import Fault

FRESH_YEARS = 2


def stale(rubric: Rubric, on: date) -> Iterator[Fault]:
    """核对日期 more than two years before `on`."""
    checked = rubric.checked_on
    if checked is not None and _years_before(on, FRESH_YEARS) > checked:
        what = f"最近一次与文件原文核对是 {checked}，到 {on} 已经超过{FRESH_YEARS}年"
        yield Fault(("checked_on",), "Y563", what)


def too_late(rubric: Rubric, first_day: date) -> Iterator[Fault]:
    """A rubric not yet in force on the first day it is to measure."""
    if rubric.effective is not None and rubric.effective > first_day:
        what = f"标准从 {rubric.effective} 起施行，统计时段从 {first_day} 就开始了"
        yield Fault(("effective",), "Y564", what)


def unfinished(period: Period, hand_in_by: date) -> Iterator[Fault]:
    """统计时段 that is not over when schools hand in."""
    if period.last > hand_in_by:
        what = f"统计时段到 {period.last} 才结束，截止日期是 {hand_in_by}"
        yield Fault(("period", "last"), "Y565", f"{what}，交表时还有一段没有过完")


def _years_before(day: date, years: int) -> date:
    """The same day of an earlier year; of a leap day, the last of February."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
