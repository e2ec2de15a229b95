"""复核申请表 and 复核决定书: what their templates are told. The fields stand in `paper_kinds`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from engine.files.field_words import chinese_day
from engine.files.paper_kinds import PAPERS
from engine.files.papers import Fields
from engine.files.result_words import number, short
from engine.records.recheck import AppliedItem, Recheck

APPLICATION, DECISION = PAPERS["复核申请表"], PAPERS["复核决定书"]
_BLANK_LINES = 4
_OPEN = "未定"


class DecidedLine(NamedTuple):
    """One item of a decision; points as decimal texts, "" where it was open."""

    code: str
    title: str
    most: str
    before: str
    after: str
    upheld: bool
    reason: str


def application_fields(
    about: Mapping[str, str],
    unit: Mapping[str, Any],
    items: Sequence[AppliedItem],
    *,
    until: date | None,
    how: str,
    new_evidence: bool,
) -> Fields:
    """A 复核申请表 with what a unit objected to, or with empty lines where it did not yet.

    `about` holds 评估名称, 评估年度, 依据文号 and 办公室; `unit` is its entry in `results.json`;
    `until` None prints a blank for the day.
    """
    known = {item["code"]: item for item in unit["indicators"]}
    lines = [_applied(each, known.get(each.indicator)) for each in items]
    return {
        **about,
        "单位编号": unit["code"],
        "单位名称": unit["name"],
        "异议": lines or [dict.fromkeys(_LINE, "")] * _BLANK_LINES,
        "申请期限": chinese_day(until) if until is not None else "　　　年　　月　　日",
        "申请方式": how,
        "材料规定": "可以附上原来没有交的材料。" if new_evidence
        else "复核只看已经交来的材料，不收新材料；请写明材料编号。",
    }  # fmt: skip


_LINE = ("编号", "名称", "自报", "得分", "满分", "理由", "材料")


def _applied(told: AppliedItem, item: Mapping[str, Any] | None) -> dict[str, str]:
    points = (item or {}).get("points")
    return {
        "编号": told.indicator,
        "名称": item["title"] if item is not None else "",
        "自报": number((item or {}).get("claimed") or "—"),
        "得分": number(points) if points is not None else _OPEN,
        "满分": short(item["max"]) if item is not None and item["max"] is not None else "",
        "理由": told.reason,
        "材料": "、".join(told.pieces),
    }


def decision_fields(
    about: Mapping[str, str],
    name: str,
    decision: Recheck,
    lines: Sequence[DecidedLine],
    *,
    applied_on: date,
    totals: tuple[str, str],
    effect: str,
) -> Fields:
    """A 复核决定书. `totals`: before and after; `effect`: what the plan does with a changed total.

    Who looked again is not named: the paper goes to the unit.
    """
    changed = [each for each in lines if each.before != each.after]
    before, after = totals
    return {
        **about,
        "单位编号": decision.unit,
        "单位名称": name,
        "文号": decision.number,
        "决定日期": chinese_day(decision.date),
        "申请日期": chinese_day(applied_on),
        "申请事由": "",
        "复核人员": "",
        "结论": _conclusion(lines, changed, decision.reason),
        "决定": [_decided(each) for each in lines],
        "原总分": number(before) if before != after else "",
        "现总分": number(after),
        "效力": effect,
    }


def _conclusion(lines: Sequence[DecidedLine], changed: Sequence[DecidedLine], reason: str) -> str:
    kept = len(lines) - len(changed)
    parts = [f"改分{len(changed)}项" if changed else "", f"维持原分{kept}项" if kept else ""]
    said = f"申请复核的{len(lines)}项，{'，'.join(part for part in parts if part)}。"
    return said + reason


def _decided(line: DecidedLine) -> dict[str, str]:
    return {
        "编号": line.code,
        "名称": line.title,
        "满分": short(line.most) if line.most else "",
        "原得分": number(line.before) or _OPEN,
        "现得分": number(line.after) or _OPEN,
        "结果": "改分" if line.before != line.after else "维持",
        "理由": line.reason,
    }
