"""Pieces of inline SVG that the pages draw with.

Coordinates are whole numbers or fractions written with one place; texts are escaped by Markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from markupsafe import Markup

_SVG = Markup(
    '<svg class="{kind}" viewBox="0 0 {width} {height}" role="img" lang="zh-CN" '
    'aria-label="{title}"><title>{title}</title>{inside}</svg>'
)
TEXT = Markup('<text x="{x}" y="{y}" class="{kind}" text-anchor="{anchor}">{text}</text>')
RECT = Markup('<rect x="{x}" y="{y}" width="{width}" height="{height}" class="{kind}"/>')
LINE = Markup('<line x1="{x}" x2="{to}" y1="{y}" y2="{down}" class="{kind}"/>')


def placed(value: Fraction) -> str:
    """A coordinate with at most one place."""
    tenths = round(value * 10)
    return f"{tenths // 10}.{tenths % 10}" if tenths % 10 else str(tenths // 10)


def svg(kind: str, width: int, height: int, title: str, parts: Sequence[Markup]) -> Markup:
    """A drawing of these parts, which a reader who cannot see it knows by its title."""
    inside = Markup("").join(parts)
    return _SVG.format(kind=kind, width=width, height=height, title=title, inside=inside)
