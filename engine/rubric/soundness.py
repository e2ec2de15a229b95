"""Whether a rubric 评估标准 as a whole is sound: names, sums, ranges, and what nobody can reach.

All faults are found in one pass; what shapes the models already refuse is not asked again here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import pairwise

from engine.language.expressions import fields_read
from engine.language.fields import Field, Kind, Source
from engine.records.exact import places_of, plain
from engine.rubric import citations, closer_looks
from engine.rubric.model import Basis, Indicator, Rubric
from engine.rubric.points import Points, each_amount
from engine.rubric.preparing import prepare
from engine.rubric.standard import Fault, Path, Standard
from engine.rubric.sums import sum_faults, where
from engine.rubric.table_soundness import table_faults
from engine.rules.amounts import situations, value_in
from engine.rules.parts import Parts

Placed = list[tuple[Path, Indicator]]
_OUT_OF_RANGE = frozenset(("Y513", "Y514"))
_NOT_COUNTED = (Kind.TEXT, Kind.DOCUMENT)


def faults(rubric: Rubric) -> tuple[Fault, ...]:
    """Every fault, those of lowering its rules included, in no particular order."""
    standard, lowering = prepare(rubric)
    placed = _placed(rubric)
    sums = [*_amounts(rubric, placed), *_parts(placed)]
    wrong_points = {fault.path[:-1] for fault in sums}
    found = [
        # Points that are wrong in themselves make every range wrong: said once.
        *(f for f in lowering if not (f.code in _OUT_OF_RANGE and f.path[:-1] in wrong_points)),
        *sums,
        *_duplicates(rubric, placed),
        *sum_faults(rubric, standard),
        *table_faults(rubric, standard),
        *_bases(rubric, placed),
        *_evidence(placed),
        *_neighbours(rubric, placed),
        *_ways(rubric, placed),
        *_grades(rubric),
        *_exclusions(rubric),
        *citations.faults(rubric),
    ]
    at = {indicator.code: path for path, indicator in placed}
    found += closer_looks.faults(standard, at, lowering)
    # Where a rule could not be read nobody knows what it would have used.
    return tuple(found if lowering else [*found, *_unused(rubric, standard)])


def twice(codes: Iterable[tuple[Path, str]], code: str, noun: str) -> Iterator[Fault]:
    """A fault at every code that stands a second time, or says nothing."""
    seen: set[str] = set()
    for path, each in codes:
        if not each.strip():
            yield Fault(path, "Y577", f"{noun}是空的")
        elif each in seen:
            yield Fault(path, code, f"{noun} {each} 写了两次")
        seen.add(each)


def too_fine(path: Path, name: str, amount: Decimal, rubric: Rubric) -> Iterator[Fault]:
    """A number with more places than any published point has: no point could equal it."""
    if places_of(amount) > rubric.rounding.places:
        what = f"{name}是 {plain(amount)}，得分只保留 {rubric.rounding.places} 位小数"
        yield Fault(path, "Y540", what)


def basis_faults(path: Path, bases: tuple[Basis, ...], sources: Iterable[str]) -> Iterator[Fault]:
    """依据 that names no source, or one that is not there."""
    for b, basis in enumerate(bases):
        if basis.source is None:
            if basis.relation != "自拟":
                what = f"依据写了“{basis.relation}”，却没有写来源"
                yield Fault((*path, "basis", b), "Y529", what)
        elif basis.source not in sources:
            what = f"来源里没有“{basis.source}”"
            yield Fault((*path, "basis", b, "source"), "Y528", what)


def _placed(rubric: Rubric) -> Placed:
    found: Placed = [
        (("sections", s, "indicators", i), indicator)
        for s, section in enumerate(rubric.sections)
        for i, indicator in enumerate(section.indicators)
    ]
    bonus = rubric.bonus.indicators if rubric.bonus else ()
    found += [(("bonus", "indicators", i), each) for i, each in enumerate(bonus)]
    penalties = rubric.penalties.indicators if rubric.penalties else ()
    return found + [(("penalties", "indicators", i), each) for i, each in enumerate(penalties)]


def _fields(placed: Placed) -> Iterator[tuple[Path, Field, Indicator]]:
    for path, indicator in placed:
        for f, field in enumerate(indicator.fields):
            yield (*path, "fields", f), field, indicator


def _duplicates(rubric: Rubric, placed: Placed) -> Iterator[Fault]:
    sections = [(("sections", s, "code"), each.code) for s, each in enumerate(rubric.sections)]
    yield from twice(sections, "Y520", "一级指标编码")
    yield from twice([((*path, "code"), each.code) for path, each in placed], "Y521", "指标编码")
    roster = [(("unit_fields", u, "code"), e.code) for u, e in enumerate(rubric.unit_fields)]
    asked = [((*path, "code"), field.code) for path, field, _ in _fields(placed)]
    yield from twice([*roster, *asked], "Y522", "填报项编码")
    cases = [(("exclusions", e, "code"), each.code) for e, each in enumerate(rubric.exclusions)]
    yield from twice(cases, "Y523", "情形编码")


def _amounts(rubric: Rubric, placed: Placed) -> Iterator[Fault]:
    """Points that are missing, zero or negative."""
    amounts: list[tuple[Path, str, Points | None]] = [
        *(((*path, "points"), f"指标 {each.code} 的分值", each.points) for path, each in placed),
        *(
            (("sections", s, "points"), f"一级指标 {each.code} 的分值", each.points)
            for s, each in enumerate(rubric.sections)
        ),
        (("total",), "总分（total）", rubric.total),
    ]
    if rubric.bonus is not None:
        amounts.append((("bonus", "cap"), "加分上限（cap）", rubric.bonus.cap))
    for path, name, points in amounts:
        if points is None and rubric.status != "excerpt" and path[0] != "penalties":
            yield Fault(path, "Y526", f"{name}没有写")
        for amount in each_amount(points):
            if amount < 0 or (amount == 0 and isinstance(points, Decimal)):
                yield Fault(path, "Y526", f"{name}是 {plain(amount)}，应大于 0")
            else:
                yield from too_fine(path, name, amount, rubric)
        if not isinstance(points, Decimal) and points is not None and not any(each_amount(points)):
            yield Fault(path, "Y526", f"{name}在每一组都是 0")


def _parts(placed: Placed) -> Iterator[Fault]:
    for path, each in placed:
        if isinstance(each.rule, Parts) and each.points is not None:
            whole = each.raw if each.raw is not None else each.points
            parts = tuple(part.points for part in each.rule.parts)
            for situation in situations((*parts, whole)):
                reached = sum((value_in(p, situation) or Decimal(0) for p in parts), Decimal(0))
                wanted = value_in(whole, situation)
                if wanted and reached != wanted:
                    what = f"{where(situation)}指标 {each.code} 各部分合计 {plain(reached)} 分，"
                    yield Fault((*path, "rule"), "Y527", f"{what}分值是 {plain(wanted)} 分")
                    break


def _bases(rubric: Rubric, placed: Placed) -> Iterator[Fault]:
    for path, each in placed:
        yield from basis_faults(path, each.basis, rubric.sources)
    for e, case in enumerate(rubric.exclusions):
        yield from basis_faults(("exclusions", e), case.basis, rubric.sources)


def _evidence(placed: Placed) -> Iterator[Fault]:
    codes = {each.code for _, each in placed}
    for path, each in placed:
        both = bool(each.evidence) and bool(each.evidence_none)
        neither = not each.evidence and not each.evidence_none
        claimed = any(field.source is Source.SCHOOL for field in each.fields)
        if both or (neither and claimed):
            what = "又写了要佐证、又写了不要" if both else "没有写要什么佐证"
            yield Fault((*path, "evidence"), "Y530", f"指标 {each.code} {what}")
        for e, need in enumerate(each.evidence):
            if need.from_item is not None and need.from_item not in codes - {each.code}:
                what = f"指标 {each.code} 的佐证取自指标 {need.from_item}，没有这个指标"
                yield Fault((*path, "evidence", e, "from_item"), "Y531", what)


def _neighbours(rubric: Rubric, placed: Placed) -> Iterator[Fault]:
    """`at_most` and `at_least` name number fields; the period runs forward."""
    everywhere = (*rubric.unit_fields, *(field for _, field, _ in _fields(placed)))
    numbers = {field.code for field in everywhere if field.type is Kind.NUMBER}
    for path, field, _ in _fields(placed):
        for key, other in (("at_most", field.at_most), ("at_least", field.at_least)):
            if other is not None and other not in numbers - {field.code}:
                what = f"填报项 {field.code} 要与 {other} 比，没有这个数字填报项"
                yield Fault((*path, key), "Y532", what)
    if rubric.period is not None and rubric.period.first > rubric.period.last:
        what = f"统计时段从 {rubric.period.first} 到 {rubric.period.last}，前后颠倒"
        yield Fault(("period",), "Y533", what)


def _ways(rubric: Rubric, placed: Placed) -> Iterator[Fault]:
    """评审方式 on a field that no reviewer fills in."""
    roster = [(("unit_fields", u), each) for u, each in enumerate(rubric.unit_fields)]
    asked = [
        (path, each) for path, each, _ in _fields(placed) if each.source is not Source.REVIEWER
    ]
    for path, field in (*roster, *asked):
        if field.way:
            what = f"{field.code}（{field.title}）不是评审填的，却写了评审方式"
            yield Fault((*path, "way"), "Y595", what)


def _grades(rubric: Rubric) -> Iterator[Fault]:
    if rubric.grades is None:
        return
    bands = rubric.grades.bands
    cap = rubric.bonus.cap if rubric.bonus and rubric.grades.on == "total" else Decimal(0)
    top = None if rubric.total is None else rubric.total + cap
    at: Path = ("grades", "bands")
    for b, (above, below) in enumerate(pairwise(bands), start=1):
        if below.at_least >= above.at_least:
            what = f"“{below.title}”的分数线没有低于“{above.title}”"
            yield Fault((*at, b, "at_least"), "Y534", what)
    for b, band in enumerate(bands):
        yield from too_fine((*at, b, "at_least"), f"“{band.title}”的分数线", band.at_least, rubric)
    titles: list[tuple[Path, str]] = [((*at, b, "title"), e.title) for b, e in enumerate(bands)]
    yield from twice(titles, "Y534", "等次")
    if not bands or bands[-1].at_least != 0:
        yield Fault(at, "Y534", "最低一等没有从 0 开始")
    if bands and top is not None and bands[0].at_least > top:
        what = f"“{bands[0].title}”的分数线高于满分 {plain(top)}"
        yield Fault((*at, 0, "at_least"), "Y534", what)


def _exclusions(rubric: Rubric) -> Iterator[Fault]:
    titles = {band.title for band in rubric.grades.bands} if rubric.grades else set()
    for e, case in enumerate(rubric.exclusions):
        path: Path = ("exclusions", e)
        for key, title in (("grade_at_most", case.grade_at_most), ("grade", case.grade)):
            if title is not None and title not in titles:
                what = f"情形 {case.code} 里的等次“{title}”不存在"
                yield Fault((*path, key), "Y535", what)
        if not case.bars_awards and case.grade is None and case.grade_at_most is None:
            yield Fault(path, "Y536", f"情形 {case.code} 没有写有什么结果")
        if not any(basis.source for basis in case.basis):
            what = f"情形 {case.code} 没有设定依据，启用前一直是停用的"
            yield Fault(path, "Y539", what)


def _unused(rubric: Rubric, standard: Standard) -> Iterator[Fault]:
    """Fields that schools fill in for nothing."""
    read: set[str] = set()
    for expression in standard.asked.values():
        read |= fields_read(expression)
    for item in standard.items:
        read |= item.reads
        for _, expression in item.evidence:
            read |= fields_read(expression)
    placed = _placed(rubric)
    for _, field, _ in _fields(placed):
        read |= {other for other in (field.at_most, field.at_least) if other}
    for path, field, indicator in _fields(placed):
        scored = indicator.rule is not None and indicator.points is not None
        scored &= not field.record_only
        if scored and field.code not in read and field.type not in _NOT_COUNTED:
            yield Fault(path, "Y538", f"填报项 {field.code}（{field.title}）没有哪里用到")
