"""Cohorts made by chance from a seed: every state, ruling, closing and history a year can hold."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

import engine.rules  # noqa: F401 - rule kinds register themselves
from engine.files.rubric_store import TEXT_KEYS
from engine.files.strict_yaml import load
from engine.judging.case import Case, Terms
from engine.language.fields import Field, Kind, Source
from engine.records.states import State
from engine.records.submission import (
    FILLED,
    OPEN_STATES,
    Answer,
    ClosedItem,
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
from engine.rubric.plan import (
    Award,
    AwardPlan,
    HistoryGate,
    Publicity,
    Quota,
    Share,
    Threshold,
    TieKey,
    Ties,
    Waitlist,
)
from engine.rubric.preparing import prepare
from engine.rubric.standard import Item, Standard

RUBRICS = Path(__file__).parents[2] / "rubrics"
STATUSES = ("参评", "参评", "参评", "参评", "首次试评", "暂不参评")
GATES = ("常态化建设合格年份", "巩固提高奖获奖年份")
_POINTS = ("0", "1", "7", "0.125")
Value = str | tuple[str, ...]


def standard(reference: str) -> Standard:
    """A rubric that is shipped, such as “wuhao-school/2025”, made ready."""
    path = RUBRICS / f"{reference}.yaml"
    rubric = Rubric.model_validate(load(path.read_bytes(), path.name, TEXT_KEYS).value)
    return prepare(rubric)[0]


def case(
    ready: Standard, seed: int, size: int = 12, best: Mapping[str, Value] | None = None
) -> Case:
    """A cohort of `size` units. `best` are answers that good units give to nearly everything."""
    chance = Random(seed)
    units = [_unit(ready, chance, n, best or {}) for n in range(size)]
    counted, blocked, office, rulings, history = {}, {}, {}, {}, {}
    for unit in units:
        history[unit.code] = {gate: chance.choice(("2021", "无", "不详")) for gate in GATES}
        fate = chance.random()
        if fate < 0.06:
            continue
        if fate < 0.1:
            blocked[unit.code] = "E101"
            continue
        good = chance.random() < 0.6
        told = _told(ready, chance, best or {}, good)
        counted[unit.code] = _submission(ready, chance, unit.code, told, good)
        office[unit.code] = {
            field.code: Answer(value=told[field.code], state=State.VERIFIED)
            for field in ready.own_fields.values()
            if field.source is Source.OFFICE and chance.random() < (0.99 if good else 0.9)
        }
        rulings[unit.code] = _rulings(ready, chance, unit.code, told, good)
    return Case(
        standard=ready,
        plan=_plan(ready, chance),
        terms=_terms(ready, chance),
        roster=tuple(units),
        history=history,
        intake=Intake(counted=counted, blocked=blocked),
        office=office,
        rulings=rulings,
        closings=_closings(ready, chance, units),
        conclusions=_conclusions(ready, chance, units),
    )


def _unit(ready: Standard, chance: Random, number: int, best: Mapping[str, Value]) -> RosterUnit:
    fields = {}
    for field in ready.rubric.unit_fields:
        value = best.get(field.code) if chance.random() < 0.5 else None
        if chance.random() < 0.98:
            fields[field.code] = str(value or _value(field, chance))
    fields["片区"] = chance.choice(("东片", "西片"))
    return RosterUnit(
        code=f"S{number:03d}", name=f"第{number}小学", status=chance.choice(STATUSES), fields=fields
    )


def _value(field: Field, chance: Random) -> Value:
    if field.type is Kind.NUMBER:
        assert field.minimum is not None and field.maximum is not None
        low, high = (int(edge.scaleb(field.places)) for edge in (field.minimum, field.maximum))
        near = min(high, low + chance.choice((0, 1, 3, 8, 30)) * 10**field.places)
        return str(
            Decimal(chance.choice((low, high, chance.randint(low, near)))).scaleb(-field.places)
        )
    if field.type in (Kind.YES_NO, Kind.CHOICE):
        return chance.choice(field.options)
    if field.type is Kind.CHOICES:
        return tuple(option for option in field.options if chance.random() < 0.7)
    if field.type is Kind.DATE:
        return (date(2024, 11, 1) + timedelta(days=chance.randrange(365))).isoformat()
    return (
        chance.choice(("苏教〔2025〕1号", "苏教〔2025〕2号"))
        if field.type is Kind.DOCUMENT
        else FILLED
    )


def _told(
    ready: Standard, chance: Random, best: Mapping[str, Value], good: bool
) -> dict[str, Value]:
    """What each field would be answered with, if it is answered."""
    told = {}
    for code, field in ready.own_fields.items():
        value = best.get(code) if chance.random() < (0.99 if good else 0.4) else None
        told[code] = _value(field, chance) if value is None else value
    return told


def _submission(
    ready: Standard, chance: Random, unit: str, told: Mapping[str, Value], good: bool
) -> Submission:
    answers = {}
    for code, field in ready.own_fields.items():
        sort = chance.random() * (30 if good else 1)
        if field.source is not Source.SCHOOL or sort < 0.03:
            continue
        if sort < 0.1:
            answers[code] = Answer(state=chance.choice((State.BLANK, State.FAULTY)))
        else:
            answers[code] = Answer(value=told[code], state=State.CLAIMED)
    pieces = tuple(
        Piece(number=str(n), indicator=item.code, kind=chance.choice(need.kinds),
              counts=chance.random() < 0.9)
        for item in ready.items
        for need, _ in item.evidence
        for n in range(chance.choice((2, 2, 3) if good else (0, 1, 2)))
    )  # fmt: skip
    asked = tuple(item.code for item in ready.items if chance.random() < (0 if good else 0.05))
    return Submission(
        unit=unit, file="a.xlsx", sha256="0" * 64, edition="2025", structure="0", answers=answers,
        pieces=pieces, not_applicable=asked, rows_read=1, rows_expected=1,
    )  # fmt: skip


def _rulings(
    ready: Standard, chance: Random, unit: str, told: Mapping[str, Value], good: bool
) -> dict[str, Ruling]:
    found = {}
    for item in ready.items:
        if chance.random() < (0.002 if good else 0.15):
            continue
        verdict = Verdict.ACCEPT
        if chance.random() < (0.01 if good else 0.5):
            verdict = chance.choice((*Verdict, None))
        found[item.code] = Ruling(
            unit=unit, indicator=item.code, verdict=verdict,
            values=_settled(item, chance, told, good), reason="核对记录",
        )  # fmt: skip
    return found


def _settled(
    item: Item, chance: Random, told: Mapping[str, Value], good: bool
) -> dict[str, Answer]:
    found = {}
    for field in item.fields:
        reviewer = field.source is Source.REVIEWER
        if chance.random() < (0.98 if reviewer else 0.01 if good else 0.2):
            value = told[field.code] if reviewer else _value(field, chance)
            found[field.code] = Answer(value=value, state=State.VERIFIED)
    return found


def _plan(ready: Standard, chance: Random) -> AwardPlan:
    sections = [section.code for section in ready.rubric.sections]
    codes = tuple(each.code for each in ready.rubric.exclusions)
    awards = []
    for name in ("甲", "乙", "丙", "丁"):
        by = chance.choice((None, None, "片区", "学段"))
        share = chance.choice((None, Share(numerator=chance.choice((15, 40, 60)), denominator=100)))
        number = None if share is not None else chance.randint(0, 4)
        keys = tuple(
            chance.choice((TieKey(on="base"), TieKey(on="bonus"),
                           TieKey(on="section", section=chance.choice(sections))))
            for _ in range(chance.randint(0, 2))
        )  # fmt: skip
        gates = [
            HistoryGate(column=column, must=chance.choice(("have", "not-have")), title=column)
            for column in GATES
            if chance.random() < 0.3
        ]
        line = Decimal(chance.choice(("0", "30", "90")))
        rate = chance.choice((None, Share(numerator=7, denominator=10)))
        awards.append(
            Award(
                id=name,
                title=f"{name}奖",
                quota=None
                if chance.random() < 0.2
                else Quota(base="roster", share=share, number=number, rounding="floor", by=by,
                           small_group="zero" if by else None),
                threshold=chance.choice(
                    (None, Threshold(on="base", at_least=line, section_rate=rate))
                ),
                gates=tuple(gates),
                barred_by=codes[: chance.randint(0, len(codes))],
                rank_on=chance.choice(("total", "base")),
                ties=Ties(keys=keys, then="committee", undecided="vacant"),
                waitlist=chance.choice(
                    (None, *(Waitlist(depth=depth, until="决定印发") for depth in (None, 2)))
                ),
            )
        )  # fmt: skip
    return AwardPlan(
        kind="award-plan", format="1", family="chance", edition="2025", title="随机方案",
        status="draft", rubric=f"{ready.rubric.family}@{ready.rubric.edition}",
        awards=tuple(awards), publicity=Publicity(working_days=5),
    )  # fmt: skip


def _terms(ready: Standard, chance: Random) -> Terms:
    switched_on = [e.code for e in ready.rubric.exclusions if chance.random() < 0.8]
    return Terms(
        cycle="2025", title="2025年度", as_of=date(2025, 12, 10), first_day=date(2024, 11, 1),
        last_day=date(2025, 10, 31), publicity_ends=date(2025, 12, 19), groups=("片区", "学段"),
        exclusions=dict.fromkeys(switched_on, "某教〔2025〕9号"), lost_points=Decimal(1),
    )  # fmt: skip


def _closings(ready: Standard, chance: Random, units: list[RosterUnit]) -> tuple[Closing, ...]:
    """None, one that closes most, or some that close the less the more there are."""
    count = chance.choice((0, 1, 1, 2, 3))
    return tuple(_closing(ready, chance, units, str(n), 0.9 / count) for n in range(count))


def _closing(
    ready: Standard, chance: Random, units: list[RosterUnit], number: str, share: float
) -> Closing:
    states = [key for key in sorted(OPEN_STATES) if chance.random() < share]
    rules = {key: chance.choice(("zero", "zero", "claimed")) for key in states}
    items = tuple(
        ClosedItem(unit=unit.code, indicator=item.code, reason="集体研究",
                   points=chance.choice(("claimed", "open", *map(Decimal, _POINTS))))
        for unit in units
        for item in chance.sample(list(ready.items), min(3, len(ready.items)))
    )  # fmt: skip
    return Closing(
        kind="closing-decision", number=f"某关工委〔2025〕7-{number}号", date=date(2025, 12, 1),
        role="评估办公室", reason="补正期满", rules=rules, items=items,
    )  # fmt: skip


def _conclusions(
    ready: Standard, chance: Random, units: list[RosterUnit]
) -> tuple[Conclusion, ...]:
    days = (date(2024, 10, 31), date(2024, 11, 1), date(2025, 12, 19), date(2025, 12, 20))
    return tuple(
        Conclusion(unit=unit.code, exclusion=each.code, document="某教〔2025〕3号",
                   date=chance.choice(days))
        for unit in units
        for each in ready.rubric.exclusions
        if chance.random() < 0.06
    )  # fmt: skip
