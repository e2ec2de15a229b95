"""评定理由: the sentence a unit reads, made from the structured reason and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from engine.judging.awarding import POOL
from engine.judging.eligibility import Reason
from engine.records.exact import fixed

_NAMED = 6
"""How many open items a sentence names before it only counts them."""

_VALUES = {"base": "基础分", "total": "总分"}


def facts_as_json(reason: Reason, places: int) -> dict[str, Any]:
    """The published facts: points as decimal strings, everything else as it is."""
    points = {"value", "needed", "cutoff", "first_out", "max"}
    return {
        "kind": reason.kind,
        **{
            name: fixed(value, places) if name in points and value is not None else value
            for name, value in reason.facts.items()
        },
    }


def sentence(reason: Reason, places: int) -> str:
    """One sentence in Chinese, checkable by hand from the table."""
    return _SENTENCES[reason.kind](facts_as_json(reason, places))


Facts = Mapping[str, Any]


def _winner(facts: Facts) -> str:
    if "cap" not in facts:
        return "达到全部条件，本奖不限名额，列入拟认定名单。"
    text = f"{_standing(facts)}，在{facts['cap']}个名额之内，列入拟认定名单；"
    if facts["first_out"] is None:
        return f"{text}后面没有别的候选单位。"
    if facts["first_out"] == facts["value"]:
        return f"{text}下一名同为{facts['value']}分，按同分规则排在本单位之后。"
    if facts["tied"]:
        return f"{text}其后并列的{facts['tied']}个单位{facts['first_out']}分，由集体研究。"
    return f"{text}未入选的候选单位最高{facts['first_out']}分。"


def _cap(facts: Facts) -> str:
    if facts["cap"] == 0:
        basis = f"基数{facts['base']}"
        if facts["share"] is not None:
            basis = f"基数{facts['base']}，乘以{_share(facts['share'])}，只舍不入"
        return f"{_standing(facts)}；{_where(facts)}名额为0（{basis}），未入选。"
    if facts["tied"]:
        return (
            f"{_standing(facts)}；名额{facts['cap']}个，剩下的{facts['seats']}个由排在前面的"
            f"{facts['tied']}个同分单位集体研究决定，未入选。"
        )
    line = f"入选的最后一名{facts['cutoff']}分"
    if facts["cutoff"] == facts["value"]:
        line = f"入选的最后一名同为{facts['value']}分，按同分规则排在本单位之前"
    return f"{_standing(facts)}；名额{facts['cap']}个已满，{line}，未入选。"


def _tie(facts: Facts) -> str:
    return (
        f"{_standing(facts)}；{facts['tied']}个单位按同分规则比过仍然相同，"
        f"只剩{facts['seats']}个名额，由评审领导小组集体研究。"
    )


def _standing(facts: Facts) -> str:
    """Place among the candidates, who are fewer than the ranked: holders and others are not."""
    tied = "并列" if facts["equals"] > 1 else ""
    value = f"{_VALUES[facts['on']]}{facts['value']}分"
    return f"{_where(facts)}候选单位中{tied}第{facts['place']}名（{value}）"


def _where(facts: Facts) -> str:
    if facts["group"] == POOL:
        return ""
    return f"“{facts['group']}”组" if facts["group"] else "未分组单位"


def _share(text: str) -> str:
    """A fraction as a percentage where it is a whole one, such as 15/100 → 15%."""
    numerator, denominator = (int(part) for part in text.split("/"))
    return f"{numerator * 100 // denominator}%" if numerator * 100 % denominator == 0 else text


def _holder(facts: Facts) -> str:
    return (
        f"往年荣誉“{facts['column']}”记为{facts['found']}年，"
        "列入回头看走访，不再参加本奖评选，总分名次照排。"
    )


def _threshold(facts: Facts) -> str:
    return f"{_VALUES[facts['on']]}{facts['value']}分，低于本奖分数线{facts['needed']}分。"


def _section(facts: Facts) -> str:
    return (
        f"“{facts['section']}”得{facts['value']}分（满分{facts['max']}分），"
        f"得分率不到本奖要求的{_share(facts['rate'])}。"
    )


def _excluded(facts: Facts) -> str:
    basis = f"，依据{facts['document']}" if facts["document"] else ""
    what = f"{facts['exclusion']}（{facts['title']}{basis}）"
    return f"有不予评定或限制等次情形{what}，不能参加本奖评选。"


def _gate(facts: Facts) -> str:
    if facts["found"] == "不详":
        return f"往年荣誉“{facts['column']}”记录不详，须先查清，查清之前不能入选。"
    return f"往年荣誉“{facts['column']}”记为“无”，不具备前置条件：{facts['title']}。"


def _not_in(what: str) -> Callable[[Facts], str]:
    def say(facts: Facts) -> str:
        return f"{what}，不能评定{'；仍计入名额基数' if facts['in_base'] else ''}。"

    return say


def _open(facts: Facts) -> str:
    codes = facts["indicators"]
    named = "、".join(codes[:_NAMED]) + ("等" if len(codes) > _NAMED else "")
    return f"还有{len(codes)}项未定（{named}），总分是暂定的，全部定分之后才能评选。"


_SENTENCES: Mapping[str, Callable[[Facts], str]] = {
    "not-participating": lambda f: f"名册参评状态为“{f['status']}”，本年不参加评选。",
    "absent": _not_in("没有提交自评表"),
    "blocked": _not_in("交来的材料不能采用"),
    "open-items": _open,
    "excluded": _excluded,
    "gate": _gate,
    "holder": _holder,
    "threshold": _threshold,
    "section-threshold": _section,
    "winner": _winner,
    "tie-open": _tie,
    "cap": _cap,
}
