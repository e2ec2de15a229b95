"""Bars of the progress page as inline SVG: one scale from nothing to all, the line drawn once.

Lengths only show; the figure that is read stands beside each bar.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from markupsafe import Markup

from engine.files.svg import LINE, RECT, TEXT, placed, svg
from engine.records.progress import Count, Progress, Tally

_LEFT, _LENGTH, _RIGHT, _ROW, _HEAD = 92, 190, 78, 24, 22
_NAME = 7


def group_bars(tallies: Sequence[Tally], found: Progress) -> Markup:
    """The rate of every group as a bar from 0 to 100 %, with the line across all of them."""
    parts, bottom = [], _HEAD + _ROW * len(tallies)
    for row, tally in enumerate(tallies):
        top = _HEAD + _ROW * row
        percent = tally.fields.percent(found.line)
        said = f"{percent}%" if percent is not None else "—"
        parts += [
            TEXT.format(
                x=_LEFT - 6, y=top + 15, kind="name", anchor="end", text=_brief(tally.name)
            ),
            RECT.format(x=_LEFT, y=top + 4, width=_LENGTH, height=14, kind="track"),
            RECT.format(x=_LEFT, y=top + 4, width=_long(tally.fields), height=14, kind="bar"),
            TEXT.format(x=_LEFT + _LENGTH + 40, y=top + 15, kind="figure", anchor="end", text=said),
            TEXT.format(
                x=_LEFT + _LENGTH + _RIGHT, y=top + 15, kind="tick", anchor="end",
                text=f"{tally.units}个",
            ),
        ]  # fmt: skip
    line = placed(_LEFT + Fraction(found.line) * _LENGTH / 100)
    parts += [
        LINE.format(x=line, to=line, y=_HEAD - 4, down=bottom, kind="line"),
        TEXT.format(
            x=line, y=_HEAD - 8, kind="said", anchor="end" if found.line > 50 else "start",
            text=f"进度线{found.line}%",
        ),
    ]  # fmt: skip
    title = "、".join(f"{each.name}{each.fields.percent(found.line) or '—'}%" for each in tallies)
    return svg("groups", _LEFT + _LENGTH + _RIGHT, bottom + 4, title, parts)


def unit_bar(count: Count, line: Decimal) -> Markup:
    """One unit's rate, small enough for a row of a table."""
    parts = [
        RECT.format(x=0, y=0, width=_LENGTH, height=20, kind="track"),
        RECT.format(x=0, y=0, width=_long(count), height=20, kind="bar"),
    ]
    return svg("mini", _LENGTH, 20, f"{count.percent(line) or '—'}%", parts)


def _long(count: Count) -> str:
    return placed(Fraction(count.done * _LENGTH, count.of)) if count.of else "0"


def _brief(name: str) -> str:
    return name if len(name) <= _NAME else f"{name[: _NAME - 1]}…"
