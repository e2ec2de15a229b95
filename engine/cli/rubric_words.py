"""A rubric or an award plan in lines of Chinese, as `wuhao rubric show` prints them."""

from __future__ import annotations

from collections.abc import Iterator

from engine.cli.table_words import (
    indicator_around,
    penalties_head,
    penalty_points,
    rubric_around,
    section_around,
)
from engine.language.fields import Field
from engine.records.exact import plain
from engine.rubric.choice_words import CHOICES
from engine.rubric.model import Indicator
from engine.rubric.plan import Award, AwardPlan, Quota, Recheck
from engine.rubric.points import points_words
from engine.rubric.standard import Standard


def rubric_lines(standard: Standard, code: str | None = None) -> Iterator[str]:
    """The whole rubric, or only the indicator `code`."""
    rubric = standard.rubric
    if code is not None:
        indicator = next(each for each in rubric.indicators if each.code == code)
        yield from _indicator(standard, indicator)
        return
    total = f"（{plain(rubric.total)}分）" if rubric.total is not None else ""
    yield f"{rubric.title} {rubric.reference}{total}"
    yield from rubric_around(standard)
    for section in rubric.sections:
        points = f"（{points_words(section.points)}）" if section.points is not None else ""
        yield f"\n{section.code} {section.title}{points}"
        yield from (f"  {line}" for line in section_around(section, standard))
        for indicator in section.indicators:
            yield from _indicator(standard, indicator)
    if rubric.bonus is not None:
        yield f"\n{rubric.bonus.title}（最多{plain(rubric.bonus.cap)}分）"
        for indicator in rubric.bonus.indicators:
            yield from _indicator(standard, indicator)
    if rubric.penalties is not None:
        yield f"\n{rubric.penalties.title}（{penalties_head(rubric.penalties)}）"
        for indicator in rubric.penalties.indicators:
            yield from _indicator(standard, indicator)
    if rubric.exclusions:
        yield "\n不予评定和限制等次情形"
        yield from (f"  {each.code} {each.title}" for each in rubric.exclusions)


def plan_lines(plan: AwardPlan) -> Iterator[str]:
    """The whole plan."""
    yield f"{plan.title} {plan.reference}（用于 {plan.rubric}）"
    for award in plan.awards:
        yield f"\n{award.id} {award.title}"
        yield from (f"    {line}" for line in _award(award))
    yield f"\n公示{plan.publicity.working_days}个工作日，只公布名单。"
    if plan.recheck is not None:
        yield _recheck(plan.recheck)


def _recheck(terms: Recheck) -> str:
    said = {key: CHOICES[key][str(getattr(terms, key))] for key in ("silence", "since", "effect")}
    who = "只由原来没有评过的人复核" if terms.reviewers == "others" else "由谁复核不限"
    new = "可以补新材料" if terms.new_evidence else "只看已交的材料"
    return (
        f"初评结果确认{terms.confirm_days}个工作日，到期没有答复的{said['silence']}；"
        f"复核申请从{said['since']}起{terms.apply_days}个工作日，{new}，{who}；"
        f"改分以后：{said['effect']}。"
    )


def _indicator(standard: Standard, indicator: Indicator) -> Iterator[str]:
    penalties = standard.rubric.penalties
    off = penalties is not None and indicator in penalties.indicators
    points = penalty_points(indicator) if off else points_words(indicator.points)
    yield f"  {indicator.code} {indicator.title}（{points}）"
    if indicator.requirement:
        yield f"    要求：{indicator.requirement}"
    item = standard.by_code.get(indicator.code)
    text = item.standard() if item is not None else indicator.standard
    if text:
        yield f"    评分标准：{text}"
    yield from (f"    {line}" for line in indicator_around(indicator, standard))
    for field in item.fields if item is not None else indicator.fields:
        asked = f"{field.code} {field.label}{_allowed(field)}{_record(field)}{_way(field)}"
        yield f"    〔{field.source.chinese}〕{asked}"


def _allowed(field: Field) -> str:
    if field.options:
        return f"：{'、'.join(field.options)}"
    if field.minimum is not None and field.maximum is not None:
        return f"：{plain(field.minimum)}—{plain(field.maximum)}"
    return ""


def _record(field: Field) -> str:
    return "（只记录，不计分）" if field.record_only else ""


def _way(field: Field) -> str:
    return f"（{CHOICES['way'][field.way]}）" if field.way else ""


def _award(award: Award) -> Iterator[str]:
    yield f"名额：{_quota(award.quota)}" if award.quota is not None else "名额：不限"
    if award.threshold is not None:
        value = "基础分" if award.threshold.on == "base" else "总分"
        yield f"分数线：{value}≥{plain(award.threshold.at_least)}"
        rate = award.threshold.section_rate
        if rate is not None:
            yield f"每个一级指标得分率≥{rate.numerator}/{rate.denominator}"
    yield from (f"前置：{gate.title}" for gate in award.gates)
    if award.barred_by:
        yield f"有下列情形的不得入选：{'、'.join(award.barred_by)}"


def _quota(quota: Quota) -> str:
    if quota.share is not None:
        amount = f"基数的{quota.share.numerator}/{quota.share.denominator}，只舍不入"
    else:
        amount = f"{quota.number}个"
    return f"{amount}，按{quota.by}分组" if quota.by else amount
