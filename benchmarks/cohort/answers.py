"""What each invented school really did, and what it claims to have done 自报值."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.cohort.district import Quality, Role, School
from benchmarks.cohort.item_answers import BONUS, ITEMS, KINDERGARTEN, Answers, Ways

Value = str | tuple[str, ...]

OVERSTATED = ("1.3", "2.4", "2.5", "4.4", "5.1", "5.2", "5.5", "5.6")
"""Items in which a school may count generously, and the reviewers find less."""

_RANGE = re.compile(r"([0-9]+)\.\.([0-9]+)")
_SHARE = re.compile(r"([0-9]+)% of (\w+)")
_WHOLE = re.compile(r"(\w+) at ([0-9]+)%")

_LESS = {Quality.MIDDLE: 0.38, Quality.WEAK: 0.72}
"""How often a school does less than all of an item."""
_MILDNESS = {Quality.MIDDLE: 1.2, Quality.WEAK: 0.6}
_BONUS = {Quality.STRONG: 0.45, Quality.MIDDLE: 0.2, Quality.WEAK: 0.04}
_GENEROUS = {Quality.STRONG: 0.3, Quality.MIDDLE: 0.25, Quality.WEAK: 0.12}
_FIXED: Mapping[Role, Mapping[str, int]] = {
    Role.TWIN_BY_BONUS: {"1.3": 0, "5.2": 0},
    Role.TWIN_BY_BASE: {"1.3": 0},
    Role.LOPSIDED: {"4.1": 0, "4.2": 1, "4.3": 0, "4.4": 0},
}
"""Roles that fix in which items a school does less, and in which of the lesser ways."""
_FIXED_BONUS: Mapping[Role, tuple[str, ...]] = {
    Role.TWIN_BY_BONUS: ("J1", "J5"),
    Role.TWIN_BY_BASE: ("J1",),
    Role.SAME_DOCUMENT: ("J1",),
}
_FEATURES = (
    "老少同读一本书：“五老”每月进班领读，学生写读书卡，学期末办读书会。",
    "乡土课堂：老同志带学生走村访巷，整理本地老地名和老故事，编成小册子。",
    "银发护学：老同志在上学、放学时段陪护，定期讲交通和防溺水知识。",
    "家风小讲堂：请“五老”和家长讲家风故事，每学期评一次好家风作业。",
    "四季劳动园：老园丁带学生种菜养花，按节气记观察日记。",
)


@dataclass(frozen=True, slots=True)
class Account:
    """One school's account: everything true by field, and what the school itself claims."""

    school: School
    truth: Mapping[str, Value]
    claimed: Mapping[str, Value]
    """As the truth, but for the items in `overstated`."""
    overstated: tuple[str, ...]
    lesser: frozenset[str]
    """Items in which the school does less than all."""


def account_of(school: School, seed: int) -> Account:
    """What one school did and claims; the same school and seed give the same account."""
    ways = KINDERGARTEN if school.stage == "幼儿园" else ITEMS
    lesser = _lesser(school, ways, seed)
    truth: dict[str, Value] = {}
    claimed: dict[str, Value] = {}
    overstated = []
    for item, known in ways.items():
        draw = school.chance(seed, item)
        fixed = school.role in _FIXED
        full = known.full[0] if fixed else draw.choice(known.full)
        done = known.less[lesser[item]] if item in lesser else full
        _answer(done, draw, truth)
        if item in lesser and _is_generous(school, item, draw):
            overstated.append(item)
            _answer(full, draw, claimed)
        else:
            claimed.update({field: truth[field] for field in done})
    for done in _bonus(school, seed):
        _answer(done, school.chance(seed, "bonus numbers"), truth)
        claimed.update({field: truth[field] for field in done})
    own = _own_words(school, truth, seed)
    return Account(school, truth | own, claimed | own, tuple(overstated), frozenset(lesser))


def _lesser(school: School, ways: Mapping[str, Ways], seed: int) -> dict[str, int]:
    """Items in which a school does less than all → which of the lesser ways."""
    draw = school.chance(seed, "lesser")
    if school.role in _FIXED:
        return dict(_FIXED[school.role])
    if school.quality is Quality.STRONG:
        # One slip a section at most, so that every section stays above 70 %.
        slipping = draw.sample("12345", draw.randint(1, 4))
        return {draw.choice([item for item in ways if item[0] == s]): 0 for s in slipping}
    found = {}
    for item, known in ways.items():
        if draw.random() < _LESS[school.quality]:
            depth = int(draw.expovariate(_MILDNESS[school.quality]))
            found[item] = min(depth, len(known.less) - 1)
    if school.role is Role.SAME_DOCUMENT:
        found["4.2"] = 0
    return found


def _is_generous(school: School, item: str, draw: random.Random) -> bool:
    if school.role in _FIXED or item not in OVERSTATED:
        return False
    return draw.random() < _GENEROUS[school.quality]


def _bonus(school: School, seed: int) -> list[Answers]:
    if school.role in _FIXED_BONUS:
        return [BONUS[item][0] for item in _FIXED_BONUS[school.role]]
    draw = school.chance(seed, "bonus")
    chance = _BONUS[school.quality]
    return [draw.choice(ways) for ways in BONUS.values() if draw.random() < chance]


def _answer(way: Answers, draw: random.Random, into: dict[str, Value]) -> None:
    for field, said in way.items():
        into[field] = said if isinstance(said, tuple) else _number(said, draw, into)


def _number(said: str, draw: random.Random, known: Mapping[str, Value]) -> str:
    if match := _RANGE.fullmatch(said):
        return str(draw.randint(int(match[1]), int(match[2])))
    if match := _SHARE.fullmatch(said):
        return str(int(str(known[match[2]])) * int(match[1]) // 100)
    if match := _WHOLE.fullmatch(said):
        return str(int(str(known[match[1]])) * 100 // int(match[2]))
    return said


def _own_words(school: School, truth: Mapping[str, Value], seed: int) -> dict[str, Value]:
    """Answers that depend on the school: its retired staff, its documents, its own text."""
    own: dict[str, Value] = {"F433": school.chance(seed, "feature").choice(_FEATURES)}
    if truth["F431"] != "4":
        own["F432"] = "做法有成效，推广面还可以再宽些。"
    if school.retired == 0:
        own["F212"] = "0"
    serial = int(school.code[-4:])
    if truth["F421"] != "无":
        own["F422"] = f"示教关〔2025〕{serial}号"
    if "F611" in truth:
        issuer = "示教关" if school.role is Role.SAME_DOCUMENT else "示教办"
        own["F612"] = f"{issuer}〔2025〕{serial}号"
    return own
