"""How a day's progress 进度 is said on every surface: rates, states, order, summary."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from engine.records.progress import (
    ABSENT,
    BLOCKED,
    EXCUSED,
    IN,
    Completion,
    Count,
    Progress,
    Tally,
)

MARKS: Mapping[str, str] = MappingProxyType({IN: "✓", BLOCKED: "!", ABSENT: "○", EXCUSED: "–"})
"""A mark that reads on a grey printout, before the word of each state."""


def rate(count: Count, found: Progress) -> str:
    """“87%”, rounded down; a dash where nothing is asked."""
    percent = count.percent(found.line)
    return f"{percent}%" if percent is not None else "—"


def state(unit: Completion) -> str:
    """“○ 未提交”."""
    return f"{MARKS[unit.state]} {unit.state}"


def on_line(unit: Completion, found: Progress) -> str:
    """Whether a unit reaches the line, in words."""
    if not unit.awaited:
        return "—"
    return "到线" if unit.on_line(found.line) else "未到线"


def by_need(found: Progress) -> list[Completion]:
    """Units in the order in which they need attention; those nobody waits for at the end."""
    order = {BLOCKED: 0, ABSENT: 1, IN: 2, EXCUSED: 3}

    def need(unit: Completion) -> tuple[int, bool, int, str]:
        share = unit.fields.done * 10_000 // unit.fields.of if unit.fields.of else 10_000
        return order[unit.state], not unit.behind(found.line), share, unit.unit

    return sorted(found.units, key=need)


def summary(found: Progress) -> tuple[str, ...]:
    """Where the year stands, in three sentences."""
    whole = found.whole
    first = (
        f"应填报{whole.units}个单位：已接收{whole.came}个，材料不能用{whole.blocked}个，"
        f"未提交{whole.absent}个。"
    )
    second = (
        f"应填的{whole.fields.of}项填了{whole.fields.done}项，完成率{rate(whole.fields, found)}；"
        f"佐证应有{whole.evidence.of}件，有{whole.evidence.done}件；要改的{whole.faults}处。"
    )
    below = whole.units - whole.on_line
    third = f"进度线{found.line_words}：到线的{whole.on_line}个，没有到的{below}个。"
    waiting = (f"inbox 里有{found.waiting}份还没有接收：请运行 wuhao intake。",)
    return first, second, third, *(waiting if found.waiting else ())


HOW_COUNTED = (
    "完成率＝已填的项÷应填的项，只舍不入（89.9%写作89%）；没有交的、材料不能用的，按一项没填算；"
    "暂不参评的不算。佐证只数已接收的单位，一个要求多出来的不抵别的。"
)


def changed_words(found: Progress) -> str:
    """What the list of changes is called."""
    if found.since is None:
        return "以前没有记录过，明天起能看到变化。"
    if not found.changes:
        return f"和{found.since}比，没有变化。"
    return f"和{found.since}比，有变化的{len(found.changes)}个单位"


def members(tally: Tally) -> str:
    """How many of a group came: “12/13”."""
    return f"{tally.came}/{tally.units}"
