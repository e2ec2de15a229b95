"""A run as pandas tables, for analysts: units, items, awards, and statistics by group.

Points come as `decimal.Decimal` objects, exact and without NaN for what is open (None stays None).
Only `group_statistics` makes floats, and nothing it makes is ever a point, a rank or a share.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pandas as pd

Results = Mapping[str, Any]
_POINTS = ("total", "base", "bonus", "claimed", "reviewed", "points", "max")


def frames(results: Results) -> dict[str, pd.DataFrame]:
    """`units` (a row a unit), `indicators` (a row a unit and item), `reasons` (unit and award)."""
    return {
        "units": pd.DataFrame([_unit(unit) for unit in results["units"]], dtype=object),
        "indicators": pd.DataFrame(
            [
                {"unit": unit["code"], **_flat(item)}
                for unit in results["units"]
                for item in unit["indicators"]
            ],
            dtype=object,
        ),
        "reasons": pd.DataFrame(
            [
                {"award": award["id"], "unit": code, **reason}
                for award in results["awards"]
                for code, reason in award["reasons"].items()
            ],
            dtype=object,
        ),
    }


def group_statistics(results: Results, column: str) -> pd.DataFrame:
    """Count, mean, median, least and greatest total of final units by a roster column.

    One row a group, in name order. Raises KeyError for a column that is not among the groups.
    """
    units = frames(results)["units"]
    final = units[units["state"] == "final"]
    totals = final["total"].astype(float)
    return totals.groupby(final[column]).agg(["count", "mean", "median", "min", "max"]).sort_index()


def _unit(unit: Results) -> dict[str, Any]:
    sections = {f"section {each['code']}": Decimal(each["points"]) for each in unit["sections"]}
    plain = {key: value for key, value in _flat(unit).items() if key != "awards"}
    return plain | dict(unit["groups"]) | sections | {"awards": "、".join(unit["awards"])}


def _flat(entry: Results) -> dict[str, Any]:
    """The single values of an entry; points as Decimal, nested parts left out."""
    return {
        key: Decimal(value) if key in _POINTS and value is not None else value
        for key, value in entry.items()
        if not isinstance(value, dict | list) or key == "awards"
    }
