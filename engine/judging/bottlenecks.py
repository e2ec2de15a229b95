"""Why there is no assignment, in plain words 卡在哪里."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from engine.judging.dealing import Bottleneck, Lack
from engine.records.problem import Problem, problem

_NAMED = 8


def bottleneck_problems(found: Iterable[Bottleneck]) -> list[Problem]:
    """One problem for each bottleneck: V421, V422, V423."""
    return [_problem(each) for each in found]


def _problem(stuck: Bottleneck) -> Problem:
    known = named(stuck.assessors, "位")
    if stuck.lack is Lack.ASSESSORS:
        (unit,) = stuck.units
        why = "，其中来自同一单位的只能去一位" if stuck.got < len(stuck.assessors) else ""
        who = f"能评的只有{known}" if known else "没有人能评了"
        return problem("V421", unit=unit, unit_code=unit, count=stuck.needed, known=who, why=why)
    if stuck.lack is Lack.ROOM:
        return problem(
            "V422",
            units=named(stuck.units, "个单位"),
            known=known,
            each=stuck.each,
            seats=stuck.needed,
            room=stuck.got,
            over=stuck.needed - stuck.got,
        )
    return problem(
        "V423",
        known=known,
        each=stuck.each,
        seats=stuck.got,
        room=stuck.needed,
        over=stuck.needed - stuck.got,
    )


def named(codes: Sequence[str], measure: str) -> str:
    """Codes as a list people read: the first few, and how many there are."""
    if not codes:
        return ""
    shown = "、".join(codes[:_NAMED])
    more = f"等{len(codes)}{measure}" if len(codes) > _NAMED else f"（{len(codes)}{measure}）"
    return f"{shown}{more}"
