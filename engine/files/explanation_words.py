"""Words of an explanation 得分由来用词: how its leaves are said on the screen and on the page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from engine.files.result_words import closings, number
from engine.language.at_unit import NOT_ASKED
from engine.records.states import State, by_key
from engine.records.submission import Verdict

_SOURCES = {"school": ("校", "自报"), "office": ("局", "办公室提供"), "roster": ("册", "名册")}


def value_words(value: Mapping[str, Any]) -> str:
    """A value as it was reported beside what was verified, each with its cell."""
    verified = f"{_measured(value['verified'], value['unit'])}{_cell(value['review_place'])}"
    if value["by"] == "reviewer":
        return f"〔评〕{value['field']} {value['title']}　评审组：{verified}"
    mark, said = _SOURCES[value["by"]]
    claimed = f"{_measured(value['claimed'], value['unit'])}{_cell(value['place'])}"
    line = f"〔{mark}〕{value['field']} {value['title']}　{said}：{claimed}"
    state = by_key(value["state"])
    if state is State.CLAIMED:
        return f"{line}；未评审"
    reviewed = value["by"] == "school" and state is State.VERIFIED
    if value["verified"] == value["claimed"] and (not reviewed or value["claimed"] == NOT_ASKED):
        return line
    return f"{line}；核定：{verified}" if state is State.VERIFIED else f"{line}；{state.chinese}"


def parts_words(found: Mapping[str, Any]) -> str:
    """What a total is made of: “基础分＋加分”, less “扣分” where the rubric takes some off."""
    off = any(part["part"] == "penalty" for part in found["parts"])
    return "基础分＋加分－扣分" if off else "基础分＋加分"


def review_words(item: Mapping[str, Any]) -> str:
    """“东片评审组，核定为：会议记录里只有一次”; empty where nobody has reviewed the item."""
    verdict = Verdict(item["verdict"]).chinese if item["verdict"] else ""
    who = "，".join(each for each in (item["reviewer"], verdict) if each)
    return "：".join(each for each in (who, item["reason"]) if each)


def marks_words(item: Mapping[str, Any]) -> list[str]:
    """“三人考评分 3.5、3.6、3.9，取中位数 3.60”, of every field with more than one mark."""
    marks = item.get("marks", [])
    titles = {value["field"]: value["title"] for value in item["source"]}
    several = len(marks) > 1
    return [
        f"{titles[each['field']]}：{each['words']}" if several else str(each["words"])
        for each in marks
    ]


def clause_words(item: Mapping[str, Any]) -> str:
    """“条款1.3：每年听取汇报不少于2次”."""
    return "：".join(each for each in (f"条款{item['clause']}", item["requirement"]) if each)


def closing_words(found: Mapping[str, Any], closed: Mapping[str, Any]) -> str:
    """Number, date, role and reason of the closing decision by which an item was `closed`."""
    told = next(each for each in closings(found) if each["number"] == closed["decision"])
    return f"{told['number']}（{told['date']}，{told['role']}）：{told['reason']}"


def recheck_words(item: Mapping[str, Any]) -> str:
    """What a 复核决定 made of an item, or that one is to come; empty where nobody objected."""
    if objection := item.get("objection"):
        which = f"{objection['number']}，" if objection["number"] else ""
        said = f"：{objection['reason']}" if objection["reason"] else ""
        return f"有异议，还没有复核决定（{which}{objection['date']}）{said}"
    told = item.get("recheck")
    if told is None:
        return ""
    was, now = (number(each) if each else "未定" for each in (told["before"], item["points"]))
    what = f"维持{was}"
    if told["upheld"]:
        what = f"由{was}改为{now}" if was != now else f"改了核定的内容，仍为{now}"
    return f"复核决定 {told['number']}：{what}。{told['reason']}（{told['date']}，{told['role']}）"


def _measured(text: str, unit: str) -> str:
    """A number with its unit of measure; a state or an option as it is."""
    return f"{text}{unit}" if re.fullmatch(r"-?[0-9.]+", text) else text


def _cell(place: str) -> str:
    return f"（{place}）" if place else ""
