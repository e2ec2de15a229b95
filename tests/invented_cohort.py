"""An invented cohort judged by the model standard: what the renderings of a run are tested on."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import engine.rules  # noqa: F401  (registers the kinds a rubric may name)
from engine.files.strict_yaml import load
from engine.judging.case import Case, Terms
from engine.judging.outcome import judge
from engine.judging.results import as_results
from engine.language.fields import Source
from engine.records.problem import Place, problem
from engine.records.states import State
from engine.records.submission import (
    Answer,
    Closing,
    Conclusion,
    Intake,
    Piece,
    RosterUnit,
    Ruling,
    Submission,
    Verdict,
)
from engine.rubric.model import Rubric
from engine.rubric.plan import AwardPlan
from engine.rubric.preparing import prepare
from engine.rubric.standard import Item, Standard

FILE = Path(__file__).parents[1] / "rubrics/wuhao-school/2025.yaml"
NUMERALS = "一二三四五六七八九"
STAGES = ("小学", "初中", "幼儿园", "高中")
AREAS = ("东片", "西片", "城区")

Values = dict[str, str | tuple[str, ...]]

GOOD: Values = {
    "F111": "是", "F112": "是", "F113": "是", "F114": "是", "F115": "3",
    "F121": "无", "F125": "0", "F131": "2", "F141": "是", "F142": "是", "F143": "是",
    "F151": ("标牌", "办公室", "电脑", "电话", "学习刊物"), "F161": "2000",
    "F171": "4", "F172": "0", "F211": "5", "F212": "2", "F221": "1", "F222": "2", "F231": "5",
    "F241": "4", "F251": "6", "F261": "10", "F262": "是", "F263": "是", "F271": "1", "F272": "是",
    "F311": ("工作职责", "学习培训", "会议", "信息宣传", "文档管理", "表扬激励"),
    "F321": ("计划", "总结", "活动记录"), "F322": "是", "F331": "0", "F332": "0", "F341": "是",
    "F342": "1", "F351": "90", "F361": "有", "F362": "5", "F371": "3", "F372": "3",
    "F411": "1", "F412": "2", "F421": "省级及以上", "F422": "证1", "F431": "4", "F433": "已填",
    "F441": "2", "F511": "4", "F521": "4", "F531": "是", "F532": "2", "F533": "1", "F541": "9",
    "F542": "9", "F551": "20", "F561": ("目标", "计划", "教材", "简案"), "F562": "8", "F571": "1",
    "F572": "2", "F581": "3",
    "F611": "无", "F621": "0", "F631": "否", "F641": "0", "F651": "否",
}  # fmt: skip
WEAK: Values = {
    "F112": "否", "F125": "1", "F131": "1", "F143": "否", "F151": ("标牌", "办公室", "电脑"),
    "F161": "1333.50", "F172": "1", "F212": "0", "F221": "0", "F231": "3", "F241": "3",
    "F251": "4", "F261": "6", "F272": "否", "F311": ("工作职责", "会议"), "F321": ("计划",),
    "F331": "1", "F341": "否", "F351": "86", "F362": "3", "F372": "1", "F412": "1",
    "F421": "县级", "F431": "2.9", "F441": "1", "F511": "3", "F521": "2", "F532": "1",
    "F542": "6", "F551": "13", "F562": "6", "F571": "0", "F581": "2",
    "F611": "县级", "F612": "文1", "F621": "2", "F641": "1",
}  # fmt: skip
BONUS = ("F611", "F621", "F641")

PLAN: dict[str, Any] = {
    "kind": "award-plan", "format": "1", "family": "invented", "edition": "2025",
    "title": "虚构名额方案（示例）", "status": "model", "rubric": "wuhao-school@2025",
    "publicity": {"working_days": 5},
    "awards": [
        {
            "id": "first", "title": "“五好”关工委优质校（示例）", "barred_by": ["N1"],
            "quota": {"base": "roster", "rounding": "floor",
                      "share": {"numerator": 15, "denominator": 100}},
            "threshold": {"on": "base", "at_least": "80"},
            "gates": [{"column": "优质校", "must": "not-have", "title": "未获优质校称号"}],
            "ties": {"keys": [{"on": "base"}], "then": "committee", "undecided": "vacant"},
            "waitlist": {"depth": 2, "until": "公示期满"},
        },
        {
            "id": "second", "title": "“五好”关工委达标校（示例）", "barred_by": ["N1"],
            "threshold": {"on": "base", "at_least": "75"},
        },
    ],
}  # fmt: skip


@cache
def standard() -> Standard:
    """The model standard, prepared once."""
    keys = frozenset({"code", "edition", "format"})
    prepared, faults = prepare(Rubric.model_validate(load(FILE.read_bytes(), "r", keys).value))
    assert not faults
    return prepared


def unit(number: int, name: str | None = None) -> RosterUnit:
    """The roster line of invented unit `number`, counted from 1."""
    stage, area = STAGES[number % 4], AREAS[number % 3]
    fields = {
        "单位类型": "幼儿园" if stage == "幼儿园" else "学校",
        "学段": stage, "办学性质": "公办", "片区": area,
        "在校生数": str(300 + 37 * (number % 40)), "教职工数": "60", "离退休教职工数": "3",
    }  # fmt: skip
    ordinal = NUMERALS[number - 1] if number <= 9 else str(number)
    status = "首次试评" if number == 5 else "参评"
    chosen = name or f"虚构第{ordinal}{stage}（示例）"
    return RosterUnit(code=f"XG{number:04d}", name=chosen, status=status, fields=fields)


def _answers(random: Random) -> Values:
    quality = random.uniform(0.5, 1.0)
    answers = dict(GOOD)
    for code, weak in WEAK.items():
        bonus = code in BONUS
        if random.random() < (0.3 if bonus else 1 - quality):
            answers[code] = weak
    if answers["F611"] != "无":
        answers["F612"] = "文1"
    else:
        answers.pop("F612", None)
    if Decimal(str(answers["F431"])) < 4:
        answers["F432"] = "已填"
    return answers


def _submission(code: str, number: int, answers: Values) -> Submission:
    places = {name: Place(f"{code}.xlsx", "自评表", f"E{row}") for row, name in enumerate(GOOD, 8)}
    fields = [f for i in standard().items for f in i.fields if f.source is Source.SCHOOL]
    given = {
        f.code: Answer(
            value=answers[f.code], state=State.CLAIMED, place=places.get(f.code, Place())
        )
        for f in fields
        if f.code in answers
    }
    found = []
    if number % 7 == 3:
        given["F161"] = Answer(state=State.FAULTY, place=places["F161"])
        found.append(
            problem("E213", places["F161"], unit=code, indicator="1.6", title="工作经费支出")
        )
    if number % 5 == 1:
        found.append(problem("E211", places["F551"], unit=code, indicator="5.5", title="活动"))
    return Submission(
        unit=code, file=f"{code}.xlsx", sha256="0" * 64, edition="wuhao-school@2025",
        structure="0" * 64, answers=given, problems=tuple(found), rows_read=49, rows_expected=49,
        pieces=(Piece(number="1", indicator="1.1", kind="文件"),),
    )  # fmt: skip


def _ruling(code: str, item: Item, answers: Values, random: Random, settled: bool) -> Ruling | None:
    own = {
        f.code: Answer(value=answers[f.code], state=State.VERIFIED)
        for f in item.fields
        if f.source is Source.REVIEWER and f.code in answers
    }
    who = {"unit": code, "indicator": item.code, "role": "评审一组"}
    chance = random.random()
    if not settled and chance < 0.08:
        return None
    if not settled and chance < 0.12:
        return Ruling(**who, verdict=Verdict.NO_EVIDENCE, reason="没有见到原始记录。")
    if item.code == "5.5" and chance > 0.7:
        own["F551"] = Answer(value="15", state=State.VERIFIED)
        reason = "活动记录核对为15次，有重复登记；按核对数计。"
        return Ruling(**who, verdict=Verdict.AMEND, values=own, reason=reason)
    reason = "推广面不够，只在本校开展。" if item.code == "4.3" and "F432" in answers else ""
    return Ruling(**who, verdict=Verdict.ACCEPT, values=own, reason=reason)


def _history(units: Iterable[RosterUnit]) -> dict[str, dict[str, str]]:
    years = {"XG0002": "2021", "XG0011": "不详"}
    return {u.code: {"优质校": years.get(u.code, "无")} for u in units}


def case(
    size: int = 49,
    *,
    closed: bool = False,
    quota_by: str | None = None,
    first_name: str | None = None,
    late: bool = False,
    seed: int = 2025,
) -> Case:
    """An invented case: the last unit handed nothing in, the one before could not be used."""
    random = Random(seed)
    units = tuple(unit(n, first_name if n == 1 else None) for n in range(1, size + 1))
    counted, office, rulings = {}, {}, {}
    for number, each in enumerate(units[: size - 2], 1):
        answers, code = _answers(random), each.code
        counted[code] = _submission(code, number, answers)
        office[code] = {
            f.code: Answer(value=answers[f.code], state=State.VERIFIED, place=Place("办公室.xlsx"))
            for i in standard().items
            for f in i.fields
            if f.source is Source.OFFICE and f.code in answers
        }
        settled = number % 6 != 0
        found = [_ruling(code, item, answers, random, settled) for item in standard().items]
        rulings[code] = {r.indicator: r for r in found if r is not None}
        if number % 7 == 3 and number % 2:
            value = Answer(value="1500", state=State.VERIFIED, place=Place("评审表.xlsx"))
            rulings[code]["1.6"] = Ruling(
                unit=code, indicator="1.6", verdict=Verdict.AMEND, values={"F161": value},
                reason="凭证合计1500元。", role="评审一组",
            )  # fmt: skip
    plan = json.loads(json.dumps(PLAN))
    if quota_by:
        plan["awards"][0]["quota"] |= {"by": quota_by, "small_group": "zero"}
    return Case(
        standard=standard(),
        plan=AwardPlan.model_validate(plan),
        terms=Terms(
            cycle="2025", title="虚构县2025年学校“五好”关工委评估（示例）",
            as_of=date(2025, 12, 10), first_day=date(2024, 11, 1), last_day=date(2025, 10, 31),
            publicity_ends=date(2025, 12, 19), groups=("片区", "学段"),
            exclusions={"N1": "示例〔2025〕1号", "N4": "示例〔2025〕1号", "N5": "示例〔2025〕1号"},
            lost_points=Decimal(1),
            late_lock={"reason": "名册在开始接收材料后才锁定"} if late else None,
        ),
        roster=units,
        history=_history(units),
        intake=Intake(
            counted=counted,
            blocked={units[-2].code: "X116"},
            problems=(problem("X116", Place("XG.xlsx"), unit=units[-2].code, what="缺目录"),),
        ),
        office=office,
        rulings=rulings,
        closings=(_closing(),) if closed else (),
        conclusions=(
            Conclusion(unit=units[3].code, exclusion="N1", document="示例〔2025〕9号",
                       date=date(2025, 6, 1)),
        ),
    )  # fmt: skip


def empty_results(size: int = 9) -> dict[str, Any]:
    """The results of a year in which nothing has come in yet."""
    nothing = replace(case(size), intake=Intake(), office={}, rulings={}, problems=())
    return as_results(judge(nothing))


def _closing() -> Closing:
    rules = {"blank": "zero", "no-evidence": "zero", "faulty": "zero", "claimed": "zero"}
    return Closing.model_validate(
        {"kind": "closing-decision", "number": "示例〔2025〕12号", "date": "2025-12-08",
         "role": "评审领导小组", "reason": "补正期已满。", "rules": rules}
    )  # fmt: skip


@cache
def results_text(size: int = 49, **options: Any) -> str:
    """The results of `case(...)` as JSON text, judged once."""
    return json.dumps(as_results(judge(case(size, **options))), ensure_ascii=False)


def results(size: int = 49, **options: Any) -> dict[str, Any]:
    """The results of `case(...)`, a fresh copy as it is read back from `results.json`."""
    loaded: dict[str, Any] = json.loads(results_text(size, **options))
    return loaded
