"""The result book 评分结果工作簿: all a run decided on seven sheets, from its results alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, cast

from engine.files.result_book_sheet import Book, Cell, Chosen, Column, Open, Points, Table
from engine.files.result_book_tables import (
    caps_table,
    items_table,
    lookback_table,
    problems_table,
    reasons_table,
    version_table,
)
from engine.files.result_words import (
    UNIT_STATES,
    Results,
    award_word,
    closing,
    grade_word,
    group_columns,
    in_order,
    late_lock,
    rank_word,
    reference,
    remarks,
    sections_of,
    short,
)
from engine.files.total_words import extra_parts
from engine.records.states import UnitState

NO_DIGESTS: Mapping[str, str] = MappingProxyType({})


def results_book(results: Results, *, label: str, digests: Mapping[str, str] = NO_DIGESTS) -> bytes:
    """The workbook of one run, the same bytes for the same results.

    `label` names the run (评分结果第3版（1a2b3c4d）); `digests` are further lines for 版本信息, by
    their Chinese name. Points are written as numbers from their exact decimal texts; what is open
    has its word, never 0 and never an empty cell.
    """
    book = Book(results["title"], date.fromisoformat(results["as_of"]))
    tables = (
        _overview(results, label),
        items_table(results),
        caps_table(results),
        reasons_table(results),
        lookback_table(results),
        problems_table(results),
        version_table(results, label, digests),
    )
    for table in tables:
        book.add(table, label)
    return book.finish()


def _overview(results: Results, label: str) -> Table:
    """总表: one row per unit of the roster, in the order of rank."""
    groups, sections = group_columns(results["units"]), sections_of(results)
    columns = (
        Column("名次", 7, "centred"),
        Column("单位编号", 9, "centred"),
        Column("单位名称", 23),
        *(Column(group, 7, "centred") for group in groups),
        Column("状态", 9, "centred"),
        *(Column(f"{each['title']}\n（满分{short(each['max'])}）", 10.5) for each in sections),
        Column("基础分", 10.5),
        Column("加分", 9.5),
        *(Column(_HEADS[part], 9.5) for part in extra_parts(results)),
        Column("总分", 10.5),
        Column("等次", 7, "centred"),
        *(Column(f"奖项：{award['title']}", 22, "centred") for award in results["awards"]),
        *(Column(f"{group}内名次", 8, "centred") for group in groups),
        Column("说明", 30),
    )
    counts = Counter(unit["state"] for unit in results["units"])
    states = "，".join(f"{word.word}{counts[key]}" for key, word in UNIT_STATES.items())
    head = (
        results["title"],
        f"{label}　评估标准：{results['rubric']['title']}（{reference(results['rubric'])}）"
        f"　统计截至：{results['as_of']}",
        f"应参评单位{len(results['units'])}个：{states}。收口决定：{closing(results)}",
    )
    rows = (_overview_row(unit, results, groups) for unit in in_order(results))
    return Table("总表", head, columns, rows, frozen=3, warning=late_lock(results))


def _overview_row(unit: Mapping[str, Any], results: Results, groups: list[str]) -> list[Cell]:
    state = UNIT_STATES[unit["state"]]
    return [
        rank_word(unit),
        unit["code"],
        unit["name"],
        *(unit["groups"].get(group, "未填") for group in groups),
        str(state),
        *_section_cells(unit, results),
        *(_points(unit[part], unit["state"]) for part in ("base", "bonus")),
        *(_points(_extra(unit, part), unit["state"]) for part in extra_parts(results)),
        _points(unit["total"], unit["state"]),
        grade_word(unit),
        *_award_cells(unit, results),
        *(_group_rank(unit, group) for group in groups),
        "；".join(remarks(unit)),
    ]


_HEADS = {"penalty": "扣分", "alliance": "捆绑前"}


def _extra(unit: Mapping[str, Any], part: str) -> str | None:
    """What was taken off, or the unit's own total before it was shared with its alliance."""
    if part == "penalty":
        return cast(str | None, unit["penalty"])
    return unit["alliance"]["own"] if unit["alliance"] is not None else None


def _section_cells(unit: Mapping[str, Any], results: Results) -> Iterator[Cell]:
    """A section with an open item is provisional by itself; the others stand."""
    if not unit["sections"]:
        yield from (Open(UNIT_STATES[unit["state"]].word) for _ in sections_of(results))
    unsettled = {item["section"] for item in unit["indicators"] if item["open"]}
    for section in unit["sections"]:
        provisional = section["code"] in unsettled
        state = UnitState.PROVISIONAL if provisional else UnitState.FINAL
        yield _points(section["points"], state)


def _points(text: str | None, state: str) -> Cell:
    if text is None:
        return Open(UNIT_STATES[state].word)
    return Points(text) if state == UnitState.FINAL else Open(f"暂定 {text}")


def _award_cells(unit: Mapping[str, Any], results: Results) -> Iterator[Cell]:
    for award in results["awards"]:
        word = str(award_word(unit, award))
        yield Chosen(word) if award["id"] in unit["awards"] else word


def _group_rank(unit: Mapping[str, Any], group: str) -> Cell:
    rank = unit["group_ranks"].get(group)
    return rank_word({**unit, "rank": rank})
