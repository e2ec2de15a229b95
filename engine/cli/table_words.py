"""What stands around the rules in plain sentences: 折算, 不适用, 扣分, 捆绑评价."""

from __future__ import annotations

from collections.abc import Iterator

from engine.language.conditions import BadCondition, parse_truth
from engine.language.fields import Scope
from engine.language.sentence import say
from engine.records.exact import plain
from engine.rubric.choice_words import CHOICES
from engine.rubric.model import Alliance, Indicator, NotApplicable, Penalties, Section
from engine.rubric.points import points_words
from engine.rubric.standard import Standard
from engine.rules.amounts import amount_words


def rubric_around(standard: Standard) -> Iterator[str]:
    """What is done with the sums of the whole rubric."""
    rubric = standard.rubric
    if rubric.convert_to is not None:
        yield f"折算：基础分折算到{plain(rubric.convert_to)}分。"
    if rubric.alliance is not None:
        yield f"捆绑评价：{_alliance(rubric.alliance, standard.scope)}"


def section_around(section: Section, standard: Standard) -> Iterator[str]:
    """How a section is converted, and where it does not apply."""
    if section.convert:
        yield f"折算：各项得分合起来折算到{points_words(section.points)}。"
    if section.not_applicable is not None:
        yield f"不适用：{_not_applicable(section.not_applicable, standard.scope)}"


def indicator_around(indicator: Indicator, standard: Standard) -> Iterator[str]:
    """How an indicator is converted, and where it does not apply."""
    if indicator.raw is not None:
        yield f"原始满分：{plain(indicator.raw)}分，得分折算到{points_words(indicator.points)}。"
    if indicator.not_applicable is not None:
        yield f"不适用：{_not_applicable(indicator.not_applicable, standard.scope)}"


def penalties_head(penalties: Penalties) -> str:
    """“从总分中扣，不设上限；扣到0分为止；乘以系数（在校生数≥2000的0.8，其余1）”."""
    most = "不设上限" if penalties.cap is None else f"合计最多扣{plain(penalties.cap)}分"
    said = [f"从总分中扣，{most}", CHOICES["floor"][penalties.floor]]
    if penalties.coefficient is not None:
        said.append(f"乘以系数{amount_words(penalties.coefficient, '')}")
    return "；".join(said)


def penalty_points(indicator: Indicator) -> str:
    """“最多扣5分”."""
    if indicator.points is None:
        return "不设上限"
    return f"最多扣{points_words(indicator.points)}"


def _not_applicable(policy: NotApplicable, scope: Scope) -> str:
    when = f"{_condition(policy.when, scope)}的" if policy.when else "申请获准的"
    gone = {True: "按满分算", False: "不计入满分"}[policy.gives_full]
    if policy.policy == "waive":
        return f"{when}，凭“{policy.held}”免评，{gone}。"
    if policy.within is None:
        return f"{when}，{gone}。"
    whole = {"section": "这个一级指标", "total": "总分"}[policy.within]
    return f"{when}，{gone}，{whole}余下的得分折算回原来的满分。"


def _condition(text: str, scope: Scope) -> str:
    try:
        return say(parse_truth(text, scope), scope)
    except BadCondition:  # lint says it; here it is shown as it is written
        return text


def _alliance(alliance: Alliance, scope: Scope) -> str:
    own, shared = plain(alliance.own), plain(alliance.shared)
    who = CHOICES["of"][alliance.of]
    what = f"{who}的{CHOICES['measure'][alliance.measure]}"
    if alliance.last is not None and alliance.most is not None and alliance.points is not None:
        last = scope[alliance.last].title if alliance.last in scope else alliance.last
        what = (
            f"{who}比“{last}”平均增加的分，增{plain(alliance.most)}分以上的算"
            f"{plain(alliance.points)}分，不足的按比例，没有增的算0分"
        )
    return (
        f"“{alliance.by}”相同的单位一起算：总分＝自己的总分×{own}＋联盟的分×{shared}；"
        f"联盟的分是{what}；没有联盟的用自己的总分。"
    )
