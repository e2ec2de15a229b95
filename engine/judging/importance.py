"""What comes first 轻重: problems by item, those that stop most points before the others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from engine.judging.so_far import SoFar
from engine.records.problem import Problem, Severity


@dataclass(frozen=True, slots=True)
class Group:
    """What is wrong with one item, or with the file as a whole (`code` ""), of one weight."""

    severity: Severity
    """`BLOCK` where something must be mended, else `WARNING` or `NOTE`."""
    code: str
    title: str
    at_stake: Decimal
    """Points that wait for it; 0 where none do."""
    problems: tuple[Problem, ...]


def by_importance(problems: Iterable[Problem], score: SoFar | None) -> tuple[Group, ...]:
    """What must be mended, then warnings, then notes; in each the file first, then by points.

    Among equals the order of the rubric stands, and within a group that of the form.
    """
    found: dict[tuple[Severity, str], list[Problem]] = {}
    for each in problems:
        weight = Severity.BLOCK if each.blocking else each.severity
        found.setdefault((weight, each.indicator or ""), []).append(each)
    groups = [_group(severity, code, each, score) for (severity, code), each in found.items()]
    order = {code: at for at, code in enumerate(score.items)} if score is not None else {}
    return tuple(
        sorted(
            groups,
            key=lambda g: (
                g.severity.weight,
                g.code != "",
                -g.at_stake,
                order.get(g.code, len(order)),
            ),
        )
    )


def _group(severity: Severity, code: str, problems: list[Problem], score: SoFar | None) -> Group:
    """Refusals stand before what only blocks."""
    item = score.items[code].item if score is not None and code in score.items else None
    title = item.indicator.title if item is not None else ""
    stake = score.at_stake(code) if score is not None else Decimal(0)
    heaviest_first = tuple(sorted(problems, key=lambda each: each.severity.weight))
    return Group(severity, code, title, stake, heaviest_first)
