"""Questions about a run 查分: one unit, one item, the shortlist; read from its results."""

from __future__ import annotations

from typing import Any

from engine.files.explanation import explanation
from engine.records.problem import CannotGoOn, problem

Results = dict[str, Any]


def unit_of(results: Results, code: str) -> Results:
    """A unit's entry. Raises CannotGoOn (2) for a code that is not on the roster."""
    found: Results | None = next((u for u in results["units"] if u["code"] == code), None)
    if found is None:
        raise CannotGoOn(problem("L709", what=f"单位 {code}"), exit_code=2)
    return found


def explain(results: Results, unit: str, code: str | None, *, idle: bool) -> Results:
    """得分由来: a unit's points as a tree, of one item only where `code` names it.

    Raises CannotGoOn (2) for a unit that is not on the roster or an item the unit does not have.
    """
    found = unit_of(results, unit)
    if code is not None and all(item["code"] != code for item in found["indicators"]):
        what = f"指标 {code}（单位 {unit}）"
        raise CannotGoOn(problem("L709", what=what), exit_code=2)
    return explanation(results, found, code=code, idle=idle)


def shortlist(results: Results) -> list[Results]:
    """拟认定名单: per award its winners in order, open ties, waitlist, caps and all reasons."""
    units = {unit["code"]: unit for unit in results["units"]}

    def line(code: str, award: Results) -> Results:
        unit = units[code]
        return {
            "code": code,
            "name": unit["name"],
            "total": unit["total"],
            "base": unit["base"],
            "rank": unit["rank"],
            "grade": unit["grade"],
            "reason": award["reasons"][code]["sentence"],
        }

    return [
        {
            "id": award["id"],
            "title": award["title"],
            "caps": award["caps"],
            "winners": [line(code, award) for code in award["winners"]],
            "open": [
                {**tie, "units": [line(code, award) for code in tie["codes"]]}
                for tie in award["open"]
            ],
            "waitlist": [line(code, award) for code in award["waitlist"]],
            "others": [
                {"code": code, "name": units[code]["name"], **award["reasons"][code]}
                for code in sorted(award["reasons"])
                if code not in award["winners"] and code not in award["waitlist"]
            ],
        }
        for award in results["awards"]
    ]


def open_items(results: Results) -> int:
    """How many items of all units are still open."""
    return sum(1 for u in results["units"] for i in u["indicators"] if i["open"])


def provisional(results: Results) -> list[str]:
    """Codes of units whose total is provisional 暂定."""
    return [unit["code"] for unit in results["units"] if unit["state"] == "provisional"]
