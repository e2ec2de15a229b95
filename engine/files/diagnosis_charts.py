"""Pictures of the chair's diagnosis: offsets with their intervals, and spreads, on common scales.

Lengths only show; the figure that is read stands beside each mark.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil

from markupsafe import Markup

from engine.files.diagnosis_words import decimals, figure, signed
from engine.files.svg import LINE, RECT, TEXT, placed, svg
from engine.records.diagnosis import ItemAgreement, Offset, Severity

_LEFT, _LENGTH, _RIGHT, _ROW, _HEAD = 110, 400, 150, 22, 26
MOST = 40
"""So many rows a picture; of more, the most lenient and the most severe."""
_DOT = Markup('<circle cx="{x}" cy="{y}" r="4.5" class="{kind}"/>')
_NAME = 8


def offset_chart(offsets: Sequence[Offset], reach: float) -> Markup:
    """Offsets of one component as dots with their intervals; the line is what all are held to.

    `reach`: the share at both ends of the scale, the same for all pictures of a page.
    """
    shown = most_telling(offsets)
    bottom = _HEAD + _ROW * len(shown)
    parts = [*_scale(reach, bottom)]
    for row, one in enumerate(shown):
        y = _HEAD + _ROW * row + 11
        if one.low is not None and one.high is not None:
            low, high = (_at(each, reach) for each in (one.low, one.high))
            parts.append(LINE.format(x=low, to=high, y=y, down=y, kind="interval"))
            parts += [
                LINE.format(x=end, to=end, y=y - 4, down=y + 4, kind="interval")
                for end in (low, high)
            ]
        kind = "dot out" if one.stands_out else "dot in"
        parts += [
            TEXT.format(x=_LEFT - 8, y=y + 4, kind="name", anchor="end", text=_brief(one.who)),
            _DOT.format(x=_at(one.value, reach), y=y, kind=kind),
            TEXT.format(
                x=_LEFT + _LENGTH + 54, y=y + 4, kind="figure", anchor="end",
                text=signed(one.value),
            ),
            TEXT.format(
                x=_LEFT + _LENGTH + 62, y=y + 4, kind="tick", anchor="start",
                text=_word(one),
            ),
        ]  # fmt: skip
    title = "、".join(f"{one.who}{signed(one.value)}" for one in shown)
    return svg("offsets", _LEFT + _LENGTH + _RIGHT, bottom + 6, title, parts)


def reach_of(*severities: Severity | None) -> float:
    """A scale on which every interval of these fits: a whole number of points of a hundred."""
    found = [
        abs(end)
        for each in severities
        if each is not None
        for component in each.components
        for one in component
        for end in (one.value, one.low or 0, one.high or 0)
    ]
    return max(1, ceil(max(found, default=0) * 100)) / 100


def most_telling(offsets: Sequence[Offset]) -> list[Offset]:
    """All, or of many the first and the last of the order: lenient, severe."""
    if len(offsets) <= MOST:
        return list(offsets)
    return [*offsets[: MOST // 2], *offsets[-(MOST // 2) :]]


def spread_chart(items: Sequence[ItemAgreement]) -> Markup:
    """Mean spread of each item as a bar on its full points, the widest as a line across."""
    parts = []
    for row, item in enumerate(items):
        top, full = _ROW * row, Fraction(item.full)
        mean = placed(Fraction(item.mean_spread) * 300 / full)
        widest = placed(200 + Fraction(item.widest) * 300 / full)
        name = f"{item.indicator} {item.title}"
        parts += [
            TEXT.format(x=192, y=top + 15, kind="name", anchor="end", text=_brief(name, 15)),
            RECT.format(x=200, y=top + 4, width=300, height=13, kind="track"),
            RECT.format(x=200, y=top + 4, width=mean, height=13, kind="bar"),
            LINE.format(x=widest, to=widest, y=top + 2, down=top + 19, kind="line"),
            TEXT.format(
                x=510, y=top + 15, kind="figure", anchor="start",
                text=f"平均{figure(item.mean_spread)}，最大{decimals(item.widest)}（满分"
                f"{decimals(item.full)}）",
            ),
        ]  # fmt: skip
    title = "、".join(f"{each.indicator}平均分差{figure(each.mean_spread)}分" for each in items)
    return svg("spreads", 700, _ROW * len(items) + 2, title, parts)


def _scale(reach: float, bottom: int) -> list[Markup]:
    parts = []
    for share in (-reach, 0.0, reach):
        x = _at(share, reach)
        kind = "zero" if share == 0 else "axis"
        text = "平均" if share == 0 else f"{'偏宽' if share > 0 else '偏严'} {signed(share)}"
        parts += [
            LINE.format(x=x, to=x, y=_HEAD - 6, down=bottom, kind=kind),
            TEXT.format(x=x, y=_HEAD - 11, kind="tick", anchor="middle", text=text),
        ]
    return parts


def _at(share: float, reach: float) -> str:
    return placed(_LEFT + Fraction(_LENGTH, 2) * (1 + Fraction(share) / Fraction(reach)))


def _word(one: Offset) -> str:
    if one.low is None:
        return "定不下"
    return ("偏宽" if one.value > 0 else "偏严") if one.stands_out else "看不出"


def _brief(name: str, most: int = _NAME) -> str:
    return name if len(name) <= most else f"{name[: most - 1]}…"
