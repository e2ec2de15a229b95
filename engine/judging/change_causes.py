"""Why two results differ 变动原因: what changed among their inputs, and what that reaches (P31).

A change of one unit reaches that unit's items that ask for or read what changed, its sums, and by
its total the ranks and awards of others. What nothing reaches has no cause, and that is said.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from engine.judging.input_changes import Cause, Json
from engine.judging.run_changes import ABSENT, ORDER, Change, Path, differences
from engine.language.expressions import fields_read
from engine.rubric.standard import Item, Standard

_WORDING = frozenset(("reason", "reviewer", "place", "review_place", "title", "name"))
"""Leaves that say something in words; no input of a run holds all of them."""
_BESIDE = ("objection", "recheck", "marks")
"""Leaves of an item that say what is said of it, not what it gives."""


@dataclass(frozen=True, slots=True)
class Explained:
    """One difference of the results, the unit and item it is about, and why; () where unknown."""

    change: Change
    unit: str
    indicator: str
    causes: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON; `old` or `new` is left out where one of the two results has nothing there."""
        sides = {"old": self.change.old, "new": self.change.new}
        return {
            "path": list(self.change.path),
            "unit": self.unit,
            "indicator": self.indicator,
            "causes": list(self.causes),
            **{side: value for side, value in sides.items() if value is not ABSENT},
        }


def explained(
    old: Json, new: Json, causes: Iterable[Cause], standard: Standard
) -> tuple[Explained, ...]:
    """Every difference between two results with its causes, as the rubric of the new one has it."""
    changes = differences(old, new)
    reach = _Reach(tuple(causes), changes, standard)
    return tuple(reach.explain(each) for each in changes)


class _Reach:
    """What each change of the inputs reaches in the results."""

    def __init__(
        self, causes: tuple[Cause, ...], changes: tuple[Change, ...], standard: Standard
    ) -> None:
        self.causes = causes
        self.everywhere = [each.words for each in causes if not each.unit]
        self.own: dict[str, list[Cause]] = {}
        for each in causes:
            if each.unit:
                self.own.setdefault(each.unit, []).append(each)
        self.reads = {item.code: _read_by(item, standard) for item in standard.items}
        self.asks = {i.code: frozenset(f.code for f in i.fields) for i in standard.items}
        self.compared = frozenset(item.code for item in standard.items if item.of_cohort)
        self.shared = bool(self.compared) or standard.rubric.alliance is not None
        self.moved = tuple(dict.fromkeys(e.path[1] for e in changes if _stands(e.path)))
        """Units whose sums, state or status are others: what ranks and awards follow from."""

    def explain(self, change: Change) -> Explained:
        """One difference and why."""
        unit, indicator = _about(change)
        match change.path:
            case ("units", _, "indicators", _, leaf, *_):
                causes = self._of_item(unit, indicator, leaf)
            case ("units", _, "rank" | "group_ranks", *_):
                causes = self._of_sums(unit) if unit in self.moved else self._of_others(unit)
            case ("units", _, "awards", *_) | ("awards", *_):
                causes = self._of_award(unit)
            case ("units", _, *_):
                causes = self._of_sums(unit)
            case _:
                causes = self._of_sums(unit) if unit else [each.words for each in self.causes]
        if not causes and change.path[-1] in _WORDING:
            causes = ["写的话改了，分数不受影响"]
        return Explained(change, unit, indicator, tuple(dict.fromkeys(causes)))

    def _of_item(self, unit: str, indicator: str, leaf: str) -> list[str]:
        own = [each for each in self.own.get(unit, ()) if leaf in _BESIDE or not each.beside]
        found = [each.words for each in own if self._reaches(each, indicator)]
        alone = bool(found)
        found += self.everywhere
        if indicator in self.compared and not alone:
            found += self._of_others(unit)
        return found

    def _reaches(self, cause: Cause, indicator: str) -> bool:
        if cause.of_whole_unit or cause.indicator == indicator:
            return True
        touched = cause.fields | self.asks.get(cause.indicator, frozenset())
        return bool(touched & self.reads.get(indicator, frozenset()))

    def _of_sums(self, unit: str) -> list[str]:
        """Sums follow the unit's own items; where items are compared or totals shared, others'."""
        found = [each.words for each in self.own.get(unit, ()) if not each.beside]
        found += self.everywhere
        return found or (self._of_others(unit) if self.shared else [])

    def _of_award(self, unit: str) -> list[str]:
        """A seat follows the unit's own sums and gates, or those of whoever it competes with."""
        if unit in self.moved:
            return self._of_sums(unit)
        own = [each.words for each in self.own.get(unit, ()) if each.of_whole_unit]
        return own + self._of_others(unit)

    def _of_others(self, unit: str) -> list[str]:
        others = [each for each in self.moved if each != unit]
        shown = "、".join(others[:5]) + (f"等{len(others)}个单位" if len(others) > 5 else "")
        return [f"其他单位的分变了（{shown}）"] if others else list(self.everywhere)


def _read_by(item: Item, standard: Standard) -> frozenset[str]:
    """Every field on which an item's points, table and evidence depend, also by being asked."""
    told = (item.expression, item.full, item.not_applicable, *(each for _, each in item.evidence))
    found = set(item.own_codes).union(*(fields_read(each) for each in told if each is not None))
    left = list(found)
    while left:
        asked = standard.asked.get(left.pop())
        more = fields_read(asked) - found if asked is not None else frozenset()
        found |= more
        left += more
    return frozenset(found)


def _stands(path: Path) -> bool:
    """Whether a path leads to what ranks and awards follow from."""
    if path[0] != "units" or len(path) < 2:
        return False
    return len(path) == 2 or path[2] in ("total", "base", "bonus", "state", "status", "exclusions")


def _about(change: Change) -> tuple[str, str]:
    """The unit and the item a difference is about, "" where it is about none."""
    path = change.path
    if path[0] == "units" and len(path) > 1:
        item = path[3] if len(path) > 3 and path[2] == "indicators" else ""
        return path[1], "" if item == ORDER else item
    if path[0] == "awards" and len(path) > 3 and path[2] == "reasons":
        return path[3], ""
    entries = [e for told in (change.old, change.new) if isinstance(told, list) for e in told]
    units = {e["unit"] for e in entries if isinstance(e, dict) and e.get("unit")}
    return (units.pop() if len(units) == 1 and path[0] in ("lookback", "problems") else ""), ""
