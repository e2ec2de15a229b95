"""Small cases for the judging rooms: a rubric of ten indicators, units in a line, a plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import engine.rules  # noqa: F401  (registers the kinds a rubric may name)
from engine.judging.case import Case, Terms
from engine.judging.outcome import judge
from engine.judging.results import as_results
from engine.language.fields import Source
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
from engine.rubric.standard import Standard

Value = str | tuple[str, ...]
Told = Mapping[str, Value | State]


def _count(code: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "title": f"次数{code}", "type": "number", "unit": "次",
            "minimum": "0", "maximum": "10", **more}  # fmt: skip


def _yes_no(code: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "title": f"事项{code}", "type": "yes-no", **more}


def _item(code: str, points: str, fields: list[Any], rule: Any, **more: Any) -> dict[str, Any]:
    return {"code": code, "title": f"指标{code}", "points": points, "fields": fields,
            "rule": rule, **more}  # fmt: skip


def _per(of: str, per: str = "1") -> dict[str, str]:
    return {"kind": "count-capped", "of": of, "per": per}


def _if(when: str) -> dict[str, str]:
    return {"kind": "all-or-nothing", "when": when}


RUBRIC: dict[str, Any] = {
    "kind": "rubric", "format": "1", "family": "small", "edition": "2025",
    "title": "小标准（示例）", "status": "draft", "total": "20",
    "rounding": {"places": 2, "mode": "half-up"},
    "unit_fields": [
        {"code": "学段", "title": "学段", "type": "choice", "options": ["小学", "幼儿园"],
         "source": "office"},
    ],
    "sections": [
        {"code": "1", "title": "甲部分", "points": "12", "indicators": [
            _item("1.1", "4", [_count("A1")], _per("A1"), review="required",
                  evidence=[{"kinds": ["记录"], "at_least": "最小(A1, 2)"}]),
            _item("1.2", "2", [_yes_no("B1")], _if("B1 = 是")),
            _item("1.3", "2", [_count("C1", source="office")], _per("C1")),
            _item("1.4", "4", [_count("D1", source="reviewer", maximum="4", places=1)],
                  {"kind": "judged", "mark": "D1"}, review="required"),
        ]},
        {"code": "2", "title": "乙部分", "points": "8", "indicators": [
            _item("2.1", "3", [], _if("A1 >= 3")),
            _item("2.2", "2", [_count("F1")], _per("F1"),
                  not_applicable={"policy": "full", "when": "学段 = 幼儿园"}),
            _item("2.3", "1", [_yes_no("G1")], _if("G1 = 是"), not_applicable={"policy": "full"}),
            _item("2.4", "2", [_yes_no("H1"), _count("H2", asked_when="H1 = 是")],
                  _if("H1 = 否 或 H2 >= 1")),
        ]},
    ],
    "bonus": {"cap": "3", "indicators": [
        _item("J1", "3", [_count("K1", blank_means="0")], _per("K1"), review="required",
              evidence=[{"kinds": ["证书"], "at_least": "最小(K1, 1)"}]),
        _item("J2", "2", [_count("L1", blank_means="0")], _per("L1")),
    ]},
    "grades": {"on": "base", "bands": [
        {"title": "优秀", "at_least": "18"}, {"title": "良好", "at_least": "16"},
        {"title": "合格", "at_least": "12"}, {"title": "不合格", "at_least": "0"},
    ]},
    "exclusions": [
        {"code": "N1", "title": "重大安全事故", "bars_awards": True},
        {"code": "N4", "title": "处置不力", "grade_at_most": "合格"},
        {"code": "N5", "title": "没有提交自评表", "found_by": "not-submitted", "grade": "不合格"},
        {"code": "N6", "title": "取消当年评定", "grade": "不合格"},
    ],
}  # fmt: skip

GOOD: Told = {
    "A1": "4", "B1": "是", "C1": "2", "F1": "2", "G1": "是", "H1": "是", "H2": "1",
}  # fmt: skip
"""Full points of the base once the reviewers have accepted 1.1 and marked 1.4."""

AWARD: dict[str, Any] = {
    "id": "W", "title": "示例奖",
    "quota": {"base": "roster", "rounding": "floor",
              "share": {"numerator": 15, "denominator": 100}},
    "ties": {"keys": [{"on": "base"}], "then": "committee", "undecided": "vacant"},
    "waitlist": {"depth": None, "until": "决定印发"},
}  # fmt: skip


@cache
def standard() -> Standard:
    """The small rubric made ready."""
    prepared, faults = prepare(Rubric.model_validate(RUBRIC))
    assert not faults
    return prepared


@dataclass(frozen=True)
class Unit:
    """One invented unit and all that is known of it. `told` None: it handed nothing in."""

    code: str
    told: Told | None = field(default_factory=lambda: GOOD)
    status: str = "参评"
    fields: Mapping[str, str] = field(default_factory=lambda: {"学段": "小学"})
    pieces: Mapping[str, int] = field(default_factory=lambda: {"1.1": 2, "J1": 1})
    na: tuple[str, ...] = ()
    rulings: Mapping[str, Ruling] = field(
        default_factory=lambda: {"1.1": ruling("1.1", "accept"), "1.4": mark("4")}
    )
    history: Mapping[str, str] = field(default_factory=dict)
    blocked: bool = False

    def but(self, **changes: Any) -> Unit:
        """The same unit with something changed."""
        return replace(self, **changes)

    def telling(self, **told: Value | State) -> Unit:
        """The same unit with other answers; State.BLANK takes one back."""
        return replace(self, told={**(self.told or {}), **told})

    def ruled(self, *rulings: Ruling) -> Unit:
        """The same unit with further rulings."""
        return replace(self, rulings={**self.rulings, **{r.indicator: r for r in rulings}})

    def unruled(self, *indicators: str) -> Unit:
        """The same unit without some rulings."""
        left = {code: each for code, each in self.rulings.items() if code not in indicators}
        return replace(self, rulings=left)


def ruling(indicator: str, verdict: str | None, **values: Value) -> Ruling:
    """What the reviewers say of one indicator."""
    return Ruling(
        unit="", indicator=indicator, verdict=Verdict(verdict) if verdict else None,
        values={code: Answer(value=v, state=State.VERIFIED) for code, v in values.items()},
        role="评审一组",
    )  # fmt: skip


def mark(points: str) -> Ruling:
    """The reviewers' own mark of 1.4."""
    return ruling("1.4", "accept", D1=points)


def closing(items: Iterable[tuple[str, str, str]] = (), **rules: str) -> Closing:
    """A closing decision: `items` are (unit, indicator, points), `rules` state → zero/claimed."""
    return Closing.model_validate({
        "kind": "closing-decision", "number": "示例〔2025〕12号", "date": "2025-12-08",
        "role": "评审领导小组", "reason": "补正期已满。",
        "rules": {state.replace("_", "-"): how for state, how in rules.items()},
        "items": [{"unit": u, "indicator": i, "points": p, "reason": "集体研究"}
                  for u, i, p in items],
    })  # fmt: skip


def conclusion(unit: str, exclusion: str, day: date = date(2025, 6, 1)) -> Conclusion:
    """A competent body's conclusion."""
    return Conclusion(unit=unit, exclusion=exclusion, document="示例〔2025〕9号", date=day)


def _answers(ready: Standard, told: Told, source: Source) -> dict[str, Answer]:
    found = {}
    for code, each in ready.own_fields.items():
        value = told.get(code)
        if each.source is not source or value is None:
            continue
        state = State.CLAIMED if source is Source.SCHOOL else State.VERIFIED
        found[code] = (
            Answer(state=value) if isinstance(value, State) else Answer(value=value, state=state)
        )
    return found


def _submission(ready: Standard, unit: Unit) -> Submission:
    kinds = {item.code: item.evidence[0][0].kinds[0] for item in ready.items if item.evidence}
    pieces = tuple(
        Piece(number=f"{code}-{n}", indicator=code, kind=kinds[code])
        for code, count in unit.pieces.items()
        for n in range(count)
    )
    assert unit.told is not None
    return Submission(
        unit=unit.code, file=f"{unit.code}.xlsx", sha256="0" * 64, edition="small@2025",
        structure="0" * 64, answers=_answers(ready, unit.told, Source.SCHOOL), pieces=pieces,
        not_applicable=unit.na, rows_read=1, rows_expected=1,
    )  # fmt: skip


def plan(*awards: Mapping[str, Any]) -> AwardPlan:
    """An award plan."""
    return AwardPlan.model_validate({
        "kind": "award-plan", "format": "1", "family": "small", "edition": "2025",
        "title": "小方案（示例）", "status": "draft", "rubric": "small@2025",
        "publicity": {"working_days": 5}, "awards": [dict(award) for award in awards],
    })  # fmt: skip


def case(
    *units: Unit,
    ready: Standard | None = None,
    awards: Iterable[Mapping[str, Any]] = (),
    closing: Closing | None = None,
    later: Iterable[Closing] = (),
    conclusions: Iterable[Conclusion] = (),
    exclusions: Iterable[str] = ("N1", "N4", "N5"),
    groups: tuple[str, ...] = ("学段",),
) -> Case:
    """A case of these units, in the order given."""
    ready = ready or standard()
    came = [unit for unit in units if unit.told is not None and not unit.blocked]
    roster = [
        RosterUnit.model_validate(
            {"code": u.code, "name": f"示例{u.code}", "status": u.status, "fields": dict(u.fields)}
        )
        for u in units
    ]
    return Case(
        standard=ready,
        plan=plan(*awards),
        terms=Terms(
            cycle="2025", title="示例", as_of=date(2025, 12, 10), first_day=date(2024, 11, 1),
            last_day=date(2025, 10, 31), publicity_ends=date(2025, 12, 19), groups=groups,
            exclusions=dict.fromkeys(exclusions, "示例〔2025〕1号"), lost_points=Decimal(1),
        ),
        roster=tuple(roster),
        history={u.code: u.history for u in units},
        intake=Intake(
            counted={u.code: _submission(ready, u) for u in came},
            blocked={u.code: "X116" for u in units if u.blocked},
        ),
        office={u.code: _answers(ready, u.told or {}, Source.OFFICE) for u in came},
        rulings={
            u.code: {c: r.model_copy(update={"unit": u.code}) for c, r in u.rulings.items()}
            for u in came
        },
        closings=(*([closing] if closing is not None else []), *later),
        conclusions=tuple(conclusions),
    )  # fmt: skip


def results(made: Case) -> dict[str, Any]:
    """What is published of a case."""
    return as_results(judge(made))


def by_code(listed: Iterable[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Units or indicators of a result by their code."""
    return {each["code"]: each for each in listed}


def item(result: dict[str, Any], unit: str, indicator: str) -> dict[str, Any]:
    """One indicator of one unit."""
    return by_code(by_code(result["units"])[unit]["indicators"])[indicator]
