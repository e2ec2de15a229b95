"""What an item is worth 满分 to one unit, as far as the roster alone can say."""

from __future__ import annotations

from engine.files.asked_fields import known_column
from engine.language.evaluate import evaluate
from engine.language.expressions import Expression, fields_read
from engine.language.result import Result
from engine.records.exact import from_units, plain
from engine.records.states import READABLE
from engine.records.submission import RosterUnit
from engine.rubric.standard import Item, Standard
from engine.rules.amounts import UNIT

NO_LIMIT = "不设\n上限"
NOT_THEIRS = "本单位\n不评"
"""Instead of points: of a penalty without a limit; of an item not in the unit's table."""


def worth_words(item: Item, standard: Standard, unit: RosterUnit) -> str:
    """“5”; or that the unit is not marked on this item."""
    if item.not_applicable is not None and not item.gives_full:
        gone = _by_roster(item.not_applicable, standard, unit)
        if gone is not None and bool(gone.truths[0]):
            return NOT_THEIRS
    if not item.context.capped:
        return NO_LIMIT
    full = _by_roster(item.full, standard, unit)
    if full is None:
        return plain(item.points)
    points = from_units(int(full.values[0]), full.places)
    return plain(points) if points else NOT_THEIRS


def _by_roster(node: Expression, standard: Standard, unit: RosterUnit) -> Result | None:
    """What a node comes to for the unit; None where more than its roster line decides."""
    read = fields_read(node)
    roster = {field.code for field in standard.rubric.unit_fields}
    if not read <= roster | {UNIT}:
        return None
    texts: dict[str, int] = {}
    columns = {code: known_column(standard.scope[code], {}, unit, texts) for code in read}
    result = evaluate(node, standard.scope, columns, 1)
    return result if int(result.states[0]) <= READABLE else None
