"""Limits between fields 相互核对: a number that may not exceed, or fall below, another field's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from engine.language.fields import Field
from engine.records.states import READABLE, State
from engine.records.submission import Answer, RosterUnit
from engine.rubric.standard import Item, Standard


def hold_against_each_other(
    standard: Standard,
    answers: dict[str, Answer],
    office: Mapping[str, Answer],
    unit: RosterUnit,
) -> Iterator[tuple[Item, Field, str]]:
    """Makes every number faulty that breaks a limit, in the order of the form; yields what breaks.

    A number found faulty is no limit to those after it.
    """
    for item in standard.items:
        for asked in item.fields:
            if asked.code in answers and (asked.at_most or asked.at_least):
                what = _broken(asked, standard, answers, office, unit)
                if what:
                    place = answers[asked.code].place
                    answers[asked.code] = Answer(state=State.FAULTY, place=place)
                    yield item, asked, what


def _broken(
    asked: Field,
    standard: Standard,
    answers: Mapping[str, Answer],
    office: Mapping[str, Answer],
    unit: RosterUnit,
) -> str:
    value = _number(asked.code, answers, office, unit)
    most = _number(asked.at_most, answers, office, unit)
    least = _number(asked.at_least, answers, office, unit)
    if value is None:
        return ""
    if most is not None and value > most:
        return f"不能大于“{standard.scope[asked.at_most or ''].title}”"
    if least is not None and value < least:
        return f"不能小于“{standard.scope[asked.at_least or ''].title}”"
    return ""


def _number(
    code: str | None,
    answers: Mapping[str, Answer],
    office: Mapping[str, Answer],
    unit: RosterUnit,
) -> Decimal | None:
    if code is None:
        return None
    answer = answers.get(code) or office.get(code)
    if answer is None:
        known = unit.fields.get(code, "")
        return Decimal(known) if known else None
    readable = answer.state <= READABLE and isinstance(answer.value, str)
    return Decimal(str(answer.value)) if readable else None
