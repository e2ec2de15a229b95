"""Words of a result 评分结果用词: how `results.json` is said to people, on every surface."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from engine.records.states import UNIT_STATE_CHINESE, UnitState, by_key

Results = Mapping[str, Any]
"""The dict `engine.judging.results.as_results` makes, or the same read back from JSON."""


class Word(NamedTuple):
    """A mark that reads on a grey printout, and the word it stands before."""

    mark: str
    word: str

    def __str__(self) -> str:
        return f"{self.mark} {self.word}"


UNIT_STATES: Mapping[str, Word] = {
    state: Word(mark, UNIT_STATE_CHINESE[state])
    for state, mark in (
        (UnitState.FINAL, "✓"),
        (UnitState.PROVISIONAL, "…"),
        (UnitState.BLOCKED, "!"),
        (UnitState.ABSENT, "○"),
    )
}
REASONS: Mapping[str, Word] = {
    "winner": Word("✓", "拟认定"),
    "tie-open": Word("？", "待集体研究"),
    "cap": Word("–", "未入选：名额已满"),
    "threshold": Word("–", "未入选：低于分数线"),
    "section-threshold": Word("–", "未入选：单项得分率不够"),
    "holder": Word("–", "不参加：已获本奖"),
    "gate": Word("!", "未入选：前置条件"),
    "excluded": Word("!", "未入选：不予评定情形"),
    "open-items": Word("…", "不能评定：总分暂定"),
    "blocked": Word("!", "不能评定：材料不能用"),
    "absent": Word("○", "不能评定：未提交"),
    "not-participating": Word("–", "不参加评选"),
}
SEVERITIES: Mapping[str, Word] = {
    "reject": Word("!", "退回"),
    "block": Word("!", "须改正"),
    "warning": Word("△", "提醒"),
    "note": Word("·", "说明"),
}
LOOKBACK: Mapping[str, Word] = {
    "open-item": Word("…", "未定的项"),
    "closed-item": Word("△", "收口定分的项"),
    "lost-points": Word("–", "失分较多的项"),
    "holder-visit": Word("·", "已获奖单位走访"),
    "not-handed-in": Word("○", "没有可用材料"),
    "paper-differs": Word("?", "纸电不一致"),
}
RUBRIC_STATUS: Mapping[str, str] = {
    "model": "示范标准，不是任何机关印发的文件",
    "excerpt": "摘录，原文有未见的部分",
    "draft": "草稿",
    "published": "正式标准",
}
_STATE_ORDER = tuple(UNIT_STATES)


WAITS = "待收口后比较"
"""Of an item that compares units, before it can."""


def item_state(item: Mapping[str, Any]) -> Word:
    """The state of an item; one that a closing decision settled keeps what it was before."""
    state = by_key(item["state"])
    if item["waits"]:
        return Word(state.mark, WAITS)
    closed = f"（收口前{by_key(item['closed']['from']).chinese}）" if item["closed"] else ""
    return Word(state.mark, state.chinese + closed)


def claim_word(item: Mapping[str, Any]) -> str:
    """What stands for a claimed score 自评分 that cannot be had."""
    asked = any(source["by"] == "school" for source in item["source"])
    return "算不出" if asked else "不由校报"


def number(text: str) -> str:
    """Points as people read them: a minus is a minus sign, never a hyphen."""
    return text.replace("-", "−")


def short(text: str | None) -> str:
    """Full points 满分 without trailing zeros: 20.00 is 20; the source may not show them."""
    if text is None:
        return "未见"
    return text.rstrip("0").rstrip(".") if "." in text else text


def in_order(results: Results) -> list[dict[str, Any]]:
    """All units: by rank, then unranked ones by state and code."""
    return sorted(
        results["units"],
        key=lambda unit: (
            unit["rank"] is None,
            unit["rank"] or 0,
            _STATE_ORDER.index(unit["state"]),
            unit["code"],
        ),
    )


def open_items(unit: Mapping[str, Any]) -> list[str]:
    """Codes of the items that hold a unit's total provisional."""
    return [item["code"] for item in unit["indicators"] if item["open"]]


def rank_word(unit: Mapping[str, Any]) -> str:
    """The rank, or why there is none."""
    if unit["rank"] is not None:
        return str(unit["rank"])
    return "不排名" if unit["state"] == UnitState.FINAL else UNIT_STATES[unit["state"]].word


def grade_word(unit: Mapping[str, Any]) -> str:
    """The grade, or why there is none."""
    otherwise = "不分等次" if unit["state"] == UnitState.FINAL else "未定"
    return str(unit["grade"] or otherwise)


def award_word(unit: Mapping[str, Any], award: Mapping[str, Any]) -> Word:
    """What an award decided about a unit."""
    return REASONS[award["reasons"][unit["code"]]["kind"]]


def remarks(unit: Mapping[str, Any]) -> list[str]:
    """What must be said beside a unit's figures."""
    found = [] if unit["status"] == "参评" else [f"名册状态为“{unit['status']}”，不排名"]
    still_open = open_items(unit)
    if still_open:
        found.append(f"还有{len(still_open)}项未定：{'、'.join(still_open)}")
    for each in unit["exclusions"]:
        basis = f"（依据{each['document']}）" if each["document"] else ""
        found.append(f"{each['code']} {each['title']}{basis}")
    closed = [item["code"] for item in unit["indicators"] if item["closed"]]
    if closed:
        found.append(f"收口定分{len(closed)}项：{'、'.join(closed)}")
    told = {
        item["code"]: item["recheck"]["upheld"] for item in unit["indicators"] if "recheck" in item
    }
    for word, upheld in (("复核改分", True), ("复核维持", False)):
        codes = [code for code, each in told.items() if each is upheld]
        found += [f"{word}{len(codes)}项：{'、'.join(codes)}"] if codes else []
    objected = [item["code"] for item in unit["indicators"] if "objection" in item]
    if objected:
        found.append(f"有异议、还没有复核决定的{len(objected)}项：{'、'.join(objected)}")
    return found


def late_lock(results: Results) -> str | None:
    """What a result says of itself when the year was locked late."""
    late = results["late_lock"]
    if not late:
        return None
    marked = f"（见{late['marked']}）" if late.get("marked") else ""
    return f"锁定晚于评审：锁定时已有评审记录{marked}。理由：{late.get('reason', '未写')}"


def closings(results: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The closing decisions of a result or an explanation, in order."""
    first = results["closing"]
    return [] if first is None else [first, *results.get("later_closings", ())]


def closing(results: Results) -> str:
    """The closing decisions in one line."""
    said = [
        f"{each['number']}，{each['date']}，{each['role']}；{each['reason']}"
        for each in closings(results)
    ]
    return "又，".join(said) or "尚未收口：未定的项没有转成分数。"


def place(parts: Mapping[str, Any]) -> str:
    """Where a problem is: file, sheet and cell, or file and line."""
    line = f"第{parts['line']}行" if "line" in parts else None
    found = (parts.get("file"), parts.get("sheet"), parts.get("cell"), line)
    return "·".join(part for part in found if part)


def reference(of: Mapping[str, Any]) -> str:
    """`family@edition`, with the revision where it is not the first."""
    revision = of.get("revision", "1")
    return f"{of['family']}@{of['edition']}" + ("" if revision == "1" else f"-r{revision}")


def group_columns(units: Iterable[Mapping[str, Any]]) -> list[str]:
    """The roster columns that group the units, in a fixed order."""
    return sorted({column for unit in units for column in unit["groups"]})


def sections_of(results: Results) -> list[dict[str, Any]]:
    """Code, title and full points of the sections; none where nobody handed anything in."""
    return next((unit["sections"] for unit in results["units"] if unit["sections"]), [])


def changes(results: Results) -> dict[str, str]:
    """Each 名册变更 on record, by its number."""
    return {
        f"名册变更 {each['number']}": "".join(
            (
                f"{each['date']}，{each['role']}，",
                "评审开始以后。" if each["after_marks"] else "评审开始之前。",
                *each["words"],
                f"原因：{each['reason']}",
            )
        )
        for each in results.get("changes", ())
    }


def rechecks(results: Results) -> dict[str, str]:
    """Each 复核决定, by its number."""
    return {
        f"复核决定 {each['number']}": f"{each['date']}，{each['role']}，单位 {each['unit']}，指标 "
        + "、".join(
            f"{i['indicator']}{'（改）' if i['upheld'] else '（维持）'}" for i in each["items"]
        )
        for each in results.get("rechecks", ())
    }


def version_facts(results: Results, label: str, digests: Mapping[str, str]) -> dict[str, str]:
    """What identifies a run, by its Chinese name."""
    rubric, plan = results["rubric"], results["plan"]
    facts = {
        "评分结果": label,
        "评估年度": results["cycle"],
        "名称": results["title"],
        "统计截至": results["as_of"],
        "评估标准": f"{rubric['title']}（{reference(rubric)}）",
        "标准性质": RUBRIC_STATUS[rubric["status"]],
        "评估标准摘要": f"sha256:{rubric['sha256']}",
        "名额方案": reference(plan),
        "名额方案摘要": f"sha256:{plan['sha256']}",
        "收口决定": closing(results),
        "锁定": late_lock(results) or "评审开始之前已锁定。",
        **({"评审办法": results["review"]} if "review" in results else {}),
        **changes(results),
        **rechecks(results),
        "结果格式": str(results["format"]),
    }
    return facts | dict(digests)
