"""What a total is made of, said beside it."""

from __future__ import annotations

from typing import Any

import pytest

from engine.files.total_words import extra_parts, sum_words, total_words

PLAIN: dict[str, Any] = {
    "base": "80.00", "bonus": "2.00", "penalty": None, "alliance": None,
    "sections": [{"max": "60.00"}, {"max": "40.00"}], "workings": {"base": "50.00＋30.00＝80.00"},
}  # fmt: skip
OFF = {"penalty": "1.00"}
SHARED = {"alliance": {"own": "-1.50", "members": 3}}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, "基础80.00/100＋加分2.00"),
        (OFF, "基础80.00/100＋加分2.00－扣分1.00"),
        (SHARED, "基础80.00/100＋加分2.00，捆绑前−1.50"),
        ({"alliance": {"own": "3.00", "members": 0}}, "基础80.00/100＋加分2.00"),
        ({"sections": [{"max": None}]}, "基础80.00＋加分2.00"),
        ({"workings": {"base": "（50.00＋30.00）×50.00÷100.00（四舍五入保留2位小数）＝40.00"}},
         "基础80.00＋加分2.00"),
    ],
)  # fmt: skip
def test_a_unit_s_sum(changed: dict[str, Any], expected: str) -> None:
    assert sum_words(PLAIN | changed) == expected


def test_a_year_s_total_names_only_what_the_year_has() -> None:
    assert total_words({"units": [PLAIN]}) == "基础分＋加分"
    every = {"units": [PLAIN, PLAIN | OFF, PLAIN | SHARED]}
    assert extra_parts(every) == ["penalty", "alliance"]
    assert total_words(every) == "基础分＋加分－扣分，再与联盟合算"
