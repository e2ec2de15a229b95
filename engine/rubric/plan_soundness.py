"""Whether an award plan 名额方案 is sound, and fits the rubric it is written for."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from engine.records.exact import plain
from engine.rubric import citations
from engine.rubric.model import Rubric
from engine.rubric.plan import Award, AwardPlan
from engine.rubric.soundness import basis_faults, too_fine, twice
from engine.rubric.standard import Fault, Path

ROSTER_GROUPS = frozenset(("单位类型", "学段", "办学性质", "片区"))
"""Columns by which every roster can be parted; a rubric may add its own."""


def faults(plan: AwardPlan, rubric: Rubric | None) -> tuple[Fault, ...]:
    """Every fault; `rubric` is the one the plan names, None where there is no such edition."""
    ids: list[tuple[Path, str]] = [(("awards", a, "id"), e.id) for a, e in enumerate(plan.awards)]
    found = [*twice(ids, "Y549", "奖项"), *citations.faults(plan)]
    for a, award in enumerate(plan.awards):
        path: Path = ("awards", a)
        found += basis_faults(path, award.basis, plan.sources)
        found += _quota(path, award)
        found += _gates(path, award)
        if rubric is not None:
            found += _against(path, award, rubric)
    found += _recheck(plan)
    if rubric is None:
        found.append(Fault(("rubric",), "Y541", f"没有 {plan.rubric} 这份评估标准"))
    return tuple(found)


def _recheck(plan: AwardPlan) -> Iterator[Fault]:
    terms = plan.recheck
    if terms is None:
        return
    if terms.effect == "replace-last" and all(award.quota is None for award in plan.awards):
        yield Fault(("recheck", "effect"), "Y590", "写了“替换末位”，可是没有哪个奖项有名额")
    if terms.since == "notice" and terms.apply_days < terms.confirm_days:
        days = f"申请复核的{terms.apply_days}个工作日比确认的{terms.confirm_days}个工作日先到期"
        yield Fault(("recheck", "apply_days"), "Y590", days)


def _quota(path: Path, award: Award) -> Iterator[Fault]:
    quota, at = award.quota, (*path, "quota")
    rate = award.threshold.section_rate if award.threshold else None
    share_of_base = quota.share if quota is not None else None
    shares = (((*path, "threshold", "section_rate"), rate), ((*at, "share"), share_of_base))
    for where, share in shares:
        if share is not None and share.numerator > share.denominator:
            what = f"{award.title}：比例 {share.numerator}/{share.denominator} 大于 1"
            yield Fault(where, "Y545", what)
    if quota is None:
        return
    if (quota.share is None) == (quota.number is None):
        both = "比例和个数都写了" if quota.share is not None else "比例和个数都没写"
        yield Fault(at, "Y550", f"{award.title}的名额{both}")
    if award.ties is None:
        yield Fault(path, "Y546", f"{award.title}有名额上限，却没有同分规则")
    if (quota.by is None) != (quota.small_group is None):
        split = (
            "分组给名额，没有写名额为 0 的小组怎么办" if quota.by else "不分组，却写了小组怎么办"
        )
        yield Fault(at, "Y547", f"{award.title}{split}")


def _gates(path: Path, award: Award) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for g, gate in enumerate(award.gates):
        if seen.setdefault(gate.column, gate.must) != gate.must:
            what = f"{award.title}：“{gate.column}”既要求有、又要求没有"
            yield Fault((*path, "gates", g), "Y551", what)


def _against(path: Path, award: Award, rubric: Rubric) -> Iterator[Fault]:
    """What the award names that its rubric does not have."""
    cases = {case.code for case in rubric.exclusions}
    for b, code in enumerate(award.barred_by):
        if code not in cases:
            yield Fault((*path, "barred_by", b), "Y542", f"{award.title}：没有限制情形 {code}")
    sections = {section.code for section in rubric.sections}
    for k, key in enumerate(award.ties.keys if award.ties else ()):
        named = key.section in sections if key.on == "section" else key.section is None
        if not named:
            what = f"{award.title}的同分规则：没有一级指标 {key.section or '（没写编码）'}"
            if key.on != "section":
                what = f"{award.title}的同分规则：不比一级指标，却写了 {key.section}"
            yield Fault((*path, "ties", "keys", k), "Y543", what)
    groups = ROSTER_GROUPS | {field.code for field in rubric.unit_fields if field.options}
    if award.quota is not None and award.quota.by and award.quota.by not in groups:
        what = f"{award.title}：方案里的组别“{award.quota.by}”不存在"
        yield Fault((*path, "quota", "by"), "Y544", what)
    threshold = award.threshold
    if threshold is not None:
        line, name = (*path, "threshold", "at_least"), f"{award.title}的分数线"
        yield from too_fine(line, name, threshold.at_least, rubric)
    if threshold is not None and rubric.total is not None:
        cap = rubric.bonus.cap if rubric.bonus and threshold.on == "total" else Decimal(0)
        if threshold.at_least > rubric.total + cap:
            what = f"{award.title}的分数线 {plain(threshold.at_least)} 高于满分"
            yield Fault(
                (*path, "threshold", "at_least"), "Y548", f"{what} {plain(rubric.total + cap)}"
            )
