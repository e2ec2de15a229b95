"""待补正清单: what a unit still owes before its sheet can be reviewed, item by item."""

from __future__ import annotations

from dataclasses import dataclass

from engine.judging.case import Case
from engine.judging.cohort import Cohort, evidence_counts
from engine.language.evaluate import evaluate
from engine.records.problem import Problem, by_weight, problem
from engine.records.states import READABLE
from engine.rubric.standard import Item

MENDED_BY_SCHOOL = ("reject", "block")


@dataclass(frozen=True, slots=True)
class ToMend:
    """One line of the list. `clause` is the indicator's; "" for what concerns the whole file."""

    unit: str
    indicator: str
    title: str
    clause: str
    what: str
    mend: str
    place: str


def evidence_missing(case: Case, cohort: Cohort) -> list[Problem]:
    """A problem (P315) for every evidence need of which too few pieces are registered (缺佐证).

    The need is taken over what was claimed; where that cannot be computed yet nothing is said.
    """
    found = []
    for item in case.standard.items:
        for position, (need, expression) in enumerate(item.evidence):
            needed = evaluate(expression, case.standard.scope, cohort.claimed, cohort.size)
            for at, unit in enumerate(cohort.units):
                have = evidence_counts(item, case, unit.code)[position]
                units = int(needed.values[at])
                if needed.states[at] > READABLE or have * 10**needed.places >= units:
                    continue
                owed = -(-units // 10**needed.places)
                found.append(
                    problem(
                        "P315",
                        unit=unit.code,
                        indicator=item.code,
                        title=f"{item.code} {item.indicator.title}",
                        kinds="或".join(need.kinds),
                        needed=owed,
                        have=have,
                        listed=need.from_item or item.code,
                    )
                )
    return found


def to_mend(case: Case, cohort: Cohort) -> list[ToMend]:
    """Everything the counted units must mend, unit by unit, in rubric order within a unit."""
    order = {item.code: position for position, item in enumerate(case.standard.items)}
    problems = [p for unit in case.counted for p in case.intake.counted[unit.code].problems]
    heavy = [
        p
        for p in by_weight([*case.intake.problems, *problems, *evidence_missing(case, cohort)])
        if p.severity in MENDED_BY_SCHOOL
    ]
    heavy.sort(key=lambda p: (p.unit or "", order.get(p.indicator or "", -1)))
    return [_line(p, case.standard.by_code.get(p.indicator or "")) for p in heavy]


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
