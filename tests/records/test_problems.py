"""A problem speaks as a careful writer does."""

from __future__ import annotations

from engine.records.problem import problem


def test_quotes_within_quotes_are_single_ones() -> None:
    said = problem("E213", title="参加过活动的“五老”")
    assert said.message == "“参加过活动的‘五老’”填的不是一个数字。"


def test_quotes_side_by_side_stay_double() -> None:
    assert problem("E213", title="人数").mend.count("“") == 2
