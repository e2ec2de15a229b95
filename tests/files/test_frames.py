"""Tables for analysts: exact points, nothing open turned into a number."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine.files.frames import frames, group_statistics
from tests.invented_cohort import results


def test_every_unit_item_and_reason_has_a_row_with_exact_points() -> None:
    found = results(12)
    tables = frames(found)
    assert list(tables["units"]["code"]) == [unit["code"] for unit in found["units"]]
    assert len(tables["indicators"]) == sum(len(u["indicators"]) for u in found["units"])
    assert len(tables["reasons"]) == len(found["awards"]) * len(found["units"])
    for row, unit in zip(tables["units"].itertuples(), found["units"], strict=True):
        if unit["total"] is None:
            assert row.total is None
        else:
            assert isinstance(row.total, Decimal)
            assert str(row.total) == unit["total"]


def test_what_is_open_has_no_number() -> None:
    items = frames(results(12, closed=False))["indicators"]
    assert items[items["open"]]["points"].isna().all()
    assert items["open"].any()


def test_group_statistics_count_only_final_units() -> None:
    found = results(20)
    column = next(iter(found["units"][0]["groups"]))
    statistics = group_statistics(found, column)
    final = [unit for unit in found["units"] if unit["state"] == "final"]
    assert statistics["count"].sum() == len(final)
    with pytest.raises(KeyError):
        group_statistics(found, "没有这一栏")
