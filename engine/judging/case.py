"""A case: everything one run judges, gathered and frozen before any point is computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from engine.records.exact import Exact
from engine.records.problem import Problem
from engine.records.recheck import Objection, Recheck
from engine.records.review import Assignments, Review, ReviewTerms
from engine.records.roster_change import RosterChange
from engine.records.submission import Answer, Closing, Conclusion, Intake, RosterUnit, Ruling
from engine.rubric.plan import AwardPlan
from engine.rubric.standard import Standard

PARTICIPATING = "参评"
"""The roster status that counts in every base and rank."""
EXCUSED = "暂不参评"
"""The roster status of a unit whose form nobody waits for."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The year's own settings that a result depends on."""

    cycle: str
    title: str
    as_of: date
    first_day: date
    last_day: date
    publicity_ends: date
    groups: tuple[str, ...]
    exclusions: Mapping[str, str]
    """Exclusions switched on → their 设定依据 (文号)."""
    lost_points: Exact
    """A decided item that lost more than this is listed for 回头看."""
    late_lock: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """The inputs of one run. Units stand in code order; blocked and absent ones among them."""

    standard: Standard
    plan: AwardPlan
    terms: Terms
    roster: tuple[RosterUnit, ...]
    history: Mapping[str, Mapping[str, str]]
    intake: Intake
    office: Mapping[str, Mapping[str, Answer]]
    """Unit → 〔局〕 field → value."""
    rulings: Mapping[str, Mapping[str, Ruling]]
    """Unit → indicator → ruling."""
    closings: tuple[Closing, ...] = ()
    """收口决定 on record, in order: each closes what is still open after those before it."""
    conclusions: tuple[Conclusion, ...] = ()
    problems: tuple[Problem, ...] = field(default=())
    locked: tuple[RosterUnit, ...] = ()
    """The roster as it was locked, on which every base 名额基数 is counted; () for `roster`."""
    changes: tuple[RosterChange, ...] = ()
    """名册变更 on record, oldest first; `roster` and `history` are as they stand after them."""
    review_terms: ReviewTerms | None = None
    reviews: tuple[Review, ...] = ()
    """What each assessor said, where several review a unit; `rulings` is what became of it."""
    assignments: Assignments = field(default_factory=Assignments)
    """Who was to say it 评审分工."""
    offsets: Mapping[str, Decimal] = field(default_factory=dict)
    """Assessor → share of full points taken off their marks 宽严校正, where the year does so."""
    avoid: frozenset[tuple[str, str]] = frozenset()
    """(assessor, unit) that must keep apart 回避."""
    objections: tuple[Objection, ...] = ()
    """Not decided yet: shown beside their items, and nothing else."""
    rechecks: tuple[Recheck, ...] = ()
    """复核决定, oldest first, which `rulings` and `closing` do not hold yet."""

    @property
    def counted(self) -> tuple[RosterUnit, ...]:
        """Units with a workbook that counts, in code order."""
        return tuple(unit for unit in self.roster if unit.code in self.intake.counted)

    def with_recheck(self, recheck: Recheck) -> Case:
        """The same case with one more 复核决定; its items are no longer objected to."""
        decided = {(recheck.unit, item.indicator) for item in recheck.items}
        left = tuple(o for o in self.objections if (o.unit, o.indicator) not in decided)
        return replace(self, rechecks=(*self.rechecks, recheck), objections=left)

    @property
    def combines(self) -> bool:
        """Whether `rulings` come of several assessors' sheets 合成."""
        return self.review_terms is not None and bool(self.assignments.assignments)

    def absent(self, code: str) -> bool:
        """Whether nothing at all came in for a unit."""
        return code not in self.intake.counted and code not in self.intake.blocked
