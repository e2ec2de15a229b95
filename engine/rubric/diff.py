"""Says what changed between two editions of a rubric or award plan: wording, structure, scoring.

Nothing is compared but what the two *are* (`identity`), so that a comment or a column width never
shows. Indicators and fields whose codes changed are joined by a hand-written map, never by guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from engine.language.fields import Field
from engine.rubric.code_map import CodeMap, Join, join
from engine.rubric.diff_walk import Change, changed, keyed, order, walk
from engine.rubric.diff_words import Part, shown
from engine.rubric.identity import content_digest, structure_digest
from engine.rubric.model import Indicator, Rubric
from engine.rubric.plan import AwardPlan
from engine.rubric.points import points_words
from engine.rubric.preparing import prepare

_APART = frozenset(("sections", "bonus", "penalties", "unit_fields"))
_Asked = Mapping[str, tuple[Field, str]]
"""Code → the field and its indicator, "" for a roster column."""


@dataclass(frozen=True, slots=True)
class Difference:
    """All changes, and the digests that say the same in short. `structures` are None for plans."""

    contents: tuple[str, str]
    structures: tuple[str, str] | None
    changes: tuple[Change, ...]

    @property
    def same(self) -> bool:
        """Whether the two are the same content."""
        return self.contents[0] == self.contents[1]

    @property
    def forms_readable(self) -> bool | None:
        """Whether a form filled under the old edition can be read under the new one."""
        return self.structures[0] == self.structures[1] if self.structures else None

    def of(self, part: Part) -> tuple[Change, ...]:
        """The changes of one part, in the order of the edition."""
        return tuple(each for each in self.changes if each.part is part)


def rubric_difference(old: Rubric, new: Rubric, code_map: CodeMap | None = None) -> Difference:
    """What changed from one rubric to another."""
    return Difference(
        (content_digest(old), content_digest(new)),
        (structure_digest(old), structure_digest(new)),
        tuple(_rubric(old, new, join(old, new, code_map))),
    )


def plan_difference(old: AwardPlan, new: AwardPlan) -> Difference:
    """What changed from one award plan to another."""
    changes = walk((), Part.SCORING, "", _plain(old), _plain(new))
    return Difference((content_digest(old), content_digest(new)), None, tuple(changes))


def _plain(value: BaseModel | None) -> Any:
    return value.model_dump(mode="json") if value is not None else None


def _without(value: dict[str, Any] | None, keys: Iterable[str]) -> dict[str, Any] | None:
    return {k: v for k, v in value.items() if k not in keys} if value is not None else None


def _rubric(old: Rubric, new: Rubric, joined: Join) -> Iterator[Change]:
    heads = (_without(_plain(each), _APART) for each in (old, new))
    yield from walk((), Part.SCORING, "", *heads)
    yield from _fields("名册栏目", _columns(old), _columns(new), joined)
    sections = (
        [_without(_plain(s), ("indicators",)) for s in each.sections] for each in (old, new)
    )
    yield from keyed(
        ("一级指标",), Part.STRUCTURE, *({s["code"]: s for s in each if s} for each in sections)
    )
    for name, key in (("加分", "bonus"), ("扣分", "penalties")):
        extras = (_without(_plain(getattr(each, key)), ("indicators",)) for each in (old, new))
        yield from walk((name,), Part.SCORING, key, *extras)
    yield from _Indicators(old, new, joined).changes()
    yield from _fields("填报项", _own(old), _own(new), joined)


class _Indicators:
    """The indicators of two editions, side by side."""

    def __init__(self, old: Rubric, new: Rubric, joined: Join) -> None:
        self.old = {each.code: each for each in old.indicators}
        self.new = {each.code: each for each in new.indicators}
        self.joined = joined
        self.rules = tuple(
            {item.code: item.rule_words() for item in prepare(each)[0].items} for each in (old, new)
        )
        self.homes = tuple(_homes(each) for each in (old, new))

    def changes(self) -> Iterator[Change]:
        """Each new indicator against what it came from, then what is gone."""
        for code, indicator in self.new.items():
            sources = self.joined.items[code]
            alone = self.joined.alone(code)
            if not sources:
                yield Change(Part.STRUCTURE, _called(indicator), None, _points(indicator))
            elif alone is None:
                yield from self._reshaped(indicator, [self.old[each] for each in sources])
            else:
                yield from self._one(self.old[alone], indicator)
        for code, indicator in self.old.items():
            if not self.joined.heirs(code):
                yield Change(Part.STRUCTURE, _called(indicator), _points(indicator), None)
        pairs = [(was, code) for code in self.new if (was := self.joined.alone(code))]
        yield from _reordered("指标", self.old, pairs)

    def _one(self, old: Indicator, new: Indicator) -> Iterator[Change]:
        where = _called(new)
        yield from changed(Part.STRUCTURE, f"{where}·编码", old.code, new.code)
        homes = (self.homes[0][old.code], self.homes[1][new.code])
        yield from changed(Part.STRUCTURE, f"{where}·所属一级指标", *homes)
        apart = {"code", "fields", "rule"}
        rules = (_plain(old.rule), _plain(new.rule))
        if rules[0] and rules[1] and rules[0]["kind"] == rules[1]["kind"]:
            apart.discard("rule")
        else:
            said = self.rules[0].get(old.code, "没有规则"), self.rules[1].get(new.code, "没有规则")
            kinds = tuple(rule["kind"] if rule else None for rule in rules)
            if kinds[0] != kinds[1]:
                yield Change(Part.SCORING, f"{where}·计分规则", *said)
        plains = (_without(_plain(each), apart) for each in (old, new))
        yield from walk((where,), Part.SCORING, "", *plains)

    def _reshaped(self, new: Indicator, sources: Sequence[Indicator]) -> Iterator[Change]:
        """Split or merged: points and rule of both sides, in words."""
        codes = "、".join(each.code for each in sources)
        how = "合并而成" if len(sources) > 1 else "拆出"
        where = _called(new)
        yield Change(Part.STRUCTURE, where, None, f"由 {codes} {how}")
        before = "、".join(f"{each.code} {_points(each)}" for each in sources)
        yield Change(Part.SCORING, f"{where}·分值", before, _points(new))
        rules = (f"{each.code} {self.rules[0].get(each.code, '没有规则')}" for each in sources)
        after = self.rules[1].get(new.code, "没有规则")
        yield Change(Part.SCORING, f"{where}·计分规则", " ".join(rules), after)


def _fields(name: str, old: _Asked, new: _Asked, joined: Join) -> Iterator[Change]:
    pairs = []
    for code, (field, home) in new.items():
        where, was = f"{name} {code}“{field.title}”", joined.fields.get(code, "")
        if was not in old:
            yield Change(Part.STRUCTURE, where, None, _asked_in(field, home))
            continue
        before, old_home = old[was]
        pairs.append((was, code))
        yield from changed(Part.STRUCTURE, f"{where}·编码", was, code)
        if home and old_home not in joined.items[home]:
            yield Change(Part.STRUCTURE, f"{where}·所在指标", old_home, home)
        plains = (_without(_plain(each), ("code",)) for each in (before, field))
        yield from walk((where,), Part.STRUCTURE, "", *plains)
    kept = {was for was, _ in pairs}
    for code, (field, home) in old.items():
        if code not in kept:
            gone = _asked_in(field, home)
            yield Change(Part.STRUCTURE, f"{name} {code}“{field.title}”", gone, None)
    yield from _reordered(name, old, pairs)


def _reordered(name: str, old: Iterable[str], pairs: Sequence[tuple[str, str]]) -> Iterator[Change]:
    """Whether what stands in both changed its order; `pairs` are (old, new) in the new order."""
    places = {code: place for place, code in enumerate(old)}
    before = sorted(pairs, key=lambda pair: places[pair[0]])
    yield from order(name, [new for _, new in before], [new for _, new in pairs])


def _columns(rubric: Rubric) -> _Asked:
    return {field.code: (field, "") for field in rubric.unit_fields}


def _own(rubric: Rubric) -> _Asked:
    return {f.code: (f, each.code) for each in rubric.indicators for f in each.fields}


def _asked_in(field: Field, home: str) -> str:
    kind = shown(field.type.value, "type")
    return f"指标 {home}，{kind}" if home else kind


def _called(indicator: Indicator) -> str:
    return f"指标 {indicator.code}“{indicator.title}”"


def _points(indicator: Indicator) -> str:
    return points_words(indicator.points)


def _homes(rubric: Rubric) -> dict[str, str]:
    """Indicator → its section, 加分 or 扣分."""
    found = {each.code: section.code for section in rubric.sections for each in section.indicators}
    bonus = rubric.bonus.indicators if rubric.bonus is not None else ()
    penalties = rubric.penalties.indicators if rubric.penalties is not None else ()
    found |= {each.code: "加分" for each in bonus}
    return found | {each.code: "扣分" for each in penalties}
