"""Readings 读格结果: what one cell says, and what is wrong with a cell whatever its field asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from engine.files.book import Cell
from engine.files.form_names import NOT_APPLICABLE
from engine.records.answers import clean_double, comparable, plain_text
from engine.records.exact import plain
from engine.records.states import State

_TICKS = frozenset("✓✔√☑■vV是有对1")
_NOT_APPLICABLE = frozenset((NOT_APPLICABLE, "申请不适用"))


class Finding(NamedTuple):
    """A code of the catalogue, and what its sentence says of the shape of the cell."""

    code: str
    what: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one cell says: the canonical value if claimed, else why there is none."""

    value: str | tuple[str, ...] = ""
    state: State = State.BLANK
    findings: tuple[Finding, ...] = ()


NOTHING = Reading()


def claimed(value: str, *codes: str) -> Reading:
    """A canonical value, with the codes of what was tidied."""
    return Reading(value, State.CLAIMED, tuple(Finding(code) for code in codes))


def faulty(code: str, what: str = "") -> Reading:
    """No value, and why."""
    return Reading("", State.FAULTY, (Finding(code, what),))


def computed_fault(cell: Cell) -> Reading | None:
    """The fault of a cell whose content was computed, not typed."""
    if cell.kind == "error":
        return faulty("E205")
    if cell.formula:
        return faulty("E203" if cell.has_value else "E204")
    return None


def cell_text(cell: Cell | None) -> str:
    """The text of a cell that names something; a number as its plain digits."""
    if cell is None:
        return ""
    if cell.kind == "number":
        try:
            return plain(clean_double(cell.text))
        except ValueError:
            return cell.text
    return plain_text(cell.text)[0]


def is_ticked(cell: Cell | None) -> bool:
    """Whether a ✓ cell is ticked, in any of the marks people use for it."""
    return comparable(cell_text(cell)) in _TICKS


def says_not_applicable(cells: Sequence[Cell | None]) -> bool:
    """Whether 不适用 stands in one of `cells`."""
    return any(
        cell is not None and cell.kind == "text" and comparable(cell.text) in _NOT_APPLICABLE
        for cell in cells
    )
