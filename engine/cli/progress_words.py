"""A day's progress on the screen and as JSON."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from engine.cli.output import say, show_table
from engine.files.progress_words import by_need, changed_words, members, rate, state, summary
from engine.records.progress import Completion, Count, Progress, Tally

_CELLS = 10
_CHANGES = 20


def show_progress(found: Progress, *, everything: bool) -> None:
    """Summary, groups, what is new, and the units that need attention (or all of them)."""
    say()
    for line in summary(found):
        say(line)
    for column, tallies in found.groups.items():
        heads = (column, "已收/应报", "完成率", "佐证", "要改")
        show_table(heads, [_group(each, found) for each in tallies])
    say(changed_words(found))
    for change in found.changes[:_CHANGES]:
        say(f"  {change.unit}  {change.name}：{'，'.join(change.words)}")
    if len(found.changes) > _CHANGES:
        say(f"  ……其余{len(found.changes) - _CHANGES}个，写出 进度表.xlsx 看（--xlsx）。")
    _show_units(found, everything=everything)


def _group(tally: Tally, found: Progress) -> list[str]:
    return [
        tally.name, members(tally), _bar(tally.fields, found), str(tally.evidence),
        str(tally.faults),
    ]  # fmt: skip


def _bar(count: Count, found: Progress) -> str:
    """A bar of ten cells before the rate, on a screen only; the last cell is for all of it."""
    said = rate(count, found)
    if not sys.stdout.isatty() or not count.of:
        return said
    full = count.done * _CELLS // count.of
    return f"{'■' * full}{'□' * (_CELLS - full)} {said:>4}"


def _show_units(found: Progress, *, everything: bool) -> None:
    units = [u for u in by_need(found) if everything or u.behind(found.line)]
    if units:
        heads = ("编号", "单位名称", "状态", "已填/应填", "佐证", "要改")
        show_table(heads, [[u.unit, u.name, state(u), *_counts(u, found)] for u in units])
    rest = sum(unit.awaited for unit in found.units) - sum(unit.awaited for unit in units)
    if rest:
        say(f"其余{rest}个单位到了线，没有要改的；全部列出：wuhao status --all。")


def _counts(unit: Completion, found: Progress) -> Sequence[str]:
    """已填/应填, 佐证, 要改; a dash where no workbook counts."""
    if not unit.awaited:
        return ["—"] * 3
    filled = f"{unit.fields} {rate(unit.fields, found)}"
    if not unit.expected:
        return [filled, "—", "—"]
    return [filled, str(unit.evidence), str(unit.blocking)]


def as_json(found: Progress | None) -> dict[str, Any]:
    """The same for other programs; rates are decimal texts rounded down, null of nothing."""
    if found is None:
        return {"units": []}
    return {
        "day": found.day.isoformat(),
        "line": str(found.line),
        "whole": _tally(found.whole, found),
        "groups": {
            column: [_tally(each, found) for each in tallies]
            for column, tallies in found.groups.items()
        },
        "since": found.since.isoformat() if found.since is not None else None,
        "changes": [{"unit": c.unit, "words": list(c.words)} for c in found.changes],
        "waiting": found.waiting,
        "units": [_unit(unit, found) for unit in found.units],
    }


def _unit(unit: Completion, found: Progress) -> dict[str, Any]:
    return {
        "unit": unit.unit, "state": unit.state, "rows_read": unit.read,
        "rows_expected": unit.expected, "filled": unit.fields.done, "asked": unit.fields.of,
        "percent": unit.fields.percent(found.line),
        "on_line": unit.on_line(found.line),
        "evidence_had": unit.evidence.done, "evidence_owed": unit.evidence.of,
        "blocking": unit.blocking, "warnings": unit.warnings,
    }  # fmt: skip


def _tally(tally: Tally, found: Progress) -> dict[str, Any]:
    return {
        "name": tally.name, "units": tally.units, "came": tally.came, "blocked": tally.blocked,
        "absent": tally.absent, "filled": tally.fields.done, "asked": tally.fields.of,
        "percent": tally.fields.percent(found.line), "on_line": tally.on_line,
        "evidence_had": tally.evidence.done, "evidence_owed": tally.evidence.of,
        "blocking": tally.faults, "units_to_mend": tally.to_mend,
    }  # fmt: skip
