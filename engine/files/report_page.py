"""The report page 评分结果报告: one HTML file that needs no network, made from results alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from types import MappingProxyType
from typing import Any

from jinja2 import Template

from engine.files import (
    explanation_words,
    report_charts,
    report_summary,
    result_words,
    total_words,
)
from engine.files.explanation import explanation
from engine.files.page_template import page_template
from engine.files.report_charts import Dot, Strip
from engine.files.result_caps import EVERYONE, cap_lines, waitlist
from engine.files.result_words import LOOKBACK, SEVERITIES, Results, in_order
from engine.records.states import UnitState

DETAILED = 200
"""Up to this many units the page shows how each came by its points, and stays small enough to send;
beyond, the workbook and `wuhao explain` do."""
LISTED = 1000
"""The most rows a list of the page has when it shows no details."""
NO_DIGESTS: Mapping[str, str] = MappingProxyType({})


def report_page(results: Results, *, label: str, digests: Mapping[str, str] = NO_DIGESTS) -> str:
    """The page of one run, the same text for the same results.

    `label` names the run (评分结果第3版（1a2b3c4d）); `digests` are further lines for 版本信息, by
    their Chinese name. Beyond DETAILED units it leaves out each unit's items, and says so.
    """
    units = in_order(results)
    detailed = len(units) <= DETAILED
    return _template().render(
        results=results,
        label=label,
        units=units,
        by_code={unit["code"]: unit for unit in units},
        detailed=detailed,
        most_detailed=DETAILED,
        listed=None if detailed else LISTED,
        sections=result_words.sections_of(results),
        groups=result_words.group_columns(units),
        completeness=report_summary.completeness(results),
        provisional=sum(unit["state"] == UnitState.PROVISIONAL for unit in units),
        without_result=sum(unit["total"] is None for unit in units),
        next_steps=report_summary.next_steps(results),
        strips=_distributions(results, units),
        caps=cap_lines(results),
        lookback_counts=Counter(entry["code"] for entry in results["lookback"]),
        severity_counts=Counter(each["severity"] for each in results["problems"]),
        facts=result_words.version_facts(results, label, digests),
    )


@cache
def _template() -> Template:
    return page_template(
        "report.html.j2",
        words=result_words,
        said=explanation_words,
        totals=total_words,
        explanation=explanation,
        charts=report_charts,
        award_lines=report_summary.award_lines,
        waitlist=waitlist,
        unsettled=unsettled,
        full=full_points,
        lost=lost_points,
        SEVERITIES=SEVERITIES,
        LOOKBACK=LOOKBACK,
        EVERYONE=EVERYONE,
    )


def unsettled(unit: Mapping[str, Any]) -> set[str]:
    """Sections of a unit that still have an open item."""
    return {item["section"] for item in unit["indicators"] if item["open"]}


def full_points(sections: list[Mapping[str, Any]]) -> str | None:
    """满分 of the base: the sections' sum; None where the source shows only part of it."""
    known = [Fraction(section["max"]) for section in sections if section["max"] is not None]
    whole = sum(known, Fraction(0))
    return str(whole) if len(known) == len(sections) and whole.denominator == 1 else None


def lost_points(item: Mapping[str, Any]) -> bool:
    """Whether a decided item got less than its full points."""
    known = item["points"] is not None and item["max"] is not None
    return known and Fraction(item["points"]) < Fraction(item["max"])


def _distributions(
    results: Results, units: list[dict[str, Any]]
) -> list[tuple[Mapping[str, Any] | None, str, Any]]:
    """(award, what its scale is, chart) of every award with a quota; else one chart of totals."""
    found: list[tuple[Mapping[str, Any] | None, str, Any]] = []
    for award in results["awards"]:
        if not award["caps"]:
            continue
        value = report_summary.ranked_on(award)
        lines = {line.group: line.cutoff for line in report_summary.award_lines(award)}
        names = [cap["group"] for cap in award["caps"]]
        grouped = names != [EVERYONE]
        column = _column_of(names, units) if grouped else ""
        strips = [
            Strip(
                name if grouped else "",
                _dots([u for u in units if not grouped or u["groups"].get(column) == name],
                      award, value),
                lines.get(name),
            )
            for name in names
        ]  # fmt: skip
        chart = report_charts.distribution(strips, "拟认定线")
        found.append((award, "总分" if value == "total" else "基础分", chart))
    if not found:
        found.append((None, "总分", report_charts.distribution(_plain(units), "")))
    return found


def _plain(units: list[dict[str, Any]]) -> list[Strip]:
    return [Strip("", _dots(units, None, "total"), None)]


def _column_of(names: list[str], units: list[dict[str, Any]]) -> str:
    """The roster column whose values are the groups of a quota."""
    columns = result_words.group_columns(units)
    holds = (c for c in columns if {u["groups"].get(c) for u in units} <= {*names, None})
    return next(holds, "")


def _dots(units: list[dict[str, Any]], award: Mapping[str, Any] | None, value: str) -> list[Dot]:
    found = []
    for unit in units:
        if unit["total"] is None:
            continue
        won = award is not None and award["id"] in unit["awards"]
        kind = "open" if unit["state"] == UnitState.PROVISIONAL else "won" if won else "lost"
        word = "（暂定）" if kind == "open" else ""
        title = f"{unit['name']} {unit[value]}分{word}" if len(units) <= DETAILED else unit["code"]
        found.append(Dot(Fraction(unit[value]), kind, title))
    return found
