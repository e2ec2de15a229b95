"""Judges the units of worked examples with both programs, and says what came out."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from engine.judging.case import Case
from engine.judging.inputs import as_inputs
from engine.language.fields import Field, Kind, Source
from engine.records.exact import places_of
from engine.rubric.standard import Standard
from engine.verifier import derive, differences
from tests.hand_checked.reading import Example, Table, Together, as_number
from tests.judging.builders import Unit, Value, case, closing, conclusion, results, ruling


def made(table: Table, cohort: Together) -> Case:
    """The case of a cohort: every exclusion of the rubric is switched on."""
    rubric = table.standard.rubric
    decision = closing(**cohort.closing) if cohort.closing is not None else None
    return case(
        *(filled(table.standard, example) for example in cohort.units),
        ready=table.standard,
        awards=table.awards,
        closing=decision,
        exclusions=[each.code for each in rubric.exclusions],
        conclusions=[conclusion(u.code, what) for u in cohort.units for what in u.conclusions],
        groups=tuple(field.code for field in rubric.unit_fields if field.one_option),
    )


def filled(standard: Standard, example: Example) -> Unit:
    """The unit of an example. The reviewers agree to all of it and fill in what is theirs."""
    told = example.answers or {}
    rulings = {
        item.code: ruling(
            item.code,
            "na-agreed" if item.code in example.left_out else "accept",
            **{
                field.code: told[field.code]
                for field in item.fields
                if field.source is Source.REVIEWER and field.code in told
            },
        )
        for item in standard.items
    }
    return Unit(
        example.code, told=example.answers, fields=example.roster, pieces={}, rulings=rulings,
        history=example.history,
    )  # fmt: skip


def hold(table: Table, cohort: Together) -> None:
    """Both programs give what was worked out by hand, and the same in all else."""
    judged = made(table, cohort)
    scored, derived = results(judged), derive(as_inputs(judged))
    for result in (scored, derived):
        for example, unit in zip(cohort.units, result["units"], strict=True):
            found = given(unit)
            wrong = {k: (found[k], v) for k, v in example.expected.items() if found[k] != v}
            assert not wrong, f"{example.name}: (found, due) {wrong}"
    assert differences(derived, scored) == []
    assert scored["problems"] == []


def given(unit: dict[str, Any]) -> dict[str, Any]:
    """What a program gives for a unit, as exact numbers, under the names of `reading`."""
    found: dict[str, Any] = {}
    for each in unit["indicators"]:
        found[f"指标 {each['code']}"] = as_number(each["points"])
        found[f"满分 {each['code']}"] = as_number(each["max"])
    for each in unit["sections"]:
        found[f"一级指标 {each['code']}"] = as_number(each["points"])
        found[f"一级指标满分 {each['code']}"] = as_number(each["max"])
    for key in ("base", "bonus", "penalty", "total", "rank"):
        found[key] = as_number(unit[key])
    if unit["alliance"] is not None:
        found |= {key: as_number(unit["alliance"][key]) for key in ("own", "members")}
    return found | {"grade": unit["grade"], "wins": unit["awards"], "state": unit["state"]}


def can_be_answered(field: Field, value: Value) -> bool:
    """Whether the reader of forms would take the answer: of its type, in its range."""
    if isinstance(value, tuple):
        return field.type is Kind.CHOICES and set(value) <= set(field.options)
    if field.type is not Kind.NUMBER:
        return field.one_option and value in field.options
    assert field.minimum is not None and field.maximum is not None
    number = Decimal(value)
    return field.minimum <= number <= field.maximum and places_of(number) <= field.places
