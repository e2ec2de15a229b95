"""How far the review is, on the screen and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from engine.cli.output import say, show_problems, show_table
from engine.cycle.review_progress import ReviewProgress
from engine.cycle.steps import CLOSE
from engine.judging.review_progress import Share
from engine.records.problem import by_weight
from engine.records.review import ROUND_WORDS, WAY_WORDS, Waiting

_WHY = {
    "no-mark": "没有评",
    "third-mark": "等第三人评",
    "differs": "说法不一，等合议",
    "typed-apart": "等核对录入",
    "must-avoid": "须回避，等另派",
}
_SOME = 6
"""So many units are named; of more, only how many."""


def show_progress(far: ReviewProgress) -> None:
    """Who handed in how much, what waits for whom, and what must be mended."""
    if far.terms:
        say(f"评审办法：{far.terms}")
    if far.shares:
        heads = ("评审人", "轮次", "应评", "已交", "漏评项", "要改处", "未交的单位")
        show_table(heads, [_row(each) for each in far.shares])
    elif not far.units:
        say("还没有可以评审的单位。")
    else:
        say(f"要评{len(far.units)}个单位，读回{len(far.reviewed)}个单位的评审意见。")
        if far.reviewed and far.owed:
            say(f"未评审：{_named(far.owed)}")
    waits = Counter(each.why for each in far.settled.waiting)
    if waits:
        listed = "，".join(f"{_WHY[why]}{count}项" for why, count in sorted(waits.items()))
        say(f"未定：{listed}。")
    show_problems(each for each in by_weight(list(far.settled.problems)) if each.blocking)
    say(f"下一步：{next_after(far)}")


def next_after(far: ReviewProgress) -> str:
    """What to do next, as the steps of the year say it too."""
    if not far.units:
        return "wuhao intake"
    if far.only_tried:
        return "wuhao review agreement --trial（看试评），再 wuhao review assign（正式分工）"
    if not far.done:
        return "收齐评审表，放进 review 文件夹，运行 wuhao review read"
    if far.settled.waiting or any(each.blocking for each in far.settled.problems):
        return "照上面的改、补，再 wuhao review read；定不下来的，看 wuhao review open，收口时定"
    return CLOSE


def _row(share: Share) -> tuple[str, ...]:
    came = len(share.units) - len(share.owed)
    return (
        share.assessor,
        ROUND_WORDS[share.round] + WAY_WORDS[share.way],
        str(len(share.units)),
        str(came),
        str(share.unmarked) if came else "—",
        str(share.at_fault),
        _named(share.owed) if share.owed else "—",
    )


def _named(units: Iterable[str]) -> str:
    listed = list(units)
    more = f"等{len(listed)}个" if len(listed) > _SOME else ""
    return "、".join(listed[:_SOME]) + more


def progress_json(far: ReviewProgress) -> dict[str, object]:
    """What `wuhao review --json` says."""
    return {
        "units": list(far.units),
        "reviewed": list(far.reviewed),
        "owed": list(far.owed),
        "assessors": [
            {
                "assessor": each.assessor,
                "round": each.round,
                "way": each.way,
                "units": list(each.units),
                "owed": list(each.owed),
                "unmarked": each.unmarked,
                "at_fault": each.at_fault,
            }
            for each in far.shares
        ],
        "waiting": waiting_json(far.settled.waiting),
        "problems": [each.as_dict() for each in by_weight(list(far.settled.problems))],
    }


def waiting_json(waiting: Iterable[Waiting]) -> list[dict[str, object]]:
    """Items without a value, each with who owes it."""
    return [each.model_dump(mode="json") for each in waiting]
