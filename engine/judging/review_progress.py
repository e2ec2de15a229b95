"""How far the review is 评审进度: per assessor what is in, what is owed, what is at fault."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from engine.judging.settling_reviews import Settled
from engine.records.review import Assignment, Assignments, Review, Round, Way


@dataclass(frozen=True, slots=True)
class Share:
    """What one assessor has to do in one round, and how much of it is done."""

    assessor: str
    round: Round
    way: Way
    units: tuple[str, ...]
    owed: tuple[str, ...]
    """Units of which no sheet that counts has come."""
    unmarked: int
    """Items left without a mark on the sheets that have."""
    at_fault: int
    """Faults on the assessor's sheets of this round that must be mended."""

    @property
    def counts(self) -> bool:
        """Whether results wait for it: a trial 试评 keeps nobody waiting."""
        return self.round in ("main", "third", "mutual")


def shares(
    assignments: Assignments,
    settled: Settled,
    versions: Iterable[Review],
    handed_in: Collection[str],
) -> tuple[Share, ...]:
    """One for each assessor of every assignment that counts, in the order of rounds and codes.

    A unit without a form that counts has no sheet and is owed by nobody.
    """
    newest: dict[tuple[Round, Way], Assignment] = {
        (each.round, each.way): each for each in assignments.assignments
    }
    came = {(e.round, e.way, e.assessor, e.unit) for e in settled.reviews}
    unmarked = Counter(
        (who, each.unit)
        for each in settled.waiting
        if each.why == "no-mark"
        for who in each.owed_by
    )
    wrote = {each.file: (each.round, each.way, each.assessor) for each in versions}
    faults = Counter(
        wrote[each.place.file]
        for each in settled.problems
        if each.blocking and each.place.file in wrote
    )
    found = []
    for (round_, way), assignment in newest.items():
        given: dict[str, list[str]] = {}
        for unit, assessors in sorted(assignment.units.items()):
            for each in assessors if unit in handed_in else ():
                given.setdefault(each, []).append(unit)
        for who, units in sorted(given.items()):
            owed = tuple(unit for unit in units if (round_, way, who, unit) not in came)
            missed = sum(unmarked[who, unit] for unit in units if unit not in owed)
            at_fault = faults[round_, way, who]
            found.append(Share(who, round_, way, tuple(units), owed, missed, at_fault))
    return tuple(found)
