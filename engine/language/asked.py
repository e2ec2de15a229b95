"""Who is asked what: fields whose asked-when does not hold are emptied and nobody reads them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from engine.language.evaluate import evaluate
from engine.language.expressions import Expression
from engine.language.fields import Scope
from engine.records.columns import Column, Columns
from engine.records.states import READABLE, State


def asked_columns(
    scope: Scope, conditions: Mapping[str, Expression], raw: Columns, size: int
) -> Columns:
    """`raw` with every field that is not asked made empty and verified, so that nobody reads it.

    `conditions` holds the asked-when of the fields that have one, in an order in which each reads
    only fields before it (the rubric's compiler sorts them). Where a condition itself is open, the
    field takes the condition's state: nobody can say yet whether it is asked.
    """
    columns = dict(raw)
    for code, condition in conditions.items():
        result = evaluate(condition, scope, columns, size)
        open_ = result.states > READABLE
        asked = result.truths & ~open_
        column = columns[code]
        states = np.where(open_, result.states, np.where(asked, column.states, State.VERIFIED))
        values = np.where(asked, column.values, 0)
        columns[code] = Column(values, states.astype(np.uint8), asked | open_)
    return columns
