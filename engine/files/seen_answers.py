"""Seen answers: what the formulas of a form see in the values it is written with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from engine.files.answer_cells import AsTyped, Value, number_typed
from engine.files.book import Cell
from engine.files.cell_values import read_value
from engine.files.field_formulas import is_odd
from engine.files.form_names import NOT_APPLICABLE, TICK, option_of
from engine.language.fields import Field, Kind, Source
from engine.records.exact import plain
from engine.records.states import State
from engine.records.submission import Answer
from engine.rubric.model import Period
from engine.rubric.standard import Standard

_BLANK, _FAULTY = Answer(state=State.BLANK), Answer(state=State.FAULTY)


def seen_answers(
    standard: Standard, values: Mapping[str, Value], compared: frozenset[str]
) -> dict[str, Answer]:
    """An answer for every field of the school: canonical, or the state its cells are in.

    `compared` are the fields whose texts must be told apart, which not every writing allows.
    """
    period = standard.rubric.period
    return {
        field.code: (
            _FAULTY
            if field.code in compared and is_odd(field, values.get(field.code, ""))
            else _seen(field, _value(field, values), period)
        )
        for field in standard.own_fields.values()
        if field.source is Source.SCHOOL
    }


def _value(field: Field, values: Mapping[str, Value]) -> Value:
    """What a form holds of a field; a multi-select laid out row by row is put together again."""
    rows = [values.get(option_of(field.code, n), "") for n in range(len(field.options) + 1)]
    if field.code in values or not any(rows):
        return values.get(field.code, "")
    none, *ticked = (row == TICK for row in rows)
    chosen = tuple(o for o, tick in zip(field.options, ticked, strict=True) if tick)
    return chosen if none != bool(chosen) else ""


def _seen(field: Field, value: Value, period: Period | None) -> Answer:
    if isinstance(value, tuple):
        chosen = tuple(option for option in field.options if option in value)
        if value and not chosen:
            return _BLANK
        return Answer(value=chosen, state=State.CLAIMED)
    if not value.strip() or field.type is Kind.CHOICES:
        return _BLANK
    if field.one_option:
        known = value in field.options
        if not known and value == NOT_APPLICABLE:
            return Answer(state=State.NA_REQUESTED)
        return Answer(value=value, state=State.CLAIMED) if known else _FAULTY
    if value == NOT_APPLICABLE:
        return Answer(state=State.NA_REQUESTED)
    return _read(field, value, period)


def _read(field: Field, value: str, period: Period | None) -> Answer:
    kind, number_format, text = "text", "", value
    if field.type is Kind.NUMBER:
        number = None if isinstance(value, AsTyped) else number_typed(value)
        if number is None:
            return _FAULTY
        kind, text = "number", plain(number)
    if field.type is Kind.DATE:
        try:
            kind, text = "date", date.fromisoformat(value).isoformat()
        except ValueError:
            return _FAULTY
    cell = Cell(0, 0, kind, text, number_format, False, True)
    reading = read_value(field, cell, date_1904=False, period=period)
    return Answer(value=reading.value, state=reading.state)
