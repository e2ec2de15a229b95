"""Preparing: every rule of a rubric lowered, every asked-when put in reading order."""

from __future__ import annotations

from decimal import Decimal

from engine.language.conditions import BadCondition, parse_truth
from engine.language.expressions import Expression, fields_read
from engine.language.fields import Field, Kind, Scope, Source
from engine.language.prove import Unprovable, check_truth
from engine.language.tokens import names_in
from engine.rubric.lowering import Place, lower_item, outside
from engine.rubric.model import Indicator, Rubric
from engine.rubric.points import most
from engine.rubric.standard import Fault, Path, Standard
from engine.rules.amounts import named_units, unit_column


def mark_field(indicator: Indicator, places: int) -> Field:
    """The reviewers' mark of an indicator that has no rule (只评分，不设公式)."""
    return Field(
        code=f"M{indicator.code}",
        title="考评分",
        type=Kind.NUMBER,
        unit="分",
        minimum=Decimal(0),
        maximum=most(indicator.points),
        places=places,
        source=Source.REVIEWER,
    )


def prepare(rubric: Rubric) -> tuple[Standard, tuple[Fault, ...]]:
    """Lower every rule; what cannot be lowered is a fault and leaves its item out."""
    faults: list[Fault] = []
    placed = list(_placed(rubric))
    scope: dict[str, Field] = {field.code: field for field in rubric.unit_fields}
    if named := named_units(rubric):
        column = unit_column(named)
        scope[column.code] = column
    fields = [_fields(place, rubric) for place in placed]
    scope.update({field.code: field for asked_here in fields for field in asked_here})
    asked = _asked(placed, fields, scope, faults)
    lowered = (
        lower_item(place, asked_here, rubric, scope, faults)
        for place, asked_here in zip(placed, fields, strict=True)
    )
    items = [item for item in lowered if item is not None]
    return Standard(rubric, scope, asked, tuple(items)), tuple(faults)


def _placed(rubric: Rubric) -> list[Place]:
    found: list[Place] = []
    for s, section in enumerate(rubric.sections):
        for i, indicator in enumerate(section.indicators):
            policy = indicator.not_applicable or section.not_applicable
            at: Path = ("sections", s, "indicators", i)
            counted = section.points if section.convert else None
            found.append(Place(at, section.code, "base", indicator, policy, counted))
    if rubric.bonus is not None:
        for i, indicator in enumerate(rubric.bonus.indicators):
            at = ("bonus", "indicators", i)
            found.append(Place(at, "", "bonus", indicator, indicator.not_applicable))
    if rubric.penalties is not None:
        for i, indicator in enumerate(rubric.penalties.indicators):
            at = ("penalties", "indicators", i)
            policy, coefficient = indicator.not_applicable, rubric.penalties.coefficient
            found.append(Place(at, "", "penalty", indicator, policy, coefficient))
    return found


def _fields(place: Place, rubric: Rubric) -> tuple[Field, ...]:
    """An indicator's fields, its mark among them, none of them asked where it is not in the table.

    A field that decides whether it is stays as it stands.
    """
    indicator, fields = place.indicator, place.indicator.fields
    marked = indicator.rule is None and rubric.marking is not None and indicator.points is not None
    if marked and rubric.marking is not None:
        fields = (*fields, mark_field(indicator, rubric.marking.places))
    gone = outside(place)
    if gone is None:
        return fields
    deciding = names_in(gone)
    return tuple(field if field.code in deciding else _asked_but(field, gone) for field in fields)


def _asked_but(field: Field, gone: str) -> Field:
    own = f" 且 ({field.asked_when})" if field.asked_when is not None else ""
    return field.model_copy(update={"asked_when": f"非 ({gone}){own}"})


def _asked(
    placed: list[Place],
    fields: list[tuple[Field, ...]],
    scope: Scope,
    faults: list[Fault],
) -> dict[str, Expression]:
    found: dict[str, Expression] = {}
    for place, asked_here in zip(placed, fields, strict=True):
        for f, field in enumerate(asked_here):
            if field.asked_when is None:
                continue
            try:
                found[field.code] = parse_truth(field.asked_when, scope)
                check_truth(found[field.code], scope)
            except (BadCondition, Unprovable) as error:
                faults.append(Fault((*place.path, "fields", f, "asked_when"), "Y510", str(error)))
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
