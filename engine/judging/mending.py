"""待补正清单: what a unit still owes before its sheet can be reviewed, item by item."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from engine.judging.case import EXCUSED, Case
from engine.judging.cohort import claimed_columns
from engine.judging.evidence import evidence_owed
from engine.records.problem import Problem, by_weight, problem
from engine.records.submission import Intake, RosterUnit
from engine.records.to_mend import ToMend
from engine.rubric.standard import Item, Standard


def evidence_missing(case: Case) -> list[Problem]:
    """A problem (P315) for every evidence need of which too few pieces are registered (缺佐证).

    The need is taken over what was claimed; where that cannot be computed yet nothing is said.
    """
    units, claimed = case.counted, claimed_columns(case)
    return [
        problem(
            "P315",
            unit=units[at].code,
            indicator=item.code,
            title=f"{item.code} {item.indicator.title}",
            kinds="或".join(owed.need.kinds),
            needed=int(owed.asked[at]),
            have=int(owed.had[at]),
            listed=owed.need.from_item or item.code,
        )
        for item in case.standard.items
        for owed in evidence_owed(item, case, units, claimed)
        for at in np.flatnonzero(owed.short).tolist()
    ]


def to_mend(standard: Standard, roster: Iterable[RosterUnit], intake: Intake) -> list[ToMend]:
    """Everything the units must mend, unit by unit, in rubric order within a unit."""
    order = {item.code: position for position, item in enumerate(standard.items)}
    absent = [
        ToMend(unit.code, "", "", "", "没有提交自评表。", "请尽快填好提交。", "")
        for unit in roster
        if unit.status != EXCUSED
        and unit.code not in intake.counted
        and unit.code not in intake.blocked
    ]
    problems = [*intake.problems, *(p for each in intake.counted.values() for p in each.problems)]
    heavy = [p for p in by_weight(problems) if p.blocking]
    lines = [_line(each, standard.by_code.get(each.indicator or "")) for each in heavy]
    return sorted([*absent, *lines], key=lambda line: (line.unit, order.get(line.indicator, -1)))


def _line(fault: Problem, item: Item | None) -> ToMend:
    indicator = item.indicator if item is not None else None
    return ToMend(
        unit=fault.unit or "",
        indicator=indicator.code if indicator is not None else "",
        title=indicator.title if indicator is not None else "",
        clause=(indicator.clause or indicator.code) if indicator is not None else "",
        what=fault.message,
        mend=fault.mend,
        place=str(fault.place),
    )
