"""The rubric 评估标准 as its authors write it: sections, indicators, fields, evidence, grades.

Shapes only; whether the whole is sound (sums, ranges, names) is `soundness`, what it computes is
`standard`. All numbers are exact decimals; all codes are text.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic import Field as Column

from engine.language.fields import Field
from engine.records.exact import Exact, Rounding
from engine.rubric.points import Points
from engine.rules.amounts import Amount
from engine.rules.base import AnyRule


class Model(BaseModel):
    """Frozen, and no key may stand in a file that has no meaning here."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(Model):
    """A public document a rubric takes from: who issued it, its title, its number 文号."""

    issuer: str
    title: str
    number: str = ""
    note: str = ""


class Basis(Model):
    """依据 of an indicator: 照 taken as it stands, 据 adapted (say how), 自拟 without a source."""

    relation: Literal["照", "据", "自拟"]
    source: str | None = None
    """Key of the rubric's `sources`; None only for 自拟."""
    clause: str = ""
    note: str = ""


class EvidenceNeed(Model):
    """One evidence requirement 佐证要求: `at_least` pieces of any of `kinds`.

    `at_least` is a number expression over the item's fields (min(所列件数, 填报的次数)).
    `from_item` counts the pieces registered under another indicator instead.
    """

    kinds: tuple[str, ...]
    at_least: str
    from_item: str | None = None


class NotApplicable(Model):
    """不适用 of an indicator or of a whole section (C29). By rule with `when`, else on request.

    `full` 乙式: it gives its full points. `remove`: its points leave the unit's table. `rescale`:
    they leave it too, and what is left `within` the section or the total is converted back to the
    whole. `waive` 免评: a title that is `held` stands for it, and `counts` as one of the first two.
    """

    policy: Literal["full", "remove", "rescale", "waive"]
    when: str | None = None
    within: Literal["section", "total"] | None = None
    counts: Literal["full", "remove"] | None = None
    held: str = ""

    @model_validator(mode="after")
    def _coherent(self) -> NotApplicable:
        if (self.policy == "rescale") != (self.within is not None):
            raise ValueError("“rescale”要写 within，别的办法不写")
        if {self.policy == "waive"} != {self.counts is not None, bool(self.held)}:
            raise ValueError("“waive”要写 counts 和 held，别的办法不写")
        return self

    @property
    def words(self) -> str:
        """What becomes of the points: “按满分算”, “分值不计入满分，余下各项折算到总分”."""
        if self.policy == "rescale":
            return f"不计这一项，余下的折算到{'本部分满分' if self.within == 'section' else '总分'}"
        how = "按满分算" if self.gives_full else "不计这一项，满分相应减少"
        return f"凭“{self.held}”免评，{how}" if self.policy == "waive" else how

    @property
    def gives_full(self) -> bool:
        """Whether the points count as reached; otherwise they leave the table."""
        return self.policy == "full" or self.counts == "full"


class Indicator(Model):
    """One indicator 指标. `points` None and no rule: not seen in the source, never scored.

    `raw` 原始满分: the rule gives 0 to `raw`, which is converted to the points, rounded once (C31).
    """

    code: str
    title: str
    points: Points | None
    raw: Exact | None = None
    requirement: str = ""
    fields: tuple[Field, ...] = ()
    rule: AnyRule | None = None
    standard: str = ""
    """评分标准 in the source's own words; without it the rule says itself."""
    not_applicable: NotApplicable | None = None
    evidence: tuple[EvidenceNeed, ...] = ()
    evidence_none: str = ""
    """Why no evidence is asked (以签到为准); exactly one of this and `evidence` is given."""
    review: Literal["required", "none"] = "none"
    clause: str = ""
    basis: tuple[Basis, ...] = ()


class Section(Model):
    """A first-level indicator 一级指标."""

    code: str
    title: str
    points: Points | None
    convert: bool = False
    """折算: what its indicators give together is converted to its points, rounded once (C31)."""
    not_applicable: NotApplicable | None = None
    """Of every indicator in it at once; none of them has one of its own then."""
    indicators: tuple[Indicator, ...]


class Bonus(Model):
    """加分: its indicators' points are each item's own cap; `cap` is over all of them (C23)."""

    title: str = "加分"
    cap: Exact
    indicators: tuple[Indicator, ...]


class Penalties(Model):
    """表外扣分 (C24): what its indicators give is taken off the total, after everything else.

    An indicator without points has no limit of its own. `cap` null: none on the whole either.
    `floor`: whether the total stops at 0. `coefficient` (C41) multiplies them, rounded once.
    """

    title: str = "扣分"
    cap: Exact | None
    floor: Literal["zero", "none"]
    coefficient: Amount | None = None
    indicators: tuple[Indicator, ...]


class Alliance(Model):
    """捆绑评价: a unit's total is `own` of its own and `shared` of what its alliance comes to.

    `by` is the roster column of alliances; `of` all its final members or the `others`: their mean,
    their least, or how much they grew against `last` (a field) on average: `most` of growth and
    more counts as `points`, less in proportion, none as 0. Who has no ally keeps its own total.
    """

    by: str
    own: Exact
    shared: Exact
    measure: Literal["mean", "least", "growth"]
    of: Literal["all", "others"]
    last: str | None = None
    most: Exact | None = None
    points: Exact | None = None

    @model_validator(mode="after")
    def _coherent(self) -> Alliance:
        if self.own + self.shared != 1 or min(self.own, self.shared) <= 0:
            raise ValueError("own 和 shared 都要大于 0，合计为 1")
        grown = (self.last is not None, self.most is not None, self.points is not None)
        if set(grown) != {self.measure == "growth"}:
            raise ValueError("“growth”要写 last、most、points，别的不写")
        if self.most is not None and (self.most <= 0 or (self.points or 0) <= 0):
            raise ValueError("most 和 points 要大于 0")
        return self


class Grade(Model):
    """One grade 等次: [at_least, the one above); the lowest starts at 0 (C33)."""

    title: str
    at_least: Exact


class Grades(Model):
    """Half-open bands on a named published value, from high to low."""

    on: Literal["base", "total"]
    bands: tuple[Grade, ...]


class Exclusion(Model):
    """不予评定或限制等次情形 (C25, C26). Points stay as computed; only the result is limited.

    `found_by`: the competent body's written conclusion, or `not-submitted` (found by the engine).
    `bars_awards`: the unit may win nothing. `grade_at_most` / `grade`: limits or fixes its grade.
    A case works only where the year's settings switch it on with its 设定依据 (文号).
    """

    code: str
    title: str
    found_by: Literal["conclusion", "not-submitted"] = "conclusion"
    bars_awards: bool = False
    grade_at_most: str | None = None
    grade: str | None = None
    basis: tuple[Basis, ...] = ()


class Precision(Model):
    """How points are rounded: each indicator once, to `places` by `mode`; sums never again."""

    places: int = Column(ge=0, le=4)
    mode: Rounding


class Period(Model):
    """统计时段, both days included."""

    first: date
    last: date


class Marking(Model):
    """只评分，不设公式: every indicator without a rule is marked by the reviewers, to `places`."""

    places: int = Column(default=1, ge=0, le=2)


class Rubric(Model):
    """An assessment standard 评估标准: one edition of one family.

    `status`: `model` 示范, `published` 正式, `excerpt` 摘录 (part of it unseen), `draft` 草稿.
    """

    kind: Literal["rubric"]
    format: Literal["1"]
    family: str
    edition: str
    revision: Exact = Decimal(1)
    title: str
    status: Literal["model", "published", "excerpt", "draft"]
    issuer: str = ""
    document: str = ""
    """依据文号."""
    effective: date | None = None
    checked_on: date | None = None
    note: str = ""
    period: Period | None = None
    rounding: Precision
    marking: Marking | None = None
    total: Exact | None = None
    """Base points in all (基础分); None where the source does not show it."""
    sources: dict[str, Source] = Column(default_factory=dict)
    unit_fields: tuple[Field, ...] = ()
    """Roster columns 名册栏目 that rules may read."""
    sections: tuple[Section, ...]
    convert_to: Exact | None = None
    """The base is converted to this many points, whatever its sections come to (C31)."""
    bonus: Bonus | None = None
    penalties: Penalties | None = None
    alliance: Alliance | None = None
    grades: Grades | None = None
    exclusions: tuple[Exclusion, ...] = ()

    @property
    def reference(self) -> str:
        """`family@edition` or `family@edition-rN`, as people cite it."""
        revision = "" if self.revision == 1 else f"-r{self.revision}"
        return f"{self.family}@{self.edition}{revision}"

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """Every indicator in order: the sections', the bonus, the penalties."""
        base = tuple(each for section in self.sections for each in section.indicators)
        bonus = self.bonus.indicators if self.bonus else ()
        return (*base, *bonus, *(self.penalties.indicators if self.penalties else ()))
