"""The sheets of a rubric workbook and of an award plan workbook, and what each row of them is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from pydantic import BaseModel

from engine.files.rubric_book_columns import Column, Form, columns
from engine.files.rubric_book_rule_words import RARE as RARE_RULES
from engine.files.rubric_book_words import OTHER, PLAN, RUBRIC, Words
from engine.files.rubric_book_words import RARE as RARE_ITEMS
from engine.language.fields import Field
from engine.rubric.model import (
    Basis,
    EvidenceNeed,
    Exclusion,
    Grade,
    Indicator,
    Rubric,
    Section,
    Source,
)
from engine.rubric.plan import Award, AwardPlan, HistoryGate, TieKey

Shape = Literal["head", "rows", "groups", "keyed", "rules"]
Path = tuple[str | int, ...]
OWNERS = {"indicator": "指标编码", "exclusion": "情形编码", "award": "奖项编号"}
"""What a row may belong to → the heading under which it names it."""
CONSTANTS = frozenset(("kind", "format"))
REST = Column((), Form.OTHER, *OTHER)
"""The column 其他参数."""
GROUP_REST = Column((), Form.OTHER, f"一级指标{OTHER[0]}", OTHER[1])

RARE = RARE_ITEMS | RARE_RULES
"""Headings that few rubrics use: they stand last, columns folded away where they are empty."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: the rows of the list `at` (below each owner where `owners` names some).

    `head`: one row a key of the whole; `groups`: rows with their section; `keyed`: a mapping whose
    keys stand in the first column; `rules`: see `rubric_book_rules`.
    """

    name: str
    shape: Shape
    model: type[BaseModel]
    at: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    owns: str = ""
    """What later sheets may name a row of this one as."""
    columns: tuple[Column, ...] = ()
    group: tuple[Column, ...] = ()
    children: frozenset[tuple[str, ...]] = frozenset()
    """Paths below a row that have sheets of their own."""

    @property
    def required(self) -> bool:
        """Whether the workbook is nothing without it."""
        return self.shape in ("head", "groups") or self.owns == "award"


def sheets(model: type[BaseModel]) -> tuple[Sheet, ...]:
    """The sheets of a workbook of this model, in their order."""
    return _rubric_sheets() if model is Rubric else _plan_sheets()


@cache
def _rubric_sheets() -> tuple[Sheet, ...]:
    below = frozenset((("fields",), ("rule",), ("evidence",), ("basis",)))
    named = ("unit_fields", "sections", "exclusions", "sources")
    extras = (("bonus", "indicators"), ("penalties", "indicators"))
    apart = frozenset((*((each,) for each in named), *extras, ("grades", "bands")))
    item = ("indicator",)
    return (
        _sheet("标准", "head", Rubric, RUBRIC, children=apart),
        _sheet("名册栏目", "rows", Field, RUBRIC, ("unit_fields",)),
        _sheet(
            "指标", "groups", Indicator, RUBRIC, ("sections",), owns="indicator", children=below
        ),
        _sheet("填报项", "rows", Field, RUBRIC, ("fields",), item),
        _sheet("计分规则", "rules", Indicator, RUBRIC, ("rule",), item),
        _sheet("佐证", "rows", EvidenceNeed, RUBRIC, ("evidence",), item),
        *(
            _sheet(name, "rows", Indicator, RUBRIC, at, owns="indicator", children=below)
            for name, at in zip(("加分", "扣分"), extras, strict=True)
        ),
        _sheet("等次", "rows", Grade, RUBRIC, ("grades", "bands")),
        _sheet(
            "限制情形", "rows", Exclusion, RUBRIC, ("exclusions",),
            owns="exclusion", children=frozenset((("basis",),)),
        ),
        _sheet("依据", "rows", Basis, RUBRIC, ("basis",), ("indicator", "exclusion")),
        _sheet("来源", "keyed", Source, RUBRIC, ("sources",)),
    )  # fmt: skip


@cache
def _plan_sheets() -> tuple[Sheet, ...]:
    below = frozenset((("gates",), ("ties", "keys"), ("basis",)))
    apart = frozenset((("awards",), ("sources",)))
    return (
        _sheet("方案", "head", AwardPlan, PLAN, children=apart),
        _sheet("奖项", "rows", Award, PLAN, ("awards",), owns="award", children=below),
        _sheet("前置条件", "rows", HistoryGate, PLAN, ("gates",), ("award",)),
        _sheet("同分规则", "rows", TieKey, PLAN, ("ties", "keys"), ("award",)),
        _sheet("依据", "rows", Basis, PLAN, ("basis",), ("award",)),
        _sheet("来源", "keyed", Source, PLAN, ("sources",)),
    )


def _sheet(
    name: str,
    shape: Shape,
    model: type[BaseModel],
    words: Mapping[str, Words],
    at: tuple[str, ...] = (),
    owners: tuple[str, ...] = (),
    owns: str = "",
    children: frozenset[tuple[str, ...]] = frozenset(),
) -> Sheet:
    found = () if shape == "rules" else columns(model, words[name])
    if shape == "head":
        found = tuple(each for each in found if each.path[-1] not in CONSTANTS)
    if shape == "keyed":
        key = Column(("key",), Form.CODE, *words[name]["key"], required=True)
        found = (key, *found)
    group = columns(Section, words["一级指标"]) if shape == "groups" else ()
    if shape == "groups":
        group = tuple(each for each in group if each.path != ("indicators",))
    found = tuple(each for each in found if each.path not in children)
    return Sheet(name, shape, model, at, owners, owns, found, group, children)


def own_cells(found: tuple[Column, ...]) -> tuple[Column, ...]:
    """The columns that have a cell of their own, not one line of 其他参数."""
    return tuple(each for each in found if each.form is not Form.OTHER)


def get(value: Any, path: Path) -> Any:
    """What stands at a path of keys and indexes, or None."""
    for step in path:
        if isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        elif isinstance(value, dict):
            value = value.get(step)
        else:
            return None
    return value


def owned(value: Any, layout: tuple[Sheet, ...], noun: str) -> Iterator[tuple[str, Path]]:
    """The code ("" where it has none) and the path of all a row may belong to under this noun."""
    for sheet in layout:
        if sheet.owns == noun:
            for path in rows_at(value, sheet):
                row = get(value, path)
                yield next((row[key] for key in ("code", "id") if key in row), ""), path


def rows_at(value: Any, sheet: Sheet) -> Iterator[Path]:
    """The paths of the rows of a sheet that belong to nothing, in their order."""
    for index, _ in enumerate(get(value, sheet.at) or ()):
        if sheet.shape != "groups":
            yield (*sheet.at, index)
            continue
        inside: Path = (*sheet.at, index, "indicators")
        yield from ((*inside, each) for each, _ in enumerate(get(value, inside) or ()))
