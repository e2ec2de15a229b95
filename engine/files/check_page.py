"""The page of a self-check 自查: one HTML file that needs no network and no script, and prints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import groupby
from typing import Any

from jinja2 import Template
from markupsafe import Markup

from engine.files.page_template import page_template
from engine.files.result_words import place
from engine.records.states import by_key

Report = dict[str, Any]
_TIERS = (
    ("block", "要改的", "不改好，这些项就没有分，或者整份表不能收。"),
    ("warning", "提醒", "请看一看，不一定要改。"),
    ("note", "说明", "已照这样读取，不用改。"),
)
_BAR = Markup(
    '<svg class="reach" viewBox="0 0 300 14" preserveAspectRatio="xMinYMid" role="img" '
    'lang="zh-CN" aria-label="{title}">'
    "<title>{title}</title>"
    '<rect x="0" y="1" width="300" height="12" class="track"/>'
    '<rect x="0" y="1" width="{most}" height="12" class="may"/>'
    '<rect x="0" y="1" width="{now}" height="12" class="bar"/></svg>'
)


def check_page(report: Report) -> str:
    """The page of a check, the same text for the same report (`engine.cycle.check_report`)."""
    tiers = [(*words, list(_groups(report["problems"], words[0]))) for words in _TIERS]
    return _template().render(
        report=report,
        score=report["score"],
        tiers=[each for each in tiers if each[3]],
        counts={words[0]: _count(report["problems"], words[0]) for words in _TIERS},
        good=list(_good(report)),
        parts=list(_parts(report)),
    )


@cache
def _template() -> Template:
    return page_template(
        "check.html.j2",
        bar=reach_bar,
        state=by_key,
        place=place,
        more=more_than,
    )


def reach_bar(points: str, most: str, full: str | None, title: str) -> Markup:
    """What is reached and what may still be, on the scale of the full points."""
    whole = max(Fraction(full or most), Fraction(most), Fraction(points), Fraction(1, 100))
    now, may = (_tenths(Fraction(each) * 300 / whole) for each in (points, most))
    said = f"{title}：目前{points}分，最多可到{most}分"
    return _BAR.format(title=said, now=now, most=may)


def more_than(one: str, other: str) -> bool:
    """Whether one decimal text is greater than another."""
    return Decimal(one) > Decimal(other)


def _tenths(value: Fraction) -> str:
    tenths = max(0, round(value * 10))
    return f"{tenths // 10}.{tenths % 10}"


def _tier(problem: Report) -> str:
    return "block" if problem["severity"] in ("reject", "block") else str(problem["severity"])


def _count(problems: Sequence[Report], tier: str) -> int:
    return sum(_tier(each) == tier for each in problems)


def _groups(problems: Sequence[Report], tier: str) -> Iterator[tuple[Report, list[Report]]]:
    """The problems of one weight by item, in the order they came; the first names the item."""
    mine = [each for each in problems if _tier(each) == tier]
    for _, found in groupby(mine, key=lambda each: str(each["indicator"] or "")):
        listed = list(found)
        yield listed[0], listed


def _parts(report: Report) -> Iterator[tuple[str, list[Report]]]:
    """Titles and items of every section, then bonus and penalties."""
    for section in report["sections"]:
        yield section["title"], [e for e in report["items"] if e["section"] == section["code"]]
    for block, title in (("bonus", "加分"), ("penalty", "扣分")):
        items = [each for each in report["items"] if each["block"] == block]
        if items:
            yield title, items


def _good(report: Report) -> Iterator[tuple[str, list[Report]]]:
    """Per section the items that have their full points, and nothing missing."""
    for title, items in _parts(report):
        full = [
            each
            for each in items
            if each["block"] != "penalty"
            and each["points"] == each["max"]
            and each["state"] == "claimed"
            and Decimal(each["max"]) > 0
        ]
        if full:
            yield title, full
