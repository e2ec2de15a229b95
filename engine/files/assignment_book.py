"""评审分工表: the office's workbook of who reviews whom, what was avoided, and what links whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from engine.files.result_book_sheet import Book, Cell, Chosen, Column, Table
from engine.records.review import Assignment, Avoidance, Expert

_BY_UNIT = (
    Column("单位编号", 11, "centred"),
    Column("单位名称", 30),
    Column("评审组", 18),
    Column("评审人", 50),
    Column("人数", 6, "count"),
    Column("公共单位", 9, "centred"),
)
_BY_ASSESSOR = (
    Column("评审人", 14, "centred"),
    Column("姓名", 14),
    Column("评审组", 14),
    Column("单位数", 8, "centred"),
    Column("单位", 90),
)
_AVOIDED = (
    Column("评审人", 14, "centred"),
    Column("姓名", 14),
    Column("单位编号", 11, "centred"),
    Column("单位名称", 30),
    Column("缘由", 16),
    Column("来源", 12, "centred"),
    Column("写在哪里", 34),
    Column("分工", 10, "centred"),
)
_LINKED = (
    Column("评审人", 14, "centred"),
    Column("另一评审人", 14, "centred"),
    Column("共同单位数", 12, "count"),
)


@dataclass(frozen=True, slots=True)
class AssignmentFacts:
    """What the workbook tells of one assignment; `names`: unit → name."""

    title: str
    created: date
    assignment: Assignment
    names: Mapping[str, str]
    experts: Sequence[Expert]
    avoidances: Sequence[Avoidance]
    shared: Mapping[tuple[str, str], int]
    """Two assessors → units they both review."""
    said: Sequence[str]
    """How even it is, what was avoided, whether all can be compared."""


def assignment_book(facts: AssignmentFacts, label: str) -> bytes:
    """The workbook the office keeps; the same assignment gives the same bytes."""
    told = facts.assignment
    head = [f"{facts.title}　{label}", f"{told.date}，种子：{told.seed}。", *facts.said]
    if told.reason:
        head.append(f"{told.number}（{told.role}）：{told.reason}")
    book = Book(facts.title, facts.created)
    book.add(Table("按单位", head, *_in_use(_BY_UNIT, list(_by_unit(facts))), frozen=2), label)
    rest = (
        ("按评审人", "每人分到的单位。", _BY_ASSESSOR, _by_assessor(facts)),
        (
            "回避",
            "这些人不能评这些单位；分工以后才申报的也在这里，标着“要换人”。",
            _AVOIDED,
            _avoided(facts),
        ),
        ("共同评审", "两人共同评审的单位越多，宽严差异越看得清。", _LINKED, _linked(facts)),
    )
    for name, said, columns, rows in rest:
        if told.round != "mutual" or name in ("按评审人", "回避"):
            shown = _in_use(columns, list(rows))
            book.add(Table(name, (name, said), *shown, frozen=1), label)
    return book.finish()


def _in_use(
    columns: Sequence[Column], rows: list[list[Cell]]
) -> tuple[list[Column], list[list[Cell]]]:
    """Without the columns in which nothing stands."""
    kept = [at for at, _ in enumerate(columns) if not rows or any(row[at] for row in rows)]
    return [columns[at] for at in kept], [[row[at] for at in kept] for row in rows]


def common_units(told: Assignment) -> frozenset[str]:
    """公共评审单位: those of the real round that more than the others see."""
    if told.round != "main":
        return frozenset()
    seats = told.teams or told.units
    return frozenset(unit for unit, sat in seats.items() if len(sat) > told.per_unit)


def _by_unit(facts: AssignmentFacts) -> Iterator[list[Cell]]:
    told = facts.assignment
    common = common_units(told)
    for unit, sat in sorted(told.units.items()):
        teams = "、".join(told.teams.get(unit, ())) if told.teams != told.units else ""
        who = "、".join(_called(each, facts) for each in sat)
        mark = Chosen("公共") if unit in common else ""
        yield [unit, facts.names.get(unit, ""), teams, who, len(sat), mark]


def _by_assessor(facts: AssignmentFacts) -> Iterator[list[Cell]]:
    own: dict[str, list[str]] = {}
    for unit, sat in sorted(facts.assignment.units.items()):
        for each in sat:
            own.setdefault(each, []).append(unit)
    experts = {each.code: each for each in facts.experts}
    for assessor, units in sorted(own.items()):
        expert = experts.get(assessor)
        name = expert.name if expert else facts.names.get(assessor, "")
        listed = "、".join(f"{unit} {facts.names.get(unit, '')}".strip() for unit in units)
        yield [assessor, name, expert.team if expert else "", str(len(units)), listed]


def _called(assessor: str, facts: AssignmentFacts) -> str:
    """An assessor by code and name; a team with the names of its members."""
    names = {each.code: each.name for each in facts.experts} | dict(facts.names)
    if assessor in names:
        return f"{assessor} {names[assessor]}".strip()
    members = "、".join(e.name or e.code for e in facts.experts if e.team == assessor)
    return f"{assessor}（{members}）" if members else assessor


def _avoided(facts: AssignmentFacts) -> Iterator[list[Cell]]:
    experts = {each.code: each for each in facts.experts}
    for each in facts.avoidances:
        expert = experts.get(each.expert)
        sat = facts.assignment.units.get(each.unit, ())
        broken = each.expert in sat or (expert is not None and expert.team in sat)
        yield [
            each.expert, expert.name if expert else facts.names.get(each.expert, ""), each.unit,
            facts.names.get(each.unit, ""), each.ground.chinese, each.source, str(each.place),
            Chosen("要换人") if broken else "已避开",
        ]  # fmt: skip


def _linked(facts: AssignmentFacts) -> Iterator[list[Cell]]:
    for (one, other), count in sorted(facts.shared.items(), key=lambda each: (each[1], each[0])):
        yield [one, other, count]
