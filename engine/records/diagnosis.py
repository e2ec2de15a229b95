"""The chair's diagnosis of the marking 评审分析: agreement, severity, patterns, and what they hint.

For the office and the chair alone; nothing in it is a point. Statistics are floats, points and
shares that could ever be applied are decimals. Experts stand here by code, never by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

TENTATIVE, FIRM = 0.667, 0.8
"""Krippendorff's α from which a conclusion may be drawn for now, and from which it is firm."""
_BANDS = ((0.9, "很好"), (0.75, "较好"), (0.5, "中等"))
"""ICC, after Koo and Li 2016."""
NEARLY_ALL = 0.9
"""Where so many units got one and the same points of all, a low α says little."""


@dataclass(frozen=True, slots=True)
class Coefficient:
    """One coefficient with its 95 % interval; `why` says in Chinese why it has no value."""

    value: float | None = None
    low: float | None = None
    high: float | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class ItemAgreement:
    """How far the assessors of one item agree over the units that several of them reviewed.

    Spreads 分差 are the highest less the lowest points of one unit. ICC is of the `icc_units` units
    that the same `icc_assessors` assessors all marked.
    """

    indicator: str
    title: str
    full: Decimal
    units: int
    alike: int
    """Units to which all gave the same points."""
    assessors: int
    """The most that gave points to one unit."""
    widest: Decimal
    widest_unit: str
    """"" where no unit was reviewed by two."""
    mean_spread: float
    alpha: Coefficient
    single: Coefficient
    """ICC(2,1): of one assessor's points."""
    mean: Coefficient
    """ICC(2,k): of the mean of k assessors."""
    icc_units: int
    icc_assessors: int
    verdicts: Coefficient
    """Nominal α of 评审意见."""
    verdicts_differ: int
    """Units of which assessors said different things, such as 认可 and 缺佐证."""

    @property
    def mostly_alike(self) -> bool:
        """Whether nearly every unit got one and the same points of all."""
        return self.units > 0 and self.alike >= NEARLY_ALL * self.units

    @property
    def word(self) -> str:
        """一致性 in a word: by α, but where nearly all are the same."""
        if self.mostly_alike:
            return "几乎全同"
        return alpha_word(self.alpha)


def alpha_word(found: Coefficient) -> str:
    """高 (firm), 一般 (tentative), 低, or why there is none."""
    if found.value is None:
        return found.why
    return "高" if found.value >= FIRM else "一般" if found.value >= TENTATIVE else "低"


def icc_word(found: Coefficient) -> str:
    """很好, 较好, 中等, 差, or why there is none."""
    value = found.value
    if value is None:
        return found.why
    return next((word for least, word in _BANDS if value >= least), "差")


@dataclass(frozen=True, slots=True)
class Offset:
    """How much more an assessor or team gives than those it can be compared with.

    In shares of full points; `low` and `high` are its 95 % interval, None where too little is left
    to tell it by.
    """

    who: str
    units: int
    value: float
    low: float | None
    high: float | None

    @property
    def stands_out(self) -> bool:
        """Whether its interval leaves out 0."""
        return self.low is not None and self.high is not None and not self.low <= 0 <= self.high


@dataclass(frozen=True, slots=True)
class Severity:
    """宽严: offsets within each set of assessors that common units connect, and who stands apart.

    Offsets of one component add up to 0 and say nothing of another one.
    """

    components: tuple[tuple[Offset, ...], ...]
    alone: tuple[str, ...]
    """Assessors none of whose units anybody else marked."""

    @property
    def connected(self) -> bool:
        """Whether everybody can be compared with everybody."""
        return len(self.components) == 1 and not self.alone


@dataclass(frozen=True, slots=True)
class Profile:
    """One assessor in figures: what comes of 〔评〕 fields, in shares of full points."""

    who: str
    team: str
    units: int
    marks: int
    mean: float
    spread: float
    full: int
    """Marks of full points."""
    without_reason: int


Kind = Literal["all-full", "one-value", "flat-sheet", "outlier", "no-reason", "same-reason"]
"""全给满分, 同一项给每个单位一个分, 一张表上各项一个比例, 单个离群, 没有写理由, 理由雷同."""


@dataclass(frozen=True, slots=True)
class Hint:
    """Something to look at 提示; `text` is a reviewer's reason, for the office's workbook alone."""

    kind: Kind
    who: str
    said: str
    unit: str = ""
    indicator: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Calibration:
    """One item of the trial marking 试评校准: each assessor's mean distance from the mean."""

    indicator: str
    title: str
    full: Decimal
    units: int
    apart: float
    """Between the most lenient and the most severe, in points."""
    against_mean: Mapping[str, float]
    """Assessor → points above (+) or below (−) the mean of all."""


@dataclass(frozen=True, slots=True)
class Spread:
    """One item of one unit in which assessors are far apart, and what each gave."""

    unit: str
    indicator: str
    title: str
    full: Decimal
    points: Mapping[str, Decimal]

    @property
    def apart(self) -> Decimal:
        """The highest less the lowest."""
        return max(self.points.values()) - min(self.points.values())


@dataclass(frozen=True, slots=True)
class Swap:
    """What an award would look like with the offsets taken out: who would come in, who leave.

    `tied` would be equals that the committee has to choose from.
    """

    award: str
    enter: tuple[str, ...]
    leave: tuple[str, ...]
    tied: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """宽严校正后会怎样: for the chair alone, changes no result. `why` says why there is none."""

    why: str = ""
    offsets: Mapping[str, Decimal] = field(default_factory=dict)
    """Assessor → share of full points taken off their marks."""
    swaps: tuple[Swap, ...] = ()
    winners: int = 0
    """Units that would win something as it stands."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Everything the screen, the workbook and the page show."""

    title: str
    day: date
    trial: bool
    sheets: int
    units: int
    compared: int
    """Units that several assessors reviewed."""
    items: tuple[ItemAgreement, ...]
    widest: tuple[Spread, ...]
    """The furthest apart as a share of full points, the furthest first."""
    whose: str
    """What assessors are called: 评审人, or 评审组 where teams mark as one."""
    assessors: Severity
    teams: Severity | None
    """None where assessors are teams, or no team is known."""
    profiles: tuple[Profile, ...]
    hints: tuple[Hint, ...]
    calibrations: tuple[Calibration, ...]
    note: Note
    names: Mapping[str, str]
    """Unit → name."""
