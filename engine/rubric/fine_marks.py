"""Marks as fine as points: several marks of one place combine to a mark of the rubric's places."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from engine.rubric.model import Bonus, Indicator, Penalties, Section
from engine.rubric.preparing import prepare
from engine.rubric.standard import Standard

_Block = TypeVar("_Block", Section, Bonus, Penalties)


def with_fine_marks(standard: Standard) -> Standard:
    """The same standard, in which every mark 考评分 may have as many places as points have.

    For judging what was combined 合成; sheets ask for marks at the places the rubric says. It is
    prepared anew, so that what is proved of it is proved with these places; `rubric` is unchanged.
    """
    rubric, marks = standard.rubric, {code for item in standard.items for code in item.marks}
    places = rubric.rounding.places

    def indicator(one: Indicator) -> Indicator:
        fields = tuple(
            each.model_copy(update={"places": max(each.places, places)})
            if each.code in marks
            else each
            for each in one.fields
        )
        return one.model_copy(update={"fields": fields})

    def block(one: _Block) -> _Block:
        return one.model_copy(update={"indicators": tuple(map(indicator, one.indicators))})

    finer: dict[str, object] = {"sections": tuple(map(block, rubric.sections))}
    if rubric.bonus is not None:
        finer["bonus"] = block(rubric.bonus)
    if rubric.penalties is not None:
        finer["penalties"] = block(rubric.penalties)
    if rubric.marking is not None:
        at = max(rubric.marking.places, places)
        finer["marking"] = rubric.marking.model_copy(update={"places": at})
    found, faults = prepare(rubric.model_copy(update=finer))
    assert len(found.items) == len(standard.items), faults
    return replace(found, rubric=rubric)
