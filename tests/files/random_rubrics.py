"""Random rubrics and plans, drawn from the models themselves: every key, every rule kind."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from itertools import count
from typing import Any, Literal, get_args, get_origin

from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

import engine.rules  # noqa: F401  (registers the kinds a rubric may name)
from engine.files.rubric_book_columns import alternatives
from engine.language.fields import Field, Kind
from engine.rubric.model import Alliance, NotApplicable, Rubric
from engine.rubric.plan import AwardPlan
from engine.rules.base import KINDS, RuleKind

AWKWARD = (
    *("", " ", "是", "1.10", "007", "=1+1", "'x", '"x"', '"', "[x]", "{x}", "a、b", "甲；乙=1"),
    *("学段：小", "两\n行", "_x0041_", "　全角", "末 ", "null", "true", "~", "- x", "a: b", "#注"),
    *("\t", "\x7f", "😀", "未选(F1) >= 2 且 F2 = 是", "e\u200bf", "@", "2025-01-31", "<a&b>", "*"),
)
TEXT = st.one_of(
    st.sampled_from(AWKWARD),
    st.text("甲乙12 、；：=“”.\n\"[{'_x", max_size=8),
)
NUMBER = st.decimals(-1000, 1000, places=2).map(lambda each: format(each, "f"))
FEW = {"max_size": 2}


def rubrics() -> st.SearchStrategy[Rubric]:
    """Rubrics whose shape is in order, though hardly ever sound; codes stand once."""
    return _model(Rubric).map(_numbered).map(Rubric.model_validate)


def plans() -> st.SearchStrategy[AwardPlan]:
    """Award plans likewise."""
    return _model(AwardPlan).map(_numbered).map(AwardPlan.model_validate)


def one_of_each_kind() -> st.SearchStrategy[dict[str, Any]]:
    """Kind → a rule of it, for every registered kind."""
    return st.fixed_dictionaries({kind: _model(KINDS[kind]) for kind in sorted(KINDS)})


def _numbered(value: dict[str, Any]) -> dict[str, Any]:
    """Codes that rows are found by, each made to differ from the others."""
    numbers = count(1)
    sections = value.get("sections", ())
    extras = [(value.get(key) or {}).get("indicators", ()) for key in ("bonus", "penalties")]
    items = [each for section in sections for each in section["indicators"]]
    items += [each for inside in extras for each in inside]
    for each in (*sections, *items, *(value.get("exclusions") or ())):
        each["code"] = f"{each['code']}·{next(numbers)}"
    for each in value.get("awards", ()):
        each["id"] = f"{each['id']}·{next(numbers)}"
    return value


def _model(model: type[BaseModel]) -> st.SearchStrategy[Any]:
    if model in _COHERENT:
        return _COHERENT[model]()
    required: dict[str, Any] = {}
    optional: dict[str, Any] = {}
    for name, info in model.model_fields.items():
        made = _value(info.annotation)
        if type(None) in get_args(info.annotation):
            made = st.one_of(st.none(), made) if info.is_required() else made
        (required if info.is_required() else optional)[name] = made
    drawn = st.fixed_dictionaries(required, optional=optional)
    return drawn.filter(lambda value: _fits(model, value))


def _fits(model: type[BaseModel], value: Mapping[str, Any]) -> bool:
    try:
        model.model_validate(value)
    except ValidationError:
        return False
    return True


def _value(annotation: Any) -> st.SearchStrategy[Any]:
    kinds = alternatives(annotation)
    if len(kinds) > 1:
        return st.one_of(*(_value(each) for each in kinds))
    [kind] = kinds
    if get_origin(kind) is Literal:
        return st.sampled_from(get_args(kind))
    if get_origin(kind) is tuple:
        return st.lists(st.deferred(lambda: _value(get_args(kind)[0])), **FEW)
    if get_origin(kind) is dict:
        return st.dictionaries(TEXT, _value(get_args(kind)[1]), **FEW)
    if issubclass(kind, RuleKind):
        return st.sampled_from(sorted(KINDS)).flatmap(lambda name: _model(KINDS[name]))
    if issubclass(kind, BaseModel):
        return _model(kind)
    if issubclass(kind, Enum):
        return st.sampled_from([each.value for each in kind])
    simple: dict[type, st.SearchStrategy[Any]] = {
        bool: st.booleans(),
        int: st.integers(1, 2),
        str: TEXT,
        Decimal: NUMBER,
        date: st.dates(date(1990, 1, 1), date(2100, 12, 31)).map(date.isoformat),
    }
    return simple[kind]


@st.composite
def _field(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from(list(Kind)))
    value: dict[str, Any] = {"code": draw(TEXT), "title": draw(TEXT), "type": kind.value}
    if kind is Kind.NUMBER:
        low, high = sorted(draw(st.lists(st.integers(-99, 99), min_size=2, max_size=2)))
        value |= {"minimum": str(low), "maximum": str(high), "places": draw(st.integers(0, 3))}
    if kind in (Kind.CHOICE, Kind.CHOICES):
        value["options"] = draw(st.lists(TEXT, min_size=2, max_size=4, unique=True))
    drawn = {"code", "title", "type", "minimum", "maximum", "places", "options"}
    rest = {name: info for name, info in Field.model_fields.items() if name not in drawn}
    more = {name: _value(info.annotation) for name, info in rest.items()}
    value |= draw(st.fixed_dictionaries({}, optional=more))
    return value if _fits(Field, value) else draw(st.nothing())


@st.composite
def _alliance(draw: st.DrawFn) -> dict[str, Any]:
    own = draw(st.integers(1, 99))
    measure = draw(st.sampled_from(["mean", "least", "growth"]))
    value = {
        "by": draw(TEXT), "own": f"0.{own:02}", "shared": f"0.{100 - own:02}",
        "measure": measure, "of": draw(st.sampled_from(["all", "others"])),
    }  # fmt: skip
    grown = {"last": draw(TEXT), "most": "2.5", "points": "10"}
    return value | grown if measure == "growth" else value


@st.composite
def _not_applicable(draw: st.DrawFn) -> dict[str, Any]:
    """Where an item does not apply; every way is as likely as the next."""
    ways = [{"policy": "full"}, {"policy": "remove"}]
    ways += [{"policy": "rescale", "within": each} for each in ("section", "total")]
    ways += [{"policy": "waive", "counts": each} for each in ("full", "remove")]
    value: dict[str, Any] = dict(draw(st.sampled_from(ways)))
    if value["policy"] == "waive":
        value["held"] = draw(TEXT.filter(bool))
    return value | draw(st.fixed_dictionaries({}, optional={"when": TEXT}))


_COHERENT = {Field: _field, Alliance: _alliance, NotApplicable: _not_applicable}
"""Models whose keys must fit each other: drawn so that they do."""
