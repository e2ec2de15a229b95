"""评定理由: the sentence a unit reads, made from the structured reason and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from engine.judging.awarding import POOL
from engine.judging.eligibility import Reason
from engine.records.exact import fixed

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
    text = f"{_where(facts)}第{facts['place']}名，在名额{facts['cap']}个之内，列入拟认定名单"
    if facts["first_out"] is None:
        return f"{text}；没有落在线下的候选单位。"
    return f"{text}；本单位{facts['value']}分，线下第一名{facts['first_out']}分。"


def _cap(facts: Facts) -> str:
    where = _where(facts)
    if facts["cap"] == 0:
        return f"{where}名额为0（基数{facts['base']}，只舍不入），未入选。"
    cutoff = facts["cutoff"]
    line = f"入选的最后一名{cutoff}分" if cutoff is not None else "名额由同分单位集体研究决定"
    return (
        f"{where}候选第{facts['place']}名（{facts['value']}分），名额{facts['cap']}个"
        f"已满，{line}，未入选。"
    )


def _tie(facts: Facts) -> str:
    return (
        f"{_where(facts)}候选并列第{facts['place']}名（{facts['value']}分），"
        "各项同分规则都比过仍相同，剩余名额不够，由评审领导小组集体研究。"
    )


def _where(facts: Facts) -> str:
    return "" if facts["group"] == POOL else f"{facts['group']}组"


def _holder(facts: Facts) -> str:
    return f"已于{facts['found']}年获得本奖，列入回头看走访，不再参加本奖评选，名次照排。"


def _threshold(facts: Facts) -> str:
    return f"{_VALUES[facts['on']]}{facts['value']}分，低于本奖分数线{facts['needed']}分。"


def _section(facts: Facts) -> str:
    numerator, denominator = facts["rate"].split("/")
    share = f"{numerator}%" if denominator == "100" else facts["rate"]
    return f"“{facts['section']}”得{facts['value']}分（满分{facts['max']}分），得分率不到{share}。"


def _excluded(facts: Facts) -> str:
    basis = f"，依据{facts['document']}" if facts["document"] else ""
    return f"有不予评定或限制等次情形{facts['exclusion']}（{facts['title']}{basis}）。"


def _gate(facts: Facts) -> str:
    if facts["found"] == "不详":
        return f"“{facts['column']}”记录不详，须先查清，未查清不得入选。"
    return f"不具备前置条件：{facts['title']}。"


_SENTENCES: Mapping[str, Callable[[Facts], str]] = {
    "not-participating": lambda f: f"名册参评状态为“{f['status']}”，不参加评选。",
    "absent": lambda _: "没有提交自评表，不能评定；仍计入名额基数。",
    "blocked": lambda _: "交来的材料不能采用，不能评定；仍计入名额基数。",
    "open-items": lambda f: (
        f"还有{len(f['indicators'])}项未定（{'、'.join(f['indicators'])}），总分暂定，不能入选。"
    ),
    "excluded": _excluded,
    "gate": _gate,
    "holder": _holder,
    "threshold": _threshold,
    "section-threshold": _section,
    "winner": _winner,
    "tie-open": _tie,
    "cap": _cap,
}
