"""回头看清单: what must be looked at again, each with its clause and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from engine.judging.case import EXCUSED, Case
from engine.judging.item_score import NOT_CLOSED, ItemScore
from engine.judging.rechecking import Rechecked
from engine.judging.scoring import Scores
from engine.records.exact import fixed, from_units, plain, to_units
from engine.records.recheck import DecidedItem, Recheck
from engine.records.states import State


class Why(StrEnum):
    """Why something stands on the list."""

    OPEN = "open-item"
    CLOSED = "closed-item"
    LOST = "lost-points"
    HOLDER = "holder-visit"
    NOT_IN = "not-handed-in"
    PAPER = "paper-differs"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list."""

    unit: str
    indicator: str | None
    code: Why
    message: str
    mend: str
    clause: str = ""

    def as_dict(self) -> dict[str, str | None]:
        """The published shape."""
        return {
            "unit": self.unit,
            "indicator": self.indicator,
            "code": self.code.value,
            "clause": self.clause,
            "message": self.message,
            "mend": self.mend,
        }


def list_for(case: Case, scores: Scores, rechecked: Rechecked) -> tuple[Entry, ...]:
    """Everything to look at again, in roster order, then rubric order."""
    found: list[Entry] = []
    position = {unit.code: i for i, unit in enumerate(scores.cohort.units)}
    holders = _holder_columns(case)
    for unit in case.roster:
        if unit.code in position:
            for judged in scores.items.values():
                at, told = position[unit.code], rechecked.get((unit.code, judged.item.code))
                found += _item(unit.code, at, judged, case, scores.places, told)
            if unit.code in case.intake.paper_differs:
                found.append(Entry(unit.code, None, Why.PAPER, _PAPER, _COMPARE))
        elif unit.status != EXCUSED or not case.absent(unit.code):
            found.append(_missing(unit.code, case))
        for column, title in holders.items():
            year = case.history.get(unit.code, {}).get(column, "")
            if year.isdecimal():
                found.append(_visit(unit.code, year, title))
    return tuple(found)


def _item(
    unit: str,
    position: int,
    judged: ItemScore,
    case: Case,
    places: int,
    told: tuple[Recheck, DecidedItem] | None,
) -> list[Entry]:
    indicator = judged.item.indicator
    clause = indicator.clause or indicator.code
    name = f"{indicator.code} {indicator.title}"
    if judged.waits(position):
        message = f"{name}：等收口以后与其他单位比较，未定分。"
        return [Entry(unit, indicator.code, Why.OPEN, message, _WAITS, clause)]
    if not judged.decided[position]:
        state = State(int(judged.states[position]))
        return [
            Entry(
                unit,
                indicator.code,
                Why.OPEN,
                f"{name}：{state.chinese}，未定分。",
                _OWED[state],
                clause,
            )
        ]
    if judged.closed_from[position] != NOT_CLOSED:
        state = State(int(judged.closed_from[position]))
        points = fixed(int(judged.points[position]), places)
        by = "复核决定" if told is not None and told[1].points is not None else "收口决定"
        message = f"{name}：收口前为“{state.chinese}”，{by}定为{points}分。"
        return [Entry(unit, indicator.code, Why.CLOSED, message, _OWED[state], clause)]
    if judged.item.block != "base":
        return []
    full = judged.full_at(position)
    lost = full - int(judged.points[position])
    if lost * 10**6 > to_units(case.terms.lost_points, places + 6):
        message = f"{name}：满分{plain(from_units(full, places))}分，失{fixed(lost, places)}分。"
        mend = f"对照条款{clause}补上欠缺的工作；要求：{indicator.requirement}"
        return [Entry(unit, indicator.code, Why.LOST, message, mend, clause)]
    return []


_PAPER = "盖章的纸质表与计分用的电子表核对码不同，不是同一次填的。"
_COMPARE = "请学校照电子表重新打印、盖章，两份逐项核对。"
_WAITS = "由评估办公室作出收口决定；其他各项都定了才能比较。"
_OWED = {
    State.CLAIMED: "由评审组核定自报内容。",
    State.NA_REQUESTED: "由评审组决定是否同意不适用。",
    State.BLANK: "学校填的项请补填；办公室或评审组填的项请补录。",
    State.NO_EVIDENCE: "请补齐佐证材料，并在佐证材料目录里登记。",
    State.DISPUTED: "由评审组和学校当面核对，写明结论。",
    State.FAULTY: "请按填报差错的提示改正后重交。",
}


def _missing(unit: str, case: Case) -> Entry:
    if unit in case.intake.blocked:
        return Entry(
            unit, None, Why.NOT_IN, "交来的材料不能采用，没有计分。", "请按填报差错的提示重交。"
        )
    return Entry(unit, None, Why.NOT_IN, "没有提交自评表。", "请说明原因并补交。")


def _visit(unit: str, year: str, title: str) -> Entry:
    message = f"{year}年已获“{title}”，应安排回头看走访。"
    return Entry(unit, None, Why.HOLDER, message, "走访时看新问题、强弱项、补缺项。")


def _holder_columns(case: Case) -> dict[str, str]:
    """History columns that bar an earlier holder → the award they belong to."""
    return {
        gate.column: award.title
        for award in case.plan.awards
        for gate in award.gates
        if gate.must == "not-have"
    }
