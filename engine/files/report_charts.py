"""Charts of the report page as inline SVG: bars and dots on a common scale, directly labelled.

Points only decide where a mark stands, every figure that is read is the published text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from markupsafe import Markup

from engine.files.result_words import short
from engine.files.svg import LINE, RECT, TEXT, placed, svg

_WIDTH, _MARGIN = 720, 26
_SIZES = ((150, 10), (500, 6), (3000, 3))
_DOT = Markup('<circle cx="{x}" cy="{y}" r="{r}" class="{kind}"><title>{title}</title></circle>')
_DIAMOND = Markup(
    '<path d="M{x} {top}l{r} {r}l-{r} {r}l-{r}-{r}z" class="dot open"><title>{title}</title></path>'
)


class Dot(NamedTuple):
    """One unit on the strip: its points, `won`, `lost` or `open`, and what it is called."""

    points: Fraction
    kind: str
    title: str


class Strip(NamedTuple):
    """One group's strip: its name, its units, and the points of its award line, if it has one."""

    name: str
    dots: Sequence[Dot]
    line: str | None


def section_bars(sections: Sequence[Mapping[str, Any]], unsettled: set[str]) -> Markup:
    """One unit's sections as labelled bars on their own full points."""
    parts = []
    for row, section in enumerate(sections):
        top, full = row * 22, section["max"]
        length = _length(section["points"], full, 116)
        kind = "bar open" if section["code"] in unsettled else "bar"
        parts += [
            TEXT.format(
                x=112, y=top + 14, kind="name", anchor="end", text=_brief(section["title"])
            ),
            RECT.format(x=118, y=top + 4, width=116, height=12, kind="track"),
            RECT.format(x=118, y=top + 4, width=length, height=12, kind=kind),
            TEXT.format(
                x=304, y=top + 14, kind="figure", anchor="end",
                text=f"{section['points']}/{short(full)}",
            ),
        ]  # fmt: skip
    title = "、".join(f"{s['title']}{s['points']}分（满分{short(s['max'])}）" for s in sections)
    return svg("bars", 304, 22 * len(sections), title, parts)


def spark_bars(sections: Sequence[Mapping[str, Any]], unsettled: set[str]) -> Markup:
    """The same bars small enough for a table row: five columns, full height is full points."""
    parts = []
    for column, section in enumerate(sections):
        height = _length(section["points"], section["max"], 24)
        kind = "bar open" if section["code"] in unsettled else "bar"
        x = column * 16
        parts.append(RECT.format(x=x, y=0, width=12, height=24, kind="track"))
        parts.append(
            RECT.format(x=x, y=placed(24 - Fraction(height)), width=12, height=height, kind=kind)
        )
    title = "，".join(f"{s['title']}{s['points']}/{short(s['max'])}" for s in sections)
    return svg("spark", 16 * len(sections), 24, title, parts)


def completeness_bar(parts_of: Sequence[tuple[str, str, int]]) -> Markup:
    """How many units stand where: (class, words, count), one bar of the whole roster."""
    whole = sum(count for _, _, count in parts_of) or 1
    parts, x = [], Fraction(0)
    for kind, _, count in parts_of:
        width = Fraction(count * _WIDTH, whole)
        parts.append(
            RECT.format(x=placed(x), y=0, width=placed(width), height=14, kind=f"part {kind}")
        )
        x += width
    title = "，".join(f"{words}{count}" for _, words, count in parts_of)
    return svg("whole", _WIDTH, 14, title, parts)


def distribution(strips: Sequence[Strip], line_name: str) -> Markup:
    """Totals as dots on one scale, a strip a group, the award line drawn once in each and named."""
    values = [dot.points for strip in strips for dot in strip.dots]
    scale = _range(values)
    size = next((size for most, size in _SIZES if len(values) <= most), 2)
    parts, top = [], 0
    for strip in strips:
        drawn, height = _strip(strip, scale, top, line_name, size)
        parts += drawn
        top += height
    parts += _axis(*scale, top)
    title = f"{len(values)}个单位的分布，从{scale[0]}分到{scale[1]}分"
    return svg("strip", _WIDTH, top + 28, title, parts)


def _strip(
    strip: Strip, scale: tuple[int, int], top: int, line_name: str, size: int
) -> tuple[list[Markup], int]:
    """The marks of one strip and its height; dots that would touch are stacked."""
    stacked, levels = _stacked(strip.dots, scale, size)
    head = top + (58 if strip.name else 38)
    floor = head + size * max(levels, 2) + 6
    parts = []
    if strip.name:
        parts.append(TEXT.format(x=0, y=top + 24, kind="name", anchor="start", text=strip.name))
    if strip.line is not None:
        x = _x(Fraction(strip.line), scale) - Fraction(size, 2)
        anchor = "end" if x > _WIDTH / 2 else "start"
        said = f"{line_name}{strip.line}分"
        parts.append(LINE.format(x=placed(x), to=placed(x), y=head - 8, down=floor, kind="line"))
        parts.append(TEXT.format(x=placed(x), y=head - 11, kind="said", anchor=anchor, text=said))
    for dot, x, level in stacked:
        parts.append(_mark(dot, x, floor - size * level - Fraction(size, 2), size))
    parts.append(LINE.format(x=0, to=_WIDTH, y=floor, down=floor, kind="axis"))
    return parts, floor - top + 4


def _stacked(
    dots: Sequence[Dot], scale: tuple[int, int], size: int
) -> tuple[list[tuple[Dot, Fraction, int]], int]:
    """Each dot with its exact place and the lowest level on which it touches no other."""
    ends: list[Fraction] = []
    stacked = []
    for dot in sorted(dots, key=lambda each: each.points):
        x = _x(dot.points, scale)
        level = next((at for at, end in enumerate(ends) if x - end >= size), len(ends))
        ends[level : level + 1] = [x]
        stacked.append((dot, x, level))
    return stacked, len(ends)


def _mark(dot: Dot, x: Fraction, y: Fraction, size: int) -> Markup:
    r = Fraction(size, 2) - Fraction(size, 9)
    if dot.kind == "open":
        return _DIAMOND.format(x=placed(x), top=placed(y - r), r=placed(r), title=dot.title)
    return _DOT.format(
        x=placed(x), y=placed(y), r=placed(r), kind=f"dot {dot.kind}", title=dot.title
    )


def _axis(low: int, high: int, top: int) -> list[Markup]:
    step = next(s for s in (1, 2, 5, 10, 20, 50, 100, 1000) if (high - low) / s <= 10)
    return [
        TEXT.format(
            x=placed(_x(Fraction(tick), (low, high))), y=top + 22, kind="tick", anchor="middle",
            text=tick,
        )
        for tick in range(-(-low // step) * step, high + 1, step)
    ]  # fmt: skip


def _range(values: Sequence[Fraction]) -> tuple[int, int]:
    if not values:
        return 0, 100
    low, high = int(min(values) // 5 * 5), int(-(-max(values) // 5) * 5)
    return low, high if high > low else low + 5


def _x(value: Fraction, scale: tuple[int, int]) -> Fraction:
    low, high = scale
    return _MARGIN + (value - low) * (_WIDTH - 2 * _MARGIN) / (high - low)


def _length(points: str, full: str | None, most: int) -> str:
    whole = Fraction(full) if full else Fraction(0)
    return placed(min(Fraction(most), Fraction(points) / whole * most)) if whole > 0 else "0"


def _brief(title: str) -> str:
    return title if len(title) <= 9 else f"{title[:8]}…"
