"""Preparing: every rule of a rubric lowered, every asked-when put in reading order."""

from __future__ import annotations

from decimal import Decimal

from engine.language.conditions import BadCondition, parse_truth
from engine.language.expressions import Expression, fields_read
from engine.language.fields import Field, Kind, Scope, Source
from engine.language.prove import Unprovable, check_truth
from engine.rubric.lowering import lower_item
from engine.rubric.model import Indicator, Rubric
from engine.rubric.standard import Fault, Path, Standard


def mark_field(indicator: Indicator, places: int) -> Field:
    """The reviewers' mark of an indicator that has no rule (只评分，不设公式)."""
    return Field(
        code=f"M{indicator.code}",
        title="考评分",
        type=Kind.NUMBER,
        unit="分",
        minimum=Decimal(0),
        maximum=indicator.points,
        places=places,
        source=Source.REVIEWER,
    )


def prepare(rubric: Rubric) -> tuple[Standard, tuple[Fault, ...]]:
    """Lower every rule; what cannot be lowered is a fault and leaves its item out."""
    faults: list[Fault] = []
    placed = list(_placed(rubric))
    scope: dict[str, Field] = {field.code: field for field in rubric.unit_fields}
    fields: dict[str, tuple[Field, ...]] = {}
    for _, _, indicator in placed:
        fields[indicator.code] = _fields(indicator, rubric)
        scope.update({field.code: field for field in fields[indicator.code]})
    asked = _asked(placed, fields, scope, faults)
    items = []
    for path, section, indicator in placed:
        item = lower_item(path, section, indicator, fields[indicator.code], rubric, scope, faults)
        if item is not None:
            items.append(item)
    return Standard(rubric, scope, asked, tuple(items)), tuple(faults)


def _placed(rubric: Rubric) -> list[tuple[Path, str, Indicator]]:
    found: list[tuple[Path, str, Indicator]] = []
    for s, section in enumerate(rubric.sections):
        for i, indicator in enumerate(section.indicators):
            found.append((("sections", s, "indicators", i), section.code, indicator))
    if rubric.bonus is not None:
        for i, indicator in enumerate(rubric.bonus.indicators):
            found.append((("bonus", "indicators", i), "", indicator))
    return found


def _fields(indicator: Indicator, rubric: Rubric) -> tuple[Field, ...]:
    marked = indicator.rule is None and rubric.marking is not None and indicator.points is not None
    if marked and rubric.marking is not None:
        return (*indicator.fields, mark_field(indicator, rubric.marking.places))
    return indicator.fields


def _asked(
    placed: list[tuple[Path, str, Indicator]],
    fields: dict[str, tuple[Field, ...]],
    scope: Scope,
    faults: list[Fault],
) -> dict[str, Expression]:
    found: dict[str, Expression] = {}
    for path, _, indicator in placed:
        for f, field in enumerate(fields[indicator.code]):
            if field.asked_when is None:
                continue
            try:
                found[field.code] = parse_truth(field.asked_when, scope)
                check_truth(found[field.code], scope)
            except (BadCondition, Unprovable) as error:
                faults.append(Fault((*path, "fields", f, "asked_when"), "Y510", str(error)))
    return _in_reading_order(found, faults)


def _in_reading_order(asked: dict[str, Expression], faults: list[Fault]) -> dict[str, Expression]:
    """Each condition after those of the fields it reads; a circle is a fault."""
    ordered: dict[str, Expression] = {}
    left = dict(asked)
    while left:
        ready = [code for code, e in left.items() if not (fields_read(e) & left.keys())]
        if not ready:
            names = "、".join(sorted(left))
            faults.append(Fault((), "Y510", f"填报项 {names} 的“何时填”互相依赖，成了一个圈。"))
            break
        ordered.update({code: left.pop(code) for code in ready})
    return ordered
