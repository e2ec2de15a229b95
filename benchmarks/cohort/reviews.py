"""What the reviewers settle 核定意见 and what the closing decision 收口决定 does with the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import cycle
from typing import Literal

from benchmarks.cohort import mistakes
from benchmarks.cohort.answers import Account
from benchmarks.cohort.district import Role
from benchmarks.cohort.hand_in import Prepared
from engine.language.fields import Source
from engine.records.states import State
from engine.records.submission import Answer, ClosedItem, Closing, Ruling, Verdict
from engine.rubric.standard import Item, Standard

DISPUTED_ITEM = "5.5"
NOT_IMPORTED_FIELD, NOT_IMPORTED_ITEM = "F351", "3.5"
CLOSED_ON = date(2025, 11, 28)

_FOUND_LESS = {
    "1.3": "会议记录里只有这么多次是专题研究，其余是顺带提到。",
    "2.4": "签到表和记录对得上的只有这么多次。",
    "2.5": "有记录的场次少于自报，预告未办的不算。",
    "4.4": "同一内容在两处刊发的算一篇。",
    "5.1": "有两次是同一活动的两个场次，按一次算。",
    "5.2": "班会课不算专门的法治安全教育。",
    "5.5": "时段以外的活动不算。",
    "5.6": "课时按实际授课记录核定。",
}
_SHORT = "登记的材料能用的少于要求的件数。"
_NOTHING_SHOWN = "没有登记佐证材料。"
_DISPUTE = "活动次数与社区提供的记录不一致，需要再核。"
_AS_FOUND = "与事实相符，未达到要求的部分照标准扣分。"
_ENDS_OF_DISPUTES: tuple[tuple[Decimal | Literal["claimed"], str], ...] = (
    ("claimed", "社区补来记录，与自报一致。"),
    (Decimal(2), "能核实的活动按半数计。"),
)
_SAMPLE = "现场抽查记录已存档。"


def rulings_of(account: Account, prepared: Prepared, standard: Standard) -> dict[str, Ruling]:
    """One ruling per item the reviewers have anything to say of."""
    found = {}
    for item in standard.items:
        ruling = _ruling(item, account, prepared)
        if ruling is not None:
            found[item.code] = ruling
    return found


def _ruling(item: Item, account: Account, prepared: Prepared) -> Ruling | None:
    school = account.school
    values = {
        field.code: Answer(value=account.truth[field.code], state=State.VERIFIED)
        for field in item.fields
        if field.source is Source.REVIEWER and field.code in account.truth
    }
    claimed = [field.code for field in item.fields if field.code in prepared.values]
    if not values and not claimed:
        return None
    reason = {"3.6": _SAMPLE, "5.8": _SAMPLE}.get(item.code, "")
    if item.code in account.lesser and not reason:
        reason = _AS_FOUND
    verdict = Verdict.ACCEPT if claimed else None
    if _leaves_blank(item, prepared):
        verdict, reason = None, ""
    elif school.role is Role.DISPUTED and item.code == DISPUTED_ITEM:
        verdict, reason = Verdict.DISPUTED, _DISPUTE
    elif item.code in prepared.lacking:
        verdict = Verdict.NO_EVIDENCE
        reason = _NOTHING_SHOWN if item.code == prepared.unproven else _SHORT
    elif item.code in account.overstated:
        verdict, reason = Verdict.AMEND, _FOUND_LESS[item.code]
        values |= {
            code: Answer(value=account.truth[code], state=State.VERIFIED)
            for code in claimed
            if account.truth[code] != account.claimed[code]
        }
    return Ruling(
        unit=school.code, indicator=item.code, verdict=verdict, values=values, reason=reason
    )


def _leaves_blank(item: Item, prepared: Prepared) -> bool:
    blank = prepared.school.role is Role.BLANK_ITEM
    return blank and any(field.code == mistakes.BLANKED for field in item.fields)


def team(account: Account) -> str:
    """Which team reviews a school: one for each 片区, a role and no name."""
    return f"{account.school.unit.fields['片区']}评审组"


def closing_of(accounts: Iterable[Account]) -> Closing:
    """The decision that leaves nothing open: zero by rule, and single items by what was learnt."""
    return Closing(
        kind="closing-decision",
        number="示教关评〔2025〕3号",
        date=CLOSED_ON,
        role="评估办公室",
        reason="补正期已满，仍未定的项目按本决定定分（虚构示例）。",
        # An item that reads an answer left unproven elsewhere is itself only claimed.
        rules={"blank": "zero", "no-evidence": "zero", "faulty": "zero", "claimed": "claimed"},
        items=tuple(_closed(accounts)),
    )


def _closed(accounts: Iterable[Account]) -> Iterator[ClosedItem]:
    ends = cycle(_ENDS_OF_DISPUTES)
    for account in accounts:
        code = account.school.code
        if account.school.role is Role.DISPUTED:
            points, reason = next(ends)
            yield ClosedItem(unit=code, indicator=DISPUTED_ITEM, points=points, reason=reason)
        elif account.school.role is Role.NOT_IMPORTED:
            reason = "平台导出缺这一所，经平台管理方书面确认完成率在90%以上。"
            yield ClosedItem(
                unit=code, indicator=NOT_IMPORTED_ITEM, points=Decimal(4), reason=reason
            )
