"""Which fields are asked 何时填 of one unit, as far as its answers so far can say."""

from __future__ import annotations

from collections.abc import Mapping

from engine.language.asked import asked_columns
from engine.language.evaluate import evaluate
from engine.language.expressions import fields_read
from engine.language.fields import Field
from engine.records.columns import Column
from engine.records.states import READABLE, State
from engine.records.submission import Answer, RosterUnit
from engine.rubric.standard import Standard
from engine.rules.amounts import OTHER_UNITS, UNIT


def asked_fields(
    standard: Standard, answers: Mapping[str, Answer], unit: RosterUnit
) -> dict[str, bool | None]:
    """Of each field that has an asked-when, whether it is asked; None while nobody can say.

    `answers` may hold 〔局〕 values beside the school's own; the roster's come from `unit`.
    """
    conditions = standard.asked
    if not conditions:
        return {}
    read = set(conditions).union(*(fields_read(each) for each in conditions.values()))
    texts: dict[str, int] = {}
    raw = {code: known_column(standard.scope[code], answers, unit, texts) for code in read}
    columns = asked_columns(standard.scope, conditions, raw, 1)
    found: dict[str, bool | None] = {}
    for code, condition in conditions.items():
        result = evaluate(condition, standard.scope, columns, 1)
        open_ = int(result.states[0]) > READABLE
        found[code] = None if open_ else bool(result.values[0])
    return found


def known_column(
    field: Field, answers: Mapping[str, Answer], unit: RosterUnit, texts: dict[str, int]
) -> Column:
    """What is known of one field of one unit: its answer, or its roster line."""
    answer = answers.get(field.code)
    if answer is not None and answer.state <= READABLE:
        return Column.of([field.encode(answer.value, texts)], [answer.state])
    if answer is not None and answer.state is not State.BLANK:
        return Column.of([0], [answer.state])
    known = unit.fields.get(field.code, "") if answer is None else ""
    if field.code == UNIT:
        known = unit.code if unit.code in field.options else OTHER_UNITS
    value = known or field.blank_means
    return Column.of([field.encode(value, texts)], [State.VERIFIED]) if value else Column.blank(1)
