"""Whether what stands around the rules is sound: conversions, 不适用, penalties, alliances."""

from __future__ import annotations

from collections.abc import Iterator

from engine.language.conditions import BadCondition
from engine.language.expressions import Expression, Quotient, children
from engine.language.fields import Kind
from engine.language.prove import Unprovable, bounds
from engine.rubric.model import Indicator, Rubric, Section
from engine.rubric.standard import Fault, Item, Path, Standard
from engine.rules.amounts import lowered


def table_faults(rubric: Rubric, standard: Standard) -> Iterator[Fault]:
    """Every fault of sections, penalties and alliance."""
    for s, section in enumerate(rubric.sections):
        path: Path = ("sections", s)
        items = [item for item in standard.items if item.section == section.code]
        yield from _section(path, section, standard)
        yield from _left_over(path, section, items)
        yield from _rounded_twice(path, section, items)
    yield from _nothing_left(rubric, standard)
    yield from _raw(rubric)
    yield from _penalties(rubric, standard)
    yield from _alliance(rubric, standard)


def _section(path: Path, section: Section, standard: Standard) -> Iterator[Fault]:
    if section.convert and section.points is None:
        yield Fault((*path, "points"), "Y552", f"{section.title}要折算，却没有写折算到几分")
    if section.points is not None:
        try:
            lowered(section.points, standard.scope, {})
        except BadCondition as error:
            yield Fault((*path, "points"), "Y510", f"{section.title}的分值：{error}")
    policy = section.not_applicable
    if policy is None:
        return
    at = (*path, "not_applicable")
    if policy.when is None:
        yield Fault(at, "Y553", f"{section.title}整个不适用，要写明什么情况下（when）")
    if policy.within == "section":
        yield Fault(at, "Y553", f"{section.title}整个不适用，没有余下的分可以在这一级折算")
    both = [each.code for each in section.indicators if each.not_applicable is not None]
    if both:
        what = f"{section.title}整个规定了不适用，指标 {'、'.join(both)} 又另有规定"
        yield Fault(at, "Y553", what)


def _left_over(path: Path, section: Section, items: list[Item]) -> Iterator[Fault]:
    """What is brought back to the section's whole needs an item that is always there."""
    leaving = [item for item in items if item.policy is not None and not item.gives_full]
    rescaled = any(i.policy is not None and i.policy.within == "section" for i in leaving)
    if section.not_applicable is None and rescaled and len(leaving) == len(items):
        what = f"{section.title}的指标都可能不适用，没有余下的分可以折算"
        yield Fault((*path, "indicators"), "Y553", what)


def _nothing_left(rubric: Rubric, standard: Standard) -> Iterator[Fault]:
    base = [item for item in standard.items if item.block == "base"]
    leaving = [item for item in base if item.policy is not None and not item.gives_full]
    rescaled = any(i.policy is not None and i.policy.within == "total" for i in leaving)
    if base and len(leaving) == len(base) and (rescaled or rubric.convert_to is not None):
        yield Fault(("sections",), "Y553", "全部指标都可能不适用，没有余下的分可以折算")


def _rounded_twice(path: Path, section: Section, items: list[Item]) -> Iterator[Fault]:
    """An item rounded once, and its section again: allowed where the rubric says so, but said."""
    rescaled = any(item.policy is not None and item.policy.within == "section" for item in items)
    if not (section.convert or rescaled):
        return
    twice = [item.code for item in items if _divides(item.expression)]
    if twice:
        what = f"{section.title}折算时再修约一次，指标 {'、'.join(twice)} 的得分已经修约过"
        yield Fault((*path, "indicators"), "Y554", what)


def _divides(node: Expression) -> bool:
    return isinstance(node, Quotient) or any(_divides(child) for child in children(node))


def _raw(rubric: Rubric) -> Iterator[Fault]:
    blocks: list[tuple[Path, tuple[Indicator, ...]]] = [
        (("sections", s), section.indicators) for s, section in enumerate(rubric.sections)
    ]
    if rubric.bonus is not None:
        blocks.append((("bonus",), rubric.bonus.indicators))
    if rubric.penalties is not None:
        blocks.append((("penalties",), rubric.penalties.indicators))
    for path, indicators in blocks:
        for i, each in enumerate(indicators):
            if each.raw is None or (each.raw > 0 and each.rule is not None and each.points):
                continue
            what = f"指标 {each.code} 的原始满分（raw）应大于 0，并且有分值和计分规则"
            yield Fault((*path, "indicators", i, "raw"), "Y552", what)


def _penalties(rubric: Rubric, standard: Standard) -> Iterator[Fault]:
    penalties = rubric.penalties
    if penalties is None:
        return
    for i, each in enumerate(penalties.indicators):
        policy = each.not_applicable
        if policy is not None and policy.gives_full:
            what = f"扣分项 {each.code} 不适用的，不能按满分扣"
            yield Fault(("penalties", "indicators", i, "not_applicable"), "Y555", what)
        kind = getattr(each.rule, "kind", "")
        if each.points is None and kind != "penalty":
            at: Path = ("penalties", "indicators", i, "points")
            yield Fault(
                at, "Y555", f"扣分项 {each.code} 没有写最多扣几分，计分规则也不是“按次扣分”"
            )
    if penalties.coefficient is None:
        return
    try:
        found = bounds(lowered(penalties.coefficient, standard.scope, {}), standard.scope)
        if found.low < 0:
            yield Fault(("penalties", "coefficient"), "Y555", "扣分的系数不能小于 0")
    except (BadCondition, Unprovable) as error:
        yield Fault(("penalties", "coefficient"), "Y510", f"扣分的系数：{error}")


def _alliance(rubric: Rubric, standard: Standard) -> Iterator[Fault]:
    alliance = rubric.alliance
    if alliance is None:
        return
    roster = {field.code: field for field in rubric.unit_fields}
    group = roster.get(alliance.by)
    if group is None or not (group.one_option or group.type is Kind.TEXT) or group.asked_when:
        what = f"捆绑评价的联盟“{alliance.by}”应是名册里的单选题或文字栏目"
        yield Fault(("alliance", "by"), "Y556", what)
    last = standard.scope.get(alliance.last) if alliance.last is not None else None
    if alliance.last is not None and (last is None or last.type is not Kind.NUMBER):
        what = f"捆绑评价要比的上年得分“{alliance.last}”应是数字填报项或名册栏目"
        yield Fault(("alliance", "last"), "Y556", what)
