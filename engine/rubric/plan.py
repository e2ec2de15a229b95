"""The award plan 名额方案: which awards a year gives, to whom, how many, and what decides a tie.

What awards.md §1.1 calls a forced choice has no default here: an author must write it.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import Field as Column

from engine.records.exact import Exact
from engine.rubric.model import Basis, Model, Source


class Share(Model):
    """A share as an exact fraction: 15 % is 15 over 100."""

    numerator: int = Column(ge=0)
    denominator: int = Column(ge=1)

    def of(self, base: int) -> int:
        """⌊base × share⌋, whole-number arithmetic only (C34)."""
        return base * self.numerator // self.denominator


class Quota(Model):
    """How many may win 名额上限. Rounded down always: “以内” allows nothing else (C34).

    `base` counts units of the locked roster whose 参评状态 is 参评, handed in or not.
    `by` splits the quota by a roster column (each group its own cap); None is one pool.
    `small_group` says what a group whose cap is 0 gets; forced where `by` is given.
    """

    base: Literal["roster"]
    share: Share | None = None
    number: int | None = Column(default=None, ge=0)
    rounding: Literal["floor"]
    by: str | None = None
    small_group: Literal["zero"] | None = None


class Threshold(Model):
    """分数线 (C28): a published value, and a least rate of every section's points."""

    on: Literal["base", "total"]
    at_least: Exact
    section_rate: Share | None = None


class HistoryGate(Model):
    """前置 (C27): a column of the honours history a winner must have, or must not have.

    不详 blocks in both cases: it must be looked up first.
    """

    column: str
    must: Literal["have", "not-have"]
    title: str


class TieKey(Model):
    """One key of the tie chain 同分规则 (C37): a published value, the higher first."""

    on: Literal["base", "bonus", "section"]
    section: str | None = None


class Ties(Model):
    """Tie keys in order, then who decides; what cannot be decided stays vacant. No lottery."""

    keys: tuple[TieKey, ...]
    then: Literal["committee"]
    undecided: Literal["vacant"]


class Waitlist(Model):
    """递补: in order, caps and base frozen, until the named event. `depth` None = all eligible."""

    depth: int | None = None
    until: str


class Award(Model):
    """One award 奖项. Without `quota` everyone past its gates and thresholds wins (C35)."""

    id: str
    title: str
    quota: Quota | None = None
    threshold: Threshold | None = None
    gates: tuple[HistoryGate, ...] = ()
    barred_by: tuple[str, ...] = ()
    """Codes of the rubric's exclusions that bar this award."""
    rank_on: Literal["total", "base"] = "total"
    ties: Ties | None = None
    waitlist: Waitlist | None = None
    basis: tuple[Basis, ...] = ()
    note: str = ""


class Publicity(Model):
    """公示: how many working days, and what is shown."""

    working_days: int = Column(ge=1)
    shows: Literal["names"] = "names"


class Recheck(Model):
    """初评结果确认 and 复核. All days are working days 工作日, counted from the day after.

    `silence`: a unit that says nothing within `confirm_days` of its 初评结果确认单 agrees, or is
    still to be asked. `since`: `apply_days` run from that paper's day or the first day of 公示.
    `new_evidence`: whether evidence may be brought that was not handed in. `reviewers`: only
    others than before, or anybody. `effect`: what a changed total does to a list already made.
    """

    confirm_days: int = Column(ge=1)
    silence: Literal["agrees", "asked-again"]
    apply_days: int = Column(ge=1)
    since: Literal["notice", "publicity"]
    new_evidence: bool = False
    reviewers: Literal["others", "anybody"]
    effect: Literal["keep", "replace-last", "next-year"]


class AwardPlan(Model):
    """A year's award plan: one edition of one family, for one rubric family."""

    kind: Literal["award-plan"]
    format: Literal["1"]
    family: str
    edition: str
    revision: Exact = Decimal(1)
    title: str
    status: Literal["model", "published", "draft"]
    document: str = ""
    note: str = ""
    rubric: str
    """The rubric family and edition the plan is written for, such as wuhao-school@2025."""
    sources: dict[str, Source] = Column(default={})
    awards: tuple[Award, ...]
    publicity: Publicity
    appeal: str = ""
    """复核 rules in words, printed on papers."""
    recheck: Recheck | None = None
    """The same rules as commands keep them; None: no deadline, and no new evidence."""
    lookback: str = ""
    """回头看 rules in words."""

    @property
    def reference(self) -> str:
        """`family@edition` or `family@edition-rN`."""
        revision = "" if self.revision == 1 else f"-r{self.revision}"
        return f"{self.family}@{self.edition}{revision}"
