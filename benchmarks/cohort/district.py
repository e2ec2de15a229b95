"""The schools of the invented district: roster columns, how good each is, what befalls it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, TypeVar

from engine.records.submission import RosterUnit

T = TypeVar("T")

BLOCK = 49
"""A district of 49 holds every role once or more; a larger one repeats the mixture."""


class Quality(StrEnum):
    """How well a school works."""

    STRONG = "strong"
    MIDDLE = "middle"
    WEAK = "weak"


class Role(StrEnum):
    """What is special about a school; most are plain."""

    PLAIN = "plain"
    CANDIDATE = "candidate"
    TWIN_BY_BONUS = "twin-by-bonus"
    TWIN_BY_BASE = "twin-by-base"
    HOLDER = "holder"
    UNQUALIFIED = "unqualified"
    HISTORY_UNKNOWN = "history-unknown"
    LOPSIDED = "lopsided"
    BARRED = "barred"
    LIMITED = "limited"
    ABSENT = "absent"
    NOT_IMPORTED = "not-imported"
    DISPUTED = "disputed"
    UNPROVEN = "unproven"
    SAME_DOCUMENT = "same-document"
    BLANK_ITEM = "blank-item"
    FULL_WIDTH = "full-width"
    NUMBER_AS_TEXT = "number-as-text"
    DATE_OUTSIDE = "date-outside"
    FILE_MISSING = "file-missing"
    ROW_INSERTED = "row-inserted"
    LAST_YEARS_FORM = "last-years-form"
    TWO_FILES = "two-files"

    @property
    def counts(self) -> bool:
        """Whether a workbook of such a school counts, so that reviewers see it."""
        return self not in (Role.ABSENT, Role.LAST_YEARS_FORM, Role.TWO_FILES)


class _Share(NamedTuple):
    quality: Quality
    role: Role
    schools: int = 1


_MIXTURE = (
    _Share(Quality.STRONG, Role.CANDIDATE, 10),
    _Share(Quality.STRONG, Role.TWIN_BY_BONUS),
    _Share(Quality.STRONG, Role.TWIN_BY_BASE),
    _Share(Quality.STRONG, Role.HOLDER, 3),
    _Share(Quality.STRONG, Role.UNQUALIFIED),
    _Share(Quality.STRONG, Role.HISTORY_UNKNOWN),
    _Share(Quality.STRONG, Role.LOPSIDED),
    _Share(Quality.STRONG, Role.BARRED),
    _Share(Quality.STRONG, Role.LIMITED),
    _Share(Quality.MIDDLE, Role.PLAIN, 9),
    _Share(Quality.MIDDLE, Role.NOT_IMPORTED),
    _Share(Quality.MIDDLE, Role.DISPUTED),
    _Share(Quality.MIDDLE, Role.UNPROVEN),
    _Share(Quality.MIDDLE, Role.SAME_DOCUMENT),
    _Share(Quality.MIDDLE, Role.BLANK_ITEM),
    _Share(Quality.MIDDLE, Role.FULL_WIDTH),
    _Share(Quality.MIDDLE, Role.NUMBER_AS_TEXT),
    _Share(Quality.MIDDLE, Role.TWO_FILES),
    _Share(Quality.WEAK, Role.PLAIN, 5),
    _Share(Quality.WEAK, Role.DISPUTED),
    _Share(Quality.WEAK, Role.UNPROVEN),
    _Share(Quality.WEAK, Role.DATE_OUTSIDE),
    _Share(Quality.WEAK, Role.FILE_MISSING),
    _Share(Quality.WEAK, Role.ROW_INSERTED),
    _Share(Quality.WEAK, Role.LAST_YEARS_FORM),
    _Share(Quality.WEAK, Role.ABSENT),
)
_STAGES = {"幼儿园": 14, "小学": 20, "初中": 10, "高中": 5}
_KINDS = {
    "幼儿园": ("幼儿园", "中心幼儿园"),
    "小学": ("路小学", "街小学", "实验小学"),
    "初中": ("初级中学", "路中学"),
    "高中": ("高级中学", "第一中学"),
}
_NATURES = {
    "幼儿园": ("公办", "公办", "民办"),
    "小学": ("公办", "公办", "公办", "公办", "民办", "民工子弟学校"),
    "初中": ("公办", "公办", "公办", "民办"),
    "高中": ("公办",),
}
_AREAS = ("东片", "中片", "西片")
_PUPILS = {"幼儿园": (90, 420), "小学": (240, 2100), "初中": (300, 1800), "高中": (700, 2600)}
_FIRST = "青云松竹晨星溪禾麦杏枫棠榆荷桐葵苇芦岚澄"
_SECOND = "禾栖岭泉影湾桥舟帆麓苑坪浦堤汀崖穗笺"


@dataclass(frozen=True, slots=True)
class School:
    """One invented unit: its roster line, its quality and what befalls it."""

    unit: RosterUnit
    quality: Quality
    role: Role

    @property
    def code(self) -> str:
        """单位编号, text with its leading zero."""
        return self.unit.code

    @property
    def stage(self) -> str:
        """学段."""
        return self.unit.fields["学段"]

    @property
    def retired(self) -> int:
        """离退休教职工数."""
        return int(self.unit.fields["离退休教职工数"])

    def chance(self, seed: int, what: str) -> random.Random:
        """Randomness of its own for each thing made of it, so that none disturbs another."""
        return random.Random(f"{seed}/{self.code}/{what}")


def invent(units: int, seed: int) -> tuple[School, ...]:
    """A district of `units` schools in code order; the same seed gives the same district."""
    draw = random.Random(f"{seed}/district")
    places = [first + second for first in _FIRST for second in _SECOND if first != second]
    draw.shuffle(places)
    roles = _dealt([share for share in _MIXTURE for _ in range(share.schools)], units, draw)
    stages = _dealt([stage for stage, many in _STAGES.items() for _ in range(many)], units, draw)
    found = []
    for index, (share, stage) in enumerate(zip(roles, stages, strict=True)):
        area = index * len(_AREAS) // units
        unit = _unit(f"{area + 1:02}{index + 1:04}", _name(index, stage, places), stage, area, draw)
        found.append(School(unit, share.quality, share.role))
    return tuple(found)


def _dealt(pack: Sequence[T], many: int, draw: random.Random) -> list[T]:
    """The first `many` of as many shuffled packs as it takes."""
    found: list[T] = []
    while len(found) < many:
        found += draw.sample(pack, len(pack))
    return found[:many]


def _name(index: int, stage: str, places: Sequence[str]) -> str:
    kinds = _KINDS[stage]
    turn, at = divmod(index, len(places))
    again = f"第{turn + 1}" if turn else ""
    return f"虚构区{places[at]}{again}{kinds[index % len(kinds)]}（示例）"


def _unit(code: str, name: str, stage: str, area: int, draw: random.Random) -> RosterUnit:
    pupils = draw.randint(*_PUPILS[stage])
    staff = max(9, pupils // draw.randint(11, 15))
    fields = {
        "单位类型": "幼儿园" if stage == "幼儿园" else "学校",
        "学段": stage,
        "办学性质": draw.choice(_NATURES[stage]),
        "片区": _AREAS[area],
        "在校生数": str(pupils),
        "教职工数": str(staff),
        "离退休教职工数": str(draw.choice((0, 1, 2, staff // 5, staff // 4, staff // 3))),
    }
    return RosterUnit(code=code, name=name, status="参评", fields=fields)
