"""Who reviews whom 评审分工, and what each of them said 评审意见, before it becomes one value.

An *assessor* 评审人 is whoever hands in a 评审表 of their own: an expert, a team that marks as one
(合议), or, where schools inspect each other (推磨互评), the code of a unit. What a unit's assessors
said is combined (`judging.combining`) into the one `Ruling` an item that stands has.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import (
    Field,
    SerializerFunctionWrapHandler,
    model_serializer,
    model_validator,
)

from engine.records.exact import Exact
from engine.records.problem import NOWHERE, Place, Problem
from engine.records.submission import Record, Ruling

Combination = Literal["mean", "median", "trimmed-mean", "third-if-apart", "three"]
"""How several marks of one item become one 合成办法 (awards.md §1.6, P28).

`mean`; `median`; `trimmed-mean`: one highest and one lowest dropped, from five marks up;
`third-if-apart`: two blind marks, their mean, or with a third the median of three where they
differ by more than `apart` (not monotone across that line); `three`: the median of always three.
"""

TRIMMED_FROM = 5
"""Fewer marks are never trimmed: of three, that would be the median by another name."""

Round = Literal["main", "third", "agreed", "trial", "mutual", "recheck"]
"""正式评审, 第三人评, 合议, 试评校准, 推磨互评, 复核: a sheet is of one of them."""

COMBINED: frozenset[Round] = frozenset(("main", "third", "agreed"))
"""The rounds of which the one value that stands is made."""

ROUND_WORDS: Mapping[Round, str] = MappingProxyType(
    {
        "main": "正式评审",
        "third": "第三人评",
        "agreed": "合议",
        "trial": "试评",
        "mutual": "推磨互评",
        "recheck": "复核",
    }
)

Way = Literal["", "desk", "visit", "survey"]
"""资料审核, 实地考察, 问卷调查; "" for all that has no sheet of its own."""


def way_of_sheet(way: Way, used: Collection[Way]) -> Way:
    """On whose 评审表 something found out this `way` stands: its own, or that of everything else.

    `used` are the ways to which assessors are assigned; where nobody has everything, 资料审核 does.
    """
    if way in used:
        return way
    return "desk" if "desk" in used and "" not in used else ""


WAY_WORDS: Mapping[Way, str] = MappingProxyType(
    {"": "", "desk": "资料审核", "visit": "实地考察", "survey": "问卷调查"}
)

Entry = Literal["", "甲", "乙"]
"""Which of two people typed a sheet written by hand 双人录入; "" where nobody did."""

AGREED = "合议"
"""The assessor of a sheet on which a unit's assessors settle together what they differ in."""


class ReviewTerms(Record):
    """How units are reviewed 评审办法, in the year's settings and locked before anything is marked.

    `by`: whole teams or single experts are given units, `per_unit` of them each. `marks`: a team
    hands in one sheet (`agreed`) or each of its members an own one (`individual`). `combine` is
    forced where a unit gets more than one mark.
    """

    by: Literal["team", "expert"]
    per_unit: Annotated[int, Field(ge=1, le=15)] = 1
    marks: Literal["agreed", "individual"]
    combine: Combination | None = None
    apart: Annotated[Exact, Field(gt=0, lt=1)] | None = None
    """Share of an item's points beyond which two marks need a third 分差线; 0.1 is usual."""
    common: Annotated[int, Field(ge=0)] = 0
    """Units that are given to one more team, so that teams can be compared 公共评审单位."""
    typed_twice: bool = False
    """Whether sheets written by hand are typed by two people independently 双人录入."""
    severity: Literal["note", "apply"] = "note"
    """宽严差异: only told to the chair, or, announced beforehand, taken out of the marks."""
    employer: str = ""
    """The roster column an expert's 用人单位 is held against, "" for none."""

    @model_validator(mode="after")
    def _coherent(self) -> ReviewTerms:
        if self.by == "expert" and self.marks == "agreed":
            raise ValueError("各专家分别评审的（by: expert），marks 要写 individual")
        several = self.per_unit > 1 or self.common > 0 or self.marks == "individual"
        if several and self.combine is None:
            raise ValueError("一个单位会有几个考评分的，要写明合成办法（combine）")
        if (self.combine == "third-if-apart") != (self.apart is not None):
            raise ValueError("合成办法是 third-if-apart 的要写分差线（apart），别的不写")
        if self.severity == "apply" and self.combine is None:
            raise ValueError("只有一个考评分的，看不出宽严，severity 不能写 apply")
        self._enough()
        return self

    def _enough(self) -> None:
        """Whether every unit gets as many marks as the rule wants. Raises ValueError.

        Where each member of a team marks, only the tables of experts know how many they are.
        """
        if self.by == "team" and self.marks == "individual":
            return
        wanted = {"third-if-apart": 2, "three": 3}.get(self.combine or "")
        if wanted is not None and (self.per_unit != wanted or self.common):
            also = "，不能另设公共评审单位（common）：那样会多一个分" if self.common else ""
            said = f"合成办法是 {self.combine} 的，每个单位正好要{wanted}个分"
            raise ValueError(f"{said}（per_unit: {wanted}）{also}")
        if self.combine == "trimmed-mean" and self.per_unit < TRIMMED_FROM:
            raise ValueError(
                f"去掉最高最低分的（trimmed-mean），每个单位至少要{TRIMMED_FROM}个分"
                f"（per_unit: {TRIMMED_FROM}），少了不能用"
            )


class Ground(StrEnum):
    """Why somebody must keep away from a unit 回避缘由."""

    OWN = "own"
    FORMER = "former"
    EMPLOYER = "employer"
    KIN = "kin"
    MENTORED = "mentored"
    REVIEWED = "reviewed"
    OTHER = "other"

    @property
    def chinese(self) -> str:
        """The word of the 回避表."""
        return _GROUNDS[self]


_GROUNDS = {
    Ground.OWN: "本人所在单位",
    Ground.FORMER: "曾任职单位",
    Ground.EMPLOYER: "同一用人单位",
    Ground.KIN: "亲属在该单位",
    Ground.MENTORED: "指导或帮扶过",
    Ground.REVIEWED: "以前评审过",
    Ground.OTHER: "其他",
}


class Expert(Record):
    """One line of 专家名册. The name stands in that table and on papers, never in a run."""

    code: str
    name: str = ""
    team: str = ""
    leads: bool = False
    units: tuple[str, ...] = ()
    """所在单位 on the roster; two of one unit, or of one employer, never see the same unit."""
    employer: str = ""
    place: Place = NOWHERE


class Avoidance(Record):
    """One expert keeps away from one unit 回避; in 推磨互评 `expert` is the code of a unit."""

    expert: str
    unit: str
    ground: Ground
    source: str = ""
    """Who said so: 本人声明, 单位提出 or 办公室; "" where a table of experts says it."""
    place: Place = NOWHERE


class Assignment(Record):
    """Who reviews whom in one round 评审分工, as it was drawn or decided.

    `units`: unit → assessors, in code order. `teams`: unit → teams, where whole teams are given.
    `seed` makes the draw again. A change after the draw names its number, role and reason.
    """

    round: Round = "main"
    way: Way = ""
    per_unit: int
    seed: str
    units: dict[str, tuple[str, ...]]
    teams: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    number: str = ""
    date: date
    role: str = ""
    reason: str = ""


class Assignments(Record):
    """Every assignment of a year, oldest first; the newest of a round and way counts."""

    assignments: tuple[Assignment, ...] = ()

    def ways(self, round_: Round = "main") -> frozenset[Way]:
        """The ways to which anybody is assigned in a round."""
        return frozenset(each.way for each in self.assignments if each.round == round_)

    def newest(self, round_: Round = "main", way: Way = "") -> Assignment | None:
        """The one that counts, or None."""
        fits = [a for a in self.assignments if (a.round, a.way) == (round_, way)]
        return fits[-1] if fits else None


class Review(Record):
    """What one assessor said of one unit on one sheet; items left untouched have no ruling.

    A sheet that was changed after it was read is a new one with its `why` 改动原因; none is lost.
    """

    unit: str
    assessor: str
    round: Round = "main"
    way: Way = ""
    entry: Entry = ""
    items: tuple[str, ...] = ()
    """Indicators the sheet was laid out with; () for all there are."""
    rulings: dict[str, Ruling]
    role: str = ""
    why: str = ""
    file: str
    sha256: str
    read_on: date | None = None
    taken: bool = True
    """Whether it became what its assessor says when it was read, or was only kept beside that."""
    problems: tuple[Problem, ...] = ()


Why = Literal["no-mark", "third-mark", "differs", "typed-apart", "must-avoid"]
"""没有评分, 要第三人评, 意见不一, 两次录入不符, 须回避."""


class Waiting(Record):
    """One item of one unit that has no value yet, and who owes what 未定项."""

    unit: str
    indicator: str
    why: Why
    owed_by: tuple[str, ...] = ()
    """Assessors; () where the chair settles it, or the office what was typed in two ways."""
    said: str = ""
    """What was said so far, in a few words, for whoever settles it."""


class TypedApart(Record):
    """One cell of a sheet written by hand that two people typed otherwise 录入不一致."""

    unit: str
    assessor: str
    indicator: str
    title: str
    first: str
    """What 甲 typed, in words."""
    second: str
    """What 乙 typed."""
    first_place: Place
    second_place: Place


class Reviews(Record):
    """Everything the review sheets said: what became of it, and every version of every sheet.

    `rulings`: unit → indicator → ruling. All but `rulings` and `problems` is of a year in which
    several review a unit, and is left out where it is empty.
    """

    rulings: dict[str, dict[str, Ruling]] = Field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    on_reading: tuple[Problem, ...] = ()
    """Those of `problems` that are of the folder as it was read, whoever may review what."""
    versions: tuple[Review, ...] = ()
    """Every sheet that was ever read, oldest first."""
    standing: tuple[int, ...] = ()
    """Where in `versions` the sheets are that stand, whether they may count or not."""
    waiting: tuple[Waiting, ...] = ()

    @model_serializer(mode="wrap")
    def _as_short(self, whole: SerializerFunctionWrapHandler) -> dict[str, Any]:
        told: dict[str, Any] = whole(self)
        several = ("on_reading", "versions", "standing", "waiting")
        return {key: value for key, value in told.items() if value or key not in several}
